"""Sentences about an aspect where no assessor wrote any, out of values and criteria.

An indicator is strong that reaches the instrument's target, weak that misses it. Instruments
without a target have none to reach: there the highest values of the aspect are its strengths and
the lowest its weaknesses, unless all are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.documents.manuscript import Block, Bullets, Paragraph, Run
from selaras.pure.language.prose import closed, inside
from selaras.reporting.reports.laporan_hasil.wording import Pen


def criterion_met(line: IndicatorLine) -> str:
    """What the highest level reached asks for; empty without a value or a criterion."""
    if line.value is None:
        return _("belum bernilai")
    found = line.indicator.criterion(floor(line.value))
    return found.text if found else ""


def strengths(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[Block]:
    """What the aspect does well."""
    said = [*_reaching(pen, lines), *_risen(pen, lines)]
    if said:
        yield Paragraph(" ".join(said))


def weaknesses(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[Block]:
    """Where the aspect falls short."""
    said = [*_missing_target(pen, lines), *_fallen(pen, lines), *_unrated(pen, lines)]
    if said:
        yield Paragraph(" ".join(said))


def recommendations(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[Block]:
    """What the next level of every weak indicator asks for."""
    items = tuple(_advice(pen, line) for line in weak(pen, lines) if line.step is not None)
    if not items:
        return
    yield Paragraph(
        _(
            "Untuk naik satu tingkat, kriteria instrumen meminta hal berikut. Pengaruh pada indeks "
            "adalah simulasi."
        )
    )
    yield Bullets(items)


def strong(pen: Pen, lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The strong indicators, in the instrument's order."""
    rated = [line for line in lines if line.value is not None]
    if pen.instrument.target_value is not None:
        return [line for line in rated if not line.below_target]
    values = {line.value for line in rated if line.value is not None}
    return [line for line in rated if line.value == max(values)] if len(values) > 1 else []


def weak(pen: Pen, lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The weak indicators, in the instrument's order."""
    if pen.instrument.target_value is not None:
        return [line for line in lines if line.below_target]
    values = {line.value for line in lines if line.value is not None}
    return [line for line in lines if line.value == min(values)] if len(values) > 1 else []


def _reaching(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Who reaches the target, and who stands highest."""
    target = pen.instrument.target_value
    good = strong(pen, lines)
    if target is None:
        if good:
            yield _("Nilai tertinggi aspek ini dicapai oleh %(names)s.") % {
                "names": _by_value(pen, good)
            }
        return
    if not good:
        if any(line.value is not None for line in lines):
            yield _("Belum ada indikator aspek ini yang mencapai target %(target)s.") % {
                "target": pen.shown(target)
            }
        return
    facts = {
        "count": pen.leading(len(good)),
        "total": pen.count(len(lines)),
        "target": pen.shown(target),
        "names": pen.named([line.name for line in good]),
    }
    if len(good) == len(lines):
        yield _("Seluruh indikator aspek ini sudah mencapai target %(target)s: %(names)s.") % facts
    else:
        yield (
            _(
                "%(count)s dari %(total)s indikator sudah mencapai target %(target)s, yaitu "
                "%(names)s."
            )
            % facts
        )
    yield from _beyond(pen, good)


def _beyond(pen: Pen, good: Sequence[IndicatorLine]) -> Iterator[str]:
    """Who goes beyond the target, unless all do alike."""
    target = pen.instrument.target_value
    above = [line for line in good if target is not None and line.value and line.value > target]
    if above and len(above) < len(good):
        yield _("Melampaui target adalah %(names)s.") % {"names": _by_value(pen, above)}


def _risen(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    risen = [line for line in lines if line.change is not None and line.change > 0]
    if risen:
        yield _("Sejak tahun %(year)s, yang naik adalah %(names)s.") % {
            "year": pen.result.previous_year,
            "names": _by_move(pen, risen),
        }


def _missing_target(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    """Who misses the target, or stands lowest."""
    target = pen.instrument.target_value
    short = weak(pen, lines)
    if target is None:
        if short:
            yield _("Nilai terendah aspek ini ada pada %(names)s.") % {
                "names": _by_value(pen, short)
            }
        return
    if not short:
        if any(line.value is not None for line in lines):
            yield _("Tidak ada indikator aspek ini yang bernilai di bawah target.")
        return
    values = {line.value for line in short if line.value is not None}
    facts = {
        "count": pen.leading(len(short)),
        "total": pen.count(len(lines)),
        "target": pen.shown(target),
        "value": pen.shown(min(values)),
        "names": _by_value(pen, short),
    }
    if len(short) < len(lines):
        sentence = _(
            "%(count)s dari %(total)s indikator belum mencapai target %(target)s, yaitu %(names)s."
        )
    elif len(values) > 1:
        sentence = _("Seluruh indikator aspek ini belum mencapai target %(target)s: %(names)s.")
    else:
        sentence = _("Seluruh indikator aspek ini bernilai %(value)s, di bawah target %(target)s.")
    yield sentence % facts


def _fallen(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    fallen = [line for line in lines if line.change is not None and line.change < 0]
    if fallen:
        yield _("Sejak tahun %(year)s, yang turun adalah %(names)s.") % {
            "year": pen.result.previous_year,
            "names": _by_move(pen, fallen),
        }


def _unrated(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[str]:
    unrated = [line.name for line in lines if line.value is None]
    if unrated:
        yield _("Belum bernilai: %(names)s.") % {"names": pen.named(unrated)}


def _by_value(pen: Pen, lines: Sequence[IndicatorLine]) -> str:
    """Names with their values, those of one value together, the lowest first.

    "Risiko (1); serta Data dan Aset TIK (masing-masing 2)".
    """
    groups: dict[Fraction, list[str]] = {}
    for line in lines:
        if line.value is not None:
            groups.setdefault(line.value, []).append(line.name)
    one, several = _("%(names)s (%(value)s)"), _("%(names)s (masing-masing %(value)s)")
    return pen.listed(
        [
            (one if len(names) == 1 else several)
            % {"names": pen.named(names), "value": pen.shown(value)}
            for value, names in sorted(groups.items())
        ],
        apart=any(len(names) > 1 for names in groups.values()),
    )


def _by_move(pen: Pen, lines: Sequence[IndicatorLine]) -> str:
    """Names with what became of their values, those that moved alike together."""
    groups: dict[tuple[Fraction, Fraction], list[str]] = {}
    for line in lines:
        if line.previous is not None and line.value is not None:
            groups.setdefault((line.previous, line.value), []).append(line.name)
    one = _("%(names)s (dari %(before)s menjadi %(after)s)")
    several = _("%(names)s (masing-masing dari %(before)s menjadi %(after)s)")
    return pen.listed(
        [
            (one if len(names) == 1 else several)
            % {
                "names": pen.named(names),
                "before": pen.shown(before),
                "after": pen.shown(after),
            }
            for (before, after), names in groups.items()
        ],
        apart=any(len(names) > 1 for names in groups.values()),
    )


def _advice(pen: Pen, line: IndicatorLine) -> tuple[Run, ...]:
    """The name, the step with what it gives, and what the step asks for."""
    if line.step is None or line.value is None:
        return (Run(line.name, bold=True),)
    step = _("dari %(value)s ke tingkat %(level)s, %(gain)s") % {
        "value": pen.shown(line.value),
        "level": line.step.level,
        "gain": pen.points(line.step.gain),
    }
    asked = line.indicator.criterion(line.step.level)
    head = (Run(line.name, bold=True), Run(f" ({step})"))
    return (*head, Run(f": {closed(inside(asked.text))}")) if asked else (*head, Run("."))
