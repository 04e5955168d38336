"""The status of a unit as it is printed: names and figures as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from selaras.foundation.notation import rupiah
from selaras.improvement.queries.monev import Entry
from selaras.improvement.queries.monev_unit import UnitStatus
from selaras.improvement.states import PlanState
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.web.improvement.monev.asked import Asked
from selaras.web.templatetags.selaras import level, points
from selaras.web.ui.timelines import share_text

SOURCE = Path(__file__).resolve().parents[2] / "papers" / "status_unit.typ"
LONGEST = 8
"""Missing documents and recommendations named on the page; the rest is counted."""


def paper_of(asked: Asked, status: UnitStatus) -> dict[str, Any]:
    """What the typesetter reads, in the language in use."""
    tally = status.whole.tally
    signed = status.endorsement
    return {
        "title": _("Status tindak lanjut"),
        "institution": asked.institution.name,
        "unit": status.unit.name,
        "plan": asked.plan.name,
        "plan_state": str(asked.plan.get_state_display()).lower(),
        "today": _day(asked.today),
        "endorsed": _("belum disahkan pimpinan")
        if signed is None
        else _("disahkan %(name)s, %(day)s")
        % {"name": signed.name, "day": _day(timezone.localdate(signed.at))},
        "done": None if tally.share is None else float(tally.share),
        "planned": None if tally.planned is None else float(tally.planned),
        "done_text": share_text(tally.share),
        "planned_text": share_text(tally.planned),
        "figures": _figures(status),
        "led": [_action(entry) for entry in status.led],
        "supported": [_action(entry, supported=True) for entry in status.supported],
        "missing": _missing(status),
        "nothing_missing": _("Semua bukti yang diminta sudah ada.")
        if status.whole.evidence_attached
        else _("Aksi unit ini belum meminta bukti apa pun."),
        "recommendations": _recommendations(status, asked.today),
        "gains": _gains(status, asked.instrument, asked.today),
        "no_gain": _no_gain(status),
        "gained": _("Bila semua aksi selesai pada targetnya, indeks bertambah %(points)s.")
        % {"points": points(status.gained)},
    }


def _no_gain(status: UnitStatus) -> str:
    """Why nothing stands under what the unit moves, as on the page."""
    if status.latest.year is None:
        return _("Belum ada hasil penilaian yang lengkap untuk dihitung.")
    if status.plan.state == PlanState.DRAFT:
        return _("Rencana ini masih draf. Pengaruhnya dihitung setelah rencana dijalankan.")
    if status.plan.state == PlanState.CLOSED:
        return _("Rencana ini sudah ditutup. Yang dihitung hanya rencana yang berjalan.")
    return _("Aksi unit ini belum menaikkan tingkat indikator mana pun.")


def _day(day: date) -> str:
    return str(date_format(day, "j F Y"))


def _short(day: date | None) -> str:
    return str(date_format(day, "j M Y")) if day else "–"


def _figures(status: UnitStatus) -> list[dict[str, str]]:
    whole = status.whole
    oldest = _("paling lama %(days)s hari") % {"days": whole.oldest} if whole.oldest else ""
    figures = (
        (_("Aksi"), str(whole.actions), ""),
        (_("Terlambat"), str(whole.late), oldest),
        (_("Kendala terbuka"), str(whole.blockers), ""),
        (_("Bukti belum ada"), str(whole.evidence_missing), ""),
        (_("Biaya"), "–" if whole.uncosted and not whole.cost else rupiah(whole.cost), ""),
    )
    return [{"label": label, "value": value, "note": note} for label, value, note in figures]


def _action(entry: Entry, *, supported: bool = False) -> dict[str, Any]:
    progress = entry.progress
    under = []
    if supported:
        under.append(entry.lead.name if entry.lead else _("tanpa penanggung jawab"))
    under += [
        _("Kendala: %(text)s") % {"text": Truncator(blocker.text).chars(120)}
        for blocker in entry.parts.blockers
    ]
    words = str(progress.status.label).lower()
    if progress.days_late:
        words = _("%(status)s %(days)s hari") % {"status": words, "days": progress.days_late}
    return {
        "title": entry.action.title,
        "under": "; ".join(under),
        "target": _short(entry.action.target_on),
        "status": words,
        "late": bool(progress.days_late),
        "steps": f"{progress.steps_done}/{progress.steps}",
        "evidence": f"{progress.evidence_accepted}/{progress.evidence}",
        "share": share_text(progress.share),
    }


def _missing(status: UnitStatus) -> list[dict[str, str]]:
    rows = [
        {"text": paper.required.text, "action": Truncator(entry.action.title).chars(50)}
        for entry, paper in status.missing
    ]
    return [*rows[:LONGEST], *_more(rows)]


def _more(rows: Sequence[Any]) -> list[dict[str, str]]:
    rest = len(rows) - LONGEST
    return [{"text": _("dan %(count)s lagi") % {"count": rest}, "action": ""}] if rest > 0 else []


def _recommendations(status: UnitStatus, today: date) -> list[dict[str, str]]:
    rows = []
    for one in status.recommendations:
        note = str(one.get_state_display()).lower()
        if one.due_on:
            words = _("lewat tenggat %(day)s") if one.due_on < today else _("tenggat %(day)s")
            note = f"{note}, {words % {'day': _short(one.due_on)}}"
        rows.append({"text": Truncator(one.text).chars(110), "note": note})
    shown = rows[:LONGEST]
    if len(rows) > LONGEST:
        rest = {"count": len(rows) - LONGEST}
        shown.append({"text": _("dan %(count)s lagi") % rest, "note": _("lihat di Selaras")})
    return shown


def _gains(status: UnitStatus, instrument: Instrument, today: date) -> list[dict[str, str]]:
    names = short_names(instrument)
    return [
        {
            "name": f"{gain.move.number}. {names.get(gain.move.number, '')}",
            "levels": f"{level(gain.move.before)} → {gain.move.level}",
            "day": _("paling cepat hari ini") if gain.move.day == today else _short(gain.move.day),
            "points": points(gain.points),
        }
        for gain in status.gains
    ]
