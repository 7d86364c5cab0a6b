"""The officers' web: what is due, the registers, the tree, returns and reports."""
