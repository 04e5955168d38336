"""What somebody says of a scenario, and everything that must hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.assessments.models.value import UNIT as PARTS
from selaras.assessments.permissions import settled_stages
from selaras.foundation.refusal import Problem, RefusedError
from selaras.improvement.models import (
    MOST_SCENARIO_YEARS,
    ActionPlan,
    GoalKind,
    ScenarioMeasure,
)
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.people.models import Institution
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import exact

COPIED = (
    "instrument",
    "assessment",
    "stage",
    "typed",
    "external",
    "goal",
    "predicate",
    "index",
    "floor",
    "total",
    "first_year",
    "years",
    "yearly_money",
    "budget",
    "measure",
    "least_confidence",
    "capacity",
    "plan",
    "uses_recommendations",
    "criteria_levels",
)
"""The inputs but for the name, as columns of the row."""

MOST_POINTS = 100_000
MOST_MONEY = 10**15
"""A thousand times a province's budget: more is a slip of the finger."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScenarioFacts:
    """A scenario's inputs but for its options. Money is in whole rupiah.

    ``external`` is number → value and where it is taken from, ``capacity`` unit → effort points it
    carries each year, ``yearly_money`` one limit a year (None: no limit).
    """

    name: str
    instrument: InstrumentVersion
    assessment: Assessment | None = None
    stage: str = ""
    typed: Mapping[str, Fraction] = field(default_factory=dict)
    external: Mapping[str, tuple[Fraction, str]] = field(default_factory=dict)
    goal: str = GoalKind.PREDICATE
    predicate: str = ""
    index: Fraction | None = None
    floor: int | None = None
    total: int | None = None
    first_year: int
    years: int = 3
    yearly_money: tuple[int | None, ...] = ()
    budget: int | None = None
    measure: str = ScenarioMeasure.MONEY
    least_confidence: int = 0
    capacity: Mapping[int, int] = field(default_factory=dict)
    plan: ActionPlan | None = None
    uses_recommendations: bool = True
    criteria_levels: int = 2


def columns(facts: ScenarioFacts) -> dict[str, Any]:
    """The facts as the row keeps them."""
    return {
        "name": " ".join(facts.name.split()),
        "instrument": facts.instrument,
        "assessment": facts.assessment,
        "stage": facts.stage,
        "typed": {number: exact(value) for number, value in facts.typed.items()},
        "external": {
            number: {"nilai": exact(value), "catatan": note.strip()}
            for number, (value, note) in facts.external.items()
        },
        "goal": facts.goal,
        "predicate": facts.predicate if facts.goal == GoalKind.PREDICATE else "",
        "index": None
        if facts.index is None or facts.goal != GoalKind.INDEX
        else int(facts.index * PARTS),
        "floor": facts.floor,
        "total": facts.total if facts.goal == GoalKind.BEST else None,
        "first_year": facts.first_year,
        "years": facts.years,
        "yearly_money": list(facts.yearly_money[: facts.years]),
        "budget": facts.budget,
        "measure": facts.measure,
        "least_confidence": facts.least_confidence,
        "capacity": {str(unit): points for unit, points in facts.capacity.items()},
        "plan": facts.plan,
        "uses_recommendations": facts.uses_recommendations,
        "criteria_levels": facts.criteria_levels,
    }


def require(facts: ScenarioFacts, institution: Institution) -> None:
    """Refuse what cannot be. Raises RefusedError with every fault."""
    instrument = definition(facts.instrument)
    problems = [
        *_beginning(facts, institution),
        *_values(facts, instrument),
        *_aim(facts, instrument),
        *_limits(facts, institution),
        *_sources(facts, institution),
    ]
    if problems:
        raise RefusedError(*problems)


def told(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs as the trail keeps them."""
    plan, assessment = columns["plan"], columns["assessment"]
    return {
        "nama": columns["name"],
        "instrumen": str(columns["instrument"]),
        "titik awal": f"{assessment} · {columns['stage']}" if assessment else "",
        "nilai diketik": columns["typed"],
        "nilai dari luar": columns["external"],
        "sasaran": str(columns["goal"]),
        "predikat": columns["predicate"],
        "indeks": columns["index"],
        "tingkat terendah": columns["floor"],
        "jumlah": columns["total"],
        "tahun": [columns["first_year"], columns["years"]],
        "dana per tahun": columns["yearly_money"],
        "dana seluruhnya": columns["budget"],
        "ukuran": str(columns["measure"]),
        "keyakinan paling rendah": columns["least_confidence"],
        "kapasitas unit": columns["capacity"],
        "rencana": plan.name if plan else "",
        "rekomendasi dipakai": columns["uses_recommendations"],
        "kriteria berikutnya": columns["criteria_levels"],
    }


def _beginning(facts: ScenarioFacts, institution: Institution) -> Iterator[Problem]:
    held = facts.assessment
    if not facts.name.strip():
        yield Problem(_("Beri skenario ini nama."), "name")
    if held is None:
        return
    if held.institution_id != institution.pk:
        yield Problem(_("Pilih hasil penilaian instansi ini."), "beginning")
    elif facts.stage not in settled_stages(held):
        yield Problem(_("Nilai tahap ini belum dapat dipakai instansi."), "beginning")
    elif held.cycle.instrument_id != facts.instrument.pk:
        yield Problem(_("Hasil ini dinilai dengan instrumen lain."), "beginning")


def _values(facts: ScenarioFacts, instrument: Instrument) -> Iterator[Problem]:
    scale = instrument.scale
    known = {indicator.number for indicator in instrument.indicators()}
    given = [("typed", number, value) for number, value in facts.typed.items()]
    given += [("external", number, value) for number, (value, _note) in facts.external.items()]
    for kind, number, value in given:
        name = f"{kind}-{number}"
        if number not in known:
            yield Problem(_("Indikator %(number)s tidak ada.") % {"number": number}, name)
        elif not scale.minimum <= value <= scale.maximum:
            yield Problem(
                _("Nilai indikator %(number)s harus antara %(low)s dan %(high)s.")
                % {
                    "number": number,
                    "low": exact(scale.minimum),
                    "high": exact(scale.maximum),
                },
                name,
            )
    for number, (_value, note) in facts.external.items():
        if not note.strip():
            yield Problem(
                _("Tuliskan dari mana nilai luar indikator %(number)s diambil.")
                % {"number": number},
                f"note-{number}",
            )


def _aim(facts: ScenarioFacts, instrument: Instrument) -> Iterator[Problem]:
    scale = instrument.scale
    if facts.goal not in GoalKind.values:
        yield Problem(_("Pilih sasarannya."), "goal")
    if facts.goal == GoalKind.PREDICATE and facts.predicate not in {
        band.name for band in instrument.bands
    }:
        yield Problem(_("Pilih predikat dari instrumen ini."), "predicate")
    if facts.goal == GoalKind.INDEX:
        if facts.index is None:
            yield Problem(_("Isi indeks yang dituju."), "index")
        elif not scale.minimum <= facts.index <= scale.maximum:
            yield Problem(_("Indeks harus berada dalam skala instrumen."), "index")
        elif (facts.index * PARTS).denominator != 1:
            yield Problem(_("Isi indeks dengan paling banyak empat angka desimal."), "index")
    if facts.goal == GoalKind.FLOOR and facts.floor is None:
        yield Problem(_("Pilih tingkat terendah yang dituju."), "floor")
    if facts.floor is not None and not scale.minimum <= facts.floor <= scale.maximum:
        yield Problem(_("Tingkat terendah harus berada dalam skala instrumen."), "floor")
    if facts.goal == GoalKind.BEST and facts.total is None and facts.budget is None:
        yield Problem(_("Isi jumlah yang tersedia."), "total")


def _limits(facts: ScenarioFacts, institution: Institution) -> Iterator[Problem]:
    if not 1 <= facts.years <= MOST_SCENARIO_YEARS:
        yield Problem(_("Pilih satu sampai lima tahun."), "years")
    amounts = [("budget", facts.budget), ("total", facts.total)]
    amounts += [(f"money_{place}", one) for place, one in enumerate(facts.yearly_money, 1)]
    for name, amount in amounts:
        if amount is not None and not 0 <= amount <= MOST_MONEY:
            yield Problem(_("Isi jumlah yang wajar, tidak kurang dari nol."), name)
    known = set(institution.units.filter(pk__in=facts.capacity).values_list("pk", flat=True))
    for unit, points in facts.capacity.items():
        if unit not in known:
            yield Problem(_("Unit yang dipilih bukan unit instansi ini."), f"capacity-{unit}")
        elif not 0 <= points <= MOST_POINTS:
            yield Problem(_("Isi kapasitas yang wajar."), f"capacity-{unit}")


def _sources(facts: ScenarioFacts, institution: Institution) -> Iterator[Problem]:
    plan = facts.plan
    if plan is not None and (
        plan.institution_id != institution.pk or plan.instrument.code != facts.instrument.code
    ):
        yield Problem(_("Pilih rencana aksi instansi ini dengan instrumen yang sama."), "plan")
    if not 0 <= facts.criteria_levels <= 5:
        yield Problem(_("Pilih nol sampai lima tingkat."), "criteria_levels")
