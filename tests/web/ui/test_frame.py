import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse

from selaras.people.roles import Role
from selaras.web.navigation import GROUPS, navigation
from selaras.web.ui.lists import sort_state
from selaras.web.ui.search import Result, providers, search

pytestmark = pytest.mark.django_db
KILOBYTE = 1000


@pytest.fixture
def page(world, client):
    client.force_login(world.person(Role.SYSTEM_ADMIN))
    return client.get(reverse("ui:search"))


def test_every_page_of_the_rail_exists():
    for group in GROUPS:
        for item in group.items:
            assert reverse(item.view)


def rail(world, role, path="/cari/"):
    from django.urls import resolve

    request = RequestFactory().get(path)
    request.user = world.person(role)
    request.resolver_match = resolve(path)
    return {link.label: link for section in navigation(request) for link in section.links}


def test_rail_shows_what_the_person_may_open(world):
    assert {"Pengguna", "Jejak", "Impor"} <= set(rail(world, Role.SYSTEM_ADMIN))
    reader = set(rail(world, Role.READER))
    assert {"Beranda", "Hasil", "Bandingkan", "Instrumen"} <= reader
    assert not {"Pengguna", "Impor"} & reader


def test_rail_marks_where_the_person_is(world):
    links = rail(world, Role.READER, reverse("instruments:list"))
    assert [label for label, link in links.items() if link.current] == ["Instrumen"]


def test_theme_chosen_once_is_in_the_first_byte(world, client):
    client.force_login(world.person(Role.READER))
    answer = client.post(reverse("ui:appearance"), {"theme": "dark", "next": "/cari/?q=a"})
    assert answer.headers["Location"] == "/cari/?q=a"
    assert '<html lang="id" data-theme="dark">' in client.get(reverse("ui:search")).content.decode()
    client.post(reverse("ui:appearance"), {"theme": ""})
    assert "data-theme=" not in client.get(reverse("ui:search")).content.decode().split("<body")[0]


def test_theme_form_never_leads_to_another_site(client):
    answer = client.post(
        reverse("ui:appearance"), {"theme": "dark", "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_a_theme_nobody_offers_is_forgotten(client):
    client.cookies["tema"] = '"><script>'
    assert "<script>" not in client.get(reverse("account_login")).content.decode().split("<body")[0]


def test_the_browsers_language_does_not_decide(world, client):
    client.force_login(world.person(Role.READER))
    answer = client.get(reverse("ui:search"), headers={"accept-language": "en"})
    assert '<html lang="id"' in answer.content.decode()


def test_the_persons_language_does(world, client):
    client.force_login(world.person(Role.READER))
    client.post(reverse("ui:language"), {"language": "en", "next": "/cari/"})
    assert '<html lang="en"' in client.get(reverse("ui:search")).content.decode()


def test_first_load_is_light_and_comes_from_our_own_origin(page):
    html = page.content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assets = re.findall(r'(?:src|href)="/static/([^"]+)"', html)
    assert len(assets) > 10
    total = len(gzip.compress(page.content))
    for asset in assets:
        total += len(gzip.compress(Path(finders.find(asset)).read_bytes()))
    assert total <= 60 * KILOBYTE
    assert len(gzip.compress(page.content)) <= 10 * KILOBYTE


def test_no_page_frame_holds_code_or_style_of_its_own(page):
    html = page.content.decode()
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", html)


def test_search_finds_pages_by_part_of_their_name(world, rf):
    request = rf.get("/cari/")
    request.user = world.person(Role.READER)
    request.resolver_match = None
    assert Result("Bandingkan", "/bandingkan/", "Halaman") in search(request, " banding ")


def test_every_app_that_finds_things_is_asked():
    modules = {provider.__module__ for provider in providers()}
    assert {"selaras.web.ui.search", "selaras.web.people.search"} <= modules


def test_palette_gets_the_list_alone(world, client):
    client.force_login(world.person(Role.READER))
    part = client.get(reverse("ui:search"), {"q": "hasil"}, headers={"hx-request": "true"})
    whole = client.get(reverse("ui:search"), {"q": "hasil"})
    assert "<html" not in part.content.decode()
    assert "<html" in whole.content.decode()
    assert 'class="result"' in part.content.decode()


def test_search_without_hit_says_what_to_try(world, client):
    client.force_login(world.person(Role.READER))
    html = client.get(reverse("ui:search"), {"q": "<b>zzz"}).content.decode()
    assert "Tidak ada yang cocok" in html
    assert "<b>zzz" not in html


def test_sorting_keeps_filters_turns_round_and_drops_the_cursor(rf):
    first = sort_state(rf.get("/?saring=turun&setelah=abc").GET, "nilai")
    assert (first.url, first.aria) == ("?saring=turun&urut=nilai", "")
    second = sort_state(rf.get("/?urut=nilai").GET, "nilai")
    assert (second.url, second.aria) == ("?urut=-nilai", "ascending")
    down = sort_state(rf.get("/").GET, "nilai", falling=True)
    assert (down.url, down.aria) == ("?urut=-nilai", "")
    up = sort_state(rf.get("/?urut=-nilai").GET, "nilai", falling=True)
    assert (up.url, up.aria) == ("?urut=nilai", "descending")
    again = sort_state(rf.get("/?urut=nilai").GET, "nilai", falling=True)
    assert (again.url, again.aria) == ("?urut=-nilai", "ascending")
    third = sort_state(rf.get("/?urut=-nilai").GET, "nilai")
    assert (third.url, third.aria) == ("?urut=nilai", "descending")


def test_elements_do_not_see_the_page_around_them():
    assert settings.COTTON_ISOLATE_BY_DEFAULT
