"""What to do next: recommendations, how far they are, and the steps that pay most."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.documents.manuscript import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Row,
)
from selaras.improvement.queries.recommendations import RecommendationLine
from selaras.reporting.reports.laporan_hasil.wording import Pen

MOST_STEPS = 8
"""Steps worth a table; beyond these a plan is asked for, not a report."""


def chapter(pen: Pen) -> Iterator[Block]:
    """Recommendations with their follow-up, then the simulated steps."""
    yield PageBreak(always=False)
    yield Heading(_("Rekomendasi dan Tindak Lanjut"))
    rows = pen.outcome.recommendations
    if rows:
        yield Paragraph(_recorded(pen, rows))
        yield _follow_up(rows)
    else:
        yield Paragraph(
            _(
                "Belum ada rekomendasi yang tercatat untuk penilaian ini, atau catatannya tidak "
                "terbuka bagi penyusun laporan."
            )
        )
    yield from _steps(pen)


def _recorded(pen: Pen, rows: tuple[RecommendationLine, ...]) -> str:
    """How many there are and how many are answered."""
    done = sum(line.row.is_answered for line in rows)
    facts = {"count": pen.count(len(rows)), "year": pen.result.year, "done": pen.count(done)}
    if not done:
        return (
            _(
                "Tercatat %(count)s rekomendasi untuk penilaian tahun %(year)s; belum ada yang "
                "terjawab."
            )
            % facts
        )
    if done == len(rows):
        return (
            _(
                "Tercatat %(count)s rekomendasi untuk penilaian tahun %(year)s; semuanya sudah "
                "terjawab."
            )
            % facts
        )
    return (
        _(
            "Tercatat %(count)s rekomendasi untuk penilaian tahun %(year)s; %(done)s di antaranya "
            "sudah terjawab."
        )
        % facts
    )


def _follow_up(rows: tuple[RecommendationLine, ...]) -> Grid:
    has_units = any(line.units or line.row.units_label for line in rows)
    has_due = any(line.row.due_on for line in rows)
    columns = [Column(_("No."), "right", 0.6), Column(_("Rekomendasi"), width=5)]
    columns.append(Column(_("Indikator"), "center", 1.2))
    if has_units:
        columns.append(Column(_("Penanggung jawab"), width=2.2))
    if has_due:
        columns.append(Column(_("Tenggat"), width=1.9))
    columns.append(Column(_("Keadaan"), width=1.5))
    return Grid(
        _("Rekomendasi dan keadaannya"),
        tuple(columns),
        tuple(
            Row(tuple(_cells(place, line, has_units=has_units, has_due=has_due)))
            for place, line in enumerate(rows, start=1)
        ),
        sheet=_("Rekomendasi"),
    )


def _cells(
    place: int, line: RecommendationLine, *, has_units: bool, has_due: bool
) -> Iterator[Cell]:
    row = line.row
    yield row.number or str(place)
    yield row.text
    numbers = ", ".join(target.number for target in line.targets)
    yield numbers or row.indicator_label
    if has_units:
        yield row.units_label or ", ".join(unit.short for unit in line.units)
    if has_due:
        yield row.due_on
    yield row.get_state_display()


def _steps(pen: Pen) -> Iterator[Block]:
    """The single steps that raise the index most; every figure of it is a simulation."""
    steps = pen.result.chances[:MOST_STEPS]
    if not steps:
        return
    yield Heading(_("Langkah yang Paling Berpengaruh (simulasi)"), 2)
    said = [
        _(
            "Tabel berikut memuat kenaikan satu tingkat yang paling menambah indeks bila nilai "
            "lainnya tetap. Kolom terakhir menunjukkan indeks bila suatu langkah dan semua langkah "
            "di atasnya dijalankan. Urutan ini tidak memperhitungkan biaya dan waktu; itu tugas "
            "rencana aksi."
        )
    ]
    enough = _enough(pen, steps)
    distance = pen.result.distance
    if enough and distance is not None:
        said.append(
            _("Dengan %(count)s langkah pertama saja, predikat %(predicate)s sudah tercapai.")
            % {"count": pen.count(enough), "predicate": distance.band.name}
        )
    yield Paragraph(" ".join(said))
    yield Grid(
        _("Kenaikan satu tingkat yang paling menambah indeks (simulasi)"),
        (
            Column(_("No."), "right", 0.7),
            Column(_("Indikator"), width=5),
            Column(_("Dari"), "right", 0.8),
            Column(_("Ke tingkat"), "right", 1.1),
            Column(_("Pengaruh"), "right", 1.1),
            Column(_("Indeks menjadi"), "right", 1.5),
        ),
        tuple(_rows(pen, steps)),
        sheet=_("Simulasi langkah"),
    )


def _rows(pen: Pen, steps: tuple[IndicatorLine, ...]) -> Iterator[Row]:
    """The steps in order, each with the index once it and those before it are taken."""
    index = pen.result.score.index
    for line in steps:
        if line.step is None:
            continue
        index = None if index is None else index + line.step.gain
        yield Row(
            (
                line.number,
                line.name,
                pen.rating(line.value),
                line.step.level,
                pen.effect(line.step.gain),
                pen.amount(index),
            )
        )


def _enough(pen: Pen, steps: tuple[IndicatorLine, ...]) -> int:
    """How many of the steps, taken in order, reach the next predicate; 0 when all do not."""
    distance = pen.result.distance
    if distance is None:
        return 0
    total = Fraction(0)
    for count, line in enumerate(steps, start=1):
        total += line.step.gain if line.step else 0
        if total >= distance.gap:
            return count
    return 0
