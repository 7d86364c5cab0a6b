"""Meetings of a cell: planned, announced, held, minuted; regular and thematic counted apart."""
