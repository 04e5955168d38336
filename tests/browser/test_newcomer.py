"""A newcomer with an address and nothing else finds an index and understands it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Watch, as_role


def test_from_the_address_to_serangs_result(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Masuk sebagai Koordinator Kota Serang", exact=True).click()
    page.get_by_role("navigation").first.get_by_role("link", name="Hasil", exact=True).click()
    page.get_by_role("link", name="Kota Serang").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kota Serang")
    content = page.locator("main")
    expect(content).to_contain_text("2,49")
    expect(content).to_contain_text("Cukup")
    for figure in ("2,20", "1,90", "1,00", "3,44", "1,50", "2,00", "2,50", "3,40", "3,50"):
        expect(content).to_contain_text(figure)


def test_the_language_is_chosen_in_the_menu_and_stays(page: Page) -> None:
    as_role(page, "Koordinator Kota Serang")
    page.goto("/hasil/kota-serang/2022/")
    assert page.locator("html").get_attribute("lang") == "id"
    page.locator(".bar-tools details summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/hasil/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_the_result_page_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    as_role(page, "Koordinator Kota Serang")
    page.goto("/hasil/kota-serang/2022/")
    wide, seen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen


def test_a_page_that_is_not_there_says_so(page: Page, watch: Watch) -> None:
    as_role(page, "Koordinator Kota Serang")
    answer = page.goto("/tidak-ada/")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    watch.complaints.clear()  # the browser reports the 404 itself


def test_first_load_and_later_pages_are_small(page: Page, context: BrowserContext) -> None:
    as_role(page, "Koordinator Kota Serang")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.clearBrowserCache")
    page.goto("/hasil/kota-serang/2022/", wait_until="networkidle")
    first = sum(sizes)
    sizes.clear()
    page.goto("/hasil/kota-serang/2021/", wait_until="networkidle")
    later = sum(sizes)
    assert first <= 90_000, f"{first:.0f} bytes"
    assert later <= 30_000, f"{later:.0f} bytes"
