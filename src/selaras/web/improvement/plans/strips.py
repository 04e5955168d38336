"""The month grid: one small drawing per action under one frame, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from selaras.improvement.models import ActionPlan
from selaras.improvement.queries.grid import GridLine
from selaras.pure.charts.months import MonthStrip, Stage, month_strip

_CELL = {1: 18, 2: 9, 3: 6}
"""Pixels of a month, so that one, two and three years take about the same room."""
_LANE, _BAR, _ROOF = 9, 6, 2
_NAMES_FROM = 14
"""A month narrower than this shows quarters instead of its initial."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One action's months: the drawing, and each stage in a sentence."""

    drawing: SafeString
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame all strips of a plan share."""

    plan: ActionPlan
    today: date

    @property
    def cell(self) -> int:
        """Pixels of a month."""
        return _CELL[len(self.plan.years)]

    @property
    def head(self) -> SafeString:
        """Years, and below them months or quarters; this month is marked. The words are apart."""
        months = len(self.plan.years) * 12
        wide, cell = months * self.cell, self.cell
        parts = [_mark(month_strip(*_span(self.plan), [], today=self.today), cell, 34)]
        for place, year in enumerate(self.plan.years):
            x = place * 12 * cell
            parts.append(f'<line class="month-year" x1="{x}" x2="{x}" y1="0" y2="34"/>')
            parts.append(f'<text class="month-year-name" x="{x + 3}" y="12">{year}</text>')
        if cell >= _NAMES_FROM:
            for place in range(months):
                name = formats.date_format(date(2000, place % 12 + 1, 1), "M")[:1]
                middle = place * cell + cell / 2
                parts.append(
                    f'<text x="{middle:g}" y="29" text-anchor="middle">{escape(name)}</text>'
                )
        else:
            for quarter in range(months // 3):
                name = ("I", "II", "III", "IV")[quarter % 4]
                parts.append(_name((quarter * 3 + 1.5) * cell, name))
        return mark_safe(  # noqa: S308 - numbers, and month names of the language
            f'<svg class="months months-head" width="{wide}" height="34" viewBox="0 0 {wide} 34" '
            f'aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
        )

    def strip(self, line: GridLine) -> Strip:
        """The drawing of a line's stages and target day."""
        stages = [
            Stage(step.first_month, step.last_month, step.done_on is not None)
            for step in line.steps
            if step.first_month and step.last_month
        ]
        shape = month_strip(
            *_span(self.plan), stages, today=self.today, target=line.action.target_on
        )
        sentences = stage_sentences(line)
        return Strip(self._draw(shape, sentences), sentences)

    def _draw(self, shape: MonthStrip, sentences: Sequence[str]) -> SafeString:
        cell, high = self.cell, shape.lanes * _LANE + _ROOF * 2
        wide = shape.months * cell
        parts = [_mark(shape, cell, high), *_lines(len(self.plan.years), cell, high)]
        for bar, sentence in zip(shape.bars, sentences, strict=True):
            if bar is not None:
                parts.append(
                    f'<rect class="month-bar month-{bar.kind}" x="{bar.x * cell + 1}" '
                    f'y="{_ROOF + bar.lane * _LANE + 1}" width="{bar.months * cell - 2}" '
                    f'height="{_BAR}" rx="1"><title>{escape(sentence)}</title></rect>'
                )
        if shape.target is not None:
            x = (shape.target + 1) * cell - 1
            parts.append(f'<line class="month-target" x1="{x}" x2="{x}" y1="0" y2="{high}"/>')
        label = "; ".join(sentences) or _("Tahapan belum dijadwalkan")
        return mark_safe(  # noqa: S308 - numbers, and sentences that were escaped
            f'<svg class="months" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
            f'role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
        )


def stage_sentences(line: GridLine) -> list[str]:
    """Each stage that has months, in words."""
    return [
        _said(step.title, step.first_month, step.last_month, step.done_on is not None)
        for step in line.steps
        if step.first_month and step.last_month
    ]


def _span(plan: ActionPlan) -> tuple[int, int]:
    return plan.first_year, plan.last_year


def _name(middle: float, name: str) -> str:
    return f'<text x="{middle:g}" y="29" text-anchor="middle">{escape(name)}</text>'


def _mark(shape: MonthStrip, cell: int, high: int) -> str:
    """The column of this month."""
    if shape.now is None:
        return ""
    x = shape.now * cell
    return f'<rect class="month-this" x="{x}" y="0" width="{cell}" height="{high}"/>'


def _lines(years: int, cell: int, high: int) -> list[str]:
    """A hairline every quarter, a stronger one where a year begins."""
    return [
        f'<line class="month-{"quarter" if place % 4 else "year"}" x1="{place * 3 * cell}" '
        f'x2="{place * 3 * cell}" y1="0" y2="{high}"/>'
        for place in range(years * 4)
    ]


def _said(title: str, first: date, last: date, is_done: bool) -> str:
    """One stage in words, with its months: "Rapat: Jan–Mar 2025, selesai"."""
    if first == last:
        months = formats.date_format(first, "M Y")
    elif first.year == last.year:
        months = f"{formats.date_format(first, 'M')}–{formats.date_format(last, 'M Y')}"
    else:
        months = f"{formats.date_format(first, 'M Y')}–{formats.date_format(last, 'M Y')}"
    text = f"{title}: {months}"
    return _("%(stage)s, selesai") % {"stage": text} if is_done else text
