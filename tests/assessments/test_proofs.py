"""Evidence put to criteria: who puts it forward, what is refused, and what a change undoes."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.assessments.models import Answer, EvidenceItem, EvidenceReview, Window
from selaras.assessments.services.items import ItemChangedError
from selaras.assessments.services.proofs import (
    answer_request,
    ask_for,
    point,
    put_forward,
    renew,
    withdraw,
)
from selaras.assessments.services.verdicts import send_back
from selaras.assessments.states import AnswerState, ItemState, Phase, ReturnKind, State
from selaras.evidence.models import DocumentVersion
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import Work, make_document, make_work


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    return make_work(world, spbe2020)


@pytest.fixture
def operator(world):
    return world.person(Role.UNIT_OPERATOR)


@pytest.fixture
def member(world):
    return world.person(Role.TEAM_MEMBER)


def last_event() -> Event:
    event = Event.objects.order_by("-sequence").first()
    assert event is not None
    return event


def add_version(work: Work, pages: int | None = 12) -> DocumentVersion:
    """A second file of the work's document."""
    old = work.document.versions.get()
    blob = old.blob
    blob.pk, blob.digest, blob.page_count = None, "f" * 64, pages
    blob.save()
    work.document.versions.update(is_current=False)
    return DocumentVersion.objects.create(
        document=work.document, revision=2, blob=blob, filename="baru.pdf", at=clock.now()
    )


def test_a_document_is_put_forward_for_several_levels_with_its_present_version(work, operator):
    document = make_document(work.world, "Pedoman")
    made = put_forward(
        work.assessment, "1", [3, 2, 3], document, actor=operator, page=4, pointer=" Bab II "
    )
    assert [item.level for item in made] == [2, 3]
    stored = EvidenceItem.objects.get(pk=made[1].pk)
    assert stored.version == document.versions.get()
    assert (stored.page, stored.pointer, stored.state) == (4, "Bab II", ItemState.PROPOSED)
    assert stored.author == operator
    event = last_event()
    assert event.kind == "evidence.proposed"
    assert event.new == {
        "penilaian": work.assessment.pk,
        "indikator": "1",
        "tingkat": 3,
        "dokumen": "Pedoman",
    }
    assert event.scope == work.world.city.scope


@pytest.mark.parametrize(
    ("levels", "given", "field"),
    [
        ([], {}, "levels"),
        ([6], {}, "levels"),
        ([3], {"page": 0}, "page"),
        ([3], {"page": 13}, "page"),
        ([3], {"pointer": "x" * 121}, "pointer"),
        ([3], {"claim": "x" * 4001}, "claim"),
        ([3], {"claim": "a\0b"}, "claim"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(work, operator, levels, given, field):
    document = make_document(work.world, "Pedoman")
    with pytest.raises(RefusedError) as refused:
        put_forward(work.assessment, "1", levels, document, actor=operator, **given)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert EvidenceItem.objects.count() == 1


def test_the_same_document_proves_a_criterion_once(work, operator):
    with pytest.raises(RefusedError, match="sudah diajukan untuk kriteria tingkat 2"):
        put_forward(work.assessment, "1", [2, 3], work.document, actor=operator)
    withdraw(work.item, actor=operator, seen=0)
    assert len(put_forward(work.assessment, "1", [2, 3], work.document, actor=operator)) == 2


def test_a_document_of_others_does_not_exist_here(work, operator, world):
    foreign = make_document(world, "Milik lain", institution=world.other_city, unit=None)
    secret = make_document(
        world, "Terbatas", unit=world.division, is_restricted=True, author=world.stranger
    )
    for document in (foreign, secret):
        with pytest.raises(RefusedError, match="tidak ada di pustaka"):
            put_forward(work.assessment, "1", [3], document, actor=operator)


def test_operators_put_forward_for_their_own_indicators_while_the_window_is_open(work, operator):
    document = make_document(work.world, "Pedoman")
    with pytest.raises(DeniedError):
        put_forward(work.assessment, "9", [3], document, actor=operator)
    Window.objects.create(
        cycle=work.assessment.cycle,
        phase=Phase.FILLING,
        opens_on=date(2020, 1, 1),
        closes_on=date(2020, 1, 31),
    )
    with pytest.raises(DeniedError):
        put_forward(work.assessment, "1", [3], document, actor=operator)


@pytest.mark.parametrize("state", State)
def test_rights_follow_the_state(work, operator, member, state):
    document = make_document(work.world, "Pedoman")
    work.move(state)
    outsiders = [work.world.person(r) for r in (Role.LEADER, Role.ASSESSOR, Role.READER)]
    for person in [*outsiders, work.world.stranger]:
        with pytest.raises(DeniedError):
            put_forward(work.assessment, "1", [3], document, actor=person)
    if state != State.FILLING:
        with pytest.raises(DeniedError):
            put_forward(work.assessment, "1", [3], document, actor=operator)
    if state in {State.FILLING, State.CHECKING}:
        assert put_forward(work.assessment, "1", [4], document, actor=member)
        assert ask_for(work.assessment, "1", 4, "Kirim SK-nya.", actor=member)
    else:
        with pytest.raises(DeniedError):
            put_forward(work.assessment, "1", [4], document, actor=member)
        with pytest.raises(DeniedError):
            ask_for(work.assessment, "1", 4, "Kirim SK-nya.", actor=member)


def test_evidence_of_an_approved_answer_is_the_teams(work, operator, member):
    Answer.objects.filter(pk=work.answer("1").pk).update(state=AnswerState.APPROVED)
    document = make_document(work.world, "Pedoman")
    with pytest.raises(RefusedError, match="sudah disetujui"):
        put_forward(work.assessment, "1", [3], document, actor=operator)
    with pytest.raises(RefusedError, match="sudah disetujui"):
        withdraw(work.item, actor=operator, seen=0)
    assert put_forward(work.assessment, "1", [3], document, actor=member)


def test_pointing_elsewhere_asks_the_reviewer_again(work, operator):
    same = point(
        work.item,
        actor=operator,
        seen=0,
        page=3,
        pointer="Pasal 5",
        claim="Kebijakan telah ditetapkan.",
    )
    assert (same.revision, same.state) == (0, ItemState.ACCEPTED)
    moved = point(work.item, actor=operator, seen=0, page=7, pointer="Pasal 9", claim="")
    stored = EvidenceItem.objects.get(pk=work.item.pk)
    assert (stored.page, stored.pointer, stored.claim) == (7, "Pasal 9", "")
    assert (stored.state, stored.reviewer, stored.reviewed_at) == (ItemState.PROPOSED, None, None)
    assert stored.revision == moved.revision == 1
    event = last_event()
    assert event.old["halaman"] == 3
    assert event.new["halaman"] == 7
    with pytest.raises(ItemChangedError, match="menunggu pemeriksaan lagi"):
        point(work.item, actor=operator, seen=0, page=8, pointer="", claim="")


def test_renewing_takes_the_present_version_and_asks_again(work, operator, member):
    with pytest.raises(RefusedError, match="belum punya versi"):
        renew(work.item, actor=operator, seen=0)
    newer = add_version(work, pages=2)
    send_back(
        work.assessment, [(work.item.pk, 0)], ReturnKind.UNREADABLE, "Pindai ulang.", actor=member
    )
    renewed = renew(work.item, actor=operator, seen=1)
    stored = EvidenceItem.objects.get(pk=work.item.pk)
    assert stored.version == newer == renewed.version
    assert (stored.state, stored.return_kind, stored.note) == (ItemState.PROPOSED, "", "")
    assert stored.page is None
    assert EvidenceReview.objects.get(item=stored).note == "Pindai ulang."


def test_a_withdrawn_item_stays_for_the_history_and_changes_no_more(work, operator):
    withdraw(work.item, actor=operator, seen=0)
    stored = EvidenceItem.objects.get(pk=work.item.pk)
    assert stored.withdrawn_at is not None
    assert last_event().kind == "evidence.withdrawn"
    with pytest.raises(ItemChangedError, match="ditarik"):
        withdraw(work.item, actor=operator, seen=1)


def test_a_request_says_what_is_missing_and_a_document_answers_it(work, operator, member):
    with pytest.raises(RefusedError, match="dokumen apa"):
        ask_for(work.assessment, "1", 3, "  ", actor=member)
    with pytest.raises(DeniedError):
        ask_for(work.assessment, "1", 3, "Kirim SK tim.", actor=operator)
    request = ask_for(work.assessment, "1", 3, "Kirim SK tim.", actor=member)
    assert (request.state, request.return_kind) == (ItemState.RETURNED, ReturnKind.MISSING)
    assert EvidenceReview.objects.get(item=request).note == "Kirim SK tim."
    with pytest.raises(RefusedError, match="permintaan dokumen"):
        point(request, actor=operator, seen=0, page=None, pointer="", claim="x")
    with pytest.raises(RefusedError, match="permintaan dokumen"):
        renew(request, actor=operator, seen=0)
    with pytest.raises(DeniedError):
        withdraw(request, actor=operator, seen=0)
    document = make_document(work.world, "SK tim")
    filled = answer_request(request, document, actor=operator, seen=0, page=1)
    stored = EvidenceItem.objects.get(pk=request.pk)
    assert (stored.document, stored.state, stored.note) == (document, ItemState.PROPOSED, "")
    assert stored.author == operator
    assert last_event().kind == "evidence.answered"
    with pytest.raises(ItemChangedError):
        answer_request(request, document, actor=operator, seen=filled.revision)


def test_reviewers_take_a_request_back(work, member):
    request = ask_for(work.assessment, "1", 3, "Kirim SK tim.", actor=member)
    withdraw(request, actor=member, seen=0)
    assert EvidenceItem.objects.get(pk=request.pk).withdrawn_at is not None


def test_queries_do_not_grow_with_the_levels(work, operator, django_assert_max_num_queries):
    document = make_document(work.world, "Pedoman")
    with django_assert_max_num_queries(18):
        put_forward(work.assessment, "1", [1, 2, 3, 4, 5], document, actor=operator)
