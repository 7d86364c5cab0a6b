"""Regulations and the values that they set: recorded with dates and source, replaced from a day, never rewritten."""
