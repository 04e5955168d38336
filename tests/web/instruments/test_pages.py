"""The instrument browser says what the instruments say, to whoever signed in."""

from __future__ import annotations

import copy
import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from selaras.foundation.access import System
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import definition
from selaras.instruments.services.publish import load
from selaras.web.ui import search as palette

TEMPLATES = Path(__file__).parents[3] / "src/selaras/web/templates/instruments"
ADDRESSES = [
    "/instrumen/",
    "/instrumen/SPBE-2018/",
    "/instrumen/SPBE-2020/",
    "/instrumen/PEMDI-2026/",
    "/instrumen/SPBE-2018/indikator/35-2/",
    "/instrumen/SPBE-2020/indikator/3/",
    "/instrumen/PEMDI-2026/indikator/5/",
    "/instrumen/banding/",
    "/instrumen/banding/?a=SPBE-2018&b=SPBE-2020",
    "/instrumen/banding/?a=SPBE-2020&b=PEMDI-2026@1",
]


def text(response):
    """What a reader sees."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_asks_for_sign_in(client, db, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith("/masuk/") or "login" in response.url


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_needs_few_queries(reader, published, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(6):
        assert reader.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_inline_style_or_script(reader, published, address):
    body = reader.get(address).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", body)


def test_the_list_shows_every_instrument(reader, published):
    shown = text(reader.get("/instrumen/"))
    for version in published.values():
        assert definition(version).name in shown
        assert definition(version).status in shown


def test_the_list_without_instruments_teaches_the_next_step(reader):
    assert "selaras instruments load" in text(reader.get("/instrumen/"))


@pytest.mark.parametrize("code", ["SPBE-2018", "SPBE-2020", "PEMDI-2026"])
def test_an_instrument_shows_all_it_knows(reader, published, code):
    response = reader.get(f"/instrumen/{code}/")
    shown, found = text(response), definition(published[code])
    for part in (
        *(d.name for d in found.real_domains()),
        *(a.name for a in found.aspects()),
        *(band.name for band in found.bands),
        *(name for levels in found.level_names.values() for name in levels.values()),
        *(rule.text for rule in found.rules),
        *(rule.source for rule in found.rules),
        *found.legal_basis,
        *found.confidence.values(),
        *found.formula.values(),
        *(external.method for external in found.external_indices),
        published[code].digest,
    ):
        assert " ".join(part.split()) in shown
    for indicator in found.indicators():
        link = reverse("instruments:indicator", args=[code, indicator.number])
        assert f'href="{link}"' in response.content.decode()


def test_weights_are_shown_exactly(reader, published):
    body = reader.get("/instrumen/SPBE-2018/").content.decode()
    assert '<span title="10/3 %">3,33\N{NO-BREAK SPACE}%</span>' in body
    shown = text(reader.get("/instrumen/SPBE-2020/"))
    for weight in ("16,5 %", "45,5 %", "2,75 %", "1,3 %", "100 %"):
        assert weight in shown


def test_an_instrument_without_domains_shows_no_domain_row(reader, published):
    assert b"tree-domain" not in reader.get("/instrumen/PEMDI-2026/").content
    assert reader.get("/instrumen/SPBE-2020/").content.count(b"tree-domain") == 4


@pytest.mark.parametrize(
    ("code", "number"), [("SPBE-2018", "1"), ("SPBE-2020", "3"), ("PEMDI-2026", "6")]
)
def test_an_indicator_shows_its_ladder_evidence_and_sources(reader, published, code, number):
    shown = text(reader.get(f"/instrumen/{code}/indikator/{number}/"))
    indicator = definition(published[code]).indicator(number)
    for part in (
        indicator.question,
        indicator.name,
        indicator.note,
        *(c.text for c in indicator.criteria),
        *(item for c in indicator.criteria for item in c.evidence),
        *indicator.evidence,
        *indicator.sources,
    ):
        assert " ".join(part.split()) in shown


def test_counterparts_are_linked_both_ways(reader, published):
    newer = reader.get("/instrumen/PEMDI-2026/indikator/1/").content.decode()
    assert 'href="/instrumen/SPBE-2020/indikator/12/"' in newer
    older = reader.get("/instrumen/SPBE-2020/indikator/12/").content.decode()
    assert 'href="/instrumen/PEMDI-2026/indikator/1/"' in older


def test_instances_know_each_other(reader, published):
    body = reader.get("/instrumen/SPBE-2018/indikator/35-2/").content.decode()
    assert 'href="/instrumen/SPBE-2018/indikator/35-1/"' in body
    assert 'href="/instrumen/SPBE-2018/indikator/35-3/"' in body
    assert reader.get("/instrumen/SPBE-2018/indikator/35/").status_code == 404


def test_neighbours_lead_through_the_whole_instrument(reader, published):
    address, seen = "/instrumen/PEMDI-2026/indikator/1/", 0
    while address:
        seen += 1
        body = reader.get(address).content.decode()
        found = re.search(r'rel="next" href="([^"]+)"', body)
        address = found[1] if found else ""
    assert seen == len(list(definition(published["PEMDI-2026"]).indicators()))


def test_old_versions_stay_readable_and_say_so(reader, published):
    document = copy.deepcopy(open_instrument(instrument_files()[0]).document)
    document.update(versi=2, status="versi dua")
    document["domain"][0]["aspek"][0]["nama"] = "Aspek berganti nama"
    load([document], actor=System("uji"))
    now = reader.get("/instrumen/PEMDI-2026/")
    assert "Aspek berganti nama" in text(now)
    before = reader.get("/instrumen/PEMDI-2026/?versi=1")
    assert "Aspek berganti nama" not in text(before)
    assert "digantikan" in text(before)
    link = "/instrumen/PEMDI-2026/indikator/1/?versi=1"
    assert f'href="{link}"' in before.content.decode()
    assert "digantikan" in text(reader.get(link))
    changed = text(reader.get("/instrumen/banding/?a=PEMDI-2026@1&b=PEMDI-2026@2"))
    assert "Aspek berganti nama" in changed
    assert "pindah aspek" in changed


@pytest.mark.parametrize(
    "address",
    [
        "/instrumen/ENTAH/",
        "/instrumen/SPBE-2020/?versi=9",
        "/instrumen/SPBE-2020/?versi=x",
        "/instrumen/SPBE-2020/indikator/999/",
        "/instrumen/ENTAH/indikator/1/",
    ],
)
def test_what_is_not_there_is_not_found(reader, published, address):
    assert reader.get(address).status_code == 404


def test_comparing_2018_with_2020(reader, published):
    shown = text(reader.get("/instrumen/banding/?a=SPBE-2018&b=SPBE-2020"))
    assert "47 indikator baru, 37 hilang, 0 berubah, 0 berpadanan." in shown
    assert "Target indeks – 2,6" in shown
    assert "Kebijakan Internal SPBE 17 % Kebijakan SPBE 13 %" in shown
    assert "Manajemen SPBE 16,5 % baru" in shown


def test_comparing_names_what_it_does_not_know(reader, published):
    response = reader.get("/instrumen/banding/?a=<b>&b=SPBE-2020")
    assert "Instrumen tidak ditemukan" in text(response)
    assert b"<b>." not in response.content


def test_an_instrument_compared_with_itself(reader, published):
    assert "Tidak ada perbedaan" in text(reader.get("/instrumen/banding/?a=SPBE-2020&b=SPBE-2020"))


def test_the_palette_finds_instruments_and_indicators(reader, published, rf):
    request = rf.get("/")
    request.user = reader.get("/instrumen/").context["user"]._wrapped
    request.resolver_match = None
    titles = [(r.title, r.url) for r in palette.search(request, "arsitektur spbe")]
    assert (
        "11. Arsitektur SPBE Instansi Pusat/Pemerintah Daerah",
        "/instrumen/SPBE-2020/indikator/11/",
    ) in titles
    assert any(url == "/instrumen/PEMDI-2026/" for _, url in
               [(r.title, r.url) for r in palette.search(request, "pemdi-2026")])  # fmt: skip


def test_no_template_knows_a_count_or_a_weight():
    for path in TEMPLATES.glob("*.html"):
        words = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", path.read_text(encoding="utf-8"))
        assert not re.search(r"(?<![\w.#-])(47|37|35|20|1[,.]3|2[,.]75|100)(?![\w-])", words), path
