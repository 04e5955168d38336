"""The ways tables write a target time."""

from __future__ import annotations

from datetime import date

import pytest

from selaras.pure.due_days import due_day, month_named

DAYS = {
    "2019": date(2019, 12, 31),
    "Tahun 2020": date(2020, 12, 31),
    "2019-2021": date(2021, 12, 31),
    "2019 s.d. 2020": date(2020, 12, 31),
    "Desember 2019": date(2019, 12, 31),
    "Peb. 2020": date(2020, 2, 29),
    "TW III 2019": date(2019, 9, 30),
    "Triwulan 4 Tahun 2021": date(2021, 12, 31),
    "Semester I 2022": date(2022, 6, 30),
    "31-10-2019": date(2019, 10, 31),
    "31/10/2019": date(2019, 10, 31),
    "1 Juli 2020": date(2020, 7, 1),
    "2020-07-01": date(2020, 7, 1),
    "2020-07-01T00:00:00": date(2020, 7, 1),
}


@pytest.mark.parametrize("text", DAYS)
def test_what_is_read(text):
    assert due_day(text) == DAYS[text]


@pytest.mark.parametrize(
    "text",
    ["", "segera", "31-02-2019", "13-13-2019", "TW V 2019", "Semester 3 2020", "0000", "20 19"],
)
def test_what_names_no_day(text):
    assert due_day(text) is None


def test_months_by_their_names():
    assert [month_named(word) for word in ("JAN", "Nop.", "agustus", "hari")] == [1, 11, 8, None]
