"""Which plan and which year a page of monitoring speaks of: read off the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from selaras.foundation import clock
from selaras.improvement.models import ActionPlan
from selaras.improvement.queries.monev import Entry, entries_of, plans_of
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.instrument.model import Instrument
from selaras.web.ui.lists import changed


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a plan of the institution, and one target year of it or all."""

    institution: Institution
    plans: tuple[ActionPlan, ...]
    plan: ActionPlan
    year: int | None
    today: date

    @property
    def instrument(self) -> Instrument:
        """The plan's instrument."""
        return definition(self.plan.instrument)

    @property
    def years(self) -> range:
        """The years shown: the one asked for, or the plan's."""
        return range(self.year, self.year + 1) if self.year else self.plan.years

    @property
    def plan_options(self) -> list[tuple[int, str]]:
        """The choices of the plan's field."""
        return [(plan.pk, f"{plan.name} ({plan.get_state_display()})") for plan in self.plans]

    @property
    def year_options(self) -> list[tuple[int, str]]:
        """The choices of the year's field; none where the plan has only one."""
        years = self.plan.years
        return [(year, str(year)) for year in years] if len(years) > 1 else []

    def entries(self) -> list[Entry]:
        """The actions shown."""
        return entries_of(self.plan, today=self.today, year=self.year)


def asked_of(request: HttpRequest, institution: Institution) -> Asked | None:
    """What the address asks for; without a known plan the one that runs, None without any."""
    plans = plans_of(institution)
    if not plans:
        return None
    wanted = request.GET.get("rencana", "")
    plan = next((one for one in plans if str(one.pk) == wanted), plans[0])
    year = next((one for one in plan.years if str(one) == request.GET.get("tahun", "")), None)
    return Asked(institution, tuple(plans), plan, year, clock.today())


def keeping(request: HttpRequest, *names: str) -> str:
    """The address of another page of the same plan: "?rencana=…" or nothing."""
    kept = {name: request.GET.get(name) or None for name in ("rencana", "tahun", *names)}
    query = request.GET.copy()
    query.clear()
    text = changed(query, **{name: value for name, value in kept.items() if value})
    return text if text != "?" else ""
