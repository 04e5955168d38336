"""Background work: a queue in the database, a worker, a reaper for killed workers, a timetable.

A job is a function marked with ``django_tasks.task``; ``job.enqueue(...)`` inside the transaction
that needs it. Jobs are idempotent: a worker may be killed at any moment, and the reaper then
gives the job to another one. Long jobs of the timetable are declared with ``timetable.declare``.
"""
