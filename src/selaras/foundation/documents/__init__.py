"""Writers that take plain tables and give files; they know no domain word."""
