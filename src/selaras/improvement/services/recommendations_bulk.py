"""Many recommendations at once: one change for all, or one move for those it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.foundation.access import Actor, DeniedError, demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.improvement.events import RECOMMENDATION_CHANGED
from selaras.improvement.models import Recommendation, RecommendationUnit
from selaras.improvement.permissions import WRITE_RECOMMENDATION, may_write_recommendation
from selaras.improvement.queries.recommendations_answers import NO_ANSWERS, answers_to
from selaras.improvement.services.recommendations import (
    claim,
    move_held,
    rebind_targets,
    rebind_units,
    settled,
)
from selaras.improvement.services.recommendations_facts import (
    Known,
    RecommendationFacts,
    facts_of_many,
    known_to,
    problems_of,
    told,
)
from selaras.improvement.states import Move
from selaras.people.models import Institution

MOST = 200
"""Recommendations of one bulk step; a page of the list shows fewer."""

Seen = Mapping[int, int]
"""key → version, as the list showed them."""


class UnitMode(StrEnum):
    """What a bulk change does with the chosen units."""

    ADD = "tambah"
    REPLACE = "ganti"
    REMOVE = "lepas"


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkChange:
    """One change for many recommendations; what is left empty stays as it is.

    ``level`` becomes the level of every indicator they speak of.
    """

    units: tuple[int, ...] = ()
    unit_mode: UnitMode = UnitMode.REPLACE
    due_on: date | None = None
    level: int | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.units or self.due_on or self.level is not None or self.note.strip())

    def of(self, facts: RecommendationFacts) -> RecommendationFacts:
        """What it makes of one recommendation."""
        fresh = facts.replace(
            units=self._units(facts.units),
            due_on=self.due_on or facts.due_on,
            targets=facts.targets
            if self.level is None
            else tuple((number, self.level) for number, _level in facts.targets),
            note=self.note or facts.note,
        )
        return settled(fresh, facts)

    def _units(self, units: tuple[int, ...]) -> tuple[int, ...]:
        if not self.units:
            return units
        if self.unit_mode == UnitMode.REPLACE:
            return self.units
        if self.unit_mode == UnitMode.REMOVE:
            return tuple(unit for unit in units if unit not in self.units)
        return (*units, *(unit for unit in self.units if unit not in units))


@dataclass(frozen=True, slots=True)
class Left:
    """A recommendation that a bulk move left where it was, and why."""

    recommendation: Recommendation
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a bulk move did."""

    moved: tuple[Recommendation, ...]
    left: tuple[Left, ...]


class RecommendationsChangedError(ChangedMeanwhileError):
    """Somebody else changed some of them meanwhile; ``keys`` says which."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.keys = frozenset(keys)
        super().__init__(
            ngettext(
                "%(count)d rekomendasi baru saja diubah orang lain. Perubahan Anda belum disimpan: "
                "periksa keadaan terbaru di bawah ini, lalu simpan lagi.",
                "%(count)d rekomendasi baru saja diubah orang lain. Perubahan Anda belum disimpan: "
                "periksa keadaan terbaru di bawah ini, lalu simpan lagi.",
                len(self.keys),
            )
            % {"count": len(self.keys)}
        )


def change_many(
    institution: Institution, seen: Seen, change: BulkChange, *, actor: Actor
) -> tuple[int, ...]:
    """Apply one change to these recommendations, to all or to none; the keys that changed.

    Raises DeniedError, RefusedError, RecommendationsChangedError.
    """
    with telling_last():
        demand(may_write_recommendation(actor, institution.pk), WRITE_RECOMMENDATION)
        if change.is_empty:
            raise refuse(_("Pilih unit, isi tenggat, tingkat, atau catatan."), "units")
        rows = _held(institution, seen)
        before = facts_of_many(rows)
        after = {key: change.of(facts) for key, facts in before.items()}
        changed = [row for row in rows if after[row.pk] != before[row.pk]]
        entries: list[Entry] = []
        for instrument in {row.instrument_id: row.instrument for row in changed}.values():
            some = [row for row in changed if row.instrument_id == instrument.pk]
            pairs = {row.pk: (before[row.pk], after[row.pk]) for row in some}
            known = known_to(institution, instrument, [f for pair in pairs.values() for f in pair])
            for row in some:
                _write(row, *pairs[row.pk], known, seen[row.pk])
                entries.append(_entry(row, *pairs[row.pk], known))
            if change.level is not None:
                rebind_targets({row.pk: after[row.pk].targets for row in some}, known)
        if change.units:
            rebind_units({row.pk: after[row.pk].units for row in changed})
        record_all(entries, actor=actor)
        return tuple(row.pk for row in changed)


def move_many(
    institution: Institution, seen: Seen, move: Move | str, *, note: str = "", actor: Actor
) -> Moved:
    """Take one move with all of them it fits; the others stay and are told why.

    Raises RefusedError where the move itself is unknown, needs a reason, or nothing is chosen.
    """
    with telling_last():
        rows = _held(institution, seen, strict=False)
        keys = [row.pk for row in rows]
        answers = answers_to(keys)
        units: dict[int, set[int]] = {key: set() for key in keys}
        for key, unit in RecommendationUnit.objects.filter(recommendation__in=keys).values_list(
            "recommendation_id", "unit_id"
        ):
            units[key].add(unit)
        moved, left = [], []
        for row in rows:
            try:
                move_held(
                    row,
                    move,
                    answers.get(row.pk, NO_ANSWERS),
                    frozenset(units[row.pk]),
                    note=note,
                    version=seen[row.pk],
                    actor=actor,
                )
            except DeniedError:
                left.append(Left(row, _("Bukan bagian Anda.")))
            except ChangedMeanwhileError:
                left.append(Left(row, _("Baru saja diubah orang lain.")))
            except RefusedError as error:
                if any(problem.field for problem in error.problems):
                    # The move itself is at fault, not what it met.
                    raise
                left.append(Left(row, str(error)))
            else:
                moved.append(row)
        return Moved(tuple(moved), tuple(left))


def _held(institution: Institution, seen: Seen, *, strict: bool = True) -> list[Recommendation]:
    """The chosen rows of the institution in the list's order; ``strict``: as they were seen."""
    if len(seen) > MOST:
        raise refuse(_("Pilih paling banyak %(most)d rekomendasi sekaligus.") % {"most": MOST})
    rows = list(
        institution.recommendations.standing()
        .filter(pk__in=seen)
        .select_related("institution", "instrument", "assessment", "finding")
        .defer("instrument__document")
    )
    if not rows:
        raise refuse(_("Pilih paling sedikit satu rekomendasi."), "pilih")
    stale = [row.pk for row in rows if row.version != seen[row.pk]]
    gone = seen.keys() - {row.pk for row in rows}
    if strict and (stale or gone):
        raise RecommendationsChangedError([*stale, *gone])
    return rows


def _write(
    row: Recommendation,
    before: RecommendationFacts,
    after: RecommendationFacts,
    known: Known,
    version: int,
) -> None:
    problems_of(after, known, before=before)
    claim(row, version, units_label=after.units_label, due_on=after.due_on, note=after.note)


def _entry(
    row: Recommendation, before: RecommendationFacts, after: RecommendationFacts, known: Known
) -> Entry:
    old, new = told(before, known), told(after, known)
    names = [name for name in new if new[name] != old[name]]
    return Entry(
        RECOMMENDATION_CHANGED,
        row,
        {name: old[name] for name in names},
        {name: new[name] for name in names},
        row.scope,
    )
