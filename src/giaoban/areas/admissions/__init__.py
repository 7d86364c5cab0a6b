"""Admissions: from candidate to official member, each step dated, voted and in time."""
