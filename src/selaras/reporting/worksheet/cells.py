"""Writing single cells, and what every sheet of a worksheet has in common."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from selaras.assessments.queries.worksheet import Paper
from selaras.pure.numbers import exact
from selaras.pure.scoring.spreadsheet import Result
from selaras.reporting.worksheet.looks import A4, Looks
from selaras.reporting.worksheet.rows import day

PROTECTED = {"format_rows": True, "format_columns": True}
"""Heights and widths may be changed on a protected sheet."""


def put(sheet: Any, place: tuple[int, int], formula: str | None, result: Result, look: Any) -> None:
    """Write a formula with what it shows now, or just the figure; "" is an empty cell."""
    row, column = place
    if formula is not None:
        sheet.write_formula(row, column, formula, look, _number(result))
    elif result == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(result, str):
        sheet.write_string(row, column, result, look)
    else:
        sheet.write_number(row, column, _number(result), look)


def _number(result: Result) -> int | Decimal | str:
    """A figure as it is written into a file: never by way of a float."""
    if not isinstance(result, Fraction):
        return result
    text = exact(result)
    if "/" in text:
        return Decimal(result.numerator) / result.denominator
    return Decimal(text)


def titled(sheet: Any, looks: Looks, row: int, title: str, below: str = "") -> None:
    """A sheet's title, and a line below it."""
    sheet.write_string(row, 0, title, looks("title"))
    if below:
        sheet.write_string(row + 1, 0, below, looks("subtitle"))


def set_page(sheet: Any, paper: Paper) -> None:
    """A4 landscape, with what the sheet is, as of when, and its code on every page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.65)
    version = paper.worksheet.assessment.cycle.instrument
    left = f"{version.code} v{version.version}"
    middle = _("Data per %(time)s") % {"time": moment(paper)}
    right = f"{paper.worksheet.code} · &P / &N"
    sheet.set_footer(f"&L&8{left}&C&8{middle}&R&8{right}")
    # No password: it keeps slips out, not people.
    sheet.protect("", PROTECTED)


def moment(paper: Paper) -> str:
    """When the worksheet was made, in the installation's time."""
    local = timezone.localtime(paper.worksheet.made_at)
    return f"{day(local.date())} {local:%H.%M}"
