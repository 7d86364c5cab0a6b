"""The register of members: who belongs, since when, at which grade; taken in from files, corrected, merged, searched."""
