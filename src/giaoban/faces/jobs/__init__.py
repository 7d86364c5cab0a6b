"""Queued and scheduled work, and what the program tells people of: thin, like the pages."""
