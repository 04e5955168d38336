"""Pages of what is handed over: reports, the worksheet, packages of evidence, open data."""
