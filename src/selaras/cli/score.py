"""``selaras score``: the index of a table of ratings, straight from a file, no database needed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from selaras.assessments.services.imports.single import read_ratings
from selaras.foundation.tables import SheetChoiceError, TableError, read_table
from selaras.instruments.files import InstrumentFileError, instrument_files, open_instrument
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.parse import instrument_from
from selaras.pure.numbers import display, display_gap, exact, localise
from selaras.pure.scoring import NodeScore, Score, distance, score

OK, FAULTY = 0, 2
_GAP = "  "


class _RefusedError(Exception):
    """The command cannot be carried out; ``lines`` say why, one fault each."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "score",
        help=_("hitung indeks dari berkas nilai CSV atau XLSX"),
        description=_(
            "Menghitung indeks, predikat, nilai domain, dan nilai aspek dari tabel yang berisi "
            "kolom nomor indikator (“nomor” atau “no”) dan satu kolom nilai."
        ),
    )
    parser.add_argument(
        "file", metavar=_("BERKAS"), type=Path, help=_("tabel nilai: CSV, XLSX, XLS, atau ODS")
    )
    parser.add_argument(
        "--instrument",
        required=True,
        metavar=_("KODE"),
        help=_("kode instrumen, misalnya SPBE-2020, atau berkas YAML-nya"),
    )
    parser.add_argument(
        "--column", metavar=_("NAMA"), help=_("judul kolom nilai, bila ada lebih dari satu")
    )
    parser.add_argument(
        "--sheet", metavar=_("NAMA"), help=_("nama lembar, bila ada lebih dari satu")
    )
    parser.add_argument("--json", action="store_true", help=_("tulis hasil sebagai JSON"))
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Score the file; faults go to standard error, and then nothing to standard output."""
    try:
        instrument = _instrument(arguments.instrument)
        values = _values(arguments, instrument)
    except _RefusedError as error:
        for line in error.lines:
            print(" ".join(line.split()), file=sys.stderr)
        return FAULTY
    result = score(instrument, values)
    if arguments.json:
        print(json.dumps(as_json(instrument, result), ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_text(instrument, result)))
    return OK


def _instrument(name: str) -> Instrument:
    """The newest bundled instrument of this code, or the one in this file. Raises _RefusedError."""
    is_file = name.endswith((".yaml", ".yml"))
    paths = [Path(name)] if is_file else instrument_files()
    # A bundled file is named after its code: reading one is quicker than reading all.
    paths = [path for path in paths if path.stem == name.upper()] or paths
    try:
        found = [instrument_from(open_instrument(path).document) for path in paths]
    except InstrumentFileError as error:
        lines = [f"{error.path}:{fault.line}: {fault.sentence}" for fault in error.faults]
        raise _RefusedError(lines) from None
    matching = [i for i in found if is_file or i.code == name.upper()]
    if not matching:
        codes = ", ".join(instrument.code for instrument in found)
        message = _("Instrumen “%(name)s” tidak ada. Pakai salah satu: %(codes)s.")
        raise _RefusedError([message % {"name": name, "codes": codes}])
    return max(matching, key=lambda instrument: instrument.version)


def _values(arguments: argparse.Namespace, instrument: Instrument) -> Mapping[str, Fraction]:
    """The ratings in the file; notices are printed. Raises _RefusedError."""
    path: Path = arguments.file
    try:
        table = read_table(path, sheet=arguments.sheet)
    except SheetChoiceError as error:
        advice = _("Tambahkan --sheet diikuti nama lembarnya.")
        raise _RefusedError([f"{fault} {advice}" for fault in error.faults]) from None
    except TableError as error:
        raise _RefusedError([str(fault) for fault in error.faults]) from None
    except FileNotFoundError:
        message = _("Berkas %(path)s tidak ada. Periksa nama dan foldernya.")
        raise _RefusedError([message % {"path": path}]) from None
    except OSError as error:
        message = _("Berkas %(path)s tidak dapat dibaca: %(reason)s.")
        facts = {"path": path, "reason": error.strerror or type(error).__name__}
        raise _RefusedError([message % facts]) from None
    ratings = read_ratings(table, instrument, arguments.column)
    if ratings.faults:
        raise _RefusedError([str(fault) for fault in ratings.faults])
    for notice in ratings.notices:
        print(notice, file=sys.stderr)
    return ratings.values


def as_json(instrument: Instrument, result: Score) -> dict[str, Any]:
    """The result for machines: exact figures as text, null where values are missing."""
    real = {domain.code for domain in instrument.real_domains()}
    found: dict[str, Any] = {
        "instrument": instrument.code,
        "index": None if result.index is None else exact(result.index),
        "index_display": _shown(instrument, result.index),
        "predicate": result.predicate.name if result.predicate else None,
        "domains": {c: _node(instrument, n) for c, n in result.domains.items() if c in real},
        "aspects": {c: _node(instrument, n) for c, n in result.aspects.items()},
        "missing": list(result.missing),
    }
    if result.missing:
        found["bounds"] = _bounds(result.bounds)
        found["possible_predicates"] = [band.name for band in result.possible]
    return found


def _node(instrument: Instrument, node: NodeScore) -> dict[str, Any]:
    found: dict[str, Any] = {
        "exact": None if node.value is None else exact(node.value),
        "display": _shown(instrument, node.value),
    }
    return found | {"bounds": _bounds(node.bounds)} if node.missing else found


def _bounds(bounds: tuple[Fraction, Fraction]) -> dict[str, str]:
    return {"minimum": exact(bounds[0]), "maximum": exact(bounds[1])}


def _shown(instrument: Instrument, value: Fraction | None) -> str | None:
    return None if value is None else display(value, instrument.rounding)


def as_text(instrument: Instrument, result: Score) -> Iterator[str]:
    """The result for people, as lines."""
    yield f"{instrument.code}{_GAP}{instrument.name}"
    yield ""
    yield from _headline(instrument, result)
    tables = [
        (_("Domain"), [(d.code, d.name, d.weight) for d in instrument.real_domains()]),
        (_("Aspek"), [(a.code, a.name, a.weight) for a in instrument.aspects()]),
    ]
    widest = max(len(name) for _title, rows in tables for _code, name, _weight in rows)
    for (title, rows), nodes in zip(tables, (result.domains, result.aspects), strict=True):
        if rows:
            yield ""
            yield _row("", title, _("Bobot"), _("Nilai"), widest)
        for code, name, weight in rows:
            yield _row(code, name, _local(weight), _figure(instrument, nodes[code]), widest)


def _headline(instrument: Instrument, result: Score) -> Iterator[str]:
    if result.index is None or result.predicate is None:
        numbers = ", ".join(result.missing)
        yield _("Indeks belum ada: nilai %(numbers)s belum diisi.") % {"numbers": numbers}
        low, high = (_written(instrument, bound) for bound in result.bounds)
        bands = ", ".join(band.name for band in result.possible)
        facts = {"low": low, "high": high, "bands": bands}
        yield _("Batas indeks %(low)s sampai %(high)s; predikat yang mungkin: %(bands)s.") % facts
        return
    facts = {
        "index": _written(instrument, result.index),
        "predicate": result.predicate.name,
        "exact": _local(result.index),
    }
    yield _("Indeks %(index)s %(predicate)s (nilai eksak %(exact)s)") % facts
    way = distance(instrument, result.index)
    if way is not None:
        facts = {
            "band": way.band.name,
            "gap": _in_language(display_gap(way.gap, instrument.rounding)),
        }
        yield _("Menuju %(band)s: kurang %(gap)s") % facts


def _row(code: str, name: str, weight: str, value: str, widest: int) -> str:
    return f"{code:<4}{name:<{widest}}{weight:>9}{value:>13}".rstrip()


def _figure(instrument: Instrument, node: NodeScore) -> str:
    if node.value is not None:
        return _written(instrument, node.value)
    return "–".join(_written(instrument, bound) for bound in node.bounds)


def _written(instrument: Instrument, value: Fraction) -> str:
    return _in_language(display(value, instrument.rounding))


def _local(value: Fraction) -> str:
    return _in_language(exact(value))


def _in_language(figure: str) -> str:
    return localise(figure, comma=translation.get_language() != "en")
