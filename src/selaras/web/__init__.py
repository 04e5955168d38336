"""The HTML door: one package per domain app, a component library in ``ui``, nothing decided here.

A view makes one domain call, translates its errors and renders a page composed of elements.
Stranger to the other doors.
"""
