"""What a person finds on the first page: their institutions' latest results."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from selaras.assessments.models import Assessment, Cycle, Stage, StageResult
from selaras.assessments.permissions import readable_results, visible_to
from selaras.assessments.queries.overview import exact_index
from selaras.assessments.queries.values import STAGE_ORDER
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definition
from selaras.people.models import Institution, User
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Instrument

LIMIT = 12
"""A person with more institutions than this reads the overview instead."""


@dataclass(frozen=True, slots=True)
class Point:
    """The index of one year at its last stage that spoke; None while values are missing."""

    assessment: Assessment
    instrument: Instrument
    stage: Stage
    index: Fraction | None
    predicate: str
    missing: int

    @property
    def is_official(self) -> bool:
        """Whether the figure is the announced final one."""
        return self.stage == Stage.FINAL and self.assessment.is_published


@dataclass(frozen=True, slots=True)
class Course:
    """An institution's indices over the years, oldest first."""

    institution: Institution
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The newest year with an index; the newest of all where none has one yet."""
        complete = (point for point in reversed(self.points) if point.index is not None)
        return next(complete, self.points[-1])

    @property
    def newest_first(self) -> tuple[Point, ...]:
        """The points the other way round."""
        return self.points[::-1]

    @property
    def change(self) -> Fraction | None:
        """Newest index minus the year before's, same instrument and stage; None when unknown."""
        newest, before = self.latest, self.before
        if before is None or newest.index is None or before.index is None:
            return None
        return newest.index - before.index

    @property
    def before(self) -> Point | None:
        """The last earlier year that can be compared with the newest."""
        newest = self.latest
        for point in reversed(self.points):
            earlier = point.assessment.cycle.year < newest.assessment.cycle.year
            if earlier and point.instrument.code == newest.instrument.code:
                return point if point.stage == newest.stage else None
        return None


def own_courses(actor: User) -> list[Course]:
    """Courses of the institutions the actor is appointed in, at most LIMIT; three queries.

    Those without an index yet come last.
    """
    places = standing_of(actor).institutions()
    institutions = list(Institution.objects.filter(pk__in=places).order_by("name")[:LIMIT])
    return sorted(_courses(actor, institutions), key=lambda course: course.latest.index is None)


def course_of(actor: User, institution: Institution) -> Course | None:
    """The course of one institution, or None when the actor may see no result of it."""
    return next(iter(_courses(actor, [institution])), None)


def _courses(actor: User, institutions: list[Institution]) -> list[Course]:
    rows = (
        StageResult.objects.filter(
            readable_results(actor),
            assessment__in=visible_to(actor).filter(institution__in=institutions),
        )
        .select_related("assessment__institution", "assessment__cycle__instrument")
        .defer("assessment__cycle__instrument__document")
        .order_by("assessment__cycle__year", "assessment__cycle_id")
    )
    spoken: dict[int, StageResult] = {}
    for row in rows:
        known = spoken.get(row.assessment_id)
        if known is None or _rank(row) > _rank(known):
            spoken[row.assessment_id] = row
    points: dict[int, list[Point]] = {}
    for row in spoken.values():
        points.setdefault(row.assessment.institution_id, []).append(_point(row))
    return [Course(i, tuple(points[i.pk])) for i in institutions if i.pk in points]


def _rank(row: StageResult) -> int:
    return STAGE_ORDER.index(Stage(row.stage))


def _point(row: StageResult) -> Point:
    return Point(
        assessment=row.assessment,
        instrument=definition(row.assessment.cycle.instrument),
        stage=Stage(row.stage),
        index=exact_index(row),
        predicate=row.predicate,
        missing=row.missing,
    )


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """How far a new Selaras has been set up, for the administrator's first page."""

    instruments: int
    institutions: int
    people: int
    assessments: int

    @property
    def is_ready(self) -> bool:
        """Whether there is anything to read yet."""
        return bool(self.instruments and self.institutions and self.assessments)


def site_facts() -> SiteFacts:
    """Counts over the whole site; four queries."""
    return SiteFacts(
        instruments=InstrumentVersion.objects.filter(is_current=True).count(),
        institutions=Institution.objects.count(),
        people=User.objects.filter(is_active=True).count(),
        assessments=Assessment.objects.count(),
    )


def cycles_held(actor: User) -> list[Cycle]:
    """Cycles the actor may see something of, newest first, each with ``held``; one query."""
    mine = Count("assessments", filter=Q(assessments__in=visible_to(actor)))
    return list(
        Cycle.objects.annotate(held=mine)
        .filter(held__gt=0)
        .select_related("instrument")
        .defer("instrument__document")
        .order_by("-year", "-pk")
    )
