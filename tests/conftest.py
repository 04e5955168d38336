"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.homes import Home, new_home

pytest_plugins = ["tests.people_fixtures"]

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that start real servers share one of them, so they run in one test process."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("server"):
            item.add_marker(pytest.mark.xdist_group("server"))


@pytest.fixture(autouse=True)
def indonesian() -> None:
    """Begin every test in Indonesian: a page shown in English leaves its language in the thread."""
    translation.activate("id")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A throw-away installation with empty tables, on the kind of database this run tests."""
    with new_home(tmp_path) as fresh:
        yield fresh
