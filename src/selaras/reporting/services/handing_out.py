"""Handing out the file of a finished report, to those who may have it today."""

from __future__ import annotations

from pathlib import Path

from selaras.foundation.access import demand
from selaras.people.models import User
from selaras.reporting.models import ReportRun
from selaras.reporting.models.run import STORE
from selaras.reporting.permissions import READ_RUN, may_read_run
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.states import RunState


def may_fetch(actor: User, run: ReportRun) -> bool:
    """Whether the actor may have the file: rights count when it is fetched, not when it was made.

    Whoever may still have such a report, but would be told less today, makes it anew. The file of a
    kind of report that this version does not know is nobody's.
    """
    report = REPORTS.get(run.report)
    return (
        report is not None
        and may_read_run(actor, run)
        and report.allows(actor, run.given)
        and (not run.reach or report.reach(actor, run.given).issuperset(run.reach))
    )


def fetch(run: ReportRun, *, actor: User) -> Path | None:
    """Where the file lies; None where there is none (yet, or any more). Raises DeniedError."""
    demand(may_fetch(actor, run), READ_RUN)
    return file_of(run)


def file_of(run: ReportRun) -> Path | None:
    """The file, whoever may have it; None where there is none (yet, or any more)."""
    if run.state != RunState.DONE or not STORE.holds(run.digest, run.size):
        return None
    return STORE.path(run.digest)
