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
    "hasil": ("/hasil/kota-serang/2022/", 1366, 900),
}
"""Name: address, width, height."""


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
        for name, (place, width, height) in PICTURES.items():
            page = chromium.new_page(
                base_url=address,
                locale="id-ID",
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            as_role(page, "Koordinator Kota Serang")
            page.goto(place, wait_until="networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
