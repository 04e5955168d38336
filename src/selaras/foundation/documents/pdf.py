"""Documents set as PDF from a Typst source and plain data, in a short-lived process of its own.

The typesetter keeps what it has set in memory; a process that ends gives it back. Sources import
nothing from outside their folder, and only the fonts that come with the typesetter or are named are
used, so the same data gives the same pages on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

CONTENT_TYPE = "application/pdf"
ACCESSIBLE: Final = ("ua-1",)
"""PDF/UA-1 (ISO 14289-1): the typesetter refuses what a screen reader could not read."""
_PROCESS = "selaras.foundation.documents.pdf_process"
_SECONDS = 30


class SettingError(RuntimeError):
    """The document could not be set; the message is the typesetter's, for the log."""


def content(
    source: Path,
    data: Any,
    *,
    fonts: Sequence[Path] = (),
    standards: Sequence[str] = (),
    written: datetime | None = None,
) -> bytes:
    """The PDF of a source, tagged for screen readers. ``data`` is JSON, read there as ``data``.

    ``fonts`` are folders of fonts beside the typesetter's own, ``standards`` what the PDF must
    live up to, ``written`` the moment it names as its making. Raises SettingError when the source
    has a fault, breaks a standard or takes more than half a minute.
    """
    wish = {"standards": [*standards], "written": written and int(written.timestamp())}
    return _set(source, data, fonts, {"format": "pdf", **wish})


def pictures(
    source: Path, data: Any, *, fonts: Sequence[Path] = (), dots: int = 200
) -> list[bytes]:
    """Every page of a source as a PNG of ``dots`` per inch. Raises SettingError as ``content``."""
    told = _set(source, data, fonts, {"format": "png", "dots": dots})
    head, rest = told.split(b"\n", 1)
    found: list[bytes] = []
    for length in json.loads(head):
        found.append(rest[:length])
        rest = rest[length:]
    return found


def _set(source: Path, data: Any, fonts: Sequence[Path], wish: dict[str, Any]) -> bytes:
    order = {
        **wish,
        "data": json.dumps(data, ensure_ascii=False),
        "fonts": [str(path) for path in fonts],
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the path is ours, the data is stdin
            [sys.executable, "-I", "-m", _PROCESS, str(source)],
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SettingError(f"{source.name}: longer than {_SECONDS} s") from None
    if done.returncode:
        raise SettingError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
