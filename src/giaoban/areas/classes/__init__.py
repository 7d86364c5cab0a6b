"""Theory classes: a register of its own."""
