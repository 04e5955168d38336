"""Pages of the review: the queue, one item, one answer, what was returned."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import Answer, EvidenceItem, EvidenceReview
from selaras.assessments.services.proofs import ask_for, put_forward
from selaras.assessments.services.verdicts import accept, return_answer, send_back
from selaras.assessments.states import AnswerState, ItemState, ReturnKind, State
from selaras.people.roles import Role
from tests.web.nation import Nation, make_nation
from tests.web.rows import review as rows
from tests.web.statuses import ANONYMOUS, VISITORS
from tests.work_fixtures import make_document


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


@pytest.fixture
def waiting(nation) -> list[EvidenceItem]:
    document = make_document(nation.world, "Pedoman <SPBE>")
    operator = nation.world.person(Role.UNIT_OPERATOR)
    return put_forward(
        nation.work.assessment, "1", [2, 3, 4], document, actor=operator, page=2, claim="Ada SOP."
    )


def browser(nation: Nation, role: Role) -> Client:
    client = Client()
    client.force_login(nation.world.people[role.value])
    return client


@pytest.fixture
def member(nation) -> Client:
    return browser(nation, Role.TEAM_MEMBER)


def at(nation: Nation, name: str, *more: object) -> str:
    return reverse(f"review:{name}", args=[nation.work.assessment.pk, *more])


def text_of(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize("state", State)
def test_rights_by_address_role_and_state(nation, waiting, state):
    """Readers keep reading in every state; verdicts end when the claim is approved."""
    nation.work.move(state)
    judged = state in {State.FILLING, State.CHECKING}
    for visitor in VISITORS:
        client = Client()
        if visitor != ANONYMOUS:
            client.force_login(nation.world.people[visitor])
        for name in ("review:queue", "review:accept_many", "review:ask", "review:returned"):
            row = rows.ROWS[name]
            expected = row.get[visitor]
            outsider = visitor in {Role.ASSESSOR.value, Role.READER.value}
            if visitor == Role.ASSESSOR.value and state in SENT:
                expected = 403
            elif state == State.RECORDED and not outsider and expected != 302:
                knows = {Role.SYSTEM_ADMIN.value, Role.INSTITUTION_ADMIN.value}
                knows.add(Role.RESPONSIBLE.value)
                expected = expected if visitor in knows else 404
            if expected == 200 and not judged and row.get is rows.REVIEWERS:
                expected = 403
            address = reverse(name, kwargs=row.address(nation))
            assert client.get(address).status_code == expected, (visitor, name, state)


SENT = {
    State.SUBMITTED,
    State.DOCUMENT,
    State.INTERVIEW,
    State.VISIT,
    State.CONSOLIDATION,
    State.FINAL,
    State.REPORTED,
}


def test_the_queue_shows_what_waits_and_filters_in_the_address(nation, waiting, member):
    page = member.get(at(nation, "queue"))
    assert page.status_code == 200
    text = text_of(page)
    assert "Pedoman &lt;SPBE&gt;" in page.content.decode()
    assert "3 dari 3 bukti" in text
    for query, found in (
        ("keadaan=diterima", 1),
        ("keadaan=semua", 4),
        ("anggota=saya", 3),
        ("anggota=kosong", 0),
        (f"unit={nation.world.office.pk}", 3),
        ("unit=kosong", 0),
        ("unit=x", 0),
        ("aspek=tidak-ada", 0),
        ("cari=SOP", 3),
        ("cari=1", 3),
        ("cari=lain", 0),
    ):
        page = member.get(f"{at(nation, 'queue')}?{query}")
        assert len(page.context["found"].rows) == found, query


def test_the_queue_goes_by_the_units_last_day_then_as_the_instrument_goes(nation, waiting, member):
    document = make_document(nation.world, "Lain")
    operator = nation.world.person(Role.UNIT_OPERATOR)
    put_forward(nation.work.assessment, "2", [2], document, actor=operator)
    assignments = nation.work.assessment.unit_assignments.filter(indicator__number="2")
    assignments.update(due_on="2025-03-01")
    page = member.get(at(nation, "queue"))
    shown = [(row.indicator.number, row.item.level) for row in page.context["found"].rows]
    assert shown == [("2", 2), ("1", 2), ("1", 3), ("1", 4)]


def test_the_queue_turns_pages_by_cursor(nation, member, monkeypatch):
    monkeypatch.setattr("selaras.assessments.queries.review.PAGE_SIZE", 2)
    operator = nation.world.person(Role.UNIT_OPERATOR)
    document = make_document(nation.world, "Lain")
    put_forward(nation.work.assessment, "1", [1, 2, 3, 4, 5], document, actor=operator)
    address, levels = at(nation, "queue"), []
    while address:
        page = member.get(address)
        levels += [row.item.level for row in page.context["found"].rows]
        following = page.context["neighbours"][1]
        address = following and at(nation, "queue") + following
    assert levels == [1, 2, 3, 4, 5]


def test_queries_of_the_queue_do_not_grow(nation, waiting, member, django_assert_max_num_queries):
    operator = nation.world.person(Role.UNIT_OPERATOR)
    for turn in range(5):
        document = make_document(nation.world, f"Dokumen {turn}")
        put_forward(nation.work.assessment, "2", [1, 2, 3, 4, 5], document, actor=operator)
    for address in (
        at(nation, "queue"),
        at(nation, "queue") + "?jenis=jawaban",
        at(nation, "item", waiting[0].pk),
        at(nation, "answer", "2"),
        at(nation, "returned") + "?tampil=semua",
    ):
        member.get(address)
        with django_assert_max_num_queries(15):
            assert member.get(address).status_code == 200


def test_export_is_the_list_as_filtered(nation, waiting, member):
    page = member.get(at(nation, "queue_export", "csv") + "?cari=SOP&keadaan=semua")
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "Pedoman <SPBE>" in lines[1]
    assert member.get(at(nation, "queue_export", "xlsx")).status_code == 200
    assert member.get(at(nation, "queue_export", "pdf")).status_code == 404


def test_bulk_acceptance_is_shown_first_and_done_once_confirmed(nation, waiting, member):
    ticked = "&".join(f"bukti={item.pk}:{item.revision}" for item in waiting)
    preview = member.get(f"{at(nation, 'accept_many')}?{ticked}")
    assert "Terima 3 bukti" in text_of(preview)
    assert not EvidenceReview.objects.exists()
    sent = {"bukti": [f"{item.pk}:{item.revision}" for item in waiting]}
    page = member.post(at(nation, "accept_many"), sent, follow=True)
    assert "3 bukti diterima." in text_of(page)
    assert EvidenceReview.objects.filter(verdict=ItemState.ACCEPTED).count() == 3
    again = member.post(at(nation, "accept_many"), sent)
    assert again.status_code == 422
    assert "sudah diterima oleh Anggota tim" in text_of(again)


@pytest.mark.parametrize("ticked", ["", "x", "1", "1:x", "9999999999:0", "1:0:0", "0:0"])
def test_odd_ticks_are_no_crash(nation, member, ticked):
    assert member.get(at(nation, "accept_many") + f"?bukti={ticked}").status_code == 200
    assert member.post(at(nation, "accept_many"), {"bukti": ticked}).status_code in {404, 422}
    assert member.get(at(nation, "approve_many") + f"?jawaban={ticked}").status_code == 200
    assert member.post(at(nation, "approve_many"), {"jawaban": ticked}).status_code == 302


def test_an_item_stands_beside_its_criterion(nation, waiting, member):
    page = member.get(at(nation, "item", waiting[1].pk))
    text = text_of(page)
    assert "Kriteria tingkat 3" in text
    assert "Ada SOP." in text
    assert "2 dari 3" in text
    assert f"{reverse('evidence:item_file', args=[waiting[1].pk])}#page=2" in page.content.decode()
    assert "gugur" not in text.split("Kembalikan…")[0].lower()


def test_a_missing_lower_level_is_proposed_and_a_person_decides(nation, waiting, member):
    page = member.get(at(nation, "item", waiting[2].pk))
    assert "Kriteria tingkat 3 belum punya bukti yang diterima" in text_of(page)
    assert page.context["form"].initial["kind"] == ReturnKind.LOWER_LEVEL
    assert EvidenceItem.objects.get(pk=waiting[2].pk).state == ItemState.PROPOSED


def test_a_verdict_leads_to_the_next_piece_of_the_queue(nation, waiting, member):
    first, second, third = waiting
    query = "?anggota=saya"
    page = member.post(
        at(nation, "item", first.pk) + query, {"putusan": "terima", "revisi": first.revision}
    )
    assert page.status_code == 302
    assert page["Location"] == at(nation, "item", second.pk) + query
    sent = {"putusan": "kembalikan", "revisi": 0, "kind": "tidak_terbaca", "note": "Buram."}
    page = member.post(at(nation, "item", second.pk) + query, sent)
    assert page["Location"] == at(nation, "item", third.pk) + query
    page = member.post(at(nation, "item", third.pk) + query, {"putusan": "terima", "revisi": 0})
    assert page["Location"] == at(nation, "queue") + query
    states = EvidenceItem.objects.filter(pk__in=[w.pk for w in waiting]).order_by("level")
    assert [item.state for item in states] == ["diterima", "dikembalikan", "diterima"]


def test_a_return_without_words_keeps_what_was_chosen(nation, waiting, member):
    sent = {"putusan": "kembalikan", "revisi": 0, "kind": "tidak_terbaca", "note": " "}
    page = member.post(at(nation, "item", waiting[0].pk), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Tuliskan apa yang kurang" in text
    assert re.search(r'value="tidak_terbaca"[^>]*checked', text)
    assert "data-return open" in text


def test_the_second_reviewer_is_told_who_decided_what(nation, waiting, member):
    accept(
        nation.work.assessment,
        [(waiting[0].pk, 0)],
        actor=nation.world.person(Role.RESPONSIBLE),
    )
    sent = {"putusan": "kembalikan", "revisi": 0, "kind": "tidak_terbaca", "note": "Buram <b>."}
    page = member.post(at(nation, "item", waiting[0].pk), sent)
    assert page.status_code == 422
    assert "sudah diterima oleh Penanggung jawab" in text_of(page)
    assert "Buram &lt;b&gt;." in page.content.decode()


def test_items_of_elsewhere_do_not_exist(nation, member):
    assert member.get(at(nation, "item", 0)).status_code == 404
    assert member.get(at(nation, "answer", "99")).status_code == 404


def test_an_answer_shows_readiness_beside_the_claim(nation, member):
    text = text_of(member.get(at(nation, "answer", "1")))
    assert "Kesiapan bukan nilai 2" in text
    assert "Nilai 3 belum ditopang bukti" in text
    queue = text_of(member.get(at(nation, "queue") + "?jenis=jawaban"))
    assert "di bawah usulan" in queue


def test_an_answer_is_approved_with_the_teams_value(nation, member):
    sent = {
        "putusan": "setujui",
        "version": 1,
        "value": "2",
        "explanation": "Bukti tingkat 3 kurang",
    }
    page = member.post(at(nation, "answer", "1"), sent, follow=True)
    assert "Jawaban indikator 1 disetujui." in text_of(page)
    assert nation.work.answer("1").state == AnswerState.APPROVED
    again = member.post(at(nation, "answer", "1"), sent)
    assert again.status_code == 422
    assert "sudah disetujui oleh Anggota tim" in text_of(again)


@pytest.mark.parametrize("value", ["9", "dua", "2,5"])
def test_a_wrong_value_is_refused_with_what_was_typed(nation, member, value):
    sent = {"putusan": "setujui", "version": 1, "value": value, "explanation": "Karena <i>."}
    page = member.post(at(nation, "answer", "1"), sent)
    assert page.status_code == 422
    assert "tingkat bulat" in text_of(page)
    assert "Karena &lt;i&gt;." in page.content.decode()


def test_an_answer_is_returned_with_words(nation, member):
    page = member.post(
        at(nation, "answer", "1"), {"putusan": "kembalikan", "version": 1, "note": ""}
    )
    assert page.status_code == 422
    sent = {"putusan": "kembalikan", "version": 1, "note": "Lengkapi SK."}
    page = member.post(at(nation, "answer", "1"), sent, follow=True)
    assert "dikembalikan kepada unitnya" in text_of(page)


def test_many_answers_are_approved_with_a_report_of_the_rest(nation, member):
    Answer.objects.filter(indicator__number="3").update(state=AnswerState.HANDED_IN)
    preview = member.get(at(nation, "approve_many") + "?jawaban=1:1&jawaban=3:0")
    assert "Setujui 2 jawaban" in text_of(preview)
    page = member.post(at(nation, "approve_many"), {"jawaban": ["1:1", "3:0"]}, follow=True)
    assert "1 jawaban disetujui." in text_of(page)
    assert "Indikator 3 tidak disetujui: Jawaban ini belum bernilai." in text_of(page)


def test_a_document_is_asked_for(nation, member):
    address = at(nation, "ask", "1")
    page = member.get(address + "?tingkat=3")
    assert '<option value="3" selected>' in page.content.decode()
    page = member.post(address, {"level": "3", "note": ""})
    assert page.status_code == 422
    page = member.post(address, {"level": "3", "note": "Kirim SK tim."}, follow=True)
    assert "Permintaan dokumen sudah dikirim" in text_of(page)
    item = EvidenceItem.objects.get(document=None)
    assert "Kirim SK tim." in text_of(member.get(at(nation, "item", item.pk)))


@pytest.fixture
def refused(nation, waiting) -> list[EvidenceItem]:
    """Returns of several kinds: one mended, one open, one request, one whole answer."""
    reviewer = nation.world.person(Role.RESPONSIBLE)
    work = nation.work.assessment
    send_back(work, [(waiting[0].pk, 0)], ReturnKind.UNREADABLE, "Pindai ulang.", actor=reviewer)
    send_back(work, [(waiting[1].pk, 0)], ReturnKind.OUT_OF_PERIOD, "Sudah lewat.", actor=reviewer)
    accept(work, [(waiting[1].pk, 1)], actor=reviewer)
    ask_for(work, "2", 2, "Kirim notula.", actor=reviewer)
    return_answer(nation.work.answer("1"), "Tulis faktanya.", actor=reviewer, seen=1)
    return waiting


def test_a_unit_reads_what_was_returned_why_and_what_to_do(nation, refused):
    operator = browser(nation, Role.UNIT_OPERATOR)
    text = text_of(operator.get(at(nation, "returned")))
    for words in (
        "Tidak terbaca",
        "Pindai ulang.",
        "Penanggung jawab",
        "Unggah ulang berkas yang terbaca",
        "Kirim notula.",
        "Unggah dokumen yang diminta",
        "Tulis faktanya.",
        "lalu serahkan lagi",
        "3 belum diperbaiki dari 3",
    ):
        assert words in text, words
    assert "Sudah lewat." not in text
    mend = reverse("workspace:item", args=[nation.work.assessment.pk, "1", refused[0].pk])
    assert mend in operator.get(at(nation, "returned")).content.decode()
    everything = text_of(operator.get(at(nation, "returned") + "?tampil=semua"))
    assert "Sudah lewat." in everything
    assert "3 belum diperbaiki dari 4" in everything


def test_an_operator_sees_the_own_units_only(nation, refused):
    assignments = nation.work.assessment.unit_assignments
    assignments.filter(indicator__number="2").update(unit=nation.world.division)
    operator = browser(nation, Role.UNIT_OPERATOR)
    assert "Kirim notula." not in text_of(operator.get(at(nation, "returned")))
    assert "Kirim notula." not in text_of(
        operator.get(at(nation, "returned") + f"?unit={nation.world.division.pk}")
    )
    member = browser(nation, Role.TEAM_MEMBER)
    assert "Kirim notula." in text_of(member.get(at(nation, "returned")))
    narrowed = member.get(at(nation, "returned") + f"?unit={nation.world.office.pk}")
    assert "Kirim notula." not in text_of(narrowed)


def test_the_title_of_a_restricted_document_is_left_out(nation, refused):
    refused[0].document.is_restricted = True
    refused[0].document.save()
    leader = text_of(browser(nation, Role.LEADER).get(at(nation, "returned")))
    assert "Dokumen terbatas" in leader
    assert "Pedoman" not in leader
    team = text_of(browser(nation, Role.TEAM_MEMBER).get(at(nation, "returned")))
    assert "Pedoman" in team


def test_what_was_returned_as_a_file(nation, refused):
    operator = browser(nation, Role.UNIT_OPERATOR)
    page = operator.get(at(nation, "returned_export", "csv") + "?tampil=semua")
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 5


def test_empty_pages_teach_the_next_step(nation, member):
    assert "Bukti muncul di sini" in text_of(member.get(at(nation, "queue")))
    assert "Belum ada yang dikembalikan" in text_of(member.get(at(nation, "returned")))
    assert "Belum ada yang dipilih" in text_of(member.get(at(nation, "accept_many")))
