"""How a returned worksheet stands to what is stored, part by part, as a preview shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import WorksheetReturn
from selaras.foundation.notation import localised
from selaras.pure.fingerprint import fingerprint
from selaras.pure.merging import Merge, Outcome, Side
from selaras.pure.word_differences import Kind, Stretch, shortened, word_differences

Content = Mapping[str, Mapping[str, str]]
"""Indicator number → part → text, as ``Worksheet.snapshot``."""

VALUE: Final = "nilai"
CLAIM: Final = "klaim"
FIELDS: Final[Mapping[str, str]] = {
    CLAIM: "claim",
    "fakta": "fact",
    "analisis": "analysis",
    "justifikasi": "justification",
}
"""Parts of a worksheet that are fields of an answer."""

LABELS: Final[Mapping[str, str | Promise]] = {
    CLAIM: _("Nilai yang diusulkan"),
    VALUE: _("Nilai tim"),
    "fakta": _("Fakta"),
    "analisis": _("Analisis"),
    "justifikasi": _("Justifikasi"),
}
"""Every part with its name, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class PartProblem:
    """Something in a file that cannot be used, where it stands, and what to do.

    ``number`` and ``part`` are empty where it is not about one part.
    """

    address: str
    message: str
    number: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a part last since the worksheet was handed out, and when."""

    who: str
    at: datetime


@dataclass(frozen=True)
class PartDifference:
    """One part of one indicator in which the file, the snapshot or the store differ."""

    number: str
    part: str
    base: str
    merged: Merge
    choice: Side | None
    changed: Change | None
    hindrance: str
    """Why the actor cannot write it; empty where nothing stands in the way."""
    seen: int
    """Version of the answer, or revision of the value, that ``merged`` was computed on."""
    compares_words: bool

    @property
    def key(self) -> str:
        """How choices name it: "12/fakta"."""
        return f"{self.number}/{self.part}"

    @property
    def label(self) -> str | Promise:
        """What the part is called."""
        return LABELS[self.part]

    @property
    def outcome(self) -> Outcome:
        """How the file stands to what is stored."""
        return self.merged.outcome

    @property
    def is_text(self) -> bool:
        """Whether it is prose and no figure."""
        return self.part not in {CLAIM, VALUE}

    @property
    def asks(self) -> bool:
        """Whether somebody has to choose, and may."""
        return self.merged.asks and not self.hindrance

    @property
    def takes_file(self) -> bool:
        """Whether the file was chosen."""
        return self.choice is Side.FILE

    def result(self, choice: Side | None) -> str:
        """What would stand with that choice."""
        return self.merged.current if self.hindrance else self.merged.result(choice)

    @property
    def writes(self) -> bool:
        """Whether applying changes the stored text, as things are chosen now."""
        return self.result(self.choice) != self.merged.current

    @property
    def shown_base(self) -> str:
        """As it was handed out, in the reader's notation."""
        return self._shown(self.base)

    @property
    def shown_current(self) -> str:
        """As it stands, in the reader's notation."""
        return self._shown(self.merged.current)

    @property
    def shown_returned(self) -> str:
        """What the file says, in the reader's notation."""
        return self._shown(self.merged.returned)

    def _shown(self, text: str) -> str:
        return text if self.is_text else localised(text)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """What the file says otherwise than the store, word by word.

        Empty for figures, and for texts that have nothing in common.
        """
        if not self.is_text or not self.compares_words:
            return ()
        found = word_differences(self.merged.current, self.merged.returned)
        return shortened(found) if any(one.kind is Kind.BOTH for one in found) else ()


@dataclass(frozen=True)
class IndicatorDifferences:
    """The differences of one indicator."""

    number: str
    name: str
    parts: tuple[PartDifference, ...]

    @property
    def decided(self) -> tuple[PartDifference, ...]:
        """Parts the file changes, or in which it cannot be read."""
        return tuple(p for p in self.parts if p.outcome not in {Outcome.KEPT, Outcome.SAME})

    @property
    def kept(self) -> tuple[PartDifference, ...]:
        """Parts only Selaras changed since."""
        return tuple(p for p in self.parts if p.outcome is Outcome.KEPT)


@dataclass(frozen=True)
class ReturnPreview:
    """A returned worksheet as a person decides on it."""

    row: WorksheetReturn
    indicators: tuple[IndicatorDifferences, ...]
    problems: tuple[PartProblem, ...]
    absent: int
    """Parts the worksheet asked for that are not on the file any more."""
    is_open: bool
    """Whether the assessment still lets anybody write."""
    newer: str
    """Code of a worksheet handed out later to the same unit; empty where this is the last."""
    applied_before: datetime | None
    """When the very same file was applied before."""

    @cached_property
    def parts(self) -> tuple[PartDifference, ...]:
        """Every difference, in order."""
        return tuple(part for each in self.indicators for part in each.parts)

    def count(self, outcome: Outcome) -> int:
        """How many parts stand so."""
        return sum(part.outcome is outcome for part in self.parts)

    @property
    def decided(self) -> tuple[IndicatorDifferences, ...]:
        """The indicators the file changes, or in which it cannot be read."""
        return tuple(each for each in self.indicators if each.decided)

    @property
    def taken(self) -> int:
        """Parts only the file changed and the actor may write."""
        return sum(p.outcome is Outcome.TAKEN and not p.hindrance for p in self.parts)

    @property
    def kept(self) -> int:
        """Parts only Selaras changed since."""
        return self.count(Outcome.KEPT)

    @property
    def same(self) -> int:
        """Parts that say the same by now on both sides."""
        return self.count(Outcome.SAME)

    @property
    def asking(self) -> int:
        """Parts that wait for a choice."""
        return sum(part.asks for part in self.parts)

    @property
    def barred(self) -> int:
        """Parts the file changes and the actor cannot write."""
        return sum(bool(part.hindrance) for part in self.parts)

    @property
    def writes(self) -> int:
        """Parts that applying would write, as things are chosen now."""
        return sum(part.writes for part in self.parts)

    @cached_property
    def sight(self) -> str:
        """What was seen, as one word: another one as soon as anything shown is different."""
        return fingerprint(
            [
                [p.key, p.base, p.merged.current, p.merged.returned, p.outcome.value, p.hindrance]
                for p in self.parts
            ]
        )
