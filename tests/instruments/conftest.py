"""What tests of instruments share."""

from __future__ import annotations

import pytest

from selaras.foundation.access import System
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.services.publish import load


@pytest.fixture
def published(db):
    """The project's instruments, published."""
    documents = [open_instrument(path).document for path in instrument_files()]
    return {p.version.code: p.version for p in load(documents, actor=System("uji"))}
