"""Transfers of members: out, in and inside; in transit counted once; for good or for a time."""
