"""Institutions and years side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.queries.compare import LIMIT, Choice, Column, Comparison, choosable
from selaras.assessments.queries.compare import compare as compare_choices
from selaras.pure.instrument.model import Rounding
from selaras.pure.scoring import Score
from selaras.web.access import actor_of
from selaras.web.assessments.charts import radar_of_comparison


@dataclass(frozen=True, slots=True)
class Head:
    """A column as the page shows it; ``without`` is the address that drops it."""

    name: str
    year: int
    url: str
    without: str
    code: str
    stage: Stage | None
    score: Score
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Offer:
    """An institution and year that can become a column."""

    name: str
    year: str
    """The year, with the instrument where that year was rated with two."""
    url: str


def asked_comparison(request: HttpRequest) -> Comparison:
    """The columns the address asks for, each written "slug:year"."""
    choices = [Choice.parse(text) for text in request.GET.getlist("kolom")]
    return compare_choices(actor_of(request), [choice for choice in choices if choice])


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Index, domains, aspects and indicators of up to six institutions and years."""
    comparison = asked_comparison(request)
    text = request.GET.get("cari", "").strip()[:80]
    chosen = [str(column.choice) for column in comparison.columns]
    only_different = "beda" in request.GET
    context = {
        "comparison": comparison,
        "columns": [_head(column, chosen) for column in comparison.columns],
        "indicators": [row for row in comparison.indicators if row.differs or not only_different],
        "only_different": only_different,
        "found": _offers(request, chosen, text),
        "text": text,
        "kept": chosen,
        "limit": LIMIT,
        "radar": radar_of_comparison(comparison),
    }
    return render(request, "assessments/compare.html", context)


def _offers(request: HttpRequest, chosen: Sequence[str], text: str) -> list[Offer]:
    """What the search found; without a search and a column, what there is to begin with."""
    if chosen and not text:
        return []
    offers = []
    found = choosable(actor_of(request), text)
    for assessment in found:
        name = str(_choice(assessment, found))
        if name not in chosen:
            offers.append(
                Offer(
                    assessment.institution.name, name.partition(":")[2], _address([*chosen, name])
                )
            )
    return offers


def _choice(assessment: Assessment, among: Sequence[Assessment]) -> Choice:
    """How a column of this assessment is written: with its instrument where the year has two."""
    year, slug = assessment.cycle.year, assessment.institution.slug
    twins = [one for one in among if (one.institution.slug, one.cycle.year) == (slug, year)]
    return Choice(slug, year, assessment.cycle.instrument.code if len(twins) > 1 else "")


def _head(column: Column, chosen: Sequence[str]) -> Head:
    choice = column.choice
    address = reverse("assessments:result", args=[choice.slug, choice.year])
    return Head(
        name=column.assessment.institution.name,
        year=choice.year,
        url=f"{address}?instrumen={column.instrument.code}",
        without=_address([name for name in chosen if name != str(choice)]),
        code=column.instrument.code,
        stage=column.stage,
        score=column.score,
        rounding=column.instrument.rounding,
    )


def _address(columns: Sequence[str]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("kolom", list(columns))
    return f"?{query.urlencode(safe=':')}"
