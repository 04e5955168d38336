"""What the forms of the workspace send, read into what the services take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Answer
from selaras.assessments.services.answers import scale_words
from selaras.foundation.refusal import RefusedError, refuse
from selaras.pure.instrument.model import Scale
from selaras.pure.numbers import exact, localise, parse
from selaras.web.people.forms import seen_version

TEXTS: Final = ("fact", "analysis", "justification")
"""The parts of an explanation, as fields."""

LABELS: Mapping[str, str | Promise] = {
    "fact": _("Fakta"),
    "analysis": _("Analisis"),
    "justification": _("Justifikasi"),
    "claim": _("Nilai yang diusulkan"),
}

HINTS: Mapping[str, str | Promise] = {
    "fact": _("Apa yang sudah ada dan berjalan: kebijakan, sistem, kegiatan. Sebut bukti."),
    "analysis": _(
        "Bagaimana fakta itu dibandingkan dengan kriteria: apa yang kuat, apa yang kurang."
    ),
    "justification": _("Mengapa tingkat yang diusulkan terpenuhi, dan mengapa bukan di atasnya."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form said: texts that were in it, the claim if it was, and the version it saw."""

    seen: int
    texts: Mapping[str, str]
    claim: str | None
    """As typed; None where the form did not ask for it."""

    def given(self, scale: Scale) -> dict[str, Any]:
        """Arguments for ``save_answer``. Raises RefusedError for a claim that is no figure."""
        found: dict[str, Any] = dict(self.texts)
        if self.claim is not None:
            found["claim"] = read_value(self.claim, scale, "claim") if self.claim.strip() else None
        return found

    def shown(self, answer: Answer) -> dict[str, str]:
        """Every field as the form is to show it: what was typed, else what is stored."""
        return {
            **stored(answer),
            **self.texts,
            **({} if self.claim is None else {"claim": self.claim}),
        }


def sent(data: QueryDict) -> Sent:
    """Read the form of an answer; parts that are not in it are left alone."""
    texts = {name: str(data[name]) for name in TEXTS if name in data}
    return Sent(seen_version(data.get("version", "")), texts, data.get("claim"))


def stored(answer: Answer) -> dict[str, str]:
    """The fields of an answer as its form shows them."""
    texts = {name: str(getattr(answer, name)) for name in TEXTS}
    return {**texts, "claim": value_text(answer.claimed)}


def value_text(value: Fraction | None) -> str:
    """A value as a field shows it: "3", "1,26", or nothing."""
    return "" if value is None else localise(exact(value))


def read_value(text: str, scale: Scale, field: str) -> Fraction:
    """A value as typed. Raises RefusedError with what it must be."""
    try:
        return parse(text)
    except ValueError:
        raise refuse(scale_words(scale), field) from None


def faults_of(error: RefusedError) -> dict[str, str]:
    """The sentences of a refusal by field; "" for the whole form."""
    found: dict[str, str] = {}
    for problem in error.problems:
        known = found.get(problem.field)
        found[problem.field] = f"{known} {problem.message}" if known else str(problem.message)
    return found
