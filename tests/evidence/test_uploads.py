"""Uploads in pieces: broken lines, wrong offsets, refusals, what is left behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from selaras.evidence.models import Document, Upload, UploadState
from selaras.evidence.services import uploads
from selaras.evidence.services.uploads import OffsetError, cancel, finish, receive, start
from selaras.foundation import clock
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.models import User
from selaras.people.roles import Role
from tests.evidence.pdfs import pdf
from tests.people_fixtures import World

CONTENT = pdf(["Peraturan tentang arsitektur"])


@pytest.fixture
def operator(world: World) -> User:
    return world.person(Role.UNIT_OPERATOR)


def begin(world: World, actor: User, content: bytes = CONTENT, name: str = "a.pdf") -> Upload:
    return start(world.city, name, len(content), actor=actor, unit=world.office)


def left_on_disk(files: Path) -> list[str]:
    return [p.name for p in (files / "evidence" / "waiting").glob("*")]


def test_pieces_add_up_to_a_document(world: World, operator: User, files: Path) -> None:
    upload = begin(world, operator)
    receive(upload, 0, CONTENT[:100], actor=operator)
    receive(upload, 100, CONTENT[100:], actor=operator)
    document = finish(upload, actor=operator)
    assert document.title == "a"
    assert document.unit == world.office
    upload.refresh_from_db()
    assert (upload.state, upload.document) == (UploadState.DONE, document)
    assert finish(upload, actor=operator) == document
    assert Document.objects.count() == 1
    assert not left_on_disk(files)


def test_a_broken_line_goes_on_where_it_broke(world: World, operator: User, files: Path) -> None:
    upload = begin(world, operator)
    receive(upload, 0, CONTENT[:100], actor=operator)
    # A piece reached the disk, but the server fell before it was acknowledged.
    part = files / "evidence" / "waiting" / f"{upload.key}.part"
    with part.open("ab") as file:
        file.write(b"torn")
    with pytest.raises(OffsetError) as told:
        receive(upload, 104, CONTENT[104:], actor=operator)
    assert told.value.received == 100
    with pytest.raises(OffsetError):
        finish(upload, actor=operator)
    receive(upload, told.value.received, CONTENT[100:], actor=operator)
    assert finish(upload, actor=operator).versions.get().blob.size == len(CONTENT)


def test_only_the_author_goes_on(world: World, operator: User) -> None:
    upload = begin(world, operator)
    for person in (world.person(Role.TEAM_MEMBER), world.stranger):
        for act in (
            lambda p: receive(upload, 0, b"x", actor=p),
            lambda p: finish(upload, actor=p),
            lambda p: cancel(upload, actor=p),
        ):
            with pytest.raises(DeniedError):
                act(person)


def test_more_than_was_announced_is_refused(world: World, operator: User) -> None:
    upload = begin(world, operator)
    with pytest.raises(RefusedError, match="tidak sesuai dengan ukuran"):
        receive(upload, 0, CONTENT + b"x", actor=operator)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [(0, "kosong"), (101 * 1024 * 1024, "berukuran 101 MB, paling besar 100 MB")],
)
def test_empty_and_too_large_are_refused_before_a_byte_is_sent(
    world: World, operator: User, size: int, sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        start(world.city, "a.pdf", size, actor=operator, unit=world.office)
    assert not Upload.objects.exists()


def test_a_refused_content_keeps_its_sentence(world: World, operator: User, files: Path) -> None:
    content = b"MZ\x90\x00 program"
    upload = begin(world, operator, content, "laporan.pdf")
    receive(upload, 0, content, actor=operator)
    with pytest.raises(RefusedError, match="program atau skrip"):
        finish(upload, actor=operator)
    upload.refresh_from_db()
    assert upload.state == UploadState.REFUSED
    assert "program atau skrip" in upload.refusal
    assert not left_on_disk(files)
    assert not Document.objects.exists()
    assert Event.objects.filter(kind="upload.refused").count() == 1
    with pytest.raises(RefusedError, match="program atau skrip"):
        receive(upload, 0, b"x", actor=operator)


def test_names_are_cleaned(world: World, operator: User) -> None:
    upload = begin(world, operator, name="../../etc/\x00pass\nwd\u202efdp.pdf")
    assert upload.filename == "pass wd fdp.pdf"
    with pytest.raises(RefusedError, match="Nama berkas"):
        begin(world, operator, name="../..\x00")


def test_cancelling_deletes_what_has_arrived(world: World, operator: User, files: Path) -> None:
    upload = begin(world, operator)
    receive(upload, 0, CONTENT[:10], actor=operator)
    assert cancel(upload, actor=operator).state == UploadState.CANCELLED
    assert not left_on_disk(files)
    with pytest.raises(RefusedError, match="sudah berakhir"):
        receive(upload, 10, CONTENT[10:], actor=operator)


def test_an_upload_replaces_the_file_of_a_document(world: World, operator: User) -> None:
    upload = begin(world, operator)
    receive(upload, 0, CONTENT, actor=operator)
    document = finish(upload, actor=operator)
    other = pdf(["Versi kedua"])
    with pytest.raises(DeniedError):
        start(world.city, "b.pdf", len(other), actor=world.stranger, replaces=document)
    second = start(world.city, "b.pdf", len(other), actor=operator, replaces=document)
    receive(second, 0, other, actor=operator)
    assert finish(second, actor=operator, note="Ditandatangani") == document
    assert document.versions.count() == 2
    assert document.versions.get(is_current=True).note == "Ditandatangani"


def test_a_replacement_that_came_too_late_can_be_finished_again(
    world: World, operator: User, files: Path
) -> None:
    upload = begin(world, operator)
    receive(upload, 0, CONTENT, actor=operator)
    document = finish(upload, actor=operator)
    other = pdf(["Versi kedua"])
    second = start(world.city, "b.pdf", len(other), actor=operator, replaces=document)
    receive(second, 0, other, actor=operator)
    with pytest.raises(ChangedMeanwhileError):
        finish(second, actor=operator, note="Diperbaiki", seen=document.version + 1)
    second.refresh_from_db()
    assert second.state == UploadState.RECEIVING
    assert f"{second.key}.part" in left_on_disk(files)
    assert not Event.objects.filter(kind="upload.refused").exists()
    assert finish(second, actor=operator, note="  ", seen=document.version) == document
    assert document.versions.get(is_current=True).note == "Unggahan baru"
    assert document.versions.count() == 2


def test_half_uploads_are_forgotten_after_a_week(world: World, operator: User, files: Path) -> None:
    upload, fresh = begin(world, operator), begin(world, operator)
    for each in (upload, fresh):
        receive(each, 0, CONTENT[:10], actor=operator)
    old = clock.now() - timedelta(days=8)
    Upload.objects.filter(pk=upload.pk).update(touched_at=old)
    assert uploads.forget_half.func() == 1
    assert list(Upload.objects.all()) == [fresh]
    assert all(name.startswith(str(fresh.key)) for name in left_on_disk(files))
