"""Receiving files over HTTP: in pieces, again after a break, many in one plain form."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from selaras.evidence.models import Document, Upload
from selaras.people.roles import Role
from tests.web.evidence.conftest import Enter, pdf
from tests.web.nation import Nation

CONTENT = pdf("dalam potongan")


@pytest.fixture
def operator(nation: Nation, enter: Enter) -> Client:
    return enter(nation.world.person(Role.UNIT_OPERATOR))


def begun(client: Client, name: str = "a.pdf", size: int = len(CONTENT)) -> dict[str, Any]:
    answer = client.post(reverse("evidence:upload_start"), {"nama": name, "ukuran": size})
    assert answer.status_code == 201
    said: dict[str, Any] = answer.json()
    return said


def piece(client: Client, address: str, offset: int, data: bytes) -> Any:
    return client.post(
        address,
        data,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def test_a_file_arrives_in_pieces(operator: Client) -> None:
    address = begun(operator)["alamat"]
    assert piece(operator, address, 0, CONTENT[:100]).json()["diterima"] == 100
    early = operator.post(f"{address}selesai/")
    assert (early.status_code, early.json()) == (409, {"diterima": 100})
    # The answer to a piece got lost: its sender asks, or is told where to go on.
    assert operator.get(address).json()["diterima"] == 100
    again = piece(operator, address, 0, CONTENT[:100])
    assert (again.status_code, again.json()) == (409, {"diterima": 100})
    piece(operator, address, 100, CONTENT[100:])
    done = operator.post(f"{address}selesai/").json()
    document = Document.objects.get(title="a")
    assert done["alamat"] == reverse("evidence:document", args=[document.pk])
    assert operator.post(f"{address}selesai/").json() == done
    same = begun(operator, "b.pdf")["alamat"]
    piece(operator, same, 0, CONTENT)
    refused = operator.post(f"{same}selesai/")
    assert refused.status_code == 422
    assert refused.json()["alamat"] == done["alamat"]


@pytest.mark.parametrize(
    ("size", "said"), [("0", "kosong"), (str(101 * 1024**2), "100 MB"), ("x", "kosong")]
)
def test_sizes_are_refused_before_anything_is_sent(operator: Client, size: str, said: str) -> None:
    answer = operator.post(reverse("evidence:upload_start"), {"nama": "a.pdf", "ukuran": size})
    assert answer.status_code == 422
    assert said in answer.json()["pesan"]


def test_uploads_of_others_are_not_found(nation: Nation, operator: Client, enter: Enter) -> None:
    address = begun(operator)["alamat"]
    other = enter(nation.world.person(Role.INSTITUTION_ADMIN))
    assert other.get(address).status_code == 404
    assert piece(other, address, 0, CONTENT).status_code == 404
    for end in ("selesai/", "batal/", "buang/"):
        assert other.post(address + end).status_code == 404
    assert Upload.objects.get().received == 0


def test_a_unit_of_others_cannot_be_named(nation: Nation, operator: Client) -> None:
    foreign = f"{nation.world.other_city.pk}-{nation.world.other_office.pk}"
    sent = {"nama": "a.pdf", "ukuran": 10, "pemilik": foreign}
    assert operator.post(reverse("evidence:upload_start"), sent).status_code == 403


def test_without_script_each_file_has_its_verdict(operator: Client) -> None:
    files = [
        SimpleUploadedFile("baik.pdf", pdf("baik")),
        SimpleUploadedFile("palsu.pdf", b"MZ" + bytes(2000)),
    ]
    answer = operator.post(reverse("evidence:upload"), {"berkas": files})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "program atau skrip" in text
    assert "palsu.pdf" in text
    assert Document.objects.filter(title="baik").exists()


def test_two_who_edit_at_once_see_each_other(nation: Nation, operator: Client) -> None:
    document = nation.work.document
    address = reverse("evidence:change", args=[document.pk])
    Document.objects.filter(pk=document.pk).update(version=1, signer="Sekretaris Daerah")
    sent = {"version": 0, "title": "Perwali", "kind": "peraturan", "signer": "Wali Kota"}
    answer = operator.post(address, sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Sekretaris Daerah" in text
    assert 'value="Wali Kota"' in text
    assert operator.post(address, {**sent, "version": 1}).status_code == 302
    document.refresh_from_db()
    assert document.signer == "Wali Kota"


@pytest.mark.parametrize("address", ["//lain.go.id/", "https://lain.go.id/", "/\\lain", "lain", ""])
def test_the_picker_leads_nowhere_else(operator: Client, address: str) -> None:
    assert operator.get(reverse("evidence:picker"), {"untuk": address}).status_code == 404


def test_the_picker_brings_the_choice_back(nation: Nation, operator: Client) -> None:
    answer = operator.get(reverse("evidence:picker"), {"untuk": "/bukti/?tingkat=2&dokumen=9"})
    text = answer.content.decode()
    assert 'action="/bukti/"' in text
    assert 'name="tingkat" value="2"' in text
    assert f'name="dokumen" value="{nation.work.document.pk}"' in text
    assert 'name="dokumen" value="9"' not in text


def test_a_page_that_wants_a_document_gets_it_back(nation: Nation, operator: Client) -> None:
    address = f"{reverse('evidence:upload')}?untuk=/bukti/%3Ftingkat%3D2"
    shown = operator.get(address).content.decode()
    assert 'name="tingkat" value="2"' in shown
    files = {"berkas": [SimpleUploadedFile("baru.pdf", CONTENT)]}
    answer = operator.post(address, files)
    made = Document.objects.get(title="baru")
    assert answer["Location"] == f"/bukti/?tingkat=2&dokumen={made.pk}"
    # The same content again: the document it is of will do.
    files = {"berkas": [SimpleUploadedFile("lagi.pdf", CONTENT)]}
    assert operator.post(address, files)["Location"] == answer["Location"]
    files = {"berkas": [SimpleUploadedFile("kosong.pdf", b"")]}
    assert operator.post(address, files).status_code == 422


def test_an_upload_leads_to_no_other_site(operator: Client) -> None:
    address = f"{reverse('evidence:upload')}?untuk=https://lain.go.id/"
    assert "lain.go.id" not in operator.get(address).content.decode().split("<main")[1]
    files = {"berkas": [SimpleUploadedFile("baru.pdf", CONTENT)]}
    assert operator.post(address, files)["Location"].startswith("/bukti/")
