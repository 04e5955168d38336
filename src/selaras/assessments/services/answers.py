"""Writing the answer of an indicator: save, hand in, take back, and the team's own value.

A save is short: it takes the assessment's row, compares the version the writer saw, and changes
only the parts that were given. Whoever wrote on an older version gets the newer one to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from selaras.assessments.events import ANSWER_HANDED_IN, ANSWER_SAVED, ANSWER_TAKEN_BACK
from selaras.assessments.models import Answer, Assessment, Stage, UnitAssignment, Window
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import TEAM_ROLES, WRITE_ANSWER, may_write_answer
from selaras.assessments.services.holding import hold
from selaras.assessments.services.results import TooFineError, record_values
from selaras.assessments.states import ANSWERS, AnswerState, Phase
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError, refuse
from selaras.foundation.text import is_storable
from selaras.foundation.trail.kinds import EventKind
from selaras.foundation.trail.services import record, telling_last
from selaras.instruments.models import IndicatorRow
from selaras.instruments.queries import definition
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Scale
from selaras.pure.numbers import exact
from selaras.pure.scoring import ValueOutOfScaleError

LONGEST = 20_000
"""Characters one part of an explanation may have: about eight printed pages."""

PARTS: Final = {"fact": "fakta", "analysis": "analisis", "justification": "justifikasi"}
"""The parts of an explanation, with the names the trail keeps them under."""


class Unset(Enum):
    """The mark of something that was not given, where None means something itself."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET

Text = str | Unset
Claim = Fraction | None | Unset


class AnswerChangedError(ChangedMeanwhileError):
    """Somebody else wrote on this answer meanwhile; ``current`` is what stands there now."""

    def __init__(self, current: Answer) -> None:
        super().__init__(
            _(
                "Jawaban ini baru saja diubah orang lain. Isian Anda belum disimpan dan tetap ada "
                "di halaman ini: bandingkan keduanya, lalu pilih."
            )
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Desk:
    """An answer as its writer finds it: the held assessment, the row, and who owes it."""

    assessment: Assessment
    answer: Answer
    is_team: bool
    lead: UnitAssignment | None
    """Not read for the team, which hands in for any unit."""


def save_answer(
    assessment: Assessment,
    number: str,
    *,
    actor: Actor,
    seen: int,
    fact: Text = UNSET,
    analysis: Text = UNSET,
    justification: Text = UNSET,
    claim: Claim = UNSET,
) -> Answer:
    """Save the given parts of an answer; ``seen`` is the version they were written on.

    What equals the stored text writes nothing. Units change what they have not handed in or got
    back, the team also what was handed in, and nobody what is approved: it is returned first.

    Raises DeniedError, RefusedError (what to mend), IndicatorRow.DoesNotExist, and
    AnswerChangedError when somebody else saved meanwhile.
    """
    now = clock.now()
    given: dict[str, Any] = {
        field: _readable(field, text)
        for field, text in zip(PARTS, (fact, analysis, justification), strict=True)
        if not isinstance(text, Unset)
    }
    with telling_last():
        desk = open_desk(assessment, number, actor=actor)
        answer = desk.answer
        if not isinstance(claim, Unset):
            given["claim"] = _amount(scale_of(desk.assessment), claim)
        changed = {name: value for name, value in given.items() if getattr(answer, name) != value}
        if not changed:
            return answer
        if answer.version != seen:
            raise AnswerChangedError(answer)
        demand_writable(desk)
        old = {name: getattr(answer, name) for name in changed}
        _change(answer, {**changed, "author_id": actor.actor_id, "changed_at": now})
        record(
            ANSWER_SAVED,
            answer,
            actor=actor,
            old=_told(old),
            new=_told(changed),
            scope=desk.assessment.institution.scope,
        )
    return answer


def hand_in(answer: Answer, *, actor: Actor, seen: int) -> Answer:
    """Hand the answer to the team: the lead unit says that it is complete, or the team itself does.

    Raises DeniedError, RefusedError (what is missing, or who hands in), AnswerChangedError.
    """
    now = clock.now()
    with telling_last():
        desk = open_desk(answer.assessment, answer.indicator.number, actor=actor)
        fresh = _same_version(desk, seen)
        _demand_state(fresh, "serahkan", _("Jawaban ini sudah diserahkan atau disetujui."))
        if not desk.is_team and desk.lead and desk.lead.unit_id not in standing_of(actor).units():
            raise refuse(
                _("Jawaban ini diserahkan oleh unit utamanya: %(unit)s.")
                % {"unit": desk.lead.unit.name}
            )
        missing = missing_for_hand_in(fresh)
        if missing:
            raise RefusedError(*missing)
        _move(desk, AnswerState.HANDED_IN, now, ANSWER_HANDED_IN, actor)
    return fresh


def take_back(answer: Answer, *, actor: Actor, seen: int) -> Answer:
    """Take an answer back that was handed in and not yet judged, to go on writing.

    Raises DeniedError, RefusedError, AnswerChangedError.
    """
    with telling_last():
        desk = open_desk(answer.assessment, answer.indicator.number, actor=actor)
        fresh = _same_version(desk, seen)
        _demand_state(
            fresh, "tarik", _("Hanya jawaban yang diserahkan dan belum diperiksa dapat ditarik.")
        )
        _move(desk, AnswerState.DRAFT, None, ANSWER_TAKEN_BACK, actor)
    return fresh


def missing_for_hand_in(answer: Answer) -> list[Problem]:
    """What an answer lacks before it can be handed in, each with its field."""
    missing = []
    if not answer.fact.strip():
        missing.append(Problem(_("Tulis faktanya: apa yang sudah ada dan berjalan."), "fact"))
    if not answer.justification.strip():
        text = _("Tulis justifikasinya: mengapa fakta itu memenuhi kriteria tingkat ini.")
        missing.append(Problem(text, "justification"))
    if answer.claim is None:
        missing.append(Problem(_("Pilih nilai yang diusulkan."), "claim"))
    return missing


def rate(
    assessment: Assessment,
    number: str,
    value: Fraction,
    *,
    actor: Actor,
    seen: int,
    explanation: str | None = None,
) -> None:
    """Settle on the institution's own value; ``seen`` is the revision shown (0 for none yet).

    ``explanation`` says why it differs from what the units claim; None leaves it as it was.
    Raises DeniedError, RefusedError with the scale in words, UnknownIndicatorError, and
    ConflictError when somebody else has rated meanwhile.
    """
    said = {} if explanation is None else {number: _readable("explanation", explanation)}
    scale = scale_of(assessment)
    try:
        record_values(
            assessment,
            Stage.SELF,
            {number: value},
            actor=actor,
            explanations=said,
            expected={number: seen},
        )
    except (ValueOutOfScaleError, TooFineError) as error:
        raise refuse(scale_words(scale), "value") from error


def open_desk(assessment: Assessment, number: str, *, actor: Actor) -> Desk:
    """Take the assessment's row and find the answer, for somebody who may write it.

    To be called in a transaction. Raises DeniedError and IndicatorRow.DoesNotExist.
    """
    held = hold(assessment)
    here = {"assessment": held, "indicator__number": number}
    team = held.institution_id in standing_of(actor).institutions(*TEAM_ROLES)
    # The team writes whatever is plotted and whenever the window is.
    rows = UnitAssignment.objects.filter(**here).select_related("unit")
    owing = [] if team else list(rows)
    units = frozenset(assignment.unit_id for assignment in owing)
    is_open = team or filling_open(held)
    demand(may_write_answer(actor, held, units, window_open=is_open), WRITE_ANSWER)
    answer = Answer.objects.filter(**here).select_related("indicator").first()
    if answer is None:
        row = IndicatorRow.objects.get(version=held.cycle.instrument_id, number=number)
        answer = Answer.objects.create(assessment=held, indicator=row)
    answer.assessment = held
    return Desk(held, answer, team, next((each for each in owing if each.is_lead), None))


def filling_open(assessment: Assessment) -> bool:
    """Whether the window of filling is open today; always, where the cycle has none. One query."""
    window = Window.objects.filter(cycle=assessment.cycle_id, phase=Phase.FILLING).first()
    return window is None or window.is_open_on(clock.today())


def demand_writable(desk: Desk) -> None:
    """Raise RefusedError when the answer's own state does not let this writer change it."""
    state = desk.answer.state
    if state == AnswerState.APPROVED:
        raise refuse(
            _("Jawaban ini sudah disetujui. Minta tim mengembalikannya bila ada yang perlu diubah.")
        )
    if state == AnswerState.HANDED_IN and not desk.is_team:
        raise refuse(_("Jawaban ini sudah diserahkan. Tarik dulu bila ingin mengubahnya."))


def scale_of(assessment: Assessment) -> Scale:
    """The scale of the assessment's instrument."""
    return definition(assessment.cycle.instrument).scale


def scale_words(scale: Scale) -> str:
    """What a value must be, as a sentence for a form."""
    bounds = {"low": exact(scale.minimum), "high": exact(scale.maximum)}
    if scale.whole:
        return _("Pilih tingkat bulat dari %(low)s sampai %(high)s.") % bounds
    sentence = _("Isi angka %(low)s sampai %(high)s dengan paling banyak empat desimal.")
    return sentence % bounds


def _readable(field: str, text: str) -> str:
    text = text.replace("\r\n", "\n").rstrip()
    if len(text) > LONGEST:
        raise refuse(_("Bagian ini paling panjang %(most)d huruf.") % {"most": LONGEST}, field)
    if not is_storable(text):
        raise refuse(_("Bagian ini memuat tanda yang tidak dapat disimpan. Ketik ulang."), field)
    return text


def _amount(scale: Scale, claim: Fraction | None) -> int | None:
    """The claim in ten-thousandths. Raises RefusedError when it is off the scale."""
    if claim is None:
        return None
    inside = scale.minimum <= claim <= scale.maximum
    amount = claim * UNIT
    if not inside or amount.denominator != 1 or (scale.whole and claim.denominator != 1):
        raise refuse(scale_words(scale), "claim")
    return amount.numerator


def _same_version(desk: Desk, seen: int) -> Answer:
    if desk.answer.version != seen:
        raise AnswerChangedError(desk.answer)
    return desk.answer


def _demand_state(answer: Answer, step: str, sentence: str) -> None:
    if answer.state not in ANSWERS[step].sources:
        raise refuse(sentence)


def _move(
    desk: Desk, target: AnswerState, at: datetime | None, kind: EventKind, actor: Actor
) -> None:
    """Put the answer into a state; ``at`` is when it was handed in, None while it is not."""
    answer, old = desk.answer, desk.answer.state
    _change(answer, {"state": target, "handed_in_at": at})
    record(
        kind,
        answer,
        actor=actor,
        old={"keadaan": str(old)},
        new={
            "keadaan": str(target),
            "indikator": answer.indicator.number,
            "penilaian": desk.assessment.pk,
        },
        scope=desk.assessment.institution.scope,
    )


def _change(answer: Answer, facts: Mapping[str, Any]) -> None:
    """Write the facts where nobody else has written since; the row in hand follows."""
    rows = Answer.objects.filter(pk=answer.pk, version=answer.version)
    if not rows.update(**facts, version=answer.version + 1):
        raise AnswerChangedError(Answer.objects.select_related("author").get(pk=answer.pk))
    for name, value in facts.items():
        setattr(answer, name, value)
    answer.version += 1


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the trail keeps them: Indonesian names, values instead of ten-thousandths."""
    told = {PARTS[name]: text for name, text in facts.items() if name in PARTS}
    if "claim" in facts:
        amount = facts["claim"]
        told["klaim"] = "" if amount is None else exact(Fraction(amount, UNIT))
    return told
