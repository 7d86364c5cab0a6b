"""Word templates of an office's own: files on trial, versions with the day from which they hold, what a document is printed on."""
