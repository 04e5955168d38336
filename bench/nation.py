"""A generated nation: institutions of every category, rated over years and stages.

Deterministic for a seed. The levels are random around a maturity that depends on the category
and grows with the years, so that rankings, averages and predicates look like those of a country.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from selaras.assessments.models import Assessment, Cycle, CycleKind, StageResult, StageValue
from selaras.assessments.models.value import UNIT
from selaras.assessments.services.derivation import derived_result
from selaras.cli.prepare import prepare
from selaras.foundation.access import System
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import current, definition
from selaras.people.models import Institution
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint
from selaras.people.services.users import create_demo_user

BATCH = 20
"""Assessments written together: some 3 800 values, little memory."""


@dataclass(frozen=True)
class Size:
    """How large a nation: every institution is rated in every year at every stage."""

    institutions: int = 640
    years: tuple[int, ...] = (2021, 2022, 2023, 2024, 2025)
    stages: tuple[str, ...] = ("mandiri", "dokumen", "interviu", "akhir")
    instrument: str = "SPBE-2020"
    seed: int = 2020


SHARES = (
    ("kementerian", 34, "Kementerian Uji", 3.1),
    ("lpnk", 28, "LPNK Uji", 2.9),
    ("lembaga_lainnya", 24, "Lembaga Lainnya Uji", 2.3),
    ("provinsi", 38, "Provinsi Uji", 2.7),
    ("kota", 98, "Kota Uji", 2.5),
    ("kabupaten", 418, "Kabupaten Uji", 2.1),
)
"""Category, how many of 640, name, usual maturity: near the averages published for 2022."""

WHOLE = sum(count for _, count, _, _ in SHARES)
YEARLY_GROWTH = 0.18
STAGE_LEAN = {"mandiri": 0.5, "dokumen": -0.2, "interviu": 0.0, "visitasi": 0.0, "akhir": 0.0}
"""How much a stage leans above or below the final value: claims are high, documents are strict."""

ADMINISTRATOR = "administrator@bench.invalid"


def fill(institutions: int = Size.institutions) -> dict[str, float]:
    """Make an empty installation into the nation; how long it took. Refuses a filled one."""
    prepare(demo=False)
    if Assessment.objects.exists():
        raise SystemExit("refused: this installation holds assessments already")
    begun = time.perf_counter()
    with transaction.atomic():
        build(Size(institutions))
    return {"seconds": time.perf_counter() - begun, "values": StageValue.objects.count()}


def build(size: Size) -> None:
    """Write the nation and one system administrator into tables that hold the instruments."""
    chance = random.Random(size.seed)
    version = current(size.instrument)
    institutions = Institution.objects.bulk_create(_institutions(size.institutions))
    _place_in_provinces(institutions)
    usual = {name: maturity for name, _, _, maturity in SHARES}
    talents = {i.pk: usual[i.category] + chance.gauss(0, 0.45) for i in institutions}
    cycles = Cycle.objects.bulk_create(
        [Cycle(year=year, kind=CycleKind.EVALUATION, instrument=version) for year in size.years]
    )
    for place, cycle in enumerate(cycles):
        made = Assessment.objects.bulk_create(
            [Assessment(cycle=cycle, institution=i, is_published=True) for i in institutions]
        )
        for start in range(0, len(made), BATCH):
            batch = made[start : start + BATCH]
            _rate(batch, size.stages, talents, place * YEARLY_GROWTH, chance)
    system = System("bench")
    person = create_demo_user(email=ADMINISTRATOR, name="Administrator", actor=system)
    appoint(person, role=Role.SYSTEM_ADMIN, valid_from=date(2020, 1, 1), actor=system)


def _institutions(count: int) -> Iterator[Institution]:
    """So many institutions, the categories in their usual proportion, at least one regency."""
    left = count
    for category, share, name, _ in SHARES:
        wanted = left if category == "kabupaten" else min(share * count // WHOLE, left - 1)
        left -= wanted
        for number in range(1, wanted + 1):
            label = f"{name} {number:03}"
            slug = label.lower().replace(" ", "-")
            yield Institution(name=label, slug=slug, category=category)


def _place_in_provinces(institutions: Sequence[Institution]) -> None:
    provinces = [i for i in institutions if i.category == "provinsi"]
    members = [i for i in institutions if i.category in ("kabupaten", "kota")]
    for place, member in enumerate(members if provinces else ()):
        member.province = provinces[place % len(provinces)]
    Institution.objects.bulk_update(members, ["province"], batch_size=200)


def _rate(
    assessments: Sequence[Assessment],
    stages: Sequence[str],
    talents: Mapping[int, float],
    growth: float,
    chance: random.Random,
) -> None:
    """Values of every stage and the results they add up to, for one batch of assessments."""
    version = assessments[0].cycle.instrument
    rows = list(IndicatorRow.objects.filter(version=version).values_list("number", "pk"))
    scale = definition(version).scale
    low, high = int(scale.minimum), int(scale.maximum)
    at = datetime(assessments[0].cycle.year, 10, 1, 9, tzinfo=UTC)
    values, results = [], []
    for assessment in assessments:
        talent = talents[assessment.institution_id] + growth
        likings = [chance.gauss(talent, 0.9) for _ in rows]
        for stage in stages:
            amounts = {}
            for (number, key), liking in zip(rows, likings, strict=True):
                level = round(liking + chance.gauss(STAGE_LEAN[stage], 0.35))
                amount = amounts[number] = min(max(level, low), high) * UNIT
                values.append(
                    StageValue(
                        assessment=assessment,
                        indicator_id=key,
                        stage=stage,
                        amount=amount,
                        recorded_at=at,
                        source="bench",
                    )
                )
            results.append(derived_result(assessment, stage, amounts))
    StageValue.objects.bulk_create(values, batch_size=2000)
    StageResult.objects.bulk_create(results)
