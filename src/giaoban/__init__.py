"""Giao Ban: registers, acts, figures and the half-year report of committees and clusters of committees."""

__version__ = "0.1.0"
