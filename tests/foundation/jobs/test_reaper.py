"""Taking jobs back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from selaras.foundation.jobs import reaper
from selaras.foundation.jobs.models import WorkerLease
from tests.foundation.jobs.examples import fail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def running_job(*, workers: list[str], started: timedelta) -> DBTaskResult:
    job = DBTaskResult.objects.get(pk=fail.enqueue().id)
    job.status = "RUNNING"
    job.worker_ids = workers
    job.started_at = NOW - started
    job.save()
    return job


def test_a_silent_workers_job_goes_back() -> None:
    job = running_job(workers=["a"], started=timedelta(minutes=5))
    reaper.renew("a", NOW - timedelta(minutes=2))
    assert reaper.reap(NOW, lease=LEASE) == reaper.Reaped(1, 0)
    job.refresh_from_db()
    assert (job.status, job.worker_ids) == ("READY", ["a"])


def test_a_renewed_lease_protects_a_long_job() -> None:
    running_job(workers=["a"], started=timedelta(hours=5))
    reaper.renew("a", NOW - timedelta(minutes=9))
    reaper.renew("a", NOW - timedelta(seconds=20))
    assert reaper.reap(NOW, lease=LEASE) == reaper.Reaped(0, 0)
    assert WorkerLease.objects.count() == 1


def test_a_job_just_started_needs_no_lease_yet() -> None:
    running_job(workers=["a"], started=timedelta(seconds=59))
    assert reaper.reap(NOW, lease=LEASE) == reaper.Reaped(0, 0)


def test_only_the_last_worker_counts() -> None:
    running_job(workers=["a", "b"], started=timedelta(minutes=5))
    reaper.renew("a", NOW)
    assert reaper.reap(NOW, lease=LEASE) == reaper.Reaped(1, 0)


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = running_job(workers=["a", "b", "c", "d", "e"], started=timedelta(minutes=5))
    assert reaper.reap(NOW, lease=LEASE) == reaper.Reaped(0, 1)
    job.refresh_from_db()
    assert job.status == "FAILED"
    assert job.exception_class_path.endswith("WorkerLostError")


def test_old_leases_are_forgotten_with_the_job_taken_back() -> None:
    running_job(workers=["a"], started=timedelta(hours=5))
    reaper.renew("a", NOW - timedelta(hours=4))
    reaper.reap(NOW, lease=LEASE)
    assert not WorkerLease.objects.exists()
