"""The digest of a nation small enough to reckon by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bench.nation import ADMINISTRATOR, Size, build
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import Cycle, Stage, StageValue
from selaras.assessments.queries.overview import cycles_for
from selaras.assessments.services.averages import record_averages
from selaras.instruments.queries import current
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.pure.standings import Moved
from selaras.reporting.queries.digest import ALL, Digest, digest_of, earlier_cycles
from selaras.reporting.reports.ikhtisar.drawings import means_of
from tests.reporting.ikhtisar.nation import SYSTEM, Nation, load_instruments

QUERIES = 9


def told(percent: int) -> None:
    """Nobody listens."""


def digest(nation: Nation, actor: User, province: str | None = None, years: int = 4) -> Digest:
    place = nation.bodies[province] if province else None
    return digest_of(actor, nation.cycles[2024], place, years, told)


@pytest.fixture
def admin(nation) -> User:
    return nation.appoint("Administrator", Role.SYSTEM_ADMIN)


def test_figures_of_the_nation(rated, admin):
    found = digest(rated, admin)
    whole = found.whole
    assert whole is not None
    assert (whole.spread.count, whole.spread.mean) == (5, Fraction("2.611"))
    assert (whole.spread.lowest, whole.spread.median, whole.spread.highest) == (
        2,
        Fraction("2.055"),
        4,
    )
    assert whole.predicates == {"Sangat Baik": 1, "Baik": 1, "Cukup": 3}
    assert (whole.paired, whole.moved) == (4, Fraction("0.01375"))
    means = {group.key: (group.spread.count, group.spread.mean) for group in found.groups}
    assert means == {
        ALL: (5, Fraction("2.611")),
        "kementerian": (1, 4),
        "provinsi": (1, 3),
        "kabupaten": (2, Fraction("2.0275")),
        "kota": (1, 2),
    }


def test_the_ranking_shares_places_among_equals(rated, admin):
    lines = digest(rated, admin).lines
    assert [(x.body.name, x.rank, x.rank_in_category, x.change) for x in lines] == [
        ("Kementerian Uji", 1, 1, 1),
        ("Provinsi Barat", 2, 1, 0),
        ("Kabupaten Satu", 3, 1, Fraction("0.055")),
        ("Kabupaten Dua", 4, 2, -1),
        ("Kota Tiga", 4, 1, None),
    ]
    assert [x.body.name for x in lines if not x.is_announced] == ["Kabupaten Dua"]


def test_movers_and_what_moved_them(rated, admin):
    found = digest(rated, admin)
    keys = {name: body.pk for name, body in rated.bodies.items()}
    assert found.movers.risen == (
        Moved(keys["Kementerian Uji"], Fraction(3), Fraction(4)),
        Moved(keys["Kabupaten Satu"], Fraction(2), Fraction("2.055")),
    )
    assert [one.key for one in found.movers.fallen] == [keys["Kabupaten Dua"]]
    (cause,) = found.causes[keys["Kabupaten Satu"]]
    assert (cause.code, cause.before, cause.after, cause.effect) == ("33", 2, 4, Fraction("0.055"))
    assert len(found.causes[keys["Kabupaten Dua"]]) == 3
    assert all(cause.effect < 0 for cause in found.causes[keys["Kabupaten Dua"]])


def test_without_ratings_the_aspects_say_what_moved(rated, admin):
    StageValue.objects.filter(stage=Stage.FINAL).delete()
    found = digest(rated, admin)
    (cause,) = found.causes[rated.bodies["Kabupaten Satu"].pk]
    assert (cause.code, cause.is_indicator) == ("A7", False)
    assert (cause.before, cause.after, cause.effect) == (2, Fraction("2.2"), Fraction("0.055"))
    assert found.indicators == ()
    assert found.whole is not None
    assert found.whole.spread.count == 5


def test_indicators_and_aspects(rated, admin):
    found = digest(rated, admin)
    by_number = {line.indicator.number: line for line in found.indicators}
    line = by_number["33"]
    assert (line.now.count, line.now.mean, line.now.short) == (5, 3, 2)
    assert line.now.short_share == 40
    assert line.change == Fraction(1, 4)
    assert (by_number["1"].now.mean, by_number["1"].now.short) == (Fraction(13, 5), 3)
    nodes = {node.code: node for node in found.nodes}
    assert nodes["A7"].means[ALL] == (5, Fraction("2.64"))
    assert nodes["A7"].means["kabupaten"] == (2, Fraction("2.1"))
    assert nodes["A7"].change == Fraction("2.64") - Fraction(11, 4)
    assert nodes["D1"].is_domain
    assert "A1" not in nodes, "a domain of one aspect is named once"


def test_who_lacks_a_result_and_why(rated, admin):
    found = digest(rated, admin)
    assert [(one.body.name, one.values, one.state) for one in found.missing] == [
        ("Kota Empat", 2, "dicatat"),
        ("Provinsi Timur", 0, ""),
    ]


def test_years(rated, admin):
    years = digest(rated, admin).years
    assert [(year.cycle.year, year.spread.count) for year in years if year.spread] == [
        (2023, 4),
        (2024, 5),
    ]
    assert years[0].spread is not None
    assert years[0].spread.mean == Fraction(11, 4)
    alone = digest(rated, admin, years=0)
    assert (len(alone.years), alone.before) == (1, None)
    assert alone.movers.risen == ()
    assert all(line.change is None for line in alone.lines)


def test_a_year_of_another_instrument_is_shown_but_nothing_is_compared_with_it(nation, admin):
    nation.cycle(2023, current("SPBE-2018"))
    nation.rate("Kota Tiga", 2023, 3)
    nation.rate("Kota Tiga", 2024, 4)
    found = digest(nation, admin)
    assert [name for name, _mean in means_of(found.years)] == ["2023", "", "2024"]
    assert [year.is_comparable for year in found.years] == [False, True]
    assert found.before is None
    assert found.lines[0].change is None


def test_one_cycle_a_year_of_the_same_instrument_where_there_is_one(nation, admin):
    other = current("SPBE-2018")
    for year in (2019, 2020, 2021, 2022, 2023):
        nation.rate("Kota Tiga", year, 2)
    nation.rate("Kota Tiga", 2024, 2)
    Cycle.objects.create(year=2023, kind="evaluasi", instrument=other)
    chosen = earlier_cycles([*Cycle.objects.select_related("instrument")], nation.cycles[2024])
    assert [(one.year, one.instrument.code) for one in chosen] == [
        (2023, "SPBE-2020"),
        (2022, "SPBE-2020"),
        (2021, "SPBE-2020"),
        (2020, "SPBE-2020"),
    ]


def test_published_averages_stand_beside_the_reckoned_ones(rated, admin):
    averages = {("nasional", ""): Fraction("2.35"), ("kota", "D3"): Fraction("1.36")}
    record_averages(rated.cycles[2024], averages, actor=SYSTEM)
    found = digest(rated, admin)
    assert found.whole is not None
    assert found.whole.published == Fraction("2.35")
    assert found.whole.spread.mean == Fraction("2.611"), "never mixed"
    assert found.published["kota"] == {"D3": Fraction("1.36")}
    recorded = StageValue.objects.latest("recorded_at").recorded_at
    assert found.newest is not None
    assert found.newest > recorded


def test_a_reader_of_a_province_reads_it_whole_and_elsewhere_what_was_announced(rated):
    reader = rated.appoint("Pembaca Barat", Role.READER, "Provinsi Barat")
    own = digest(rated, reader, "Provinsi Barat")
    assert [x.body.name for x in own.lines] == [
        "Provinsi Barat",
        "Kabupaten Satu",
        "Kabupaten Dua",
    ]
    assert own.missing == ()
    nation = digest(rated, reader)
    assert len(nation.lines) == 5
    other = rated.appoint("Pembaca Timur", Role.READER, "Provinsi Timur")
    nation = digest(rated, other)
    assert "Kabupaten Dua" not in {x.body.name for x in nation.lines}
    assert [one.body.name for one in nation.missing] == ["Kota Empat", "Provinsi Timur"]


def test_an_outsider_reads_announced_results_only(rated):
    operator = rated.appoint("Pelaksana", Role.ENTRY, "Kota Tiga")
    found = digest(rated, operator)
    assert {x.body.name for x in found.lines} == {
        "Kementerian Uji",
        "Provinsi Barat",
        "Kabupaten Satu",
        "Kota Tiga",
    }
    assert found.whole is not None
    assert found.whole.spread.mean == Fraction("11.055") / 4
    assert found.whole.moved == Fraction("1.055") / 3
    line = next(x for x in found.indicators if x.indicator.number == "1")
    assert line.now.count == 4


def test_nothing_to_read(nation, admin):
    nation.rate("Kota Empat", 2024, 2, without=("1",))
    found = digest(nation, admin)
    assert (found.lines, found.groups, found.whole, found.newest) == ((), (), None, None)
    assert len(found.missing) == 7


def test_one_institution_alone(nation, admin):
    nation.rate("Kota Tiga", 2024, 2)
    found = digest(nation, admin)
    assert found.whole is not None
    assert found.whole.spread.lower == found.whole.spread.upper == 2
    assert found.lines[0].rank == 1


@pytest.mark.parametrize("size", [10, 200])
def test_the_same_number_of_queries_for_ten_and_for_two_hundred(db, size):
    load_instruments()
    build(Size(size, years=(2024, 2025), stages=("akhir",)))
    person = User.objects.get(email=ADMINISTRATOR)
    cycle = next(iter(cycles_for(person)))
    with CaptureQueriesContext(connection) as queries:
        found = digest_of(person, cycle, None, 4, told)
    assert len(found.lines) == size
    assert len(queries) == QUERIES
