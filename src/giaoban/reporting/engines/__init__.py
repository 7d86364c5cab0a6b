"""The same consolidation on different engines: facts summed over ground, elimination and persons-once included."""
