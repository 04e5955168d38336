"""Pages of the package of evidence: what they promise, and the download itself."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from selaras.assessments.states import State
from selaras.evidence.models.blob import STORE
from selaras.foundation.trail.models import Event
from selaras.people.roles import Role
from tests.web.nation import Nation, make_nation


@pytest.fixture
def nation(db: None, settings: Any, tmp_path: Any) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    found = make_nation()
    with STORE.receiving(io.BytesIO(b"%PDF isi"), 1000) as received:
        STORE.adopt(received)
    blob = found.work.document.versions.get().blob
    type(blob).objects.filter(pk=blob.pk).update(digest=received.digest, size=received.size)
    return found


def client_of(nation: Nation, role: Role) -> Client:
    client = Client()
    client.force_login(nation.world.person(role))
    return client


def test_the_page_says_what_it_would_bring_and_the_form_brings_it(nation: Nation) -> None:
    client = client_of(nation, Role.UNIT_OPERATOR)
    page = client.get(reverse("package:choose", args=[nation.work.assessment.pk])).content.decode()
    assert "Unduh ZIP" in page
    assert "Hanya yang diterima" in page
    assert not Event.objects.filter(kind="package.taken").exists()
    answer = client.post(
        reverse("package:take", args=[nation.work.assessment.pk]),
        {"indikator": "1", "bukti": "diterima"},
        headers={"Accept-Encoding": "gzip"},
    )
    content = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(content)
    assert not answer.has_header("Content-Encoding")
    assert 'filename="bukti-kota-contoh-2025-indikator-1.zip"' in answer["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert any(name.endswith("hal. 3.pdf") for name in names)
    assert Event.objects.filter(kind="package.taken").count() == 1


def test_nothing_to_take_is_said_on_the_page(nation: Nation) -> None:
    client = client_of(nation, Role.TEAM_MEMBER)
    answer = client.post(
        reverse("package:take", args=[nation.work.assessment.pk]), {"indikator": "9"}, follow=True
    )
    assert "Tidak ada berkas bukti dalam pilihan ini" in answer.content.decode()


def test_assessors_come_once_it_was_sent_and_choose_no_verdicts(nation: Nation) -> None:
    client = client_of(nation, Role.ASSESSOR)
    address = reverse("package:choose", args=[nation.work.assessment.pk])
    assert client.get(address).status_code == 404
    nation.work.move(State.SUBMITTED)
    page = client.get(address).content.decode()
    assert "Unduh ZIP" in page
    assert "Hanya yang diterima" not in page
    assert client_of(nation, Role.READER).get(address).status_code == 404


def test_buttons_lead_to_it_from_work_unit_and_indicator(nation: Nation) -> None:
    client = client_of(nation, Role.TEAM_MEMBER)
    work = nation.work.assessment
    address = reverse("package:choose", args=[work.pk])
    assert address in client.get(reverse("work:hub", args=[work.pk])).content.decode()
    indicator = client.get(reverse("workspace:indicator", args=[work.pk, "1"])).content.decode()
    assert f"{address}?indikator=1" in indicator
    place = nation.world
    unit = reverse("package:unit", args=[place.city.slug, place.office.pk])
    assert (
        unit
        in client.get(
            reverse("people:unit", args=[place.city.slug, place.office.pk])
        ).content.decode()
    )
    assert client.get(unit)["Location"] == f"{address}?unit={place.office.pk}"
    bare = reverse("package:unit", args=[place.city.slug, place.division.pk])
    assert "Belum ada penilaian" in client.get(bare).content.decode()
    nation.work.move(State.SUBMITTED)
    desk = client_of(nation, Role.ASSESSOR).get(reverse("external:desk", args=[work.pk]))
    assert address in desk.content.decode()
