"""The pages of the external assessment: what they say and what their forms do."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import (
    Calibration,
    Dispute,
    Finding,
    Meeting,
    MeetingState,
    Stage,
    StageValue,
)
from selaras.assessments.services.external import Rating, adopt_claim, rate
from selaras.assessments.states import State
from selaras.people.models import Appointment
from selaras.people.roles import Role
from tests.people_fixtures import make_person
from tests.web.nation import Nation, make_nation
from tests.work_fixtures import YEAR, rate_all

TWO, FOUR = Fraction(2), Fraction(4)


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    made = make_nation()
    rate_all(made.work)
    made.work.move(State.DOCUMENT)
    return made


@pytest.fixture
def client(nation: Nation) -> Client:
    client = Client()
    client.force_login(nation.world.people[Role.ASSESSOR.value])
    return client


def at(nation: Nation, page: str, *more: object) -> str:
    return reverse(f"external:{page}", args=[nation.work.assessment.pk, *more])


def value_of(number: str, stage: Stage) -> StageValue:
    return StageValue.objects.get(
        assessment__cycle__year=YEAR, indicator__number=number, stage=stage, is_current=True
    )


def test_the_next_step_stands_out_only_when_everything_is_rated(nation, client):
    step = re.compile(r'<a class="([^"]*)"[^>]*href="[^"]*/langkah/')
    first = step.search(client.get(at(nation, "desk")).content.decode())
    assert first
    assert "button-primary" not in first[1]
    numbers = nation.work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    client.post(at(nation, "desk"), {"nomor": list(numbers), "pasti": "1"})
    rated = step.search(client.get(at(nation, "desk")).content.decode())
    assert rated
    assert "button-primary" in rated[1]


def test_the_desk_of_an_assessor(nation, client):
    page = client.get(reverse("external:desk_list")).content.decode()
    assert "Kota Contoh" in page
    assert "Penilaian dokumen" in page
    done = client.get(reverse("external:desk_list") + "?saring=selesai").content.decode()
    assert "Kota Contoh" not in done


def test_filters_and_the_export_of_exactly_this_view(nation, client):
    assessor = nation.world.person(Role.ASSESSOR)
    lower = {"1": Rating(Fraction(1), "Kurang.")}
    rate(nation.work.assessment, Stage.DOCUMENT, lower, actor=assessor, expected={})
    view = client.get(at(nation, "desk") + "?saring=turun")
    assert view.context["rows"][0][0].number == "1"
    assert len(view.context["rows"]) == 1
    text = client.get(at(nation, "desk_export", "csv") + "?saring=turun").getvalue().decode()
    assert text.count("Kurang.") == 1
    assert len(text.strip().splitlines()) == 2
    nothing = client.get(at(nation, "desk") + "?cari=zzz").content.decode()
    assert "Tidak ada indikator yang cocok" in nothing


def test_same_as_the_claim_asks_once_more(nation, client):
    asked = client.post(at(nation, "desk"), {"nomor": ["1", "2"]})
    assert asked.status_code == 200
    assert not StageValue.objects.filter(stage=Stage.DOCUMENT).exists()
    client.post(at(nation, "desk"), {"nomor": ["1", "2"], "pasti": "1"})
    assert StageValue.objects.filter(stage=Stage.DOCUMENT).count() == 2
    nothing = client.post(at(nation, "desk"), {}, follow=True)
    assert "Centang dahulu" in nothing.content.decode()


def test_rating_side_by_side(nation, client):
    page = at(nation, "rate", "1")
    text = client.get(page).content.decode()
    assert "Perwali 1 Tahun 2024 telah ditetapkan." in text
    assert "Pasal 5" in text
    refused = client.post(page, {"version": "0", "value": "4", "explanation": ""})
    assert refused.status_code == 422
    assert "berbeda dari klaim" in refused.content.decode()
    sent = {"version": "0", "value": "4", "explanation": "Bukti lengkap.", "lanjut": "1"}
    done = client.post(page, sent)
    assert done["Location"] == at(nation, "rate", "2")
    assert value_of("1", Stage.DOCUMENT).value == FOUR


def test_a_conflict_keeps_what_was_typed(nation, client):
    page = at(nation, "rate", "1")
    client.get(page)
    adopt_claim(
        nation.work.assessment,
        Stage.DOCUMENT,
        ["1"],
        actor=nation.world.person(Role.SYSTEM_ADMIN),
    )
    sent = {"version": "0", "value": "4", "explanation": "Tulisan saya"}
    late = client.post(page, sent)
    assert late.status_code == 422
    assert "Tulisan saya" in late.content.decode()
    again = {**sent, "version": late.context["form"].data["version"]}
    assert client.post(page, again).status_code == 302
    assert value_of("1", Stage.DOCUMENT).revision == 2


def test_moving_on_meanwhile_keeps_what_was_typed(nation, client):
    nation.work.move(State.INTERVIEW)
    nation.work.move(State.CONSOLIDATION)
    late = client.post(at(nation, "rate", "1"), {"version": "0", "value": "4"})
    assert late.status_code in {200, 422}
    assert not StageValue.objects.filter(stage=Stage.DOCUMENT).exists()


def test_a_finding_is_drafted_only_on_request(nation, client):
    assessor = nation.world.person(Role.ASSESSOR)
    lower = {"1": Rating(FOUR, "Lengkap.")}
    rate(nation.work.assessment, Stage.DOCUMENT, lower, actor=assessor, expected={})
    aspect = client.get(at(nation, "findings")).context["aspects"][0].aspect
    page = at(nation, "finding_add", aspect.code)
    assert client.get(page).context["form"]["text"].value() is None
    drafted = client.get(page + "?jenis=kekuatan&draf=1").context["form"]
    assert drafted["text"].value().startswith("- 1 ")
    assert drafted["numbers"].value() == ["1"]
    refused = client.post(page, {"version": "0", "kind": "kekuatan", "text": ""})
    assert refused.status_code == 422
    sent = {"version": "0", "kind": "kekuatan", "text": "Kebijakan lengkap.", "numbers": ["1"]}
    assert client.post(page, sent).status_code == 302
    finding = Finding.objects.get()
    change = at(nation, "finding_change", finding.pk)
    assert "Kebijakan lengkap." in client.get(change).content.decode()
    client.post(change, {**sent, "text": "Diperbarui."})
    finding.refresh_from_db()
    assert finding.text == "Diperbarui."
    late = client.post(change, {**sent, "text": "Terlambat"})
    assert late.status_code == 422
    assert "Terlambat" in late.content.decode()
    client.post(change, {**sent, "version": "1", "hapus": "1"})
    assert not Finding.objects.exists()


def test_a_meeting_from_plan_to_minutes(nation, client):
    sent = {
        "version": "0",
        "kind": "interviu",
        "starts_at_0": "2030-05-01",
        "starts_at_1": "09:00",
        "ends_at_0": "2030-05-01",
        "ends_at_1": "08:00",
        "place": "Ruang rapat",
        "numbers": ["1"],
    }
    backwards = client.post(at(nation, "meeting_add"), sent)
    assert backwards.status_code == 422
    assert "Waktu selesai harus sesudah waktu mulai." in backwards.content.decode()
    assert client.post(at(nation, "meeting_add"), {**sent, "ends_at_1": "10:00"}).status_code == 302
    meeting = Meeting.objects.get()
    change = at(nation, "meeting_change", meeting.pk)
    assert 'value="09:00"' in client.get(change).content.decode()
    client.post(change, {**sent, "ends_at_1": "11:00", "numbers": ["1", "2"]})
    minutes = at(nation, "meeting_minutes", meeting.pk)
    assert client.get(minutes).status_code == 200
    client.post(minutes, {"version": "1", "minutes": "Disepakati ada revisi."})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    assert "Disepakati ada revisi." in client.get(at(nation, "meetings")).content.decode()
    refused = client.post(at(nation, "meeting_cancel", meeting.pk), {"version": "2", "reason": "x"})
    assert refused.status_code == 422


@pytest.fixture
def second(nation):
    person = make_person("Asesor Kedua", None)
    Appointment.objects.create(
        user=person,
        role=Role.ASSESSOR,
        institution=nation.world.city,
        valid_from=date(2020, 1, 1),
    )
    return person


def test_a_calibration_from_draw_to_agreement(nation, client, second):
    first = nation.world.people[Role.ASSESSOR.value]
    page = at(nation, "calibrations")
    assert client.get(page).status_code == 200
    same = {"first": first.pk, "second": first.pk, "size": "3"}
    assert client.post(page, same).status_code == 422
    drawn = client.post(page, {"first": first.pk, "second": second.pk, "numbers": ["1", "2"]})
    made = Calibration.objects.get()
    here = at(nation, "calibration", made.pk)
    assert drawn["Location"] == here
    odd = client.post(here, {"langkah": "nilai", "nilai-1": "tiga", "alasan-1": "Tulisan"})
    assert odd.status_code == 422
    assert "Tulisan" in odd.content.decode()
    mine = {"langkah": "nilai", "nilai-1": "4", "alasan-1": "Lengkap", "nilai-2": "2"}
    assert client.post(here, mine).status_code == 302
    assert client.post(here, {"langkah": "buka"}).status_code == 422
    other = Client()
    other.force_login(second)
    other.post(here, {"langkah": "nilai", "nilai-1": "2", "nilai-2": "2"})
    assert other.post(here, {"langkah": "buka"}).status_code == 302
    text = client.get(here).content.decode()
    assert "50,00 %" in text
    assert client.post(here, {"langkah": "catat", "nomor": "9", "pokok": "x"}).status_code == 422
    client.post(here, {"langkah": "catat", "nomor": "1", "pokok": "Lampiran"})
    empty = client.post(here, {"langkah": "selesaikan", "nomor": "1", "penyelesaian": "Sepakat"})
    assert empty.status_code == 422
    assert "Sepakat" in empty.content.decode()
    client.post(
        here, {"langkah": "selesaikan", "nomor": "1", "nilai": "3", "penyelesaian": "Sepakat"}
    )
    assert Dispute.objects.get().value == 3
    assert client.get(here).status_code == 200
    assert client.get(at(nation, "calibration_export", made.pk, "xlsx")).status_code == 200


def test_final_values_are_tried_decided_and_fixed(nation, client):
    assessor = nation.world.person(Role.ASSESSOR)
    said = {"1": Rating(FOUR, "Lengkap.")}
    rate(nation.work.assessment, Stage.DOCUMENT, said, actor=assessor, expected={})
    page = at(nation, "finals")
    assert client.get(page).status_code == 200
    nation.work.move(State.CONSOLIDATION)
    before = client.get(page).context["finals"]
    tried = client.get(page + "?nilai-2=5&nilai-3=x").context
    assert tried["finals"].standing.index > before.standing.index
    assert tried["problems"]
    sent = {"langkah": "simpan", "nilai-1": "3", "alasan-1": "", "revisi-1": "0"}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert "berbeda dari usulan" in refused.content.decode()
    client.post(page, {**sent, "alasan-1": "Bukti kurang."})
    assert value_of("1", Stage.FINAL).value == 3
    late = client.post(page, {**sent, "nilai-1": "2", "alasan-1": "Lain."})
    assert late.status_code == 422
    assert "orang lain" in late.content.decode()
    client.post(page, {"langkah": "terima"})
    assert client.get(page).context["finals"].decided_count == 1
    trial = client.post(page, {"langkah": "coba", "nilai-2": "5", "alasan-2": "Coba"})
    assert trial.status_code == 200
    assert "Coba" in trial.content.decode()
    everything = {f"nilai-{line.number}": "2" for line in before.lines}
    everything |= {f"revisi-{line.number}": "0" for line in before.lines}
    everything |= {"langkah": "simpan", "revisi-1": "1", "alasan-1": "Ulang."}
    assert client.post(page, everything).status_code == 302
    assert not client.get(page).context["finals"].undecided


@pytest.mark.parametrize("page", ["desk", "findings", "meetings", "calibrations", "finals", "rate"])
def test_few_queries_however_much_there_is(nation, client, page, django_assert_max_num_queries):
    assessor = nation.world.person(Role.ASSESSOR)
    numbers = list(
        nation.work.assessment.cycle.instrument.indicators.values_list("number", flat=True)
    )
    adopt_claim(nation.work.assessment, Stage.DOCUMENT, numbers, actor=assessor)
    more = ("1",) if page == "rate" else ()
    client.get(at(nation, page, *more))
    with django_assert_max_num_queries(15):
        assert client.get(at(nation, page, *more)).status_code == 200
