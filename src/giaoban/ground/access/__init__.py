"""Who may do what, over which unit, from when to when: one set, asked by every path."""
