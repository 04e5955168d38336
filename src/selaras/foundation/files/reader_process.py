"""The process that looks into one file: ``inspect`` counts a PDF's pages, ``read`` tells its text.

Run by ``reader`` with ``python -m``. It answers in JSON on standard output, one line a page, and
knows neither the database nor the settings.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

import pypdfium2

from selaras.foundation.files import ocr, office, plain, types
from selaras.foundation.files.reader_exit import BROKEN, PASSWORD

_MEMORY = 2 * 1024 * 1024 * 1024
"""Bytes of address space the process may take."""
_INSPECT_SECONDS = 15
_READ_SECONDS = 20 * 60
_MOST_PAGES = 20_000
_LONGEST_PAGE = 200_000
"""Characters of one page that are kept."""
_ENOUGH = 20
"""Letters and digits from which a page counts as having text; a scan may carry a stamp of less."""
_SCALE = 200 / 72
"""Pixels a point when a scanned page is drawn for OCR: 200 dots an inch."""
_MOST_PIXELS = 40_000_000

Page = tuple[str, str]
"""Text and source."""


def main(arguments: list[str]) -> int:
    """Do what was asked and say how it ended."""
    task, path, *kind = arguments
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The system ends the process then, even inside the library.
    signal.alarm(_INSPECT_SECONDS if task == "inspect" else _READ_SECONDS)
    try:
        if task == "inspect":
            _say({"pages": _count(path)})
        else:
            _tell(_pages(Path(path), kind[0]))
    except pypdfium2.PdfiumError as error:
        return PASSWORD if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else BROKEN
    except (
        MemoryError, OSError, ValueError, RuntimeError, KeyError, ExpatError, zipfile.BadZipFile,
        zlib.error,
    ):  # fmt: skip
        return BROKEN
    return 0


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _tell(pages: Iterator[Page]) -> None:
    for number, (text, source) in enumerate(pages, start=1):
        if number > _MOST_PAGES:
            break
        _say({"page": number, "text": text[:_LONGEST_PAGE].replace("\0", " "), "source": source})


def _count(path: str) -> int:
    """The number of pages, once the first and the last could be loaded."""
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
        count = len(document)
        if not count:
            raise ValueError(path)
        for place in {0, count - 1}:
            document[place].close()
        return count


def _pages(path: Path, kind: str) -> Iterator[Page]:
    if kind == types.PDF:
        return _of_pdf(path)
    if kind in types.IMAGES:
        return _of_image(path)
    if kind in types.TEXTS:
        return _of_text(path)
    return ((text, _source(text)) for text in office.pages(path, kind))


def _source(text: str) -> str:
    return "layer" if _has_text(text) else "blank"


def _has_text(text: str) -> bool:
    return sum(map(str.isalnum, text)) >= _ENOUGH


def _of_pdf(path: Path) -> Iterator[Page]:
    with contextlib.closing(pypdfium2.PdfDocument(path)) as document, ocr.engine() as engine:
        for place in range(len(document)):
            with contextlib.closing(document[place]) as page:
                yield _of_page(page, engine)


def _of_page(page: pypdfium2.PdfPage, engine: ocr.Engine | None) -> Page:
    with contextlib.closing(page.get_textpage()) as layer:
        text = layer.get_text_bounded(errors="ignore").replace("\r\n", "\n")
    if _has_text(text):
        return text, "layer"
    if next(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is None:
        return text, "blank"
    if engine is None:
        return text, "none"
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    with contextlib.closing(page.render(scale=scale, grayscale=True)) as drawn:
        seen = engine.read(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride)
    return (seen, "ocr") if _has_text(seen) else (text, "none")


def _of_image(path: Path) -> Iterator[Page]:
    with ocr.engine() as engine:
        text = engine.read_file(path) if engine else ""
    yield (text, "ocr") if _has_text(text) else ("", "none")


def _of_text(path: Path) -> Iterator[Page]:
    """Plain text in stretches of lines, since it has no pages of its own."""
    with path.open("rb") as file:
        encoding = plain.encoding_of(file.read(256 * 1024))
    with path.open(encoding=encoding, errors="replace") as lines:
        for text in office.stretches(lines):
            yield text, _source(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
