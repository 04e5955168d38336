"""The workspace as people meet it: who sees what when, saving, two versions, handing in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selaras.assessments.models import Answer, AnswerReview, Audience, Comment, EvidenceItem
from selaras.assessments.states import AnswerState, ItemState, ReturnKind, State
from selaras.evidence.models import Document
from selaras.foundation import clock
from selaras.people.roles import Role
from tests.web.nation import Nation, make_nation

JSON = {"Accept": "application/json"}
TEAM = {Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER}


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def browser(nation: Nation, role: Role | str) -> Client:
    client = Client()
    client.force_login(nation.world.people[role.value if isinstance(role, Role) else role])
    return client


def at(nation: Nation, name: str = "indicator", number: str = "2") -> str:
    return reverse(f"workspace:{name}", args=[nation.work.assessment.pk, number])


def grid(nation: Nation) -> str:
    return reverse("workspace:grid", args=[nation.work.assessment.pk])


def test_a_restricted_document_of_another_unit_is_told_without_its_title(nation):
    document, title = nation.work.document, "Rencana pengamanan pusat data"
    people = nation.world.people
    for restricted, role, told in (
        (False, Role.UNIT_OPERATOR, True),
        (True, Role.UNIT_OPERATOR, False),
        (True, Role.LEADER, False),
        (True, Role.TEAM_MEMBER, True),
    ):
        unit = nation.world.division if restricted else document.unit
        Document.objects.filter(pk=document.pk).update(
            title=title, is_restricted=restricted, unit=unit, author=people[Role.ENTRY.value]
        )
        shown = browser(nation, role).get(at(nation, number="1")).content.decode()
        assert (title in shown) is told, role
        assert ("Dokumen terbatas" in shown) is not told, role


@pytest.mark.parametrize("state", list(State))
def test_who_opens_and_who_writes_in_every_state(nation, state):
    nation.work.move(state)
    frozen = list(State).index(state) >= list(State).index(State.SUBMITTED)
    for role in Role:
        opens = role not in {Role.READER, Role.ASSESSOR} or (role == Role.ASSESSOR and frozen)
        if state == State.RECORDED:
            opens = role in {Role.SYSTEM_ADMIN, Role.INSTITUTION_ADMIN, Role.RESPONSIBLE}
        writes = (role in TEAM and state in {State.FILLING, State.CHECKING}) or (
            role == Role.UNIT_OPERATOR and state == State.FILLING
        )
        client = browser(nation, role)
        for address in (grid(nation), at(nation)):
            assert client.get(address).status_code == (200 if opens else 404), (role, address)
        version = nation.work.answer("2").version
        sent = {"version": version, "fact": f"Oleh {role}"}
        answer = client.post(at(nation), sent, headers=JSON)
        assert answer.status_code == (200 if writes else 403 if opens else 404), role
        form = (
            '<form class="stack" method="post" id="jawaban"'
            in client.get(f"{at(nation)}?tampilan=lengkap").content.decode()
        )
        assert form == writes, role


def test_a_save_answers_with_version_time_and_effect(nation):
    client = browser(nation, Role.UNIT_OPERATOR)
    Answer.objects.filter(pk=nation.work.answer("2").pk).update(claim=20_000)
    said = client.post(at(nation), {"version": 1, "claim": "3"}, headers=JSON).json()
    assert said["version"] == 2
    assert said["claim"] == "3"
    assert said["effect"].startswith("+")


def test_two_writers_see_both_versions_and_nothing_is_lost(nation):
    first, second = browser(nation, Role.TEAM_MEMBER), browser(nation, Role.UNIT_OPERATOR)
    first.post(at(nation), {"version": 1, "fact": "Dari anggota."}, headers=JSON)
    answer = second.post(at(nation), {"version": 1, "fact": "Dari operator."}, headers=JSON)
    assert answer.status_code == 409
    said = answer.json()
    assert said["theirs"]["fact"] == "Dari anggota."
    assert "Dari operator." in said["html"]
    assert "Anggota tim asesor internal" in said["html"]
    plain = second.post(at(nation), {"version": 1, "fact": "Dari operator."})
    assert plain.status_code == 409
    assert "Dari anggota." in plain.content.decode()
    assert "Dari operator." in plain.content.decode()
    second.post(
        at(nation, "merge"),
        {
            "version": said["version"],
            "mine-fact": "Dari operator.",
            "theirs-fact": "Dari anggota.",
            "pilih-fact": "keduanya",
        },
    )
    assert nation.work.answer("2").fact == "Dari anggota.\n\nDari operator."


@pytest.mark.parametrize(
    ("choice", "kept"), [("saya", "Saya."), ("mereka", "Mereka."), ("", "Saya.")]
)
def test_the_chosen_version_stays(nation, choice, kept):
    client = browser(nation, Role.UNIT_OPERATOR)
    sent = {"version": 1, "mine-fact": "Saya.", "theirs-fact": "Mereka.", "pilih-fact": choice}
    assert client.post(at(nation, "merge"), sent).status_code == 302
    assert nation.work.answer("2").fact == kept


def test_a_third_writer_during_the_choice_is_shown_again(nation):
    client = browser(nation, Role.UNIT_OPERATOR)
    sent = {"version": 0, "mine-fact": "Saya.", "theirs-fact": "Mereka.", "pilih-fact": "saya"}
    answer = client.post(at(nation, "merge"), sent)
    assert answer.status_code == 409
    assert "Masih disusun." in answer.content.decode()


def test_a_claim_that_is_no_figure_keeps_what_was_typed(nation):
    client = browser(nation, Role.TEAM_MEMBER)
    answer = client.post(at(nation), {"version": 1, "fact": "Panjang sekali.", "claim": "tiga"})
    assert answer.status_code == 422
    assert "Panjang sekali." in answer.content.decode()
    assert "Pilih tingkat bulat" in answer.content.decode()


def test_a_refused_form_goes_back_on_the_version_it_was_written_on(nation):
    client = browser(nation, Role.TEAM_MEMBER)
    browser(nation, Role.UNIT_OPERATOR).post(at(nation), {"version": 1, "fact": "Dari operator."})
    typed = {"version": 1, "fact": "Dari anggota."}
    refused = client.post(at(nation), {**typed, "claim": "tiga"})
    assert refused.status_code == 422
    assert 'name="version" value="1"' in refused.content.decode()
    assert client.post(at(nation), {**typed, "claim": "3"}).status_code == 409
    assert nation.work.answer("2").fact == "Dari operator."


def test_a_save_reads_no_more_than_it_needs(nation):
    client = browser(nation, Role.TEAM_MEMBER)
    for version, part, most in ((1, {"fact": "Baru."}, 16), (2, {"claim": "3"}, 18)):
        with CaptureQueriesContext(connection) as caught:
            assert client.post(at(nation), {"version": version, **part}, headers=JSON).json()
        assert len(caught) <= most, [query["sql"] for query in caught]


def test_an_operator_is_led_from_task_to_confirmation(nation):
    client = browser(nation, Role.UNIT_OPERATOR)
    page = client.get(grid(nation)).content.decode()
    assert "Kerjakan berikutnya" in page
    assert page.count('class="task"') == 3
    step = client.post(
        f"{at(nation)}?langkah=fact", {"version": 1, "fact": "F", "lanjut": "analysis"}
    )
    assert step["Location"].endswith("?langkah=analysis")
    client.post(at(nation), {"version": 2, "justification": "J", "lanjut": "claim"})
    last = client.post(at(nation), {"version": 3, "claim": "2", "lanjut": "periksa"})
    assert last["Location"] == at(nation, "check")
    assert "Serahkan kepada tim" in client.get(last["Location"]).content.decode()
    done = client.post(last["Location"], {"version": 4})
    assert done["Location"] == at(nation, "handed_in")
    assert "Jawaban diserahkan" in client.get(done["Location"]).content.decode()
    assert nation.work.answer("2").state == AnswerState.HANDED_IN
    back = client.post(at(nation, "take_back"), {"version": 5})
    assert back.status_code == 302
    assert nation.work.answer("2").state == AnswerState.DRAFT


def test_checking_an_incomplete_answer_says_what_is_missing(nation):
    client = browser(nation, Role.UNIT_OPERATOR)
    answer = client.post(at(nation, "check"), {"version": 1})
    assert answer.status_code == 422
    assert "justifikasinya" in answer.content.decode()


def test_assessors_read_what_was_sent_and_nothing_of_the_inside(nation):
    work = nation.work
    now = clock.now()
    AnswerReview.objects.create(
        answer=work.answer("1"), verdict=AnswerState.RETURNED, note="Catatan dalam.", at=now
    )
    Answer.objects.filter(pk=work.answer("1").pk).update(state=AnswerState.RETURNED)
    EvidenceItem.objects.create(
        assessment=work.assessment,
        indicator=work.indicator("1"),
        level=3,
        state=ItemState.RETURNED,
        return_kind=ReturnKind.MISSING,
        note="Minta SOP.",
        added_at=now,
    )
    for audience, body in (
        (Audience.INTERNAL, "Rahasia kita."),
        (Audience.SHARED, "Untuk asesor."),
    ):
        Comment.objects.create(
            assessment=work.assessment,
            indicator=work.indicator("1"),
            audience=audience,
            body=body,
            at=now,
        )
    work.move(State.DOCUMENT)
    page = browser(nation, Role.ASSESSOR).get(at(nation, number="1")).content.decode()
    assert "Perwali 1 Tahun 2024 telah ditetapkan." in page
    assert "Untuk asesor." in page
    for inside in ("Catatan dalam.", "Minta SOP.", "Rahasia kita.", "Dinas Kominfo"):
        assert inside not in page
    assert browser(nation, Role.ASSESSOR).get(at(nation, "last_year", "1")).status_code == 403
    sheet = browser(nation, Role.ASSESSOR).get(grid(nation)).content.decode()
    assert "Dinas Kominfo" not in sheet
    export = reverse("workspace:grid_export", args=[work.assessment.pk, "csv"])
    assert browser(nation, Role.ASSESSOR).get(export).status_code == 404


def test_why_something_was_returned_stands_on_the_page(nation):
    work = nation.work
    EvidenceItem.objects.filter(pk=work.item.pk).update(
        state=ItemState.RETURNED, return_kind=ReturnKind.UNREADABLE, note="Halaman 3 buram."
    )
    page = browser(nation, Role.UNIT_OPERATOR).get(at(nation, number="1")).content.decode()
    assert "Halaman 3 buram." in page
    assert "Tidak terbaca" in page


def test_the_team_rates_beside_the_claim(nation):
    client = browser(nation, Role.TEAM_MEMBER)
    sent = {"value": "2", "revision": 0, "explanation": "Bukti kurang."}
    assert client.post(at(nation, "rate", "1"), sent).status_code == 302
    again = client.post(at(nation, "rate", "1"), sent | {"value": "3"})
    assert again.status_code == 409
    assert "Bukti kurang." in again.content.decode()
    assert nation.work.answer("1").claimed == 3


def test_evidence_is_put_forward_changed_and_withdrawn(nation):
    client, work = browser(nation, Role.UNIT_OPERATOR), nation.work
    sent = {"dokumen": work.document.pk, "tingkat": [2, 3], "page": "4", "pointer": "Pasal 2"}
    assert client.post(at(nation, "evidence"), sent).status_code == 302
    items = EvidenceItem.objects.filter(assessment=work.assessment, indicator__number="2")
    assert [item.level for item in items] == [2, 3]
    one = items[0]
    address = reverse("workspace:item", args=[work.assessment.pk, "2", one.pk])
    wrong = client.post(address, {"revision": 0, "page": "dua", "lakukan": "simpan"})
    assert wrong.status_code == 422
    client.post(address, {"revision": 0, "page": "5", "pointer": "", "lakukan": "simpan"})
    one.refresh_from_db()
    assert one.page == 5
    late = client.post(address, {"revision": 0, "lakukan": "tarik"})
    assert late.status_code == 409
    client.post(address, {"revision": 1, "lakukan": "tarik"})
    one.refresh_from_db()
    assert one.withdrawn_at is not None
    assert client.get(address).status_code == 404


def test_evidence_needs_a_document_and_a_criterion(nation):
    client = browser(nation, Role.UNIT_OPERATOR)
    nothing = client.post(at(nation, "evidence"), {"pointer": "Pasal 9"})
    assert nothing.status_code == 422
    assert "Pasal 9" in nothing.content.decode()
    sent = {"dokumen": nation.work.document.pk}
    assert client.post(at(nation, "evidence"), sent).status_code == 422


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 47),
        ("keadaan=diserahkan", 1),
        ("keadaan=(kosong)", 45),
        ("unit=(kosong)", 44),
        ("milik=saya", 3),
        ("nilai=(kosong)", 47),
        ("cari=zzz", 0),
        ("urut=-klaim", 47),
        ("urut=tidak-ada&unit=9x&keadaan=?", 47),
    ],
)
def test_the_grid_shows_and_exports_the_same_lines(nation, query, count):
    client = browser(nation, Role.TEAM_MEMBER)
    page = client.get(f"{grid(nation)}?{query}").content.decode()
    assert page.count("data-edit-row") == count
    export = reverse("workspace:grid_export", args=[nation.work.assessment.pk, "csv"])
    rows = b"".join(client.get(f"{export}?{query}")).decode().strip().splitlines()
    assert len(rows) == count + 1


@pytest.mark.parametrize("name", ["grid", "indicator", "check", "last_year", "evidence"])
def test_a_page_stays_within_its_queries(nation, name):
    client = browser(nation, Role.TEAM_MEMBER)
    address = grid(nation) if name == "grid" else at(nation, name, "1")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for level in (3, 4, 5):
        EvidenceItem.objects.create(
            assessment=nation.work.assessment,
            indicator=nation.work.indicator("1"),
            level=level,
            document=nation.work.document,
            version=nation.work.document.versions.get(),
            added_at=clock.now(),
        )
        Comment.objects.create(
            assessment=nation.work.assessment,
            indicator=nation.work.indicator("1"),
            body="Halo.",
            at=clock.now(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
    assert len(many) <= 15, "\n".join(query["sql"][:90] for query in many.captured_queries)


def test_the_remarks_keep_to_documents_the_reader_may_open(nation):
    address, document = at(nation, "remarks", "1"), nation.work.document
    operator = browser(nation, Role.UNIT_OPERATOR)
    shown = operator.get(address).content.decode()
    assert document.title in shown
    assert 'class="remark ' in shown
    assert address in operator.get(at(nation, number="1")).content.decode()
    Document.objects.filter(pk=document.pk).update(
        is_restricted=True, unit=nation.world.division, author=None
    )
    assert document.title not in operator.get(address).content.decode()
    assert "Belum ada bukti" in operator.get(at(nation, "remarks", "3")).content.decode()
