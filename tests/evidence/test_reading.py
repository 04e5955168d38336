"""Text read in the background, page by page, and found again."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from selaras.evidence.models import Blob, Document, PageText, TextState
from selaras.evidence.queries.library import search
from selaras.evidence.services import reading
from selaras.evidence.services.documents import Facts, add_file, replace
from selaras.foundation.files import ocr
from selaras.people.roles import Role
from tests.evidence.pdfs import pdf, scanned_pdf
from tests.people_fixtures import World

SAMPLES = Path(__file__).resolve().parents[2] / "demo" / "contoh"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return package(
        {
            "[Content_Types].xml": '<x PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document'
            '.main+xml"/>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        }
    )


def package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def add(world: World, content: bytes, name: str, **facts: Any) -> Document:
    operator = world.person(Role.UNIT_OPERATOR)
    return add_file(
        world.city,
        io.BytesIO(content),
        name,
        actor=operator,
        unit=world.office,
        facts=Facts(**facts),
    )


def read(document: Document) -> Blob:
    blob = document.versions.get(is_current=True).blob
    reading.read_blob.func(blob.pk)
    blob.refresh_from_db()
    return blob


PAGES = ["Bab I Pendahuluan dan ketentuan umum", "Penyelenggaraan arsitektur SPBE di kota"]


def test_a_text_layer_is_read_page_by_page_and_again_without_harm(world: World) -> None:
    blob = read(add(world, pdf(PAGES), "a.pdf"))
    assert blob.text_state == TextState.LAYER
    assert list(blob.pages.order_by("number").values_list("number", "text")) == [
        (1, PAGES[0]),
        (2, PAGES[1]),
    ]
    assert "selenggara" in blob.pages.get(number=2).stems
    reading.read(blob)
    assert blob.pages.count() == 2


def test_a_scan_stays_without_text_and_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", "/nowhere")
    monkeypatch.setattr(ocr, "_FOLDERS", ())
    monkeypatch.setattr(ocr, "tesserocr", None)
    blob = read(add(world, scanned_pdf(), "a.pdf"))
    if blob.text_state != TextState.NONE:
        pytest.skip("the reader's own process found OCR on this machine")
    assert blob.facts[reading.NO_OCR]


@pytest.mark.skipif(not ocr.is_available(), reason="Tesseract's Indonesian data is not installed")
def test_a_scan_is_read_where_tesseract_is(world: World) -> None:
    scan = SAMPLES / "laporan-audit-aplikasi-pindaian.pdf"
    blob = read(add(world, scan.read_bytes(), scan.name))
    assert blob.text_state == TextState.OCR
    assert "LAPORAN AUDIT APLIKASI" in blob.pages.get(number=1).text
    assert "audit" in blob.pages.get(number=1).stems.split()


def test_a_broken_file_is_marked_unreadable(world: World) -> None:
    document = add(world, pdf(PAGES), "a.pdf")
    blob = document.versions.get().blob
    path = reading.STORE.path(blob.digest)
    path.write_bytes(path.read_bytes()[:200])
    assert read(document).text_state == TextState.FAILED


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx("Keputusan tentang", "Tim Koordinasi"), "a.docx"),
        (b"Keputusan tentang\nTim Koordinasi", "a.txt"),
        ("Keputusan tentang;Tim Koordinasi".encode("utf-16"), "a.csv"),
        (
            package(
                {
                    "mimetype": "application/vnd.oasis.opendocument.text",
                    "content.xml": '<o:c xmlns:o="o" xmlns:text="urn:oasis:names:tc:opendocument:'
                    'xmlns:text:1.0"><text:p>Keputusan <text:span>tentang</text:span> '
                    "Tim</text:p><text:h>Koordinasi</text:h></o:c>",
                }
            ),
            "a.odt",
        ),
    ],
)
def test_office_files_and_text_are_read(world: World, content: bytes, name: str) -> None:
    blob = read(add(world, content, name))
    assert blob.text_state == TextState.LAYER
    page = PageText.objects.get()
    assert page.stems.split()[:4] == ["putus", "tentang", "tim", "oordinas"]


def test_files_left_waiting_are_queued_again(world: World) -> None:
    add(world, pdf(PAGES), "a.pdf")
    assert reading.read_waiting.func() == 0
    Blob.objects.update(stored_at="2020-01-01T00:00Z")
    assert reading.read_waiting.func() == 1


def test_any_form_of_a_word_finds_its_page_with_the_word_marked(world: World) -> None:
    document = add(world, pdf(PAGES), "a.pdf", title="Perwali 12/2024")
    read(document)
    found = search(world.person(Role.TEAM_MEMBER), "menyelenggarakan arsitektur")
    assert [hit.document for hit in found.hits] == [document]
    assert not found.is_loose
    (page,) = found.hits[0].pages
    assert page.number == 2
    assert [part.text for part in page.excerpt if part.is_hit] == ["Penyelenggaraan", "arsitektur"]
    assert "".join(part.text for part in page.excerpt) == PAGES[1]


def test_facts_find_too_and_come_first(world: World) -> None:
    paged = add(world, pdf(PAGES), "a.pdf", title="Perwali")
    named = add(world, pdf(["lain"]), "b.pdf", title="Arsitektur SPBE", number="12/2024")
    read(paged)
    found = search(world.person(Role.TEAM_MEMBER), "arsitektur")
    assert [hit.document for hit in found.hits] == [named, paged]
    assert [hit.by_facts for hit in found.hits] == [True, False]
    assert [h.document for h in search(world.person(Role.ENTRY), "12/2024").hits] == [named]


def test_some_words_do_when_nothing_holds_all(world: World) -> None:
    document = add(world, pdf(PAGES), "a.pdf", title="Perwali")
    read(document)
    found = search(world.person(Role.TEAM_MEMBER), "arsitektur kelautan")
    assert found.is_loose
    assert [hit.document for hit in found.hits] == [document]
    assert not search(world.person(Role.TEAM_MEMBER), "kelautan perikanan").hits
    assert not search(world.person(Role.TEAM_MEMBER), " ?! ").hits


@pytest.mark.parametrize("hostile", ['" OR 1', "a'b", "NEAR(", "* AND", "a & | !", "\\", "%s", "'"])
def test_no_question_means_anything_to_the_database(world: World, hostile: str) -> None:
    search(world.person(Role.TEAM_MEMBER), hostile)


def test_nobody_finds_what_they_may_not_see(world: World) -> None:
    team = world.person(Role.TEAM_MEMBER)
    facts = Facts(title="Rahasia arsitektur", is_restricted=True)
    document = add_file(world.city, io.BytesIO(pdf(PAGES)), "a.pdf", actor=team, facts=facts)
    read(document)
    assert search(team, "arsitektur").hits
    for person in (
        world.stranger,
        world.person(Role.UNIT_OPERATOR),
        world.person(Role.LEADER),
        world.person(Role.ASSESSOR),
    ):
        assert not search(person, "arsitektur").hits


def test_the_old_version_is_not_found_any_more(world: World) -> None:
    document = add(world, pdf(PAGES), "a.pdf", title="Perwali")
    read(document)
    new = pdf(["Naskah baru tentang audit keamanan"])
    replace(document, io.BytesIO(new), "b.pdf", "revisi", actor=document.author, seen=0)
    read(document)
    team = world.person(Role.TEAM_MEMBER)
    assert not search(team, "arsitektur").hits
    assert search(team, "audit").hits


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    team = world.person(Role.TEAM_MEMBER)
    counts = []
    for number in range(6):
        read(add(world, pdf([*PAGES, f"lembar {number}"]), "a.pdf", title=f"Perwali {number}"))
        with CaptureQueriesContext(connection) as caught:
            assert len(search(team, "arsitektur").hits) == number + 1
        counts.append(len(caught))
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= 6
