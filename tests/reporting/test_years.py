"""The years of an institution beside each other: figures, gaps, other instruments, rights."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation

from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage
from selaras.assessments.services.results import record_values
from selaras.foundation.access import DeniedError
from selaras.foundation.documents.manuscript import Amount, Chart, Grid, Manuscript, Paragraph
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.roles import Role
from selaras.pure.scoring import score
from selaras.reporting.queries.years import years_of_place
from selaras.reporting.reports.perbandingan_tahun.report import YearsReport, chosen_years
from tests.people_fixtures import SYSTEM, World
from tests.reporting.test_runs import entry, given, place

__all__ = ["place"]


def composed(world: World, **more: str) -> Manuscript:
    return YearsReport().compose(entry(world), given(world, **more), lambda _p, _s: None)


def grid(manuscript: Manuscript, caption: str) -> Grid:
    return next(one for one in manuscript.grids() if one.caption == caption)


def said(manuscript: Manuscript) -> str:
    return " ".join(str(one.text) for one in manuscript.blocks if isinstance(one, Paragraph))


def test_index_of_each_year_is_that_of_its_page(place: World) -> None:
    years = years_of_place(entry(place), str(place.city.pk), [2020, 2021, 2022])
    assert years is not None
    for column, first in zip(years.columns, (3, 4, 1), strict=True):
        values = dict.fromkeys(column.values, Fraction(2)) | {"1": Fraction(first)}
        assert column.score.index == score(column.instrument, values).index
    cells = [row.cells for row in grid(composed(place), "Indeks dari tahun ke tahun").rows]
    index = [cell[3] for cell in cells]
    assert [one.value for one in index if isinstance(one, Amount)] == [
        column.score.index for column in years.columns
    ]


def test_parts_add_up_to_the_change(place: World) -> None:
    (chart,) = (
        one
        for one in composed(place).blocks
        if isinstance(one, Chart) and one.title.startswith("Dari indeks")
    )
    figures = [row.cells[1].value for row in chart.twin.rows]
    assert sum(figures[:-1]) == figures[-1]
    assert figures[-1] - figures[0] < 0


def test_each_step_names_what_moved_it_most(place: World) -> None:
    rows = grid(composed(place), "Perubahan tiap tahun").rows
    assert [row.cells[0] for row in rows] == ["2020 → 2021", "2021 → 2022"]
    assert [(row.cells[2], row.cells[3]) for row in rows] == [(1, 0), (0, 1)]
    assert "indeks turun" in said(composed(place))
    assert "mengurangi" in said(composed(place))
    assert "−0" not in said(composed(place)).split("mengurangi", 1)[1].split("poin")[0]


def test_chosen_years_are_the_newest_unless_said() -> None:
    known = list(range(2015, 2025))
    assert chosen_years(known, {}) == known[-6:]
    assert chosen_years(known, {"dari": "2016"}) == [2016, 2017, 2018, 2019, 2020, 2021]
    assert chosen_years(known, {"dari": "2016", "sampai": "2017"}) == [2016, 2017]
    assert chosen_years(known, {"sampai": "2016"}) == [2015, 2016]


def test_years_asked_for_are_the_years_shown(place: World) -> None:
    manuscript = composed(place, dari="2021")
    assert [row.cells[0] for row in grid(manuscript, "Indeks dari tahun ke tahun").rows] == [
        "2021",
        "2022",
    ]
    assert "Perubahan tiap tahun" not in {one.caption for one in manuscript.grids()}


def test_another_instrument_is_not_compared(place: World) -> None:
    load(
        [
            open_instrument(path).document
            for path in instrument_files()
            if path.stem.upper() == "PEMDI-2026"
        ],
        actor=SYSTEM,
    )
    version = current("PEMDI-2026")
    cycle = Cycle.objects.create(year=2023, kind=CycleKind.EVALUATION, instrument=version)
    assessment = Assessment.objects.create(cycle=cycle, institution=place.city)
    values = {one.number: Fraction(3) for one in version.indicators.all()}
    record_values(assessment, Stage.FINAL, values, actor=SYSTEM)
    manuscript = composed(place)
    rows = {row.cells[0]: row.cells for row in grid(manuscript, "Indeks dari tahun ke tahun").rows}
    assert rows["2023"][1] == "PEMDI-2026"
    assert rows["2023"][4] is None
    assert "lebih dari satu instrumen" in said(manuscript)
    assert "SPBE-2020" in manuscript.instrument
    assert "PEMDI-2026" in manuscript.instrument


def test_missing_ratings_are_told_not_guessed(place: World) -> None:
    cycle = Cycle.objects.create(
        year=2023, kind=CycleKind.MONITORING, instrument=current("SPBE-2020")
    )
    assessment = Assessment.objects.create(cycle=cycle, institution=place.city)
    record_values(assessment, Stage.SELF, {"1": Fraction(5)}, actor=SYSTEM)
    manuscript = composed(place)
    assert "belum lengkap" in said(manuscript)
    assert "tidak dapat diuraikan" in said(manuscript)
    assert manuscript.draft


def test_strangers_cannot_compose_it(place: World) -> None:
    with pytest.raises(DeniedError):
        YearsReport().compose(place.stranger, given(place), lambda _p, _s: None)


def test_reading_takes_as_many_queries_for_many_years(
    place: World, django_assert_max_num_queries
) -> None:
    actor = place.person(Role.SYSTEM_ADMIN)
    with django_assert_max_num_queries(9):
        years_of_place(actor, str(place.city.pk), [2020, 2021, 2022])


def test_twice_composed_it_is_the_same_and_in_english_another(place: World) -> None:
    first = composed(place)
    assert composed(place).fingerprint == first.fingerprint
    with translation.override("en"):
        english = composed(place)
    assert english.language == "en"
    assert english.fingerprint != first.fingerprint
