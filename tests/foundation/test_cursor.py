"""Paging by cursor over ties, in both directions."""

from __future__ import annotations

import base64
import json

import pytest
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from selaras.foundation.cursor import page_of
from selaras.people.models import Category, Institution

ORDERS = [("category", "pk"), ("-category", "-pk"), ("name", "pk"), ("-category", "name", "pk")]

MORE_ORDERS = [*ORDERS, ("pk",), ("-pk",), ("-rank", "pk"), ("province__name", "-pk")]


def cursor_of(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def decoded(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "==")


def ranked() -> QuerySet[Institution]:
    return Institution.objects.filter(province__isnull=False).annotate(
        rank=Coalesce(F("version"), Value(-1))
    )


@pytest.fixture
def rows(db) -> None:
    province = Institution.objects.create(
        name="Provinsi", slug="provinsi", category=Category.PROVINCE
    )
    for number in range(11):
        category = Category.CITY if number % 3 else Category.REGENCY
        Institution.objects.create(
            name=f"Instansi {number % 10}{number}",
            slug=f"i-{number}",
            category=category,
            province=province,
        )


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 11, 20])
def test_every_row_comes_once_and_back_again(rows, order, size):
    wanted = list(Institution.objects.order_by(*order).values_list("pk", flat=True))
    pages, cursor = [], ""
    while True:
        page = page_of(Institution.objects.all(), order, size=size, cursor=cursor)
        pages.append([row.pk for row in page.rows])
        if not page.next:
            break
        cursor = page.next
    assert [pk for pks in pages for pk in pks] == wanted
    back = []
    while page.previous:
        page = page_of(Institution.objects.all(), order, size=size, cursor=page.previous)
        back.insert(0, [row.pk for row in page.rows])
    assert back == pages[:-1]


def test_a_page_costs_one_query(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = page_of(Institution.objects.all(), ("name", "pk"), size=2)
    with django_assert_num_queries(1):
        page_of(Institution.objects.all(), ("name", "pk"), size=2, cursor=page.next)


def test_nothing_has_no_neighbours(db):
    page = page_of(Institution.objects.all(), ("name", "pk"), size=2)
    assert (list(page.rows), page.previous, page.next) == ([], "", "")


BROKEN = {
    "no base64": "ä",
    "no JSON": "AAAA",
    "no list": cursor_of(7),
    "an empty list": cursor_of([]),
    "a deep list": base64.urlsafe_b64encode(b"[" * 1000).decode(),
    "a strange direction": cursor_of(["x", 1, 1]),
    "a list for a direction": cursor_of([[], 1, 1]),
    "a record for a direction": cursor_of([{}, 1, 1]),
    "too long": cursor_of(["f", 1, 1, 1, 1]),
    "too short": cursor_of(["f"]),
}
ODD = ["x", "", "1", 1.5, None, True, [], {}, 2**63, -(2**63) - 1, "\0", "\ud800", 10**400]


def first(order: tuple[str, ...], cursor: str) -> bool:
    """Whether a cursor reads as the first page."""
    page = page_of(ranked(), order, size=3, cursor=cursor)
    return [r.pk for r in page.rows] == [
        r.pk for r in page_of(ranked(), order, size=3).rows
    ] and not page.previous


@pytest.mark.parametrize("order", MORE_ORDERS)
def test_what_is_no_cursor_reads_as_the_first_page(rows, order):
    for cursor in BROKEN.values():
        assert first(order, cursor), cursor


@pytest.mark.parametrize("order", MORE_ORDERS)
def test_odd_positions_never_break_a_list(rows, order):
    sound = json.loads(decoded(page_of(ranked(), order, size=3).next))
    for place in range(1, len(sound)):
        kind = type(sound[place])
        for value in ODD:
            swapped = [*sound[:place], value, *sound[place + 1 :]]
            cursor = cursor_of(swapped)
            if kind is str and value in ("x", "", "1"):
                page_of(ranked(), order, size=3, cursor=cursor)
            else:
                assert first(order, cursor), swapped


@pytest.mark.parametrize(
    ("order", "number", "beyond"),
    [
        (("pk",), 2**63 - 1, 0),
        (("pk",), -(2**63), 3),
        (("-rank", "pk"), 2**63 - 1, 3),
        (("-rank", "pk"), -(2**63), 0),
    ],
)
def test_numbers_at_the_end_of_the_range_are_positions(rows, order, number, beyond):
    cursor = cursor_of(["f"] + [number] * len(order))
    assert len(page_of(ranked(), order, size=3, cursor=cursor).rows) == beyond


def test_a_cursor_of_another_ordering_never_breaks_a_list(rows):
    for here in MORE_ORDERS:
        cursor = page_of(ranked(), here, size=3).next
        for there in MORE_ORDERS:
            page_of(ranked(), there, size=3, cursor=cursor)


def test_the_longest_names_have_cursors(rows):
    Institution.objects.update(province=None)
    for number in range(4):
        Institution.objects.create(
            name="𝔸" * 199 + str(number), slug=f"n-{number}", category=Category.CITY
        )
    page = page_of(Institution.objects.all(), ("-name", "pk"), size=2)
    assert page_of(Institution.objects.all(), ("-name", "pk"), size=2, cursor=page.next).previous
