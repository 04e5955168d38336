"""Rules that look at a piece of evidence and say what they see. None of them decides.

They read frozen facts and give outcomes; the sentences are told upstairs. See
``docs/algorithms/evidence-checks.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from selaras.pure.evidence.demand import Demand
from selaras.pure.language.words import question, words

STANDING = frozenset({"peraturan", "keputusan", "pedoman", "rencana", "kontrak", "sertifikat"})
"""Kinds that hold until they are repealed or run out, whenever they were dated."""
FORMAL = STANDING | {"surat", "notula"}
"""Kinds that carry a number, a date and a signature."""
_REVIEWS = frozenset(question("reviu evaluasi audit"))
_COVERAGE = frozenset(question("matriks rekapitulasi cakupan persentase"))
_ALL = re.compile(r"\b(?:seluruh|semua|setiap)\b|\b100\s*(?:%|persen)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19[89]\d|20[0-4]\d)(?!\d)")
_NUMBER_INSIDE = re.compile(r"\bNOMOR\s*:?\s*([\w./\- ]{1,40}?\d{4})\b", re.IGNORECASE)
_KIND_WORDS: Mapping[str, frozenset[str]] = {
    "peraturan": frozenset({"perwali", "perbup", "pergub", "perda", "peraturan", "permen"}),
    "keputusan": frozenset({"sk", "keputusan", "kepwali", "kepbup", "kepgub"}),
    "laporan": frozenset({"laporan"}),
    "notula": frozenset({"notula", "notulen", "notulensi"}),
    "sertifikat": frozenset({"sertifikat"}),
    "kontrak": frozenset({"kontrak", "pks"}),
}
_EMPTY_WORDS = frozenset({"scan", "dokumen", "final", "rev", "revisi", "bukti", "file", "berkas"})


class Verdict(StrEnum):
    """What a rule found; a person decides."""

    OK = "ok"
    WARN = "warn"
    UNKNOWN = "unknown"


class Text(StrEnum):
    """How much text the file has."""

    WHOLE = "whole"
    PARTLY = "partly"
    NONE = "none"
    WAITING = "waiting"
    UNREAD = "unread"
    """Of a kind whose text is not read."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a document and of the place it is put forward for.

    ``keys`` are the stems of its text, ``beginning`` is the text of its first page, ``elsewhere``
    are the indicator numbers, besides this one, in which the same file stands, ``claim`` is what it
    is said to show and ``points`` whether a page or article is named.
    """

    kind: str
    title: str
    filename: str
    text: Text
    number: str = ""
    dated: date | None = None
    signer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    keys: frozenset[str] = frozenset()
    beginning: str = ""
    claim: str = ""
    points: bool = False
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule's word. ``code`` names its sentence, ``facts`` fill it."""

    code: str
    verdict: Verdict
    facts: Mapping[str, object] = field(default_factory=dict)


def examine(facts: DocumentFacts, demand: Demand) -> tuple[Outcome, ...]:
    """Every rule's word, warnings first; a rule that has nothing to ask says nothing."""
    rules = (
        has_text(facts),
        in_period(facts, demand),
        is_formal(facts),
        is_young(facts, demand),
        names_things(facts, demand),
        stands_elsewhere(facts),
        is_named_alike(facts),
        covers_all(facts, demand),
    )
    rank = {Verdict.WARN: 0, Verdict.UNKNOWN: 1, Verdict.OK: 2}
    return tuple(sorted((r for r in rules if r), key=lambda outcome: rank[outcome.verdict]))


def has_text(facts: DocumentFacts) -> Outcome:
    """Whether the file can be searched and quoted."""
    verdicts = {Text.WHOLE: Verdict.OK, Text.PARTLY: Verdict.WARN, Text.NONE: Verdict.WARN}
    return Outcome(f"text-{facts.text}", verdicts.get(facts.text, Verdict.UNKNOWN))


def in_period(facts: DocumentFacts, demand: Demand) -> Outcome:
    """Whether it is dated inside the period, or still holds from before it."""
    start, end = demand.period.start, demand.period.end
    told = {"dated": facts.dated, "start": start, "end": end, "valid_to": facts.valid_to}
    if facts.valid_to and facts.valid_to < start:
        return Outcome("period-lapsed", Verdict.WARN, told)
    if facts.dated is None:
        return Outcome("period-undated", Verdict.UNKNOWN, told)
    if facts.dated > end:
        return Outcome("period-after", Verdict.WARN, told)
    if facts.dated >= start:
        return Outcome("period-inside", Verdict.OK, told)
    if facts.kind in STANDING:
        return Outcome("period-standing", Verdict.OK, told)
    return Outcome("period-before", Verdict.WARN, told)


def is_formal(facts: DocumentFacts) -> Outcome | None:
    """Whether an official paper carries number and signer; other papers are not asked."""
    if facts.kind not in FORMAL:
        return None
    inside = _NUMBER_INSIDE.search(facts.beginning)
    if facts.number and facts.signer:
        return Outcome("formal-complete", Verdict.OK, {"number": facts.number, "by": facts.signer})
    if not facts.number and inside:
        found = " ".join(inside[1].split())
        return Outcome("formal-number-inside", Verdict.WARN, {"number": found})
    if not facts.number and not facts.signer:
        return Outcome("formal-neither", Verdict.WARN)
    return Outcome("formal-signer" if facts.number else "formal-number", Verdict.WARN)


def is_young(facts: DocumentFacts, demand: Demand) -> Outcome | None:
    """Whether a report of a review or an audit is younger than two years, where that is asked."""
    spoken = {word.key for word in words(facts.title)}
    is_review = facts.kind in {"laporan", "notula"} or not spoken.isdisjoint(_REVIEWS)
    if not demand.two_years or not is_review or facts.kind == "peraturan":
        return None
    if facts.dated is None:
        return Outcome("age-undated", Verdict.UNKNOWN)
    limit = two_years_before(demand.period.end)
    told = {"dated": facts.dated, "limit": limit}
    is_within = facts.dated > limit
    return Outcome("age-young" if is_within else "age-old", _plain(is_within), told)


def names_things(facts: DocumentFacts, demand: Demand) -> Outcome | None:
    """Whether the text names what this level counts up."""
    if not demand.things:
        return None
    if not facts.keys:
        return Outcome("things-unread", Verdict.UNKNOWN, {"things": demand.things})
    missing = tuple(t for t in demand.things if not facts.keys.issuperset(question(t)))
    told = {"things": demand.things, "missing": missing, "count": len(demand.things)}
    if not missing:
        return Outcome("things-named", Verdict.OK, told)
    if not demand.all_things and len(missing) < len(demand.things):
        return Outcome("things-some", Verdict.OK, told)
    return Outcome("things-missing", Verdict.WARN, told)


def stands_elsewhere(facts: DocumentFacts) -> Outcome | None:
    """Whether the same file proves other indicators; fine as long as it says where to look."""
    if not facts.elsewhere:
        return None
    code = "elsewhere-pointed" if facts.points else "elsewhere"
    return Outcome(code, _plain(facts.points), {"numbers": facts.elsewhere})


def is_named_alike(facts: DocumentFacts) -> Outcome | None:
    """Whether the file's name contradicts what the document is said, or reads, to be."""
    stem = facts.filename.rpartition(".")[0] or facts.filename
    spoken = stem.lower().replace("_", " ")
    bare = frozenset(re.findall(r"[^\W_]+", spoken))
    kinds = [kind for kind, marks in _KIND_WORDS.items() if not marks.isdisjoint(bare)]
    told: dict[str, object] = {"filename": facts.filename, "title": facts.title}
    if kinds and facts.kind in _KIND_WORDS and facts.kind not in kinds:
        return Outcome("name-kind", Verdict.WARN, told)
    known = f"{facts.title} {facts.number} {facts.dated or ''} {facts.beginning}"
    years = set(_YEAR.findall(spoken))
    if years and _YEAR.search(known) and years.isdisjoint(_YEAR.findall(known)):
        return Outcome("name-year", Verdict.WARN, {**told, "year": min(years)})
    telling = {k for k in question(spoken) if k not in _EMPTY_WORDS and k.isalpha() and len(k) > 2}
    if len(telling) >= 2 and telling.isdisjoint(w.key for w in words(known)):
        return Outcome("name-other", Verdict.WARN, told) if facts.keys else None
    return Outcome("name-alike", Verdict.OK, told)


def covers_all(facts: DocumentFacts, demand: Demand) -> Outcome | None:
    """Whether a claim about everyone comes with a list of who is meant."""
    if not (demand.everyone or _ALL.search(facts.claim)):
        return None
    if not facts.keys:
        return Outcome("coverage-unread", Verdict.UNKNOWN)
    has_list = not facts.keys.isdisjoint(_COVERAGE)
    return Outcome("coverage-listed" if has_list else "coverage-missing", _plain(has_list))


def two_years_before(day: date) -> date:
    """The same day two years earlier; 28 February for a 29th."""
    try:
        return day.replace(year=day.year - 2)
    except ValueError:
        return day.replace(year=day.year - 2, day=28)


def _plain(is_fine: bool) -> Verdict:
    return Verdict.OK if is_fine else Verdict.WARN
