"""Committees: terms of bodies, their seats, what changes them."""
