"""The years of one institution beside each other: where the index went, and what moved it."""
