"""``selaras import``: bring a result table in from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from selaras.assessments.models import AverageGroup, CycleKind, Stage
from selaras.assessments.services.imports import headings
from selaras.assessments.services.imports.cells import CellError
from selaras.assessments.services.imports.group_averages import VALUE as AVERAGE
from selaras.assessments.services.imports.institutions import Directory
from selaras.assessments.services.imports.jobs import (
    confirm,
    examine,
    hand_in,
    headings_of,
    report_of,
)
from selaras.assessments.services.imports.messages import sentence
from selaras.assessments.services.imports.plan import IGNORED, Choice, Options
from selaras.assessments.services.imports.registry import SHAPES, shape
from selaras.assessments.services.imports.reports import Report
from selaras.assessments.services.imports.shape import ImportShape
from selaras.foundation.access import System
from selaras.foundation.tables import SheetChoiceError, TableError, normalise
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current, published, versions
from selaras.people.models import Institution

OK, FAULTY = 0, 2
ACTOR = System("selaras import")


class _RefusedError(Exception):
    """The command cannot be carried out; ``lines`` say why, one fault each."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "import",
        help=_("impor tabel hasil penilaian ke basis data"),
        description=_(
            "Mengimpor tabel nilai indikator atau rata-rata kelompok. Mengimpor berkas yang sama "
            "dua kali tidak mengubah apa pun."
        ),
    )
    parser.add_argument("file", metavar=_("BERKAS"), type=Path, help=_("CSV, XLSX, XLS, atau ODS"))
    parser.add_argument(
        "--shape", choices=sorted(SHAPES), default="stage-values", help=_("isi berkas")
    )
    parser.add_argument(
        "--instrument",
        required=True,
        metavar=_("KODE"),
        help=_("kode instrumen, misalnya SPBE-2020 atau SPBE-2020@1"),
    )
    parser.add_argument(
        "--institution", metavar=_("NAMA"), help=_("nama instansi, bila bukan kolom berkas")
    )
    parser.add_argument("--year", type=int, metavar=_("TAHUN"), help=_("tahun siklus"))
    parser.add_argument(
        "--kind",
        choices=CycleKind.values,
        help=_("jenis siklus, dipakai bila siklusnya belum dibuka"),
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("KOLOM=ARTI"),
        help=_("arti sebuah kolom, misalnya nilai_2021=2021:akhir, urutan=nomor, catatan=abaikan"),
    )
    parser.add_argument("--sheet", default="", metavar=_("NAMA"), help=_("nama lembar"))
    parser.add_argument(
        "--good-rows-only", action="store_true", help=_("impor baris yang benar saja")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("periksa saja, jangan simpan apa pun")
    )
    parser.add_argument(
        "--publish", action="store_true", help=_("umumkan hasil akhir yang lengkap")
    )
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Preview, then import; faults go to standard error, one line each."""
    kind = shape(arguments.shape)
    try:
        data = _content(arguments.file)
        options = _options(arguments)
        mapped = _mapped(arguments, data, kind)
        name = arguments.file.name
        found, choices = examine(data, name, kind, options, choices=mapped, actor=ACTOR)
    except SheetChoiceError as error:
        return _complain([f"{fault} {_('Pakai --sheet.')}" for fault in error.faults])
    except TableError as error:
        return _complain([str(fault) for fault in error.faults])
    except _RefusedError as error:
        return _complain(error.lines)
    _complain(_faults(found))
    allowed = found.may_confirm_good_rows if arguments.good_rows_only else found.may_confirm
    if not allowed:
        return FAULTY
    _tell(found)
    if arguments.dry_run:
        return OK
    job = hand_in(data, name, kind, options, choices=choices, actor=ACTOR)
    job = confirm(
        job, good_rows_only=arguments.good_rows_only, publish=arguments.publish, actor=ACTOR
    )
    _tell_outcome(report_of(job))
    return OK


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        message = _("Berkas %(path)s tidak ada. Periksa nama dan foldernya.")
        raise _RefusedError(message % {"path": path}) from None
    except OSError as error:
        message = _("Berkas %(path)s tidak dapat dibaca: %(reason)s.")
        facts = {"path": path, "reason": error.strerror or type(error).__name__}
        raise _RefusedError(message % facts) from None


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        instrument=_instrument(arguments.instrument),
        institution=_institution(arguments.institution) if arguments.institution else None,
        year=arguments.year,
        kind=CycleKind(arguments.kind) if arguments.kind else None,
        good_rows_only=arguments.good_rows_only,
        publish=arguments.publish,
        sheet=arguments.sheet,
    )


def _instrument(name: str) -> InstrumentVersion:
    code, _at, version = name.partition("@")
    try:
        return published(code, int(version)) if version.isdigit() else current(code)
    except InstrumentVersion.DoesNotExist:
        codes = ", ".join(sorted({known.code for known in versions()}))
        if not codes:
            message = _("Belum ada instrumen. Muat dulu: selaras instruments load.")
            raise _RefusedError(message) from None
        message = _("Instrumen “%(name)s” tidak ada. Pakai salah satu: %(codes)s.")
        raise _RefusedError(message % {"name": name, "codes": codes}) from None


def _institution(name: str) -> Institution:
    try:
        return Directory.known_to(ACTOR).find(name)
    except CellError as error:
        raise _RefusedError(sentence(error.code, error.params)) from None


def _mapped(arguments: argparse.Namespace, data: bytes, kind: ImportShape) -> Mapping[int, Choice]:
    """The columns whose meaning was given, by place. Raises _RefusedError and TableError."""
    if not arguments.map:
        return {}
    names = headings_of(data, arguments.file.name, kind, arguments.sheet)
    places = {normalise(heading): place for place, heading in enumerate(names)}
    mapped = {}
    for text in arguments.map:
        column, _equals, meaning = text.rpartition("=")
        place = places.get(normalise(column))
        if place is None:
            message = _("Kolom “%(column)s” tidak ada. Kolom berkas: %(columns)s.")
            columns = ", ".join(name for name in names if name)
            raise _RefusedError(message % {"column": column, "columns": columns})
        mapped[place] = _meaning(meaning, kind)
    return mapped


def _meaning(text: str, kind: ImportShape) -> Choice:
    """What "akhir", "2021:akhir", "kota", "nomor" or "abaikan" means. Raises _RefusedError."""
    year, _colon, word = text.rpartition(":")
    year_number = int(year) if year.isascii() and year.isdigit() else None
    if word == IGNORED.role:
        return IGNORED
    token = word
    if word in Stage.values:
        token = f"{headings.VALUE}:{word}"
    elif word in AverageGroup.values:
        token = f"{AVERAGE}:{word}"
    if token not in {role.token for role in kind.roles} or (year and year_number is None):
        message = _("Arti kolom “%(text)s” tidak dikenal. Pakai salah satu: %(known)s.")
        known = [role.token.rpartition(":")[2] for role in kind.roles]
        raise _RefusedError(message % {"text": text, "known": ", ".join([*known, IGNORED.role])})
    return Choice.of(token, year_number)


def _tell(report: Report) -> None:
    for notice in report.notices:
        print(notice)
    for part in report.parts:
        line = _("%(place)s, %(target)s: %(count)d nilai") % {
            "place": part.label,
            "target": part.target_label,
            "count": part.count,
        }
        if part.missing:
            line += _("; belum ada: %(missing)s") % {"missing": ", ".join(part.missing)}
        print(line)
    counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
    print(_("Pratinjau: %(added)d baru, %(changed)d berubah, %(unchanged)d tetap.") % counts)


def _tell_outcome(report: Report | None) -> None:
    if report is None:
        return
    counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
    print(_("Diimpor: %(added)d baru, %(changed)d berubah, %(unchanged)d tetap.") % counts)
    if report.published:
        print(_("Hasil diumumkan: %(count)d.") % {"count": report.published})
    if report.unpublished:
        message = _("%(count)d hasil belum diumumkan karena nilai akhirnya belum lengkap.")
        print(message % {"count": report.unpublished})


def _faults(report: Report) -> list[str]:
    lines = list(report.file_complaints)
    for complaint in report.complaints:
        facts = {"row": complaint.line, "column": complaint.heading}
        place = _("baris %(row)d, kolom %(column)s") if complaint.heading else _("baris %(row)d")
        lines.append(f"{place % facts}: {complaint.message}")
    shown = len(report.complaints) + len(report.file_complaints)
    if report.fault_count > shown:
        more = _("… dan %(count)d kesalahan lain.") % {"count": report.fault_count - shown}
        lines.append(more)
    return lines


def _complain(lines: Sequence[str]) -> int:
    for line in lines:
        print(" ".join(line.split()), file=sys.stderr)
    return FAULTY
