"""Recommendations of an institution as its list shows, counts and exports them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from selaras.assessments.models.value import UNIT as PARTS
from selaras.foundation.cursor import page_of
from selaras.improvement.models import (
    Action,
    Recommendation,
    RecommendationTarget,
    RecommendationUnit,
)
from selaras.improvement.states import UNANSWERED, RecommendationState
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import definitions
from selaras.people.models import Institution, Unit
from selaras.people.queries.people import EMPTY
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names

PAGE_SIZE = 50
WITHDRAWN = "ditarik"
"""In place of a state: those that were taken out of the work."""
_LATEST = "9999-12-31"
_LAST_PLACE = 9999

SORTS: Mapping[str, tuple[str, ...]] = {
    "tahun": ("year", "source", "position"),
    "tenggat": ("due_order",),
    "keadaan": ("state_order", "due_order"),
    "indikator": ("first_place", "position"),
    "unit": ("first_unit", "due_order"),
}
"""What ``?urut=`` knows; a minus before it turns the first field round."""
_DEFAULT = ("-year", "source", "position", "pk")


@dataclass(frozen=True, slots=True)
class RecommendationFilter:
    """What of the list is asked for; everything left empty lets everything through.

    ``state`` is a state, ``WITHDRAWN``, or nothing for all that stand; ``unit`` a key or ``EMPTY``;
    ``aspect`` the instrument's code and the aspect's, "SPBE-2020:A1"; ``indicator`` a number.
    """

    year: int | None = None
    source: str = ""
    state: str = ""
    unit: str = ""
    aspect: str = ""
    indicator: str = ""
    overdue: bool = False
    words: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """An indicator a recommendation speaks of, by its name, and the level it is to reach."""

    number: str
    name: str
    level: int | None
    position: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that owes the answer; ``former`` is the name of the one it took the work over from."""

    pk: int
    name: str
    short: str
    stands: bool
    former: str


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation of a list. ``days_left`` is below zero once the last day has passed."""

    row: Recommendation
    targets: tuple[TargetLine, ...]
    units: tuple[UnitLine, ...]
    actions: int
    days_left: int | None

    @property
    def pk(self) -> int:
        """Its key."""
        return self.row.pk

    @property
    def is_overdue(self) -> bool:
        """Whether something is still owed of it although its last day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def days_late(self) -> int:
        """Days since its last day."""
        return -(self.days_left or 0)

    @property
    def stated(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Own, assessor's and final value as the source states them."""
        row = self.row
        return (
            _value(row.stated_self),
            _value(row.stated_assessor),
            _value(row.stated_final),
        )


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """One page of the list; an empty cursor means there is no further page that way."""

    rows: Sequence[RecommendationLine]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many the filter lets through, whatever their state. Withdrawn ones count apart."""

    total: int
    states: Mapping[str, int]
    overdue: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of an institution's list offer."""

    years: tuple[int, ...]
    instruments: Mapping[int, Instrument]
    """Those its recommendations are tied to, by key."""
    units: tuple[Unit, ...]
    """Units that stand, and ended ones that owe something still."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody has ever recommended anything."""
        return not self.years


def recommendations(
    institution: Institution,
    wanted: RecommendationFilter,
    choices: Choices,
    today: date,
    *,
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> RecommendationPage:
    """A page of the list. Three queries."""
    rows = _ordered(_rows(institution).filter(_condition(wanted, choices, today)))
    page = page_of(rows, _order(wanted.order), size=size, cursor=cursor)
    return RecommendationPage(
        _lines(page.rows, choices.instruments, today), page.previous, page.next
    )


def chosen(
    institution: Institution, keys: Sequence[int], choices: Choices, today: date
) -> list[RecommendationLine]:
    """These of the institution that stand, in the list's order. Three queries."""
    rows = _ordered(_rows(institution).filter(pk__in=keys, withdrawn_at__isnull=True))
    return list(_lines(list(rows.order_by(*_DEFAULT)), choices.instruments, today))


def counts(
    institution: Institution, wanted: RecommendationFilter, choices: Choices, today: date
) -> Counts:
    """How many there are in each state under the other filters. One query."""
    rows = institution.recommendations.filter(_subject(wanted, choices))
    stands = Q(withdrawn_at__isnull=True)
    late = Q(due_on__lt=today, state__in=UNANSWERED) & stands
    found = rows.aggregate(
        total=Count("pk", filter=stands),
        overdue=Count("pk", filter=late),
        withdrawn=Count("pk", filter=~stands),
        **{
            state.name: Count("pk", filter=stands & Q(state=state)) for state in RecommendationState
        },
    )
    return Counts(
        found["total"],
        {state.value: found[state.name] for state in RecommendationState},
        found["overdue"],
        found["withdrawn"],
    )


def choices_of(institution: Institution, today: date) -> Choices:
    """What the filters offer; three queries, one more for instruments not in memory yet."""
    pairs = set(
        institution.recommendations.order_by().values_list("year", "instrument_id").distinct()
    )
    versions = InstrumentVersion.objects.defer("document").filter(
        pk__in={instrument for _year, instrument in pairs}
    )
    owing = RecommendationUnit.objects.filter(recommendation__institution=institution)
    units = Unit.objects.filter(institution=institution).filter(
        Q(pk__in=Unit.objects.standing_on(today).values("pk")) | Q(pk__in=owing.values("unit"))
    )
    return Choices(
        tuple(sorted({year for year, _instrument in pairs}, reverse=True)),
        definitions(versions),
        tuple(units.order_by("name", "pk")),
    )


def every_line(
    institution: Institution, wanted: RecommendationFilter, choices: Choices, today: date
) -> Iterator[RecommendationLine]:
    """The whole list, page by page, for its export. Three queries for each five hundred."""
    cursor = ""
    while True:
        page = recommendations(institution, wanted, choices, today, cursor=cursor, size=500)
        yield from page.rows
        cursor = page.next
        if not cursor:
            return


def line_of(row: Recommendation, instrument: Instrument, today: date) -> RecommendationLine:
    """One recommendation as a line, from a row ``with_parts`` has read. No query."""
    return _line(row, short_names(instrument), today)


def with_parts(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The rows with their indicators, units and number of actions; two queries more."""
    links = (
        Action.objects.filter(recommendations=OuterRef("pk"), cancelled_at__isnull=True)
        .order_by()
        .values("recommendations")
        .annotate(count=Count("pk"))
        .values("count")
    )
    targets = RecommendationTarget.objects.select_related("indicator")
    units = RecommendationUnit.objects.select_related("unit", "predecessor")
    return rows.annotate(action_count=Coalesce(Subquery(links), 0)).prefetch_related(
        Prefetch("targets", queryset=targets.order_by("indicator__position", "pk")),
        Prefetch("unit_rows", queryset=units.order_by("position", "pk")),
    )


def _rows(institution: Institution) -> QuerySet[Recommendation]:
    return with_parts(institution.recommendations.all())


def _ordered(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """The same with what sorting needs: numbers and texts that are never null."""
    places = RecommendationTarget.objects.filter(recommendation=OuterRef("pk"))
    units = RecommendationUnit.objects.filter(recommendation=OuterRef("pk"))
    return rows.annotate(
        due_order=Coalesce(Cast("due_on", CharField()), Value(_LATEST), output_field=CharField()),
        state_order=Case(
            *(When(state=state, then=place) for place, state in enumerate(RecommendationState)),
            output_field=IntegerField(),
        ),
        first_place=Coalesce(
            Subquery(
                places.order_by("indicator__position").values("indicator__position")[:1],
                output_field=IntegerField(),
            ),
            _LAST_PLACE,
        ),
        first_unit=Coalesce(
            Subquery(
                units.order_by("position", "pk").values("unit__name")[:1],
                output_field=CharField(),
            ),
            Value(""),
        ),
    )


def _order(asked: str) -> tuple[str, ...]:
    fields = SORTS.get(asked.removeprefix("-"))
    if fields is None:
        return _DEFAULT
    first, *rest = fields
    return (f"-{first}" if asked.startswith("-") else first, *rest, "pk")


def _condition(wanted: RecommendationFilter, choices: Choices, today: date) -> Q:
    condition = _subject(wanted, choices)
    if wanted.state == WITHDRAWN:
        return condition & Q(withdrawn_at__isnull=False)
    condition &= Q(withdrawn_at__isnull=True)
    if wanted.state:
        condition &= Q(state=wanted.state)
    if wanted.overdue:
        condition &= Q(due_on__lt=today, state__in=UNANSWERED)
    return condition


def _subject(wanted: RecommendationFilter, choices: Choices) -> Q:
    """What it is about, whatever its state."""
    condition = Q()
    if wanted.year is not None:
        condition &= Q(year=wanted.year)
    if wanted.source:
        condition &= Q(source=wanted.source)
    if wanted.unit:
        condition &= _of_unit(wanted.unit)
    if wanted.aspect:
        condition &= _of_aspect(wanted.aspect, choices)
    if wanted.indicator:
        spoken = RecommendationTarget.objects.filter(indicator__number=wanted.indicator)
        condition &= Q(pk__in=spoken.values("recommendation"))
    for word in wanted.words.split():
        condition &= (
            Q(text__icontains=word)
            | Q(number__iexact=word)
            | Q(note__icontains=word)
            | Q(units_label__icontains=word)
            | Q(indicator_label__icontains=word)
        )
    return condition


def _of_unit(unit: str) -> Q:
    """Those a unit owes, or took over from it; or those nobody owes."""
    rows = RecommendationUnit.objects.all()
    if unit == EMPTY:
        return ~Q(pk__in=rows.values("recommendation"))
    held = rows.filter(Q(unit=int(unit)) | Q(predecessor=int(unit)))
    return Q(pk__in=held.values("recommendation"))


def _of_aspect(aspect: str, choices: Choices) -> Q:
    code, _colon, wanted = aspect.partition(":")
    spoken = Q(pk__in=())
    for key, instrument in choices.instruments.items():
        if instrument.code != code:
            continue
        numbers = {
            indicator.number
            for one in instrument.aspects()
            if one.code == wanted
            for indicator in one.indicators
        }
        spoken |= Q(indicator__version=key, indicator__number__in=numbers)
    rows = RecommendationTarget.objects.filter(spoken)
    return Q(pk__in=rows.values("recommendation"))


def _lines(
    rows: Sequence[Recommendation], instruments: Mapping[int, Instrument], today: date
) -> tuple[RecommendationLine, ...]:
    names = {key: short_names(instrument) for key, instrument in instruments.items()}
    return tuple(_line(row, names.get(row.instrument_id, {}), today) for row in rows)


def _line(row: Recommendation, names: Mapping[str, str], today: date) -> RecommendationLine:
    left = None if row.due_on is None or row.is_answered else (row.due_on - today).days
    return RecommendationLine(
        row,
        tuple(
            TargetLine(
                target.indicator.number,
                names.get(target.indicator.number, ""),
                target.level,
                target.indicator.position,
            )
            for target in row.targets.all()
        ),
        tuple(
            UnitLine(
                link.unit_id,
                link.unit.name,
                link.unit.abbreviation or link.unit.name,
                link.unit.stands_on(today),
                link.predecessor.name if link.predecessor else "",
            )
            for link in row.unit_rows.all()
        ),
        getattr(row, "action_count", 0),
        None if row.withdrawn_at else left,
    )


def _value(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount, PARTS)
