"""Reorganisation: on one day several units end and others carry on (Perda on the structure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import Problem, RefusedError
from selaras.foundation.trail.services import record, telling_last
from selaras.people import events
from selaras.people.models import Institution, Succession, Unit
from selaras.people.permissions import MANAGE_UNITS, may_manage_units
from selaras.people.services.units import (
    UNIT_FACTS,
    check_parent,
    claim_tree,
    end_unit,
    left_behind,
    subtree,
)
from selaras.people.services.writing import save_changes, save_new

BESIDE = -1
"""A child goes up beside the new units instead of below one of them."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit the reorganisation makes."""

    name: str
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen on ``day``, the first day of the new structure.

    ``ended`` become ``made`` and ``kept`` (units that exist already and take the work over);
    new units hang below ``parent``. ``moves`` says for each standing child of an ended unit
    where it goes: a position in the list made + kept, or ``BESIDE``: up to ``parent`` itself.
    """

    institution: Institution
    ended: Sequence[Unit]
    made: Sequence[NewUnit]
    kept: Sequence[Unit]
    parent: Unit | None
    moves: Mapping[int, int]
    day: date
    decree: str


@telling_last()
def reorganise(plan: Plan, *, versions: Mapping[int, int], actor: Actor) -> list[Unit]:
    """Carry the plan out whole or not at all; the units that carry on, in the plan's order.

    ``versions`` holds the version of every ended unit as the editor saw it. Raises DeniedError,
    ChangedMeanwhileError, RefusedError.
    """
    demand(may_manage_units(actor, plan.institution), MANAGE_UNITS)
    claim_tree(plan.institution)
    check_plan(plan)
    scope = plan.institution.scope
    children = orphans(plan)
    for unit in plan.ended:
        end_unit(unit, day=plan.day, version=versions.get(unit.pk, 0), actor=actor)
    successors = [_make(plan, new, actor) for new in plan.made] + list(plan.kept)
    for child in children:
        place = plan.moves[child.pk]
        save_changes(
            child,
            {"parent": plan.parent if place == BESIDE else successors[place]},
            version=child.version,
            kind=events.UNIT_MOVED,
            actor=actor,
            scope=scope,
        )
    Succession.objects.bulk_create(
        Succession(predecessor=old, successor=new, decree=plan.decree)
        for old in plan.ended
        for new in successors
    )
    record(
        events.UNITS_REORGANISED,
        plan.institution,
        actor=actor,
        old={"units": [unit.name for unit in plan.ended]},
        new={
            "units": [unit.name for unit in successors],
            "valid_from": plan.day.isoformat(),
            "decree": plan.decree,
        },
        scope=scope,
    )
    return successors


def check_plan(plan: Plan) -> None:
    """Say everything that is wrong with a plan before anything happens. Raises RefusedError."""
    problems = [*_place_problems(plan), *_shape_problems(plan)]
    if problems:
        raise RefusedError(*problems)
    check_parent(plan.institution, plan.parent, plan.day)


def orphans(plan: Plan) -> list[Unit]:
    """Units standing on the day whose parent ends and that do not end themselves."""
    ended = [unit.pk for unit in plan.ended]
    return list(
        Unit.objects.filter(parent__in=ended)
        .exclude(pk__in=ended)
        .exclude(valid_to__lte=plan.day)
        .order_by("name")
    )


def _place_problems(plan: Plan) -> list[Problem]:
    problems = []
    if not plan.ended:
        problems.append(Problem(_("Pilih paling sedikit satu unit yang ditata ulang."), "ended"))
    if not plan.made and not plan.kept:
        problems.append(Problem(_("Isi paling sedikit satu unit penerus."), "made"))
    foreign = [u for u in (*plan.ended, *plan.kept) if u.institution_id != plan.institution.pk]
    if foreign:
        problems.append(Problem(_("Semua unit harus dari instansi yang sama."), "ended"))
    for unit in plan.ended:
        if not unit.stands_on(plan.day) or unit.valid_from == plan.day:
            message = _("“%(name)s” tidak berlaku sehari sebelum tanggal itu.")
            problems.append(Problem(message % {"name": unit.name}, "day"))
    problems += [
        Problem(_("“%(name)s” tidak berlaku pada tanggal itu.") % {"name": unit.name}, "kept")
        for unit in plan.kept
        if not unit.stands_on(plan.day)
    ]
    return problems


def _shape_problems(plan: Plan) -> list[Problem]:
    problems = []
    ended = {unit.pk for unit in plan.ended}
    below = frozenset[int]().union(*(subtree(unit) for unit in plan.ended))
    if ended & {unit.pk for unit in plan.kept}:
        message = _("Unit yang berakhir tidak dapat menjadi penerus dirinya sendiri.")
        problems.append(Problem(message, "kept"))
    if plan.parent is not None and plan.parent.pk in below:
        message = _("Induk unit baru tidak boleh ikut berakhir atau berada di bawahnya.")
        problems.append(Problem(message, "parent"))
    names = [new.name.strip().casefold() for new in plan.made]
    if len(set(names)) < len(names):
        problems.append(Problem(_("Nama unit baru tidak boleh sama."), "made"))
    children = orphans(plan)
    places = range(BESIDE, len(plan.made) + len(plan.kept))
    lost = [child.name for child in children if plan.moves.get(child.pk) not in places]
    if lost:
        problems.append(Problem(left_behind(lost), "moves"))
    problems += _circle_problems(plan, children)
    return problems


def _circle_problems(plan: Plan, children: Sequence[Unit]) -> list[Problem]:
    """A child must not be put below a kept unit that lies below the child itself."""
    problems = []
    for child in children:
        place = plan.moves.get(child.pk, BESIDE) - len(plan.made)
        if 0 <= place < len(plan.kept) and plan.kept[place].pk in subtree(child):
            message = _("“%(name)s” tidak dapat dipindahkan ke bawah dirinya sendiri.")
            problems.append(Problem(message % {"name": child.name}, "moves"))
    return problems


def _make(plan: Plan, new: NewUnit, actor: Actor) -> Unit:
    unit = Unit(
        institution=plan.institution,
        name=new.name.strip(),
        abbreviation=new.abbreviation.strip(),
        parent=plan.parent,
        valid_from=plan.day,
    )
    scope = plan.institution.scope
    save_new(unit, events.UNIT_CREATED, actor=actor, scope=scope, names=UNIT_FACTS)
    return unit
