"""Asking for reports, calling them off, asking again, taking them away."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.documents.manuscript import Manuscript
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import record, telling_last
from selaras.people.models import User
from selaras.pure.fingerprint import fingerprint
from selaras.reporting.events import REPORT_ASKED, REPORT_CANCELLED, REPORT_REMOVED
from selaras.reporting.models import ReportFormat, ReportRun
from selaras.reporting.models.run import STORE
from selaras.reporting.permissions import READ_RUN, may_read_run
from selaras.reporting.reports.answers import answers
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Given, Report
from selaras.reporting.services.handing_out import may_fetch
from selaras.reporting.services.keeping import discard_unused
from selaras.reporting.services.making import make, make_report
from selaras.reporting.services.telling import scope_of
from selaras.reporting.states import BUSY, RUNS, RunMove, RunState

log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
"""How old a finished short report may be to be handed out again, if nothing changed since."""


def ask_report(
    report: Report, given: Given, *, form: str, language: str, actor: User, at_once: bool = False
) -> ReportRun:
    """Ask for a report: a long one is made in the background, a short one before this returns.

    ``form`` is a ``ReportFormat`` the report comes in, ``language`` one of the site's. Asked twice
    it is the same run as long as that is being made, and a short one as long as it would say the
    same. ``at_once`` makes a long one here, too, as commands do. Raises RefusedError for answers
    that are not open to the actor, DeniedError.
    """
    demand(report.is_open_to(actor), report.action)
    settled = answers(report, given, actor)
    demand(report.allows(actor, settled), report.action)
    _demand_form(report, form, language)
    waits = report.is_long and not at_once
    wish = [report.identifier, settled, form, language, actor.pk]
    with translation.override(language):
        run = ReportRun(
            report=report.identifier,
            given=settled,
            key=fingerprint(wish),
            format=form,
            language=language,
            title=report.title(actor, settled)[:300],
            author=actor,
            asked_at=clock.now(),
        )
        manuscript = None
        if not waits and (earlier := _fresh(run)) is not None:
            manuscript = report.compose(actor, settled, _nobody)
            if manuscript.fingerprint == earlier.fingerprint and may_fetch(actor, earlier):
                return earlier
    if not _begin(run, actor, waits=waits):
        return ReportRun.objects.filter(key=run.key).latest("pk")
    return run if waits else _made(run, manuscript)


def cancel_run(run: ReportRun, *, actor: User) -> None:
    """Call a report off; whoever makes it notices at the next step. Raises DeniedError."""
    demand(may_read_run(actor, run), READ_RUN)
    transition = RUNS[RunMove.CANCEL]
    with telling_last():
        stopped = ReportRun.objects.filter(pk=run.pk, state__in=transition.sources).update(
            state=transition.target,
            run=F("run") + 1,
            progress=0,
            said="",
            finished_at=clock.now(),
        )
        if stopped:
            record(REPORT_CANCELLED, run, actor=actor, scope=scope_of(run))


def repeat_run(run: ReportRun, *, actor: User) -> ReportRun:
    """Make a failed or cancelled report after all; a second click changes nothing.

    Raises DeniedError, RefusedError when what it was asked about is no longer open.
    """
    demand(may_read_run(actor, run), READ_RUN)
    report = REPORTS.get(run.report)
    if report is None:
        raise refuse(_("Laporan jenis ini tidak dibuat lagi."))
    answers(report, run.given, run.author)
    demand(report.allows(run.author, run.given), report.action)
    transition = RUNS[RunMove.REPEAT]
    row = ReportRun.objects.filter(pk=run.pk, state__in=transition.sources)
    with telling_last():
        try:
            with transaction.atomic():
                begun = row.update(
                    state=transition.target,
                    run=F("run") + 1,
                    failure="",
                    progress=0,
                    finished_at=None,
                    asked_at=clock.now(),
                )
        except IntegrityError:
            # The same wish is being fulfilled by another row, or has just been.
            return ReportRun.objects.filter(key=run.key).exclude(pk=run.pk).latest("pk")
        run.refresh_from_db()
        if begun:
            if report.is_long:
                make_report.enqueue(run.pk, run.run)
            record(REPORT_ASKED, run, actor=actor, new=_told(run), scope=scope_of(run))
    return _made(run, None) if begun and not report.is_long else run


def remove_run(run: ReportRun, *, actor: User) -> None:
    """Take a report away, its file too where no other points to it.

    Raises DeniedError, RefusedError while it is being made.
    """
    demand(may_read_run(actor, run), READ_RUN)
    with telling_last():
        rows = ReportRun.objects.filter(pk=run.pk).exclude(state__in=BUSY)
        pk = run.pk
        removed, _by_table = rows.delete()
        if not removed and ReportRun.objects.filter(pk=pk).exists():
            raise refuse(_("Laporan ini masih disusun. Batalkan dahulu, lalu hapus."))
        if removed:
            record(REPORT_REMOVED, run, actor=actor, old=_told(run), scope=scope_of(run))
    discard_unused(run.digest)


def _demand_form(report: Report, form: str, language: str) -> None:
    if form not in report.formats:
        raise refuse(_("Laporan ini tidak tersedia dalam bentuk itu. Pilih dari daftar."), "bentuk")
    if language not in dict(settings.LANGUAGES):
        raise refuse(_("Bahasa itu tidak tersedia. Pilih dari daftar."), "bahasa")


def _fresh(run: ReportRun) -> ReportRun | None:
    """The same wish fulfilled a short while ago, its file still there."""
    made = ReportRun.objects.filter(
        key=run.key, state=RunState.DONE, finished_at__gte=clock.now() - FRESH
    )
    earlier = made.order_by("-pk").first()
    if earlier is None or not STORE.holds(earlier.digest, earlier.size):
        return None
    return earlier


def _begin(run: ReportRun, actor: User, *, waits: bool) -> bool:
    """Keep the wish; False when the same one is being fulfilled already."""
    with telling_last():
        try:
            with transaction.atomic():
                run.save(force_insert=True)
        except IntegrityError:
            return False
        if waits:
            make_report.enqueue(run.pk, run.run)
        record(REPORT_ASKED, run, actor=actor, new=_told(run), scope=scope_of(run))
    return True


def _made(run: ReportRun, manuscript: Manuscript | None) -> ReportRun:
    try:
        make(run.pk, run.run, told=False, manuscript=manuscript)
    except Exception:
        # The run says so to its author; this is for whoever looks after the system.
        log.exception("report %s failed", run.pk)
    run.refresh_from_db()
    return run


def _nobody(_percent: int, _said: str) -> None:
    """Tells nobody how far it is."""


def _told(run: ReportRun) -> dict[str, str]:
    """What the trail keeps of a wish."""
    return {**run.given, "bentuk": ReportFormat(run.format).value, "bahasa": run.language}
