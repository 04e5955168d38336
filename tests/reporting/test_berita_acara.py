"""The minutes of a self-assessment: a draft from the rows, then exactly what was signed."""

from __future__ import annotations

import pytest

from selaras.assessments.models import Assessment, SignedDocument, SignedKind, Stage, StageValue
from selaras.cli.demo import load_demo
from selaras.foundation.documents import docx, pdf_document, workbook
from selaras.foundation.documents.manuscript import Facts, Grid, KeyFigure, Quotation, Signature
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.pure.fingerprint import grouped
from selaras.reporting.reports.of_assessment import NothingToTellError
from selaras.reporting.reports.registry import REPORTS

REPORT = REPORTS["berita-acara"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def peraga() -> Assessment:
    """The demo's city whose claim was signed and sent."""
    load_demo()
    return Assessment.objects.get(institution__slug="kota-peraga", cycle__year=2026)


@pytest.fixture
def admin(peraga) -> User:
    return User.objects.filter(appointments__role=Role.SYSTEM_ADMIN).first()


def make(actor, assessment):
    given = {"penilaian": str(assessment.pk)}
    assert REPORT.allows(actor, given)
    return REPORT.compose(actor, given, lambda _percent, _said: None)


def one(manuscript, kind):
    return next(block for block in manuscript.blocks if isinstance(block, kind))


def values(manuscript) -> dict[str, str]:
    """Number or code → figure of the table."""
    return {row.cells[0]: row.cells[2].text for row in one(manuscript, Grid).rows}


def test_signed_minutes_say_what_was_signed(peraga, admin):
    signed = SignedDocument.objects.get(assessment=peraga, kind=SignedKind.MINUTES, revoked_at=None)
    manuscript = make(admin, peraga)
    facts = dict(one(manuscript, Facts).rows)
    assert manuscript.draft == ""
    assert manuscript.as_of == signed.signed_at
    assert facts["Nomor"] == signed.number
    assert facts["Sidik isi yang ditandatangani"] == grouped(signed.fingerprint, 16)
    assert facts["Masih sesuai dengan data"] == "ya"
    assert one(manuscript, Signature).name == signed.signer_label
    assert one(manuscript, KeyFigure).value.text == "3,15"
    shown = values(manuscript)
    claim = signed.content["klaim"]["indikator"]
    assert {n: shown[n] for n in claim} == {n: entry["nilai"] for n, entry in claim.items()}
    assert len(claim) == 47


def test_a_row_changed_afterwards_changes_no_minutes_and_shows(peraga, admin):
    before = make(admin, peraga)
    StageValue.objects.filter(
        assessment=peraga, stage=Stage.SELF, indicator__number="1", is_current=True
    ).update(amount=10_000)
    after = make(admin, peraga)
    assert values(after) == values(before)
    facts = dict(one(after, Facts).rows)
    assert facts["Masih sesuai dengan data"].startswith("tidak")


def test_unsigned_minutes_are_a_draft_of_the_rows(peraga, admin):
    filling = Assessment.objects.get(institution__slug="kota-contoh", cycle__year=2026)
    manuscript = make(admin, filling)
    assert manuscript.draft == "KONSEP"
    rows = StageValue.objects.filter(assessment=filling, stage=Stage.SELF, is_current=True)
    assert manuscript.as_of == max(row.recorded_at for row in rows)
    known = {row.indicator.number: str(row.amount // 10_000) for row in rows}
    grid = one(manuscript, Grid)
    shown = {row.cells[0]: getattr(row.cells[2], "text", "") for row in grid.rows}
    assert {number: shown[number] for number in known} == known
    facts = dict(one(manuscript, Facts).rows)
    assert "Sidik isi yang ditandatangani" not in facts
    assert one(manuscript, Signature).note.startswith("KONSEP")
    assert one(manuscript, KeyFigure).note == f"{len(known)} dari 47 indikator bernilai"


def test_an_approval_past_late_answers_is_told_in_its_own_words(peraga, admin):
    signed = SignedDocument.objects.get(assessment=peraga, kind=SignedKind.MINUTES)
    content = signed.content
    content["lembar"]["pengecualian"] = {
        "alasan": "Dua unit terlambat;\ntenggat nasional tidak.",
        "indikator": ["5", "9"],
        "diisi": {"9": "2"},
        "oleh": "Penanggung Jawab",
    }
    SignedDocument.objects.filter(pk=signed.pk).update(content=content)
    manuscript = make(admin, peraga)
    quotation = one(manuscript, Quotation)
    assert quotation.text == "Dua unit terlambat;\ntenggat nasional tidak."
    assert quotation.source == "Penanggung Jawab"
    names = {row.cells[0]: row.cells[1] for row in one(manuscript, Grid).rows}
    assert [n for n, name in names.items() if str(name).endswith("*)")] == ["5", "9"]


def test_who_may_have_minutes(peraga, admin):
    given = {"penilaian": str(peraga.pk)}
    coordinator = User.objects.get(email="koordinator.kotaperaga@demo.invalid")
    elsewhere = User.objects.get(email="koordinator.serang@demo.invalid")
    assert REPORT.allows(coordinator, given)
    assert not REPORT.allows(elsewhere, given)
    offered = [choice.value for choice in REPORT.asks[0].choices(coordinator, {})]
    assert str(peraga.pk) in offered
    assert REPORT.asks[0].choices(elsewhere, {}) == ()
    with pytest.raises(NothingToTellError):
        REPORT.compose(elsewhere, given, lambda _percent, _said: None)


def test_every_form_can_be_written(peraga, admin):
    manuscript = make(admin, peraga)
    assert pdf_document.content(manuscript).startswith(b"%PDF")
    assert docx.content(manuscript).startswith(b"PK")
    assert workbook.content(manuscript).startswith(b"PK")
