"""Pages of the external assessment."""
