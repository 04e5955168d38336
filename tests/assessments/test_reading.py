"""What the pages read: the same figures as published, who may see them, and at what cost."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest

from selaras.assessments.models import Assessment, AverageGroup, CycleKind, GroupAverage, Stage
from selaras.assessments.queries.arithmetic import arithmetic_of
from selaras.assessments.queries.compare import LIMIT, Choice, compare
from selaras.assessments.queries.home import own_courses, site_facts
from selaras.assessments.queries.indicator import indicator_of
from selaras.assessments.queries.overview import EMPTY, Filters, cycles_for, overview_of
from selaras.assessments.queries.result import result_of
from selaras.assessments.queries.selection import FILTERS, Selection, counts
from selaras.assessments.services.cycles import open_assessment, open_cycle, publish_results
from selaras.assessments.services.results import record_values
from selaras.instruments.queries import current, definition
from selaras.instruments.services.publish import load
from selaras.people.models import Category, Institution
from selaras.people.roles import Role
from selaras.pure.numbers import display

from .conftest import DEMO, SYSTEM
from .tables import column


def record(version, institution, year, stage, values, *, published=True):
    kind = CycleKind.MONITORING if year == 2022 else CycleKind.EVALUATION
    assessment = open_assessment(
        open_cycle(year, kind, version, actor=SYSTEM), institution, actor=SYSTEM
    )
    record_values(assessment, stage, values, actor=SYSTEM, source="uji")
    if published:
        publish_results([assessment], actor=SYSTEM)
    return assessment


@pytest.fixture
def serang_years(spbe2020, serang) -> None:
    for year in (2021, 2022):
        values = column(DEMO / "serang-2022.csv", f"nilai_{year}")
        record(spbe2020, serang, year, Stage.FINAL, values)


def test_a_result_carries_the_printed_figures(serang_years, admin):
    found = result_of(admin, "kota-serang", 2022)
    rounding = found.instrument.rounding
    nodes = {node.code: display(node.value, rounding) for node in found.nodes}
    assert nodes == {
        "D1": "2.20",
        "D2": "1.90",
        "A2": "1.50",
        "A3": "2.00",
        "A4": "2.50",
        "D3": "1.00",
        "A5": "1.00",
        "A6": "1.00",
        "D4": "3.44",
        "A7": "3.40",
        "A8": "3.50",
    }
    assert found.score.index == Fraction(2491, 1000)
    assert found.index_change == Fraction(2491, 1000) - Fraction("2.9685")
    assert found.distance.gap == Fraction(109, 1000)
    assert found.is_official


def test_losses_and_gains_sum_to_the_change(serang_years, admin):
    found = result_of(admin, "kota-serang", 2022)
    assert found.lost + found.gained == found.change.total == found.index_change
    assert [line.number for line in found.losses[:2]] == ["46", "17"]
    assert all(line.effect < 0 for line in found.losses)


def test_the_arithmetic_leads_from_ratings_to_the_index(serang_years, admin):
    found = result_of(admin, "kota-serang", 2022)
    domains = arithmetic_of(found)
    assert sum(domain.points for domain in domains) == found.score.index
    for domain in domains:
        assert sum(aspect.points for aspect in domain.aspects) == domain.points
        for aspect in domain.aspects:
            assert aspect.sum / aspect.weight == aspect.value
            assert aspect.sum == sum(line.product for line in aspect.lines)


def test_another_instrument_last_year_compares_no_indicators(instruments, serang, admin):
    old, new = instruments["SPBE-2018"], instruments["SPBE-2020"]
    ones = {i.number: Fraction(1) for i in definition(old).indicators()}
    record(old, serang, 2019, Stage.FINAL, ones)
    record(
        new,
        serang,
        2021,
        Stage.FINAL,
        {i.number: Fraction(2) for i in definition(new).indicators()},
    )
    found = result_of(admin, "kota-serang", 2021)
    assert not found.comparable
    assert found.change is None
    assert found.index_change is None
    assert all(line.previous is None for line in found.lines)


def reweighted(documents):
    """SPBE-2020 once more, with two indicators of one aspect weighing differently."""
    document = copy.deepcopy(next(one for one in documents if one["kode"] == "SPBE-2020"))
    document["versi"] += 1
    first, second = document["domain"][0]["aspek"][0]["indikator"][:2]
    first["bobot"], second["bobot"] = "1.0", "1.6"
    load([document], actor=SYSTEM)
    return current("SPBE-2020")


def test_other_weights_last_year_compare_no_indicators(spbe2020, documents, serang, admin):
    values = {i.number: Fraction(2) for i in definition(spbe2020).indicators()} | {"1": Fraction(4)}
    record(spbe2020, serang, 2023, Stage.FINAL, values)
    record(reweighted(documents), serang, 2024, Stage.FINAL, values)
    found = result_of(admin, "kota-serang", 2024)
    assert found.index_change == Fraction(-6, 1000)
    assert not found.comparable
    assert found.change is None
    both = compare(admin, [Choice("kota-serang", 2023), Choice("kota-serang", 2024)])
    assert both.shared is None
    assert both.indicators == ()


def test_a_claim_beside_last_years_final_says_so(spbe2020, serang, person):
    indicators = list(definition(spbe2020).indicators())
    record(spbe2020, serang, 2021, Stage.FINAL, {i.number: Fraction(2) for i in indicators})
    claim = {i.number: Fraction(4) for i in indicators}
    record(spbe2020, serang, 2022, Stage.SELF, claim, published=False)
    coordinator = person(Role.COORDINATOR, serang)
    found = result_of(coordinator, "kota-serang", 2022)
    assert (found.stage, found.previous_stage, found.mixes_stages) == (
        Stage.SELF,
        Stage.FINAL,
        True,
    )
    assert own_courses(coordinator)[0].change is None


def test_outsiders_read_final_values_and_nothing_before_them(instruments, places, person):
    version, bontang = instruments["SPBE-2018"], places["bontang"]
    table = DEMO / "bontang-2018.csv"
    for name, stage in (("nilai_mandiri", Stage.SELF), ("nilai_akhir", Stage.FINAL)):
        final = stage == Stage.FINAL
        record(version, bontang, 2018, stage, column(table, name), published=final)
    assessment = Assessment.objects.get(institution=bontang)
    record_values(
        assessment, Stage.FINAL, {"1": Fraction(2)}, actor=SYSTEM, explanations={"1": "rahasia"}
    )
    outsider = person(Role.LEADER, places["serang"])
    found = result_of(outsider, "kota-bontang", 2018, stage="mandiri")
    assert found.staged.spoken == (Stage.FINAL,)
    assert all(line.claimed is None for line in found.lines)
    view = indicator_of(outsider, "kota-bontang", 2018, "1")
    assert [(e.value, e.author, e.source, e.explanation) for e in view.entries] == [(2, "", "", "")]
    assert [
        column.stage for column in compare(outsider, [Choice("kota-bontang", 2018)]).columns
    ] == [Stage.FINAL]
    cycle = cycles_for(outsider)[0]
    assert overview_of(outsider, cycle, Filters(stage=Stage.SELF)).total == 0
    assert overview_of(outsider, cycle, Filters()).total == 1
    insider = person(Role.LEADER, bontang)
    assert overview_of(insider, cycle, Filters(stage=Stage.SELF)).total == 1
    assert len(indicator_of(insider, "kota-bontang", 2018, "1").entries) == 3


def test_a_year_with_two_instruments_can_be_told_apart(instruments, serang, admin):
    for code, level in (("SPBE-2020", 4), ("PEMDI-2026", 1)):
        version = instruments[code]
        values = {i.number: Fraction(level) for i in definition(version).indicators()}
        record(version, serang, 2026, Stage.FINAL, values)
    found = compare(
        admin, [Choice("kota-serang", 2026, "SPBE-2020"), Choice.parse("kota-serang:2026")]
    )
    assert [column.score.index for column in found.columns] == [4, 1]
    assert str(found.columns[0].choice) == "kota-serang:2026:SPBE-2020"
    assert result_of(admin, "kota-serang", 2026, instrument_code="SPBE-2020").score.index == 4


def test_a_missing_value_differs_from_any_other(spbe2020, serang, places, admin):
    ones = {i.number: Fraction(1) for i in definition(spbe2020).indicators()}
    record(spbe2020, serang, 2022, Stage.FINAL, ones)
    del ones["1"]
    record(spbe2020, places["bontang"], 2022, Stage.FINAL, ones, published=False)
    rows = compare(admin, [Choice("kota-serang", 2022), Choice("kota-bontang", 2022)]).indicators
    assert [row.code for row in rows if row.differs] == ["1"]


def test_missing_values_are_named_and_bounded(instruments, serang, admin):
    version = instruments["PEMDI-2026"]
    values = {i.number: Fraction("2.5") for i in definition(version).indicators()}
    del values["5"], values["18"]
    record(version, serang, 2026, Stage.DOCUMENT, values, published=False)
    found = result_of(admin, "kota-serang", 2026)
    assert found.score.index is None
    assert found.score.missing == ("5", "18")
    low, high = found.score.bounds
    open_weight = sum(found.instrument.indicator(number).weight for number in ("5", "18"))
    assert high - low == Fraction(4) * open_weight / 100
    assert [node.value is None for node in found.aspects].count(True) == 2
    assert found.change is None
    assert found.distance is None


def test_the_last_stage_that_spoke_is_shown_and_others_on_demand(instruments, places, admin):
    version = instruments["SPBE-2018"]
    table = DEMO / "bontang-2018.csv"
    for name, stage in (("nilai_mandiri", Stage.SELF), ("nilai_akhir", Stage.FINAL)):
        final = stage == Stage.FINAL
        record(version, places["bontang"], 2018, stage, column(table, name), published=final)
    assert result_of(admin, "kota-bontang", 2018).score.index == Fraction("2.69")
    claimed = result_of(admin, "kota-bontang", 2018, stage="mandiri")
    assert claimed.score.index == Fraction(262, 75)
    assert not claimed.is_official
    assert result_of(admin, "kota-bontang", 2018, stage="visitasi").stage == Stage.FINAL


def test_unpublished_results_stay_with_their_own_people(spbe2020, places, person):
    values = {i.number: Fraction(3) for i in definition(spbe2020).indicators()}
    record(spbe2020, places["serang"], 2022, Stage.FINAL, values, published=False)
    assert result_of(person(Role.COORDINATOR, places["serang"]), "kota-serang", 2022)
    assert result_of(person(Role.READER, places["banten"]), "kota-serang", 2022)
    assert result_of(person(Role.COORDINATOR, places["bontang"]), "kota-serang", 2022) is None
    assert result_of(person(Role.READER, places["bontang"]), "kota-serang", 2022) is None


def test_selection_filters_and_sorts(serang_years, admin):
    lines = result_of(admin, "kota-serang", 2022).lines
    held = counts(lines)
    assert (held["turun"], held["naik"], held["di-bawah-target"]) == (21, 4, 27)
    for word in FILTERS:
        assert len(Selection(keep=word).apply(lines)) == held[word]
    fallen = Selection(keep="turun", order="dampak").apply(lines)
    assert [line.effect for line in fallen] == sorted(line.effect for line in fallen)
    assert Selection(order="-no").apply(lines)[0].number == lines[-1].number
    assert {line.aspect.code for line in Selection(aspect="A6").apply(lines)} == {"A6"}
    assert [line.number for line in Selection(text="MANAJEMEN aset").apply(lines)] == ["24"]
    assert Selection(keep="apa pun", order="entah").apply(lines) == list(lines)


def test_lines_without_a_figure_come_last_either_way(instruments, serang, admin):
    version = instruments["PEMDI-2026"]
    values = {i.number: Fraction(2) for i in definition(version).indicators()}
    del values["7"]
    record(version, serang, 2026, Stage.SELF, values, published=False)
    lines = result_of(admin, "kota-serang", 2026).lines
    for order in ("nilai", "-nilai"):
        assert Selection(order=order).apply(lines)[-1].number == "7"


def test_an_indicator_tells_what_each_level_is_worth(serang_years, admin):
    view = indicator_of(admin, "kota-serang", 2022, "24")
    index = view.result.score.index
    outcomes = {rung.level: rung.outcome for rung in view.rungs}
    assert outcomes[1] is None
    assert outcomes[2].effect == view.line.step.gain == Fraction(15, 1000)
    assert outcomes[5].after.index == index + 4 * Fraction(15, 1000)
    assert [rung.level for rung in view.rungs if rung.is_next] == [2]
    assert [rung.level for rung in view.rungs if rung.is_last_year] == [3]
    assert [(row.year, row.cells) for row in view.table] == [(2022, (1,)), (2021, (3,))]
    assert (view.before.number, view.after.number) == ("23", "25")
    assert indicator_of(admin, "kota-serang", 2022, "99") is None


def test_a_replaced_value_stays_in_the_history(serang_years, serang, admin):
    assessment = Assessment.objects.get(institution=serang, cycle__year=2022)
    record_values(assessment, Stage.FINAL, {"24": Fraction(2)}, actor=SYSTEM, source="koreksi")
    entries = indicator_of(admin, "kota-serang", 2022, "24").entries
    told = [(e.assessment.cycle.year, int(e.value), e.is_current) for e in entries]
    assert told == [(2022, 2, True), (2022, 1, False), (2021, 3, True)]


def nation(version, count):
    indicators = list(definition(version).indicators())
    for number in range(count):
        institution = Institution.objects.create(
            name=f"Kabupaten {number:03}", slug=f"kabupaten-{number:03}", category=Category.REGENCY
        )
        level = Fraction(1 + number % 4)
        record(version, institution, 2022, Stage.FINAL, {i.number: level for i in indicators})


def test_the_overview_pages_through_everybody_once(spbe2020, admin, monkeypatch):
    monkeypatch.setattr("selaras.assessments.queries.overview.PAGE_SIZE", 4)
    nation(spbe2020, 10)
    cycle = cycles_for(admin)[0]
    for order in ("-indeks", "indeks", "nama", "-nama"):
        seen, cursor, pages = [], "", []
        while True:
            found = overview_of(admin, cycle, Filters(order=order), cursor=cursor)
            pages.append([row.assessment.institution.name for row in found.page.rows])
            seen += pages[-1]
            cursor = found.page.next
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == found.total == 10
        back = overview_of(admin, cycle, Filters(order=order), cursor=found.page.previous)
        assert [row.assessment.institution.name for row in back.page.rows] == pages[-2]
    assert found.spread == {"Kurang": 3, "Cukup": 3, "Baik": 2, "Sangat Baik": 2}


def test_the_overview_filters(spbe2020, serang, admin):
    nation(spbe2020, 4)
    record(spbe2020, serang, 2022, Stage.FINAL, {"1": Fraction(2)}, published=False)
    cycle = cycles_for(admin)[0]

    def names(**filters):
        found = overview_of(admin, cycle, Filters(**filters))
        return [row.assessment.institution.name for row in found.page.rows]

    assert names(category="kota") == ["Kota Serang"]
    assert names(predicate="Cukup") == ["Kabupaten 001"]
    assert names(predicate=EMPTY) == ["Kota Serang"]
    assert names(text="bupaten 00", order="nama")[0] == "Kabupaten 000"
    assert names()[-1] == "Kota Serang"
    assert names(stage=Stage.SELF) == []


def test_a_foreign_cursor_reads_as_the_first_page(spbe2020, admin):
    nation(spbe2020, 2)
    cycle = cycles_for(admin)[0]
    for cursor in ("x", "W10", "WyJmIiwxXQ", "W251bGxd", "e30", "a" * 700):
        assert len(overview_of(admin, cycle, Filters(), cursor=cursor).page.rows) == 2


def test_a_comparison_puts_choices_side_by_side(serang_years, admin):
    wanted = [Choice("kota-serang", 2022), Choice("kota-serang", 2021), Choice("kota-serang", 1999)]
    found = compare(admin, [*wanted, wanted[0]])
    assert [str(column.choice) for column in found.columns] == [
        "kota-serang:2022",
        "kota-serang:2021",
    ]
    assert [str(choice) for choice in found.unknown] == ["kota-serang:1999"]
    management = next(row for row in found.nodes if row.code == "A5")
    assert (management.cells, management.spread) == ((1, Fraction(5, 2)), Fraction(3, 2))
    assert found.shared.code == "SPBE-2020"


@pytest.mark.parametrize(
    "text", ["", "kota", "kota:", "kota:99999", ":2022", "kota:٢٠٢٢", "a:b:c", ":2022:X"]
)
def test_a_column_that_is_none_is_left_out(text):
    assert Choice.parse(text) is None


def test_a_comparison_is_capped(serang_years, admin):
    found = compare(admin, [Choice("kota-serang", year) for year in range(2000, 2000 + LIMIT + 3)])
    assert len(found.unknown) == LIMIT


def test_courses_begin_the_day(serang_years, serang, person):
    GroupAverage.objects.create(
        cycle=Assessment.objects.get(cycle__year=2022).cycle,
        group=AverageGroup.CITY,
        node="",
        amount=25_000,
    )
    course = own_courses(person(Role.COORDINATOR, serang))[0]
    assert [point.assessment.cycle.year for point in course.points] == [2021, 2022]
    assert course.change == Fraction(2491, 1000) - Fraction("2.9685")
    assert course.latest.is_official


def test_facts_of_a_new_site(instruments, serang):
    facts = site_facts()
    assert (facts.instruments, facts.assessments, facts.is_ready) == (3, 0, False)
