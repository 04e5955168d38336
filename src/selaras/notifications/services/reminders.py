"""Reminders of what is owed: seven, three and one day before its last day, on it, and after it.

A reminder has a name made of what it is about and how far the day is; the database keeps every
name once for a person, so that asking again gives nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from selaras.assessments.models import Assessment, Window
from selaras.assessments.permissions import may_open_work
from selaras.assessments.states import PHASE_OF, State
from selaras.foundation import clock
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.audience import Audience, audience_of
from selaras.notifications.queries.owed import checks_owed, units_owe
from selaras.notifications.services.reminders_follow_up import follow_up_items
from selaras.people.roles import Role

DAYS = (7, 3, 1, 0, -1, -7)
"""How many days are left when a reminder is given; below zero the day has passed."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person is reminded of."""

    person: int
    kind: str
    assessment: Assessment
    day: date
    numbers: tuple[str, ...] = ()


def remind(day: date) -> int:
    """Put the day's reminders into inboxes; how many there are, given before or not."""
    items = [_item(reminder, day) for reminder in _reminders(day)]
    items += follow_up_items(day, DAYS)
    InboxItem.objects.bulk_create(items, batch_size=500, ignore_conflicts=True)
    return len(items)


def _item(reminder: Reminder, day: date) -> InboxItem:
    left = (reminder.day - day).days
    facts: dict[str, Any] = {"day": reminder.day.isoformat(), "left": left}
    phase = PHASE_OF.get(State(reminder.assessment.state))
    if phase:
        facts["phase"] = str(phase)
    if reminder.numbers:
        facts["numbers"] = list(reminder.numbers)
    return InboxItem(
        person_id=reminder.person,
        sequence=0,
        kind=reminder.kind,
        assessment=reminder.assessment,
        once=f"{reminder.kind}:{reminder.assessment.pk}:{reminder.day.isoformat()}:{left}",
        facts=facts,
        at=clock.now(),
    )


def _reminders(day: date) -> Iterator[Reminder]:
    running = Assessment.objects.filter(state__in=PHASE_OF).order_by("pk")
    assessments = {a.pk: a for a in running.select_related("institution", "cycle")}
    if not assessments:
        return
    windows = {(w.cycle_id, w.phase): w for w in Window.objects.all()}
    last_days = {pk: _last_day(assessment, windows) for pk, assessment in assessments.items()}
    audience = audience_of(
        {a.institution_id for a in assessments.values()}, assessments, (), day=day
    )
    for reminder in (
        *_filling(assessments, last_days, audience),
        *_checking(assessments, last_days, audience),
        *_whole(assessments, last_days, audience),
    ):
        listener = audience.listeners.get(reminder.person)
        due = (reminder.day - day).days in DAYS
        if due and listener and may_open_work(listener, reminder.assessment):
            yield reminder


def _last_day(assessment: Assessment, windows: Mapping[tuple[int, str], Window]) -> date | None:
    window = windows.get((assessment.cycle_id, PHASE_OF[State(assessment.state)]))
    return window.closes_on if window else None


LastDays = Mapping[int, date | None]


def _filling(
    assessments: Mapping[int, Assessment], last_days: LastDays, audience: Audience
) -> Iterator[Reminder]:
    """Operators, of the answers their units have not handed in; each unit may have its own day."""
    found: dict[tuple[int, int, date], dict[str, None]] = defaultdict(dict)
    for assessment, unit, number, own in units_owe(assessments):
        due = own or last_days[assessment]
        if due is None:
            continue
        for person in audience.operators([unit]):
            found[person, assessment, due][number] = None
    for (person, assessment, due), numbers in found.items():
        yield Reminder(person, "reminder.filling", assessments[assessment], due, tuple(numbers))


def _checking(
    assessments: Mapping[int, Assessment], last_days: LastDays, audience: Audience
) -> Iterator[Reminder]:
    """Members, of the answers they look after, and whoever is responsible, of all of them."""
    found: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for assessment, number, members in checks_owed(assessments):
        responsible = audience.holding(assessments[assessment].institution_id, Role.RESPONSIBLE)
        for person in responsible | members:
            found[person, assessment][number] = None
    for (person, assessment), numbers in found.items():
        due = last_days[assessment]
        if due is not None:
            told = tuple(numbers)
            yield Reminder(person, "reminder.checking", assessments[assessment], due, told)


_WHOLE: Mapping[State, tuple[str, Role]] = {
    State.APPROVED: ("reminder.signing", Role.COORDINATOR),
    State.SIGNED: ("reminder.sending", Role.RESPONSIBLE),
    State.SUBMITTED: ("reminder.external", Role.ASSESSOR),
    State.DOCUMENT: ("reminder.external", Role.ASSESSOR),
    State.INTERVIEW: ("reminder.external", Role.ASSESSOR),
    State.VISIT: ("reminder.external", Role.ASSESSOR),
    State.CONSOLIDATION: ("reminder.external", Role.ASSESSOR),
}
"""Who owes the next step where an assessment as a whole waits for it."""


def _whole(
    assessments: Mapping[int, Assessment], last_days: LastDays, audience: Audience
) -> Iterable[Reminder]:
    for pk, assessment in assessments.items():
        owed, due = _WHOLE.get(State(assessment.state)), last_days[pk]
        if owed is None or due is None:
            continue
        kind, role = owed
        for person in audience.holding(assessment.institution_id, role):
            yield Reminder(person, kind, assessment, due)
