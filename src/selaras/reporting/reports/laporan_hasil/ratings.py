"""Every indicator's value, beside last year's and the target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.documents.manuscript import (
    Block,
    Column,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Row,
)
from selaras.pure.spelling import spelled
from selaras.reporting.reports.laporan_hasil.wording import Part, Pen, cells_of, columns_of
from selaras.reporting.reports.of_assessment import language


def chapter(pen: Pen) -> Iterator[Block]:
    """One row for each indicator, under its aspect."""
    yield PageBreak(always=False)
    yield Heading(_("Perolehan Nilai Tingkat Kematangan Indikator"))
    if not pen.result.values:
        yield Paragraph(
            _(
                "Hanya angka indeks, domain, dan aspek yang diumumkan; nilai tiap indikator tidak "
                "diketahui, sehingga capaian setiap aspek dan perhitungan indeks tidak diuraikan."
            )
        )
        return
    target = pen.instrument.target_value
    if target is not None:
        yield Paragraph(
            _("Target nilai tingkat kematangan untuk setiap indikator adalah %(target)s.")
            % {"target": _in_words(pen)}
        )
    parts = _parts(pen)
    rows: list[Row] = []
    for aspect, lines in groupby(pen.result.lines, key=lambda line: line.aspect):
        rows.append(Row((aspect.name,), kind="group"))
        rows += [Row(cells_of(parts, line)) for line in lines]
    yield Grid(
        _("Nilai tingkat kematangan indikator"),
        columns_of(parts),
        tuple(rows),
        note=_note(pen),
        sheet=_("Indikator"),
    )


def _in_words(pen: Pen) -> str:
    """The target as official reports write it: "3 (tiga)"."""
    target = pen.instrument.target_value
    if target is None:
        return ""
    shown = pen.shown(target)
    if target.denominator != 1 or language() == "en":
        return shown
    return f"{shown} ({spelled(int(target))})"


def _parts(pen: Pen) -> list[Part[IndicatorLine]]:
    result = pen.result
    parts: list[Part[IndicatorLine]] = [
        (Column(_("No."), "right", 0.7), lambda line: line.number),
        (Column(_("Indikator"), width=6), lambda line: line.name),
    ]
    if result.comparable and result.previous_year is not None:
        before = Column(str(result.previous_year), "right", 0.9)
        parts.append((before, lambda line: pen.rating(line.previous)))
    parts.append((Column(str(result.year), "right", 1.5), pen.ladder))
    if result.comparable and result.previous_year is not None:
        parts.append((Column(_("Perubahan"), "right", 1.3), lambda line: _moved(pen, line)))
    if pen.instrument.target_value is not None:
        parts.append((Column(_("Target"), "right", 0.9), lambda line: pen.rating(line.target)))
    return parts


def _moved(pen: Pen, line: IndicatorLine) -> str:
    """The change: "+1", "−2", "tetap"; nothing where one of the two values is unknown."""
    if line.change is None:
        return ""
    if line.change == 0:
        return _("tetap")
    sign = "+" if line.change > 0 else "\N{MINUS SIGN}"
    return f"{sign}{pen.shown(abs(line.change))}"


def _note(pen: Pen) -> str:
    """What was left out of the names and what the drawings show."""
    shortened = any(line.name != line.indicator.name for line in pen.result.lines)
    said = []
    if shortened:
        first = next(line for line in pen.result.lines if line.name != line.indicator.name)
        opening = first.indicator.name.removesuffix(first.name).strip()
        said.append(_("Nama indikator ditulis tanpa “%(opening)s”.") % {"opening": opening})
    result = pen.result
    if not result.comparable and result.previous_assessment is not None:
        said.append(
            _(
                "Nilai %(year)s tidak disandingkan karena dinilai dengan instrumen lain "
                "(%(instrument)s)."
            )
            % {
                "year": result.previous_year,
                "instrument": result.previous_assessment.cycle.instrument.code,
            }
        )
    said += _external(pen)
    return " ".join(said)


def _external(pen: Pen) -> Iterator[str]:
    """Which indicators take their value from another agency's index."""
    for index in pen.instrument.external_indices:
        fed = [
            line.number for line in pen.result.lines if line.indicator.external_index == index.code
        ]
        if fed:
            yield _("Nilai indikator %(numbers)s bersumber dari %(index)s.") % {
                "numbers": pen.listed(fed),
                "index": index.name,
            }
