"""What a table would write and what is wrong with it, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise

from selaras.assessments.models import AverageGroup, CycleKind, Stage
from selaras.assessments.services.imports.messages import sentence
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution
from selaras.pure.numbers import parse

FAULTS_KEPT = 1000
"""Faults remembered in full; all are counted."""
NOTICES_KEPT = 50


@dataclass(frozen=True, slots=True)
class Options:
    """What the person chose for the whole file."""

    instrument: InstrumentVersion
    institution: Institution | None = None
    year: int | None = None
    kind: CycleKind | None = None
    """What a cycle is opened as; an open one keeps its kind."""
    good_rows_only: bool = False
    publish: bool = False
    sheet: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What only this shape asks, as JSON."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one column of the file is: its role, and for a value column whose value it holds.

    ``target`` is a stage or a group; ``year`` overrides the year of row and file.
    """

    role: str
    target: str = ""
    year: int | None = None

    @property
    def token(self) -> str:
        """Role and target in one word, as forms and commands write it."""
        return f"{self.role}:{self.target}" if self.target else self.role

    @classmethod
    def of(cls, token: str, year: int | None = None) -> Choice:
        """The reverse of ``token``."""
        role, _, target = token.partition(":")
        return cls(role, target, year)


IGNORED = Choice("abaikan")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``row`` as the spreadsheet counts, 0 for the whole file; ``column`` is the
    place of the column counted from 0, or -1 when no single one is meant.
    """

    row: int
    column: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the active language."""
        return sentence(self.code, self.params)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know that is not wrong."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in the active language."""
        return sentence(self.code, self.params)


@dataclass(frozen=True, slots=True)
class Alteration:
    """A stored value that would change: where, from what, to what (exact, as text).

    ``is_text`` tells a wording from a figure.
    """

    place: str
    number: str
    old: str
    new: str
    is_text: bool = False

    @property
    def old_value(self) -> Fraction:
        """The stored value."""
        return parse(self.old)

    @property
    def new_value(self) -> Fraction:
        """The file's value."""
        return parse(self.new)


TARGETS: dict[str, str | Promise] = {
    **{stage.value: stage.label for stage in Stage},
    **{group.value: group.label for group in AverageGroup},
}
"""What a part of a file can hold, in words; shapes from upstairs add theirs."""


@dataclass(frozen=True, slots=True)
class Part:
    """One institution, year and stage (or year and group, or kind of row) the file speaks of."""

    label: str
    year: int
    target: str
    count: int
    missing: tuple[str, ...] = ()
    """Numbers, or ranges of numbers, that have no value yet."""

    @property
    def target_label(self) -> str:
        """The stage, the group or the kind of row in words."""
        return str(TARGETS[self.target])


@dataclass(slots=True)
class Findings:
    """Faults and notices gathered while a table is read."""

    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    bad_rows: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def fault(self, row: int, column: int, code: str, **params: Any) -> None:
        """Remember that something is wrong."""
        self.fault_count += 1
        if row:
            self.bad_rows.add(row)
        if len(self.faults) < FAULTS_KEPT or not row:
            self.faults.append(Fault(row, column, code, params))

    def notice(self, code: str, **params: Any) -> None:
        """Remember that something is worth knowing."""
        if len(self.notices) < NOTICES_KEPT:
            self.notices.append(Notice(code, params))

    @property
    def blocks_file(self) -> bool:
        """Whether the file as a whole cannot be read, whatever its rows are like."""
        return any(fault.row == 0 for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table would write. ``payload`` belongs to the shape that made it."""

    findings: Findings
    row_count: int
    parts: tuple[Part, ...]
    added: int
    changed: int
    unchanged: int
    alterations: tuple[Alteration, ...]
    payload: Any
    basis: str
    """Fingerprint of the stored values the table was compared with, see ``fingerprint``."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What the pages of this shape show beside that, as JSON."""

    def may_apply(self, *, good_rows_only: bool) -> bool:
        """Whether nothing stands in the way: no fault, or only faulty rows that are to be left."""
        if self.findings.blocks_file or not self.parts:
            return False
        return good_rows_only or not self.findings.fault_count


def fingerprint(edits: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 over what would change and from what, so that a later look can be compared."""
    told = hashlib.sha256()
    for edit in edits:
        told.update(f"{edit!r}\n".encode())
    return told.hexdigest()


Values = dict[str, Fraction]
