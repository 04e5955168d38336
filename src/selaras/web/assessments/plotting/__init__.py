"""Pages of plotting and progress."""
