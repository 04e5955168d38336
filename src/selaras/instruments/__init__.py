"""Instruments in the database: published versions, immutable and content-hashed.

Words: Instrument, Domain, Aspect, Indicator, LevelCriterion, Predicate. The definition is a YAML
file; a loaded version is its canonical document plus one row per indicator for others to point
at. May import ``people``, ``foundation`` and ``pure``.
"""
