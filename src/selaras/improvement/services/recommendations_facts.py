"""What is known of a recommendation, and what must hold of it before it is written."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Finding, FindingKind
from selaras.assessments.models.value import UNIT as PARTS
from selaras.foundation import clock
from selaras.foundation.refusal import Problem, RefusedError
from selaras.improvement.models import (
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
)
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.people.models import Institution, Unit
from selaras.pure.instrument.model import Instrument
from selaras.pure.numbers import exact

FIRST_YEAR, LAST_YEAR = 2015, 2100
"""Years of assessments that may be true: SPBE is rated since 2018, its forerunner since 2015."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendationFacts:
    """Everything somebody says about a recommendation.

    ``targets`` are indicator numbers with the level each is to reach, None where the source names
    none; ``units`` are keys, the first one leads. ``units_label`` and ``indicator_label`` are the
    source's own words. Without a ``position`` it takes the next place, or keeps the one it has.
    """

    text: str
    year: int
    source: str
    number: str = ""
    targets: tuple[tuple[str, int | None], ...] = ()
    units: tuple[int, ...] = ()
    units_label: str = ""
    indicator_label: str = ""
    stated_self: Fraction | None = None
    stated_assessor: Fraction | None = None
    stated_final: Fraction | None = None
    due_on: date | None = None
    note: str = ""
    assessment: Assessment | None = None
    finding: Finding | None = None
    position: int | None = None

    def replace(self, **changes: Any) -> RecommendationFacts:
        """The same with some of them changed."""
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Known:
    """What the facts are checked against: the institution's units and the instrument's rows."""

    institution: Institution
    instrument: Instrument
    indicators: Mapping[str, int]
    """number → key, of those spoken of."""
    units: Mapping[int, Unit]
    today: date


def known_to(
    institution: Institution, instrument: InstrumentVersion, many: Iterable[RecommendationFacts]
) -> Known:
    """Everything the facts speak of, of this institution and instrument. Two queries."""
    some = list(many)
    numbers = {number for facts in some for number, _level in facts.targets}
    units = {unit for facts in some for unit in facts.units}
    rows = instrument.indicators.filter(number__in=numbers)
    return Known(
        institution,
        definition(instrument),
        dict(rows.values_list("number", "pk")),
        institution.units.in_bulk(units),
        clock.today(),
    )


def facts_of(recommendation: Recommendation) -> RecommendationFacts:
    """What stands about it now; two queries beside the row."""
    return facts_of_many([recommendation])[recommendation.pk]


def facts_of_many(rows: Sequence[Recommendation]) -> dict[int, RecommendationFacts]:
    """What stands about each of them now, by key; two queries beside the rows."""
    keys = [row.pk for row in rows]
    targets: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for key, number, level in (
        RecommendationTarget.objects.filter(recommendation__in=keys)
        .order_by("indicator__position", "pk")
        .values_list("recommendation_id", "indicator__number", "level")
    ):
        targets[key].append((number, level))
    units: dict[int, list[int]] = defaultdict(list)
    for key, unit in (
        RecommendationUnit.objects.filter(recommendation__in=keys)
        .order_by("position", "pk")
        .values_list("recommendation_id", "unit_id")
    ):
        units[key].append(unit)
    return {row.pk: _facts(row, tuple(targets[row.pk]), tuple(units[row.pk])) for row in rows}


def _facts(
    row: Recommendation, targets: tuple[tuple[str, int | None], ...], units: tuple[int, ...]
) -> RecommendationFacts:
    return RecommendationFacts(
        text=row.text,
        year=row.year,
        source=row.source,
        number=row.number,
        targets=targets,
        units=units,
        units_label=row.units_label,
        indicator_label=row.indicator_label,
        stated_self=_fraction(row.stated_self),
        stated_assessor=_fraction(row.stated_assessor),
        stated_final=_fraction(row.stated_final),
        due_on=row.due_on,
        note=row.note,
        assessment=row.assessment,
        finding=row.finding,
        position=row.position,
    )


def write_facts(row: Recommendation, facts: RecommendationFacts) -> None:
    """Put them on the row, unsaved; indicators, units and the finding are the caller's.

    Raises RefusedError for a value finer than ten-thousandths.
    """
    row.text = facts.text.strip()
    row.year = facts.year
    row.source = facts.source
    row.number = facts.number.strip()
    row.indicator_label = facts.indicator_label.strip()
    row.units_label = facts.units_label.strip()
    row.stated_self = _amount(facts.stated_self, "stated_self")
    row.stated_assessor = _amount(facts.stated_assessor, "stated_assessor")
    row.stated_final = _amount(facts.stated_final, "stated_final")
    row.due_on = facts.due_on
    row.note = facts.note.strip()
    row.assessment = facts.assessment
    if facts.position is not None:
        row.position = facts.position


def problems_of(
    facts: RecommendationFacts, known: Known, *, before: RecommendationFacts | None = None
) -> None:
    """Say everything that cannot be true about them. Raises RefusedError.

    Units it had before may stay although they have ended since: that is shown, not undone.
    """
    kept = frozenset(before.units) if before else frozenset()
    problems = [
        *_place_problems(facts, known),
        *_target_problems(facts, known),
        *_unit_problems(facts.units, known, kept),
    ]
    if problems:
        raise RefusedError(*problems)


def check_fields(row: Recommendation) -> None:
    """Ask the row's own fields; what it points at was checked with the facts. No query.

    The system is no author, which is no fault. Raises RefusedError.
    """
    try:
        row.clean_fields(exclude=["institution", "instrument", "assessment", "finding", "author"])
    except ValidationError as error:
        raise RefusedError(
            *(
                Problem(message, field)
                for field, messages in error.message_dict.items()
                for message in messages
            )
        ) from error


def told(facts: RecommendationFacts, known: Known) -> dict[str, Any]:
    """The facts as the trail keeps them: words a person can read later."""
    return {
        "uraian": facts.text.strip(),
        "tahun": facts.year,
        "sumber": str(facts.source),
        "nomor": facts.number.strip(),
        "indikator": [
            number if level is None else f"{number} → {level}" for number, level in facts.targets
        ],
        "unit": [known.units[unit].name for unit in facts.units if unit in known.units],
        "unit pada sumber": facts.units_label.strip(),
        "indikator pada sumber": facts.indicator_label.strip(),
        "nilai mandiri": _exact(facts.stated_self),
        "nilai asesor": _exact(facts.stated_assessor),
        "nilai akhir": _exact(facts.stated_final),
        "tenggat": facts.due_on.isoformat() if facts.due_on else "",
        "catatan": facts.note.strip(),
        "penilaian": str(facts.assessment) if facts.assessment else "",
        "urutan": facts.position,
    }


def _place_problems(facts: RecommendationFacts, known: Known) -> Iterable[Problem]:
    if not facts.text.strip():
        yield Problem(_("Tulis isi rekomendasinya."), "text")
    if not FIRST_YEAR <= facts.year <= LAST_YEAR:
        yield Problem(
            _("Isi tahun penilaian antara %(first)s dan %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
            "year",
        )
    held = facts.assessment
    if held is not None and held.institution_id != known.institution.pk:
        yield Problem(_("Pilih penilaian instansi ini."), "assessment")
    finding = facts.finding
    if finding is not None and (
        held is None
        or finding.assessment_id != held.pk
        or finding.kind != FindingKind.RECOMMENDATION
    ):
        yield Problem(_("Temuan ini bukan rekomendasi dari penilaian itu."), "finding")


def _target_problems(facts: RecommendationFacts, known: Known) -> Iterable[Problem]:
    numbers = [number for number, _level in facts.targets]
    unknown = sorted({number for number in numbers if number not in known.indicators})
    if unknown:
        yield Problem(
            _("Indikator %(numbers)s tidak ada pada instrumen ini.")
            % {"numbers": ", ".join(unknown)},
            "targets",
        )
    if len(set(numbers)) < len(numbers):
        yield Problem(_("Setiap indikator cukup disebut satu kali."), "targets")
    scale = known.instrument.scale
    wrong = [
        number
        for number, level in facts.targets
        if level is not None and not scale.minimum <= level <= scale.maximum
    ]
    if wrong:
        yield Problem(
            _("Tingkat indikator %(numbers)s harus antara %(low)s dan %(high)s.")
            % {
                "numbers": ", ".join(wrong),
                "low": exact(scale.minimum),
                "high": exact(scale.maximum),
            },
            "targets",
        )


def _unit_problems(units: Collection[int], known: Known, kept: frozenset[int]) -> Iterable[Problem]:
    if len(set(units)) < len(units):
        yield Problem(_("Setiap unit cukup disebut satu kali."), "units")
    for key in units:
        unit = known.units.get(key)
        if unit is None:
            yield Problem(_("Unit yang dipilih bukan unit instansi ini."), "units")
        elif key not in kept and not unit.stands_on(known.today):
            message = _("“%(name)s” tidak lagi berlaku. Pilih unit penerusnya.")
            yield Problem(message % {"name": unit.name}, "units")


def _fraction(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount, PARTS)


def _amount(value: Fraction | None, field: str) -> int | None:
    if value is None:
        return None
    parts = value * PARTS
    if parts.denominator != 1 or parts < 0:
        raise RefusedError(
            Problem(_("Isi nilai dengan paling banyak empat angka di belakang koma."), field)
        )
    return int(parts)


def _exact(value: Fraction | None) -> str:
    return "" if value is None else exact(value)
