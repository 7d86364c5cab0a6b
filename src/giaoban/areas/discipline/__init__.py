"""Discipline of members: cases, who looked at them and why, a proposal by one and the decision by another."""
