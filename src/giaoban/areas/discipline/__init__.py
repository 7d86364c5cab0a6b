"""Discipline of members and organisations: cases, who looked at them and why, a proposal by one and the decision by another."""
