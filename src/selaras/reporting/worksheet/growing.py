"""Rows that are high enough for what stands in them, and grow while somebody writes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet


class GrowingSheet(Worksheet):  # type: ignore[misc]
    """A sheet on which some rows keep the height they are given only until they are edited.

    The library marks every height as chosen by a person, and programs leave such rows as they are
    however much is written into them. Without the mark a height is a first guess, which a program
    uses to show and print and mends as soon as the text changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._growing: set[int] = set()

    def set_growing_row(self, row: int, height: float) -> None:
        """Give a row a height in points to begin with."""
        self.set_row(row, height)
        self._growing.add(row + 1)

    def _xml_start_tag_unencoded(
        self, tag: str, attributes: Sequence[tuple[str, Any]] = ()
    ) -> None:
        if tag == "row" and attributes and attributes[0][1] in self._growing:
            attributes = [each for each in attributes if each[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)
