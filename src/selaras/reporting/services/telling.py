"""Whose trail tells of a report."""

from __future__ import annotations

from selaras.people.standing import standing_of
from selaras.reporting.models import ReportRun
from selaras.reporting.reports.registry import REPORTS


def scope_of(run: ReportRun) -> str:
    """The scope of its events: the institution's where the author works there, else the system's.

    Who reads announced results of another institution is no business of that institution, and
    nobody fills the trail of others.
    """
    report = REPORTS.get(run.report)
    scope = report.scope(run.given) if report is not None else ""
    homes = {f"institution:{place}" for place in standing_of(run.author).home_institutions()}
    return scope if scope in homes else ""
