"""Reading an inbox: messages as they are told now, to those who may open what they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment, MeetingKind
from selaras.assessments.permissions import may_open_work
from selaras.assessments.states import Phase, ReturnKind, State
from selaras.foundation.cursor import page_of
from selaras.improvement.permissions import may_open_improvement
from selaras.notifications.kinds import KINDS, REPORT, UNKNOWN, NoticeKind
from selaras.notifications.models import DigestChoice, InboxItem
from selaras.notifications.queries.matters import FollowUp
from selaras.people.models import User

PAGE_SIZE = 30
NAMED = 6
"""Indicators named in one sentence; of more the rest is counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message as pages and mails tell it.

    It is about an assessment or a part of a follow-up; about neither once the reader lost sight of
    it (``is_lost``).
    """

    pk: int
    kind: NoticeKind
    sentence: str
    note: str
    assessment: Assessment | None
    number: str
    """The one indicator it is about; empty for several or none."""
    at: datetime
    is_read: bool
    follow_up: FollowUp | None = None
    report: int | None = None
    """The reader's own report it is about, by its key."""

    @property
    def is_lost(self) -> bool:
        """Whether the reader may no longer open what it is about."""
        return self.assessment is None and self.follow_up is None and self.report is None

    @property
    def where(self) -> tuple[str, ...]:
        """Whose matter it is, and which: institution and cycle, or institution and plan."""
        if self.assessment is not None:
            return str(self.assessment.institution.name), str(self.assessment.cycle)
        if self.report is not None:
            return (_("Laporan"),)
        told = self.follow_up
        if told is None:
            return ()
        if told.plan is not None:
            return told.plan.institution.name, told.plan.name
        one = told.recommendation
        return (one.institution.name, f"{_('Rekomendasi')} {one.year}") if one else ()


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of messages, newest first, with the cursors of its neighbours."""

    rows: Sequence[Notice]
    previous: str
    next: str


def unread_of(person: User) -> QuerySet[InboxItem]:
    """The person's unread messages; counting them is one read of a small index."""
    return InboxItem.objects.filter(person=person, read_at__isnull=True)


def inbox_of(person: User, *, everything: bool = False, cursor: str = "") -> InboxPage:
    """A page of the person's messages: the unread ones, or all. One query."""
    rows = InboxItem.objects.filter(person=person) if everything else unread_of(person)
    page = page_of(with_places(rows), ("-id",), size=PAGE_SIZE, cursor=cursor)
    return InboxPage([notice(item, person) for item in page.rows], page.previous, page.next)


def with_places(rows: QuerySet[InboxItem]) -> QuerySet[InboxItem]:
    """The messages with what ``notice`` asks of them."""
    return rows.select_related(
        "assessment__institution",
        "assessment__cycle__instrument",
        "plan__institution",
        "action",
        "recommendation__institution",
    )


def notice(item: InboxItem, person: User) -> Notice:
    """The message as it is told to the person now, in the language in use.

    What the person may no longer open is not told: the message says so and nothing else.
    """
    assessment = item.assessment
    if not may_be_told(person, item):
        gone = _("Pesan ini tentang sesuatu yang tidak lagi dapat Anda buka")
        return Notice(
            item.pk, UNKNOWN, gone, "", None, "", item.at, is_read=item.read_at is not None
        )
    kind = KINDS.get(item.kind, UNKNOWN)
    numbers = [str(number) for number in item.facts.get("numbers", ())]
    return Notice(
        pk=item.pk,
        kind=kind,
        sentence=kind.told(_facts({**_title(item), **item.facts}, numbers)),
        note=str(item.facts.get("note", "")),
        assessment=assessment,
        number=numbers[0] if len(numbers) == 1 else "",
        at=item.at,
        is_read=item.read_at is not None,
        follow_up=follow_up_of(item),
        report=report_of(item),
    )


def follow_up_of(item: InboxItem) -> FollowUp | None:
    """The part of a follow-up the message is about."""
    if item.plan is None and item.recommendation is None:
        return None
    return FollowUp(item.plan, item.action, item.recommendation)


def report_of(item: InboxItem) -> int | None:
    """The key of the report the message is about."""
    kind = KINDS.get(item.kind, UNKNOWN)
    run = item.facts.get("run")
    return run if kind.place == REPORT and isinstance(run, int) else None


def _title(item: InboxItem) -> dict[str, str]:
    return {"title": item.action.title} if item.action else {}


def may_be_told(person: User, item: InboxItem) -> bool:
    """Whether the person may still open what the message is about."""
    assessment, follow_up = item.assessment, follow_up_of(item)
    if report_of(item) is not None:
        return item.person_id == person.pk
    if follow_up is not None:
        return may_open_improvement(person, follow_up.institution_id)
    if assessment is None:
        return False
    if assessment.state == State.RECORDED:
        return assessment.is_published
    return may_open_work(person, assessment)


def choice_of(person: User) -> DigestChoice:
    """How the person wants mail; the usual where nothing was chosen. One query."""
    return DigestChoice.objects.filter(person=person).first() or DigestChoice(person=person)


def day_text(day: date) -> str:
    """A day in the language in use."""
    return str(formats.date_format(day, "j F Y"))


def _moment(text: str) -> str:
    local = timezone.localtime(datetime.fromisoformat(text))
    clock = local.strftime("%H:%M") if get_language() == "en" else local.strftime("%H.%M")
    return f"{day_text(local)} {clock}"


def _kind(code: str) -> str:
    labels = {**dict(ReturnKind.choices), **dict(MeetingKind.choices)}
    return str(labels.get(code, code))


_WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": _kind,
    "phase": lambda code: str(dict(Phase.choices).get(code, code)),
    "day": lambda text: day_text(date.fromisoformat(text)),
    "at": _moment,
}
"""How facts that are kept as codes are put into words."""


def _facts(facts: Mapping[str, Any], numbers: Sequence[str]) -> dict[str, Any]:
    told = {name: _WORDS[name](value) if name in _WORDS else value for name, value in facts.items()}
    return {"count": len(numbers), **told, "numbers": _listed(numbers)}


def _listed(numbers: Sequence[str]) -> str:
    if not numbers:
        return "–"
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) > NAMED:
        rest = {"numbers": ", ".join(numbers[:NAMED]), "count": len(numbers) - NAMED}
        return _("%(numbers)s, dan %(count)d lainnya") % rest
    return _("%(numbers)s dan %(last)s") % {
        "numbers": ", ".join(numbers[:-1]),
        "last": numbers[-1],
    }
