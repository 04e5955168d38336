"""The calendar file is what RFC 5545 says it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from selaras.foundation.documents.ical import WIDTH, Entry, content, folded

NOW = datetime(2025, 3, 1, 2, 3, 4, tzinfo=UTC)
DAY = date(2025, 2, 28)


def unfolded(data: bytes) -> list[str]:
    """The lines of a calendar, put together again as the standard says."""
    text = data.decode().replace("\r\n ", "")
    assert text.endswith("\r\n")
    return text[:-2].split("\r\n")


def test_whole_days_end_on_the_day_after() -> None:
    lines = unfolded(content("Selaras", [Entry("a@b", "Pengisian", DAY, DAY)], made_at=NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20250228" in lines
    assert "DTEND;VALUE=DATE:20250301" in lines
    assert "DTSTAMP:20250301T020304Z" in lines
    assert "UID:a@b" in lines


def test_moments_are_told_in_universal_time() -> None:
    jakarta = timezone(timedelta(hours=7))
    begins = datetime(2025, 3, 1, 9, 0, tzinfo=jakarta)
    entry = Entry("a@b", "Interviu", begins, begins + timedelta(hours=1), is_cancelled=True)
    lines = unfolded(content("Selaras", [entry], made_at=NOW))
    assert "DTSTART:20250301T020000Z" in lines
    assert "DTEND:20250301T030000Z" in lines
    assert "STATUS:CANCELLED" in lines


def test_text_is_escaped() -> None:
    entry = Entry("a@b", "a;b,c\\d", DAY, DAY, details="satu\r\ndua\0\x07")
    lines = unfolded(content("x", [entry], made_at=NOW))
    assert "SUMMARY:a\\;b\\,c\\\\d" in lines
    assert "DESCRIPTION:satu\\ndua" in lines


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_line_is_longer_than_allowed_and_none_is_lost(text: str) -> None:
    data = folded(text)
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    assert all(len(line) <= WIDTH for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert data[:-2].decode().replace("\r\n ", "") == text


@given(st.text(max_size=200))
def test_whatever_people_type_the_lines_stay_whole(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    lines = unfolded(content(text, [Entry("a@b", text, DAY, DAY, text, text)], made_at=NOW))
    assert all(":" in line for line in lines)
    optional = [line for line in lines if line.startswith(("LOCATION:", "DESCRIPTION:"))]
    bare = unfolded(content("", [Entry("a@b", "", DAY, DAY)], made_at=NOW))
    assert len(lines) == len(bare) + len(optional)
