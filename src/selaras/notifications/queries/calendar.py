"""What stands in a person's calendar: windows of their cycles, own last days, meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.assessments.models import Assessment, Meeting, MeetingState, Window
from selaras.assessments.permissions import may_open_work
from selaras.assessments.states import State
from selaras.foundation.documents.ical import Entry
from selaras.improvement.models import Action
from selaras.improvement.states import PlanState
from selaras.notifications.models import CalendarKey
from selaras.notifications.queries.owed import unfinished
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.people.standing import standing_of


def owner_of(key: str) -> User | None:
    """The active person whose calendar the key opens. One query."""
    found = CalendarKey.objects.of(key).filter(person__is_active=True)
    row = found.select_related("person").first()
    return row.person if row else None


def key_of(person: User) -> CalendarKey | None:
    """The person's key, as far as it is kept. One query."""
    return CalendarKey.objects.filter(person=person).first()


def entries_of(person: User, *, site: str) -> list[Entry]:
    """The person's calendar in the language in use; six queries at most.

    ``site`` names this installation, so that its entries are not mistaken for another's.
    """
    places = _places(person)
    running = Assessment.objects.filter(institution__in=places).exclude(state=State.RECORDED)
    assessments = list(running.select_related("institution", "cycle").order_by("pk"))
    mine = [one for one in assessments if may_open_work(person, one)]
    return [
        *_windows({one.cycle_id for one in assessments}, site),
        *_last_days(person, mine, site),
        *_meetings(mine, site),
        *_targets(person, site),
    ]


def _places(person: User) -> frozenset[int]:
    """Institutions the person works in or assesses."""
    standing = standing_of(person)
    return standing.home_institutions() | standing.institutions(Role.ASSESSOR)


def _windows(cycles: set[int], site: str) -> Iterator[Entry]:
    """Each window as a stretch of days, and its last day once more by itself."""
    for window in Window.objects.filter(cycle__in=cycles).select_related("cycle"):
        facts = {"phase": window.get_phase_display(), "cycle": str(window.cycle)}
        yield Entry(
            uid=f"jendela-{window.pk}@{site}",
            title=_("%(phase)s · %(cycle)s") % facts,
            begins=window.opens_on,
            ends=window.closes_on,
        )
        yield Entry(
            uid=f"jendela-{window.pk}-akhir@{site}",
            title=_("Hari terakhir: %(phase)s · %(cycle)s") % facts,
            begins=window.closes_on,
            ends=window.closes_on,
        )


def _last_days(person: User, mine: Sequence[Assessment], site: str) -> Iterator[Entry]:
    """The institution's own last days for the person's units, while something is owed."""
    units = standing_of(person).units()
    rows = unfinished().filter(
        unit__in=units, assessment__in=[one.pk for one in mine], due_on__isnull=False
    )
    found: dict[tuple[int, date], dict[str, None]] = defaultdict(dict)
    for assessment, day, number in rows.values_list("assessment_id", "due_on", "indicator__number"):
        if day is not None:
            found[assessment, day][number] = None
    by_key: Mapping[int, Assessment] = {one.pk: one for one in mine}
    for (assessment, day), numbers in found.items():
        text = ngettext(
            "Tenggat %(count)d indikator · %(cycle)s",
            "Tenggat %(count)d indikator · %(cycle)s",
            len(numbers),
        )
        facts = {"count": len(numbers), "cycle": str(by_key[assessment].cycle)}
        yield Entry(
            uid=f"tenggat-{person.pk}-{assessment}-{day.isoformat()}@{site}",
            title=text % facts,
            begins=day,
            ends=day,
            details=_("Indikator %(numbers)s") % {"numbers": ", ".join(numbers)},
        )


def _meetings(mine: Sequence[Assessment], site: str) -> Iterator[Entry]:
    by_key = {one.pk: one for one in mine}
    for meeting in Meeting.objects.filter(assessment__in=by_key):
        assessment = by_key[meeting.assessment_id]
        yield Entry(
            uid=f"pertemuan-{meeting.pk}@{site}",
            title=f"{meeting.get_kind_display()} · {assessment.institution.name}",
            begins=meeting.starts_at,
            ends=meeting.ends_at,
            place=meeting.place,
            details=meeting.agenda,
            revision=meeting.version,
            is_cancelled=meeting.state == MeetingState.CANCELLED,
        )


def _targets(person: User, site: str) -> Iterator[Entry]:
    """The target days of the actions of the person's units, in the plans that run."""
    rows = Action.objects.filter(
        unit_rows__unit__in=standing_of(person).units(),
        plan__state=PlanState.RUNNING,
        cancelled_at__isnull=True,
        target_on__isnull=False,
    )
    for action in rows.select_related("plan").distinct():
        if action.target_on is not None:
            yield Entry(
                uid=f"aksi-{action.pk}@{site}",
                title=_("Target selesai: %(title)s") % {"title": action.title},
                begins=action.target_on,
                ends=action.target_on,
                details=action.plan.name,
                revision=action.version,
            )
