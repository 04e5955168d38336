"""Dividing the indicators: units and members are given them, take over last year's, give them up.

Every verb works out the complete plotting it wants and writes what differs: a repeated call changes
nothing, and one event tells old and new of every indicator concerned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from selaras.assessments.events import PLOTTING_CARRIED, PLOTTING_CHANGED
from selaras.assessments.models import Assessment, MemberAssignment, UnitAssignment, Window
from selaras.assessments.permissions import PLOT, may_plot
from selaras.assessments.queries.last_plotting import Carried, carrying, opening_day
from selaras.assessments.queries.plotting import (
    Plotted,
    Share,
    Taker,
    plotted_of,
    settled,
    team_of,
    units_of,
)
from selaras.assessments.services.holding import hold
from selaras.assessments.states import Phase
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last


class PlottingConflictError(ChangedMeanwhileError):
    """Someone else divided these indicators meanwhile; ``numbers`` are the ones concerned."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = tuple(numbers)
        super().__init__(
            _(
                "Pembagian indikator %(numbers)s baru saja diubah orang lain. Perubahan Anda belum "
                "disimpan: periksa keadaan terbaru di bawah ini, lalu simpan lagi."
            )
            % {"numbers": ", ".join(self.numbers)}
        )


class Mode(StrEnum):
    """What a change does with the chosen units and members."""

    ADD = "tambah"
    REPLACE = "ganti"
    REMOVE = "lepas"


@dataclass(frozen=True, slots=True)
class Change:
    """One change for many indicators: these units and members are added, put in place, taken away.

    Replacing touches units only where units are chosen, and members only where members are.
    ``lead`` is one of the units, or None to leave the lead where it is; ``due_on`` is set for the
    chosen units, or for every unit of the indicators when none is chosen.
    """

    mode: Mode
    units: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    lead: int | None = None
    due_on: date | None = None

    def of(self, plotted: Plotted) -> Plotted:
        """What it makes of one indicator's plotting."""
        return Plotted(self._units(plotted.units), self._members(plotted.members))

    def _units(self, shares: tuple[Share, ...]) -> tuple[Share, ...]:
        if self.mode == Mode.REMOVE:
            return settled(share for share in shares if share.unit not in self.units)
        known = {share.unit: share for share in shares}
        chosen = [known.get(unit, Share(unit)) for unit in self.units]
        if self.mode == Mode.REPLACE and chosen:
            found = [replace(share, is_lead=False) for share in chosen]
        else:
            found = [*shares, *(share for share in chosen if share.unit not in known)]
        if self.lead in {share.unit for share in found}:
            found = [replace(share, is_lead=share.unit == self.lead) for share in found]
        if self.due_on is not None:
            concerned = set(self.units) or known.keys()
            found = [
                replace(share, due_on=self.due_on) if share.unit in concerned else share
                for share in found
            ]
        return settled(found)

    def _members(self, members: tuple[int, ...]) -> tuple[int, ...]:
        if self.mode == Mode.REMOVE:
            return tuple(member for member in members if member not in self.members)
        kept = () if self.mode == Mode.REPLACE and self.members else members
        return tuple(sorted({*kept, *self.members}))


def assign_units(
    assessment: Assessment,
    plan: Mapping[str, Sequence[Share]],
    *,
    actor: Actor,
    seen: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Give each indicator of the plan exactly these units; the numbers that changed.

    Without a lead the first unit leads. ``seen`` are the fingerprints the actor saw, by number.
    Raises DeniedError, RefusedError, PlottingConflictError.
    """

    def wanted(number: str, now: Plotted) -> Plotted:
        return replace(now, units=settled(plan[number]))

    return _divide(assessment, plan.keys(), wanted, actor=actor, seen=seen)


def assign_members(
    assessment: Assessment,
    plan: Mapping[str, Iterable[int]],
    *,
    actor: Actor,
    seen: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Give each indicator of the plan exactly these members, by key; the numbers that changed.

    Raises as ``assign_units`` does.
    """
    fixed = {number: tuple(sorted(set(members))) for number, members in plan.items()}

    def wanted(number: str, now: Plotted) -> Plotted:
        return replace(now, members=fixed[number])

    return _divide(assessment, plan.keys(), wanted, actor=actor, seen=seen)


def change_plotting(
    assessment: Assessment,
    numbers: Collection[str],
    change: Change,
    *,
    actor: Actor,
    seen: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Apply one change to these indicators; the numbers that changed. Raises as above."""
    if not (change.units or change.members or change.due_on):
        raise refuse(_("Pilih paling sedikit satu unit, satu anggota, atau isi tenggat."), "unit")

    def wanted(_number: str, now: Plotted) -> Plotted:
        return change.of(now)

    return _divide(assessment, numbers, wanted, actor=actor, seen=seen)


def carry_over(assessment: Assessment, *, actor: Actor, seen: str | None = None) -> Carried:
    """Take last year's plotting over wherever nobody owes the indicator yet; what became of it.

    ``seen`` is the fingerprint of the preview: when confirming would do anything else, nothing is
    done. Raises DeniedError, ChangedMeanwhileError.
    """
    with telling_last():
        held = hold(assessment)
        demand(may_plot(actor, held), PLOT)
        carried = carrying(held)
        if seen is not None and carried.fingerprint != seen:
            raise ChangedMeanwhileError
        now = plotted_of(held)
        extra = {"sumber": str(carried.source.cycle)} if carried.source else {}
        _write(held, now, carried.plan, PLOTTING_CARRIED, actor, extra)
        return carried


def _divide(
    assessment: Assessment,
    numbers: Collection[str],
    wanted: Callable[[str, Plotted], Plotted],
    *,
    actor: Actor,
    seen: Mapping[str, str] | None,
) -> tuple[str, ...]:
    """Work out and write the plotting of these indicators; a constant number of queries."""
    with telling_last():
        held = hold(assessment)
        demand(may_plot(actor, held), PLOT)
        now = plotted_of(held)
        unknown = [number for number in numbers if number not in now]
        if unknown or not numbers:
            raise refuse(_("Pilih paling sedikit satu indikator dari instrumen ini."), "indikator")
        moved = [n for n in seen or () if n in now and now[n].fingerprint != (seen or {})[n]]
        if moved:
            raise PlottingConflictError(moved)
        plan = {number: wanted(number, now[number]) for number in now if number in numbers}
        plan = {number: plotted for number, plotted in plan.items() if plotted != now[number]}
        _write(held, now, plan, PLOTTING_CHANGED, actor)
        return tuple(plan)


def _write(
    held: Assessment,
    now: Mapping[str, Plotted],
    plan: Mapping[str, Plotted],
    kind: EventKind,
    actor: Actor,
    extra: Mapping[str, str] | None = None,
) -> None:
    """Replace the rows of the indicators in the plan and tell it, in the caller's transaction."""
    if not plan:
        return
    day = opening_day(held)
    units, team = units_of(held, day), team_of(held, day)
    _check(held, now, plan, units, team)
    rows = held.cycle.instrument.indicators.filter(number__in=plan)
    keys = dict(rows.values_list("number", "pk"))
    for model in (UnitAssignment, MemberAssignment):
        model.objects.filter(assessment=held, indicator__in=keys.values()).delete()
    UnitAssignment.objects.bulk_create(
        UnitAssignment(
            assessment=held,
            indicator_id=keys[number],
            unit_id=share.unit,
            is_lead=share.is_lead,
            due_on=share.due_on,
            predecessor_id=share.predecessor,
        )
        for number, plotted in plan.items()
        for share in plotted.units
    )
    MemberAssignment.objects.bulk_create(
        MemberAssignment(assessment=held, indicator_id=keys[number], member_id=member)
        for number, plotted in plan.items()
        for member in plotted.members
    )
    old = {number: _told(now[number], units, team) for number in plan}
    new = {number: _told(plotted, units, team) for number, plotted in plan.items()}
    scope = held.institution.scope
    record(kind, held, actor=actor, old=old, new={**(extra or {}), **new}, scope=scope)


def _check(
    held: Assessment,
    now: Mapping[str, Plotted],
    plan: Mapping[str, Plotted],
    units: Mapping[int, Taker],
    team: Mapping[int, Taker],
) -> None:
    """Refuse what is newly given to a unit or person that cannot take it, and late last days.

    Who was given an indicator before may keep it: that a unit has ended since is shown, not undone.
    """
    closes = (
        Window.objects.filter(cycle=held.cycle_id, phase=Phase.FILLING)
        .values_list("closes_on", flat=True)
        .first()
    )
    for number, plotted in plan.items():
        before = {share.unit: share for share in now[number].units}
        for share in plotted.units:
            taker = units.get(share.unit)
            if share.unit not in before and not (taker and taker.stands):
                name = taker.name if taker else ""
                raise refuse(_unit_refusal(name), "unit")
            known = before.get(share.unit)
            fresh = share.due_on and not (known and known.due_on == share.due_on)
            if fresh and closes and share.due_on and share.due_on > closes:
                raise refuse(
                    _("Tenggat tidak boleh sesudah pengisian ditutup (%(day)s).")
                    % {"day": closes.isoformat()},
                    "tenggat",
                )
        for member in set(plotted.members) - set(now[number].members):
            person = team.get(member)
            if not (person and person.stands):
                raise refuse(
                    _("Anggota yang dipilih tidak lagi bertugas dalam tim asesor internal."),
                    "anggota",
                )


def _unit_refusal(name: str) -> str:
    if not name:
        return _("Unit yang dipilih bukan unit instansi ini.")
    return _("“%(name)s” tidak lagi berlaku. Pilih unit penerusnya.") % {"name": name}


def _told(plotted: Plotted, units: Mapping[int, Taker], team: Mapping[int, Taker]) -> list[str]:
    """The plotting of one indicator as the trail keeps it: names, the lead first."""
    names = [
        units[share.unit].name + (f" ({share.due_on.isoformat()})" if share.due_on else "")
        for share in plotted.units
    ]
    return [*names, *(team[member].name for member in plotted.members)]
