"""What the search finds among results and assessments at work."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from selaras.assessments.queries.agenda import workable
from selaras.assessments.queries.compare import choosable
from selaras.web.access import actor_of
from selaras.web.ui.search import Result

LIMIT = 8


def results(request: HttpRequest, text: str) -> Iterable[Result]:
    """Results of institutions whose name holds the text, newest year first."""
    if not text:
        return
    for assessment in choosable(actor_of(request), text, limit=LIMIT):
        year = assessment.cycle.year
        code = assessment.cycle.instrument.code
        address = reverse("assessments:result", args=[assessment.institution.slug, year])
        title = f"{assessment.institution.name} {year}"
        yield Result(title, f"{address}?instrumen={code}", _("Hasil"), code)


def assessments(request: HttpRequest, text: str) -> Iterable[Result]:
    """Assessments the person may open work of, by the institution's name, newest year first."""
    if not text:
        return
    for work in workable(actor_of(request), text, limit=LIMIT):
        title = f"{work.institution.name} · {work.cycle}"
        address = reverse("work:hub", args=[work.pk])
        yield Result(title, address, _("Penilaian"), work.get_state_display())


PROVIDERS = (assessments, results)
