"""Figures, returns, consolidation, documents, releases: from recorded acts to the signed-off report."""
