"""Party dues: a register of its own."""
