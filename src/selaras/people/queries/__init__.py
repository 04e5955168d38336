"""Reading people and places as named things, in a constant number of queries."""
