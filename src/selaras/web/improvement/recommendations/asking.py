"""What an address of the list asks for, and what its filters offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from selaras.improvement.models import Source
from selaras.improvement.queries.recommendations import (
    SORTS,
    WITHDRAWN,
    Choices,
    Counts,
    RecommendationFilter,
)
from selaras.improvement.states import RecommendationState
from selaras.people.models import Unit
from selaras.people.queries.people import EMPTY
from selaras.pure.instrument.naming import short_names
from selaras.web.ui.lists import SORT, changed

NAMES = ("tahun", "sumber", "keadaan", "unit", "aspek", "indikator", "lewat", "cari")
"""Parameters that narrow the list."""


def asked_filter(query: QueryDict) -> RecommendationFilter:
    """What the address asks for; what it gets wrong asks for nothing."""
    year, unit = query.get("tahun", ""), query.get("unit", "")
    source, state = query.get("sumber", ""), query.get("keadaan", "")
    order = query.get(SORT, "")
    return RecommendationFilter(
        year=int(year) if _is_number(year, 4) else None,
        source=source if source in Source.values else "",
        state=state if state in {*RecommendationState.values, WITHDRAWN} else "",
        unit=unit if unit == EMPTY or _is_number(unit, 18) else "",
        aspect=query.get("aspek", "")[:60],
        indicator=query.get("indikator", "")[:12],
        overdue=query.get("lewat") == "1",
        words=query.get("cari", "").strip()[:200],
        order=order if order.removeprefix("-") in SORTS else "",
    )


def is_narrowed(query: QueryDict) -> bool:
    """Whether anything is filtered at all."""
    return any(query.get(name) for name in NAMES)


def state_chips(query: QueryDict, wanted: RecommendationFilter, found: Counts) -> list[Any]:
    """Counts per state as filters; states nobody is in are left out unless they are chosen."""
    plain: dict[str, str | None] = {"keadaan": None, "lewat": None}
    chips = [
        (
            _("Semua"),
            changed(query, **plain),
            not wanted.state and not wanted.overdue,
            found.total,
        ),
        *(
            (
                state.label,
                changed(query, **{**plain, "keadaan": state.value}),
                wanted.state == state and not wanted.overdue,
                found.states[state.value],
            )
            for state in RecommendationState
            if found.states[state.value] or wanted.state == state
        ),
    ]
    if found.overdue or wanted.overdue:
        late = changed(query, **{**plain, "lewat": "1"})
        chips.append((_("Lewat tenggat"), late, wanted.overdue, found.overdue))
    if found.withdrawn or wanted.state == WITHDRAWN:
        gone = changed(query, **{**plain, "keadaan": WITHDRAWN})
        chips.append((_("Ditarik"), gone, wanted.state == WITHDRAWN, found.withdrawn))
    return chips


def filter_choices(choices: Choices, today: date) -> dict[str, Any]:
    """The options of every select of the filter bar."""
    return {
        "years": [(year, year) for year in choices.years],
        "sources": Source.choices,
        "units": [(EMPTY, _("(kosong) tanpa unit")), *unit_options(choices.units, today)],
        "aspects": _aspects(choices),
        "indicators": _indicators(choices),
    }


def unit_options(units: Iterable[Unit], today: date) -> list[tuple[int, str]]:
    """Units by name; those that ended say so."""
    return [
        (unit.pk, unit.name if unit.stands_on(today) else _("%(name)s (berakhir)") % {"name": unit})
        for unit in units
    ]


def _aspects(choices: Choices) -> Sequence[tuple[str, str]]:
    several = len({one.code for one in choices.instruments.values()}) > 1
    found: dict[str, str] = {}
    for one in choices.instruments.values():
        for aspect in one.aspects():
            name = f"{aspect.name} · {one.code}" if several else aspect.name
            found[f"{one.code}:{aspect.code}"] = name
    return list(found.items())


def _indicators(choices: Choices) -> Sequence[tuple[str, str]]:
    found: dict[str, str] = {}
    for one in choices.instruments.values():
        for number, name in short_names(one).items():
            found.setdefault(number, f"{number} {name}")
    return list(found.items())


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= digits
