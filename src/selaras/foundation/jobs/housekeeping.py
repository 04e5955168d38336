"""The foundation's own repeating jobs: what would otherwise grow without end."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from selaras.foundation import clock
from selaras.foundation.jobs import timetable
from selaras.foundation.replies import forget_replies

KEEP_SUCCESSFUL = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)


@task()
def clear_sessions() -> None:
    """Delete sessions that have expired."""
    SessionStore.clear_expired()


@task()
def clear_cache() -> int:
    """Delete expired rows of the shared cache, which deletes by itself only when it is full."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    expires = connection.ops.adapt_datetimefield_value(clock.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        # The table's name is a setting, quoted by the database's own rules; no input gets here.
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [expires])  # noqa: S608
        return int(cursor.rowcount)


@task()
def forget_jobs() -> int:
    """Delete finished jobs: successful ones after a week, failed ones after a quarter."""
    now = clock.now()
    successful, _ = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSFUL
    ).delete()
    failed, _ = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED
    ).delete()
    return int(successful + failed)


@task()
def clear_replies() -> int:
    """Delete answers that were kept for repeated requests, once nobody repeats them any more."""
    return forget_replies()


def declare_all() -> None:
    """Put the housekeeping on the timetable."""
    for name, job, hours in (
        ("clear_sessions", clear_sessions, 24),
        ("clear_cache", clear_cache, 6),
        ("forget_jobs", forget_jobs, 24),
        ("clear_replies", clear_replies, 24),
    ):
        timetable.declare(f"foundation.{name}", job.enqueue, every=timedelta(hours=hours))
