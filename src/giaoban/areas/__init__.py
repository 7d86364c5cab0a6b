"""The areas of work, one folder each, strangers to one another."""
