"""What leaves the portal for programs: feeds, the read API, SDMX, an export as files."""
