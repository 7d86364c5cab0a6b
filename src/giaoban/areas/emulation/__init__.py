"""Emulation: criteria sets, self-scores, recognitions; the classification of members, leaders and organisations."""
