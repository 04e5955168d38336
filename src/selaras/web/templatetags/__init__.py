"""Template filters and tags of the house; loaded into every template."""
