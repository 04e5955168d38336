"""The table that is printed: what, the bar, the figure, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured figure. ``bar`` is the most (or, for ``least``, the least) it may be."""

    what: str
    figure: float
    unit: str
    bar: float | None = None
    least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure keeps its bar; None where there is none."""
        if self.bar is None:
            return None
        return self.figure >= self.bar if self.least else self.figure <= self.bar

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        sign = ">=" if self.least else "<="
        bar = "" if self.bar is None else f"{sign} {_short(self.bar)} {self.unit}"
        verdict = {True: "ok", False: "MISSED", None: ""}[self.holds]
        return self.what, bar, f"{_short(self.figure)} {self.unit}", verdict, self.note


def render(title: str, lines: Sequence[Line]) -> Iterator[str]:
    """The lines of an aligned table."""
    rows = [("What", "Bar", "Measured", "", ""), *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    yield f"\n{title}"
    for number, row in enumerate(rows):
        cells = [
            cell.rjust(width) if column in (1, 2) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths).rstrip()


def _short(figure: float) -> str:
    if abs(figure) >= 100 or figure == int(figure):
        return f"{figure:.0f}"
    return f"{figure:.2f}" if abs(figure) < 10 else f"{figure:.1f}"
