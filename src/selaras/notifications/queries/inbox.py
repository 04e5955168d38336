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
from selaras.notifications.kinds import KINDS, UNKNOWN, NoticeKind
from selaras.notifications.models import DigestChoice, InboxItem
from selaras.people.models import User

PAGE_SIZE = 30
NAMED = 6
"""Indicators named in one sentence; of more the rest is counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message as pages and mails tell it; without an assessment the reader lost sight of it."""

    pk: int
    kind: NoticeKind
    sentence: str
    note: str
    assessment: Assessment | None
    number: str
    """The one indicator it is about; empty for several or none."""
    at: datetime
    is_read: bool


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
    return rows.select_related("assessment__institution", "assessment__cycle__instrument")


def notice(item: InboxItem, person: User) -> Notice:
    """The message as it is told to the person now, in the language in use.

    What the person may no longer open is not told: the message says so and nothing else.
    """
    assessment = item.assessment
    if assessment is None or not may_be_told(person, item):
        gone = _("Pesan ini tentang sesuatu yang tidak lagi dapat Anda buka")
        return Notice(
            item.pk, UNKNOWN, gone, "", None, "", item.at, is_read=item.read_at is not None
        )
    kind = KINDS.get(item.kind, UNKNOWN)
    numbers = [str(number) for number in item.facts.get("numbers", ())]
    return Notice(
        pk=item.pk,
        kind=kind,
        sentence=kind.told(_facts(item.facts, numbers)),
        note=str(item.facts.get("note", "")),
        assessment=assessment,
        number=numbers[0] if len(numbers) == 1 else "",
        at=item.at,
        is_read=item.read_at is not None,
    )


def may_be_told(person: User, item: InboxItem) -> bool:
    """Whether the person may still open what the message is about."""
    assessment = item.assessment
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
    return {**told, "numbers": _listed(numbers), "count": len(numbers)}


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
