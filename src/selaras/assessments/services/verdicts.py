"""Verdicts of the internal team: on pieces of evidence, and on whole answers.

Every verdict is kept for good beside the present state. Nothing here decides by itself: a lower
level without accepted evidence is proposed as a reason to return, and a person confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import (
    ANSWER_APPROVED,
    ANSWER_RETURNED,
    EVIDENCE_ACCEPTED,
    EVIDENCE_RETURNED,
)
from selaras.assessments.models import (
    Answer,
    AnswerReview,
    Assessment,
    EvidenceItem,
    EvidenceReview,
    Stage,
    StageValue,
)
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import REVIEW, may_review
from selaras.assessments.services.answers import scale_of, scale_words
from selaras.assessments.services.holding import hold
from selaras.assessments.services.items import (
    change_items,
    current_items,
    demand_same,
    facts_of,
    readable,
)
from selaras.assessments.services.results import TooFineError, record_values
from selaras.assessments.states import ANSWERS, AnswerState, ItemState, ReturnKind
from selaras.foundation import clock
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.foundation.trail.services import Entry, record_all, telling_last
from selaras.pure.numbers import exact
from selaras.pure.scoring import ValueOutOfScaleError

_NO_VALUE = _("Jawaban ini belum bernilai. Isi nilai tim sebelum menyetujuinya.")

_STANDS = {
    AnswerState.DRAFT: _("Jawaban ini belum diserahkan unitnya."),
    AnswerState.HANDED_IN: _("Jawaban ini masih menunggu pemeriksaan."),
    AnswerState.RETURNED: _("Jawaban ini sudah dikembalikan kepada unitnya."),
    AnswerState.APPROVED: _("Jawaban ini sudah disetujui."),
}
"""Where an answer stands that a verdict does not fit."""

Seen = tuple[int, int]
"""(key, revision) of a piece of evidence as its reviewer saw it."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """An answer of a bulk approval that was not approved, and why."""

    number: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Approval:
    """What a bulk approval did: the numbers approved, and those left with the reason."""

    approved: tuple[str, ...]
    left: tuple[Leftover, ...]


def accept(assessment: Assessment, items: Iterable[Seen], *, actor: Actor) -> list[EvidenceItem]:
    """Accept pieces of evidence as they were seen: all of them, or none.

    What is accepted already, as seen, stays as it is. Raises DeniedError, RefusedError for a
    request without document, ItemChangedError when one has moved on since,
    EvidenceItem.DoesNotExist.
    """
    now = clock.now()
    with telling_last():
        held = _held(assessment, actor)
        fresh = _seen(held, items)
        waiting = [item for item in fresh if item.state != ItemState.ACCEPTED]
        for item in waiting:
            if item.document_id is None:
                raise refuse(_("Permintaan ini belum punya dokumen yang dapat diterima."))
        _judge(waiting, ItemState.ACCEPTED, "", "", now, actor)
    return fresh


def send_back(
    assessment: Assessment,
    items: Iterable[Seen],
    kind: ReturnKind | str,
    note: str,
    *,
    actor: Actor,
) -> list[EvidenceItem]:
    """Return pieces of evidence with a kind and a note that says what to do: all, or none.

    Raises DeniedError, RefusedError (field "kind" or "note"), ItemChangedError,
    EvidenceItem.DoesNotExist.
    """
    now = clock.now()
    if kind not in ReturnKind.values:
        raise refuse(_("Pilih alasan pengembaliannya."), "kind")
    text = readable(note, "note")
    if not text:
        raise refuse(_("Tuliskan apa yang kurang dan apa yang perlu dilakukan unit."), "note")
    with telling_last():
        held = _held(assessment, actor)
        fresh = _seen(held, items)
        if kind != ReturnKind.MISSING and any(item.document_id is None for item in fresh):
            raise refuse(_("Permintaan dokumen hanya dapat berstatus belum ada."), "kind")
        _judge(fresh, ItemState.RETURNED, str(kind), text, now, actor)
    return fresh


def approve_answer(
    answer: Answer,
    *,
    actor: Actor,
    seen: int,
    value: Fraction | None = None,
    explanation: str | None = None,
) -> Answer:
    """Approve an answer with the team's own value: the given one, or else what the units claim.

    A value the team has settled on before stays unless another is given. ``explanation`` says why
    it differs from the claim. Raises DeniedError, RefusedError when there is no value or it is off
    the scale, ChangedMeanwhileError.
    """
    now = clock.now()
    with telling_last():
        held = _held(answer.assessment, actor)
        fresh = _current(held, answer, seen)
        demand_step(fresh, "setujui")
        number = fresh.indicator.number
        settled = _own_values(held).get(number)
        chosen = _chosen(value, settled, fresh.claimed)
        if chosen is None:
            raise refuse(_NO_VALUE, "value")
        said = {} if explanation is None else {number: readable(explanation, "explanation")}
        if chosen != settled or said:
            _record_values(held, {number: chosen}, said, actor)
        _settle([fresh], AnswerState.APPROVED, "", now, actor, {number: chosen})
    return fresh


def return_answer(answer: Answer, note: str, *, actor: Actor, seen: int) -> Answer:
    """Return an answer to its units; ``note`` says what to do.

    Raises DeniedError, RefusedError, ChangedMeanwhileError.
    """
    now = clock.now()
    text = readable(note, "note")
    if not text:
        raise refuse(_("Tuliskan apa yang perlu diperbaiki unit."), "note")
    with telling_last():
        held = _held(answer.assessment, actor)
        fresh = _current(held, answer, seen)
        demand_step(fresh, "kembalikan")
        _settle([fresh], AnswerState.RETURNED, text, now, actor)
    return fresh


def approve_many(
    assessment: Assessment, answers: Iterable[tuple[str, int]], *, actor: Actor
) -> Approval:
    """Approve answers by (indicator number, version seen), each with its value or claim.

    What cannot be approved is left as it was and named with the reason; the rest goes ahead.
    Raises DeniedError.
    """
    now = clock.now()
    ready: list[Answer] = []
    left: list[Leftover] = []
    with telling_last():
        held = _held(assessment, actor)
        settled = _own_values(held)
        wanted = dict(answers)
        found = _by_number(held, wanted)
        for number, seen in wanted.items():
            row = found.get(number)
            reason = _hindrance(row, seen, settled.get(number))
            if row is None or reason:
                left.append(Leftover(number, reason))
            else:
                ready.append(row)
        claims = {row.indicator.number: row.claimed for row in ready}
        values = {number: _chosen(settled.get(number), claim) for number, claim in claims.items()}
        chosen = {number: value for number, value in values.items() if value is not None}
        fresh = {number: value for number, value in chosen.items() if settled.get(number) != value}
        if fresh:
            _record_values(held, fresh, {}, actor)
        _settle(ready, AnswerState.APPROVED, "", now, actor, chosen)
    return Approval(tuple(row.indicator.number for row in ready), tuple(left))


def demand_step(answer: Answer, step: str) -> None:
    """Raise RefusedError when the answer's state does not allow the step."""
    if answer.state not in ANSWERS[step].sources:
        raise refuse(_STANDS[AnswerState(answer.state)])


def _held(assessment: Assessment, actor: Actor) -> Assessment:
    held = hold(assessment)
    demand(may_review(actor, held), REVIEW)
    return held


def _seen(held: Assessment, items: Iterable[Seen]) -> list[EvidenceItem]:
    """The items as they are now, each still as it was seen."""
    revisions = dict(items)
    if not revisions:
        raise refuse(_("Pilih dahulu bukti yang diputus."))
    fresh = current_items(held, revisions)
    if len(fresh) != len(revisions):
        raise EvidenceItem.DoesNotExist
    for item in fresh:
        demand_same(item, revisions[item.pk])
    return fresh


def _judge(
    items: Sequence[EvidenceItem],
    verdict: ItemState,
    kind: str,
    note: str,
    now: datetime,
    actor: Actor,
) -> None:
    """Give every item the verdict, with its row for the history and its event."""
    facts = {
        "state": verdict,
        "return_kind": kind,
        "note": note,
        "reviewer_id": actor.actor_id,
        "reviewed_at": now,
    }
    olds = [{"keadaan": i.state, "jenis": i.return_kind, "catatan": i.note} for i in items]
    change_items(items, facts)
    entries = []
    for item, old in zip(items, olds, strict=True):
        new = facts_of(item) | {"keadaan": str(verdict), "jenis": kind, "catatan": note}
        told = EVIDENCE_ACCEPTED if verdict == ItemState.ACCEPTED else EVIDENCE_RETURNED
        entries.append(Entry(told, item, old, new, item.assessment.institution.scope))
    EvidenceReview.objects.bulk_create(
        [
            EvidenceReview(
                item=item,
                verdict=verdict,
                return_kind=kind,
                note=note,
                author_id=actor.actor_id,
                at=now,
            )
            for item in items
        ]
    )
    record_all(entries, actor=actor)


def _current(held: Assessment, answer: Answer, seen: int) -> Answer:
    rows = Answer.objects.select_related("indicator", "author")
    fresh = rows.get(pk=answer.pk, assessment=held)
    fresh.assessment = held
    if fresh.version != seen:
        raise ChangedMeanwhileError(_what_happened(fresh))
    return fresh


def _what_happened(answer: Answer) -> str | Promise:
    """Who was faster, and what they did, as a sentence."""
    last = answer.reviews.select_related("author").first()
    if last is None or answer.state != last.verdict:
        return _(
            "Jawaban ini baru saja diubah. Putusan Anda belum disimpan: baca isi terbarunya dahulu."
        )
    facts = {
        "who": last.author.name if last.author else _("sistem"),
        "at": date_format(localtime(last.at), "j F Y H.i"),
    }
    if last.verdict == AnswerState.APPROVED:
        return _("Jawaban ini sudah disetujui oleh %(who)s pada %(at)s.") % facts
    return _("Jawaban ini sudah dikembalikan oleh %(who)s pada %(at)s.") % facts


def _by_number(held: Assessment, numbers: Iterable[str]) -> dict[str, Answer]:
    rows = Answer.objects.filter(assessment=held, indicator__number__in=list(numbers))
    found = {row.indicator.number: row for row in rows.select_related("indicator")}
    for row in found.values():
        row.assessment = held
    return found


def _own_values(held: Assessment) -> Mapping[str, Fraction]:
    """What the team has settled on so far, by indicator number."""
    rows = StageValue.objects.filter(assessment=held, stage=Stage.SELF, is_current=True)
    amounts = rows.values_list("indicator__number", "amount")
    return {number: Fraction(amount, UNIT) for number, amount in amounts}


def _chosen(*values: Fraction | None) -> Fraction | None:
    """The first value there is."""
    return next((value for value in values if value is not None), None)


def _hindrance(answer: Answer | None, seen: int, settled: Fraction | None) -> str | Promise:
    """Why a bulk approval leaves this answer alone; empty when nothing stands in the way."""
    if answer is None:
        return _("Indikator ini tidak ada.")
    if answer.version != seen:
        return _("Jawaban ini baru saja diubah orang lain.")
    if answer.state not in ANSWERS["setujui"].sources:
        return _STANDS[AnswerState(answer.state)]
    return _NO_VALUE if _chosen(settled, answer.claimed) is None else ""


def _record_values(
    held: Assessment, values: Mapping[str, Fraction], said: Mapping[str, str], actor: Actor
) -> None:
    try:
        record_values(held, Stage.SELF, values, actor=actor, explanations=said)
    except (ValueOutOfScaleError, TooFineError) as error:
        raise refuse(scale_words(scale_of(held)), "value") from error


def _settle(
    answers: Sequence[Answer],
    verdict: AnswerState,
    note: str,
    now: datetime,
    actor: Actor,
    values: Mapping[str, Fraction] | None = None,
) -> None:
    """Move the answers, with their rows for the history and their events.

    Their assessment is held, so nobody else has written since their versions were compared.
    """
    keys = [answer.pk for answer in answers]
    Answer.objects.filter(pk__in=keys).update(state=verdict, version=F("version") + 1)
    AnswerReview.objects.bulk_create(
        AnswerReview(answer=answer, verdict=verdict, note=note, author_id=actor.actor_id, at=now)
        for answer in answers
    )
    kind = ANSWER_APPROVED if verdict == AnswerState.APPROVED else ANSWER_RETURNED
    entries = []
    for answer in answers:
        number = answer.indicator.number
        new = {"penilaian": answer.assessment_id, "indikator": number, "keadaan": str(verdict)}
        if note:
            new["catatan"] = note
        if values:
            new["nilai"] = exact(values[number])
        old = {"keadaan": str(answer.state)}
        entries.append(Entry(kind, answer, old, new, answer.assessment.institution.scope))
        answer.state, answer.version = verdict, answer.version + 1
    record_all(entries, actor=actor)
