"""Strengths, weaknesses and recommendations an assessor writes on an aspect."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import FINDING_ADDED, FINDING_CHANGED, FINDING_REMOVED
from selaras.assessments.models import Assessment, Finding
from selaras.assessments.permissions import ASSESS, may_assess
from selaras.assessments.services.holding import hold
from selaras.assessments.states import State
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, check, refuse
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition


def add_finding(
    assessment: Assessment,
    *,
    aspect: str,
    kind: str,
    text: str,
    numbers: Collection[str],
    actor: Actor,
) -> Finding:
    """Write a finding on an aspect. Raises DeniedError, RefusedError."""
    with telling_last():
        held = _taken(assessment, actor)
        rows = _spoken_of(held, aspect, numbers)
        finding = Finding(
            assessment=held,
            aspect=aspect,
            kind=kind,
            text=text.strip(),
            author_id=actor.actor_id,
            changed_at=clock.now(),
        )
        check(finding)
        finding.save(force_insert=True)
        finding.indicators.set(rows)
        _tell(FINDING_ADDED, finding, held, actor, new=_facts(finding, rows))
        return finding


def change_finding(
    finding: Finding,
    *,
    kind: str,
    text: str,
    numbers: Collection[str],
    version: int,
    actor: Actor,
) -> None:
    """Rewrite a finding; ``version`` is the one the author saw.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held = _taken(finding.assessment, actor)
        fresh = _fresh(finding)
        rows = _spoken_of(held, fresh.aspect, numbers)
        old = _facts(fresh, list(fresh.indicators.order_by("position")))
        fresh.kind, fresh.text = kind, text.strip()
        check(fresh)
        new = _facts(fresh, rows)
        if new == old and fresh.version == version:
            return
        changed = Finding.objects.filter(pk=fresh.pk, version=version).update(
            kind=fresh.kind,
            text=fresh.text,
            author_id=actor.actor_id,
            changed_at=clock.now(),
            version=version + 1,
        )
        if not changed:
            raise ChangedMeanwhileError
        fresh.indicators.set(rows)
        _tell(FINDING_CHANGED, fresh, held, actor, old=old, new=new)


def remove_finding(finding: Finding, *, version: int, actor: Actor) -> None:
    """Take a finding out; the trail keeps its words.

    Raises DeniedError, ChangedMeanwhileError, RefusedError.
    """
    with telling_last():
        held = _taken(finding.assessment, actor)
        fresh = _fresh(finding)
        if fresh.version != version:
            raise ChangedMeanwhileError
        old = _facts(fresh, list(fresh.indicators.order_by("position")))
        _tell(FINDING_REMOVED, fresh, held, actor, old=old)
        Finding.objects.filter(pk=fresh.pk).delete()


def _taken(assessment: Assessment, actor: Actor) -> Assessment:
    held = hold(assessment)
    demand(may_assess(actor, held), ASSESS)
    if held.state == State.FINAL:
        raise refuse(
            _(
                "Temuan sudah ditetapkan bersama nilai akhir. Buka kembali konsolidasi bila perlu "
                "diubah."
            )
        )
    return held


def _fresh(finding: Finding) -> Finding:
    fresh = Finding.objects.filter(pk=finding.pk).first()
    if fresh is None:
        raise ChangedMeanwhileError(_("Temuan ini sudah dihapus orang lain."))
    return fresh


def _spoken_of(held: Assessment, code: str, numbers: Collection[str]) -> list[IndicatorRow]:
    """The rows of the indicators, all of them of the aspect."""
    known = next((a for a in definition(held.cycle.instrument).aspects() if a.code == code), None)
    if known is None:
        raise refuse(_("Pilih aspek yang ada pada instrumen ini."), "aspect")
    stray = sorted(set(numbers) - {indicator.number for indicator in known.indicators})
    if stray:
        raise refuse(
            _("Indikator %(numbers)s bukan bagian aspek ini.") % {"numbers": ", ".join(stray)},
            "numbers",
        )
    rows = held.cycle.instrument.indicators.filter(number__in=list(numbers))
    return list(rows.order_by("position"))


def _facts(finding: Finding, rows: Sequence[IndicatorRow]) -> dict[str, Any]:
    return {
        "aspek": finding.aspect,
        "jenis": str(finding.kind),
        "uraian": finding.text,
        "indikator": [row.number for row in rows],
    }


def _tell(
    kind: EventKind,
    finding: Finding,
    held: Assessment,
    actor: Actor,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    finding.assessment = held
    record(kind, finding, actor=actor, old=old, new=new, scope=held.assessor_scope)
