"""Reading scans with Tesseract, where its package and the Indonesian language data are installed.

Neither is needed for anything else: without them a scan simply stays without text, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import tesserocr
except ImportError:
    tesserocr = None

_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_LANGUAGE = "ind"


class Engine:
    """Tesseract with the Indonesian data loaded, for one process."""

    def __init__(self, api: Any) -> None:
        self._api = api

    def read(self, pixels: bytes, width: int, height: int, stride: int) -> str:
        """The text on a grey picture, one byte a pixel; ``stride`` is bytes a row."""
        self._api.SetImageBytes(pixels, width, height, 1, stride)
        return str(self._api.GetUTF8Text())

    def read_file(self, path: Path) -> str:
        """The text on a picture."""
        self._api.SetImageFile(str(path))
        return str(self._api.GetUTF8Text())


def data_folder() -> Path | None:
    """Where the language data lies; None when it is not installed."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [named, *_FOLDERS] if named else _FOLDERS
    for folder in folders:
        if (Path(folder) / f"{_LANGUAGE}.traineddata").is_file():
            return Path(folder)
    return None


def is_available() -> bool:
    """Whether scans can be read on this machine."""
    return tesserocr is not None and data_folder() is not None


@contextmanager
def engine() -> Iterator[Engine | None]:
    """An engine to read with, or None where scans cannot be read."""
    folder = data_folder()
    if tesserocr is None or folder is None:
        yield None
        return
    # Its threads stand in each other's way on small machines: one thread is six times quicker.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tesserocr.PyTessBaseAPI(path=str(folder), lang=_LANGUAGE) as api:
        yield Engine(api)
