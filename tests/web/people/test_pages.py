import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from selaras.people.models import Appointment, Institution, Unit, User
from selaras.people.roles import Role
from selaras.people.services.users import change_user
from tests.people_fixtures import LONG_NAME, PASSWORD, World, make_person


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    client.force_login(world.person(Role.INSTITUTION_ADMIN))
    return client


@pytest.fixture
def root(world: World) -> Client:
    client = Client()
    client.force_login(world.person(Role.SYSTEM_ADMIN))
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_the_list_keeps_filters_in_its_address_and_exports_exactly_them(
    root: Client, world: World
) -> None:
    page = text(root.get("/instansi/?kategori=kota&cari=contoh"))
    assert "Kota Contoh" in page
    assert "Kota Lain" not in page
    assert "/instansi/daftar.csv?kategori=kota&amp;cari=contoh" in page
    answer = root.get("/instansi/daftar.csv?kategori=kota&cari=contoh")
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body), delimiter=";"))
    assert rows[1:] == [["Kota Contoh", "Kota", "'36.73", "Provinsi Contoh", "3", "9"]]
    book = openpyxl.load_workbook(io.BytesIO(root.get("/instansi/daftar.xlsx").content))
    assert [row[0].value for row in book.active.rows] == [
        "Nama",
        "Kota Contoh",
        "Kota Lain",
        "Provinsi Contoh",
    ]
    assert root.get("/instansi/daftar.exe").status_code == 404


def test_a_stranger_finds_nothing(world: World) -> None:
    client = Client()
    client.force_login(world.stranger)
    assert client.get(f"/instansi/{world.city.slug}/").status_code == 404
    assert "Kota Contoh" not in text(client.get("/instansi/?cari=contoh"))
    body = b"".join(client.get("/pengguna/daftar.csv").streaming_content).decode()
    assert "Admin Kota Lain" in body
    assert "Koordinator" not in body


def test_the_institution_shows_its_tree_on_a_day(admin: Client, world: World) -> None:
    address = reverse("people:institution", args=[world.city.slug])
    assert LONG_NAME in text(admin.get(address))
    assert LONG_NAME not in text(admin.get(address + "?tanggal=2019-01-01"))
    for nonsense in ("2019-13-45", "kemarin", ""):
        assert admin.get(address, {"tanggal": nonsense}).status_code == 200


def test_an_assessor_sees_the_units_but_not_the_people(client: Client, world: World) -> None:
    client.force_login(world.person(Role.ASSESSOR))
    page = text(client.get(reverse("people:institution", args=[world.city.slug])))
    assert "Bidang Aplikasi" in page
    assert "Orang dan penugasan" not in page


def test_what_was_typed_stays_when_the_form_is_refused(admin: Client, world: World) -> None:
    data = {"name": "Dinas Kominfo", "abbreviation": "DKI", "valid_from": "2020-01-01"}
    data |= {"version": "0", "parent": ""}
    page = text(admin.post(reverse("people:unit_create", args=[world.city.slug]), data))
    assert "Sudah ada unit yang masih berlaku dengan nama ini" in page
    assert 'value="DKI"' in page
    answer = admin.post(
        reverse("people:unit_create", args=[world.city.slug]),
        {**data, "name": "Dinas Arsip", "parent": world.office.pk},
    )
    made = Unit.objects.get(name="Dinas Arsip")
    assert made.parent == world.office
    assert answer.headers["Location"] == reverse("people:unit", args=[world.city.slug, made.pk])


def test_two_people_on_one_form_are_told(admin: Client, world: World) -> None:
    address = reverse("people:unit_change", args=[world.city.slug, world.office.pk])
    data = {"name": "Dinas Komdigi", "abbreviation": "", "valid_from": "2020-01-01", "version": 1}
    assert admin.post(address, data).status_code == 302
    page = text(admin.post(address, {**data, "name": "Dinas Lain"}))
    assert "baru saja diubah orang lain" in page
    assert 'value="Dinas Lain"' in page


def test_a_reorganisation_is_checked_before_it_happens(admin: Client, world: World) -> None:
    address = reverse("people:reorganisation", args=[world.city.slug])
    assert "Bidang Aplikasi" in text(admin.get(address))
    assert "paling sedikit satu unit" in text(admin.get(address + "?pilih=1"))
    page = admin.get(f"{address}?unit={world.office.pk}")
    data = {name: "" for name in page.context["form"].fields if name != "kept"}
    data |= {
        "unit": world.office.pk,
        f"version_{world.office.pk}": 1,
        "day": "2025-07-01",
        "decree": "Perwali 21/2025",
        "name_0": "Dinas Komdigi",
    }
    refused = text(admin.post(address, data))
    assert "Ada yang perlu diperbaiki" in refused
    data[f"move_{world.division.pk}"] = "new_0"
    check = admin.post(address, data)
    assert "Simpan penataan ulang" in text(check)
    assert "1 Juli 2025" in text(check)
    assert not Unit.objects.filter(name="Dinas Komdigi").exists()
    carried = {**dict(check.context["carried"]), "confirm": "1"}
    back = text(admin.post(address, {**carried, "edit": "1"}))
    assert 'value="Dinas Komdigi"' in back
    assert admin.post(address, carried).status_code == 302
    assert Unit.objects.get(pk=world.division.pk).parent.name == "Dinas Komdigi"
    again = text(admin.post(address, carried))
    assert "Unit mana yang berakhir" in again


def test_a_unit_is_moved_and_ended(admin: Client, world: World) -> None:
    slug, pk = world.city.slug, world.division.pk
    answer = admin.post(reverse("people:unit_move", args=[slug, pk]), {"parent": "", "version": 1})
    assert answer.status_code == 302
    admin.post(reverse("people:unit_close", args=[slug, pk]), {"day": "2025-06-30", "version": 2})
    assert Unit.objects.get(pk=pk).valid_to == date(2025, 7, 1)
    assert "30 Juni 2025" in text(admin.get(reverse("people:unit", args=[slug, pk])))


def test_a_person_is_added_appointed_invited_and_switched_off(
    admin: Client, world: World, django_capture_on_commit_callbacks, settings
) -> None:
    settings.MAIL = True
    data = {"name": "Baru", "email": "baru@contoh.go.id", "position": "", "version": 0}
    answer = admin.post("/pengguna/baru/", {**data, "institution": world.city.pk})
    person = User.objects.get(email="baru@contoh.go.id")
    page = reverse("people:user", args=[person.pk])
    assert answer.headers["Location"] == page
    term = {"role": Role.UNIT_OPERATOR.value, "unit": world.office.pk, "decree": "SK 2"}
    term |= {"decree_date": "2025-01-02", "valid_from": "2025-01-03", "last_day": ""}
    assert admin.post(f"{page}penugasan/", term).status_code == 302
    held = person.appointments.get()
    assert (held.unit, held.decree_date) == (world.office, date(2025, 1, 2))
    with django_capture_on_commit_callbacks(execute=True):
        shown = text(admin.post(f"{page}undangan/"))
    link = mail.outbox[0].body.split("http://testserver")[1].split()[0]
    assert f"http://testserver{link}" in shown
    guest = Client()
    assert "Baru" in text(guest.get(link))
    again = {"password": PASSWORD, "again": PASSWORD}
    assert "tidak sama" in text(guest.post(link, {**again, "again": "lain"}))
    assert guest.post(link, again).headers["Location"] == "/masuk/"
    assert guest.get(link).status_code == 410
    version = User.objects.get(pk=person.pk).version
    admin.post(f"{page}status/", {"aktif": "tidak", "version": version})
    assert not User.objects.get(pk=person.pk).is_active
    admin.post(
        reverse("people:appointment_end", args=[held.pk]), {"day": "2025-02-01", "version": 1}
    )
    assert Appointment.objects.get(pk=held.pk).valid_to == date(2025, 2, 2)


def test_the_administrator_chooses_the_place_of_an_appointment(root: Client, world: World) -> None:
    person = make_person("Calon", None)
    address = reverse("people:appoint", args=[person.pk])
    assert "Seluruh Selaras" in text(root.get(address))
    assert root.get(address + "?instansi=kota-contoh").context["form"].fields["unit"]
    site = root.get(address + "?instansi=sistem").context["form"]
    assert [value for value, _label in site.fields["role"].choices] == ["admin_sistem"]


def test_people_without_appointment_can_be_listed(admin: Client, world: World) -> None:
    make_person("Belum Bertugas", world.city)
    page = text(admin.get("/pengguna/", {"peran": "(kosong)"}))
    assert "Belum Bertugas" in page
    assert "Koordinator</a>" not in page


def test_an_institution_is_added_and_corrected(root: Client, world: World) -> None:
    data = {"name": "Kota Baru", "category": "kota", "code": "", "version": 0, "province": ""}
    assert root.post("/instansi/baru/", data).headers["Location"] == "/instansi/kota-baru/"
    data |= {"name": "Kota Baru Sekali", "province": world.province.pk, "version": 1}
    root.post("/instansi/kota-baru/ubah/", data)
    place = Institution.objects.get(slug="kota-baru")
    assert (place.name, place.province) == ("Kota Baru Sekali", world.province)


def test_the_trail_is_told_in_sentences(admin: Client, world: World) -> None:
    address = reverse("people:unit_change", args=[world.city.slug, world.office.pk])
    data = {"name": "Dinas Komdigi", "abbreviation": "", "valid_from": "2020-01-01", "version": 1}
    admin.post(address, data)
    page = text(admin.get("/jejak/"))
    assert "Data unit Dinas Komdigi diubah" in page
    assert "<del>Dinas Kominfo</del>" in page
    assert "Komdigi" not in text(admin.get("/jejak/?jenis=people.appointed"))
    stranger = Client()
    stranger.force_login(world.stranger)
    assert "Komdigi" not in text(stranger.get("/jejak/"))


def test_own_details_are_corrected(client: Client, world: World) -> None:
    person = world.person(Role.COORDINATOR)
    client.force_login(person)
    data = {"name": "Nama Baru", "position": "Sekda", "version": person.version}
    assert client.post("/akun/", data).status_code == 302
    assert world.person(Role.COORDINATOR).position == "Sekda"


def test_errors_speak_plainly(client: Client, world: World) -> None:
    assert "Halaman tidak ditemukan" in text(client.get("/tidak-ada/"))
    client.force_login(world.person(Role.LEADER))
    denied = client.get("/instansi/baru/")
    assert denied.status_code == 403
    assert "menambah instansi" in text(denied)


def test_the_search_finds_only_what_the_person_may_see(world: World) -> None:
    client = Client()
    client.force_login(world.stranger)
    assert "Kota Contoh" not in text(client.get("/cari/?q=contoh"))
    assert "Kota Lain" in text(client.get("/cari/?q=lain"))


def test_what_happened_before_a_move_stays_with_the_old_institution(
    root: Client, world: World
) -> None:
    person = make_person("Pindah", world.city)
    facts = {"email": person.email, "position": "", "actor": world.person(Role.SYSTEM_ADMIN)}
    change_user(person, **facts, name="Nama Lama", institution=world.city, version=1)
    change_user(person, **facts, name="Nama Lama", institution=world.other_city, version=2)
    change_user(person, **facts, name="Nama Baru", institution=world.other_city, version=3)
    page = f"/pengguna/{person.pk}/"
    assert len(root.get(page).context["history"]) == 3
    there = Client()
    there.force_login(world.stranger)
    (event,) = there.get(page).context["history"]
    assert [change.new for change in event.changes] == ["Nama Baru"]


def test_the_form_of_an_institution_shows_what_one_may_change(
    admin: Client, root: Client, world: World
) -> None:
    page = f"/instansi/{world.city.slug}/ubah/"
    assert list(root.get(page).context["form"].fields) == [
        "version",
        "name",
        "category",
        "code",
        "province",
    ]
    assert list(admin.get(page).context["form"].fields) == ["version", "name"]
    forged = {"name": "Nama Baru", "version": 1, "category": "provinsi", "code": "1"}
    admin.post(page, forged)
    place = Institution.objects.get(pk=world.city.pk)
    facts = (place.name, place.category, place.code, place.province)
    assert facts == ("Nama Baru", "kota", "36.73", world.province)


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31", "0001-01-01"])
def test_a_day_of_no_sensible_year_is_refused(admin: Client, world: World, day: str) -> None:
    sentence = "Tahun harus antara 1900 dan 2199."
    held = world.person(Role.LEADER).appointments.get()
    office = f"/instansi/{world.city.slug}/unit/{world.division.pk}/akhir/"
    for page in (f"/penugasan/{held.pk}/akhir/", office):
        assert sentence in text(admin.post(page, {"day": day, "version": 1}))
    term = {"role": Role.LEADER.value, "valid_from": "2025-01-01", "last_day": day}
    page = f"/pengguna/{world.people['pimpinan'].pk}/penugasan/"
    assert sentence in text(admin.post(page, term))
    plan = {"unit": world.division.pk, "day": day, "decree": "x", "name_0": "Baru"}
    assert sentence in text(admin.post(f"/instansi/{world.city.slug}/penataan/", plan))
    assert admin.get(f"/instansi/{world.city.slug}/?tanggal={day}").status_code == 200


def test_the_last_sensible_day_is_kept(admin: Client, world: World) -> None:
    held = world.person(Role.LEADER).appointments.get()
    admin.post(f"/penugasan/{held.pk}/akhir/", {"day": "2199-12-31", "version": 1})
    held.refresh_from_db()
    assert held.valid_to == date(2200, 1, 1)
    assert admin.get(f"/pengguna/{held.user_id}/").status_code == 200


@pytest.mark.parametrize("number", ["9" * 30, "9" * 4500, "-1", "x"])
def test_a_number_no_row_has_is_nobodys(admin: Client, world: World, number: str) -> None:
    page = f"/instansi/{world.city.slug}/penataan/"
    assert admin.get(page, {"unit": number}).status_code == 200
    plan = {"day": "2030-01-01", "decree": "x", "name_0": "Baru", "confirm": "ya"}
    version = {f"version_{world.division.pk}": number}
    answer = admin.post(page, {"unit": world.division.pk, **plan, **version})
    assert answer.status_code == 200
    member = world.people["pimpinan"].pk
    answer = admin.post(f"/pengguna/{member}/status/", {"aktif": "tidak", "version": number})
    assert answer.status_code == 302
    assert User.objects.get(pk=member).is_active
    world.division.refresh_from_db()
    assert world.division.valid_to is None
