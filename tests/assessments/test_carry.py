"""Taking last year over: what comes, what stays, what is marked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    CycleKind,
    EvidenceItem,
)
from selaras.assessments.queries.last_year import Age, last_year_of
from selaras.assessments.services.carry import carry_over
from selaras.assessments.states import AnswerState, ItemState, State
from selaras.evidence.models import Blob, DocumentVersion, TextState
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.trail.models import Event
from selaras.people.models import User
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import YEAR, Work, make_document, make_work


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    """This year's work, with last year's answers of indicators 2 and 3 behind it."""
    work = make_work(world, spbe2020)
    cycle = Cycle.objects.create(
        year=YEAR - 1, kind=CycleKind.MONITORING, instrument=work.assessment.cycle.instrument
    )
    last = Assessment.objects.create(cycle=cycle, institution=world.city, state=State.REPORTED)
    document = make_document(world, "SOP Layanan", dated=date(YEAR - 4, 3, 1))
    for number in ("2", "3"):
        row = work.indicator(number)
        Answer.objects.create(
            assessment=last,
            indicator=row,
            fact=f"Sudah berjalan sejak {YEAR - 1}.",
            analysis="Baik.",
            justification="Memenuhi tingkat 2.",
            claim=20_000,
            state=AnswerState.APPROVED,
        )
        EvidenceItem.objects.create(
            assessment=last,
            indicator=row,
            level=2,
            document=document,
            version=document.versions.get(),
            page=5,
            claim="Prosedurnya.",
            state=ItemState.ACCEPTED,
            added_at=clock.now(),
        )
    return work


@pytest.fixture
def operator(world: World) -> User:
    return world.person(Role.UNIT_OPERATOR)


def _replace(document_title: str) -> DocumentVersion:
    old = DocumentVersion.objects.get(document__title=document_title)
    blob = Blob.objects.create(
        digest="f" * 64,
        size=10,
        content_type="application/pdf",
        stored_at=clock.now(),
        text_state=TextState.LAYER,
        page_count=3,
    )
    DocumentVersion.objects.filter(pk=old.pk).update(is_current=False)
    return DocumentVersion.objects.create(
        document=old.document, revision=2, blob=blob, filename="b.pdf", at=clock.now()
    )


def test_text_and_evidence_come_and_the_claim_does_not(work, operator):
    done = carry_over(work.assessment, ["3"], actor=operator)
    assert (done.texts, done.items, done.left) == (("3",), 1, ())
    answer = work.answer("3")
    assert answer.analysis == "Baik."
    assert answer.claim is None
    assert answer.state == AnswerState.DRAFT
    assert answer.carried_from is not None
    item = EvidenceItem.objects.get(assessment=work.assessment, indicator__number="3")
    assert (item.page, item.state, item.claim) == (5, ItemState.PROPOSED, "Prosedurnya.")
    assert item.carried_from is not None
    kinds = list(Event.objects.order_by("sequence").values_list("kind", flat=True))[-2:]
    assert kinds == ["answer.carried", "evidence.proposed"]


def test_written_text_stays_and_its_evidence_still_comes(work, operator):
    done = carry_over(work.assessment, ["2"], actor=operator)
    assert (done.texts, done.items) == ((), 1)
    assert work.answer("2").fact == "Masih disusun."


def test_twice_brings_nothing_twice(work, operator):
    carry_over(work.assessment, ["3"], actor=operator)
    again = carry_over(work.assessment, ["3"], actor=operator)
    assert (again.texts, again.items, again.left) == ((), 0, ("3",))


def test_the_present_version_comes_without_a_page_it_does_not_have(work, operator):
    fresh = _replace("SOP Layanan")
    carry_over(work.assessment, ["3"], actor=operator)
    item = EvidenceItem.objects.get(assessment=work.assessment, indicator__number="3")
    assert item.version == fresh
    assert item.page is None


def test_what_is_handed_in_or_approved_is_left_alone(work, operator):
    for state in (AnswerState.HANDED_IN, AnswerState.APPROVED):
        Answer.objects.filter(pk=work.answer("3").pk).update(state=state)
        assert carry_over(work.assessment, ["3"], actor=operator).left == ("3",)


def test_evidence_that_was_returned_last_year_does_not_come(work, operator):
    EvidenceItem.objects.exclude(assessment=work.assessment).update(
        state=ItemState.RETURNED, return_kind="dokumen_keliru"
    )
    assert carry_over(work.assessment, ["3"], actor=operator).items == 0


def test_what_has_grown_old_is_marked(work, operator, world):
    document = EvidenceItem.objects.exclude(assessment=work.assessment)[0].document
    document.valid_to = date(2020, 1, 1)
    document.save()
    _replace("SOP Layanan")
    past = last_year_of(operator, work.assessment, day=clock.today(), numbers=["3"])
    assert past
    one = past.by_number["3"]
    assert one.items[0].ages == (Age.EXPIRED, Age.OLD, Age.REPLACED)
    assert one.mentions_year
    assert one.aged == 1


def test_restricted_documents_of_others_are_not_even_listed(work, world):
    EvidenceItem.objects.exclude(assessment=work.assessment)[0].document.__class__.objects.update(
        is_restricted=True, unit=world.division
    )
    reader = world.person(Role.LEADER)
    past = last_year_of(reader, work.assessment, day=clock.today(), numbers=["3"])
    assert past
    assert past.by_number["3"].items == ()


def test_only_whoever_writes_the_indicator_carries_over(work, operator, world):
    with pytest.raises(DeniedError):
        carry_over(work.assessment, ["3", "4"], actor=operator)
    with pytest.raises(DeniedError):
        carry_over(work.assessment, ["3"], actor=world.stranger)
    work.move(State.SUBMITTED)
    with pytest.raises(DeniedError):
        carry_over(work.assessment, ["3"], actor=world.person(Role.TEAM_MEMBER))


def test_without_a_last_year_nothing_happens(world, spbe2020):
    work = make_work(world, spbe2020)
    member = world.person(Role.TEAM_MEMBER)
    assert carry_over(work.assessment, ["3"], actor=member).left == ("3",)


def test_reading_last_year_costs_the_same_for_one_and_for_many(work, world):
    member = world.person(Role.TEAM_MEMBER)
    with CaptureQueriesContext(connection) as queries:
        last_year_of(member, work.assessment, day=clock.today())
    assert len(queries) <= 6
