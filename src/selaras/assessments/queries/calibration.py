"""A calibration as one person may see it: nobody reads the other's value before the opening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, QuerySet

from selaras.assessments.models import Assessment, BlindRating, Calibration, Dispute
from selaras.assessments.models.value import UNIT
from selaras.assessments.permissions import may_rate_blind
from selaras.assessments.queries.external import value_rounding
from selaras.foundation import clock
from selaras.instruments.queries import definition
from selaras.people.models import Appointment, User
from selaras.people.roles import Role
from selaras.pure.agreement import Agreement, agreement
from selaras.pure.instrument.model import Aspect, Indicator, Instrument, Rounding
from selaras.pure.instrument.naming import short_names


@dataclass(frozen=True, slots=True)
class Given:
    """What one of the two gave, with the reason noted beside it."""

    value: Fraction
    note: str


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """One indicator of the sample. ``first`` and ``second`` are None before the opening."""

    indicator: Indicator
    name: str
    aspect: Aspect
    own: Given | None
    """What the reader gave, if they are one of the two."""
    first: Given | None
    second: Given | None
    dispute: Dispute | None

    @property
    def number(self) -> str:
        """The indicator's number."""
        return self.indicator.number

    @property
    def gap(self) -> Fraction | None:
        """First minus second, after the opening."""
        if self.first is None or self.second is None:
            return None
        return self.first.value - self.second.value


@dataclass(frozen=True)
class CalibrationView:
    """A calibration with its sample, as one person may read it."""

    calibration: Calibration
    instrument: Instrument
    lines: tuple[CalibrationLine, ...]
    counts: Mapping[int, int]
    """Assessor → how many they have rated; never what."""
    may_rate: bool

    @property
    def value_rounding(self) -> Rounding:
        """How a difference of two values is shown."""
        return value_rounding(self.instrument)

    @property
    def is_open(self) -> bool:
        """Whether both sets of values may be read."""
        return self.calibration.revealed_at is not None

    @property
    def first_count(self) -> int:
        """How many the first has rated."""
        return self.counts.get(self.calibration.first_id, 0)

    @property
    def second_count(self) -> int:
        """How many the second has rated."""
        return self.counts.get(self.calibration.second_id, 0)

    @property
    def is_complete(self) -> bool:
        """Whether both have rated everything."""
        return self.first_count == self.second_count == len(self.lines)

    @cached_property
    def agreement(self) -> Agreement | None:
        """The figures of agreement, after the opening."""
        pairs = [
            (line.first.value, line.second.value)
            for line in self.lines
            if line.first is not None and line.second is not None
        ]
        return agreement(pairs) if pairs else None

    @property
    def undisputed(self) -> tuple[CalibrationLine, ...]:
        """Where they differ and nobody has logged why."""
        return tuple(x for x in self.lines if x.gap and x.dispute is None)

    @property
    def disputes(self) -> tuple[CalibrationLine, ...]:
        """The log."""
        return tuple(line for line in self.lines if line.dispute is not None)


def calibrations_of(assessment: Assessment) -> QuerySet[Calibration]:
    """The calibrations of an assessment, newest first, with how many indicators; one query."""
    rows = Calibration.objects.filter(assessment=assessment).select_related("first", "second")
    return rows.annotate(size=Count("indicators")).order_by("-pk")


def calibration_view(actor: User, calibration: Calibration) -> CalibrationView:
    """The calibration as the actor may read it; four queries.

    ``calibration`` comes with both assessors and the assessment with instrument and institution.
    Before the opening only the actor's own values are fetched at all.
    """
    assessment = calibration.assessment
    instrument = definition(assessment.cycle.instrument)
    names = short_names(instrument)
    numbers = calibration.indicators.order_by("position").values_list("number", flat=True)
    ratings = BlindRating.objects.filter(calibration=calibration)
    counts = dict(
        ratings.order_by()
        .values_list("assessor_id")
        .annotate(given=Count("pk"))
        .values_list("assessor_id", "given")
    )
    if calibration.revealed_at is None:
        ratings = ratings.filter(assessor=actor)
    given: dict[str, dict[int, Given]] = defaultdict(dict)
    for row in ratings.select_related("indicator"):
        given[row.indicator.number][row.assessor_id] = Given(Fraction(row.amount, UNIT), row.note)
    disputes = {
        row.indicator.number: row
        for row in Dispute.objects.filter(calibration=calibration).select_related(
            "indicator", "opened_by", "settled_by"
        )
    }
    lines = []
    for number in numbers:
        _domain, aspect, indicator = instrument.place(number)
        here = given[number]
        opened = calibration.revealed_at is not None
        lines.append(
            CalibrationLine(
                indicator=indicator,
                name=names[number],
                aspect=aspect,
                own=here.get(actor.pk),
                first=here.get(calibration.first_id) if opened else None,
                second=here.get(calibration.second_id) if opened else None,
                dispute=disputes.get(number),
            )
        )
    return CalibrationView(
        calibration=calibration,
        instrument=instrument,
        lines=tuple(lines),
        counts=counts,
        may_rate=calibration.revealed_at is None and may_rate_blind(actor, calibration),
    )


def assessors_of(assessment: Assessment) -> list[User]:
    """The people appointed as assessors of the institution today, by name; one query."""
    held = Appointment.objects.in_force(clock.today()).filter(
        role=Role.ASSESSOR, institution=assessment.institution_id
    )
    people = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return list(people.order_by("name", "pk"))
