"""Repeating jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django_tasks_db.models import DBTaskResult

from selaras.foundation import clock
from selaras.foundation.jobs import housekeeping, timetable
from selaras.foundation.jobs.models import TimetableEntry
from tests.foundation.jobs.examples import fail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_everything_is_due_the_first_time_and_once_a_period_after() -> None:
    jobs = len(list(timetable.declared()))
    assert jobs >= 3
    assert timetable.enqueue_due(NOW) == jobs
    assert timetable.enqueue_due(NOW + timedelta(seconds=1)) == 0
    # Six hours later what comes round sooner is due again, the daily jobs are not.
    soon = sum(job.every <= timedelta(hours=6) for job in timetable.declared())
    assert 0 < soon < jobs
    assert timetable.enqueue_due(NOW + timedelta(hours=6)) == soon
    due = set(TimetableEntry.objects.filter(due_at__gt=NOW + timedelta(hours=6)))
    assert "foundation.clear_cache" in {entry.name for entry in due}


def test_a_long_stop_is_made_up_for_once() -> None:
    timetable.enqueue_due(NOW)
    later = NOW + timedelta(days=30)
    assert timetable.enqueue_due(later) == len(list(timetable.declared()))
    assert timetable.enqueue_due(later) == 0


def test_a_name_is_declared_once() -> None:
    with pytest.raises(ValueError, match="clear_cache"):
        timetable.declare("foundation.clear_cache", fail.enqueue, every=timedelta(days=1))


def test_whoever_comes_second_enqueues_nothing() -> None:
    timetable.enqueue_due(NOW)
    entry = TimetableEntry.objects.get(name="foundation.clear_cache")
    job = next(j for j in timetable.declared() if j.name == entry.name)
    stale = entry.due_at
    TimetableEntry.objects.filter(pk=entry.pk).update(due_at=stale + timedelta(hours=6))
    DBTaskResult.objects.all().delete()
    assert not timetable._enqueue_if_due(job, stale, stale)
    assert not DBTaskResult.objects.exists()


def test_expired_cache_rows_go_and_others_stay() -> None:
    cache.set("kept", 1, 600)
    cache.set("gone", 1, 600)
    with connection.cursor() as cursor:
        past = connection.ops.adapt_datetimefield_value(datetime(2020, 1, 1, tzinfo=UTC))
        cursor.execute(
            "UPDATE shared_cache SET expires = %s WHERE cache_key LIKE %s", [past, "%gone"]
        )
    assert housekeeping.clear_cache.call() == 1
    assert cache.get("kept") == 1


def test_finished_jobs_are_forgotten_after_their_time() -> None:
    now = clock.now()
    for status, age in (
        ("SUCCESSFUL", 8),
        ("SUCCESSFUL", 6),
        ("FAILED", 8),
        ("FAILED", 91),
    ):
        job = DBTaskResult.objects.get(pk=fail.enqueue().id)
        job.status, job.finished_at = status, now - timedelta(days=age)
        job.save()
    assert housekeeping.forget_jobs.call() == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
