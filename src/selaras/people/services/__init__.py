"""Writing: one verb per function, one transaction, one event with old and new values."""
