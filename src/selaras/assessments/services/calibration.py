"""Blind double rating: drawing a sample, rating it, opening it, settling what differs."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import (
    BLIND_RATED,
    CALIBRATION_DRAWN,
    CALIBRATION_REVEALED,
    DISPUTE_OPENED,
    DISPUTE_SETTLED,
)
from selaras.assessments.models import Assessment, BlindRating, Calibration, Dispute
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import (
    CALIBRATE,
    is_assessor_of,
    may_calibrate,
    may_rate_blind,
)
from selaras.assessments.services.external import Rating, off_scale
from selaras.assessments.services.holding import hold
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.pure.agreement import sample
from selaras.pure.numbers import exact
from selaras.pure.scoring import ValueOutOfScaleError, score


@dataclass(frozen=True, slots=True)
class Draw:
    """What is to be rated blind: these indicators, or as many drawn by lot."""

    numbers: Collection[str] = ()
    size: int = 0


def draw(
    assessment: Assessment, first: User, second: User, wanted: Draw, *, actor: Actor
) -> Calibration:
    """Begin a calibration of two assessors of the institution.

    A lot is drawn with a seed that is kept, so that anybody can draw the same sample again
    (``pure.agreement.sample``). Raises DeniedError, RefusedError.
    """
    with telling_last():
        held = hold(assessment)
        demand(may_calibrate(actor, held), CALIBRATE)
        if first.pk == second.pk:
            raise refuse(_("Pilih dua asesor yang berbeda."), "second")
        for person, field in ((first, "first"), (second, "second")):
            if not is_assessor_of(person, held):
                raise refuse(
                    _("%(name)s tidak ditugasi sebagai asesor instansi ini.")
                    % {"name": person.name},
                    field,
                )
        seed = "" if wanted.numbers else secrets.token_hex(8)
        rows = _drawn(held, wanted, seed)
        calibration = Calibration(
            assessment=held, first=first, second=second, seed=seed, opened_at=clock.now()
        )
        calibration.save(force_insert=True)
        calibration.indicators.set(rows)
        new = {
            "asesor": [first.name, second.name],
            "indikator": [row.number for row in rows],
            "benih": seed,
        }
        _tell(CALIBRATION_DRAWN, calibration, held, actor, new=new)
        return calibration


def rate_blind(calibration: Calibration, ratings: Mapping[str, Rating], *, actor: User) -> None:
    """Save what one of the two gives indicators of the sample, until the calibration is opened.

    The trail keeps that it happened, never the value. Raises DeniedError, RefusedError.
    """
    with telling_last():
        held, fresh = _taken(calibration)
        demand(may_rate_blind(actor, fresh), CALIBRATE)
        if fresh.revealed_at is not None:
            raise refuse(_("Kalibrasi ini sudah dibuka, jadi nilainya tidak berubah lagi."))
        rows = {row.number: row for row in fresh.indicators.all()}
        _demand_in_sample(held, rows, ratings)
        now = clock.now()
        BlindRating.objects.bulk_create(
            [
                BlindRating(
                    calibration=fresh,
                    indicator=rows[number],
                    assessor=actor,
                    amount=int(rating.value * UNIT),
                    note=rating.explanation.strip(),
                    at=now,
                )
                for number, rating in ratings.items()
            ],
            update_conflicts=True,
            unique_fields=["calibration", "indicator", "assessor"],
            update_fields=["amount", "note", "at"],
        )
        new = {"indikator": sorted(ratings), "nilai": "disimpan", "alasan": "disimpan"}
        _tell(BLIND_RATED, fresh, held, actor, new=new)


def reveal(calibration: Calibration, *, actor: Actor) -> None:
    """Open both sets of values to both, once both are complete; from then on they stand.

    Raises DeniedError, ChangedMeanwhileError, RefusedError while values are missing.
    """
    with telling_last():
        held, fresh = _taken(calibration)
        demand(may_calibrate(actor, held), CALIBRATE)
        wanted = 2 * fresh.indicators.count()
        missing = wanted - BlindRating.objects.filter(calibration=fresh).count()
        if missing:
            raise refuse(
                _(
                    "Kalibrasi dibuka setelah kedua asesor menilai semua indikatornya; masih "
                    "kurang %(count)d nilai."
                )
                % {"count": missing}
            )
        opened = Calibration.objects.filter(pk=fresh.pk, revealed_at=None)
        if not opened.update(revealed_at=clock.now()):
            raise ChangedMeanwhileError(_("Kalibrasi ini sudah dibuka."))
        _tell(CALIBRATION_REVEALED, fresh, held, actor, new={"nilai": wanted})


def open_dispute(calibration: Calibration, number: str, *, reason: str, actor: User) -> Dispute:
    """Log an indicator on which the two differ, with what it turns on.

    Raises DeniedError, RefusedError before the opening, where they agree, or a second time.
    """
    with telling_last():
        held, fresh = _taken(calibration)
        demand(may_calibrate(actor, held), CALIBRATE)
        given = dict(
            BlindRating.objects.filter(calibration=fresh, indicator__number=number).values_list(
                "assessor_id", "amount"
            )
        )
        if fresh.revealed_at is None or len(set(given.values())) < 2:
            raise refuse(_("Hanya indikator yang nilainya berbeda yang dapat dicatat."), "number")
        if not reason.strip():
            raise refuse(_("Tuliskan pokok perbedaannya."), "reason")
        row = fresh.indicators.get(number=number)
        if Dispute.objects.filter(calibration=fresh, indicator=row).exists():
            raise ChangedMeanwhileError(_("Perbedaan pada indikator ini sudah dicatat."))
        dispute = Dispute.objects.create(
            calibration=fresh,
            indicator=row,
            reason=reason.strip(),
            opened_by=actor,
            opened_at=clock.now(),
        )
        values = [_shown(given[p]) for p in (fresh.first_id, fresh.second_id) if p in given]
        new = {"indikator": number, "nilai": values, "pokok": dispute.reason}
        _tell(DISPUTE_OPENED, fresh, held, actor, new=new)
        return dispute


def settle_dispute(dispute: Dispute, outcome: Rating, *, actor: Actor) -> None:
    """Say on which value the assessors agreed and why; once.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held, fresh = _taken(dispute.calibration)
        demand(may_calibrate(actor, held), CALIBRATE)
        number = dispute.indicator.number
        _demand_in_sample(held, {number: dispute.indicator}, {number: outcome})
        if not outcome.explanation.strip():
            raise refuse(_("Tuliskan mengapa nilai ini disepakati."), "settlement")
        settled = Dispute.objects.filter(pk=dispute.pk, settled_at=None).update(
            amount=int(outcome.value * UNIT),
            settlement=outcome.explanation.strip(),
            settled_by_id=actor.actor_id,
            settled_at=clock.now(),
        )
        if not settled:
            raise ChangedMeanwhileError(_("Perbedaan ini sudah diselesaikan."))
        new = {
            "indikator": number,
            "nilai": exact(outcome.value),
            "alasan": outcome.explanation.strip(),
        }
        _tell(DISPUTE_SETTLED, fresh, held, actor, new=new)


def _drawn(held: Assessment, wanted: Draw, seed: str) -> list[IndicatorRow]:
    rows = {row.number: row for row in held.cycle.instrument.indicators.order_by("position")}
    if not wanted.numbers:
        if not 1 <= wanted.size <= len(rows):
            raise refuse(
                _("Banyaknya indikator antara 1 dan %(most)d.") % {"most": len(rows)}, "size"
            )
        return [rows[number] for number in sample(rows, wanted.size, seed)]
    if not set(wanted.numbers) <= rows.keys():
        raise refuse(_("Pilih indikator yang ada pada instrumen ini."), "numbers")
    return [row for number, row in rows.items() if number in set(wanted.numbers)]


def _taken(calibration: Calibration) -> tuple[Assessment, Calibration]:
    """The held assessment and the calibration as it is now."""
    held = hold(calibration.assessment)
    fresh = Calibration.objects.get(pk=calibration.pk)
    fresh.assessment = held
    return held, fresh


def _demand_in_sample(
    held: Assessment, rows: Mapping[str, IndicatorRow], ratings: Mapping[str, Rating]
) -> None:
    values = {number: rating.value for number, rating in ratings.items()}
    stray = sorted(values.keys() - rows.keys())
    if stray:
        raise refuse(
            _("Indikator %(numbers)s tidak termasuk kalibrasi ini.") % {"numbers": ", ".join(stray)}
        )
    try:
        score(definition(held.cycle.instrument), values)
    except ValueOutOfScaleError as error:
        raise refuse(off_scale(error.number, error.value), "value") from error
    for number, value in values.items():
        if (value * UNIT).denominator != 1:
            raise refuse(off_scale(number, value), "value")


def _shown(amount: int) -> str:
    return exact(Fraction(amount, UNIT))


def _tell(
    kind: EventKind,
    calibration: Calibration,
    held: Assessment,
    actor: Actor,
    *,
    new: dict[str, Any],
) -> None:
    record(kind, calibration, actor=actor, new=new, scope=held.assessor_scope)
