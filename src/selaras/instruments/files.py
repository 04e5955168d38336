"""The instrument files of the project: where they are, what they hold, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selaras.instruments import faults as say
from selaras.instruments.faults import FileFault
from selaras.instruments.reading import MOST_BYTES, UnreadableError, read
from selaras.pure.instrument.validate import faults_in

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "data"
_CHECKOUT = _PACKAGE.parents[2] / "instruments"


class InstrumentFileError(Exception):
    """A file is not a valid instrument; ``faults`` says everything that is wrong, by line."""

    def __init__(self, path: Path, faults: tuple[FileFault, ...]) -> None:
        super().__init__(f"{path}: {len(faults)}")
        self.path = path
        self.faults = faults


@dataclass(frozen=True, slots=True)
class InstrumentFile:
    """A valid instrument file: its path and its document, decimals as text."""

    path: Path
    document: Mapping[str, Any]


def instrument_files() -> list[Path]:
    """The files that come with the product, by name: inside the package, or beside a checkout."""
    folder = _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT
    return sorted(folder.glob("*.yaml"))


def open_instrument(path: Path) -> InstrumentFile:
    """Read and check a file. Raises InstrumentFileError with its faults, ordered by line."""
    try:
        reading = read(_content(path))
    except UnreadableError as error:
        raise InstrumentFileError(path, (error.fault,)) from None
    found = [
        *reading.twice,
        *(
            FileFault(reading.line(fault.path), fault.message, fault.params)
            for fault in faults_in(reading.document)
        ),
    ]
    if found:
        raise InstrumentFileError(path, tuple(sorted(found, key=lambda fault: fault.line)))
    return InstrumentFile(path, reading.document)


def _content(path: Path) -> bytes:
    """The bytes, one more than allowed at most. Raises UnreadableError."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError(FileFault(1, say.ABSENT)) from None
    except IsADirectoryError:
        raise UnreadableError(FileFault(1, say.NOT_A_FILE)) from None
    except OSError:
        raise UnreadableError(FileFault(1, say.FORBIDDEN)) from None
