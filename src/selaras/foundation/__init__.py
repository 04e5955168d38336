"""Django plumbing that knows no domain word: trail, access, clock, tables, documents, jobs.

May import ``pure`` and libraries. Nothing here knows what an institution or an indicator is.
"""
