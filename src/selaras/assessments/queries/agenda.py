"""The assessments a person may open work of, each with what the person owes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from selaras.assessments.models import (
    Answer,
    Assessment,
    Cycle,
    MemberAssignment,
    Stage,
    StageValue,
    UnitAssignment,
    Window,
)
from selaras.assessments.permissions import may_review, may_take
from selaras.assessments.queries.cycles import PhaseDays
from selaras.assessments.states import COURSE, FROZEN, PHASE_OF, AnswerState, State, Step
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.people.standing import standing_of

PAGE_SIZE = 25
_ORDER = ("-cycle__year", "institution__name", "pk")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; empty fields ask for nothing."""

    cycle: int | None = None
    state: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is filtered."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Owed:
    """What a person owes in one assessment: indicators to fill, to rate, to review; steps."""

    fill: int = 0
    rate: int = 0
    review: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether it is the others' turn."""
        return not (self.fill or self.rate or self.review or self.steps)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One assessment of the list; ``approved`` of ``total`` answers are approved."""

    assessment: Assessment
    approved: int
    total: int
    window: PhaseDays | None
    owed: Owed


@dataclass(frozen=True, slots=True)
class Agenda:
    """One page of the list."""

    lines: Sequence[AgendaLine]
    page: Page[Assessment]


def workable_by(actor: User) -> QuerySet[Assessment]:
    """The assessments that run here and that the actor may open work of."""
    running = Assessment.objects.exclude(state=State.RECORDED)
    standing = standing_of(actor)
    if standing.is_system_admin:
        return running
    return running.filter(
        Q(institution__in=standing.home_institutions())
        | Q(institution__in=standing.institutions(Role.ASSESSOR), state__in=FROZEN)
    )


def agenda_of(actor: User, wanted: Wanted, today: date, *, cursor: str = "") -> Agenda:
    """A page of the list; six queries however many assessments there are."""
    rows = workable_by(actor).select_related("cycle__instrument", "institution")
    rows = rows.defer("cycle__instrument__document")
    if wanted.cycle is not None:
        rows = rows.filter(cycle=wanted.cycle)
    if wanted.state in State.values:
        rows = rows.filter(state=wanted.state)
    if wanted.text:
        rows = rows.filter(institution__name__icontains=wanted.text)
    page = page_of(rows, _ORDER, size=PAGE_SIZE, cursor=cursor)
    return Agenda(_lines(actor, page.rows, today), page)


def workable(actor: User, text: str, *, limit: int) -> list[Assessment]:
    """Assessments the actor may open, of institutions whose name holds the text; one query."""
    rows = workable_by(actor).filter(institution__name__icontains=text)
    rows = rows.select_related("institution", "cycle__instrument")
    return list(rows.defer("cycle__instrument__document").order_by(*_ORDER)[:limit])


def cycles_of(actor: User) -> list[Cycle]:
    """The cycles the list can be narrowed to; one query."""
    own = workable_by(actor).values("cycle")
    return list(Cycle.objects.filter(pk__in=own).select_related("instrument"))


def _lines(actor: User, rows: Sequence[Assessment], today: date) -> list[AgendaLine]:
    if not rows:
        return []
    states = _answer_states(rows)
    fill, rate = _to_fill(actor, rows), _to_rate(actor, rows)
    windows = {
        (w.cycle_id, w.phase): w
        for w in Window.objects.filter(cycle__in={row.cycle_id for row in rows})
    }
    lines = []
    for row in rows:
        of_row = states[row.pk]
        phase = PHASE_OF.get(State(row.state))
        owed = Owed(
            fill=fill.get(row.pk, 0) if row.state == State.FILLING else 0,
            rate=rate.get(row.pk, 0) if row.state in _RATED else 0,
            review=of_row[AnswerState.HANDED_IN] if may_review(actor, row) else 0,
            steps=tuple(
                Step(t.name)
                for t in COURSE.leaving(row.state)
                if not t.reasoned and may_take(actor, row, t.name)
            ),
        )
        lines.append(
            AgendaLine(
                assessment=row,
                approved=of_row[AnswerState.APPROVED],
                total=sum(of_row.values()),
                window=PhaseDays.of(phase, windows.get((row.cycle_id, phase or "")), today),
                owed=owed,
            )
        )
    return lines


_RATED = frozenset({State.FILLING, State.CHECKING})


def _answer_states(rows: Sequence[Assessment]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(AnswerState.values, 0))
    counted = Answer.objects.filter(assessment__in=rows).values_list("assessment_id", "state")
    for assessment, state, count in counted.annotate(count=Count("pk")).order_by():
        found[assessment][state] = count
    return found


def _to_fill(actor: User, rows: Sequence[Assessment]) -> dict[int, int]:
    """Answers of the actor's units that have not been handed in, by assessment."""
    units = standing_of(actor).units()
    if not units:
        return {}
    owed = UnitAssignment.objects.filter(
        assessment=OuterRef("assessment"), indicator=OuterRef("indicator"), unit__in=units
    )
    return _counted(
        Answer.objects.filter(
            Exists(owed),
            assessment__in=rows,
            state__in=[AnswerState.DRAFT, AnswerState.RETURNED],
        )
    )


def _to_rate(actor: User, rows: Sequence[Assessment]) -> dict[int, int]:
    """Answers the actor looks after that have no value of the team yet, by assessment."""
    places = standing_of(actor).institutions(Role.TEAM_MEMBER, Role.RESPONSIBLE, Role.ENTRY)
    own = [row for row in rows if row.institution_id in places]
    if not own:
        return {}
    mine = MemberAssignment.objects.filter(
        assessment=OuterRef("assessment"), indicator=OuterRef("indicator"), member=actor
    )
    rated = StageValue.objects.filter(
        assessment=OuterRef("assessment"),
        indicator=OuterRef("indicator"),
        stage=Stage.SELF,
        is_current=True,
    )
    return _counted(Answer.objects.filter(Exists(mine), ~Exists(rated), assessment__in=own))


def _counted(answers: QuerySet[Answer]) -> dict[int, int]:
    rows = answers.values_list("assessment_id").annotate(count=Count("pk")).order_by()
    return dict(rows)
