"""Making what is handed over."""
