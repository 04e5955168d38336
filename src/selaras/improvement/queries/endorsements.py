"""Units' parts of a plan, who signed them off, and whether they still are what was signed.

A part is what the plan asks of a unit: its actions with their days, money, stages and required
documents. How far the work is stands outside, so that reporting never undoes a signature.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.improvement.models import (
    Action,
    ActionPlan,
    ActionTarget,
    ActionUnit,
    Endorsement,
    RequiredEvidence,
)
from selaras.people.models import Unit
from selaras.pure.fingerprint import differing, fingerprint

Content = dict[str, Any]

FIELDS: Mapping[str, str | Promise] = {
    "judul": _("uraian aksi"),
    "peran": _("peran unit"),
    "mulai": _("mulai"),
    "target": _("target selesai"),
    "biaya": _("biaya"),
    "sumber_dana": _("sumber dana"),
    "keterangan": _("keterangan"),
    "unit": _("unit pelaksana"),
    "indikator": _("indikator dan tingkat"),
    "rekomendasi": _("rekomendasi yang dijawab"),
    "tahapan": _("tahapan kegiatan"),
    "data_dukung": _("data dukung"),
}
"""What an action of a part is made of, as pages call it."""
LEADS, SUPPORTS = "penanggung jawab", "pendukung"


@dataclass(frozen=True, slots=True)
class PartChange:
    """One thing that is no longer as it was signed; ``action`` is empty for the plan's own facts.

    ``field`` names what differs; ``is_added`` and ``is_dropped`` speak of the action as a whole.
    """

    action: str
    field: str | Promise = ""
    is_added: bool = False
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class UnitPart:
    """What the plan asks of one unit now, with the fingerprint over it."""

    unit: Unit
    content: Content
    fingerprint: str

    @property
    def actions(self) -> Sequence[Content]:
        """Its actions, in the order they were made."""
        return actions_in(self.content)

    @property
    def led(self) -> int:
        """How many of them the unit is in charge of."""
        return sum(action["peran"] == LEADS for action in self.actions)


@dataclass(frozen=True, slots=True)
class EndorsementView:
    """A sign-off in force, readable under the names of its day.

    ``is_current``: the part still is what was signed. ``is_intact``: the kept content still has
    the fingerprint it was signed with.
    """

    endorsement: Endorsement
    is_current: bool
    is_intact: bool
    changes: tuple[PartChange, ...]

    @property
    def actions(self) -> Sequence[Content]:
        """The actions as signed."""
        return actions_in(self.endorsement.content)


def actions_in(content: Content) -> list[Content]:
    """The actions a part's content tells of, oldest first."""
    return [action for _key, action in sorted(content["aksi"].items(), key=lambda p: int(p[0]))]


def parts_of(plan: ActionPlan) -> dict[int, UnitPart]:
    """The parts of all units with uncancelled actions, by unit; six queries."""
    units: dict[int, Unit] = {}
    told: dict[int, Content] = defaultdict(dict)
    actions = Action.objects.filter(plan=plan, cancelled_at__isnull=True).prefetch_related(
        Prefetch("unit_rows", ActionUnit.objects.select_related("unit")),
        Prefetch("targets", ActionTarget.objects.select_related("indicator")),
        Prefetch("evidence", RequiredEvidence.objects.select_related("indicator")),
        "recommendations",
        "steps",
    )
    for action in actions.order_by("pk"):
        facts = _told(action)
        for row in action.unit_rows.all():
            units[row.unit_id] = row.unit
            role = LEADS if row.is_lead else SUPPORTS
            told[row.unit_id][str(action.pk)] = {**facts, "peran": role}
    return {key: _part(plan, units[key], told[key]) for key in units}


def part_of(plan: ActionPlan, unit: Unit) -> UnitPart:
    """The part of one unit, which may be empty."""
    return parts_of(plan).get(unit.pk) or _part(plan, unit, {})


def endorsements_of(plan: ActionPlan) -> Mapping[int, EndorsementView]:
    """The sign-offs in force by unit; seven queries."""
    return views_of(plan, parts_of(plan))


def views_of(plan: ActionPlan, parts: Mapping[int, UnitPart]) -> dict[int, EndorsementView]:
    """The same over parts that are known already; one query."""
    rows = Endorsement.objects.filter(plan=plan, revoked_at__isnull=True)
    return {
        row.unit_id: _view(plan, row, parts.get(row.unit_id))
        for row in rows.select_related("unit", "by").order_by("unit_name", "pk")
    }


def revoked_of(plan: ActionPlan) -> list[Endorsement]:
    """Sign-offs that were revoked, the newest first; one query."""
    rows = Endorsement.objects.filter(plan=plan, revoked_at__isnull=False)
    return list(rows.select_related("unit", "by").order_by("-revoked_at", "-pk"))


def _part(plan: ActionPlan, unit: Unit, actions: Content) -> UnitPart:
    content: Content = {
        "rencana": {"nama": plan.name, "tahun": [plan.first_year, plan.last_year]},
        "unit": {"nama": unit.name},
        "aksi": actions,
    }
    return UnitPart(unit, content, fingerprint(content))


def _told(action: Action) -> Content:
    """An action in plain words and figures, without the role of a unit."""
    return {
        "judul": action.title,
        "mulai": action.starts_on.isoformat() if action.starts_on else "",
        "target": action.target_on.isoformat() if action.target_on else action.target_label,
        "biaya": action.cost,
        "sumber_dana": action.funding,
        "keterangan": action.note,
        "unit": [row.unit.name for row in _ordered(action.unit_rows.all())],
        "indikator": [[row.indicator.number, row.level] for row in action.targets.all()],
        "rekomendasi": [row.text for row in action.recommendations.all()],
        "tahapan": [
            {
                "uraian": step.title,
                "mulai": step.first_month.isoformat() if step.first_month else "",
                "selesai": step.last_month.isoformat() if step.last_month else "",
            }
            for step in action.steps.all()
        ],
        "data_dukung": [
            {
                "uraian": row.text,
                "indikator": row.indicator.number if row.indicator else "",
                "tingkat": row.level,
            }
            for row in action.evidence.all()
        ],
    }


def _ordered(rows: Iterable[ActionUnit]) -> list[ActionUnit]:
    """The unit in charge first."""
    return sorted(rows, key=lambda row: (not row.is_lead, row.position, row.pk))


def _view(plan: ActionPlan, row: Endorsement, part: UnitPart | None) -> EndorsementView:
    now = part or _part(plan, row.unit, {})
    is_current = now.fingerprint == row.fingerprint
    return EndorsementView(
        endorsement=row,
        is_current=is_current,
        is_intact=fingerprint(row.content) == row.fingerprint,
        changes=() if is_current else tuple(_changes(row.content, now.content)),
    )


def _changes(before: Content, after: Content) -> Iterator[PartChange]:
    """What differs, action by action; each field of an action once."""
    seen: set[tuple[str, ...]] = set()
    for path in differing(before, after):
        place = path[:3]
        if place in seen:
            continue
        seen.add(place)
        if path[0] != "aksi":
            yield PartChange("", _PLAN_FIELDS.get(path[:2], path[-1]))
        elif len(path) == 2:
            is_added = path[1] in after["aksi"]
            action = (after if is_added else before)["aksi"][path[1]]
            yield PartChange(action["judul"], is_added=is_added, is_dropped=not is_added)
        else:
            yield PartChange(after["aksi"][path[1]]["judul"], FIELDS.get(path[2], path[2]))


_PLAN_FIELDS: Mapping[tuple[str, ...], str | Promise] = {
    ("rencana", "nama"): _("nama rencana"),
    ("rencana", "tahun"): _("tahun rencana"),
    ("unit", "nama"): _("nama unit"),
}
