"""How the process that looks into files ends, apart from 0."""

BROKEN = 3
"""The file cannot be read."""
PASSWORD = 4
"""The file asks for a password."""
