"""A real server with the demo data, once per test process, and a page in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.browser.chromium import browser as started_browser
from tests.browser.chromium import executable
from tests.homes import Home, running, untouched_home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this directory drives the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("server"))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The installation that the server below serves."""
    with untouched_home(tmp_path_factory.mktemp("demo")) as home:
        yield home


@pytest.fixture(scope="session")
def demo_server(demo_home: Home) -> Iterator[str]:
    """The address of the program with demo data, started like a person starts it."""
    with running(demo_home, "--demo", "--port", "0") as (_, address, _said):
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, or a skip that says why."""
    path = executable()
    if path is None:
        pytest.skip("no Chromium on this machine (package chromium, or SELARAS_CHROMIUM)")
    with started_browser(path) as running_browser:
        yield running_browser


@dataclass
class Watch:
    """What a page complained about and asked for while a test looked at it."""

    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        """Keep errors; a content security policy violation is one of them."""
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(self, request: Request) -> None:
        """Keep every address."""
        self.addresses.append(request.url)


@pytest.fixture
def watch() -> Watch:
    """The complaints of the page; a test that provokes one clears it."""
    return Watch()


@pytest.fixture
def context(chromium: Browser, demo_server: str) -> Iterator[BrowserContext]:
    """A fresh browser profile: a laptop of an office, Indonesian."""
    fresh = chromium.new_context(
        base_url=demo_server,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        viewport={"width": 1366, "height": 768},
        reduced_motion="reduce",
    )
    fresh.set_default_timeout(30_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, demo_server: str, watch: Watch) -> Iterator[Page]:
    """A page; an error on its console, or a request to another origin, fails the test."""
    fresh = context.new_page()
    fresh.on("console", watch.heard)
    fresh.on("pageerror", lambda error: watch.complaints.append(str(error)))
    fresh.on("request", watch.asked)
    yield fresh
    foreign = [a for a in watch.addresses if not a.startswith((demo_server, "data:", "blob:"))]
    assert not watch.complaints
    assert not foreign


def as_role(page: Page, person: str) -> None:
    """Sign in through the role switcher as the demo person of that name."""
    page.goto("/demo/")
    page.get_by_role("button", name=f"Masuk sebagai {person}", exact=True).click()
    page.wait_for_url(lambda address: "/demo/" not in address)
