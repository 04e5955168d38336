"""What would otherwise grow or hang without end: old reports, files nobody points to, lost runs."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.trail.services import Entry, record, record_all, telling_last
from selaras.reporting.events import REPORT_FAILED, REPORT_REMOVED
from selaras.reporting.models import ReportRun
from selaras.reporting.services.keeping import discard_unused
from selaras.reporting.states import BUSY, RUNS, RunMove, RunState

KEEP = timedelta(days=365)
"""How long a report lies there after it was asked for."""
PATIENCE = timedelta(minutes=15)
"""How old a busy report is when it is looked for among the jobs."""
BATCH = 500
MAKER = "selaras.reporting.services.making.make_report"
"""The job that makes reports, by its path: the writers behind it are loaded where it runs only."""
CLEANER = System("pembersih laporan")


@task()
def forget_reports() -> int:
    """Take away reports older than a year, with their files; how many."""
    old = ReportRun.objects.exclude(state__in=BUSY).filter(asked_at__lt=clock.now() - KEEP)
    count = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with telling_last():
            # Whoever asks for one again at this moment makes it young: only what is still old goes.
            runs = list(old.filter(pk__in=keys).select_for_update().order_by("pk"))
            entries = [Entry(REPORT_REMOVED, run, {"diminta": _day(run)}, {}) for run in runs]
            record_all(entries, actor=CLEANER)
            ReportRun.objects.filter(pk__in=[run.pk for run in runs]).delete()
        for digest in sorted({run.digest for run in runs if run.digest}):
            discard_unused(digest)
        count += len(runs)
    return count


@task()
def settle_reports() -> int:
    """Fail reports that nobody makes any more: their job was given up, or the server was killed.

    Those of the background wait in the queue or run as long as there is a job for them; those made
    at once have none and end with the process that made them.
    """
    busy = ReportRun.objects.filter(state__in=BUSY, asked_at__lt=clock.now() - PATIENCE)
    waiting = _in_queue()
    count = 0
    for run in busy.select_related("author").order_by("pk"):
        if (run.pk, run.run) not in waiting:
            count += _settle(run)
    return count


def _settle(run: ReportRun) -> int:
    why = _("Penyusunan terhenti karena sistem dimatikan atau dimulai ulang. Coba susun lagi.")
    with telling_last():
        failed = ReportRun.objects.filter(
            pk=run.pk, run=run.run, state__in=RUNS[RunMove.FAIL].sources
        ).update(state=RunState.FAILED, failure=why, progress=0, said="", finished_at=clock.now())
        if failed:
            record(REPORT_FAILED, run, actor=run.author, new={"sebab": why, "kabar": True})
    return failed


def _in_queue() -> set[tuple[int, int]]:
    """Reports and their runs for which a job waits or is being done."""
    jobs = DBTaskResult.objects.filter(
        task_path=MAKER,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    return {
        (int(pk), int(run))
        for pk, run in (job["args"] for job in jobs.values_list("args_kwargs", flat=True))
    }


def _day(run: ReportRun) -> str:
    return run.asked_at.date().isoformat()
