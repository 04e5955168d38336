"""What was returned and why, per unit: by whom, what to do next, and whether it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import (
    AnswerReview,
    Assessment,
    EvidenceItem,
    EvidenceReview,
)
from selaras.assessments.queries.review import Plot
from selaras.assessments.states import AnswerState, ItemState, ReturnKind
from selaras.evidence.permissions import may_read_document
from selaras.instruments.queries import definition
from selaras.people.models import Unit, User
from selaras.pure.instrument.naming import short_names

NEXT_STEP: Mapping[str, str | Promise] = {
    ReturnKind.WRONG_DOCUMENT: _("Tarik bukti ini, lalu ajukan dokumen yang benar."),
    ReturnKind.MISSING: _("Unggah dokumen yang diminta, lalu jawab permintaan ini."),
    ReturnKind.OUT_OF_PERIOD: _("Ajukan dokumen yang berlaku dalam periode penilaian."),
    ReturnKind.UNREADABLE: _(
        "Unggah ulang berkas yang terbaca sebagai versi baru, lalu ajukan versi itu."
    ),
    ReturnKind.LOWER_LEVEL: _(
        "Lengkapi dahulu bukti tingkat di bawahnya; bukti ini dapat diajukan lagi sesudahnya."
    ),
}
"""What a unit does next: each kind asks for something else."""

ANSWER_STEP = _("Perbaiki jawabannya menurut catatan, lalu serahkan lagi.")


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One return: of a piece of evidence, or of a whole answer (``level`` is None)."""

    number: str
    name: str
    level: int | None
    subject: str
    """Title of the document; empty for a request or an answer."""
    kind: str
    """A ReturnKind; empty for an answer."""
    note: str
    who: str
    at: datetime
    status: str | Promise
    is_open: bool
    item: EvidenceItem | None
    units: tuple[Unit, ...]

    @property
    def kind_label(self) -> str | Promise:
        """The kind in words."""
        return ReturnKind(self.kind).label if self.kind else _("Jawaban dikembalikan")

    @property
    def next_step(self) -> str | Promise:
        """What the unit does next; empty once it is mended."""
        if not self.is_open:
            return ""
        return NEXT_STEP[self.kind] if self.kind else ANSWER_STEP


@dataclass(frozen=True, slots=True)
class UnitReturns:
    """What was returned to one unit; ``unit`` is None for indicators nobody owes."""

    unit: Unit | None
    rows: tuple[ReturnedRow, ...]

    @property
    def open(self) -> int:
        """How many of them still wait for the unit."""
        return sum(1 for row in self.rows if row.is_open)


def returned_rows(
    assessment: Assessment,
    actor: User,
    plot: Plot,
    *,
    units: Iterable[int] | None = None,
    only_open: bool = False,
) -> list[ReturnedRow]:
    """The last return of every item and answer, open ones first, newest first; two queries.

    ``units`` narrows to what these owe. The title of a document the actor may not open is left out.
    """
    found = [*_items(assessment, actor, plot), *_answers(assessment, plot)]
    if units is not None:
        wanted = set(units)
        found = [row for row in found if any(unit.pk in wanted for unit in row.units)]
    if only_open:
        found = [row for row in found if row.is_open]
    return sorted(found, key=lambda row: (not row.is_open, -row.at.timestamp()))


def by_unit(rows: Iterable[ReturnedRow], units: Iterable[int] | None = None) -> list[UnitReturns]:
    """The rows under each unit that owes them, by name, what nobody owes last; no query.

    ``units`` leaves the others out.
    """
    found: dict[Unit | None, list[ReturnedRow]] = {}
    wanted = None if units is None else set(units)
    for row in rows:
        for unit in row.units or (None,):
            if wanted is None or (unit is not None and unit.pk in wanted):
                found.setdefault(unit, []).append(row)
    ordered = sorted(found, key=lambda unit: (unit is None, unit.name if unit else ""))
    return [UnitReturns(unit, tuple(found[unit])) for unit in ordered]


def _items(assessment: Assessment, actor: User, plot: Plot) -> Iterable[ReturnedRow]:
    names = short_names(definition(assessment.cycle.instrument))
    reviews = (
        EvidenceReview.objects.filter(item__assessment=assessment, verdict=ItemState.RETURNED)
        .select_related("author", "item__indicator", "item__document", "item__version__blob")
        .order_by("item", "-pk")
    )
    done: set[int] = set()
    for review in reviews:
        item = review.item
        if item.pk in done:
            continue
        done.add(item.pk)
        item.assessment = assessment
        readable = item.document is None or may_read_document(actor, item.document)
        title = item.document.title if item.document else ""
        yield ReturnedRow(
            number=item.indicator.number,
            name=names[item.indicator.number],
            level=item.level,
            subject=title if readable else str(_("Dokumen terbatas")),
            kind=review.return_kind,
            note=review.note,
            who=review.author.name if review.author else str(_("sistem")),
            at=review.at,
            status=_item_status(item),
            is_open=item.state == ItemState.RETURNED and item.withdrawn_at is None,
            item=item if readable else None,
            units=plot.units.get(item.indicator_id, ()),
        )


def _item_status(item: EvidenceItem) -> str | Promise:
    if item.withdrawn_at is not None:
        return _("ditarik")
    statuses = {
        ItemState.RETURNED: _("belum diperbaiki"),
        ItemState.PROPOSED: _("diajukan lagi"),
        ItemState.ACCEPTED: _("diterima"),
    }
    return statuses[ItemState(item.state)]


def _answers(assessment: Assessment, plot: Plot) -> Iterable[ReturnedRow]:
    names = short_names(definition(assessment.cycle.instrument))
    reviews = (
        AnswerReview.objects.filter(answer__assessment=assessment, verdict=AnswerState.RETURNED)
        .select_related("author", "answer__indicator")
        .order_by("answer", "-pk")
    )
    statuses = {
        AnswerState.RETURNED: _("belum diperbaiki"),
        AnswerState.DRAFT: _("belum diperbaiki"),
        AnswerState.HANDED_IN: _("diserahkan lagi"),
        AnswerState.APPROVED: _("disetujui"),
    }
    done: set[int] = set()
    for review in reviews:
        answer = review.answer
        if answer.pk in done:
            continue
        done.add(answer.pk)
        state = AnswerState(answer.state)
        yield ReturnedRow(
            number=answer.indicator.number,
            name=names[answer.indicator.number],
            level=None,
            subject="",
            kind="",
            note=review.note,
            who=review.author.name if review.author else str(_("sistem")),
            at=review.at,
            status=statuses[state],
            is_open=state in {AnswerState.RETURNED, AnswerState.DRAFT},
            item=None,
            units=plot.units.get(answer.indicator_id, ()),
        )
