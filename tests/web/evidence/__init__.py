"""Walls of the pages of the evidence library."""
