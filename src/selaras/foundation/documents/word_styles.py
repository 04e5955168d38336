"""How editable documents look: real styles, so that whoever edits one changes it in one place."""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from selaras.foundation.documents.word_xml import TEXT_WIDTH

FACE: Final = "Arial"
"""Every office has it, or one of the same widths in its place."""
_INK, _QUIET = RGBColor(0x1A, 0x25, 0x32), RGBColor(0x5F, 0x67, 0x72)
_ACCENT = RGBColor(0x00, 0x60, 0x65)

_LOOKS: Final[dict[str, tuple[float, bool, RGBColor, float, float, bool]]] = {
    "Normal": (10, False, _INK, 0, 6, False),
    "Title": (26, True, _INK, 0, 6, False),
    "Subtitle": (14, False, _QUIET, 0, 6, False),
    "Heading 1": (16, True, _INK, 20, 8, True),
    "Heading 2": (12.5, True, _ACCENT, 14, 5, True),
    "Heading 3": (11, True, _INK, 10, 4, True),
    "Caption": (9.5, True, _INK, 12, 4, True),
    "List Bullet": (10, False, _INK, 0, 3, False),
    "List Number": (10, False, _INK, 0, 3, False),
    "Quote": (10, False, _INK, 0, 2, False),
    "Header": (8, False, _QUIET, 0, 0, False),
    "Footer": (8, False, _QUIET, 0, 0, False),
    "Table": (8.5, False, _INK, 0, 0, False),
    "Table Note": (8, False, _QUIET, 3, 10, False),
    "Key Figure": (22, True, _INK, 0, 0, False),
    "TOC Heading": (16, True, _INK, 0, 8, True),
    "toc 1": (10, True, _INK, 6, 2, False),
    "toc 2": (10, False, _INK, 0, 2, False),
    "toc 3": (10, False, _INK, 0, 2, False),
}
"""Size, bold, colour, space above and below in points, kept with the next."""


def dress(document: Doc, language: str) -> None:
    """Page size, styles and language of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(25)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    for name in _LOOKS:
        _style(document, name)
    quote = document.styles["Quote"]
    quote.paragraph_format.left_indent = Mm(4)
    _line(quote, "left", 12, "A9A69C", 8)
    _line(document.styles["Heading 1"], "bottom", 10, "006065", 3)
    for depth in (1, 2, 3):
        _right_tab(document.styles[f"toc {depth}"], "dot")
        document.styles[f"toc {depth}"].paragraph_format.left_indent = Mm(5 * (depth - 1))
    for name in ("Header", "Footer"):
        _right_tab(document.styles[name], "none")
    _speak(document, language)


def _style(document: Doc, name: str) -> None:
    size, bold, colour, above, below, kept = _LOOKS[name]
    names = [one.name for one in document.styles]
    style: Any = (
        document.styles[name]
        if name in names
        else document.styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc")
        )
    )
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    _face(style)
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(above), Pt(below), kept
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.widow_control = True
    for old in style.element.xpath("w:pPr/w:pBdr | w:pPr/w:contextualSpacing | w:rPr/w:spacing"):
        old.getparent().remove(old)


def _face(style: Any) -> None:
    """One face for every script, the theme's names removed."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FACE)


def _line(style: Any, side: str, size: int, colour: str, space: int) -> None:
    """A line beside the paragraphs of a style."""
    form = style.element.get_or_add_pPr()
    border, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
        line.set(qn(f"w:{key}"), str(value))
    border.append(line)
    form.insert_element_before(
        border, *(f"w:{one}" for one in ("shd", "tabs", "spacing", "ind", "jc", "outlineLvl"))
    )


def _right_tab(style: Any, leader: str) -> None:
    """The only tab of a style: at the right edge of the text."""
    form = style.element.get_or_add_pPr()
    for old in form.xpath("w:tabs"):
        form.remove(old)
    tabs, tab = OxmlElement("w:tabs"), OxmlElement("w:tab")
    for key, value in (("val", "right"), ("leader", leader), ("pos", str(TEXT_WIDTH))):
        tab.set(qn(f"w:{key}"), value)
    tabs.append(tab)
    form.insert_element_before(tabs, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def _speak(document: Doc, language: str) -> None:
    """The language of the text, for spelling and for reading aloud."""
    spoken = {"id": "id-ID", "en": "en-GB"}.get(language.partition("-")[0], language)
    for mark in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        mark.set(qn("w:val"), spoken)
        mark.set(qn("w:eastAsia"), spoken)
