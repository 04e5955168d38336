"""Numbers to geometry: frozen dataclasses of floats, deterministic, no markup, no colour.

Coordinates grow to the right and downwards, in the units of the drawing's own width. Exact figures
come in as ``Fraction`` and leave as floats here and nowhere else: nothing is computed from a
coordinate.
"""
