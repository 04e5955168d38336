"""Documents set as PDF from a Typst source and plain data, in a short-lived process of its own.

The typesetter keeps what it has set in memory; a process that ends gives it back. Sources import
nothing from outside their folder, and only the fonts that come with the typesetter are used, so the
same data gives the same pages on every machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CONTENT_TYPE = "application/pdf"
_PROCESS = "selaras.foundation.documents.pdf_process"
_SECONDS = 30


class SettingError(RuntimeError):
    """The document could not be set; the message is the typesetter's, for the log."""


def content(source: Path, data: Any) -> bytes:
    """The PDF of a source, tagged for screen readers. ``data`` is JSON, read there as ``data``.

    Raises SettingError when the source has a fault or takes more than half a minute.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the path is ours, the data is stdin
            [sys.executable, "-I", "-m", _PROCESS, str(source)],
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SettingError(f"{source.name}: longer than {_SECONDS} s") from None
    if done.returncode:
        raise SettingError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
