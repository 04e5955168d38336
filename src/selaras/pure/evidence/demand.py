"""What a level asks of its evidence, read off the instrument's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from selaras.pure.instrument.model import Criterion, Indicator

_TWO_YEARS = re.compile(r"\b(?:2|dua)\s*(?:\(dua\)\s*)?tahun\b", re.IGNORECASE)
_LEVELS = re.compile(r"tingkat\s+(\d)(?:\s*[–-]\s*(\d))?", re.IGNORECASE)
_REVIEWED = ("reviu", "audit")
"""What a two-year rule is about; "evaluasi" goes with "reviu" in the instruments."""
_IN_BRACKETS = re.compile(r"\(([^()]*,[^()]*)\)")
_IN_A_ROW = re.compile(r"([^,;.()]+(?:, [^,;.()]+){2,},? (?:dan|serta)(?:/atau)? [^,;.()]+)")
_JOINT = re.compile(
    r",\s*(?:dan/atau|dan|serta|atau)\s+|\s+(?:dan/atau|dan|serta)\s+(?=[^,]*$)|,\s*"
)
_EXAMPLES = re.compile(r"\b(?:seperti|misalnya|antara lain|atau)\b", re.IGNORECASE)
_ACT = re.compile(r"(?:di(?:reviu|evaluasi|terapkan|tindaklanjuti|laksanakan)|kepada|sebagai)\b")
_VERB = re.compile(r"^me\w+ (?=\w)")
_PARTLY = re.compile(r"belum (?:lengkap|seluruh|semua)|sebagian", re.IGNORECASE)
_AS_BEFORE = re.compile(
    r"\b(?:ke(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)|seluruh|semua|lengkap)\b",
    re.IGNORECASE,
)
_EVERYONE = re.compile(
    r"\b(?:seluruh|semua|setiap)\s+(?:unit|perangkat|instansi|layanan|aplikasi|pegawai|opd|asn)",
    re.IGNORECASE,
)
_LONGEST_THING = 60
_FEWEST_THINGS = 3


@dataclass(frozen=True, slots=True)
class Period:
    """The days evidence of a cycle comes from, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Demand:
    """What one level of one indicator asks of its evidence.

    ``things`` are to be named, all of them if ``all_things``, else at least one. ``two_years``:
    reports of reviews and audits must be younger than that. ``everyone``: something is said to hold
    for every unit or service.
    """

    number: str
    level: int
    period: Period
    things: tuple[str, ...] = ()
    all_things: bool = False
    two_years: bool = False
    everyone: bool = False


def period_of(year: int, closes_on: date | None) -> Period:
    """From 1 January of the year before the cycle's to the last day of filling.

    Without a set window the year's last day stands for it. See decision record 0020.
    """
    return Period(date(year - 1, 1, 1), closes_on or date(year, 12, 31))


def demand_of(
    indicator: Indicator, level: int, period: Period, rules: Iterable[str] = ()
) -> Demand:
    """Read the demand of a level; ``rules`` are the instrument's own, in words."""
    criterion = indicator.criterion(level)
    text = criterion.text if criterion else ""
    return Demand(
        number=indicator.number,
        level=level,
        period=period,
        things=_things(indicator.criteria, level),
        all_things=not _PARTLY.search(text),
        two_years=_is_two_years(indicator, criterion, rules),
        everyone=bool(_EVERYONE.search(text)) and not _PARTLY.search(text),
    )


def enumeration(text: str) -> tuple[str, ...]:
    """The things a sentence counts up, at least three: in brackets, or in a row; () for none."""
    for found in _IN_BRACKETS.findall(text):
        if things := _parted(found):
            return things
    for found in _IN_A_ROW.findall(text):
        # The first of a row still has the sentence before it, often ending in a verb.
        first, comma, rest = found.partition(",")
        if things := _parted(_VERB.sub("", " ".join(first.split()[-2:])) + comma + rest):
            return things
    return ()


def _parted(row: str) -> tuple[str, ...]:
    """The things of a row; () when they are examples, alternatives or acts, or fewer than three."""
    if _EXAMPLES.search(row):
        return ()
    things = tuple(part.strip(" .;") for part in _JOINT.split(row) if part.strip(" .;"))
    if len(things) < _FEWEST_THINGS or any(_ACT.match(thing) for thing in things):
        return ()
    return things if all(len(thing) <= _LONGEST_THING for thing in things) else ()


def _things(criteria: Sequence[Criterion], level: int) -> tuple[str, ...]:
    """Of this level; or, where it points back ("keenam domain"), of the nearest one below."""
    texts = {criterion.level: criterion.text for criterion in criteria}
    text = texts.get(level, "")
    own = enumeration(text)
    if own or not _AS_BEFORE.search(text):
        return own
    for below in sorted((n for n in texts if n < level), reverse=True):
        if things := enumeration(texts[below]):
            return things
    return ()


def _is_two_years(indicator: Indicator, criterion: Criterion | None, rules: Iterable[str]) -> bool:
    if criterion is None:
        return False
    asked = f"{indicator.name} {criterion.text}".lower()
    usual = (*criterion.evidence, *indicator.evidence)
    return any(
        any(word in rule.lower() and word in asked for word in _REVIEWED)
        for rule in (*rules, *usual)
        if _TWO_YEARS.search(rule) and _is_for(rule, criterion.level)
    )


def _is_for(rule: str, level: int) -> bool:
    """Whether a rule that names levels means this one."""
    found = _LEVELS.search(rule)
    if found is None:
        return True
    first = int(found[1])
    return first <= level <= int(found[2] or first)
