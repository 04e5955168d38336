"""What pages hand to a timeline or a progress bar, and the words that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation import notation
from selaras.foundation.drawing.timeline import State, axis_svg, bullet_svg, row_svg
from selaras.pure.charts import timeline as geometry
from selaras.pure.instrument.model import Rounding

_WHOLE: Final = Rounding(0, notation.HALF)
STATE_WORDS: Final[dict[State, str | Promise]] = {
    "done": gettext_lazy("selesai"),
    "late": gettext_lazy("terlambat"),
    "blocked": gettext_lazy("terhambat"),
    "running": gettext_lazy("berjalan"),
    "open": gettext_lazy("belum dimulai"),
}


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of a timeline: a work, or with ``part`` set one of its parts.

    ``share`` is what is done of it, ``note`` small words under the label.
    """

    label: str
    first: date | None
    last: date | None
    share: Fraction | None
    state: State
    note: str = ""
    url: str = ""
    part: bool = False

    @property
    def state_word(self) -> str:
        """The state as a word."""
        return str(STATE_WORDS[self.state])


@dataclass(frozen=True, slots=True)
class DrawnTimelineRow:
    """A TimelineRow with its bar."""

    row: TimelineRow
    bar: SafeString


@dataclass(frozen=True, slots=True)
class DrawnTimeline:
    """The head and the rows; ``years`` is how many years wide it is."""

    axis: SafeString
    rows: list[DrawnTimelineRow]
    years: int


def draw_timeline(rows: Sequence[TimelineRow], years: range, today: date) -> DrawnTimeline:
    """The rows over the months of the years."""
    shape = geometry.timeline(
        date(years[0], 1, 1),
        date(years[-1], 12, 31),
        [geometry.Work(row.first, row.last, row.share or Fraction(0)) for row in rows],
        today=today,
    )
    names = [date_format(column.month, "M") for column in shape.columns]
    label = _("Bulan %(first)s sampai %(last)s; hari ini %(today)s") % {
        "first": date_format(shape.columns[0].month, "F Y"),
        "last": date_format(shape.columns[-1].month, "F Y"),
        "today": date_format(today, "j F Y"),
    }
    return DrawnTimeline(
        axis_svg(shape, names, label),
        [
            DrawnTimelineRow(row, row_svg(shape, bar, row.state, _spoken(row), part=row.part))
            for row, bar in zip(rows, shape.bars, strict=True)
        ],
        len(years),
    )


def _spoken(row: TimelineRow) -> str:
    """The bar in words."""
    if row.last is None:
        return _("tanpa target selesai, %(state)s") % {"state": row.state_word}
    return _("%(first)s sampai %(last)s, %(state)s, %(share)s") % {
        "first": date_format(row.first, "j M Y") if row.first else "–",
        "last": date_format(row.last, "j M Y"),
        "state": row.state_word,
        "share": share_text(row.share),
    }


def share_text(value: Fraction | None) -> str:
    """A share of 1 as a whole percentage, "45 %"; unfinished work never reads 100."""
    if value is None:
        return "–"
    percentage = value * 100
    if Fraction(99) < percentage < 100:
        percentage = Fraction(99)
    return notation.figure(percentage, _WHOLE) + notation.PERCENT


def draw_bullet(done: Fraction | None, planned: Fraction | None = None) -> SafeString:
    """What is done beside what the calendar wants."""
    label = _("selesai %(done)s") % {"done": share_text(done)}
    if planned is not None:
        label = _("selesai %(done)s, menurut jadwal %(planned)s") % {
            "done": share_text(done),
            "planned": share_text(planned),
        }
    return bullet_svg(
        None if done is None else float(done), None if planned is None else float(planned), label
    )
