"""The files of the datasets: made once for each state of what is open, kept, handed out.

A nation's indicators are hundreds of thousands of rows; many readers ask for the same file. The
folder carries the state's fingerprint, so a file of a state that has passed is never found again,
and it is deleted when the first file of a new state is made.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import translation

from selaras.foundation.documents import data_csv, data_json, xlsx
from selaras.foundation.documents.table import Table
from selaras.reporting.open_data.dictionary import table_schema
from selaras.reporting.open_data.schema import Dataset
from selaras.reporting.open_data.state import state as state_now

AREA = "open_data"
_ATTEMPTS = 3
"""How often a file is begun anew where what is open changes under it."""
LANGUAGE = "id"
"""Titles and meanings inside the files; the names of columns are the same in every language."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a dataset is written: ending, content type, and its place at IANA."""

    suffix: str
    label: str
    content_type: str
    media_type: str
    write: Callable[[Table, Mapping[str, Any], BinaryIO], None]


def _pieces(pieces: Iterable[bytes], target: BinaryIO) -> None:
    target.writelines(pieces)


def _csv(table: Table, _envelope: Mapping[str, Any], target: BinaryIO) -> None:
    _pieces(data_csv.stream(table), target)


def _json(table: Table, envelope: Mapping[str, Any], target: BinaryIO) -> None:
    _pieces(data_json.stream(table, envelope), target)


def _xlsx(table: Table, _envelope: Mapping[str, Any], target: BinaryIO) -> None:
    xlsx.write(table, target)


FORMATS: Mapping[str, Format] = {
    one.suffix: one
    for one in (
        Format("csv", "CSV", data_csv.CONTENT_TYPE, "text/csv", _csv),
        Format("json", "JSON", data_json.CONTENT_TYPE, "application/json", _json),
        Format("xlsx", "XLSX", xlsx.CONTENT_TYPE, xlsx.CONTENT_TYPE, _xlsx),
    )
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that lies ready: its path, its size in bytes and its SHA-256."""

    path: Path
    size: int
    digest: str


class MovedOnError(Exception):
    """What is open changed while its file was written."""


def prepared(dataset: Dataset, year: int | None, form: Format, state: str) -> Prepared:
    """The file of this state, made now unless it lies there. ``state`` was asked just before.

    Raises MovedOnError where what is open changes faster than the file can be written.
    """
    for _attempt in range(_ATTEMPTS):
        with suppress(MovedOnError):
            return _prepared(dataset, year, form, state)
        state = state_now()
    raise MovedOnError


def _prepared(dataset: Dataset, year: int | None, form: Format, state: str) -> Prepared:
    folder = Path(settings.MEDIA_ROOT) / AREA / state
    stem = dataset.code if year is None else f"{dataset.code}-{year}"
    found = _lying(folder, f"{stem}.{form.suffix}")
    if found is not None:
        return found
    area = folder.parent
    area.mkdir(parents=True, exist_ok=True)
    name = f"{stem}.{form.suffix}"
    with (area / f".{name}.lock").open("w") as turn:
        # Many may ask for a large file at once: one makes it, the others wait and find it.
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _lying(folder, name) or _made(dataset, year, form, folder)


def _made(dataset: Dataset, year: int | None, form: Format, folder: Path) -> Prepared:
    """Write the file and put it in its place, whole or not at all."""
    stem = dataset.code if year is None else f"{dataset.code}-{year}"
    if not folder.exists():
        _clear(folder.parent, keep=folder)
    with NamedTemporaryFile(dir=folder.parent, prefix=".", delete=False) as file:
        half = Path(file.name)
        try:
            with translation.override(LANGUAGE):
                form.write(_table(dataset, year), envelope(dataset, year), file)  # type: ignore[arg-type]
            file.flush()
            # Rows of another state must never lie under this one: what is withdrawn again has the
            # old fingerprint, and the file would be found and handed out.
            if state_now() != folder.name:
                raise MovedOnError
            digest, size = _measured(half)
            # The checksum is part of the name: both appear at once.
            path = folder / f"{stem}.{form.suffix}.{digest}"
            folder.mkdir(parents=True, exist_ok=True)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    return Prepared(path, size, digest)


def preview(lying: Prepared, most: int) -> list[list[str]]:
    """The first rows of a CSV file that lies ready, without its headings."""
    with lying.path.open(encoding="utf-8", newline="") as file:
        return list(islice(csv.reader(file), 1, most + 1))


def envelope(dataset: Dataset, year: int | None) -> dict[str, Any]:
    """What the JSON file says of itself before its rows."""
    return {
        "metadata": {
            "himpunan": dataset.code,
            "judul": str(dataset.title),
            "keterangan": str(dataset.description),
            "tahun": year,
            "lisensi": settings.OPEN_DATA_LICENCE,
            "penerbit": settings.OPEN_DATA_PUBLISHER,
            "skema": table_schema(dataset),
        }
    }


def _table(dataset: Dataset, year: int | None) -> Table:
    return Table(dataset.code, dataset.names, dataset.rows(year))


def _lying(folder: Path, name: str) -> Prepared | None:
    for path in folder.glob(f"{name}.*"):
        with suppress(FileNotFoundError):
            return Prepared(path, path.stat().st_size, path.name.rpartition(".")[2])
    return None


def _clear(area: Path, keep: Path) -> None:
    """Delete what belongs to states that have passed; whoever is reading it keeps reading."""
    for old in _folders(area):
        if old != keep:
            shutil.rmtree(old, ignore_errors=True)


def _folders(area: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from (path for path in area.iterdir() if path.is_dir())


def _measured(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, path.stat().st_size
