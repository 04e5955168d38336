"""Which text every database can keep."""

from __future__ import annotations


def is_storable(text: str) -> bool:
    """Whether it holds neither NUL, which PostgreSQL refuses, nor half of a surrogate pair."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
