"""No address and no parameter of it, however odd, ends in an error of ours."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.template.backends.django import Template as DjangoTemplate
from django.test import Client
from django.urls import reverse

import selaras.web
from selaras.people.roles import Role
from selaras.web.assessments.simulation import PREFIX
from tests.web.matrix import MATRIX
from tests.web.nation import Nation, make_nation
from tests.web.test_matrix import answered, signed_in

LIST = ("cari", "setelah", "urut")
RESULT = ("instrumen", "tahap", "saring", "aspek", "cari", "urut", "simulasi", f"{PREFIX}1")
OVERVIEW = (*LIST, "siklus", "tahap", "kategori", "predikat")
PEOPLE = (*LIST, "peran", "instansi", "status")
LIBRARY = (
    "cari",
    "setelah",
    "instansi",
    "jenis",
    "unit",
    "tahun",
    "kurang",
    "teks",
    "berlaku",
    "oleh",
)
REVIEW = ("keadaan", "alasan", "unit", "anggota", "aspek", "cari")
WORKSPACE = ("cari", "urut", "aspek", "keadaan", "unit", "anggota", "milik", "nilai")
RECOMMENDATIONS = ("tahun", "sumber", "keadaan", "unit", "aspek", "indikator", "lewat", "cari")
GRID = ("aspek", "cari", "dana", "kurang", "pj", "status", "tahun", "triwulan", "unit", "urut")
PARAMETERS: dict[str, tuple[str, ...]] = {
    "recommendations:mine": ("cari",),
    "recommendations:list": (*RECOMMENDATIONS, "urut", "setelah"),
    "recommendations:export": (*RECOMMENDATIONS, "urut"),
    "recommendations:suggest": ("dari", "penilaian", "di_bawah"),
    "recommendations:add": ("instrumen", "sumber"),
    "recommendations:bulk": ("pilih", "lakukan"),
    "plans:add": ("dari",),
    "plans:grid": (*GRID, "kelompok", "jadwal", "setelah", "edit", "baris", "dari"),
    "plans:grid_file": (*GRID, "kelompok"),
    "plans:paper": ("bentuk", "unit"),
    "plans:follow_up_table": ("instrumen", "bentuk", "unit", "tahun"),
    "monev:board": ("rencana", "tahun", "lihat"),
    "monev:board_export": ("rencana", "tahun", "lihat"),
    "monev:timeline": ("rencana", "tahun", "tahapan"),
    "monev:unit": ("rencana", "tahun"),
    "monev:unit_pdf": ("rencana", "tahun"),
    "planner:create": ("mulai",),
    "planner:options": ("cari", "asal", "hal", "pakai", "sasaran"),
    "planner:adopt": ("pilihan",),
    "worksheet:return": ("setelah",),
    "worksheet:list": ("setelah",),
    "webhooks:webhook": ("setelah", "keadaan", "rahasia"),
    "review:queue": (*REVIEW, "jenis", "setelah"),
    "review:queue_export": REVIEW,
    "review:item": REVIEW,
    "review:accept_many": (*REVIEW, "bukti"),
    "review:approve_many": ("jawaban",),
    "review:ask": ("tingkat",),
    "review:returned": ("tampil", "unit"),
    "review:returned_export": ("tampil", "unit"),
    "evidence:library": (*LIBRARY, "tampilan"),
    "evidence:library_export": LIBRARY,
    "evidence:picker": ("cari", "untuk", "banyak"),
    "evidence:upload": ("pemilik", "untuk"),
    "evidence:version": ("halaman",),
    "evidence:version_file": ("unduh",),
    "evidence:item": ("halaman",),
    "evidence:item_file": ("unduh",),
    "people:institutions": (*LIST, "kategori"),
    "people:institutions_export": (*LIST, "kategori"),
    "people:institution": ("tanggal", "berakhir"),
    "people:reorganisation": ("unit", "pilih"),
    "people:unit_create": ("induk",),
    "people:users": PEOPLE,
    "people:users_export": PEOPLE,
    "people:user_create": ("instansi",),
    "people:appoint": ("instansi",),
    "people:trail": ("jenis", "pelaku", "objek", "setelah"),
    "assessments:overview": OVERVIEW,
    "assessments:overview_export": OVERVIEW,
    "assessments:result": RESULT,
    "assessments:arithmetic": RESULT,
    "assessments:result_export": RESULT,
    "assessments:indicator": ("instrumen", "tahap", "luar"),
    "assessments:compare": ("kolom", "cari", "beda"),
    "assessments:compare_export": ("kolom", "cari", "beda"),
    "imports:list": ("setelah",),
    "imports:template": ("bentuk",),
    "instruments:instrument": ("versi",),
    "instruments:compare": ("a", "b"),
    "inbox:list": ("tampil", "setelah"),
    "reports:list": ("keadaan", "jenis", "cari", "setelah"),
    "reports:ask": ("penilaian", "cari-penilaian", "tahap", "bentuk", "bahasa", "langkah"),
    "reports:file": ("lihat",),
    "plotting:plot": ("unit", "anggota", "aspek", "cari", "pilih"),
    "plotting:plot_export": ("unit", "anggota", "aspek", "cari"),
    "plotting:progress": ("unit", "anggota", "keadaan"),
    "plotting:progress_export": ("unit", "anggota", "keadaan"),
    "external:desk_list": ("saring", "setelah"),
    "external:desk": ("saring", "aspek", "cari", "pilih"),
    "external:desk_export": ("saring", "aspek", "cari"),
    "external:finding_add": ("jenis", "draf"),
    "external:finals": ("nilai-1",),
    "assessments:announce": ("instrumen", "tahap"),
    "workspace:grid": (*WORKSPACE, "tampilan"),
    "workspace:grid_export": WORKSPACE,
    "workspace:indicator": ("tampilan", "langkah"),
    "workspace:evidence": ("dokumen", "tingkat", "page", "pointer", "claim"),
    "workspace:item": ("dokumen",),
    "workspace:people": ("pembaca",),
    "plans:action_add": ("rekomendasi", "indikator", "tingkat"),
    "plans:action_evidence": ("dokumen",),
    "open_data:results": (*LIST, "tahun", "kategori"),
    "open_data:result": ("instrumen",),
    "package:choose": ("unit", "indikator", "bukti"),
    "ui:search": ("q",),
    "ui:language": ("next",),
    "account_login": ("next",),
    "work:list": (*LIST, "siklus", "keadaan"),
    "work:history": ("indikator", "jenis", "pelaku", "setelah"),
    "work:verify": ("sidik",),
}
"""Address → the parameters its view reads. A parameter read somewhere must be in it."""

DIGITS = "9" * 4500
"""More than Python turns into a number."""


def cursor(*content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


VALUES = {
    "NUL": "a%00a",
    "half a character": quote(b"\xed\xa0\x80"),
    "broken UTF-8": "%ff%fe",
    "more digits than a number takes": DIGITS,
    "beyond 64 bits": str(2**63),
    "below zero": str(-(2**63) - 1),
    "unknown word": "tidak-ada",
    "very long text": "x" * 8000,
    "other digits": quote("٣²½"),
    "markup": quote("\"'><script>:%_\\@"),
    "newlines": "a%0d%0aSet-Cookie:b",
}
"""What any parameter may be given."""

SPECIAL = {
    "setelah": (
        cursor("f", "a", "x"),
        cursor([], 1, 2),
        cursor("f", "\0", 1),
        cursor("f", "\ud800", 1),
        cursor("f", 2**63, 2**63),
    ),
    "kolom": (f"kota-contoh:{2**63}", f"kota-contoh:{DIGITS}", "kota-contoh:%00"),
    "siklus": ("2022:%00", f"{2**63}:SPBE-2020", f"{DIGITS}:SPBE-2020"),
    "next": ("//[::1", "http://[", "javascript:x"),
    "tanggal": ("2025-13-45", "0000-00-00", "9999-12-31", "0001-01-01"),
}
"""What only one parameter understands."""
ALIKE = re.compile("_export$|:arithmetic$")
"""Addresses that read the parameters of another one: the mixtures are enough for them."""
PATHS: dict[str, tuple[object, ...]] = {
    "pk": (0, 2**31, 2**63, 10**30),
    "year": (0, 2**15, 2**63, 10**30),
    "revision": (0, 2**31, 2**63, 10**30),
    **dict.fromkeys(("slug", "identifier"), ("tidak-ada", "x" * 4000)),
    "number": ("0", DIGITS, "a\0", "\udce9", "x" * 4000, "../1"),
    "code": ("tidak-ada", DIGITS, "a\0", "x" * 4000),
    "suffix": ("exe", "a\0", "x" * 4000),
    "person": ("0", DIGITS, "a\0"),
    "token": ("0", DIGITS, "a\0"),
    "uidb36": ("0", "9" * 4500, "z" * 14),
    "key": ("0", "a\0"),
    **dict.fromkeys(("ret", "delivery"), (0, 2**31, 2**63, 10**30)),
    "verb": ("tidak-ada", "JEDA", "a\0", "x" * 4000),
    "step": ("tidak-ada", "TANDATANGAN", "a\0", "x" * 4000),
    "part": ("tidak-ada", "APA", "a\0", "x" * 4000),
    **dict.fromkeys(("item", "finding", "meeting", "sample", "signed"), (0, 2**31, 2**63, 10**30)),
    **dict.fromkeys(("plan", "required", "unit"), (0, 2**31, 2**63, 10**30)),
}
"""Names of what addresses are made of → odd ones."""


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def odd_queries(nation: Nation) -> Iterator[str]:
    """Every address with one odd parameter."""
    for name, parameters in PARAMETERS.items():
        for parameter in () if ALIKE.search(name) else parameters:
            for value in (*VALUES.values(), *SPECIAL.get(parameter, ())):
                yield f"{asked(name, nation)}{parameter}={value}"


def odd_mixtures(nation: Nation) -> Iterator[str]:
    """Every address with all its parameters odd at once, each in turn with each value."""
    values = list(VALUES.values())[1:]  # NUL would hide the others.
    for name, parameters in PARAMETERS.items():
        for turn in range(0, len(values), max(len(parameters), 1)):
            mixed = (
                f"{parameter}={values[(turn + place) % len(values)]}"
                for place, parameter in enumerate(parameters)
            )
            yield asked(name, nation) + "&".join(mixed)


def odd_paths(nation: Nation) -> Iterator[str]:
    """Every address with a part of its path odd, with parameters twice, or an unknown one."""
    for name, row in MATRIX.items():
        given = row.address(nation)
        twice = (f"{parameter}=a&{parameter}=1" for parameter in PARAMETERS.get(name, ("x",)))
        yield asked(name, nation) + "&".join(twice)
        yield asked(name, nation) + "%00=1"
        for part, value in given.items():
            mark: str | int = "TANDA" if isinstance(value, str) else 987654321
            address = reverse(name, kwargs={**given, part: mark}) + row.query
            for odd in PATHS[part]:
                text = str(odd).encode("utf-8", "surrogateescape")
                yield address.replace(str(mark), quote(text, safe=""))


def asked(name: str, nation: Nation) -> str:
    """The address up to where its next parameter goes."""
    row = MATRIX[name]
    return reverse(name, kwargs=row.address(nation)) + (f"{row.query}&" if row.query else "?")


def broken(nation: Nation, visitor: str, addresses: Iterator[str]) -> list[str]:
    """The addresses that end in an error."""
    cookies = signed_in(nation, visitor)
    return [address[:200] for address in addresses if answered(cookies, "get", address) >= 500]


ADMINS = [Role.SYSTEM_ADMIN.value, Role.INSTITUTION_ADMIN.value]


def test_odd_parameters_are_read(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    # What was read is drawn in the mixtures.
    monkeypatch.setattr(DjangoTemplate, "render", lambda *_arguments, **_named: "")
    assert not broken(nation, Role.INSTITUTION_ADMIN.value, odd_queries(nation))


@pytest.mark.parametrize("visitor", ADMINS)
def test_odd_parameters_are_drawn(nation: Nation, visitor: str) -> None:
    assert not broken(nation, visitor, odd_mixtures(nation))


@pytest.mark.parametrize("visitor", ADMINS)
def test_odd_paths_are_answered(nation: Nation, visitor: str) -> None:
    assert not broken(nation, visitor, odd_paths(nation))


@pytest.mark.parametrize("version", ["9" * 4500, str(2**63), "٣", "-1", ""])
def test_odd_versions_in_forms_are_answered(nation: Nation, version: str) -> None:
    client = Client()
    client.force_login(nation.world.person(Role.SYSTEM_ADMIN))
    person = nation.colleague
    switch = reverse("people:user_state", args=[person.pk])
    assert client.post(switch, {"version": version, "aktif": "tidak"}).status_code == 302
    person.refresh_from_db()
    assert person.is_active
    unit = nation.world.division
    journey = reverse("people:reorganisation", args=[nation.world.city.slug])
    answers = {"unit": unit.pk, f"version_{unit.pk}": version, "confirm": "1"}
    assert client.post(journey, answers).status_code == 200


@pytest.mark.parametrize("version", ["9" * 4500, "٠", "-1", ""])
def test_an_odd_version_is_never_the_first_one(nation: Nation, version: str) -> None:
    answer = nation.work.answer("3")
    assert answer.version == 0
    client = Client()
    client.force_login(nation.world.person(Role.UNIT_OPERATOR))
    desk = reverse("workspace:indicator", args=[nation.work.assessment.pk, "3"])
    sent = {"version": version, "fact": "Ditulis tanpa melihat"}
    assert client.post(desk, sent, headers={"Accept": "application/json"}).status_code == 409
    answer.refresh_from_db()
    assert (answer.version, answer.fact) == (0, "")


@pytest.mark.parametrize(
    "address",
    ["/instansi/?cari=%00", "/cari/?q=a%00a", "/jejak/?objek=%00", "/impor/templat/%00.xlsx"],
)
def test_nul_in_an_address_is_refused_on_the_page_for_it(nation: Nation, address: str) -> None:
    client = Client()
    client.force_login(nation.world.person(Role.SYSTEM_ADMIN))
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Permintaan tidak dapat dibaca" in answer.content.decode()


@pytest.mark.parametrize("sent", [{"name": "a\0"}, {"nama\0": "a"}, {"name": "\0", "slug": "\0"}])
@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart"])
def test_nul_in_a_form_is_refused(nation: Nation, sent: dict[str, str], form: str) -> None:
    client = Client()
    client.force_login(nation.world.person(Role.SYSTEM_ADMIN))
    address = reverse("people:institution_create")
    if form == "multipart":
        answer = client.post(address, sent)
    else:
        body = "&".join(f"{quote(name)}={quote(value)}" for name, value in sent.items())
        answer = client.post(address, body, content_type=form)
    assert answer.status_code == 400


def test_nul_in_a_cookie_is_refused(db: None) -> None:
    client = Client()
    client.cookies["sessionid"] = "abcdefgh\0"
    assert client.get(reverse("people:institutions")).status_code == 400


@pytest.mark.parametrize("charset", ["utf-16", "raw_unicode_escape", "utf-7"])
def test_addresses_are_read_as_utf_8_only(nation: Nation, charset: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(nation.world.person(Role.SYSTEM_ADMIN))
    kind = f"text/plain; charset={charset}"
    answer = client.get(r"/instansi/?cari=\ud800", headers={"Content-Type": kind})
    assert answer.status_code == 400
    plain = client.get(
        "/instansi/?cari=kota", headers={"Content-Type": "text/plain; charset=UTF-8"}
    )
    assert plain.status_code == 200


def test_every_parameter_is_tried() -> None:
    read = set()
    for path in Path(selaras.web.__file__).parent.rglob("*.py"):
        read |= set(re.findall(r'GET\.get(?:list)?\("(\w+)"', path.read_text(encoding="utf-8")))
    missing = read - {name for names in PARAMETERS.values() for name in names}
    assert not missing, f"add them to PARAMETERS: {sorted(missing)}"
