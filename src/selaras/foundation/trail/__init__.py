"""The trail: every change, with actor, time, request and old and new value, hash-chained.

Services write an event in the transaction of the change itself, so the trail is complete and is
also the outbox: whoever must react reads it. Event kinds are declared with a sentence per app.
Entries outlive what they describe, so they hold labels, not foreign keys.
"""
