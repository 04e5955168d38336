"""How the pages of actions write months."""

from __future__ import annotations

from datetime import date

from django.utils import formats


def period(first: date | None, last: date | None) -> str:
    """Months as people say them: "Maret 2025", "Jan–Mar 2025", "Nov 2025–Feb 2026"."""
    if first is None or last is None:
        return ""
    if first == last:
        return formats.date_format(first, "F Y")
    opening = "M" if first.year == last.year else "M Y"
    return f"{formats.date_format(first, opening)}–{formats.date_format(last, 'M Y')}"
