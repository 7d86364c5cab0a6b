"""Who did what, when and why, and what it changed; PostgreSQL writes the changes and refuses every other write."""
