"""What can be said about a piece of evidence by rule, without deciding about it."""
