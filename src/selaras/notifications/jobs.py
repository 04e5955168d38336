"""What notifications do by themselves: read the trail, remind, send summaries."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from selaras.foundation import clock
from selaras.foundation.jobs import timetable
from selaras.notifications.services.delivering import deliver, forget, gather
from selaras.notifications.services.digests import send_digests
from selaras.notifications.services.reading import read_on
from selaras.notifications.services.reminders import remind


@task()
def read_trail() -> int:
    """Bring what happened into inboxes."""
    return read_on()


@task()
def remind_of_windows() -> int:
    """Put the reminders of the day into inboxes; asked several times a day, given once."""
    return remind(clock.today())


@task()
def send_summaries() -> int:
    """Send the summaries that are due."""
    return send_digests(clock.now())


@task()
def tell_other_systems() -> int:
    """Hand webhooks what happened, and what is due again."""
    gather()
    return deliver()


@task()
def forget_deliveries() -> int:
    """Delete messages that were settled long ago."""
    return forget(clock.now())


def declare_all() -> None:
    """Put these on the timetable."""
    timetable.declare("notifications.read_trail", read_trail.enqueue, every=timedelta(minutes=1))
    timetable.declare("notifications.remind", remind_of_windows.enqueue, every=timedelta(hours=3))
    timetable.declare(
        "notifications.webhooks", tell_other_systems.enqueue, every=timedelta(minutes=1)
    )
    timetable.declare(
        "notifications.forget_deliveries", forget_deliveries.enqueue, every=timedelta(hours=24)
    )
    timetable.declare("notifications.digests", send_summaries.enqueue, every=timedelta(hours=1))
