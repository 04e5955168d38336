"""Writing the sheet of the arithmetic: every step from ratings to the index, open to read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.scoring.spreadsheet import UNIT, Columns, Line
from selaras.reporting.worksheet.cells import put, set_page, titled
from selaras.reporting.worksheet.looks import Looks, height
from selaras.reporting.worksheet.places import ARITHMETIC_FIRST, Places

WIDTHS: Final = (8.0, 60.0, 10.0, 9.0, 11.0, 9.0, 14.0, 14.0, 9.0, 14.0, 12.0, 14.0)


def write_sums(sheet: Any, looks: Looks, places: Places) -> None:
    """Everything, from the top."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    titled(sheet, looks, 0, _("Perhitungan"), _explained(places.paper.instrument))
    second = _("Ditampilkan = satuan, ditambah satu bila sisanya lebih dari setengah pembagi.")
    sheet.write_string(2, 0, f"{second} {_rule(places.paper.instrument)}", looks("subtitle"))
    heading = ARITHMETIC_FIRST - 2
    for column, text in enumerate(_headings()):
        sheet.write_string(
            heading, column, text, looks("heading right" if column > 1 else "heading")
        )
    sheet.set_row(heading, 30)
    names = _names(places.paper.instrument)
    weights = _weights(places.paper.instrument)
    for (kind, code), line in places.lines.items():
        _line(sheet, looks, line, names[kind, code], weights[kind, code])
    sheet.freeze_panes(heading + 1, 2)
    set_page(sheet, places.paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)
    last = max(line.row for line in places.lines.values())
    sheet.print_area(0, 0, last - 1, len(WIDTHS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{last}"})


def _headings() -> list[str]:
    return [
        _("Kode"),
        _("Uraian"),
        _("Bobot"),
        _("Bobot bulat"),
        _("Nilai × 10.000"),
        _("Belum bernilai"),
        _("Jumlah hasil kali"),
        _("Pembagi"),
        _("Satuan"),
        _("Sisa"),
        _("Ditampilkan"),
        _("Predikat"),
    ]


def _explained(instrument: Instrument) -> str:
    return _(
        "Semua langkah memakai bilangan bulat agar angkanya tepat: nilai × %(unit)s, dikali bobot "
        "bulat, dijumlahkan, lalu dibagi. Satuan = hasil kali × %(scale)s ÷ pembagi, tanpa sisanya."
    ) % {"unit": f"{UNIT:,}".replace(",", "."), "scale": 10**instrument.rounding.places}


def _rule(instrument: Instrument) -> str:
    rules = {
        "setengah-genap": _("Tepat setengah: ke angka genap."),
        "setengah-atas": _("Tepat setengah: ke atas."),
        "setengah-bawah": _("Tepat setengah: ke bawah."),
    }
    return rules[instrument.rounding.rule]


def _names(instrument: Instrument) -> dict[tuple[str, str], str]:
    short = short_names(instrument)
    return {
        ("indeks", ""): _("Indeks"),
        **{("domain", domain.code): domain.name for domain in instrument.domains},
        **{("aspek", aspect.code): aspect.name for aspect in instrument.aspects()},
        **{("indikator", number): name for number, name in short.items()},
    }


def _weights(instrument: Instrument) -> dict[tuple[str, str], str]:
    whole = sum((domain.weight for domain in instrument.domains), Fraction(0))
    return {
        ("indeks", ""): notation.percent(whole),
        **{("domain", d.code): notation.percent(d.weight) for d in instrument.domains},
        **{("aspek", a.code): notation.percent(a.weight) for a in instrument.aspects()},
        **{("indikator", i.number): notation.percent(i.weight) for i in instrument.indicators()},
    }


def _line(sheet: Any, looks: Looks, line: Line, name: str, weight: str) -> None:
    row, columns = line.row - 1, Columns()
    node = line.kind != "indikator"
    text, right = ("group", "group right") if node else ("lined", "right")
    sheet.write_string(row, 0, line.code, looks(text))
    sheet.write_string(row, 1, name, looks(text))
    sheet.set_row(row, height([(name, WIDTHS[1])]))
    sheet.write_string(row, 2, weight, looks(right))
    sheet.write_number(row, 3, line.weight, looks(right))
    cells = {
        columns.amount: line.amount,
        columns.missing: line.missing,
        columns.products: line.products,
        columns.whole: line.whole,
        columns.rest: line.rest,
        columns.shown: line.shown,
        columns.predicate: line.predicate,
    }
    for letter, cell in cells.items():
        place = (row, ord(letter) - ord("A"))
        look = looks(right, rounded=letter == columns.shown)
        if cell is None:
            sheet.write_blank(*place, None, look)
        else:
            put(sheet, place, cell.formula, cell.result, look)
    if node:
        sheet.write_number(row, ord(columns.divisor) - ord("A"), line.divisor, looks(right))
    else:
        sheet.write_blank(row, ord(columns.divisor) - ord("A"), None, looks(right))
