"""What units follow up: actions with their months, missing documents, what it moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Cell,
    Column,
    Grid,
    Heading,
    KeyFigure,
    Level,
    Paragraph,
    Row,
)
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.printed import cell
from selaras.foundation.drawing.strips import strip_svg
from selaras.foundation.notation import figure
from selaras.improvement.models import ActionPlan, ActionStep
from selaras.improvement.queries.monev import Entry
from selaras.improvement.queries.monev_unit import UnitStatus
from selaras.pure.charts.months import Stage, month_strip
from selaras.pure.instrument.naming import short_names
from selaras.reporting.queries.unit_progress import UnitPart, UnitProgress
from selaras.reporting.reports.figures import POINTS, effect_amount, share_amount


def blocks(found: UnitProgress, part: UnitPart) -> Iterator[Block]:
    """Nothing where no plan runs, or the unit has no part in it."""
    status = part.status
    if status is None or not (status.entries or status.recommendations):
        return
    yield Heading(_("Tindak lanjut"), 2)
    if status.led:
        yield from _figures(status)
    if status.entries:
        yield _actions(status, found.progress.today)
    yield from _blockers(status.entries)
    yield from _missing(status)
    if status.recommendations:
        yield _recommendations(status, found.progress.today)
    yield from _outlook(found, status)


def _figures(status: UnitStatus) -> Iterator[KeyFigure]:
    whole = status.whole
    yield KeyFigure(
        _("Capaian tindak lanjut"),
        share_amount(None if whole.tally.share is None else whole.tally.share * 100) or "–",
        ""
        if whole.tally.planned is None
        else _("menurut jadwal %(share)s")
        % {"share": getattr(share_amount(whole.tally.planned * 100), "text", "")},
    )
    yield KeyFigure(
        _("Aksi terlambat"),
        _("%(late)s dari %(count)s") % {"late": whole.late, "count": whole.actions},
        _("paling lama %(days)s hari") % {"days": whole.oldest} if whole.oldest else "",
    )
    yield KeyFigure(_("Bukti tindak lanjut belum ada"), str(whole.evidence_missing))


def _actions(status: UnitStatus, today: date) -> Grid:
    """The unit's own actions first, then those it helps with."""
    columns = (
        Column(_("Aksi"), width=3.2),
        Column(_("Target"), width=1.4),
        Column(_("Keadaan"), width=1.6),
        Column(
            _("Tahapan %(first)s–%(last)s")
            % {"first": status.plan.first_year, "last": status.plan.last_year},
            width=2.8,
        ),
        Column(_("Bukti"), "center", 0.9),
        Column(_("Capaian"), "right", 1.1),
    )
    rows = [Row(tuple(_action_cells(status.plan, one, today))) for one in status.led]
    if status.supported:
        rows.append(Row((_("Yang didukung"),), "group"))
        rows += [Row(tuple(_action_cells(status.plan, one, today))) for one in status.supported]
    return Grid(
        _("Aksi dalam %(plan)s") % {"plan": status.plan.name},
        columns,
        tuple(rows),
        sheet=_("Aksi %(unit)s") % {"unit": status.unit.abbreviation or status.unit.name},
    )


def _action_cells(plan: ActionPlan, entry: Entry, today: date) -> Iterator[Cell]:
    progress = entry.progress
    yield entry.action.title
    yield date_format(entry.action.target_on, "j M Y") if entry.action.target_on else None
    words = str(progress.status.label)
    if progress.days_late:
        words = _("%(status)s %(days)s hari") % {"status": words, "days": progress.days_late}
    yield words
    yield _months(plan, entry.parts.steps, today)
    yield f"{progress.evidence_accepted}/{progress.evidence}"
    yield share_amount(None if progress.share is None else progress.share * 100)


def _months(plan: ActionPlan, steps: Sequence[ActionStep], today: date) -> Cell:
    """The stages over the plan's months, and how many of them are done."""
    if not steps:
        return None
    done = sum(step.done_on is not None for step in steps)
    said = _("%(done)s dari %(count)s") % {"done": done, "count": len(steps)}
    stages = [
        Stage(step.first_month or step.last_month, step.last_month, step.done_on is not None)
        for step in steps
        if step.last_month
    ]
    if not stages:
        return said
    shape = month_strip(plan.first_year, plan.last_year, stages, today=today)
    return Level(None, said, cell(str(strip_svg(shape, said))))


def _blockers(entries: Sequence[Entry]) -> Iterator[Block]:
    said = [
        _("%(action)s: %(text)s") % {"action": entry.action.title, "text": blocker.text}
        for entry in entries
        for blocker in entry.parts.blockers
    ]
    if said:
        yield Paragraph(_("Kendala yang masih terbuka:"))
        yield Bullets(tuple(said))


def _missing(status: UnitStatus) -> Iterator[Block]:
    said = [
        _("%(document)s (%(action)s)")
        % {"document": paper.required.text, "action": entry.action.title}
        for entry, paper in status.missing
    ]
    if said:
        yield Paragraph(_("Bukti dukung tindak lanjut yang belum ada:"))
        yield Bullets(tuple(said))


def _recommendations(status: UnitStatus, today: date) -> Grid:
    return Grid(
        _("Rekomendasi yang belum terjawab"),
        (
            Column(_("Rekomendasi"), width=5),
            Column(_("Keadaan"), width=1.5),
            Column(_("Tenggat"), width=1.8),
        ),
        tuple(
            Row((one.text, str(one.get_state_display()), _due(one.due_on, today)))
            for one in status.recommendations
        ),
        sheet=_("Rekomendasi %(unit)s") % {"unit": status.unit.abbreviation or status.unit.name},
    )


def _due(day: date | None, today: date) -> Cell:
    if day is None:
        return None
    said = str(date_format(day, "j M Y"))
    if day >= today:
        return said
    return _("%(day)s, lewat %(days)s hari") % {"day": said, "days": (today - day).days}


def _outlook(found: UnitProgress, status: UnitStatus) -> Iterator[Block]:
    """What the unit's actions add to the index: a simulation."""
    if not status.gains:
        return
    names = short_names(found.progress.sheet.instrument)
    yield Paragraph(
        _(
            "Simulasi: bila semua aksi unit ini selesai pada targetnya, indeks bertambah "
            "%(points)s poin dari nilai tahun %(year)s."
        )
        % {"points": figure(status.gained, POINTS), "year": status.latest.year}
    )
    yield Grid(
        _("Yang digerakkan pada indeks (simulasi)"),
        (
            Column(_("Indikator"), width=4),
            Column(_("Tingkat"), "center"),
            Column(_("Tercapai"), width=1.6),
            Column(_("Pengaruh"), "right"),
        ),
        tuple(
            Row(
                (
                    f"{gain.move.number}. {names.get(gain.move.number, '')}",
                    f"{level_text(gain.move.before)} → {gain.move.level}",
                    date_format(gain.move.day, "j M Y") if gain.move.day else None,
                    effect_amount(gain.points),
                )
            )
            for gain in status.gains
        ),
        sheet=_("Simulasi %(unit)s") % {"unit": status.unit.abbreviation or status.unit.name},
    )


def reading() -> str:
    """How the table of actions is read."""
    return _(
        "Batang tahapan: bulan tiap tahapan; penuh berarti selesai, berbingkai berarti lewat, "
        "garis tegak adalah bulan ini. Bukti aksi: yang sudah diterima dari yang diminta."
    )
