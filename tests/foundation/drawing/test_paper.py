"""Charts for paper: whole on their own, with the page's colours, beside the same figures."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from selaras.foundation.documents import pdf
from selaras.foundation.documents.manuscript import Amount, Chart, Level
from selaras.foundation.documents.word_pictures import SOURCE
from selaras.foundation.drawing import paper, printed
from selaras.foundation.drawing.charts import BarRow
from selaras.pure.charts.radar import Series
from tests.foundation.documents.manuscripts import ASPECTS, ROUNDING, Scale, charts
from tests.house.code import SOURCE as PACKAGE

TOKENS = PACKAGE / "web" / "static" / "css" / "tokens.css"
DRAWN = {one.title: one for one in charts()}
SVG = "{http://www.w3.org/2000/svg}"


def test_the_colours_are_the_pages() -> None:
    """Those of the light theme as it is printed: on white."""
    light, told = TOKENS.read_text().partition("@media (prefers")[0], TOKENS.read_text()
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    tokens |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", told.partition("@media print")[2]))
    assert {name: tokens[name] for name in printed.COLOURS} == dict(printed.COLOURS)


@pytest.mark.parametrize("title", DRAWN)
def test_a_drawing_stands_on_its_own(title: str) -> None:
    root = ET.fromstring(DRAWN[title].svg)
    assert root.tag == f"{SVG}svg"
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (width, height) == (float(root.attrib["width"]), float(root.attrib["height"]))
    assert width == printed.FULL
    assert "%" not in re.sub(r"<style>.*?</style>", "", DRAWN[title].svg)
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc") == DRAWN[title].description
    style = root.findtext(f"{SVG}style") or ""
    assert "{" in style
    assert "var(" not in style
    for item in root.iter(f"{SVG}rect"):
        x, y = float(item.attrib["x"]), float(item.attrib["y"])
        assert left - 1 <= x <= x + float(item.attrib["width"]) <= left + width + 1
        assert top - 1 <= y <= y + float(item.attrib["height"]) <= top + height + 1


@pytest.mark.parametrize("title", DRAWN)
def test_every_class_has_a_look(title: str) -> None:
    """A class nobody dresses would be black on paper."""
    svg = DRAWN[title].svg
    dressed = set(re.findall(r"\.([\w-]+)", " ".join(re.findall(r"<style>(.*?)</style>", svg))))
    body = svg.partition("</style>")[2]
    for kinds in re.findall(r'<(?:rect|line|circle|path|polygon)[^>]*class="([^"]*)"', body):
        assert dressed & set(kinds.split()), kinds


def test_the_typesetter_draws_them_in_the_pages_colours() -> None:
    pages = pdf.pictures(SOURCE, [one.svg for one in DRAWN.values()], dots=60)
    assert len(pages) == len(DRAWN)
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(set(pages)) == len(pages)


def figures(chart: Chart) -> list[list[Fraction | int | str | None]]:
    def plain(cell: object) -> Fraction | int | str | None:
        return cell.value if isinstance(cell, Amount) else cell  # type: ignore[return-value]

    return [[plain(cell) for cell in row.cells] for row in chart.twin.rows]


def test_tables_hold_the_same_figures_exactly() -> None:
    radar = figures(DRAWN["Radar aspek"])
    assert radar[1] == [ASPECTS[1], Fraction(9, 4), Fraction(2)]
    assert radar[7] == [ASPECTS[7], Fraction(15, 4), None]
    assert [column.heading for column in DRAWN["Radar aspek"].twin.columns] == [
        "Aspek",
        "Tahun 2022",
        "Tahun 2021",
    ]
    assert figures(DRAWN["Indeks menurut tahun"])[1:3] == [
        ["2020", None],
        ["2021", Fraction("2.18")],
    ]
    fall = figures(DRAWN["Perubahan indeks"])
    parts = [row[1] for row in fall[1:-1]]
    assert fall[0] == ["Indeks 2021", Fraction("2.18")]
    assert fall[-1] == ["Indeks 2022", Fraction("2.18") + sum(parts)]  # type: ignore[arg-type]
    assert DRAWN["Perubahan indeks"].twin.rows[-1].kind == "total"
    assert sum(int(str(row[2])) for row in figures(DRAWN["Sebaran indeks"])) == 90
    assert figures(DRAWN["Instansi menurut predikat"]) == [["Kurang", 12], ["Baik", 1301]]
    assert "1.301" in DRAWN["Instansi menurut predikat"].svg


def test_bars_say_their_sign() -> None:
    drawn = paper.bars_chart(
        "x", "y", [BarRow("a", Fraction(3, 100)), BarRow("b", Fraction(-1, 2))], ROUNDING
    )
    assert ">+0,03<" in drawn.svg
    assert ">−0,50<" in drawn.svg
    plain = paper.bars_chart("x", "y", [BarRow("a", Fraction(3))], ROUNDING, signed=False)
    assert ">3,00<" in plain.svg


def test_axes_too_few_or_too_many_have_their_table_alone() -> None:
    for count in (2, 13):
        line = Series("now", "2022", (Fraction(2),) * count)
        drawn = paper.radar_chart("x", "y", ["a"] * count, [line], Scale(), ROUNDING)
        assert (drawn.svg, drawn.shows_twin, len(drawn.twin.rows)) == ("", True, count)


def test_levels_of_cells() -> None:
    level = paper.ladder_cell(3, Scale(), last=2, target=4)
    assert (level.value, level.text) == (3, "3")
    assert "tingkat 3 dari 5, tahun lalu 2, target 4" in level.svg
    assert 'xmlns="http://www.w3.org/2000/svg"' in level.svg
    unknown = paper.ladder_cell(None, Scale())
    assert (unknown.value, unknown.text) == (None, "–")
    assert paper.ladder_cell(Fraction("2.49"), Scale()).text == "2,49"
    assert isinstance(level, Level)


def test_no_drawing_is_no_drawing() -> None:
    with pytest.raises(ValueError, match="no drawing"):
        printed.printed("<p>", 100)


def test_a_narrow_chart_keeps_its_letters() -> None:
    line = Series("now", "2022", (Fraction(2),) * 8)
    drawn = paper.radar_chart("x", "y", ASPECTS, [line], Scale(), ROUNDING, width=0.6)
    root = ET.fromstring(drawn.svg)
    assert float(root.attrib["width"]) == pytest.approx(printed.FULL * 0.6, abs=0.1)
    assert "font-size: 12px" in drawn.svg
    assert drawn.width == 0.6
