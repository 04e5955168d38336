"""What every test of the library may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> Path:
    """A media folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"
