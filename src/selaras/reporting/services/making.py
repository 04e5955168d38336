"""Making a report: composing it, writing its file, keeping it; in the background or at once.

The job may be given to another worker at any time and may run twice: whoever's number of the run
is no longer the report's writes nothing, and of two with the same number the first to finish wins.
"""

from __future__ import annotations

import logging

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.documents.manuscript import Manuscript
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.services import record, telling_last
from selaras.reporting.events import REPORT_FAILED, REPORT_MADE
from selaras.reporting.models import ReportRun
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import CalledOffError, Report, Tell
from selaras.reporting.services.keeping import keeping
from selaras.reporting.services.telling import scope_of
from selaras.reporting.services.writing import written
from selaras.reporting.states import RUNS, RunMove, RunState

log = logging.getLogger(__name__)

COMPOSED = 85
"""Percent done when the manuscript is there and only its file has to be written."""


@task()
def make_report(run_id: int, run: int) -> str:
    """Make one report; the state it came to. Doing it again changes nothing."""
    return make(run_id, run, told=True)


def make(run_id: int, run: int, *, told: bool, manuscript: Manuscript | None = None) -> str:
    """Make the report of that run; the state it came to.

    ``told`` says whether its author hears of it in the inbox; ``manuscript`` is what was composed
    already. Raises what went wrong, for the log, once the run says so to its author.
    """
    taken = _mine(run_id, run, RUNS[RunMove.CLAIM].sources).update(
        state=RunState.WORKING, progress=0, said="", failure=""
    )
    one = ReportRun.objects.select_related("author").filter(pk=run_id).first()
    if not taken or one is None:
        return str(one.state) if one else ""
    try:
        with translation.override(one.language):
            _make(one, told=told, manuscript=manuscript)
    except CalledOffError:
        log.info("report %s was called off", run_id)
    except DeniedError:
        _fail(one, _("Anda tidak lagi berhak atas laporan ini."), told=told)
    except RefusedError as error:
        _fail(one, "\n".join(str(problem.message) for problem in error.problems), told=told)
    except Exception:
        _fail(
            one,
            _(
                "Penyusunan berhenti karena galat pada sistem. Coba susun lagi; bila berulang, "
                "laporkan kepada administrator."
            ),
            told=told,
        )
        raise
    state = ReportRun.objects.values_list("state", flat=True).filter(pk=run_id).first()
    return str(state or "")


def permitted(one: ReportRun) -> Report:
    """The report the run is of, once its author may have it still. Raises DeniedError, KeyError."""
    report = REPORTS[one.report]
    if not report.allows(one.author, one.given):
        raise DeniedError(report.action)
    return report


def _make(one: ReportRun, *, told: bool, manuscript: Manuscript | None) -> None:
    report = permitted(one)
    tell = _teller(one)
    # What the author reaches before and after: between the two, more may have become readable.
    reach = report.reach(one.author, one.given)
    if manuscript is None:
        tell(0, _("Mengumpulkan data"))
        manuscript = report.compose(one.author, one.given, _within(tell, COMPOSED))
    reach |= report.reach(one.author, one.given)
    tell(COMPOSED, _("Menulis berkas"))
    content = written(manuscript, one.format)
    tell(99, _("Menyimpan berkas"))
    filename = f"{report.stem(one.given)}.{one.format}"
    with keeping(content) as received, telling_last():
        kept = _mine(one.pk, one.run, RUNS[RunMove.FINISH].sources).update(
            state=RunState.DONE,
            digest=received.digest,
            size=received.size,
            filename=filename,
            fingerprint=manuscript.fingerprint,
            reach=sorted(reach),
            progress=100,
            said="",
            failure="",
            finished_at=clock.now(),
        )
        if kept:
            new = {"bentuk": one.get_format_display(), "kabar": told}
            record(REPORT_MADE, one, actor=one.author, new=new, scope=scope_of(one))


def _teller(one: ReportRun) -> Tell:
    """Writes how far it is, once for every percent; notices there that nobody wants it any more."""
    last: list[tuple[int, str]] = []

    def tell(percent: int, said: str) -> None:
        news = (max(0, min(percent, 99)), said[:200])
        if last == [news]:
            return
        last[:] = [news]
        row = _mine(one.pk, one.run, (RunState.WORKING,))
        if not row.update(progress=news[0], said=news[1]):
            raise CalledOffError

    return tell


def _within(tell: Tell, share: int) -> Tell:
    """A teller whose hundred percent are ``share`` percent of the whole."""
    return lambda percent, said: tell(max(0, min(percent, 100)) * share // 100, said)


def _mine(run_id: int, run: int, states: tuple[str, ...]) -> QuerySet[ReportRun]:
    return ReportRun.objects.filter(pk=run_id, run=run, state__in=states)


def _fail(one: ReportRun, why: str, *, told: bool) -> None:
    with telling_last():
        failed = _mine(one.pk, one.run, RUNS[RunMove.FAIL].sources).update(
            state=RunState.FAILED, failure=why, progress=0, said="", finished_at=clock.now()
        )
        if failed:
            new = {"sebab": why, "kabar": told}
            record(REPORT_FAILED, one, actor=one.author, new=new, scope=scope_of(one))
