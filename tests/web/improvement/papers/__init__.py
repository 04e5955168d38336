"""Papers of plans through their addresses."""
