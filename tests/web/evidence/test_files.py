"""Files cannot be fetched by guessing: who may open which, in which state of the assessment."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.models import EvidenceItem
from selaras.assessments.states import FROZEN, State
from selaras.evidence.models import Document
from selaras.evidence.services.documents import add_file
from selaras.foundation import clock
from selaras.people.models import Institution, Unit, User
from selaras.people.roles import Role
from tests.web.evidence.conftest import Enter, pdf
from tests.web.nation import Nation

COLLEAGUES = [
    Role.INSTITUTION_ADMIN,
    Role.COORDINATOR,
    Role.RESPONSIBLE,
    Role.ENTRY,
    Role.TEAM_MEMBER,
    Role.UNIT_OPERATOR,
    Role.LEADER,
]
TEAM = COLLEAGUES[:5]


def handed_in(
    place: Institution,
    actor: User,
    words: str,
    unit: Unit | None = None,
    *,
    restricted: bool = False,
) -> Document:
    return add_file(
        place,
        io.BytesIO(pdf(words)),
        f"{words}.pdf",
        actor=actor,
        unit=unit,
        facts={"is_restricted": restricted},
    )


@pytest.fixture
def document(nation: Nation) -> Document:
    world = nation.world
    return handed_in(world.city, world.person(Role.UNIT_OPERATOR), "terbuka", world.office)


@pytest.fixture
def restricted(nation: Nation) -> Document:
    world = nation.world
    return handed_in(
        world.city, world.person(Role.ENTRY), "terbatas", world.division, restricted=True
    )


@pytest.fixture
def foreign(nation: Nation) -> Document:
    return handed_in(nation.world.other_city, nation.world.stranger, "milik kota lain")


def put_forward(nation: Nation, document: Document) -> EvidenceItem:
    return EvidenceItem.objects.create(
        assessment=nation.work.assessment,
        indicator=nation.work.indicator("2"),
        level=1,
        document=document,
        version=document.versions.get(is_current=True),
        added_at=clock.now(),
    )


def document_addresses(document: Document) -> list[str]:
    pk = document.pk
    return [
        reverse("evidence:document", args=[pk]),
        reverse("evidence:version", args=[pk, 1]),
        reverse("evidence:version_file", args=[pk, 1]),
        reverse("evidence:version_file", args=[pk, 1]) + "?unduh=1",
    ]


def item_addresses(item: EvidenceItem) -> list[str]:
    return [reverse("evidence:item", args=[item.pk]), reverse("evidence:item_file", args=[item.pk])]


def answers(client: Client, addresses: list[str]) -> set[int]:
    return {client.get(address).status_code for address in addresses}


@pytest.mark.parametrize("role", [*COLLEAGUES, Role.SYSTEM_ADMIN])
def test_colleagues_open_documents(
    nation: Nation, document: Document, enter: Enter, role: Role
) -> None:
    assert answers(enter(nation.world.person(role)), document_addresses(document)) == {200}


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.READER])
def test_outsiders_have_no_library(
    nation: Nation, document: Document, enter: Enter, role: Role
) -> None:
    nation.work.move(State.SUBMITTED)
    put_forward(nation, document)
    assert answers(enter(nation.world.person(role)), document_addresses(document)) == {404}


def test_another_institution_is_told_that_there_is_nothing(
    nation: Nation, document: Document, foreign: Document, enter: Enter
) -> None:
    stranger = enter(nation.world.stranger)
    assert answers(stranger, document_addresses(document)) == {404}
    assert answers(stranger, item_addresses(put_forward(nation, document))) == {404}
    assert answers(stranger, document_addresses(foreign)) == {200}
    own = enter(nation.world.person(Role.INSTITUTION_ADMIN))
    assert answers(own, document_addresses(foreign)) == {404}
    missing = own.get(reverse("evidence:version_file", args=[987654, 1]))
    refused = own.get(document_addresses(foreign)[2])
    assert missing.status_code == refused.status_code == 404
    # The page repeats the address that was asked for, and nothing else tells the two apart.
    told = missing.content.replace(b"987654", str(foreign.pk).encode())
    assert len(told) == len(refused.content)


@pytest.mark.parametrize("role", COLLEAGUES)
def test_restricted_documents_are_for_owner_and_team(
    nation: Nation, restricted: Document, enter: Enter, role: Role
) -> None:
    client = enter(nation.world.person(role))
    expected = {200} if role in TEAM else {404}
    assert answers(client, document_addresses(restricted)) == expected
    assert answers(client, item_addresses(put_forward(nation, restricted))) == expected


def test_the_list_and_the_search_keep_restricted_documents_out(
    nation: Nation, restricted: Document, enter: Enter
) -> None:
    leader = enter(nation.world.person(Role.LEADER))
    for address in (
        "/bukti/",
        "/bukti/?cari=terbatas",
        "/bukti/pilih/?untuk=/bukti/",
        "/bukti.csv",
    ):
        answer = leader.get(address)
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        assert reverse("evidence:document", args=[restricted.pk]).encode() not in body
        assert restricted.versions.get().blob.digest.encode() not in body


@pytest.mark.parametrize("state", State)
def test_assessors_open_evidence_once_it_was_sent(
    nation: Nation, document: Document, enter: Enter, state: State
) -> None:
    item = put_forward(nation, document)
    nation.work.move(state)
    assessor = enter(nation.world.person(Role.ASSESSOR))
    expected = {200} if state in FROZEN else {404}
    assert answers(assessor, item_addresses(item)) == expected
    assert answers(enter(nation.world.person(Role.READER)), item_addresses(item)) == {404}
    assert answers(enter(nation.world.stranger), item_addresses(item)) == {404}


def test_withdrawn_evidence_is_closed_to_assessors(
    nation: Nation, document: Document, enter: Enter
) -> None:
    item = put_forward(nation, document)
    nation.work.move(State.SUBMITTED)
    EvidenceItem.objects.filter(pk=item.pk).update(withdrawn_at=clock.now() - timedelta(days=1))
    assert answers(enter(nation.world.person(Role.ASSESSOR)), item_addresses(item)) == {404}


def test_an_assessor_of_nothing_gets_nothing(
    nation: Nation, document: Document, enter: Enter
) -> None:
    item = put_forward(nation, document)
    nation.work.move(State.SUBMITTED)
    assessor = nation.world.person(Role.ASSESSOR)
    assessor.appointments.update(institution=nation.world.other_city)
    assert answers(enter(assessor), item_addresses(item)) == {404}


def test_nobody_signed_in_is_sent_to_sign_in(nation: Nation, document: Document) -> None:
    assert answers(Client(), document_addresses(document)) == {302}


def test_the_file_comes_as_it_was_handed_in(
    nation: Nation, document: Document, enter: Enter
) -> None:
    client = enter(nation.world.person(Role.LEADER))
    address = reverse("evidence:version_file", args=[document.pk, 1])
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert b"".join(answer) == pdf("terbuka")  # type: ignore[arg-type]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "Content-Encoding" not in answer.headers
    part = client.get(address, headers={"Range": "bytes=0-4"})
    assert (part.status_code, b"".join(part)) == (206, b"%PDF-")  # type: ignore[arg-type]


def test_every_other_page_still_refuses_frames(
    nation: Nation, document: Document, enter: Enter
) -> None:
    answer = enter(nation.world.person(Role.LEADER)).get(document_addresses(document)[0])
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_an_item_opens_at_its_page(nation: Nation, document: Document, enter: Enter) -> None:
    item = put_forward(nation, document)
    EvidenceItem.objects.filter(pk=item.pk).update(page=3)
    answer = enter(nation.world.person(Role.LEADER)).get(item_addresses(item)[0])
    assert f"{item_addresses(item)[1]}#page=3" in answer.content.decode()
