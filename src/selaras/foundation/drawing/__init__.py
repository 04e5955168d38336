"""Geometry to SVG: every drawing of the house as text, looks left to the style sheet's classes."""
