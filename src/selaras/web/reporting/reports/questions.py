"""What a report asks for, as its form shows it: a list, or a search where it would be long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selaras.people.models import User
from selaras.reporting.reports.answers import Question, questions
from selaras.reporting.reports.report import Choice, Report

MOST_LISTED = 30
"""Choices in a plain list; of more, one searches."""
MOST_FOUND = 12
"""Choices shown of a search."""
SEARCH = "cari-"
"""What the name of a question's search field begins with."""
LONGEST = 200
"""Characters of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on the page. ``found`` are the choices shown, ``more`` how many are left out."""

    question: Question
    text: str
    found: Sequence[Choice]
    more: int
    error: str = ""

    @property
    def is_long(self) -> bool:
        """Whether one searches instead of reading the list."""
        return len(self.question.choices) > MOST_LISTED

    @property
    def name(self) -> str:
        """The name of its field."""
        return self.question.ask.name

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices shown, under their headings, in the order in which those first appear."""
        found: dict[str, list[Choice]] = {}
        for choice in self.found:
            found.setdefault(choice.group, []).append(choice)
        return list(found.items())


def given_in(report: Report, sent: Mapping[str, str]) -> dict[str, str]:
    """The answers in an address or a form."""
    names = [ask.name for ask in report.asks]
    return {name: text for name in names if (text := str(sent.get(name, "")).strip()[:LONGEST])}


def asked_of(report: Report, given: Mapping[str, str], actor: User) -> Sequence[Question]:
    """The questions so far; where only one answer is open, it is given already."""
    known = dict(given)
    while True:
        found = questions(report, known, actor)
        last = found[-1] if found else None
        if last is None or last.is_answered or last.is_astray or len(last.choices) != 1:
            return found
        known[last.ask.name] = last.choices[0].value


def shown(
    found: Sequence[Question], sent: Mapping[str, str], errors: Mapping[str, str]
) -> list[Asked]:
    """The questions with the choices that stand on the page, and what was wrong by name."""
    return [
        _asked(one, str(sent.get(SEARCH + one.ask.name, "")).strip()[:100], errors) for one in found
    ]


def _asked(question: Question, text: str, errors: Mapping[str, str]) -> Asked:
    error = errors.get(question.ask.name, "")
    if len(question.choices) <= MOST_LISTED:
        return Asked(question, "", question.choices, 0, error)
    words = text.casefold().split()
    chosen = [one for one in question.choices if one.value == question.value]
    matching = [one for one in question.choices if one not in chosen and _matches(one, words)]
    listed = [*chosen, *matching[:MOST_FOUND]]
    return Asked(question, text, listed, max(0, len(matching) - MOST_FOUND), error)


def _matches(choice: Choice, words: Sequence[str]) -> bool:
    told = f"{choice.group} {choice.label}".casefold()
    return all(word in told for word in words)
