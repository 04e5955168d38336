"""Reporting on actions, signing parts of plans off, and following reorganisations."""
