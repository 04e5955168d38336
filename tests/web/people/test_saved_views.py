import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from selaras.people.models import SavedView, User
from selaras.people.roles import Role
from selaras.people.services.saved_views import save_view
from selaras.web.people.saved_views import PAGES, place_at
from selaras.web.templatetags.people import field_value
from tests.people_fixtures import World
from tests.web.nation import Nation, make_nation

SAVE = reverse("people:saved_view_save")


@pytest.fixture
def root(client: Client, world: World) -> Client:
    client.force_login(world.person(Role.SYSTEM_ADMIN))
    return client


@pytest.fixture
def nation(db: None, settings, tmp_path) -> Nation:
    settings.MEDIA_ROOT = tmp_path
    return make_nation()


def text(answer) -> str:
    return answer.content.decode()


def links(page: str) -> dict[str, str]:
    """Name and address of the views in the menu; the current one is marked with a star."""
    rows = re.findall(r'saved-view">\s*<a class="menu-item" href="([^"]+)"([^>]*)>([^<]+)', page)
    return {
        name + ("*" if "aria-current" in more else ""): unescape(url) for url, more, name in rows
    }


def test_a_list_is_saved_opened_replaced_and_deleted(root: Client, world: World) -> None:
    address = "/instansi/?cari=&kategori=kota&setelah=abc"
    page = text(root.get(address))
    assert "Tampilan tersimpan" in page
    assert "Belum ada tampilan tersimpan." in page
    sent = unescape(re.search(r'name="address" value="([^"]+)"', page)[1])
    answer = root.post(SAVE, {"name": "Kota", "address": sent}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Tampilan “Kota” sudah disimpan." in text(answer)
    assert SavedView.objects.get().query == "kategori=kota"
    assert links(text(answer)) == {"Kota*": "/instansi/?kategori=kota"}

    other = text(root.get("/instansi/?kategori=provinsi"))
    assert links(other) == {"Kota": "/instansi/?kategori=kota"}
    assert "Kota Lain" in text(root.get("/instansi/?kategori=kota"))

    root.post(SAVE, {"name": "Kota", "address": "/instansi/?kategori=provinsi"})
    view = SavedView.objects.get()
    assert view.query == "kategori=provinsi"

    gone = reverse("people:saved_view_delete", args=[view.pk])
    assert gone in text(root.get("/instansi/"))
    answer = root.post(gone, {"address": "/instansi/?cari=x"}, follow=True)
    assert answer.redirect_chain == [("/instansi/?cari=x", 302)]
    assert "Tampilan “Kota” sudah dihapus." in text(answer)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("address", ["/instansi/", "/pengguna/", "/jejak/"])
def test_every_list_has_its_own_views(root: Client, world: World, address: str) -> None:
    assert "Saring atau urutkan daftar ini" in text(root.get(address))
    save_view(
        page="people:users" if address == "/instansi/" else "people:institutions",
        name="Lain",
        query="cari=a",
        actor=world.person(Role.SYSTEM_ADMIN),
    )
    root.post(SAVE, {"name": "Di sini", "address": f"{address}?cari=a%26b&cari=c"})
    assert links(text(root.get(address))) == {"Di sini": f"{address}?cari=a%26b&cari=c"}
    assert "Di sini*" in links(text(root.get(f"{address}?cari=c&cari=a%26b")))


def test_a_refusal_keeps_what_was_typed(root: Client, world: World) -> None:
    answer = root.post(SAVE, {"name": "x" * 61, "address": "/pengguna/?cari=a"})
    assert answer.status_code == 422
    page = text(answer)
    assert "paling banyak 60 karakter" in page
    assert "x" * 61 in page
    assert 'value="/pengguna/?cari=a"' in page
    answer = root.post(SAVE, {"name": "Saya", "address": "/pengguna/?setelah=a"})
    assert "Belum ada saringan atau urutan" in text(answer)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://contoh.test/instansi/?cari=a",
        "//contoh.test/instansi/?cari=a",
        "/\\contoh.test/instansi/",
        "instansi/?cari=a",
        "/akun/?cari=a",
        "/tidak-ada/",
        "http://[",
    ],
)
def test_only_a_list_of_this_site_is_saved_and_returned_to(
    root: Client, world: World, address: str
) -> None:
    assert place_at(address) is None
    assert root.post(SAVE, {"name": "Saya", "address": address}).status_code == 404
    view = save_view(
        page="people:users", name="Saya", query="cari=a", actor=world.person(Role.SYSTEM_ADMIN)
    )
    gone = reverse("people:saved_view_delete", args=[view.pk])
    assert root.post(gone, {"address": address}).headers["Location"] == "/"


def test_views_of_others_are_neither_shown_nor_found(root: Client, world: World) -> None:
    theirs = save_view(
        page="people:institutions", name="Rahasia", query="cari=a", actor=world.stranger
    )
    assert "Rahasia" not in text(root.get("/instansi/"))
    gone = reverse("people:saved_view_delete", args=[theirs.pk])
    assert root.post(gone, {"address": "/instansi/"}).status_code == 404
    assert root.get(gone).status_code == root.get(SAVE).status_code == 405
    assert Client().post(gone).status_code == Client().post(SAVE).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.stranger)
    assert strict.post(gone, {"address": "/instansi/"}).status_code == 403
    assert SavedView.objects.filter(pk=theirs.pk).exists()


def test_the_menu_asks_once_and_only_where_it_is_drawn(root: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        root.get("/instansi/")
    assert sum("people_savedview" in query["sql"] for query in asked.captured_queries) == 1
    with CaptureQueriesContext(connection) as asked:
        root.get("/hasil/")  # No results yet: nothing to list.
    assert not any("people_savedview" in query["sql"] for query in asked.captured_queries)


def admin(nation: Nation) -> User:
    return nation.world.person(Role.SYSTEM_ADMIN)


def test_a_view_of_the_overview_keeps_its_cycle(nation: Nation, client: Client) -> None:
    client.force_login(admin(nation))
    address = "/hasil/?siklus=2022:SPBE-2020&kategori=kota&predikat=&urut=nama"
    client.post(SAVE, {"name": "Kota 2022", "address": address})
    assert links(text(client.get("/hasil/"))) == {
        "Kota 2022": "/hasil/?siklus=2022%3ASPBE-2020&kategori=kota&urut=nama"
    }
    assert "Kota 2022*" in links(text(client.get(address)))


def test_a_view_of_the_indicators_keeps_the_table_and_serves_every_result(
    nation: Nation, client: Client
) -> None:
    client.force_login(admin(nation))
    city = f"/hasil/{nation.world.city.slug}/2022/"
    address = f"{city}?tahap=akhir&saring=di-bawah-target&urut=-langkah&simulasi=1"
    answer = client.post(SAVE, {"name": "Perlu kerja", "address": address})
    assert answer.headers["Location"] == f"{address}#indikator"
    view = SavedView.objects.get(name="Perlu kerja")
    assert view.query == "saring=di-bawah-target&urut=-langkah"
    page = text(client.get(f"{city}?tahap=akhir&saring=tetap&aspek=1&simulasi=1"))
    assert links(page) == {
        "Perlu kerja": f"{city}?tahap=akhir&simulasi=1&saring=di-bawah-target"
        "&urut=-langkah#indikator"
    }
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "indikator"})
    assert "Perlu kerja*" in links(text(part))


def test_every_page_that_saves_views_exists() -> None:
    for page in PAGES:
        arguments = {
            "assessments:result": ["kota-contoh", 2022],
            "review:queue": [1],
            "workspace:grid": [1],
            "plans:grid": ["kota-contoh", 1],
            "recommendations:list": ["kota-contoh"],
        }.get(page, [])
        assert place_at(reverse(page, args=arguments)).page == page
        assert field_value(page, "page") != page
