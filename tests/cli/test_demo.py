"""The demo data: complete, repeatable, and through the import door."""

from __future__ import annotations

import pytest

from selaras.assessments.models import (
    Assessment,
    EvidenceItem,
    ImportJob,
    Stage,
    StageResult,
    StageValue,
)
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.queries.signing import verification
from selaras.assessments.states import AnswerState, State
from selaras.cli.demo import demo_folder, load_demo
from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.improvement.models import Action
from selaras.improvement.queries.progress import ActionStatus, progress_of
from selaras.improvement.states import RecommendationState
from selaras.people.models import Appointment, Institution, Unit, User
from selaras.people.roles import Role

INVENTED = ("Kota Contoh (data rekaan)", "Kota Peraga (data rekaan)")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def test_the_demo_holds_the_published_results():
    load_demo()
    found = {
        (r.assessment.institution.name, r.assessment.cycle.year, r.stage): r.index
        for r in StageResult.objects.select_related("assessment__institution", "assessment__cycle")
        if r.assessment.institution.name not in INVENTED
    }
    contoh = "Kabupaten Contoh (data rekaan)"
    assert found == {
        ("Kota Serang", 2021, "akhir"): "2.9685",
        ("Kota Serang", 2022, "akhir"): "2.491",
        ("Kota Bontang", 2018, "mandiri"): "262/75",
        ("Kota Bontang", 2018, "dokumen"): "2.48",
        ("Kota Bontang", 2018, "akhir"): "2.69",
        ("Kota Denpasar", 2018, "akhir"): "2.64",
        (contoh, 2026, "mandiri"): "2.6753",
        (contoh, 2026, "dokumen"): "",
    }
    hidden = Assessment.objects.filter(is_published=False, state=State.RECORDED)
    assert [a.institution.name for a in hidden] == [contoh]
    assert set(ImportJob.objects.values_list("state", flat=True)) == {"confirmed"}


def test_two_invented_cities_are_in_the_middle_of_a_cycle():
    load_demo()
    running = {a.institution.name: a for a in Assessment.objects.exclude(state=State.RECORDED)}
    assert set(running) == set(INVENTED)
    filling, assessed = (running[name] for name in INVENTED)
    assert (filling.state, assessed.state) == (State.FILLING, State.DOCUMENT)
    sheet = sheet_of(filling)
    assert all(line.units and line.members for line in sheet.lines)
    assert {line.state for line in sheet.lines} == set(AnswerState)
    kinds = set(EvidenceItem.objects.exclude(return_kind="").values_list("return_kind", flat=True))
    assert kinds >= {"dokumen_keliru", "tidak_memenuhi_periode", "tidak_terbaca", "belum_ada"}
    assert sheet_of(assessed).score_of(Stage.SELF).index is not None
    assert assessed.submission.receipt
    assert all(verification(document).holds for document in assessed.signed.all())
    assert all(document.is_sample for document in Document.objects.all())
    assert verify()[1] == []


def test_the_demo_has_a_person_for_every_role_and_no_password():
    load_demo()
    held = set(Appointment.objects.values_list("role", flat=True))
    assert held == set(Role.values)
    assert all(user.is_demo and not user.has_usable_password() for user in User.objects.all())


def test_the_reorganised_unit_names_its_successor():
    load_demo()
    ended = Unit.objects.get(name="Kantor Pengolahan Data Elektronik")
    assert ended.valid_to is not None
    assert [unit.abbreviation for unit in ended.successors.all()] == ["Diskominfo"]


def test_loading_again_changes_nothing_and_is_cheap(django_assert_max_num_queries):
    assert load_demo() > 0
    before = Event.objects.count(), StageValue.objects.count(), Unit.objects.count()
    # One question for each of the nine kinds of things there are to load.
    with django_assert_max_num_queries(10):
        assert load_demo() == 0
    assert before == (Event.objects.count(), StageValue.objects.count(), Unit.objects.count())


def test_the_follow_up_has_something_done_something_late_and_two_real_tables():
    load_demo()
    city = Institution.objects.get(slug="kota-contoh")
    states = set(city.recommendations.values_list("state", flat=True))
    assert {RecommendationState.OPEN, RecommendationState.PLANNED, RecommendationState.WORKING} <= (
        states
    )
    actions = list(Action.objects.filter(plan__institution=city))
    told = progress_of(actions, today=clock.today())
    found = {told[action.pk].status for action in actions}
    assert {ActionStatus.NOT_STARTED, ActionStatus.RUNNING, ActionStatus.LATE} <= found
    assert city.plans.get().endorsements.count() == 1
    for name, actions_of in (("Kota Denpasar", 37), ("Kota Bontang", 0)):
        place = Institution.objects.get(name=name)
        assert place.recommendations.count() == 37
        assert Action.objects.filter(plan__institution=place).count() == actions_of


def test_every_table_names_its_source():
    told = (demo_folder() / "README.md").read_text(encoding="utf-8")
    for table in demo_folder().glob("*.csv"):
        assert f"`{table.name}`" in told
