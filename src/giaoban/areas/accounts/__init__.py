"""Accounts and the roles that they are granted."""
