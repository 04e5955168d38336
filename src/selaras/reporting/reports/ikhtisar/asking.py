"""What the digest asks for: the cycle, whose results, beside which years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from selaras.assessments.models import Cycle
from selaras.assessments.queries.overview import cycles_for
from selaras.people.models import Category, Institution, User
from selaras.reporting.queries.digest import MOST_YEARS, earlier_cycles
from selaras.reporting.reports.report import Choice, Given

CYCLE = "siklus"
"""Year and instrument, written as the overview writes them: "2022:SPBE-2020"."""
SCOPE = "cakupan"
"""The nation, or the address word of a province."""
YEARS = "tahun_lalu"
"""How many earlier years to compare with; absent: as many as there are, four at most."""
NATION = "nasional"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, found among what is open to the actor."""

    cycle: Cycle
    province: Institution | None
    years: int


def name_of(cycle: Cycle) -> str:
    """The cycle as an answer."""
    return f"{cycle.year}:{cycle.instrument.code}"


def cycle_choices(actor: User, _given: Given) -> Sequence[Choice]:
    """Cycles of which the actor may see anything, the newest first."""
    found = {name_of(cycle): cycle for cycle in reversed(cycles_for(actor))}
    return [
        Choice(
            name,
            _("%(cycle)s · %(instrument)s") % {"cycle": cycle, "instrument": cycle.instrument.code},
        )
        for name, cycle in reversed(found.items())
    ]


def scope_choices(actor: User, _given: Given) -> Sequence[Choice]:
    """The nation, and the provinces the actor may know of."""
    provinces = Institution.objects.visible_to(actor).filter(category=Category.PROVINCE)
    return [
        Choice(NATION, _("Nasional")),
        *(Choice(one.slug, one.name, _("Provinsi")) for one in provinces.order_by("name")),
    ]


def year_choices(actor: User, given: Given) -> Sequence[Choice]:
    """How many earlier years there are to compare with."""
    cycles = cycles_for(actor)
    cycle = _cycle(cycles, given)
    if cycle is None:
        return []
    years = [one.year for one in earlier_cycles(cycles, cycle)]
    return [
        Choice("0", _("Tanpa pembanding")),
        *(
            Choice(
                str(count),
                str(years[0]) if count == 1 else f"{years[count - 1]}–{years[0]}",
            )
            for count in range(1, len(years) + 1)
        ),
    ]


def asked_of(actor: User, given: Given) -> Asked | None:
    """What the answers mean; None where any of them is not open to the actor. Two queries."""
    cycle = _cycle(cycles_for(actor), given)
    scope, years = given.get(SCOPE, ""), given.get(YEARS, str(MOST_YEARS))
    if cycle is None or years not in {str(count) for count in range(MOST_YEARS + 1)}:
        return None
    if scope == NATION:
        return Asked(cycle, None, int(years))
    province = (
        Institution.objects.visible_to(actor).filter(category=Category.PROVINCE, slug=scope).first()
    )
    return None if province is None else Asked(cycle, province, int(years))


def _cycle(cycles: Sequence[Cycle], given: Given) -> Cycle | None:
    """The cycle that was named; of two versions of its instrument the newest."""
    wanted = given.get(CYCLE, "")
    return next((cycle for cycle in cycles if name_of(cycle) == wanted), None)
