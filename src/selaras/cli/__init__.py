"""The command door: ``selaras`` and its commands, nothing decided here.

A command makes one domain call, translates its errors into sentences and an exit status. Each
module offers ``register(subparsers)``; ``main`` knows them by name only and imports the one
that is asked for. Stranger to the other doors.
"""
