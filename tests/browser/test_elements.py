"""What the elements do in a browser: keys, palette, theme, drawer, forms, and who can use them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import as_role

PERSON = "Admin Instansi Kota Serang"
RESULT = "/hasil/kota-serang/2022/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def signed_in(page: Page) -> Page:
    as_role(page, PERSON)
    return page


def test_palette_finds_by_keyboard_alone(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    signed_in.keyboard.press("Control+k")
    field = signed_in.locator("#palette-text")
    expect(field).to_be_focused()
    field.press_sequentially("banding")
    expect(signed_in.locator("#palette .result[data-active]")).to_contain_text("Bandingkan")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url("**/bandingkan/**")


def test_escape_closes_the_palette_at_once(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    signed_in.keyboard.press("/")
    signed_in.locator("#palette-text").fill("x")
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator("#palette")).not_to_be_visible()


def test_j_and_k_walk_the_rows_and_enter_opens(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    rows = signed_in.locator("[data-rows] tbody tr")
    signed_in.keyboard.press("j")
    signed_in.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("data-active", "")
    signed_in.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("data-active", "")
    expect(rows.nth(0).locator("a").first).to_be_focused()


def test_keys_are_left_alone_while_typing(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    field = signed_in.locator("#f_decree")
    field.click()
    signed_in.keyboard.type("j/k?")
    expect(field).to_have_value("j/k?")
    expect(signed_in.locator("#palette")).not_to_be_visible()


def test_question_mark_shows_the_keys(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    signed_in.keyboard.press("?")
    expect(signed_in.locator("#keys")).to_be_visible()


def test_theme_switches_at_once_and_stays(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    root = signed_in.locator("html")
    signed_in.locator(".bar .menu-end > summary").click()
    with signed_in.expect_response("**/tampilan/"):
        signed_in.get_by_role("button", name="Gelap").click()
    expect(root).to_have_attribute("data-theme", "dark")
    signed_in.reload()
    expect(root).to_have_attribute("data-theme", "dark")


def test_a_form_is_sent_once_however_often_one_clicks(signed_in: Page) -> None:
    signed_in.goto("/ui/")
    sent = signed_in.evaluate(
        """() => {
          const form = document.createElement("form");
          form.method = "post";
          form.innerHTML = "<button>x</button>";
          document.querySelector("main").append(form);
          let passed = 0;
          window.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) passed += 1;
            event.preventDefault();
          });
          form.requestSubmit();
          form.requestSubmit();
          return passed;
        }"""
    )
    assert sent == 1


def test_drawer_opens_and_closes_without_script(chromium: Browser, signed_in: Page) -> None:
    bare = chromium.new_context(
        base_url=signed_in.url.split("/", 3)[0] + "//" + signed_in.url.split("/", 3)[2],
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        storage_state=signed_in.context.storage_state(),
    )
    try:
        phone = bare.new_page()
        phone.goto("/ui/")
        link = phone.locator(".rail").get_by_role("link", name="Bandingkan")
        expect(link).not_to_be_visible()
        phone.locator(".bar-menu").click()
        expect(link).to_be_visible()
        phone.locator(".rail-close").click()
        expect(link).not_to_be_visible()
    finally:
        bare.close()


@pytest.mark.parametrize(
    ("address", "width", "theme"),
    [
        ("/ui/", 1366, "light"),
        ("/ui/", 320, "dark"),
        (RESULT, 390, "light"),
        (RESULT, 1366, "dark"),
    ],
)
def test_everyone_can_use_it_at_every_width(
    signed_in: Page, address: str, width: int, theme: str
) -> None:
    signed_in.set_viewport_size({"width": width, "height": 800})
    signed_in.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    signed_in.goto(address)
    signed_in.evaluate("document.querySelectorAll('.disclosure').forEach(d => d.open = true)")
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(signed_in, options=RULES)
    assert [v["id"] for v in found.response["violations"]] == []


def test_forced_colours_keep_the_drawings(signed_in: Page) -> None:
    signed_in.emulate_media(forced_colors="active")
    signed_in.goto("/ui/")
    kept = signed_in.evaluate(
        "getComputedStyle(document.querySelector('.ladder')).forcedColorAdjust"
    )
    assert kept == "none"
