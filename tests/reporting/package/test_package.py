"""A package of evidence: what is in it, that every tool unpacks it, and that it stays small."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from selaras.assessments.models import EvidenceItem
from selaras.assessments.states import ItemState, ReturnKind, State
from selaras.evidence.models import Blob, Document, DocumentVersion
from selaras.evidence.models.blob import STORE
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.people.roles import Role
from selaras.reporting.package.archive import Archive
from selaras.reporting.package.content import Scope, Which, package_of
from selaras.reporting.services.packages import take_package
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_document, make_work


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def work(world: World) -> Work:
    found = [path for path in instrument_files() if path.stem.upper() == "SPBE-2020"]
    load([open_instrument(path).document for path in found], actor=SYSTEM)
    return make_work(world, current("SPBE-2020"))


def store(document: Document, content: bytes) -> Blob:
    """Put real bytes behind a document."""
    with STORE.receiving(io.BytesIO(content), 10**9) as received:
        STORE.adopt(received)
        blob, _made = Blob.objects.get_or_create(
            digest=received.digest,
            defaults={
                "size": received.size,
                "content_type": "application/pdf",
                "stored_at": clock.now(),
            },
        )
    document.versions.update(blob=blob)
    return blob


def put(work: Work, document: Document, number: str = "1", level: int = 2, **facts: Any) -> None:
    EvidenceItem.objects.create(
        assessment=work.assessment,
        indicator=work.indicator(number),
        level=level,
        document=document,
        version=document.versions.get(),
        added_at=clock.now(),
        **facts,
    )


def take(work: Work, role: Role = Role.TEAM_MEMBER, scope: Scope | None = None) -> Archive:
    work.assessment.refresh_from_db()
    return take_package(work.assessment, scope or Scope(), actor=work.world.person(role))


def unpacked(archive: Archive, folder: Path) -> Path:
    content = b"".join(archive.stream)
    assert len(content) == archive.size
    path = folder / "paket.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        for info in opened.infolist():
            assert info.flag_bits & 0x800 or info.filename.isascii()
        opened.extractall(folder / "isi")
    return folder / "isi"


def paths_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def manifest(folder: Path) -> list[dict[str, str]]:
    text = (folder / "manifes.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_package_is_ordered_named_and_explained(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi peraturan")
    minutes = make_document(work.world, "Notula 10/3: <rapat> \U0001f4c4", number="")
    store(minutes, b"%PDF notula")
    put(work, minutes, level=3, pointer="Bagian A", claim="Dibahas.")
    put(work, work.document, number="2", level=1)
    folder = unpacked(take(work), tmp_path)
    found = paths_in(folder)
    chapter = next(p.name for p in folder.iterdir() if p.name.startswith("01 "))
    assert f"{chapter}/Tingkat 2/01 Perwali 1 Tahun 2024 – hal. 3.pdf" in found
    assert f"{chapter}/Tingkat 3/01 Notula 10-3- -rapat- \U0001f4c4.pdf" in found
    assert {"daftar isi.html", "manifes.csv", "manifes.xlsx", "SHA256SUMS"} <= set(found)
    text = (folder / "penjelasan" / f"{chapter}.txt").read_text(encoding="utf-8-sig")
    assert "Fakta\n\nPerwali 1 Tahun 2024 telah ditetapkan." in text.replace("\r\n", "\n")
    rows = manifest(folder)
    assert [(row["Nomor indikator"], row["Tingkat"]) for row in rows] == [
        ("1", "2"),
        ("1", "3"),
        ("2", "1"),
    ]
    assert rows[0]["Nomor dokumen"].strip("'") == "1/2024"
    assert rows[0]["Putusan"] == "Diterima"
    assert rows[0]["SHA-256"] == hashlib.sha256(b"%PDF isi peraturan").hexdigest()
    sheet = CalamineWorkbook.from_path(folder / "manifes.xlsx").get_sheet_by_index(0).to_python()
    assert len(sheet) == 4
    # Every use brings its own file, so that each folder is whole.
    assert all((folder / row["Berkas"]).is_file() for row in rows)


def test_the_offline_index_links_to_every_file_and_runs_nothing(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    odd = make_document(work.world, "100% #1 & <b>tebal</b>?")
    store(odd, b"%PDF lain")
    put(work, odd, claim="<script>alert(1)</script>")
    folder = unpacked(take(work), tmp_path)
    page = (folder / "daftar isi.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http://" not in page.replace('http-equiv="', "")
    assert "https://" not in page
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    files_ = [unquote(link) for link in links if not link.startswith("#")]
    assert len(files_) == 4  # Two documents, two texts.
    assert all((folder / name).is_file() for name in files_)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_the_checksums_hold_and_show_what_was_changed(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    folder = unpacked(take(work), tmp_path)

    def checked() -> int:
        done = subprocess.run(
            ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        return done.returncode

    assert checked() == 0
    listed = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(listed) == len(paths_in(folder)) - 1
    next(folder.glob("01 */*/*.pdf")).write_bytes(b"diganti")
    assert checked() == 1


def test_other_tools_unpack_it_with_the_same_names(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    again = make_document(work.world, "Évaluasi " + "panjang " * 36)
    store(again, b"%PDF lain")
    put(work, again)
    folder = unpacked(take(work), tmp_path)
    assert max(len(path) for path in paths_in(folder)) <= 240
    tools = [["unzip", "-q", "paket.zip", "-d", "lain"], ["7z", "x", "-olain", "paket.zip"]]
    present = [tool for tool in tools if shutil.which(tool[0])]
    if not present:
        pytest.skip("needs unzip or 7z")
    for tool in present:
        shutil.rmtree(tmp_path / "lain", ignore_errors=True)
        subprocess.run(
            tool,
            cwd=tmp_path,
            check=True,
            capture_output=True,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        assert paths_in(tmp_path / "lain") == paths_in(folder)


def test_equal_titles_and_long_ones_stay_apart(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    for case in ("SK Tim", "sk tim", "SK TIM", "x" * 300, "x" * 299 + "y"):
        document = make_document(work.world, case)
        store(document, f"%PDF {case}".encode())
        put(work, document, page=4)
    found = [path for path in paths_in(unpacked(take(work), tmp_path)) if path.endswith(".pdf")]
    assert len({path.casefold() for path in found}) == 6
    assert sum("hal. 4" in path for path in found) == 5


def test_a_lost_file_is_told_and_breaks_nothing(work: Work, tmp_path: Path) -> None:
    lost = make_document(work.world, "Hilang")
    put(work, lost)
    store(work.document, b"%PDF isi")
    archive = take(work)
    assert archive.files == 1
    folder = unpacked(archive, tmp_path)
    row = next(row for row in manifest(folder) if row["Judul dokumen"] == "Hilang")
    assert row["Berkas"] == "berkas tidak ditemukan di penyimpanan"
    assert "berkas tidak ditemukan" in (folder / "daftar isi.html").read_text(encoding="utf-8")
    assert "Hilang" not in (folder / "SHA256SUMS").read_text(encoding="utf-8")


def test_scopes_choose_unit_indicator_and_verdict(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    put(work, work.document, number="2", level=1, state=ItemState.PROPOSED)
    put(work, work.document, number="9", level=1)
    actor = work.world.person(Role.TEAM_MEMBER)

    def numbers(scope: Scope) -> list[str]:
        package = package_of(actor, work.assessment, scope)
        return [chapter.number for chapter in package.chapters for _piece in chapter.pieces]

    assert numbers(Scope()) == ["1", "2", "9"]
    assert numbers(Scope(unit=work.world.office)) == ["1", "2"]
    assert numbers(Scope(number="9")) == ["9"]
    assert numbers(Scope(number="9", unit=work.world.office)) == []
    assert numbers(Scope(which=Which.ACCEPTED)) == ["1"]
    assert numbers(Scope(number="tidak ada")) == []
    name = take(work, scope=Scope(unit=work.world.office, number="1")).name
    assert name == "bukti-kota-contoh-2025-dinas-kominfo-indikator-1.zip"


def test_restricted_and_withdrawn_documents_stay_out(work: Work) -> None:
    store(work.document, b"%PDF isi")
    secret = make_document(work.world, "Terbatas", is_restricted=True, unit=None, author=None)
    store(secret, b"%PDF rahasia")
    put(work, secret)
    gone = make_document(work.world, "Ditarik")
    store(gone, b"%PDF ditarik")
    put(work, gone, withdrawn_at=clock.now())

    def titles(role: Role) -> list[str]:
        package = package_of(work.world.person(role), work.assessment, Scope())
        return [piece.title for piece in package.pieces]

    assert titles(Role.TEAM_MEMBER) == ["Perwali 1 Tahun 2024", "Terbatas"]
    assert titles(Role.LEADER) == ["Perwali 1 Tahun 2024"]


def test_assessors_take_what_was_sent_without_verdicts(work: Work, tmp_path: Path) -> None:
    store(work.document, b"%PDF isi")
    returned = make_document(work.world, "Dikembalikan")
    store(returned, b"%PDF dikembalikan")
    put(
        work,
        returned,
        state=ItemState.RETURNED,
        return_kind=ReturnKind.UNREADABLE,
        note="Catatan tim",
    )
    with pytest.raises(DeniedError):
        take(work, Role.ASSESSOR)
    work.move(State.SUBMITTED)
    folder = unpacked(take(work, Role.ASSESSOR, Scope(which=Which.ACCEPTED)), tmp_path)
    rows = manifest(folder)
    assert len(rows) == 2
    assert "Putusan" not in rows[0]
    everything = "".join(
        p.read_text(encoding="utf-8", errors="replace") for p in folder.glob("*.*ml")
    )
    assert "Catatan tim" not in everything
    event = Event.objects.filter(kind="package.taken").latest("sequence")
    assert event.scope == work.assessment.assessor_scope


@pytest.mark.parametrize("role", [Role.READER])
def test_readers_never_get_files(work: Work, role: Role) -> None:
    store(work.document, b"%PDF isi")
    for state in (State.FILLING, State.SUBMITTED, State.REPORTED):
        work.move(state)
        with pytest.raises(DeniedError):
            take(work, role)
    with pytest.raises(DeniedError):
        take_package(work.assessment, Scope(), actor=work.world.stranger)


def test_taking_is_told_in_the_trail_and_nothing_is_refused(work: Work) -> None:
    with pytest.raises(RefusedError):
        take(work)
    assert not Event.objects.filter(kind="package.taken").exists()
    store(work.document, b"%PDF isi")
    archive = take(work)
    event = Event.objects.get(kind="package.taken")
    assert event.new == {"berkas": 1, "bita": archive.size, "pilihan": "semua"}
    assert event.scope == work.world.city.scope


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_broken_line_leaves_no_file_open(work: Work) -> None:
    store(work.document, b"%PDF" + b"x" * 3_000_000)
    before = open_files()
    stream = take(work).stream
    got = 0
    while got < 1_000_000:
        got += len(next(stream))
    assert open_files() == before + 1
    stream.close()  # type: ignore[attr-defined]
    assert open_files() == before


def test_queries_do_not_grow_with_the_evidence(
    work: Work, django_assert_max_num_queries: Any
) -> None:
    for place in range(20):
        document = make_document(work.world, f"Dokumen {place}")
        put(work, document, number=str(place + 1), level=1)
    actor = work.world.person(Role.TEAM_MEMBER)
    with django_assert_max_num_queries(6):
        package_of(actor, work.assessment, Scope(unit=work.world.office))


def sparse(work: Work, count: int, size: int) -> None:
    """Many documents whose bytes take no room on the disk; only their lengths are real."""
    now = clock.now()
    blobs = [
        Blob(
            digest=hashlib.sha256(str(place).encode()).hexdigest(),
            size=size,
            content_type="application/pdf",
            stored_at=now,
        )
        for place in range(count)
    ]
    Blob.objects.bulk_create(blobs)
    facts = {"institution": work.world.city, "unit": work.world.office, "added_at": now}
    documents = [Document(title=f"Dokumen {place}", **facts) for place in range(count)]
    Document.objects.bulk_create(documents)
    versions = [
        DocumentVersion(document=document, revision=1, blob=blob, filename="a.pdf", at=now)
        for document, blob in zip(documents, blobs, strict=True)
    ]
    DocumentVersion.objects.bulk_create(versions)
    rows = [work.indicator(str(number)) for number in range(1, 11)]
    EvidenceItem.objects.bulk_create(
        EvidenceItem(
            assessment=work.assessment,
            indicator=rows[place % len(rows)],
            level=1 + place % 5,
            document=document,
            version=version,
            page=1,
            claim="Membuktikan kriteria.",
            added_at=now,
        )
        for place, (document, version) in enumerate(zip(documents, versions, strict=True))
    )
    for blob in blobs:
        path = STORE.path(blob.digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)


def test_three_thousand_documents_stream_in_flat_memory(work: Work) -> None:
    sparse(work, 3000, 120_000)
    tracemalloc.start()
    try:
        archive = take(work)
        sent = sum(map(len, archive.stream))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == archive.size > 360_000_000
    assert peak < 30 * 1024 * 1024, peak


def test_a_package_beyond_four_gigabytes_is_announced_exactly(work: Work) -> None:
    sparse(work, 3, 5_000_000_000)
    archive = take(work)
    assert archive.size > 15_000_000_000
    # The first bytes come at once; nobody reads fifteen gigabytes here.
    assert next(archive.stream)[:4] == b"PK\x03\x04"
