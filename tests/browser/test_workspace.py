"""An answer in a real browser saves itself, survives a broken line and a second writer."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Watch, as_role

TEAM = "Anggota Tim Tata Kelola Kota Contoh"
STATUS = "[data-save-status]"


def _open_desk(page: Page, number: str) -> str:
    """The desk of an indicator of the assessment that is being filled; its address."""
    page.goto("/penilaian/")
    page.get_by_role("link", name=re.compile("Kota Contoh")).first.click()
    match = re.search(r"/penilaian/(\d+)/", page.url)
    assert match
    page.goto(f"/penilaian/{match[1]}/indikator/{number}/")
    return page.url


def test_an_answer_saves_itself_and_waits_for_a_broken_line(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    as_role(page, TEAM)
    _open_desk(page, "20")
    fact = page.locator("#fact")
    fact.fill("Ditulis di peramban.")
    expect(page.locator(STATUS)).to_have_attribute("data-tone", "saved")
    context.set_offline(True)
    fact.fill("Ditulis tanpa sambungan.")
    expect(page.locator(STATUS)).to_have_attribute("data-tone", "offline")
    context.set_offline(False)
    expect(page.locator(STATUS)).to_have_attribute("data-tone", "saved")
    page.reload()
    expect(fact).to_have_value("Ditulis tanpa sambungan.")
    watch.complaints.clear()  # the browser reports the broken line itself


def test_two_writers_choose_between_two_versions(
    page: Page, chromium: Browser, demo_server: str, watch: Watch
) -> None:
    as_role(page, TEAM)
    address = _open_desk(page, "21")
    other = chromium.new_context(base_url=demo_server, locale="id-ID").new_page()
    as_role(other, "Penanggung Jawab Kota Contoh")
    other.goto(address)
    other.locator("#fact").fill("Dari penanggung jawab.")
    expect(other.locator(STATUS)).to_have_attribute("data-tone", "saved")
    page.locator("#fact").fill("Dari anggota.")
    panel = page.locator("[data-conflict-panel]")
    expect(panel).to_contain_text("Dari penanggung jawab.")
    expect(panel).to_contain_text("Dari anggota.")
    panel.get_by_label(re.compile("^Keduanya")).check()
    panel.get_by_role("button", name="Simpan pilihan").click()
    expect(page.locator("#fact")).to_have_value("Dari penanggung jawab.\n\nDari anggota.")
    other.context.close()
    watch.complaints.clear()  # the browser reports the 409 itself
