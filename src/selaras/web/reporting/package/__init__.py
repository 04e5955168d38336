"""Packages of evidence."""
