"""The signs of legends, drawn exactly as in the charts."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString, mark_safe

_LINE = '<g class="series series-{kind}"><line x1="0" x2="22" y1="7" y2="7"/></g>'
SIGNS: Final = {
    "last": '<circle class="mark-last" cx="11" cy="7" r="4"/>',
    "target": '<path class="mark-target" d="M11 3l5 7h-10z"/>',
    "claimed": '<path class="mark-claimed" d="M11 2l5 5l-5 5l-5 -5z"/>',
    "reviewed": '<path class="mark-reviewed" d="M7 3h8v8h-8z"/>',
    "assessor": '<path class="mark-assessor" d="M11 2l5 5l-5 5l-5 -5z"/>',
    **{
        f"line-{kind}": _LINE.format(kind=kind)
        for kind in ("now", "last", "average", "national", "target")
    },
}
"""Ladder markers by kind, radar lines as "line-" and kind."""


def key_svg(kind: str) -> SafeString:
    """One sign. Raises KeyError for a kind no chart draws."""
    return mark_safe(  # noqa: S308 - fixed text
        '<svg class="chart key" width="22" height="14" aria-hidden="true" focusable="false">'
        f"{SIGNS[kind]}</svg>"
    )
