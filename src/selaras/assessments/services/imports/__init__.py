"""Bringing tables in: shapes that say what a file means, and jobs that take one file through.

A shape is an object: identifier, name, the action it needs, the roles a column may play. It reads
a table into a plan (what would be written, what is wrong in which cell) and applies a plan. A job
is one uploaded file: preview first, then confirm, then a report. Bringing the same file in twice
changes nothing.
"""
