"""Comparing indicator names in a table with the instrument's, loosely: copies cut and vary them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from selaras.assessments.services.imports.plan import Findings
from selaras.pure.instrument.model import Instrument

LIKE = 0.55
"""Share of characters in common from which two names are taken for the same."""
COMPARED = 40
"""Names that may differ before the comparing stops."""

_BETWEEN = re.compile(r"[\W_]+")
_LEAD = "tingkat kematangan "


class NameCheck:
    """Notices names that belong to another indicator than their number says."""

    def __init__(self, instrument: Instrument, findings: Findings) -> None:
        self._names = {i.number: i.name for i in instrument.indicators()}
        self._findings = findings
        self._seen: set[tuple[str, str]] = set()
        self._strange = 0

    def compare(self, line: int, number: str, text: str) -> None:
        """Compare one name; each pair of number and name is looked at once."""
        if not text or (number, text) in self._seen or self._strange > COMPARED:
            return
        self._seen.add((number, text))
        name = self._names[number]
        if alike(text, name):
            return
        self._strange += 1
        if self._strange > COMPARED:
            self._findings.notice("names_unchecked", count=COMPARED)
        else:
            self._findings.notice(
                "name_differs", row=line, value=text[:120], number=number, name=name
            )


def alike(left: str, right: str) -> bool:
    """Whether two names can mean the same indicator: one begins the other, or most of it agrees."""
    one, two = _plain(left), _plain(right)
    if not one or one.startswith(two) or two.startswith(one):
        return True
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= LIKE


def _plain(name: str) -> str:
    text = _BETWEEN.sub(" ", name.casefold()).strip()
    return text.removeprefix(_LEAD)
