"""The published tables, through the import, give the published figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.assessments.models import (
    Assessment,
    AverageGroup,
    CycleKind,
    GroupAverage,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.services.imports.jobs import confirm, hand_in, report_of
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from selaras.assessments.services.imports.stage_values import ranges
from selaras.foundation.trail.models import Event
from selaras.instruments.queries import definition
from selaras.pure.numbers import display, parse

from .conftest import DEMO, SYSTEM


def bring_in(filename, options, kind="stage-values", actor=SYSTEM):
    data = (DEMO / filename).read_bytes()
    job = hand_in(data, filename, shape(kind), options, actor=actor)
    assert report_of(job).fault_count == 0, report_of(job).complaints
    return report_of(confirm(job, actor=actor))


def result(institution, year, stage=Stage.FINAL):
    return StageResult.objects.get(
        assessment__institution=institution, assessment__cycle__year=year, stage=stage
    )


def shown(version, node):
    return display(parse(node), definition(version).rounding)


def test_serang_2022_equals_every_printed_figure(spbe2020, serang):
    report = bring_in("serang-2022.csv", Options(spbe2020, serang, kind=CycleKind.MONITORING))
    assert (report.added, report.changed, report.unchanged) == (94, 0, 0)
    found = result(serang, 2022)
    assert found.index == "2.491"
    assert found.predicate == "Cukup"
    nodes = {code: shown(spbe2020, node) for code, node in found.nodes.items()}
    domains = {"D1": "2.20", "D2": "1.90", "D3": "1.00", "D4": "3.44"}
    aspects = ["2.20", "1.50", "2.00", "2.50", "1.00", "1.00", "3.40", "3.50"]
    assert nodes == domains | {f"A{n}": value for n, value in enumerate(aspects, start=1)}
    before = result(serang, 2021)
    assert (before.index, before.predicate) == ("2.9685", "Baik")


@pytest.mark.parametrize(
    ("stage", "index", "predicate"),
    [
        (Stage.SELF, "3.49", "Baik"),
        (Stage.DOCUMENT, "2.48", "Cukup"),
        (Stage.FINAL, "2.69", "Baik"),
    ],
)
def test_bontang_2018_keeps_three_stages(instruments, places, stage, index, predicate):
    version = instruments["SPBE-2018"]
    bring_in("bontang-2018.csv", Options(version, places["bontang"], 2018, CycleKind.EVALUATION))
    found = result(places["bontang"], 2018, stage)
    assert shown(version, found.index) == index
    assert found.predicate == predicate


def test_the_evaluator_column_keeps_its_name_as_source(instruments, places):
    bring_in(
        "bontang-2018.csv",
        Options(instruments["SPBE-2018"], places["bontang"], 2018, CycleKind.EVALUATION),
    )
    sources = StageValue.objects.filter(stage=Stage.DOCUMENT).values_list("source", flat=True)
    assert set(sources) == {"bontang-2018.csv · nilai_evaluator_ugm"}


def test_denpasar_2018_is_read_by_position_and_says_so(instruments, places):
    version = instruments["SPBE-2018"]
    report = bring_in(
        "denpasar-monev-2019.csv", Options(version, places["denpasar"], 2018, CycleKind.EVALUATION)
    )
    assert any("35 → 35-1" in notice for notice in report.notices)
    assert shown(version, result(places["denpasar"], 2018).index) == "2.64"
    numbers = StageValue.objects.values_list("indicator__number", flat=True)
    assert {"35-1", "35-2", "35-3"} <= set(numbers)


def test_national_averages_of_2022(spbe2020):
    options = Options(spbe2020, year=2022, kind=CycleKind.MONITORING)
    report = bring_in("nasional-2022.csv", options, "group-averages")
    assert report.added == 13 * 7
    stored = {(row.group, row.node): row.value for row in GroupAverage.objects.all()}
    assert stored[AverageGroup.NATIONAL, ""] == Fraction(235, 100)
    assert stored[AverageGroup.CITY, ""] == Fraction(250, 100)
    assert stored[AverageGroup.CITY, "D3"] == Fraction(136, 100)
    assert stored[AverageGroup.MINISTRY, "A7"] == Fraction(371, 100)
    assert stored[AverageGroup.REGENCY, "A8"] == Fraction(271, 100)


def test_the_same_file_again_changes_nothing(spbe2020, serang):
    options = Options(spbe2020, serang, kind=CycleKind.MONITORING)
    bring_in("serang-2022.csv", options)
    before = (
        StageValue.objects.count(),
        Event.objects.exclude(kind__startswith="import.").count(),
        list(StageResult.objects.order_by("pk").values()),
        Assessment.objects.count(),
    )
    report = bring_in("serang-2022.csv", options)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 94)
    assert before == (
        StageValue.objects.count(),
        Event.objects.exclude(kind__startswith="import.").count(),
        list(StageResult.objects.order_by("pk").values()),
        Assessment.objects.count(),
    )


def test_the_same_averages_again_change_nothing(spbe2020):
    options = Options(spbe2020, year=2022, kind=CycleKind.MONITORING)
    bring_in("nasional-2022.csv", options, "group-averages")
    events = Event.objects.filter(kind="averages.recorded").count()
    report = bring_in("nasional-2022.csv", options, "group-averages")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 91)
    assert Event.objects.filter(kind="averages.recorded").count() == events == 1


def test_missing_numbers_are_told_as_ranges():
    own = ["1", "2", "3", "35-1", "35-2", "35-3"]
    assert ranges(own, {"2"}) == ("1", "3–35-3")
    assert ranges(own, {"3", "35-3"}) == ("1", "2", "35-1", "35-2")
    assert ranges(own, set(own)) == ()
    assert ranges(own, set()) == ("1–35-3",)
