"""The rules' words as the workspace and the review show them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.assessments.models import EvidenceItem
from selaras.assessments.queries import checks
from selaras.assessments.queries.checks import remarks_for
from selaras.evidence.models import PageText
from selaras.foundation import clock
from selaras.instruments.models import InstrumentVersion
from selaras.pure.language.words import keys
from tests.people_fixtures import World
from tests.work_fixtures import Work, make_document, make_work


@pytest.fixture
def work(world: World, spbe2020: InstrumentVersion) -> Work:
    return make_work(world, spbe2020)


def put(work: Work, number: str, level: int, title: str, text: str) -> EvidenceItem:
    document = make_document(work.world, title)
    version = document.versions.get()
    PageText.objects.create(blob=version.blob, number=1, text=text, stems=keys(text))
    return EvidenceItem.objects.create(
        assessment=work.assessment,
        indicator=work.indicator(number),
        level=level,
        document=document,
        version=version,
        added_at=clock.now(),
    )


def test_missing_domains_are_named(work: Work) -> None:
    text = "Arsitektur proses bisnis, data dan informasi, infrastruktur, aplikasi, layanan"
    item = put(work, "1", 3, "Perwali Arsitektur", text)
    said = {r.code: r.sentence for r in remarks_for([item])[item.pk]}
    assert said["things-missing"] == "Belum ditemukan di dalam teks: Keamanan."
    assert said["period-inside"].startswith(
        "Bertanggal 15 Januari 2024, di dalam periode 1 Januari"
    )


def test_a_request_without_a_document_has_no_remarks(work: Work) -> None:
    assert remarks_for([]) == {}
    assert remarks_for([EvidenceItem(pk=1)]) == {}


def test_the_same_file_elsewhere_is_said(work: Work) -> None:
    item = put(work, "1", 3, "Perwali", "teks")
    EvidenceItem.objects.create(
        assessment=work.assessment,
        indicator=work.indicator("2"),
        level=2,
        document=item.document,
        version=item.version,
        added_at=clock.now(),
    )
    said = {r.code: r.sentence for r in remarks_for([item])[item.pk]}
    assert "indikator 2;" in said["elsewhere"]


def test_queries_do_not_grow_with_items(work: Work) -> None:
    counts = []
    items = []
    for number in ("1", "2", "3", "11"):
        items.append(put(work, number, 2, f"Perwali {number}", "arsitektur"))
        with CaptureQueriesContext(connection) as caught:
            assert len(remarks_for(items)) == len(items)
        counts.append(len(caught))
    assert max(counts[1:]) <= 6
    assert len(set(counts[1:])) == 1


def test_every_outcome_has_its_sentence() -> None:
    told = {f"text-{text}" for text in checks.Text}
    assert told <= set(checks._SENTENCES)
    for sentence in checks._SENTENCES.values():
        assert "%%" in str(sentence) or "100%" not in str(sentence)
