"""Sets one document and ends: source as argument, data on standard input, PDF on standard output.

Started by ``pdf.content`` only.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst


def main() -> None:
    """Set the document."""
    source = Path(sys.argv[1])
    pdf = typst.compile(
        source,
        root=source.parent,
        font_paths=[],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        pdf_tags=True,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
