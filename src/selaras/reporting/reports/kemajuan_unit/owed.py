"""What units owe in the assessment: indicators, evidence, what came back."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from selaras.assessments.queries.progress import COURSE_MARKS, Mark
from selaras.foundation.documents.manuscript import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    KeyFigure,
    Paragraph,
    Row,
)
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.paper import ladder_cell
from selaras.pure.language import prose
from selaras.reporting.queries.unit_progress import Owed, UnitPart, UnitProgress
from selaras.reporting.reports.figures import share_amount
from selaras.reporting.reports.of_assessment import language


def overview(found: UnitProgress) -> Grid:
    """Every unit in one line."""
    return Grid(
        _("Ikhtisar unit"),
        (
            Column(_("Unit"), width=6),
            Column(_("Jumlah"), "right"),
            Column(_("Belum serah"), "right"),
            *(Column(str(mark.label), "right") for mark in COURSE_MARKS[2:]),
            Column(_("Lewat tenggat"), "right"),
            Column(_("Bukti kembali"), "right"),
            Column(_("Tindak lanjut"), "right"),
        ),
        tuple(Row(tuple(_overview_cells(part))) for part in found.parts),
        note=_(
            "Banyaknya indikator; satu indikator dapat dibagi kepada beberapa unit dan dihitung "
            "pada masing-masing. Tindak lanjut: capaian aksi yang ditanggung unit."
        ),
        sheet=_("Ikhtisar unit"),
    )


def _overview_cells(part: UnitPart) -> Iterator[Cell]:
    counts = part.tally.counts
    yield part.unit.name
    yield part.tally.total
    yield counts[Mark.UNTOUCHED] + counts[Mark.BEGUN]
    for mark in COURSE_MARKS[2:]:
        yield counts[mark]
    yield counts[Mark.LATE]
    yield counts[Mark.EVIDENCE]
    share = part.status.whole.tally.share if part.status else None
    yield share_amount(None if share is None else share * 100)


def blocks(found: UnitProgress, part: UnitPart) -> Iterator[Block]:
    """The figures, the indicators, what came back."""
    if not part.lines:
        yield Paragraph(_("Unit ini tidak dibagi indikator dalam penilaian ini."))
        return
    yield from _figures(part)
    yield _lines(found, part)
    if part.returned:
        yield Heading(_("Yang dikembalikan"), 2)
        yield _returned(part)


def _figures(part: UnitPart) -> Iterator[KeyFigure]:
    counts, total = part.tally.counts, part.tally.total
    yield KeyFigure(
        _("Disetujui"),
        _("%(count)s dari %(total)s") % {"count": counts[Mark.APPROVED], "total": total},
        _("%(count)s menunggu pemeriksaan") % {"count": counts[Mark.HANDED_IN]},
    )
    yield KeyFigure(
        _("Lewat tenggat"),
        str(counts[Mark.LATE]),
        _("tenggat terdekat %(day)s") % {"day": date_format(part.tally.due_on, "j F Y")}
        if part.tally.due_on
        else "",
    )
    evidence = [owed.line.evidence for owed in part.lines]
    yield KeyFigure(
        _("Bukti diterima"),
        str(sum(one.accepted for one in evidence)),
        _("%(proposed)s diajukan, %(returned)s dikembalikan")
        % {
            "proposed": sum(one.proposed for one in evidence),
            "returned": sum(one.returned for one in evidence),
        },
    )


def _lines(found: UnitProgress, part: UnitPart) -> Grid:
    name = part.unit.abbreviation or part.unit.name
    return Grid(
        _("Indikator %(unit)s") % {"unit": part.unit.name},
        (
            Column(_("Indikator"), width=3.4),
            Column(_("Keadaan"), width=1.5),
            Column(_("Tenggat"), width=1.5),
            Column(_("Bukti"), width=1.7),
            Column(_("Kesiapan"), width=1.4),
            Column(_("Diklaim"), "right", 0.9),
            Column(_("Belum ada bukti"), width=1.3),
            Column(_("Anggota tim"), width=2.4),
        ),
        tuple(Row(tuple(_cells(found, owed))) for owed in part.lines),
        sheet=name,
        caption_shown=False,
    )


def _cells(found: UnitProgress, owed: Owed) -> Iterator[Cell]:
    line = owed.line
    role = "" if owed.is_lead else " " + _("(pendukung)")
    yield f"{line.number}. {line.name}{role}"
    yield str(owed.mark.label)
    yield _due(owed)
    yield _evidence(owed)
    yield ladder_cell(line.ready, found.progress.sheet.instrument.scale)
    yield level_text(line.claimed) if line.claimed is not None else None
    yield _levels(owed.lacking)
    yield prose.listed([one.member.name for one in line.members], language()) or None


def _due(owed: Owed) -> Cell:
    """The last day; how many days it is past, where something is still open."""
    if owed.due_on is None:
        return None
    day = date_format(owed.due_on, "j M Y")
    if owed.left is not None and owed.left < 0:
        return _("%(day)s, lewat %(days)s hari") % {"day": day, "days": -owed.left}
    return str(day)


def _evidence(owed: Owed) -> str:
    """Pieces of evidence by what became of them; those of which there are none are left out."""
    evidence = owed.line.evidence
    parts = (
        (evidence.accepted, _("%(count)s diterima")),
        (evidence.proposed, _("%(count)s diajukan")),
        (evidence.returned, _("%(count)s dikembalikan")),
    )
    said = [words % {"count": count} for count, words in parts if count]
    return ", ".join(said) or _("belum ada")


def _levels(levels: tuple[int, ...]) -> Cell:
    if not levels:
        return None
    named = prose.listed([str(level) for level in levels], language())
    return _("tingkat %(levels)s") % {"levels": named}


def _returned(part: UnitPart) -> Grid:
    title = _("Yang dikembalikan kepada %(unit)s") % {"unit": part.unit.name}
    return Grid(
        title,
        (
            Column(_("Indikator"), width=2.4),
            Column(_("Yang dikembalikan"), width=2.2),
            Column(_("Alasan"), width=3.2),
            Column(_("Oleh"), width=1.8),
            Column(_("Keadaan dan langkah berikutnya"), width=3),
        ),
        tuple(
            Row(
                (
                    f"{one.number}. {one.name}",
                    _("jawaban")
                    if one.level is None
                    else _("bukti tingkat %(level)s: %(subject)s")
                    % {"level": one.level, "subject": one.subject or _("permintaan bukti")},
                    ": ".join(filter(None, (str(one.kind_label), one.note))),
                    f"{one.who}, {date_format(localdate(one.at), 'j M Y')}",
                    prose.opened(". ".join(filter(None, (str(one.status), str(one.next_step))))),
                )
            )
            for one in part.returned
        ),
        sheet=_("Kembali %(unit)s") % {"unit": part.unit.abbreviation or part.unit.name},
        caption_shown=False,
    )


def reading() -> str:
    """How the table of indicators is read."""
    return _(
        "Kesiapan adalah tingkat tertinggi yang seluruh buktinya sudah diterima; ia bukan nilai. "
        "“Belum ada bukti” menyebut tingkat sampai dengan yang diklaim, atau tingkat berikutnya "
        "bila belum ada klaim."
    )
