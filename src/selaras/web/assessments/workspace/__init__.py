"""Pages of the indicator workspace."""
