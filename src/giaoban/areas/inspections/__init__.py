"""Inspection and supervision: the programme of a year, inspections from the decision to what became of their demands."""
