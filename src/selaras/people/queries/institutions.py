"""Institutions: the list and the facts of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from selaras.foundation.cursor import page_of
from selaras.people.models import Appointment, Category, Institution, Unit
from selaras.people.models.institution import InstitutionQuerySet

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """What the address asks for; unknown categories find nothing."""

    text: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """One line of the list. ``units`` and ``people`` count what stands on the day asked for."""

    pk: int
    name: str
    slug: str
    category: str
    category_label: str
    code: str
    province: str
    units: int
    people: int


@dataclass(frozen=True, slots=True)
class InstitutionList:
    """One page of the list, its neighbours' cursors and the number of institutions found."""

    rows: Sequence[InstitutionRow]
    previous: str
    next: str
    total: int


def institution_list(
    actor: object, wanted: InstitutionFilter, *, day: date, cursor: str = ""
) -> InstitutionList:
    """A page of the institutions the actor may know of, by name; two queries."""
    found = _found(actor, wanted)
    page = page_of(_counted(found, day), ("name", "pk"), size=PAGE_SIZE, cursor=cursor)
    rows = [_row(institution) for institution in page.rows]
    return InstitutionList(rows, page.previous, page.next, found.count())


def all_institutions(
    actor: object, wanted: InstitutionFilter, *, day: date
) -> Iterator[InstitutionRow]:
    """Every institution of the list, for an export; one query, read as a stream."""
    for institution in _counted(_found(actor, wanted), day).order_by("name", "pk").iterator():
        yield _row(institution)


def choices_for(actor: object) -> list[tuple[int, str]]:
    """Institutions the actor may choose from, by name; one query."""
    return list(Institution.objects.visible_to(actor).order_by("name").values_list("pk", "name"))


def _found(actor: object, wanted: InstitutionFilter) -> InstitutionQuerySet:
    rows = Institution.objects.visible_to(actor)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.text:
        rows = rows.filter(Q(name__icontains=wanted.text) | Q(code__startswith=wanted.text))
    return rows


def _counted(rows: InstitutionQuerySet, day: date) -> InstitutionQuerySet:
    units = Unit.objects.standing_on(day).filter(institution=OuterRef("pk")).order_by()
    people = Appointment.objects.in_force(day).filter(institution=OuterRef("pk")).order_by()
    return rows.select_related("province").annotate(
        unit_count=_counting(units.values("institution").annotate(n=Count("pk")).values("n")),
        people_count=_counting(
            people.values("institution").annotate(n=Count("user", distinct=True)).values("n")
        ),
    )


def _counting(counts: object) -> Coalesce:
    return Coalesce(Subquery(counts, output_field=IntegerField()), Value(0))  # type: ignore[arg-type]


def _row(institution: Institution) -> InstitutionRow:
    counted = vars(institution)
    return InstitutionRow(
        pk=institution.pk,
        name=institution.name,
        slug=institution.slug,
        category=institution.category,
        category_label=str(Category(institution.category).label),
        code=institution.code,
        province=institution.province.name if institution.province else "",
        units=counted["unit_count"],
        people=counted["people_count"],
    )
