"""Names of files as people and programs send them, made fit to be shown and kept."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Characters of the longest name that is kept."""
_BETWEEN = re.compile(r"\s+")


def clean_name(name: str) -> str:
    """The name without path parts, control and direction characters; empty when nothing is left.

    A long name loses its middle, never its ending.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = unicodedata.normalize("NFC", last)
    # Control, format (such as the right-to-left override), surrogate and private characters.
    plain = "".join(" " if unicodedata.category(c).startswith("C") else c for c in plain)
    plain = _BETWEEN.sub(" ", plain).strip(" .")
    if len(plain) <= LONGEST:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST].strip(" .")
    return f"{stem[: LONGEST - len(ending) - 1].strip(' .')}.{ending}"


def title_of(name: str) -> str:
    """A title to begin with, from a file's name: without ending and underscores."""
    stem, dot, ending = name.rpartition(".")
    base = stem if dot and len(ending) <= 5 else name
    return _BETWEEN.sub(" ", base.replace("_", " ")).strip() or name
