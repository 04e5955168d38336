"""The JSON door: the programming interface under ``/api/v1/``.

It mirrors the apps: one module of addresses for each. Like every door it makes one call and turns
its errors into an answer. May import: every floor below the doors.
"""
