"""Is this half-year open for this unit: a submitted return closes it, reopening opens it again from the top down."""
