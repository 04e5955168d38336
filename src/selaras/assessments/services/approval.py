"""Approving the whole self-assessment, with a reasoned override where answers are late."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.queries.sheet import sheet_of
from selaras.assessments.queries.steps import late_lines, named
from selaras.assessments.services.conduct import advance, take
from selaras.assessments.services.results import record_values
from selaras.assessments.states import Step
from selaras.foundation.access import Actor
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import telling_last
from selaras.pure.numbers import exact


def approve(assessment: Assessment, *, actor: Actor, seen: int, override: str = "") -> Assessment:
    """Approve the self-assessment; ``override`` says why it goes ahead without late answers.

    A late indicator without a value of the team gets what its units claim, or else the scale's
    lowest value, recorded in the actor's name with the override as its explanation. Raises
    DeniedError, ChangedMeanwhileError, and RefusedError when answers are late and no reason says
    why that may be.
    """
    override = override.strip()
    with telling_last():
        held = take(assessment, Step.APPROVE, actor=actor, seen=seen)
        sheet = sheet_of(held)
        late = late_lines(sheet)
        if not late:
            return advance(held, Step.APPROVE, actor=actor)
        if not override:
            raise refuse(
                _(
                    "Indikator %(numbers)s belum disetujui atau belum bernilai. Tuliskan alasan "
                    "penilaian tetap disetujui, atau selesaikan indikator itu lebih dahulu."
                )
                % {"numbers": named([line.number for line in late])},
                "override",
            )
        lowest = sheet.instrument.scale.minimum
        filled = {
            line.number: lowest if line.claim is None else line.claim
            for line in late
            if line.own is None
        }
        if filled:
            record_values(
                held,
                Stage.SELF,
                filled,
                actor=actor,
                explanations=dict.fromkeys(filled, override),
            )
        facts = {
            "terlambat": [line.number for line in late],
            "diisi": {number: exact(value) for number, value in filled.items()},
        }
        return advance(held, Step.APPROVE, actor=actor, reason=override, facts=facts)
