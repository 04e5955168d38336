"""The predicate scale: bands of the index with flags on it, labels never on top of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from selaras.pure.charts.text import LINE, width_of, wrapped

Anchor = Literal["start", "middle", "end"]
GAP = 3.0
"""Between two bands, and between a pole and its label."""
BAR = 12.0
"""Height of the bands."""
ABOVE = 6.0
"""How far a pole stands out above the bands when its label is in the lowest row."""


@dataclass(frozen=True, slots=True)
class Band:
    """A predicate from ``lower`` up to the next one; ``note`` is written under its name."""

    name: str
    lower: Fraction
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure shown on the scale; ``kind`` says whose: "now", "last", "average", "target"."""

    value: Fraction
    label: str
    kind: str = "now"


@dataclass(frozen=True, slots=True)
class BandBox:
    """A drawn band. Its words have a baseline per line and start at ``x``, or with ``ends`` set end
    at the frame: the last band's, where they are wider than the band.
    """

    rank: int
    x: float
    width: float
    lines: tuple[str, ...]
    note: str
    baselines: tuple[float, ...]
    ends: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A drawn mark: a pole from ``top`` down to ``bottom``, its label at (label_x, label_y)."""

    kind: str
    label: str
    x: float
    top: float
    bottom: float
    label_x: float
    label_y: float
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Scale:
    """A drawn predicate scale."""

    width: float
    height: float
    bar_top: float
    bar_height: float
    bands: tuple[BandBox, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A label's choice: its row (0 is nearest to the bar), its side of the pole, its extent."""

    row: int
    anchor: Anchor
    left: float
    right: float
    pole: float

    def moved(self, row: int) -> _Place:
        """The same label in another row."""
        return replace(self, row=row)

    def clashes(self, other: _Place) -> bool:
        """Whether two labels overlap, or the pole of the higher one cuts the lower label."""
        if self.row == other.row:
            return self.left < other.right + GAP * 2 and other.left < self.right + GAP * 2
        low, high = (self, other) if self.row < other.row else (other, self)
        return low.left - 1 < high.pole < low.right + 1


def predicate_scale(
    minimum: Fraction,
    maximum: Fraction,
    bands: Sequence[Band],
    marks: Sequence[Mark],
    *,
    width: float,
    size: float = 12.5,
) -> Scale:
    """Lay out the scale in the given width, ``size`` being the letter size.

    Bands are ascending; what lies below ``minimum`` is cut. Raises ValueError for a mark outside.
    """
    for mark in marks:
        if not minimum <= mark.value <= maximum:
            raise ValueError(f"outside the scale: {mark.value}")

    def at(value: Fraction) -> float:
        return float((value - minimum) / (maximum - minimum)) * width

    places = _settled([(at(m.value), m) for m in marks], width, size)
    rows = max((place.row for place in places), default=-1) + 1
    line = size * LINE
    bar_top = rows * line + (ABOVE if rows else 0)
    flags = tuple(
        _flag(mark, place, bar_top, line) for mark, place in zip(marks, places, strict=True)
    )
    boxes, bottom = _boxes(bands, at, minimum, width, bar_top + BAR, size)
    return Scale(width, bottom, bar_top, BAR, boxes, flags)


def _flag(mark: Mark, place: _Place, bar_top: float, line: float) -> Flag:
    baseline = bar_top - ABOVE - place.row * line - line * 0.25
    beside = place.anchor != "middle"
    return Flag(
        kind=mark.kind,
        label=mark.label,
        x=place.pole,
        top=baseline - line * 0.62 if beside else baseline + line * 0.22,
        bottom=bar_top + BAR + GAP,
        label_x={"start": place.left, "middle": (place.left + place.right) / 2, "end": place.right}[
            place.anchor
        ],
        label_y=baseline,
        anchor=place.anchor,
    )


def _settled(marks: Sequence[tuple[float, Mark]], width: float, size: float) -> tuple[_Place, ...]:
    """The first arrangement without a clash, in as few rows as it needs.

    Where words too long for the frame leave none, every label gets a row of its own.
    """
    for rows in range(1, len(marks) + 2):
        found = _search(marks, (), rows, width, size)
        if found is not None:
            return found
    return tuple(
        next(iter(_choices(pole, mark, 1, width, size))).moved(row)
        for row, (pole, mark) in enumerate(marks)
    )


def _search(
    marks: Sequence[tuple[float, Mark]],
    settled: tuple[_Place, ...],
    rows: int,
    width: float,
    size: float,
) -> tuple[_Place, ...] | None:
    if len(settled) == len(marks):
        return settled
    pole, mark = marks[len(settled)]
    for place in _choices(pole, mark, rows, width, size):
        if not any(place.clashes(other) for other in settled):
            found = _search(marks, (*settled, place), rows, width, size)
            if found is not None:
                return found
    return None


def _choices(pole: float, mark: Mark, rows: int, width: float, size: float) -> Iterator[_Place]:
    """Centred over the pole if there is room, else beside it; lower rows first.

    A label too long for any of these is pushed inside the frame; its pole meets it off-centre.
    """
    long = width_of(mark.label, size, bold=mark.kind == "now")
    pushed = min(max(0.0, pole - long / 2), max(0.0, width - long))
    spans: list[tuple[Anchor, float]] = []
    if pushed == pole - long / 2:
        spans.append(("middle", pushed))
    if pole + GAP + long <= width:
        spans.append(("start", pole + GAP))
    if pole - GAP - long >= 0:
        spans.append(("end", pole - GAP - long))
    spans = spans or [("middle", pushed)]
    for row in range(rows):
        for anchor, left in spans:
            yield _Place(row, anchor, left, left + long, pole)


def _boxes(
    bands: Sequence[Band],
    at: Callable[[Fraction], float],
    minimum: Fraction,
    width: float,
    bar_bottom: float,
    size: float,
) -> tuple[tuple[BandBox, ...], float]:
    """Bands, words below; where a word is wider than its band, every second one steps down."""
    starts = [at(max(band.lower, minimum)) for band in bands]
    ends = [*starts[1:], width]
    lines = [
        wrapped(band.name, end - start - GAP, size)
        for band, start, end in zip(bands, starts, ends, strict=True)
    ]
    tall = [len(words) + bool(band.note) for words, band in zip(lines, bands, strict=True)]
    crowded = any(
        max(width_of(word, size) for word in words) > end - start
        for words, start, end in zip(lines, starts, ends, strict=True)
    )
    drop = max(tall[::2], default=0) if crowded else 0
    line = size * LINE
    boxes = tuple(
        BandBox(
            rank=rank,
            x=starts[rank],
            width=max(0.0, ends[rank] - starts[rank] - (GAP if rank < len(bands) - 1 else 0)),
            lines=lines[rank],
            note=band.note,
            ends=rank == len(bands) - 1
            and max(width_of(word, size) for word in lines[rank]) > ends[rank] - starts[rank],
            baselines=tuple(
                bar_bottom + line * (1.1 + k + (drop if rank % 2 else 0)) for k in range(tall[rank])
            ),
        )
        for rank, band in enumerate(bands)
    )
    lowest = max((box.baselines[-1] for box in boxes if box.baselines), default=bar_bottom)
    return boxes, lowest + line * 0.35
