"""The digest of a nation or a province: averages, predicates, movers, ranking."""
