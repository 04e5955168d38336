"""The fingerprint of an instrument document: the same content, however it is written, has one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def canonical(document: Mapping[str, object]) -> str:
    """The document as one line of JSON: keys sorted, no spaces, no comments.

    Decimals are text, as they were written, so that a reader that makes floats of them and one
    that keeps the text agree.
    """
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(document: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, float) else value
