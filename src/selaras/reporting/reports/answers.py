"""What a person answered to what a report asks, held against what was open to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import Problem, RefusedError
from selaras.people.models import User
from selaras.reporting.reports.report import Ask, Choice, Given, Report


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a report asks for, with the answers open now and the one that was given."""

    ask: Ask
    choices: tuple[Choice, ...]
    value: str
    """The answer that was given; empty where none was, or none of those that are open."""
    is_astray: bool
    """Whether something was answered that is not open to the person."""

    @property
    def is_answered(self) -> bool:
        """Whether one can go on from here."""
        return bool(self.value) or (self.ask.optional and not self.is_astray)

    @property
    def problem(self) -> Problem | None:
        """What is wrong with the answer."""
        if self.is_answered:
            return None
        if self.is_astray:
            message = _("Pilihan ini tidak ada atau tidak terbuka bagi Anda. Pilih dari daftar.")
            return Problem(message, self.ask.name)
        if not self.choices:
            return Problem(_("Tidak ada yang dapat dipilih di sini."), self.ask.name)
        return Problem(_("Pilih salah satu."), self.ask.name)


def questions(report: Report, given: Given, actor: User) -> Sequence[Question]:
    """The questions of a report up to the first one without an answer, and that one.

    The answers open at a question depend on the answers before it, so that later ones are not
    asked yet. One call of ``Ask.choices`` for each.
    """
    found: list[Question] = []
    settled: dict[str, str] = {}
    for ask in report.asks:
        choices = tuple(ask.choices(actor, dict(settled)))
        wanted = given.get(ask.name, "")
        value = wanted if any(choice.value == wanted for choice in choices) else ""
        question = Question(ask, choices, value, bool(wanted) and not value)
        found.append(question)
        if not question.is_answered:
            break
        if value:
            settled[ask.name] = value
    return found


def answers(report: Report, given: Given, actor: User) -> dict[str, str]:
    """The answers by name, every one among those open to the actor.

    Raises RefusedError for the first that is missing or is not among them, and for names that the
    report does not ask for.
    """
    unknown = sorted(given.keys() - {ask.name for ask in report.asks})
    if unknown:
        message = _("Laporan ini tidak menanyakan “%(name)s”.") % {"name": unknown[0][:40]}
        raise RefusedError(Problem(message))
    found = questions(report, given, actor)
    problem = found[-1].problem if found else None
    if problem is not None:
        raise RefusedError(problem)
    return {one.ask.name: one.value for one in found if one.value}
