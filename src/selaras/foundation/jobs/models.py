"""The tables beside the queue: who is alive, and what is due when."""

from __future__ import annotations

from django.db import models


class WorkerLease(models.Model):
    """A worker's sign of life while it runs a job; when it grows old, the worker is dead."""

    worker = models.CharField(max_length=64, unique=True)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class TimetableEntry(models.Model):
    """When a declared repeating job is due next; one row per job, claimed by moving ``due_at``."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
