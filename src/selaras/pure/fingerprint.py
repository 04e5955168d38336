"""The fingerprint of a content: the same for the same content, another one for any other.

The content is plain JSON of mappings, sequences, texts, whole numbers, truth values and nothing;
figures travel as exact text, because two programs may write one floating-point number in two ways.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str, ...]
"""Where in a content something stands: the keys from the outside in."""


def canonical(content: Any) -> bytes:
    """The one way to write this content: UTF-8, keys in code point order, no blanks.

    Raises TypeError for what has no single way to be written: fractions of a number, other objects,
    keys that are no text.
    """
    _demand_plain(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits. Raises TypeError."""
    return hashlib.sha256(canonical(content)).hexdigest()


def grouped(digest: str, size: int = 8) -> str:
    """A fingerprint in groups a person can compare by eye."""
    return " ".join(digest[start : start + size] for start in range(0, len(digest), size))


def differing(before: Any, after: Any, path: Path = ()) -> Iterator[Path]:
    """Where two contents differ, as deep as both have the same keys, in the order of the keys."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            if key in before and key in after:
                yield from differing(before[key], after[key], (*path, key))
            else:
                yield (*path, key)
    elif before != after:
        yield path


def _demand_plain(content: Any) -> None:
    if content is None or isinstance(content, (str, int)):
        return
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise TypeError(f"key is no text: {key!r}")
            _demand_plain(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            _demand_plain(value)
    else:
        raise TypeError(f"no plain content: {content!r}")
