"""What anybody reads: pages, the shelf that keeps them, search, map."""
