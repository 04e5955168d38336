"""Make the pictures of docs/images from the running product with its demo data."""

from __future__ import annotations

import re
import struct
import sys
import tempfile
import zlib
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page
from tests.browser.chromium import browser, executable
from tests.browser.conftest import as_role
from tests.homes import Home, running

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PICTURES = {
    "hasil": ("Koordinator Kota Serang", "/hasil/kota-serang/2022/", 1366, 900),
    "rencana-aksi": ("Penanggung Jawab Kota Contoh", "/rencana-aksi/kota-contoh/", 1366, 900),
    "monev": ("Penanggung Jawab Kota Contoh", "/monev/kota-contoh/", 1366, 900),
}
"""Name: who looks, address, width, height."""
FIRST = {"rencana-aksi": "Rencana aksi SPBE Kota Contoh"}
"""What is opened from there: the address of a row depends on what was loaded before it."""

REPORT = ("Penanggung Jawab Kota Serang", "/hasil/kota-serang/2022/", 7)
"""Whose report is shown, where it is asked for, and which of its pages."""


def main() -> int:
    """Start, sign in, look; the exit status."""
    path = executable()
    if path is None:
        print("No Chromium on this machine.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running(Home(Path(home), ""), "--demo", "--port", "0") as (_, address, _said),
        browser(path) as chromium,
    ):
        for name, (person, place, width, height) in PICTURES.items():
            page = chromium.new_page(
                base_url=address,
                locale="id-ID",
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            as_role(page, person)
            page.goto(place, wait_until="networkidle")
            if name in FIRST:
                page.get_by_role("link", name=FIRST[name]).first.click()
                page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
        person, place, number = REPORT
        page = chromium.new_page(base_url=address, locale="id-ID", accept_downloads=True)
        as_role(page, person)
        page.goto(place)
        (IMAGES / "laporan.png").write_bytes(picture(report(page), number))
        page.close()
    return 0


def report(page: Page) -> Path:
    """The result report, asked for on the page of the result."""
    page.get_by_role("link", name="Laporan hasil", exact=True).click()
    page.get_by_label("PDF", exact=True).check()
    page.get_by_role("button", name="Buat laporan").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^Unduh")).click(timeout=60_000)
    return Path(waiting.value.path())


def picture(path: Path, number: int) -> bytes:
    """A page of a PDF as PNG, counted from 1."""
    bitmap = pypdfium2.PdfDocument(path)[number - 1].render(scale=1.6, rev_byteorder=True)
    step, width = bitmap.stride, bitmap.width * bitmap.n_channels
    raw = bytes(bitmap.buffer)
    lines = b"".join(b"\0" + raw[row * step : row * step + width] for row in range(bitmap.height))
    kind = {1: 0, 3: 2, 4: 6}[bitmap.n_channels]
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, kind, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


if __name__ == "__main__":
    sys.exit(main())
