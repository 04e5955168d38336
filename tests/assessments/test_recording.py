"""Stage values: revisions, derived results, the trail, and two writers at once."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from selaras.assessments.models import Assessment, CycleKind, Stage, StageResult, StageValue
from selaras.assessments.services.cycles import (
    IncompleteResultError,
    open_assessment,
    open_assessments,
    open_cycle,
    publish_results,
)
from selaras.assessments.services.results import (
    ConflictError,
    Sheet,
    TooFineError,
    record_many,
    record_values,
)
from selaras.foundation.access import DeniedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Category, Institution
from selaras.people.roles import Role
from selaras.pure.scoring import UnknownIndicatorError, ValueOutOfScaleError

from .conftest import SYSTEM

ONE, TWO, THREE = Fraction(1), Fraction(2), Fraction(3)


@pytest.fixture
def assessment(spbe2020, serang):
    cycle = open_cycle(2022, CycleKind.MONITORING, spbe2020, actor=SYSTEM)
    return open_assessment(cycle, serang, actor=SYSTEM)


@pytest.fixture
def whole(spbe2020):
    return {row.number: TWO for row in spbe2020.indicators.all()}


def test_values_are_recorded_with_their_result_and_one_event(assessment, whole):
    made = record_values(assessment, Stage.FINAL, whole, actor=SYSTEM, source="tabel")
    assert (made.added, made.changed, made.unchanged) == (47, 0, 0)
    found = StageResult.objects.get()
    assert (found.index, found.order, found.predicate) == ("2", 2_000_000, "Cukup")
    event = Event.objects.get(kind="results.recorded")
    assert event.new["1"] == "2"
    assert event.new["tahap"] == "akhir"
    assert event.scope == assessment.institution.scope


def test_a_correction_adds_a_revision_and_keeps_the_old_one(assessment, whole):
    record_values(assessment, Stage.FINAL, whole, actor=SYSTEM)
    made = record_values(assessment, Stage.FINAL, {"1": THREE, "2": TWO}, actor=SYSTEM)
    assert (made.added, made.changed, made.unchanged) == (0, 1, 1)
    rows = StageValue.objects.filter(indicator__number="1").order_by("revision")
    assert [(r.revision, r.value, r.is_current) for r in rows] == [
        (1, TWO, False),
        (2, THREE, True),
    ]
    assert StageResult.objects.get().index == "2.013"
    event = Event.objects.filter(kind="results.recorded").latest("sequence")
    assert event.old == {"1": "2"}
    assert event.new["1"] == "3"
    assert "2" not in event.new


def test_equal_values_write_nothing_at_all(assessment, whole):
    record_values(assessment, Stage.FINAL, whole, actor=SYSTEM)
    before = StageResult.objects.get().version, Event.objects.count(), StageValue.objects.count()
    made = record_values(assessment, Stage.FINAL, whole, actor=SYSTEM, source="lain")
    assert (made.added, made.changed, made.unchanged) == (0, 0, 47)
    after = StageResult.objects.get().version, Event.objects.count(), StageValue.objects.count()
    assert after == before


def test_a_new_explanation_is_a_revision_and_silence_keeps_the_old_one(assessment):
    record_values(assessment, Stage.SELF, {"1": TWO}, actor=SYSTEM, explanations={"1": "SK ada"})
    assert record_values(assessment, Stage.SELF, {"1": TWO}, actor=SYSTEM).unchanged == 1
    record_values(assessment, Stage.SELF, {"1": THREE}, actor=SYSTEM)
    assert StageValue.objects.get(is_current=True).explanation == "SK ada"
    record_values(assessment, Stage.SELF, {"1": THREE}, actor=SYSTEM, explanations={"1": ""})
    assert StageValue.objects.get(is_current=True).explanation == ""


def test_stages_do_not_touch_each_other(assessment):
    record_values(assessment, Stage.SELF, {"1": THREE}, actor=SYSTEM)
    record_values(assessment, Stage.FINAL, {"1": ONE}, actor=SYSTEM)
    current = StageValue.objects.filter(is_current=True).values_list("stage", "amount")
    assert dict(current) == {"mandiri": 30_000, "akhir": 10_000}


def test_an_incomplete_stage_has_no_index_and_cannot_be_announced(assessment):
    record_values(assessment, Stage.FINAL, {"1": TWO}, actor=SYSTEM)
    found = StageResult.objects.get()
    assert (found.index, found.order, found.predicate, found.missing) == ("", None, "", 46)
    with pytest.raises(IncompleteResultError):
        publish_results([assessment], actor=SYSTEM)


def test_announcing_happens_once(assessment, whole):
    record_values(assessment, Stage.FINAL, whole, actor=SYSTEM)
    assert publish_results([assessment], actor=SYSTEM)
    assert not publish_results([assessment], actor=SYSTEM)
    assert Event.objects.filter(kind="results.published").count() == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"1": Fraction(6)}, ValueOutOfScaleError),
        ({"1": Fraction(0)}, ValueOutOfScaleError),
        ({"1": Fraction(5, 2)}, ValueOutOfScaleError),
        ({"1": Fraction(-1)}, ValueOutOfScaleError),
        ({"1": Fraction(1, 3)}, TooFineError),
        ({"48": Fraction(1)}, UnknownIndicatorError),
    ],
)
def test_impossible_values_are_refused_and_nothing_stays(assessment, values, error):
    with pytest.raises(error):
        record_values(assessment, Stage.FINAL, {"2": ONE} | values, actor=SYSTEM)
    assert not StageValue.objects.exists()
    assert not StageResult.objects.exists()


def test_a_value_that_moved_on_is_a_conflict(assessment):
    record_values(assessment, Stage.SELF, {"1": ONE}, actor=SYSTEM)
    record_values(assessment, Stage.SELF, {"1": TWO}, actor=SYSTEM, expected={"1": 1})
    with pytest.raises(ConflictError) as caught:
        record_values(assessment, Stage.SELF, {"1": THREE}, actor=SYSTEM, expected={"1": 1})
    assert caught.value.numbers == ("1",)
    assert StageValue.objects.get(is_current=True).value == TWO


def test_outsiders_and_neighbours_may_not_record(assessment, person, places):
    for stranger in (
        person(Role.READER, assessment.institution),
        person(Role.LEADER, assessment.institution),
        person(Role.ENTRY, places["bontang"]),
    ):
        with pytest.raises(DeniedError):
            record_values(assessment, Stage.SELF, {"1": ONE}, actor=stranger)
    entry = person(Role.ENTRY, assessment.institution)
    record_values(assessment, Stage.SELF, {"1": ONE}, actor=entry)
    assert StageValue.objects.get().author == entry


def test_what_was_announced_is_the_administrators_to_correct(assessment, person, whole):
    entry = person(Role.ENTRY, assessment.institution)
    record_values(assessment, Stage.FINAL, whole, actor=entry)
    publish_results([assessment], actor=SYSTEM)
    assert not assessment.is_published, "the caller's row is older than the announcement"
    for stage in set(Stage) - {Stage.SELF}:
        with pytest.raises(DeniedError):
            record_values(assessment, stage, {"1": Fraction(5)}, actor=entry)
    assessment.refresh_from_db()
    with pytest.raises(DeniedError):
        record_values(assessment, Stage.FINAL, {"1": TWO}, actor=entry)
    assert StageResult.objects.get().index == "2"
    record_values(assessment, Stage.SELF, {"1": THREE}, actor=entry)
    record_values(assessment, Stage.FINAL, {"1": THREE}, actor=person(Role.SYSTEM_ADMIN))
    assert StageResult.objects.get(stage=Stage.FINAL).index == "2.013"


def test_who_sees_what(assessment, person, places, whole):
    seen = Assessment.objects
    inside = [
        person(Role.SYSTEM_ADMIN),
        person(Role.LEADER, assessment.institution),
        person(Role.ASSESSOR, assessment.institution),
        person(Role.READER, places["banten"]),
    ]
    outside = [person(Role.LEADER, places["banten"]), person(Role.ENTRY, places["bontang"])]
    assert all(list(seen.visible_to(p)) == [assessment] for p in inside)
    assert not any(seen.visible_to(p).exists() for p in outside)
    record_values(assessment, Stage.FINAL, whole, actor=SYSTEM)
    publish_results([assessment], actor=SYSTEM)
    assert all(list(seen.visible_to(p)) == [assessment] for p in outside)
    assert not seen.visible_to(object()).exists()


def test_writers_at_once_lose_no_value_and_the_result_agrees(home):
    told = json.loads(
        home.python("from tests.assessments.race import race; race()").splitlines()[-1]
    )
    assert told["errors"] == []
    assert told["values"] == 47
    assert told["result_agrees"]
    assert told["revisions_of_1"] == list(range(1, len(told["revisions_of_1"]) + 1))
    assert len(told["revisions_of_1"]) > 4
    assert told["breaks"] == 0


def test_clicks_at_once_import_once(home):
    code = "from tests.assessments.race import double_click; double_click()"
    told = json.loads(home.python(code).splitlines()[-1])
    assert told["states"] == ["confirmed"] * 4
    assert (told["values"], told["confirmations"], told["breaks"]) == (94, 1, 0)


@pytest.mark.parametrize("name", ["crossing", "crowd"])
def test_an_import_and_a_save_never_wait_for_each_other(home, name):
    if not home.database:
        pytest.skip("SQLite has one writer at a time; rows and the trail are locked on PostgreSQL")
    told = json.loads(home.python(f"from tests.assessments import race; race.{name}()"))
    assert told == {"errors": [], "breaks": 0}


def test_many_institutions_cost_as_many_queries_as_few(
    spbe2020, whole, django_assert_max_num_queries
):
    cycle = open_cycle(2022, CycleKind.EVALUATION, spbe2020, actor=SYSTEM)

    def sheets(count: int, prefix: str) -> list[Sheet]:
        made = [
            Institution.objects.create(
                name=f"{prefix} {n}", slug=f"{prefix}-{n}", category=Category.REGENCY
            )
            for n in range(count)
        ]
        opened = open_assessments(cycle, made, actor=SYSTEM)
        return [Sheet(a, Stage.FINAL, {"1": TWO}) for a in opened.values()]

    few, many = sheets(2, "a"), sheets(40, "b")
    with django_assert_max_num_queries(15) as counted:
        record_many(few, actor=SYSTEM)
    with django_assert_max_num_queries(len(counted)):
        record_many(many, actor=SYSTEM)
