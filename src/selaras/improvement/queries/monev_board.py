"""The monitoring board: the same actions summed up by unit, by aspect or by quarter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.improvement.queries.monev import Entry
from selaras.improvement.queries.progress import ActionStatus
from selaras.pure.instrument.model import Aspect, Instrument
from selaras.pure.progress import Tally, total

EMPTY = "(kosong)"
"""The key of the group of actions that have none: the word the grid filters by."""


class View(TextChoices):
    """What the board sums up by."""

    UNIT = "unit", gettext_lazy("Menurut unit")
    ASPECT = "aspek", gettext_lazy("Menurut aspek")
    QUARTER = "triwulan", gettext_lazy("Menurut triwulan")


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the board. Money is in whole rupiah; ``uncosted`` actions name no cost.

    ``counts`` are actions by status. ``oldest`` are the days since the earliest target day of a
    late action passed, ``silent`` those since anybody reported on any of the actions.
    """

    key: str
    label: str
    counts: Mapping[ActionStatus, int]
    tally: Tally
    evidence_missing: int
    evidence_attached: int
    evidence_accepted: int
    blockers: int
    oldest: int
    silent: int | None
    cost: int
    uncosted: int

    @property
    def actions(self) -> int:
        """How many actions there are."""
        return sum(self.counts.values())

    @property
    def by_status(self) -> list[tuple[ActionStatus, int]]:
        """The counts in the order of the columns."""
        return [(status, self.counts.get(status, 0)) for status in STATUSES]

    @property
    def late(self) -> int:
        """How many actions are late."""
        return self.counts.get(ActionStatus.LATE, 0)


STATUSES = tuple(status for status in ActionStatus if status != ActionStatus.CANCELLED)
"""The columns of the board."""


@dataclass(frozen=True, slots=True)
class Board:
    """The lines and their sum: every action stands in one line."""

    view: View
    groups: tuple[Group, ...]
    whole: Group


def board_of(entries: Sequence[Entry], view: View, instrument: Instrument, today: date) -> Board:
    """Sum the actions up; no query."""
    aspects = _aspects(instrument)
    held: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        held[_of(entry, view, aspects)].append(entry)
    order = {aspect.code: place for place, aspect in enumerate(instrument.aspects())}
    by: Mapping[View, Callable[[Group], object]] = {
        View.UNIT: lambda one: one.label.casefold(),
        View.ASPECT: lambda one: order.get(one.key, len(order)),
        View.QUARTER: lambda one: one.key,
    }
    groups = [group(key, label, rows, today) for (key, label), rows in held.items()]
    groups.sort(key=lambda one: (one.key == EMPTY, by[view](one)))
    return Board(view, tuple(groups), group("", _("Seluruhnya"), entries, today))


def _of(entry: Entry, view: View, aspects: Mapping[str, Aspect]) -> tuple[str, str]:
    """The one group an action stands in: an aspect is that of its first indicator."""
    if view == View.UNIT:
        lead = entry.lead
        return (str(lead.pk), lead.name) if lead else (EMPTY, _("Tanpa penanggung jawab"))
    if view == View.QUARTER:
        return quarter_of(entry.action.target_on)
    aspect = aspects.get(entry.number)
    return (aspect.code, aspect.name) if aspect else (EMPTY, _("Tanpa indikator"))


def _aspects(instrument: Instrument) -> Mapping[str, Aspect]:
    """The aspect of each indicator."""
    return {
        indicator.number: aspect
        for aspect in instrument.aspects()
        for indicator in aspect.indicators
    }


def quarter_of(day: date | None) -> tuple[str, str]:
    """Key and label of the quarter a target day lies in: "2025-2", "Triwulan II 2025"."""
    if day is None:
        return EMPTY, _("Tanpa target selesai")
    quarter = (day.month + 2) // 3
    label = _("Triwulan %(quarter)s %(year)s") % {
        "quarter": ("I", "II", "III", "IV")[quarter - 1],
        "year": day.year,
    }
    return f"{day.year}-{quarter}", label


def group(key: str, label: str, entries: Sequence[Entry], today: date) -> Group:
    """One line of the board."""
    progress = [entry.progress for entry in entries]
    silences = [silent for entry in entries if (silent := entry.days_silent(today)) is not None]
    costs = [entry.action.cost for entry in entries if entry.action.cost is not None]
    return Group(
        key=key,
        label=label,
        counts=Counter(one.status for one in progress),
        tally=total(one.tally for one in progress),
        evidence_missing=sum(one.evidence_missing for one in progress),
        evidence_attached=sum(one.evidence_attached for one in progress),
        evidence_accepted=sum(one.evidence_accepted for one in progress),
        blockers=sum(one.blockers for one in progress),
        oldest=max((one.days_late for one in progress), default=0),
        silent=min(silences, default=None),
        cost=sum(costs),
        uncosted=len(entries) - len(costs),
    )
