"""Signing, what breaks a signature, and the receipt."""

from __future__ import annotations

import pytest
from django.db import connection

from selaras.assessments.models import (
    Answer,
    Assessment,
    SignedDocument,
    SignedKind,
    StageValue,
    Submission,
)
from selaras.assessments.queries.signing import in_force, verification, verifications
from selaras.assessments.services.approval import approve
from selaras.assessments.services.conduct import move_on
from selaras.assessments.services.signing import receipt_number, revoke, sign, submit
from selaras.assessments.states import AnswerState, State, Step
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.foundation.trail.services import verify
from selaras.people.roles import Role
from tests.people_fixtures import World
from tests.work_fixtures import Work, make_work, rate_all

NUMBER = "700/12/BA/2025"


@pytest.fixture
def work(world: World, spbe2020) -> Work:
    """Approved with an override: every indicator rated 2, only the first answer approved."""
    made = make_work(world, spbe2020)
    rate_all(made)
    Answer.objects.filter(assessment=made.assessment, indicator__number="1").update(
        state=AnswerState.APPROVED
    )
    seen = made.move(State.CHECKING).version
    made.assessment = approve(
        made.assessment,
        actor=world.person(Role.RESPONSIBLE),
        seen=seen,
        override="Unit belum menyerahkan sampai tenggat.",
    )
    return made


@pytest.fixture
def coordinator(world):
    return world.person(Role.COORDINATOR)


@pytest.fixture
def signed(work, coordinator) -> list[SignedDocument]:
    return sign(
        work.assessment, actor=coordinator, seen=work.assessment.version, number=f" {NUMBER} "
    )


def now(work: Work) -> Assessment:
    work.assessment.refresh_from_db()
    return work.assessment


def test_both_papers_carry_the_claim_and_their_fingerprint(work, signed, coordinator):
    assert now(work).state == State.SIGNED
    minutes, consent = in_force(work.assessment)
    assert (minutes.kind, consent.kind) == (SignedKind.MINUTES, SignedKind.CONSENT)
    assert (minutes.number, consent.number) == (NUMBER, "")
    assert minutes.signer_label == coordinator.name
    assert minutes.signer_position == "Koordinator (SK 1/2020)"
    claim = minutes.content["klaim"]
    assert claim == consent.content["klaim"]
    first = claim["indikator"]["1"]
    assert (first["nilai"], first["fakta"]) == ("2", "Perwali 1 Tahun 2024 telah ditetapkan.")
    (piece,) = first["bukti"].values()
    assert (piece["halaman"], piece["penunjuk"], piece["putusan"]) == (3, "Pasal 5", "diterima")
    assert piece["berkas"] == work.item.version.blob.digest
    assert minutes.content["lembar"]["indeks"] == "2"
    assert minutes.content["lembar"]["pengecualian"]["indikator"][0] == "2"
    assert minutes.fingerprint != consent.fingerprint
    assert all(found.holds for found in verifications(work.assessment))
    events = Event.objects.filter(kind="claim.signed")
    assert [event.new["sidik"] for event in events.order_by("sequence")] == [
        minutes.fingerprint,
        consent.fingerprint,
    ]


def test_only_the_coordinator_signs_not_even_the_administrator(work, world):
    seen = work.assessment.version
    for role in (Role.SYSTEM_ADMIN, Role.RESPONSIBLE, Role.LEADER):
        with pytest.raises(DeniedError):
            sign(work.assessment, actor=world.person(role), seen=seen, number=NUMBER)
    assert not SignedDocument.objects.exists()


@pytest.mark.parametrize("number", ["", "  ", "9" * 81])
def test_the_minutes_need_a_number(work, coordinator, number):
    with pytest.raises(RefusedError) as refused:
        sign(work.assessment, actor=coordinator, seen=work.assessment.version, number=number)
    assert refused.value.problems[0].field == "number"


def test_an_incomplete_index_is_not_signed(work, coordinator):
    StageValue.objects.filter(assessment=work.assessment, indicator__number="7").delete()
    with pytest.raises(RefusedError, match="indikator 7"):
        sign(work.assessment, actor=coordinator, seen=work.assessment.version, number=NUMBER)


def tamper(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount == 1


ANSWER = "UPDATE assessments_answer SET {} = %s WHERE id = %s"


@pytest.mark.parametrize("part", ["fact", "analysis", "justification"])
def test_a_changed_text_breaks_the_fingerprint(work, signed, part):
    tamper(ANSWER.format(part), "Lain", work.answer("1").pk)
    label = {"fact": "fakta", "analysis": "analisis", "justification": "justifikasi"}[part]
    for found in verifications(work.assessment):
        assert not found.holds
        assert [str(text) for text in found.changes] == [f"Indikator 1: {label} berubah."]
        assert found.current != found.signed.fingerprint


def test_a_changed_value_breaks_it_and_nothing_is_sent(work, signed, world):
    row = StageValue.objects.get(assessment=work.assessment, indicator__number="12")
    tamper("UPDATE assessments_stagevalue SET amount = %s WHERE id = %s", 50_000, row.pk)
    found = verification(signed[0])
    assert [str(text) for text in found.changes] == ["Indikator 12: nilai berubah."]
    with pytest.raises(RefusedError, match="tidak lagi sama"):
        submit(now(work), actor=world.person(Role.RESPONSIBLE), seen=work.assessment.version)
    assert not Submission.objects.exists()


def test_evidence_file_and_facts_are_part_of_it(work, signed):
    blob = work.item.version.blob
    tamper("UPDATE evidence_blob SET digest = %s WHERE id = %s", "f" * 64, blob.pk)
    assert [str(x) for x in verification(signed[0]).changes] == [
        "Indikator 1: bukti dukung berubah."
    ]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("number", "1/1", "Nomor, penanda tangan"),
        ("signer_label", "Orang lain", "Nomor, penanda tangan"),
        ("fingerprint", "0" * 64, "Isi dokumen yang tersimpan"),
    ],
)
def test_the_paper_itself_is_sealed(work, signed, column, value, said):
    tamper(
        f"UPDATE assessments_signeddocument SET {column} = %s WHERE id = %s",
        value,
        signed[0].pk,
    )
    found = verification(
        SignedDocument.objects.select_related(
            "assessment__cycle__instrument", "assessment__institution"
        ).get(pk=signed[0].pk)
    )
    assert not found.holds
    assert str(found.changes[0]).startswith(said)


def test_sending_gives_a_receipt_and_freezes(work, signed, world):
    responsible = world.person(Role.RESPONSIBLE)
    seen = now(work).version
    receipt = submit(work.assessment, actor=responsible, seen=seen)
    assert receipt.receipt == receipt_number(work.assessment)
    assert receipt.receipt == f"TT-2025-3673-{work.assessment.pk:04d}"
    assert receipt.fingerprint == signed[0].fingerprint
    assert now(work).state == State.SUBMITTED
    with pytest.raises(ChangedMeanwhileError):
        submit(work.assessment, actor=responsible, seen=seen)
    with pytest.raises(DeniedError):
        submit(work.assessment, actor=responsible, seen=work.assessment.version)
    assert Submission.objects.count() == 1


def test_a_revoked_signature_is_kept_and_a_new_one_takes_its_place(work, signed, coordinator):
    seen = now(work).version
    with pytest.raises(RefusedError) as refused:
        revoke(work.assessment, actor=coordinator, seen=seen, reason=" ")
    assert refused.value.problems[0].field == "reason"
    assert len(in_force(work.assessment)) == 2
    revoke(work.assessment, actor=coordinator, seen=seen, reason="Nilai indikator 3 keliru.")
    assert now(work).state == State.APPROVED
    assert in_force(work.assessment) == []
    old = SignedDocument.objects.get(pk=signed[0].pk)
    assert (old.revocation, old.revoked_at is None) == ("Nilai indikator 3 keliru.", False)
    sign(work.assessment, actor=coordinator, seen=work.assessment.version, number="2/2025")
    assert SignedDocument.objects.count() == 4


def test_the_trail_of_the_whole_way_holds_and_shows_a_tampered_row(work, signed, world):
    seen = now(work).version
    submit(work.assessment, actor=world.person(Role.RESPONSIBLE), seen=seen)
    move_on(
        now(work),
        Step.ASSESS_DOCUMENTS,
        actor=world.person(Role.ASSESSOR),
        seen=work.assessment.version,
    )
    count, breaks = verify()
    assert breaks == []
    assert count == Event.objects.count()
    for kind in ("assessment.moved", "claim.signed", "claim.submitted"):
        event = Event.objects.filter(kind=kind).earliest("sequence")
        kept = event.new
        Event.objects.filter(pk=event.pk).update(new={**kept, "alasan": "lain"})
        assert [(b.sequence, b.reason) for b in verify()[1]] == [(event.sequence, "isi")]
        Event.objects.filter(pk=event.pk).update(new=kept)
