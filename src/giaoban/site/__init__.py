"""The only place that knows everything: settings, addresses, the server, the database that the program runs for itself."""
