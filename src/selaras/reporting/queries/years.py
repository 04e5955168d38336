"""The years of one institution beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, Max
from django.utils import timezone

from selaras.assessments.models import Assessment, Stage, StageValue
from selaras.assessments.queries.result import yardstick
from selaras.assessments.queries.said import NOTHING_SAID, said_of
from selaras.assessments.queries.values import Values
from selaras.instruments.queries import definition
from selaras.people.models import Category, Institution, User
from selaras.people.queries.letterheads import Paperhead, letterhead_of
from selaras.people.standing import standing_of
from selaras.pure.instrument.model import Instrument
from selaras.pure.scoring import Change, Score, explain_change
from selaras.reporting.queries.outcome import with_results

FEWEST, MOST = 2, 6
"""Years beside each other: fewer compare nothing, more cannot be read on a page."""


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One assessment: what it was rated with, the last stage the reader may see, its figures."""

    assessment: Assessment
    instrument: Instrument
    stage: Stage
    values: Values
    score: Score

    @property
    def year(self) -> int:
        """The year of the cycle."""
        return self.assessment.cycle.year

    @property
    def is_official(self) -> bool:
        """Whether the figures are the announced final ones."""
        return self.stage == Stage.FINAL and self.assessment.is_published

    @property
    def is_rated_whole(self) -> bool:
        """Whether every indicator has a rating, so that a change can be taken apart."""
        return all(one.number in self.values for one in self.instrument.indicators())

    def node(self, code: str, *, is_domain: bool) -> Fraction | None:
        """The value of a domain or aspect."""
        nodes = self.score.domains if is_domain else self.score.aspects
        return nodes[code].value if code in nodes else None


@dataclass(frozen=True)
class Stretch:
    """Years rated with the same indicators and weights, oldest first: they can be compared."""

    columns: tuple[YearColumn, ...]

    @property
    def instrument(self) -> Instrument:
        """What they were rated with, in its newest version."""
        return self.columns[-1].instrument

    @property
    def pairs(self) -> Sequence[tuple[YearColumn, YearColumn]]:
        """Each year with the one before it."""
        return list(zip(self.columns, self.columns[1:], strict=False))

    @cached_property
    def change(self) -> Change | None:
        """From the first year to the last; None where ratings are missing in either."""
        if len(self.columns) < FEWEST:
            return None
        return change_between(self.columns[0], self.columns[-1])


def change_between(before: YearColumn, after: YearColumn) -> Change | None:
    """What moved the index between two years of one stretch; None where ratings are missing."""
    if not before.is_rated_whole or not after.is_rated_whole:
        return None
    return explain_change(after.instrument, before.values, after.values)


@dataclass(frozen=True)
class Years:
    """The years of an institution the reader may see, oldest first.

    ``as_of`` is when the newest of the figures was written.
    """

    institution: Institution
    columns: tuple[YearColumn, ...]
    head: Paperhead | None
    as_of: datetime

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The years by what they were rated with, in the order in which that was first used."""
        found: list[list[YearColumn]] = []
        for column in self.columns:
            mine = yardstick(column.instrument)
            known = next((one for one in found if yardstick(one[0].instrument) == mine), None)
            if known is None:
                found.append([column])
            else:
                known.append(column)
        return tuple(Stretch(tuple(one)) for one in found)

    @property
    def mixes_stages(self) -> bool:
        """Whether the figures come from different stages."""
        return len({column.stage for column in self.columns}) > 1


def places_with_years(actor: User) -> list[tuple[int, str, str]]:
    """Institutions with results of two years or more, the actor's own first.

    Key, name, category; two queries at most.
    """
    rows = (
        with_results(actor)
        .order_by()
        .values_list("institution_id", "institution__name", "institution__category")
        .annotate(years=Count("cycle__year", distinct=True))
        .filter(years__gte=FEWEST)
    )
    order = list(Category.values)
    found = [(key, name, category) for key, name, category, _years in rows]
    own = standing_of(actor).institutions()
    return sorted(found, key=lambda one: (one[0] not in own, order.index(one[2]), one[1]))


def years_with_results(actor: User, institution: str) -> list[int]:
    """The years the institution of that key has results of, oldest first; one query."""
    if not institution.isascii() or not institution.isdigit() or len(institution) > 18:
        return []
    rows = with_results(actor).filter(institution_id=int(institution))
    return sorted(set(rows.order_by().values_list("cycle__year", flat=True)))


def readable_of_place(actor: User, institution: str, years: Sequence[int]) -> frozenset[str]:
    """Assessment and stage, as "12:akhir", of all the actor may read of these years.

    Three queries, whatever the size.
    """
    if not years:
        return frozenset()
    rows = with_results(actor).filter(institution_id=int(institution), cycle__year__in=years)
    said = said_of(actor, rows.select_related("institution"))
    return frozenset(
        f"{pk}:{stage.value}" for pk, one in said.items() for stage in one.staged.spoken
    )


def years_of_place(actor: User, institution: str, years: Sequence[int]) -> Years | None:
    """These years of the institution as the actor may read them; None where fewer than two are.

    Seven queries, whatever the size.
    """
    rows = list(
        with_results(actor)
        .filter(institution_id=int(institution), cycle__year__in=years)
        .select_related("institution__province", "cycle__instrument")
        .defer("cycle__instrument__document")
        .order_by("cycle__year", "cycle_id")
    )
    columns = tuple(_columns(actor, rows))
    if len({column.year for column in columns}) < FEWEST:
        return None
    place = columns[0].assessment.institution
    return Years(
        place, columns, letterhead_of(place), _written([one.assessment for one in columns])
    )


def _columns(actor: User, rows: Sequence[Assessment]) -> Sequence[YearColumn]:
    said = said_of(actor, rows)
    found = []
    for row in rows:
        own = said.get(row.pk, NOTHING_SAID)
        stage = own.staged.latest()
        if stage is None:
            continue
        instrument = definition(row.cycle.instrument)
        values: Mapping[str, Fraction] = own.staged.of(stage)
        found.append(YearColumn(row, instrument, stage, values, own.score(instrument, stage)))
    return found


def _written(assessments: Sequence[Assessment]) -> datetime:
    """When the newest value was written; the last year's end where lists told figures."""
    rows = StageValue.objects.filter(assessment__in=assessments, is_current=True)
    newest = rows.aggregate(at=Max("recorded_at"))["at"]
    if isinstance(newest, datetime):
        return newest
    last = max(one.cycle.year for one in assessments)
    return datetime(last, 12, 31, tzinfo=timezone.get_default_timezone())
