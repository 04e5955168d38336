"""Instruments as values: their shape, their validation, the difference of two versions."""
