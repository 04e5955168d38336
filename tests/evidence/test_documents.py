"""Documents: handed in, corrected, replaced, removed; each content once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from selaras.evidence.models import Blob, Document, DocumentKind, TextState
from selaras.evidence.queries.files import path_of
from selaras.evidence.services.documents import (
    AlreadyThereError,
    Facts,
    add_file,
    change,
    mark_sample,
    remove,
    replace,
)
from selaras.evidence.services.facts import facts_of
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.models import Event
from selaras.people.roles import Role
from tests.evidence.pdfs import pdf
from tests.people_fixtures import SYSTEM, World

FACTS = Facts(
    title="Perwali Arsitektur SPBE",
    kind=DocumentKind.REGULATION,
    number="12/2024",
    dated=date(2024, 3, 1),
    signer="Wali Kota",
)


def add(world: World, content: bytes, name: str = "perwali.pdf", **more: object) -> Document:
    given = {"actor": world.person(Role.UNIT_OPERATOR), "unit": world.office, "facts": FACTS}
    return add_file(world.city, io.BytesIO(content), name, **{**given, **more})  # type: ignore[arg-type]


def stored(files: Path) -> list[Path]:
    return [p for p in (files / "evidence").rglob("*") if p.is_file()]


def test_a_file_becomes_a_document_with_its_facts(world: World, files: Path) -> None:
    document = add(world, pdf(["satu", "dua"]))
    version = document.versions.get()
    assert (version.revision, version.is_current, version.filename) == (1, True, "perwali.pdf")
    blob = version.blob
    assert (blob.content_type, blob.page_count) == ("application/pdf", 2)
    assert blob.text_state == TextState.WAITING
    path = path_of(blob)
    assert path is not None
    assert path.read_bytes() == pdf(["satu", "dua"])
    assert path.stat().st_mode & 0o077 == 0
    assert stored(files) == [path]
    event = Event.objects.get(kind="document.added")
    assert event.new["nomor" if "nomor" in event.new else "number"] == "12/2024"
    assert event.new["sidik"] == blob.digest
    assert event.scope == world.city.scope


def test_without_a_title_the_name_of_the_file_is_one(world: World) -> None:
    assert add(world, pdf(), "SK_Tim_SPBE.pdf", facts=None).title == "SK Tim SPBE"


def test_strangers_and_operators_of_other_units_hand_nothing_in(world: World) -> None:
    for actor, unit in (
        (world.stranger, None),
        (world.person(Role.UNIT_OPERATOR), world.division),
        (world.person(Role.ASSESSOR), None),
    ):
        with pytest.raises(DeniedError):
            add(world, pdf(), actor=actor, unit=unit)
    assert not Document.objects.exists()


def test_the_unit_must_be_of_the_institution(world: World) -> None:
    with pytest.raises(RefusedError, match="dari instansi ini"):
        add(world, pdf(), actor=world.person(Role.TEAM_MEMBER), unit=world.other_office)


def test_the_same_content_twice_names_the_document_there_is(world: World, files: Path) -> None:
    first = add(world, pdf())
    with pytest.raises(AlreadyThereError, match="Perwali Arsitektur SPBE") as refused:
        add(world, pdf(), "nama lain.pdf", facts=Facts(title="Lain"))
    assert refused.value.document == first
    assert Document.objects.count() == Blob.objects.count() == len(stored(files)) == 1


def test_another_institution_hears_nothing_of_it_and_the_bytes_lie_once(
    world: World, files: Path
) -> None:
    add(world, pdf())
    other = add_file(world.other_city, io.BytesIO(pdf()), "a.pdf", actor=world.stranger)
    assert Document.objects.count() == 2
    assert Blob.objects.count() == len(stored(files)) == 1
    remove(other, actor=world.stranger)
    assert len(stored(files)) == 1


def test_a_restricted_document_is_not_named_to_who_may_not_see_it(world: World) -> None:
    team = world.person(Role.TEAM_MEMBER)
    add(world, pdf(), actor=team, unit=None, facts=Facts(title="Rahasia", is_restricted=True))
    with pytest.raises(AlreadyThereError) as refused:
        add(world, pdf())
    assert refused.value.document is None
    assert "Rahasia" not in str(refused.value)


def test_facts_are_corrected_and_two_editors_notice(world: World) -> None:
    document = add(world, pdf())
    operator = world.person(Role.UNIT_OPERATOR)
    changed = change(
        document,
        {"title": "Perwali 12/2024", "number": "12/2024", "unit": world.office, "lain": 1},
        actor=operator,
        seen=0,
    )
    assert (changed.title, changed.version, changed.dated) == ("Perwali 12/2024", 1, None)
    event = Event.objects.get(kind="document.changed")
    assert event.old["title"] == "Perwali Arsitektur SPBE"
    assert "number" not in event.new
    with pytest.raises(ChangedMeanwhileError):
        change(document, FACTS, actor=operator, seen=0)
    same = change(changed, facts_of(changed), actor=operator, seen=1)
    assert same.version == 1


def test_validity_must_be_in_order(world: World) -> None:
    facts = Facts(title="x", valid_from=date(2025, 1, 2), valid_to=date(2025, 1, 1))
    with pytest.raises(RefusedError, match="Tanggal akhir"):
        add(world, pdf(), facts=facts)


def test_replacing_keeps_the_old_version(world: World, files: Path) -> None:
    document = add(world, pdf(["lama"]))
    operator = world.person(Role.UNIT_OPERATOR)
    with pytest.raises(RefusedError, match="alasan"):
        replace(document, io.BytesIO(pdf(["baru"])), "b.pdf", " ", actor=operator, seen=0)
    version = replace(
        document, io.BytesIO(pdf(["baru"])), "b.pdf", "Sudah ditandatangani", actor=operator, seen=0
    )
    assert (version.revision, version.is_current) == (2, True)
    old = document.versions.get(revision=1)
    assert not old.is_current
    assert path_of(old.blob) is not None
    with pytest.raises(AlreadyThereError):
        replace(document, io.BytesIO(pdf(["lama"])), "a.pdf", "kembali", actor=operator, seen=1)
    with pytest.raises(ChangedMeanwhileError):
        replace(document, io.BytesIO(pdf(["lagi"])), "a.pdf", "lagi", actor=operator, seen=0)
    assert document.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_removing_deletes_the_bytes_nobody_else_points_to(world: World, files: Path) -> None:
    document = add(world, pdf())
    with pytest.raises(DeniedError):
        remove(document, actor=world.stranger)
    remove(document, actor=world.person(Role.UNIT_OPERATOR))
    assert not Document.objects.exists()
    assert not Blob.objects.exists()
    assert not stored(files)
    assert Event.objects.filter(kind="document.removed").count() == 1


def test_samples_are_marked(world: World) -> None:
    document = add(world, pdf())
    mark_sample([document], actor=SYSTEM)
    mark_sample([document], actor=SYSTEM)
    assert Document.objects.get().is_sample
    assert Event.objects.filter(kind="document.sample").count() == 1
