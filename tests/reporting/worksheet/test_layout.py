"""What the writer and the reader of worksheets agree on."""

from __future__ import annotations

import pytest

from selaras.reporting.worksheet.layout import (
    GUIDE_SHEET,
    MAP_SHEET,
    SUMMARY_SHEET,
    Field,
    Identity,
    Part,
    Placed,
    identity_in,
    map_rows,
    part_labelled,
    places_in,
    sheet_names,
)
from tests.pure.scoring.instruments import CODES, real

IDENTITY = Identity("LKE-1", 7, None, "SPBE-2020", 3, "ab" * 32, "2026-01-02T03:04:05+07:00")
PLACED = [
    Placed("A1 Kebijakan", "C9", Field("35-1", Part.VALUE)),
    Placed("A1 Kebijakan", "C10", Field("35-1", Part.FACT)),
]


def test_the_hidden_sheet_says_what_was_written_into_it() -> None:
    rows = map_rows(IDENTITY, PLACED)
    assert identity_in(rows) == IDENTITY
    assert places_in(rows) == PLACED


def test_numbers_that_a_program_made_of_the_texts_are_read_again() -> None:
    rows: list[list[object]] = [list(row) for row in map_rows(IDENTITY, PLACED)]
    rows[2][1], rows[5][1] = 7.0, 3
    rows[-1][2] = 35.0
    assert identity_in(rows) == IDENTITY
    assert places_in(rows)[-1].field.number == "35"


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [["other", "1"]], [["selaras-lke", "1"]], [["selaras-lke", "x"], ["kode", "K"]]],
)
def test_what_is_no_such_sheet_says_nothing(rows: list[list[object]]) -> None:
    assert identity_in(rows) is None
    assert places_in(rows) == []


def test_a_line_that_makes_no_sense_is_passed_over() -> None:
    rows = [*map_rows(IDENTITY, PLACED), ("A1", "C3", "4", "sulap"), ("A1", "C3"), ()]
    assert places_in(rows) == PLACED


@pytest.mark.parametrize("code", CODES)
def test_sheets_have_names_a_workbook_takes(code: str) -> None:
    names = list(sheet_names(real(code)).values())
    assert len({name.casefold() for name in names}) == len(names)
    assert not {GUIDE_SHEET, SUMMARY_SHEET, MAP_SHEET} & set(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")


def test_a_label_is_known_however_it_is_spaced() -> None:
    assert part_labelled("  nilai   TIM ") == Part.VALUE
    assert part_labelled("Nilai") is None
