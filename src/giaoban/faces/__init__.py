"""How people meet the program: desk, portal, handbook, machine interface, jobs."""
