"""Many files handed in over a bad line, and a file seen in the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Watch, as_role
from tests.web.evidence.conftest import pdf

OPERATOR = "Operator Dinas Kominfo Kota Serang"
MEGABYTE = 1024 * 1024
PATIENCE = 60_000
"""Milliseconds: each file is looked into by a process of its own."""


@pytest.fixture
def papers(tmp_path: Path) -> Callable[..., list[str]]:
    """Files on the person's computer, by name and content."""

    def written(**contents: bytes) -> list[str]:
        paths = []
        for name, content in contents.items():
            path = tmp_path / f"{name}.pdf"
            path.write_bytes(content)
            paths.append(str(path))
        return paths

    return written


def large(words: str) -> bytes:
    """A whole PDF of more than three pieces: what it draws holds a long comment."""
    comment = "x" * (3 * MEGABYTE)
    return pdf(f"{words}) Tj ET\n%{comment}\nBT /F1 12 Tf (")


def sent(page: Page) -> Locator:
    """The files the page is sending."""
    return page.locator("[data-upload-list] .upload")


def drop(page: Page, paths: list[str]) -> None:
    page.goto("/bukti/unggah/")
    page.locator("#berkas").set_input_files(paths)


def test_each_file_has_its_own_verdict(
    page: Page, watch: Watch, papers: Callable[..., list[str]]
) -> None:
    as_role(page, OPERATOR)
    drop(
        page,
        papers(
            peraturan=pdf("peraturan pertama"),
            kosong=b"",
            program=b"MZ" + bytes(4000),
            keputusan=pdf("keputusan kedua"),
        ),
    )
    status = page.locator("[data-upload-total]")
    expect(status).to_have_text("2 dari 4 berkas tersimpan, 2 ditolak", timeout=PATIENCE)
    expect(sent(page).filter(has_text="kosong.pdf")).to_contain_text("Berkas kosong")
    expect(sent(page).filter(has_text="program.pdf")).to_contain_text("program atau skrip")
    expect(sent(page).filter(has_text="keputusan.pdf")).to_contain_text("Tersimpan")
    sent(page).filter(has_text="peraturan.pdf").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("peraturan")
    # The browser tells of each answer that refuses a file.
    assert all("422" in text for text in watch.complaints)
    watch.complaints.clear()


def test_a_broken_line_costs_one_piece(
    page: Page, watch: Watch, papers: Callable[..., list[str]]
) -> None:
    as_role(page, OPERATOR)
    offsets: list[int] = []

    def bad_line(route: Route) -> None:
        offset = route.request.headers.get("upload-offset")
        if route.request.method != "POST" or offset is None:
            route.continue_()
            return
        offsets.append(int(offset))
        if len(offsets) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/bukti/unggahan/[0-9a-f-]{36}/$"), bad_line)
    drop(page, papers(besar=large("laporan besar")))
    expect(sent(page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    assert offsets[:3] == [0, MEGABYTE, MEGABYTE]
    assert offsets == sorted(offsets)
    watch.complaints.clear()


def test_the_same_file_goes_on_after_a_reload(
    page: Page, watch: Watch, papers: Callable[..., list[str]]
) -> None:
    as_role(page, OPERATOR)
    paths = papers(terputus=large("laporan yang terputus"))
    offsets: list[int] = []
    stuck = True

    def line(route: Route) -> None:
        offset = int(route.request.headers.get("upload-offset", -1))
        if stuck and offset > 0:
            route.abort("connectionreset")
            return
        if offset >= 0:
            offsets.append(offset)
        route.continue_()

    page.route(re.compile(r"/bukti/unggahan/[0-9a-f-]{36}/$"), line)
    drop(page, paths)
    expect(sent(page)).to_contain_text("Sambungan terputus", timeout=PATIENCE)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/bukti/unggah/")
    expect(page.locator("main")).to_contain_text("Unggahan yang belum selesai")
    stuck = False
    page.locator("#berkas").set_input_files(paths)
    expect(sent(page)).to_contain_text("Tersimpan", timeout=PATIENCE)
    assert offsets.count(0) == 1
    watch.complaints.clear()


def test_a_file_is_seen_inside_the_page(
    page: Page, watch: Watch, papers: Callable[..., list[str]]
) -> None:
    as_role(page, OPERATOR)
    drop(page, papers(lihat=pdf("terlihat di halaman")))
    sent(page).get_by_role("link").click()
    page.get_by_role("link", name="Buka berkas").click()
    frame = page.locator("iframe")
    expect(frame).to_be_visible()
    address = frame.get_attribute("src") or ""
    answer = page.request.get(address)
    assert answer.status == 200
    assert answer.body() == pdf("terlihat di halaman")
    # The viewer is a part of the browser, and loads its own pages.
    watch.addresses[:] = [a for a in watch.addresses if not a.startswith("chrome")]
