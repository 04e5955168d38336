"""The page of the letterhead, and the crest behind it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from selaras import __version__
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import Letterhead
from selaras.people.models.letterhead import CRESTS
from selaras.people.queries.letterheads import letterhead_of
from selaras.people.roles import Role
from selaras.people.services.letterheads import remove_crest, set_crest, set_letterhead
from tests.people_fixtures import World

HEAD = {
    "lines": "PEMERINTAH KOTA CONTOH\n  DINAS  KOMINFO \nJalan Contoh 1",
    "place": "Kota Contoh",
    "position": "Sekretaris Daerah",
    "signer": "Penanda Tangan, S.Kom.",
    "number": "19800101 200501 1 001",
}


def png(width: int = 64, height: int = 64, colour: int = 90, *, rows: int | None = None) -> bytes:
    """A grey PNG; fewer ``rows`` than its height make it a broken one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    lines = (b"\0" + bytes([colour]) * width) * (height if rows is None else rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def client_of(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.person(role))
    return client


def admin(world: World):
    return world.person(Role.INSTITUTION_ADMIN)


def test_nothing_is_set_at_first(world: World) -> None:
    assert letterhead_of(world.city) is None
    page = client_of(world, Role.INSTITUTION_ADMIN).get(
        reverse("people:letterhead", args=[world.city.slug])
    )
    assert "Kop belum diatur" in page.content.decode()


def test_the_foot_names_the_version_of_the_program_not_of_the_row(world: World) -> None:
    set_letterhead(world.city, **HEAD, version=0, actor=admin(world))
    page = client_of(world, Role.INSTITUTION_ADMIN).get(
        reverse("people:letterhead", args=[world.city.slug])
    )
    assert f"<span>Selaras {__version__}</span>" in page.content.decode()


def test_head_is_set_and_read(world: World) -> None:
    assert set_letterhead(world.city, **HEAD, version=0, actor=admin(world))
    found = letterhead_of(world.city)
    assert found is not None
    assert found.lines == ("PEMERINTAH KOTA CONTOH", "DINAS KOMINFO", "Jalan Contoh 1")
    assert (found.place, found.signer) == ("Kota Contoh", "Penanda Tangan, S.Kom.")
    assert found.crest is None
    assert not set_letterhead(world.city, **HEAD, version=1, actor=admin(world))
    (event,) = Event.objects.filter(kind="people.letterhead_changed")
    assert event.new["signer"] == "Penanda Tangan, S.Kom."
    assert event.scope == world.city.scope


def test_two_editors_notice_each_other(world: World) -> None:
    set_letterhead(world.city, **HEAD, version=0, actor=admin(world))
    for version in (0, 7):
        with pytest.raises(ChangedMeanwhileError):
            set_letterhead(
                world.city, **{**HEAD, "place": "X"}, version=version, actor=admin(world)
            )
    assert Letterhead.objects.get().place == "Kota Contoh"


@pytest.mark.parametrize(
    ("field", "value"),
    [("lines", "\n".join("1234567")), ("lines", "x" * 91), ("number", "bukan nomor")],
)
def test_what_would_not_stand_on_paper_is_refused(world: World, field: str, value: str) -> None:
    with pytest.raises(RefusedError) as refused:
        set_letterhead(world.city, **{**HEAD, field: value}, version=0, actor=admin(world))
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Letterhead.objects.exists()


def test_crest_stands_on_papers_until_taken_off(world: World) -> None:
    first, second = png(), png(colour=10)
    set_crest(world.city, io.BytesIO(first), version=0, actor=admin(world))
    found = letterhead_of(world.city)
    assert found is not None
    assert found.crest is not None
    assert (found.crest.content, found.crest.content_type) == (first, "image/png")
    old = Letterhead.objects.get().crest_digest
    set_crest(world.city, io.BytesIO(second), version=1, actor=admin(world))
    assert not CRESTS.path(old).exists()
    now = Letterhead.objects.get().crest_digest
    assert remove_crest(world.city, version=2, actor=admin(world))
    assert not CRESTS.path(now).exists()
    assert letterhead_of(world.city).crest is None
    assert not remove_crest(world.city, version=3, actor=admin(world))


def test_a_crest_two_share_stays_for_the_other(world: World) -> None:
    set_crest(world.city, io.BytesIO(png()), version=0, actor=admin(world))
    set_crest(world.other_city, io.BytesIO(png()), version=0, actor=world.stranger)
    remove_crest(world.city, version=1, actor=admin(world))
    assert letterhead_of(world.other_city).crest is not None


def test_a_stale_editor_leaves_no_file_behind(world: World, tmp_path) -> None:
    with pytest.raises(ChangedMeanwhileError):
        set_crest(world.city, io.BytesIO(png()), version=3, actor=admin(world))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "kosong"),
        (b"bukan gambar", "PNG atau JPEG"),
        (b"%PDF-1.7\n%%EOF", "PNG atau JPEG"),
        (png(20, 20), "piksel"),
        (png(5000, 60), "piksel"),
        (png(rows=3), "rusak"),
        (png()[:40] + b"IEND", "rusak"),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9", "rusak"),
        (png() + b"\0" * 1024 * 1024, "1 MB"),
    ],
)
def test_what_is_no_crest_is_refused(world: World, tmp_path, content: bytes, word: str) -> None:
    with pytest.raises(RefusedError) as refused:
        set_crest(world.city, io.BytesIO(content), version=0, actor=admin(world))
    assert word in str(refused.value), str(refused.value)
    assert {problem.field for problem in refused.value.problems} == {"crest"}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Letterhead.objects.exists()


def test_page_keeps_what_was_typed_and_saves(world: World) -> None:
    client = client_of(world, Role.INSTITUTION_ADMIN)
    address = reverse("people:letterhead", args=[world.city.slug])
    wrong = client.post(address, {**HEAD, "number": "salah", "langkah": "simpan", "version": "0"})
    assert wrong.status_code == 422
    assert "Penanda Tangan, S.Kom." in wrong.content.decode()
    assert "NIP hanya angka" in wrong.content.decode()
    right = client.post(address, {**HEAD, "langkah": "simpan", "version": "0"}, follow=True)
    assert "PEMERINTAH KOTA CONTOH" in right.content.decode()
    upload = SimpleUploadedFile("lambang.png", png(), "image/png")
    done = client.post(
        address, {"langkah": "lambang", "version": "1", "crest": upload}, follow=True
    )
    assert "Lambang sudah dipasang" in done.content.decode()
    assert client.post(address, {"langkah": "lambang", "version": "2"}).status_code == 422
    assert client.post(address, {"langkah": "lepas", "version": "1"}).status_code == 422


def test_crest_is_served_to_those_who_may_know_the_institution(world: World) -> None:
    set_crest(world.city, io.BytesIO(png()), version=0, actor=admin(world))
    address = reverse("people:letterhead_crest", args=[world.city.slug])
    answer = client_of(world, Role.READER).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == png()
    assert "private" in answer["Cache-Control"]
    stranger = Client()
    stranger.force_login(world.stranger)
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302
