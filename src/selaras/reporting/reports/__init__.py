"""The reports there are, one module each."""
