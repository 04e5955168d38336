"""What every test of the interface may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.calling import Called, make_called


@pytest.fixture
def called(db: None, settings: Any, tmp_path: Path) -> Called:
    """The nation as programs meet it, in this test's database."""
    settings.MEDIA_ROOT = tmp_path
    settings.API_RATE = settings.API_FAILURES = 100_000
    return make_called()
