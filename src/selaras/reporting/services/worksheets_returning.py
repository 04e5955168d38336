"""A filled worksheet as a file: known again by its code, read, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from selaras.assessments.models import Assessment, Worksheet, WorksheetReturn
from selaras.assessments.permissions import returnable_by
from selaras.assessments.queries.worksheet_return import asked_parts
from selaras.assessments.services.worksheets_returning import (
    Filled,
    demand_returnable,
    not_yours,
    take_back,
)
from selaras.foundation.refusal import refuse
from selaras.foundation.trail.services import telling_last
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.reporting.worksheet.finding import FileFindings, SheetFindings
from selaras.reporting.worksheet.reading import Asked, interpret, read_file


def take_in(
    assessment: Assessment, data: bytes, filename: str, *, actor: User, code: str = ""
) -> tuple[WorksheetReturn, ...]:
    """Read a filled worksheet and keep what it says; one return for each worksheet in the file.

    ``code`` says which worksheet it is where the file does not. Nothing of the assessment changes.
    Raises DeniedError, and RefusedError (field "file") that says what to do.
    """
    demand_returnable(assessment, actor=actor)
    found = read_file(data, filename)
    known = {row.code: row for row in _worksheets(found.codes | {code})}
    for row in known.values():
        _demand_here(row, assessment, actor)
    digest = hashlib.sha256(data).hexdigest()
    with telling_last():
        return tuple(
            take_back(
                known[each], _filled(known[each], sheets, filename, digest, len(data)), actor=actor
            )
            for each, sheets in _by_code(found, known, code).items()
        )


def _worksheets(codes: Iterable[str]) -> Iterable[Worksheet]:
    rows = Worksheet.objects.filter(code__in=[code for code in codes if code])
    return rows.select_related("assessment__cycle__instrument", "assessment__institution", "unit")


def _demand_here(row: Worksheet, assessment: Assessment, actor: User) -> None:
    """Refuse worksheets of other assessments and of other units."""
    if row.assessment_id != assessment.pk:
        if not returnable_by(actor, row.assessment).filter(pk=row.pk).exists():
            # Whose it is stays untold.
            raise _unknown(row.code)
        raise refuse(
            _("Lembar %(code)s milik %(assessment)s, bukan penilaian ini. Unggah di sana.")
            % {"code": row.code, "assessment": row.assessment},
            "file",
        )
    if not returnable_by(actor, assessment).filter(pk=row.pk).exists():
        raise not_yours(row)


def _by_code(
    found: FileFindings, known: Mapping[str, Worksheet], code: str
) -> Mapping[str, list[SheetFindings]]:
    """The sheets of each worksheet: by the code written on them, else by the file's only one."""
    inside = sorted(known.keys() & found.codes)
    if not inside and not code:
        raise _unknown(min(found.codes)) if found.codes else _nameless()
    if not inside and code not in known:
        raise _unknown(code)
    only = inside[0] if len(inside) == 1 else code if not inside else ""
    groups: dict[str, list[SheetFindings]] = {}
    for sheet in found.sheets:
        own = sorted(known.keys() & sheet.codes)
        name = own[0] if len(own) == 1 else sheet.mapped if sheet.mapped in known else only
        if not name:
            raise refuse(
                _("Lembar “%(sheet)s” tidak menyebut kodenya. Tulis kode lembarnya di baris atas.")
                % {"sheet": sheet.sheet},
                "file",
            )
        groups.setdefault(name, []).append(sheet)
    return groups


def _filled(
    row: Worksheet, sheets: Iterable[SheetFindings], filename: str, digest: str, size: int
) -> Filled:
    scale = definition(row.assessment.cycle.instrument).scale
    content, problems = interpret(sheets, Asked(frozenset(asked_parts(row)), row.snapshot, scale))
    return Filled(filename, digest, size, content, problems)


def _unknown(code: str) -> Exception:
    return refuse(
        _("Lembar %(code)s tidak dikenal di sini. Periksa kodenya, atau buat lembar baru.")
        % {"code": code},
        "file",
    )


def _nameless() -> Exception:
    return refuse(
        _(
            "Kode lembar tidak ada di berkas ini. Pilih lembarnya pada kolom “Lembar” di bawah, "
            "lalu unggah lagi."
        ),
        "file",
    )
