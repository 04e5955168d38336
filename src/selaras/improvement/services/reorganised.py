"""After a reorganisation: open work moves to the unit that carries the ended one on.

Where there is exactly one successor it moves by itself; where there are several, or none, a person
says who carries on. What is finished, cancelled or closed keeps the unit it was done under.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from selaras.foundation import clock
from selaras.foundation.access import Actor, System, demand
from selaras.foundation.jobs import timetable
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.improvement.events import ACTION_MOVED_TO_SUCCESSOR, RECOMMENDATION_CHANGED
from selaras.improvement.models import (
    Action,
    ActionPlan,
    ActionUnit,
    Recommendation,
    RecommendationUnit,
)
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.strays import OPEN_PLANS, Key, Stray, strays_of
from selaras.people.models import Institution, Unit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Moved:
    """How much moved."""

    actions: int = 0
    recommendations: int = 0


def follow_successors(institution: Institution, *, day: date, actor: Actor) -> Moved:
    """Move open work of ended units to their only successor, however long the line to it is.

    With several successors nothing is guessed. Doing it twice moves nothing more. Raises
    DeniedError, ChangedMeanwhileError.
    """
    with telling_last():
        strays = _held(institution, day, actor)
        found = {stray: stray.heirs.only for stray in strays if stray.heirs.only is not None}
        return _move(found, institution, actor)


def hand_over(
    institution: Institution, choices: Mapping[Key, int], *, day: date, actor: Actor
) -> Moved:
    """Move open work to the units chosen for it, by key.

    Raises DeniedError, RefusedError for a unit that does not stand or belongs elsewhere (by the
    field of the choice), ChangedMeanwhileError when the work no longer waits.
    """
    with telling_last():
        strays = {stray.key: stray for stray in _held(institution, day, actor)}
        if not choices.keys() <= strays.keys():
            raise ChangedMeanwhileError(
                _("Sebagian pekerjaan ini sudah dipindahkan. Periksa daftar terbaru.")
            )
        units = Unit.objects.filter(institution=institution).standing_on(day)
        known = units.in_bulk(set(choices.values()))
        problems = [
            Problem(_("Pilih unit instansi ini yang masih berlaku."), strays[key].field)
            for key, unit in choices.items()
            if unit not in known
        ]
        if problems:
            raise RefusedError(*problems)
        chosen = {strays[key]: known[unit] for key, unit in choices.items()}
        return _move(chosen, institution, actor)


@task()
def follow_everywhere() -> int:
    """Do it for every institution with work under ended units; how many things moved."""
    day, actor, count = clock.today(), System("reorganisasi"), 0
    ended = Unit.objects.filter(valid_to__lte=day).filter(
        Q(pk__in=ActionUnit.objects.values("unit"))
        | Q(pk__in=RecommendationUnit.objects.values("unit"))
    )
    for institution in Institution.objects.filter(pk__in=ended.values("institution")):
        try:
            moved = follow_successors(institution, day=day, actor=actor)
        except ChangedMeanwhileError:
            # Somebody is at work there right now: the next run finds it as they left it.
            log.info("work of institution %s changed while it was to move", institution.pk)
        else:
            count += moved.actions + moved.recommendations
    return count


def declare_all() -> None:
    """Put it on the timetable: reorganisations take effect at the turn of a day."""
    timetable.declare(
        "improvement.follow_successors", follow_everywhere.enqueue, every=timedelta(hours=24)
    )


def _held(institution: Institution, day: date, actor: Actor) -> list[Stray]:
    """The open plans taken first, then what waits in them."""
    demand(may_write_plan(actor, institution.pk), WRITE_PLAN)
    plans = ActionPlan.objects.filter(institution=institution, state__in=OPEN_PLANS)
    list(plans.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    return strays_of(institution, day)


def _move(found: Mapping[Stray, Unit], institution: Institution, actor: Actor) -> Moved:
    actions: dict[Action, dict[int, Unit]] = defaultdict(dict)
    recommendations: dict[Recommendation, dict[int, Unit]] = defaultdict(dict)
    for stray, unit in found.items():
        if isinstance(stray.thing, Action):
            actions[stray.thing][stray.heirs.unit.pk] = unit
        else:
            recommendations[stray.thing][stray.heirs.unit.pk] = unit
    for action, heirs in actions.items():
        _move_action(action, heirs, institution, actor)
    for recommendation, heirs in recommendations.items():
        _move_recommendation(recommendation, heirs, institution, actor)
    return Moved(len(actions), len(recommendations))


def _move_action(
    action: Action, heirs: Mapping[int, Unit], institution: Institution, actor: Actor
) -> None:
    changed = Action.objects.filter(pk=action.pk, version=action.version).update(
        version=action.version + 1, units_label=""
    )
    if not changed:
        raise ChangedMeanwhileError
    before = list(action.unit_rows.select_related("unit"))
    rows: dict[int, ActionUnit] = {}
    for row in before:
        heir = heirs.get(row.unit_id)
        unit = heir or row.unit
        if unit.pk in rows:
            # It is on the action already, perhaps as the one in charge: one row is enough.
            rows[unit.pk].is_lead = rows[unit.pk].is_lead or row.is_lead
            rows[unit.pk].predecessor_id = rows[unit.pk].predecessor_id or _former(row, heir)
        else:
            rows[unit.pk] = ActionUnit(
                action=action,
                unit=unit,
                is_lead=row.is_lead,
                position=row.position,
                predecessor_id=_former(row, heir),
            )
    action.unit_rows.all().delete()
    ActionUnit.objects.bulk_create(rows.values())
    old, new = (row.unit for row in before), (row.unit for row in rows.values())
    _tell(ACTION_MOVED_TO_SUCCESSOR, action, old, new, institution, actor)


def _move_recommendation(
    recommendation: Recommendation,
    heirs: Mapping[int, Unit],
    institution: Institution,
    actor: Actor,
) -> None:
    changed = Recommendation.objects.filter(
        pk=recommendation.pk, version=recommendation.version
    ).update(version=recommendation.version + 1, units_label="")
    if not changed:
        raise ChangedMeanwhileError
    before = list(recommendation.unit_rows.select_related("unit"))
    rows: dict[int, RecommendationUnit] = {}
    for row in before:
        heir = heirs.get(row.unit_id)
        unit = heir or row.unit
        if unit.pk in rows:
            rows[unit.pk].predecessor_id = rows[unit.pk].predecessor_id or _former(row, heir)
        else:
            rows[unit.pk] = RecommendationUnit(
                recommendation=recommendation,
                unit=unit,
                position=len(rows),
                predecessor_id=_former(row, heir),
            )
    recommendation.unit_rows.all().delete()
    RecommendationUnit.objects.bulk_create(rows.values())
    old, new = (row.unit for row in before), (row.unit for row in rows.values())
    _tell(RECOMMENDATION_CHANGED, recommendation, old, new, institution, actor)


def _former(row: ActionUnit | RecommendationUnit, heir: Unit | None) -> int | None:
    """Whose name old papers show: the unit that ends here, or the one remembered already."""
    return row.unit_id if heir is not None else row.predecessor_id


def _tell(
    kind: EventKind,
    subject: Action | Recommendation,
    old: Iterable[Unit],
    new: Iterable[Unit],
    institution: Institution,
    actor: Actor,
) -> None:
    record(
        kind,
        subject,
        actor=actor,
        old={"unit": [unit.name for unit in old]},
        new={"unit": [unit.name for unit in new]},
        scope=institution.scope,
    )
