"""Taking jobs back from workers that died.

The queue itself marks a job as running and never looks again; a killed worker's job would stay so
for ever. Here every worker renews a lease while it works, and a running job whose worker let the
lease lapse goes back into the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from selaras.foundation.jobs.models import WorkerLease

MOST_ATTEMPTS = 5
"""A job that has taken this many workers down with it is given up."""


@dataclass(frozen=True, slots=True)
class Reaped:
    """How many jobs went back into the queue and how many were given up."""

    requeued: int
    given_up: int


def renew(worker: str, now: datetime) -> None:
    """Note that the worker is alive."""
    if not WorkerLease.objects.filter(worker=worker).update(renewed_at=now):
        WorkerLease.objects.get_or_create(worker=worker, defaults={"renewed_at": now})


def release(worker: str) -> None:
    """Forget a worker that stopped in good order."""
    WorkerLease.objects.filter(worker=worker).delete()


def reap(now: datetime, *, lease: timedelta) -> Reaped:
    """Give the running jobs of silent workers back to the queue, or up after too many attempts.

    ``lease`` is how long a worker may be silent before it counts as dead.
    """
    oldest = now - lease
    running = list(
        DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=oldest)
    )
    if not running:
        return Reaped(0, 0)
    alive = set(WorkerLease.objects.filter(renewed_at__gte=oldest).values_list("worker", flat=True))
    outcomes = [
        _take_back(job, now) for job in running if not alive.intersection(job.worker_ids[-1:])
    ]
    WorkerLease.objects.filter(renewed_at__lt=now - 10 * lease).delete()
    return Reaped(outcomes.count(TaskResultStatus.READY), outcomes.count(TaskResultStatus.FAILED))


def _take_back(job: DBTaskResult, now: datetime) -> str:
    """The status the job now has; empty when another reaper, or its worker, was quicker."""
    with transaction.atomic():
        ours = DBTaskResult.objects.filter(
            pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at
        )
        if len(job.worker_ids) >= MOST_ATTEMPTS:
            given_up = ours.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path="selaras.foundation.jobs.reaper.WorkerLostError",
                traceback=f"lost {len(job.worker_ids)} workers",
            )
            return TaskResultStatus.FAILED if given_up else ""
        requeued = ours.update(status=TaskResultStatus.READY, started_at=None)
        return TaskResultStatus.READY if requeued else ""


class WorkerLostError(RuntimeError):
    """What a job is marked with that took too many workers down with it."""
