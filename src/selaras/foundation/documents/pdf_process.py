"""Sets one document and ends: source as argument, order on standard input, result on the output.

A PDF comes as it is; pictures come after a line with the length of each. Started by ``pdf`` only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typst


def main() -> None:
    """Set the document."""
    source = Path(sys.argv[1])
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    given: dict[str, Any] = {
        "root": source.parent,
        "font_paths": order["fonts"],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": order["data"]},
    }
    if order["format"] == "png":
        _tell_pictures(typst.compile(source, format="png", ppi=order["dots"], **given))
        return
    pdf = typst.compile(
        source,
        pdf_tags=True,
        pdf_standards=order["standards"],
        timestamp=order["written"],
        **given,
    )
    sys.stdout.buffer.write(pdf)


def _tell_pictures(pages: bytes | list[bytes]) -> None:
    """One page comes as bytes, several as a list."""
    whole = [pages] if isinstance(pages, bytes) else pages
    sys.stdout.buffer.write(json.dumps([len(one) for one in whole]).encode() + b"\n")
    for one in whole:
        sys.stdout.buffer.write(one)


if __name__ == "__main__":
    try:
        main()
    except typst.TypstError as fault:
        sys.exit(fault.diagnostic or fault.message)
