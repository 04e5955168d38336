"""What every import shape is, and the rows of a table below its heading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selaras.assessments.permissions import IMPORTER_ROLES
from selaras.assessments.services.imports.plan import IGNORED, Choice, Options, Plan
from selaras.assessments.services.results import Recorded
from selaras.foundation.access import Action, Actor
from selaras.foundation.tables import HEADER_SEARCH_ROWS, Table
from selaras.people.roles import Role as Office


@dataclass(frozen=True, slots=True)
class Role:
    """A part a column can play; ``token`` is what a Choice of it is written as."""

    token: str
    label: str | Promise
    takes_year: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What applying a plan did."""

    recorded: Recorded
    published: int = 0
    unpublished: int = 0
    """Results that were to be announced but are not complete yet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the heading row stands (counted from 0), what it says, and the meaning found for it."""

    header_row: int
    headings: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a shape calls what it writes."""

    added: str | Promise
    altered: str | Promise
    same: str | Promise
    part: str | Promise
    count: str | Promise
    altered_note: str | Promise


VALUE_WORDS = Words(
    added=_("Nilai baru"),
    altered=_("Nilai yang berubah"),
    same=_("Semua nilai dalam berkas ini sudah tersimpan."),
    part=_("Tahap"),
    count=pgettext_lazy("plural", "Nilai"),
    altered_note=_("Nilai lama tidak hilang: ia tetap tersimpan sebagai revisi sebelumnya."),
)
"""The words of shapes that write values."""


class ImportShape(ABC):
    """A kind of table that can be brought in."""

    identifier: ClassVar[str]
    """The name in addresses and commands."""
    name: ClassVar[str | Promise]
    """The name people read."""
    action: ClassVar[Action]
    """What one must be allowed to do."""
    roles: ClassVar[tuple[Role, ...]]
    """What columns can be."""
    importers: ClassVar[tuple[Office, ...]] = IMPORTER_ROLES
    """Who brings such tables in for the own institution."""
    words: ClassVar[Words] = VALUE_WORDS
    """How its pages speak of what it writes."""
    messages: ClassVar[Mapping[str, str | Promise]] = {}
    """Sentences only this shape says, by code."""
    targets: ClassVar[Mapping[str, str | Promise]] = {}
    """Kinds of rows only this shape writes, in words."""

    @property
    def takes_years(self) -> bool:
        """Whether a column of its tables can have a year of its own."""
        return any(role.takes_year for role in self.roles)

    @abstractmethod
    def allows(self, actor: Actor) -> bool:
        """Whether the actor may bring such tables in at all."""

    @abstractmethod
    def detect(self, table: Table) -> Layout:
        """The most likely meaning of every column, from the headings."""

    @abstractmethod
    def plan(
        self, table: Table, choices: Sequence[Choice], options: Options, *, actor: Actor
    ) -> Plan:
        """What the table would write; reads, never writes."""

    @abstractmethod
    def apply(self, plan: Plan, options: Options, *, actor: Actor, filename: str) -> Outcome:
        """Write a plan in the caller's transaction."""


def data_rows(table: Table, header_row: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(place counted from 0, cells) of every row below the heading that is not blank."""
    for place in range(header_row + 1, len(table.rows)):
        row = table.rows[place]
        if any(row):
            yield place, row


def heading_row(table: Table, rank: Mapping[int, tuple[int, int]]) -> int:
    """The row with the best rank among the first ones, the first filled row when none has any."""
    best = max(rank, key=lambda place: (rank[place], -place), default=-1)
    if best >= 0 and rank[best] > (0, 0):
        return best
    first = range(min(len(table.rows), HEADER_SEARCH_ROWS))
    return next((place for place in first if any(table.rows[place])), 0)


def detected(
    table: Table,
    meaning: Callable[[str], Choice],
    rank: Callable[[Sequence[Choice]], tuple[int, int]],
) -> Layout:
    """The heading row, which ranks best, and what each column means; each meaning goes to one."""
    width = table.width
    found = {
        place: _meanings(table.rows[place], width, meaning)
        for place in range(min(len(table.rows), HEADER_SEARCH_ROWS))
    }
    header = heading_row(table, {place: rank(choices) for place, choices in found.items()})
    return Layout(header, padded(table.rows[header], width), found[header])


def _meanings(
    cells: Sequence[str], width: int, meaning: Callable[[str], Choice]
) -> tuple[Choice, ...]:
    seen: set[Choice] = set()
    choices = []
    for cell in padded(cells, width):
        choice = meaning(cell)
        if choice in seen:
            choice = IGNORED
        seen.add(choice)
        choices.append(choice)
    return tuple(choices)


def padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    """The row at the table's full width."""
    return (*row, *([""] * (width - len(row))))
