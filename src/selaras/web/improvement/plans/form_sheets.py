"""The official form of an action plan as sheet, as plain table and as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from selaras.foundation.documents import pdf
from selaras.foundation.documents.form_sheet import MARK, Form, FormColumn, FormRow
from selaras.foundation.documents.table import Cell, Table
from selaras.improvement.queries.plan_form import (
    SHORT_MONTHS,
    FormAction,
    FormSection,
    FormStep,
    PlanForm,
)
from selaras.web.improvement.plans.paper_words import (
    SOURCES,
    circle_of,
    system_of,
    town_of,
    years_said,
)

TEXTS = (
    ("NO", 5.0),
    ("INDIKATOR", 11.0),
    ("URAIAN INDIKATOR", 26.0),
    ("RENCANA AKSI", 34.0),
    ("TAHAPAN KEGIATAN", 34.0),
)
NOTE, CODE = "KETERANGAN", "KODE AKSI"
NOBODY = "(belum ada unit penanggung jawab)"
_DOTS = "." * 32


def sheet(form: PlanForm) -> Form:
    """The sheet to fill in: a row per stage, ``x`` in the months it takes, the code at the side."""
    alone = form.sections[0] if len(form.sections) == 1 else None
    months = [
        FormColumn(SHORT_MONTHS[m.month - 1], 4.6, f"TAHUN {m.year}", is_grid=True)
        for m in form.months
    ]
    rows: list[FormRow] = []
    number = 0
    width = len(TEXTS) + len(form.months) + 2
    for part in form.sections:
        if alone is None:
            rows.append(FormRow([_heading(part), *[None] * (width - 1)], is_heading=True))
        for action in part.actions:
            number += 1
            rows += _rows(action, number, form)
    return Form(
        name="Rencana aksi",
        title=[*_lines(form), *([_heading(alone)] if alone else [])],
        columns=[
            *(FormColumn(heading, wide) for heading, wide in TEXTS),
            *months,
            FormColumn(NOTE, 24.0),
            FormColumn(CODE, 12.0, is_aside=True),
        ],
        rows=rows,
        closing=_closing(alone, form) if alone else (),
        document_title=" ".join(_lines(form)),
    )


def table(form: PlanForm) -> Table:
    """The same rows, with the months' years in their headings."""
    headings = [heading for heading, _wide in TEXTS]
    headings += [f"{SHORT_MONTHS[month.month - 1]} {month.year}" for month in form.months]
    return Table("Rencana aksi", [*headings, NOTE, CODE], _plain_rows(form))


def paper(form: PlanForm) -> bytes:
    """The PDF: a part per unit, each with the signature of its head."""
    lines = _lines(form)
    data: dict[str, Any] = {
        "title": " ".join(lines),
        "lines": lines,
        "foot": f"{form.plan.institution.name} · {form.plan.name}",
        "months": [SHORT_MONTHS[month.month - 1] for month in form.months],
        "years": [{"year": year, "months": 12} for year in form.plan.years],
        "parts": [_part(part, form) for part in form.sections],
    }
    return pdf.content(SOURCES / "rencana_aksi.typ", data)


def _lines(form: PlanForm) -> list[str]:
    plan = form.plan
    return [
        f"RENCANA AKSI PENERAPAN {system_of(plan.instrument)}",
        f"{circle_of(plan.institution)} {years_said(list(plan.years))}",
    ]


def _heading(part: FormSection) -> str:
    return f"NAMA PERANGKAT DAERAH : {part.unit.name.upper() if part.unit else NOBODY}"


def _plain_rows(form: PlanForm) -> Iterator[list[Cell]]:
    number = 0
    for part in form.sections:
        for action in part.actions:
            number += 1
            for row in _rows(action, number, form):
                yield list(row.cells)


def _rows(action: FormAction, number: int, form: PlanForm) -> Iterator[FormRow]:
    """A row per stage; what is the action's stands in the first one."""
    for place, step in enumerate(action.steps):
        marks = [MARK if step.takes(month) else None for month in form.months]
        if place:
            yield FormRow([None] * 4 + [step.title, *marks, None, None], begins=False)
            continue
        said: list[Cell] = [number, _number(action.indicators), action.names, action.title]
        yield FormRow([*said, step.title, *marks, action.note, action.code])


def _number(text: str) -> Cell:
    return int(text) if text.isascii() and text.isdigit() else text


def _part(part: FormSection, form: PlanForm) -> dict[str, Any]:
    return {
        "unit": part.unit.name if part.unit else NOBODY,
        "actions": [
            {
                "number": str(number),
                "indicators": action.indicators,
                "names": action.names,
                "title": action.title,
                "note": action.note,
                "steps": [_step(step, form.months) for step in action.steps],
            }
            for number, action in enumerate(part.actions, 1)
        ],
        "signature": _signature(part, form) if part.unit else None,
    }


def _step(step: FormStep, months: Any) -> dict[str, Any]:
    return {"title": step.title, "months": [step.takes(month) for month in months]}


def _signature(part: FormSection, form: PlanForm) -> dict[str, str]:
    """Who signs, or the empty lines until somebody has."""
    town = town_of(form.plan.institution)
    signed = part.endorsement
    if signed is None:
        return {
            "place": f"{town}, {_DOTS} {form.plan.first_year}",
            "position": "PIMPINAN",
            "signed": "",
            "name": f"( {_DOTS} )",
            "identity": _DOTS,
        }
    row = signed.endorsement
    at = timezone.localtime(row.at)
    with override("id"):
        day, moment = date_format(at, "j F Y"), date_format(at, "j F Y H.i")
    told = f"Disahkan dalam sistem Selaras pada {moment}."
    if not signed.is_current:
        told += " Isi bagian ini berubah sejak disahkan."
    return {
        "place": f"{town}, {day}",
        "position": row.title,
        "signed": told,
        "name": row.name,
        "identity": row.identity or _DOTS,
    }


def _closing(part: FormSection, form: PlanForm) -> list[str]:
    if part.unit is None:
        return []
    told = _signature(part, form)
    gap = [told["signed"]] if told["signed"] else ["", "", ""]
    return [
        told["place"],
        "MENGETAHUI :",
        told["position"],
        *gap,
        told["name"],
        f"NIP. {told['identity']}",
    ]
