"""What every report is: an object of one shape."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise

from selaras.foundation.access import Action
from selaras.foundation.documents.manuscript import Manuscript
from selaras.people.models import User
from selaras.reporting.models import ReportFormat

Given = Mapping[str, str]
"""Answers to what a report asks, by name; an answer nobody gave is absent."""

Tell = Callable[[int, str], None]
"""Takes percent done and what is being done; raises CalledOffError when nobody wants it."""


class CalledOffError(Exception):
    """Whoever asked for the report cancelled it while it was being made."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that can be chosen. ``group`` heads answers that belong together."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a report asks for.

    ``choices`` gives the answers open to a person after the earlier ones were given; a report is
    never made from an answer that is not among them. An optional one may stay absent. ``empty``
    tells a person to whom no answer is open what opens one.
    """

    name: str
    label: str | Promise
    choices: Callable[[User, Given], Sequence[Choice]]
    optional: bool = False
    hint: str | Promise = ""
    empty: str | Promise = ""


class Report(ABC):
    """A kind of report."""

    identifier: ClassVar[str]
    """The name in addresses, commands and rows."""
    name: ClassVar[str | Promise]
    """The name people read."""
    purpose: ClassVar[str | Promise]
    """One sentence: what it is for and for whom."""
    action: ClassVar[Action]
    """What one must be allowed to do."""
    formats: ClassVar[tuple[ReportFormat, ...]]
    """The forms it comes in, the usual one first."""
    asks: ClassVar[tuple[Ask, ...]] = ()
    """What it asks for, in order."""
    is_long: ClassVar[bool] = False
    """Whether it is made in the background."""

    @abstractmethod
    def is_open_to(self, actor: User) -> bool:
        """Whether there is anything the actor could have it of; reads no rows of its own."""

    @abstractmethod
    def allows(self, actor: User, given: Given) -> bool:
        """Whether the actor may have it of this; asked again when it is made and fetched."""

    def reach(self, actor: User, given: Given) -> frozenset[str]:  # noqa: ARG002
        """Words for what the report tells this person and would not tell everybody it is allowed.

        They are kept with the file: whoever fetches it must reach all of them on that day. Empty
        where the report tells everybody the same.
        """
        return frozenset()

    @abstractmethod
    def title(self, actor: User, given: Given) -> str:
        """What this one is called, in the language in force."""

    @abstractmethod
    def stem(self, given: Given) -> str:
        """The file's name without its ending: ASCII, no blanks."""

    def scope(self, given: Given) -> str:  # noqa: ARG002
        """Whose trail tells of it (``Institution.scope``); empty: the system's alone."""
        return ""

    @abstractmethod
    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """The manuscript, in the language in force. Raises CalledOffError.

        Composed twice of the same rows, it is the same.
        """
