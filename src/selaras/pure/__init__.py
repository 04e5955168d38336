"""The ground floor: arithmetic and rules.

Pure functions over frozen dataclasses. Imports the standard library only, never Django,
and is tested without a database.
"""
