"""Aspect by aspect: what is met, what is strong, what is weak, and what to do.

What an assessor wrote stands word for word; where nobody wrote, sentences are put together from
the values and the instrument's criteria, under headings that say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from selaras.assessments.models import Finding, Stage
from selaras.assessments.queries.findings import AspectFindings
from selaras.assessments.queries.result import IndicatorLine, NodeLine
from selaras.foundation.documents.manuscript import (
    Block,
    Column,
    Grid,
    Heading,
    Paragraph,
    Quotation,
    Row,
)
from selaras.foundation.notation import percent
from selaras.pure.language.prose import way
from selaras.reporting.queries.outcome import Remark
from selaras.reporting.reports.laporan_hasil import assembled
from selaras.reporting.reports.laporan_hasil.wording import Pen


def chapter(pen: Pen) -> Iterator[Block]:
    """Every aspect."""
    if not pen.result.values:
        return
    yield Heading(_("Capaian Setiap Aspek"))
    yield Paragraph(
        _(
            "Bab ini menguraikan setiap aspek: kriteria yang sudah terpenuhi, kekuatan, kelemahan, "
            "dan rekomendasi. Uraian yang ditulis asesor dikutip apa adanya. Di mana asesor tidak "
            "menulisnya, uraian disusun dari nilai dan kriteria instrumen, dan judulnya menyatakan "
            "demikian."
        )
    )
    found = {one.aspect.code: one for one in pen.outcome.findings or ()}
    for number, node in enumerate(pen.result.aspects, start=1):
        lines = [line for line in pen.result.lines if line.aspect.code == node.code]
        yield Heading(_("Aspek %(number)s: %(name)s") % {"number": number, "name": node.name}, 2)
        yield Paragraph(" ".join(_standing(pen, node)))
        yield _met(pen, node, lines)
        yield from _remarks(pen, lines)
        yield from _parts(pen, lines, found.get(node.code))


def _standing(pen: Pen, node: NodeLine) -> Iterator[str]:
    """The aspect's value, where it comes from and how others stand."""
    if node.value is None:
        yield _(
            "Aspek ini berbobot %(weight)s dari indeks. Nilainya belum dapat dihitung karena masih "
            "ada indikator yang belum bernilai; nilainya pasti terletak di antara %(low)s dan "
            "%(high)s."
        ) % {
            "weight": percent(node.weight),
            "low": pen.figure(node.bounds[0]),
            "high": pen.figure(node.bounds[1]),
        }
        return
    yield _("Aspek ini bernilai %(value)s dan berbobot %(weight)s dari indeks.") % {
        "value": pen.figure(node.value),
        "weight": percent(node.weight),
    }
    if node.previous is not None and node.change is not None:
        sentences = {
            "up": _("Nilainya naik %(difference)s dari %(before)s pada tahun %(year)s."),
            "down": _("Nilainya turun %(difference)s dari %(before)s pada tahun %(year)s."),
            "same": _("Nilainya sama seperti pada tahun %(year)s."),
        }
        yield sentences[way(node.previous, node.value)] % {
            "difference": pen.distance(node.change),
            "before": pen.figure(node.previous),
            "year": pen.result.previous_year,
        }
    said = pen.beside(node.value, ((node.group, pen.group), (node.national, _("nasional"))))
    if said:
        yield _("Nilai ini %(places)s.") % {"places": pen.listed(said)}


def _met(pen: Pen, node: NodeLine, lines: Sequence[IndicatorLine]) -> Grid:
    """Each indicator with the criterion of the highest level it has reached."""
    return Grid(
        _("Kriteria yang terpenuhi pada aspek %(name)s") % {"name": node.name},
        (
            Column(_("No."), "right", 0.7),
            Column(_("Indikator"), width=3),
            Column(_("Nilai"), "right", 1.4),
            Column(_("Kriteria yang terpenuhi"), width=5.5),
        ),
        tuple(
            Row((line.number, line.name, pen.ladder(line), assembled.criterion_met(line)))
            for line in lines
        ),
        sheet=_("Aspek %(code)s") % {"code": node.code},
    )


def _remarks(pen: Pen, lines: Sequence[IndicatorLine]) -> Iterator[Block]:
    """Why values were given, in the words of whoever gave them."""
    said = [
        (line, remark)
        for line in lines
        if (remark := _remark(pen, pen.outcome.remarks.get(line.number, ()))) is not None
    ]
    if not said:
        return
    yield Heading(_("Penjelasan Nilai"), 3)
    for line, remark in said:
        source = _("Indikator %(number)s, %(name)s · %(stage)s") % {
            "number": line.number,
            "name": line.name,
            "stage": str(remark.stage.label).lower(),
        }
        yield Quotation(remark.text, source)


def _remark(pen: Pen, remarks: Sequence[Remark]) -> Remark | None:
    """What the stage shown said; where the final stage is silent, what the last assessor said."""
    stage = pen.result.stage
    own = next((one for one in remarks if one.stage == stage), None)
    if own is not None or stage != Stage.FINAL:
        return own
    return next((one for one in remarks if one.stage != Stage.SELF), None)


def _parts(
    pen: Pen, lines: Sequence[IndicatorLine], found: AspectFindings | None
) -> Iterator[Block]:
    """Strengths, weaknesses and recommendations: written ones, else assembled ones."""
    written: tuple[tuple[str, str, Sequence[Finding], Iterator[Block]], ...] = (
        (
            _("Kekuatan"),
            _("Kekuatan (disusun dari nilai)"),
            found.strengths if found else (),
            assembled.strengths(pen, lines),
        ),
        (
            _("Kelemahan"),
            _("Kelemahan (disusun dari nilai)"),
            found.weaknesses if found else (),
            assembled.weaknesses(pen, lines),
        ),
        (
            _("Rekomendasi"),
            _("Rekomendasi (disusun dari kriteria)"),
            found.recommendations if found else (),
            assembled.recommendations(pen, lines),
        ),
    )
    for title, assembled_title, texts, blocks in written:
        if texts:
            yield Heading(title, 3)
            yield from (_quoted(pen, one) for one in texts)
            continue
        content = list(blocks)
        if content:
            yield Heading(assembled_title, 3)
            yield from content


def _quoted(pen: Pen, finding: Finding) -> Quotation:
    numbers = [row.number for row in finding.indicators.all()]
    if not numbers:
        return Quotation(finding.text, _("Asesor eksternal"))
    source = _("Asesor eksternal · indikator %(numbers)s") % {"numbers": pen.listed(numbers)}
    return Quotation(finding.text, source)
