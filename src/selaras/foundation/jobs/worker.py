"""The background worker: one process, one job at a time."""

from __future__ import annotations

import logging
import secrets
import threading
from datetime import timedelta

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from selaras.foundation import clock
from selaras.foundation.jobs import reaper, timetable

LOOK_EVERY = 2.0
"""Seconds between two looks at an empty queue: one indexed read, no lock."""

LOOK_AROUND_EVERY = timedelta(seconds=15)
"""How often the timetable and the leases of other workers are looked at."""

log = logging.getLogger(__name__)


def work(*, lease: timedelta, until_empty: bool = False) -> None:
    """Run jobs until told to stop by SIGTERM or SIGINT, or until the queue is empty.

    The job in hand is finished first; a second signal ends it, and its lease then runs out.
    """
    name = secrets.token_hex(16)
    queue = QueueWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    stopped = threading.Event()
    heart = threading.Thread(target=_beat, args=(queue, name, lease, stopped), daemon=True)
    heart.start()
    queue.configure_signals()
    log.info("worker %s started", name)
    try:
        _loop(queue, stopped, lease, until_empty=until_empty)
    finally:
        stopped.set()
        reaper.release(name)
        log.info("worker %s stopped", name)


def _loop(
    queue: QueueWorker, stopped: threading.Event, lease: timedelta, *, until_empty: bool
) -> None:
    looked_around = None
    while queue.running:
        close_old_connections()
        now = clock.now()
        if looked_around is None or now - looked_around >= min(LOOK_AROUND_EVERY, lease / 4):
            looked_around = now
            _look_around(lease)
        if DBTaskResult.objects.ready().exists():
            queue.run()
        elif until_empty:
            return
        else:
            stopped.wait(min(LOOK_EVERY, lease.total_seconds() / 4))


def _look_around(lease: timedelta) -> None:
    now = clock.now()
    reaped = reaper.reap(now, lease=lease)
    if reaped.requeued or reaped.given_up:
        log.warning("took back %d jobs, gave up %d", reaped.requeued, reaped.given_up)
    timetable.enqueue_due(now)


def _beat(queue: QueueWorker, name: str, lease: timedelta, stopped: threading.Event) -> None:
    """Renew the lease while a job runs, from a thread of its own with its own connection."""
    while not stopped.wait(lease.total_seconds() / 4):
        if queue.running_task:
            try:
                reaper.renew(name, clock.now())
            except Exception:
                log.exception("could not renew the lease")
                connections.close_all()
