"""Handing worksheets out: what every indicator says at this moment is kept, so that it may return.

The file itself is made of the row whenever it is fetched; see ``selaras.reporting.worksheet``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from selaras.assessments.events import WORKSHEET_HANDED_OUT
from selaras.assessments.models import Assessment, Worksheet
from selaras.assessments.permissions import HAND_OUT, may_hand_out
from selaras.assessments.queries.worksheet import Contents, contents_of
from selaras.assessments.services.holding import hold
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.people.models import Unit

REUSED_WITHIN: Final = timedelta(minutes=10)
"""Asked again so soon, and nothing has changed: the worksheet that is there is handed out."""

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What cannot be mistaken for something else when it is read out."""


def hand_out(assessment: Assessment, unit: Unit | None, *, actor: Actor) -> Worksheet:
    """Make the worksheet of a unit, or of the whole assessment (None), as it stands now.

    Raises DeniedError, and RefusedError for a unit without indicators.
    """
    with telling_last():
        held = hold(assessment)
        demand(may_hand_out(actor, held, unit.pk if unit else None), HAND_OUT)
        contents = contents_of(held)
        if unit is not None and not contents.lines(unit):
            raise refuse(
                _("%(unit)s tidak memegang indikator. Bagikan indikator kepadanya lebih dulu.")
                % {"unit": unit.name}
            )
        return _hand_out(held, contents, [unit], actor)[0]


def hand_out_to_units(assessment: Assessment, *, actor: Actor) -> list[Worksheet]:
    """Make the worksheet of every unit that owes something, in the order of their names.

    As many queries for a hundred units as for one. Raises DeniedError, and RefusedError where no
    unit owes anything.
    """
    with telling_last():
        held = hold(assessment)
        demand(may_hand_out(actor, held, None), HAND_OUT)
        contents = contents_of(held)
        units = contents.units()
        if not units:
            raise refuse(_("Belum ada indikator yang dibagikan kepada unit. Bagikan lebih dulu."))
        return _hand_out(held, contents, units, actor)


def _hand_out(
    held: Assessment, contents: Contents, units: Sequence[Unit | None], actor: Actor
) -> list[Worksheet]:
    now = clock.now()
    recent = _recent(held, actor, now)
    found: list[Worksheet] = []
    made: list[Worksheet] = []
    for unit in units:
        snapshot, shown = contents.snapshot(unit), contents.shown(unit, actor.actor_label)
        row = recent.get(unit.pk if unit else None)
        if row is None or row.snapshot != snapshot or row.shown != shown:
            row = Worksheet(
                code=new_code(held.cycle.year),
                assessment=held,
                unit=unit,
                snapshot=snapshot,
                shown=shown,
                author_id=actor.actor_id,
                made_at=now,
            )
            made.append(row)
        found.append(row)
    Worksheet.objects.bulk_create(made)
    record_all(
        [
            Entry(
                WORKSHEET_HANDED_OUT,
                row,
                old={},
                new={
                    "penilaian": held.pk,
                    "unit": row.shown["unit"],
                    "indikator": len(row.snapshot),
                },
                scope=held.institution.scope,
            )
            for row in made
        ],
        actor=actor,
    )
    return found


def _recent(held: Assessment, actor: Actor, now: datetime) -> dict[int | None, Worksheet]:
    """The actor's own newest worksheets of the last minutes, by unit."""
    rows = Worksheet.objects.filter(
        assessment=held, author_id=actor.actor_id, made_at__gte=now - REUSED_WITHIN
    ).select_related("unit", "assessment__cycle__instrument", "assessment__institution")
    # The newest comes last and stays.
    return {row.unit_id: row for row in rows.order_by("pk")}


def new_code(year: int) -> str:
    """A code nobody guesses, easy to read out: "LKE-2025-7K4M-9TQX"."""
    letters = [secrets.choice(_LETTERS) for _place in range(8)]
    return f"LKE-{year}-{''.join(letters[:4])}-{''.join(letters[4:])}"
