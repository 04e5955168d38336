"""Open data: datasets, their dictionary, their catalogue record."""
