"""Make the pictures of docs/images from the running product with its demo data."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

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
    return 0


if __name__ == "__main__":
    sys.exit(main())
