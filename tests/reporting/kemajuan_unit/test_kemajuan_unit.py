"""The progress of units: who gets which, what it says, and that it says it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import (
    AnswerReview,
    EvidenceItem,
    EvidenceReview,
    UnitAssignment,
    Window,
)
from selaras.assessments.states import AnswerState, ItemState, Phase, ReturnKind, State
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.documents import docx, pdf_document, workbook
from selaras.foundation.documents.cells import cell_text
from selaras.foundation.documents.manuscript import Heading, Manuscript
from selaras.improvement.models import Action, ActionUnit
from selaras.people.models import Unit, User
from selaras.people.roles import Role
from selaras.reporting.queries.unit_progress import unit_progress, units_open_to
from selaras.reporting.reports.registry import REPORTS
from tests.improvement_fixtures import FollowUp, make_follow_up
from tests.people_fixtures import START, World
from tests.reporting.ikhtisar.nation import load_instruments
from tests.work_fixtures import Work, make_work

REPORT = REPORTS["kemajuan-unit"]


def told(percent: int, said: str) -> None:
    """Nobody listens."""


@pytest.fixture
def work(world: World) -> Work:
    """The work of the city, and its follow-up; the window of filling ended five days ago."""
    version = load_instruments()
    found = make_work(world, version)
    follow_up: FollowUp = make_follow_up(world, version)
    assert follow_up.actions
    today = clock.today()
    Window.objects.create(
        cycle=found.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=today - timedelta(days=30),
        closes_on=today - timedelta(days=5),
    )
    return found


def given(work: Work, unit: Unit | None = None) -> dict[str, str]:
    asked = {"penilaian": str(work.assessment.pk)}
    return asked | ({"unit": str(unit.pk)} if unit else {})


def grid(manuscript: Manuscript, caption: str) -> list[list[str]]:
    (found,) = (one for one in manuscript.grids() if one.caption == caption)
    return [[str(cell_text(cell)) for cell in row.cells] for row in found.rows]


def units_in(manuscript: Manuscript) -> list[str]:
    """The units that have a part of their own, before the words on how to read it."""
    heads = [x.text for x in manuscript.blocks if isinstance(x, Heading) and x.depth == 1]
    return [text for text in heads if text != "Cara membaca"]


def test_an_operator_gets_the_own_unit_and_no_other(work):
    world = work.world
    operator = world.person(Role.UNIT_OPERATOR)
    assert [one.value for one in REPORT.asks[1].choices(operator, given(work))] == [
        str(world.office.pk)
    ]
    assert REPORT.allows(operator, given(work))
    assert units_in(REPORT.compose(operator, given(work), told)) == ["Dinas Kominfo"]
    assert not REPORT.allows(operator, given(work, world.division))
    with pytest.raises(DeniedError):
        REPORT.compose(operator, given(work, world.division), told)


@pytest.mark.parametrize("role", [Role.RESPONSIBLE, Role.INSTITUTION_ADMIN, Role.LEADER])
def test_who_works_for_all_gets_every_unit(work, role):
    found = REPORT.compose(work.world.person(role), given(work), told)
    assert units_in(found) == ["Bidang Aplikasi", "Dinas Kominfo"]
    assert [row[0] for row in grid(found, "Ikhtisar unit")] == ["Bidang Aplikasi", "Dinas Kominfo"]


def test_strangers_assessors_and_readers_get_nothing(work):
    world = work.world
    for person in (world.stranger, world.person(Role.ASSESSOR), world.person(Role.READER)):
        assert not REPORT.allows(person, given(work))
    assert not REPORT.is_open_to(world.person(Role.READER))
    assert REPORT.asks[0].choices(world.stranger, {}) == ()


@pytest.mark.parametrize("key", ["", "x", "0", "999999999999999999999", "-1"])
def test_what_is_no_assessment_is_refused(work, key):
    assert not REPORT.allows(work.world.person(Role.RESPONSIBLE), {"penilaian": key})


def test_a_record_of_results_has_no_progress(work):
    work.move(State.RECORDED)
    person = work.world.person(Role.RESPONSIBLE)
    assert not REPORT.allows(person, given(work))
    assert REPORT.asks[0].choices(person, {}) == ()


def test_what_it_says_of_a_unit(work):
    world = work.world
    found = REPORT.compose(world.person(Role.RESPONSIBLE), given(work, world.office), told)
    rows = grid(found, "Indikator Dinas Kominfo")
    first, second, third = rows
    assert first[0].startswith("1. ")
    assert first[1] == "Diserahkan"
    assert first[3:7] == ["1 diterima", "2", "3", "tingkat 3"]
    assert first[7] == "Anggota tim asesor internal"
    assert "lewat" not in first[2], "handed in: nothing is owed any more"
    assert (second[1], second[3]) == ("Sedang diisi", "belum ada")
    assert second[2].endswith("lewat 5 hari")
    assert third[1] == "Belum dimulai"
    assert third[6] == "tingkat 2", "the next level where nothing is claimed"
    actions = grid(found, "Aksi dalam Rencana aksi 2025")
    assert actions[0][0] == "Menetapkan peraturan arsitektur"
    assert (actions[0][3], actions[0][4], actions[0][5]) == (
        "1 dari 2",
        "0/2",
        "25,0\N{NO-BREAK SPACE}%",
    )


def test_what_came_back_and_why(work):
    world, now = work.world, clock.now()
    reviewer = world.person(Role.TEAM_MEMBER)
    EvidenceItem.objects.filter(pk=work.item.pk).update(
        state=ItemState.RETURNED, return_kind=ReturnKind.UNREADABLE
    )
    EvidenceReview.objects.create(
        item=work.item,
        verdict=ItemState.RETURNED,
        return_kind=ReturnKind.UNREADABLE,
        note="Halaman 3 buram.",
        author=reviewer,
        at=now,
    )
    answer = work.answer("2")
    type(answer).objects.filter(pk=answer.pk).update(state=AnswerState.RETURNED)
    AnswerReview.objects.create(
        answer=answer, verdict=AnswerState.RETURNED, note="Sebut nomornya.", author=reviewer, at=now
    )
    found = REPORT.compose(world.person(Role.UNIT_OPERATOR), given(work, world.office), told)
    rows = grid(found, "Yang dikembalikan kepada Dinas Kominfo")
    assert {(row[0].split(".")[0], row[2]) for row in rows} == {
        ("1", "Tidak terbaca: Halaman 3 buram."),
        ("2", "Jawaban dikembalikan: Sebut nomornya."),
    }
    assert all("Belum diperbaiki. " in row[4] for row in rows)


def test_it_reads_the_same_number_of_times_for_two_units_and_for_twelve(work):
    person = work.world.person(Role.RESPONSIBLE)
    few, few_queries = _read(work, person)
    _add_units(work, 10)
    many, many_queries = _read(work, person)
    assert (few, many) == (2, 12)
    assert few_queries == many_queries <= 26


def _read(work: Work, person: User) -> tuple[int, int]:
    """How many units were read, in how many queries."""
    units = units_open_to(person, work.assessment)
    with CaptureQueriesContext(connection) as queries:
        found = unit_progress(person, work.assessment, units, today=clock.today())
    return len(found.parts), len(queries)


def _add_units(work: Work, count: int) -> None:
    """So many more units, each with an indicator and a part in the first action."""
    action = Action.objects.order_by("pk").first()
    for number in range(count):
        unit = Unit.objects.create(
            institution=work.world.city, name=f"Dinas {number}", valid_from=START
        )
        UnitAssignment.objects.create(
            assessment=work.assessment, indicator=work.indicator(str(10 + number)), unit=unit
        )
        ActionUnit.objects.create(action=action, unit=unit, is_lead=False)


def test_every_form_and_the_same_bytes_twice(work):
    person = work.world.person(Role.RESPONSIBLE)
    first, again = (REPORT.compose(person, given(work), told) for _ in range(2))
    assert first.fingerprint == again.fingerprint
    for writer in (pdf_document, docx, workbook):
        assert writer.content(first) == writer.content(again)


def test_nothing_assigned_yet(work):
    UnitAssignment.objects.all().delete()
    ActionUnit.objects.all().delete()
    found = REPORT.compose(work.world.person(Role.RESPONSIBLE), given(work), told)
    assert units_in(found) == []
    assert pdf_document.content(found).startswith(b"%PDF")


def test_names(work):
    person = work.world.person(Role.RESPONSIBLE)
    pk = work.world.office.pk
    assert REPORT.title(person, given(work)) == "Kemajuan unit 2025: Kota Contoh"
    assert REPORT.title(person, given(work, work.world.office)).endswith("Dinas Kominfo")
    assert REPORT.stem(given(work, work.world.office)) == f"kemajuan-unit-kota-contoh-2025-{pk}"
