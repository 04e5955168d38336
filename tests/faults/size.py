"""How hard the fault tests press: a little in every run, fully with ``make faults``."""

import os

FULL = os.environ.get("SELARAS_FAULTS") == "1"
PEOPLE = 50 if FULL else 10
KILLS = 3 if FULL else 1
SAVES = 4 * PEOPLE
"""Saves that are acknowledged before each kill and after the last one."""
