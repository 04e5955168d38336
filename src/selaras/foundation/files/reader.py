"""Looking into files: by a short-lived process of its own, with limits on memory and time.

A file made to exhaust the server exhausts that process only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selaras.foundation.files import kinds
from selaras.foundation.files.reader_exit import PASSWORD

_PROCESS = "selaras.foundation.files.reader_process"
_INSPECT_SECONDS = 20
_END_SECONDS = 30
"""How long a reader that has told its last page may take to end."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """The text of one page, counted from 1. ``source`` is "layer", "ocr", "none" or "blank"."""

    number: int
    text: str
    source: str


class UnreadableError(Exception):
    """The text of the file cannot be read: too slow, too greedy, or broken further in."""


def count_pages(path: Path) -> int:
    """How many pages the file has. Raises RefusedError for locked and broken files."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module and a path of our own making
            [sys.executable, "-m", _PROCESS, "inspect", str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_INSPECT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise kinds.truncated() from None
    if done.returncode == PASSWORD:
        raise kinds.protected()
    if done.returncode:
        raise kinds.truncated()
    return int(json.loads(done.stdout)["pages"])


def read_pages(path: Path, content_type: str) -> Iterator[PageContent]:
    """The text page by page as the process finds it, of any readable type.

    Raises UnreadableError, possibly after some pages.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module and a path of our own making
        [sys.executable, "-m", _PROCESS, "read", str(path), content_type],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if process.stdout is None:
            raise UnreadableError
        for line in process.stdout:
            with suppress(json.JSONDecodeError):
                found: dict[str, Any] = json.loads(line)
                yield PageContent(found["page"], found["text"], found["source"])
        if process.wait(timeout=_END_SECONDS):
            raise UnreadableError
    finally:
        process.kill()
        process.communicate()
