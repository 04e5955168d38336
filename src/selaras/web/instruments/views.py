"""The instrument browser: list, instrument, indicator, comparison."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from selaras.foundation.access import demand
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.permissions import VIEW_INSTRUMENTS, may_view_instruments
from selaras.instruments.queries import definition, definitions, versions
from selaras.pure.instrument.diff import difference
from selaras.web.access import actor_of
from selaras.web.instruments import pages
from selaras.web.instruments.comparison import Comparison, picked, shown

Tab = tuple[str, str, bool, None]


def _published(request: HttpRequest) -> list[InstrumentVersion]:
    """All versions, for someone who may read them."""
    demand(may_view_instruments(actor_of(request)), VIEW_INSTRUMENTS)
    return list(versions())


def _asked(request: HttpRequest, code: str, known: list[InstrumentVersion]) -> InstrumentVersion:
    """The version the address asks for: ``?versi=``, else the current one; 404 when unknown."""
    wanted = request.GET.get("versi", "")
    for version in known:
        if version.code == code and (
            str(version.version) == wanted if wanted else version.is_current
        ):
            return version
    raise Http404


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every instrument with its current version, the newest first."""
    current = [version for version in _published(request) if version.is_current]
    known = definitions(current)
    shelves = [pages.Shelf(version, known[version.pk]) for version in current]
    shelves.sort(key=lambda shelf: shelf.version.code.rpartition("-")[2], reverse=True)
    return render(
        request,
        "instruments/list.html",
        {"shelves": shelves, "choices": [(v.code, v.code) for v in current]},
    )


@require_safe
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One version: structure, weights, predicates, level names, rules, what it stands on."""
    known = _published(request)
    version = _asked(request, code, known)
    found = definition(version)
    context = {
        "release": version,
        "instrument": found,
        "tabs": _tabs(version, known),
        "shelf": pages.Shelf(version, found),
        "rows": list(pages.structure(found, pages.query_of(version))),
        "ladders": pages.ladders(found),
        "reaches": pages.reaches(found),
        "rounding_rule": pages.ROUNDING[found.rounding.rule],
        "no_marks": (),
        "total": sum(domain.weight for domain in found.domains),
        "confidence": pages.labelled(found.confidence),
        "formula": pages.labelled(found.formula),
        "others": [v for v in known if v.is_current and v.code != code],
    }
    return render(request, "instruments/instrument.html", context)


def _tabs(version: InstrumentVersion, known: list[InstrumentVersion]) -> list[Tab]:
    """Links to the versions of the same code; none when there is only one."""
    same = [other for other in known if other.code == version.code]
    if len(same) == 1:
        return []
    return [(f"v{v.version}", pages.address_of(v), v.pk == version.pk, None) for v in same]


@require_safe
def indicator(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One indicator: its ladder of criteria, evidence, question, sources, counterparts."""
    known = _published(request)
    version = _asked(request, code, known)
    current = [v for v in known if v.is_current and v.code != code]
    built = definitions([version, *current])
    found = built[version.pk]
    query = pages.query_of(version)
    try:
        page = pages.indicator_page(found, number, [built[v.pk] for v in current], query)
    except KeyError:
        raise Http404 from None
    context = {
        "release": version,
        "instrument": found,
        "page": page,
        "indicator": page.indicator,
        "back": pages.address_of(version),
        "confidence": pages.labelled(found.confidence),
    }
    return render(request, "instruments/indicator.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two instruments or versions, side by side; ``?a=`` and ``?b=`` name them."""
    known = _published(request)
    before, after = (picked(request.GET.get(side, ""), known) for side in "ab")
    comparison: Comparison | None = None
    if before and after:
        built = definitions([before, after])
        found = difference(built[before.pk], built[after.pk])
        comparison = shown(found, before, after)
    asked = [request.GET.get(side, "") for side in "ab"]
    context = {
        "comparison": comparison,
        "before": before,
        "after": after,
        "choices": [(_word(v), str(v)) for v in known],
        "first": _word(before or known[-1]) if known else "",
        "second": _word(after or known[0]) if known else "",
        "unknown": [
            text
            for text, version in zip(asked, (before, after), strict=True)
            if text and not version
        ],
    }
    return render(request, "instruments/compare.html", context)


def _word(version: InstrumentVersion) -> str:
    """The version as the address of the comparison names it."""
    return f"{version.code}@{version.version}"
