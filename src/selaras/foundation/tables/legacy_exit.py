"""How the process that parses old binary workbooks says what went wrong."""

PASSWORD = 3
"""The workbook asks for a password."""
BROKEN = 4
"""The workbook cannot be parsed."""
