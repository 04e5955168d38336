"""Solving linear models with whole-numbered unknowns. Knows no domain word.

``highs.solve`` solves in this process. ``workshop.solver`` lends a solver in a process of its own,
which gives its memory back and can be ended at any moment: what a server or a worker uses.
"""
