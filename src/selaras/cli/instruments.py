"""``selaras instruments``: check, load, list and compare instruments."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from selaras.foundation.access import System
from selaras.instruments.files import (
    InstrumentFile,
    InstrumentFileError,
    instrument_files,
    open_instrument,
)
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import current, definition, published, versions
from selaras.instruments.services.publish import PublishedOtherwiseError, load
from selaras.instruments.wording import sentences
from selaras.pure.instrument.diff import difference
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import instrument_from

OK, FAULTY = 0, 2


def register(subparsers: Any) -> None:
    """Add the command and its four actions."""
    parser = subparsers.add_parser(
        "instruments", help=_("periksa, muat, daftar, dan bandingkan instrumen")
    )
    actions = parser.add_subparsers(title=_("tindakan"), metavar=_("TINDAKAN"), required=True)
    files_help = _("berkas YAML; tanpa ini, semua berkas bawaan Selaras")
    check = actions.add_parser("validate", help=_("periksa berkas tanpa memuatnya"))
    check.add_argument("files", nargs="*", type=Path, metavar=_("BERKAS"), help=files_help)
    check.set_defaults(handler=_validate)
    store = actions.add_parser("load", help=_("terbitkan berkas ke basis data"))
    store.add_argument("files", nargs="*", type=Path, metavar=_("BERKAS"), help=files_help)
    store.set_defaults(handler=_load)
    overview = actions.add_parser("list", help=_("daftar versi yang terbit"))
    overview.set_defaults(handler=_list)
    compare = actions.add_parser("diff", help=_("bandingkan dua instrumen atau dua versi"))
    what = _("kode (SPBE-2020), kode dan versi (SPBE-2020@1), atau berkas YAML")
    compare.add_argument("before", metavar="A", help=what)
    compare.add_argument("after", metavar="B", help=what)
    compare.set_defaults(handler=_diff)


def _opened(paths: list[Path]) -> tuple[list[InstrumentFile], bool]:
    """The valid files among those, and whether all were; faults are printed, one line each."""
    good: list[InstrumentFile] = []
    sound = True
    for path in paths:
        try:
            good.append(open_instrument(path))
        except InstrumentFileError as error:
            sound = False
            for fault in error.faults:
                _complain(f"{path}:{fault.line}: {fault.sentence}")
    return good, sound


def _validate(arguments: argparse.Namespace) -> int:
    good, sound = _opened(arguments.files or instrument_files())
    for file in good:
        instrument = instrument_from(file.document)
        print(
            _("%(file)s: sah, %(code)s versi %(version)s, %(count)s indikator")
            % {
                "file": file.path,
                "code": instrument.code,
                "version": instrument.version,
                "count": sum(1 for _each in instrument.indicators()),
            }
        )
    return OK if sound else FAULTY


def _load(arguments: argparse.Namespace) -> int:
    good, sound = _opened(arguments.files or instrument_files())
    if not sound:
        return FAULTY
    try:
        publications = load([file.document for file in good], actor=System("selaras instruments"))
    except PublishedOtherwiseError as error:
        path = next(f.path for f in good if f.document["kode"] == error.code)
        _complain(f"{path}: {already_published(error)}")
        return FAULTY
    for publication in publications:
        sentence = (
            _("%(code)s versi %(version)s diterbitkan")
            if publication.added
            else _("%(code)s versi %(version)s sudah terbit, tidak ada yang berubah")
        )
        version = publication.version
        print(sentence % {"code": version.code, "version": version.version})
    return OK


def already_published(error: PublishedOtherwiseError) -> str:
    """Why a changed file is refused and what to do."""
    return _(
        "%(code)s versi %(version)s sudah terbit dengan isi lain dan tidak dapat diubah;"
        " naikkan “versi” menjadi %(free)s"
    ) % {"code": error.code, "version": error.version, "free": error.free}


def _list(arguments: argparse.Namespace) -> int:
    del arguments
    rows = list(versions())
    if not rows:
        print(_("Belum ada instrumen; jalankan: selaras instruments load"))
    for row in rows:
        state = _("berlaku") if row.is_current else _("digantikan")
        print(f"{row.code}@{row.version}  {state:<10}  {row.digest[:12]}  {row.name}")
    return OK


def _diff(arguments: argparse.Namespace) -> int:
    sides = [_named(arguments.before), _named(arguments.after)]
    before, after = sides
    if before is None or after is None:
        return FAULTY
    lines = list(sentences(difference(before, after)))
    print("\n".join(lines) if lines else _("Tidak ada perbedaan."))
    return OK


def _named(name: str) -> Instrument | None:
    """The instrument a word on the command line means; None after saying that there is none."""
    if name.endswith((".yaml", ".yml")) or "/" in name:
        good, sound = _opened([Path(name)])
        return instrument_from(good[0].document) if sound else None
    code, _at, version = name.partition("@")
    try:
        if version:
            return definition(published(code, int(version)))
        return definition(current(code))
    except (InstrumentVersion.DoesNotExist, ValueError):
        _complain(
            _("%(name)s tidak ada; lihat yang ada dengan: selaras instruments list")
            % {"name": name}
        )
        return None


def _complain(line: str) -> None:
    print(line, file=sys.stderr)
