"""What surrounds the text of an editable document: cover, official head, head and foot of pages."""

from __future__ import annotations

from typing import Final

from selaras.foundation.documents.imprint import Imprint
from selaras.foundation.documents.manuscript import Cover, Head, Manuscript
from selaras.foundation.documents.word_pictures import Pictures
from selaras.foundation.documents.word_xml import (
    ACCENT,
    INK,
    LINE,
    TEXT_WIDTH,
    Table,
    TableCell,
    TableRow,
    field_of,
    paragraph,
    run,
    words,
)

_MONO: Final = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New"/><w:sz w:val="14"/>'


def _ruled(side: str, size: int, colour: str, space: int = 4) -> str:
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'
        "</w:pBdr>"
    )


def cover(it: Cover, pictures: Pictures) -> str:
    """The title page."""
    parts: list[str] = []
    if it.crest is not None:
        parts.append(paragraph(pictures.crest(it.crest, 30), more='<w:spacing w:after="240"/>'))
    parts += [
        paragraph(run(line, '<w:b/><w:sz w:val="24"/>'), more='<w:spacing w:after="0"/>')
        for line in it.lines
    ]
    above = f'{_ruled("top", 16, ACCENT, 12)}<w:spacing w:before="3000"/>'
    parts.append(paragraph(run(it.title), "Title", more=above))
    if it.subtitle:
        parts.append(paragraph(run(it.subtitle), "Subtitle"))
    if it.year:
        parts.append(paragraph(run(it.year, f'<w:color w:val="{ACCENT}"/>'), "KeyFigure"))
    return "".join(parts)


def head(it: Head, pictures: Pictures) -> str:
    """The official head: crest at the left, lines in the middle, a double rule below."""
    lines = "".join(
        paragraph(
            run(line, ("<w:b/>" if place < 2 else "") + f'<w:sz w:val="{_size(place)}"/>'),
            align="center",
            more='<w:spacing w:after="0"/>',
        )
        for place, line in enumerate(it.lines)
    ) or paragraph("")
    if it.crest is None:
        parts = lines
    else:
        side, middle = 1400, TEXT_WIDTH - 2800
        row = TableRow(
            [
                TableCell(paragraph(pictures.crest(it.crest, 22)), side, align="center"),
                TableCell(lines, middle, align="center"),
                TableCell(paragraph(""), side),
            ]
        )
        parts = Table([side, middle, side], [row], padding=0).xml()
    rule = (
        '<w:pBdr><w:top w:val="thickThinSmallGap" w:sz="18" w:space="1" '
        f'w:color="{INK}"/></w:pBdr><w:spacing w:before="60" w:after="120"/>'
    )
    return parts + paragraph("", more=rule)


def _size(place: int) -> int:
    """Half points of a line of the head: who stands above, the body, then the address."""
    return (24, 28)[place] if place < 2 else 18


def running_head(manuscript: Manuscript) -> str:
    """The head of every page but the first."""
    content = run(f"{manuscript.title}\t{manuscript.issuer}")
    return paragraph(
        content, "Header", more=_ruled("bottom", 4, LINE) + '<w:spacing w:after="120"/>'
    )


def foot(manuscript: Manuscript, told: Imprint) -> str:
    """The foot of every page: instrument, data time, fingerprint, page of pages."""
    before, between, after = _around(told.words["page"])
    page = (
        run(before) + field_of("PAGE", "1") + run(between) + field_of("NUMPAGES", "1") + run(after)
    )
    first = paragraph(
        run(f"{manuscript.instrument}\t") + page, "Footer", more=_ruled("top", 4, LINE)
    )
    line = f"{told.data_time} · {told.words['fingerprint']} {told.short}"
    return first + paragraph(run(line), "Footer")


def _around(pattern: str) -> tuple[str, str, str]:
    """The words before, between and after the two numbers of "Halaman {page} dari {last}"."""
    before, _page, rest = pattern.partition("{page}")
    between, _last, after = rest.partition("{last}")
    return before, between, after


def watermark(text: str, number: int) -> str:
    """A run that shows a word across the page, behind everything."""
    if not text:
        return ""
    told = words(text)
    return (
        '<w:r xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>'
        f'</v:shapetype><v:shape id="watermark{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" alt="{told}" style="position:absolute;margin-left:0;margin-top:0;'
        "width:420pt;height:120pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'fillcolor="#dfdfdf" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:Arial;font-size:1pt" string="{told}"/>'
        "</v:shape></w:pict></w:r>"
    )


def imprint_lines(manuscript: Manuscript, told: Imprint) -> str:
    """The end: what makes this document this one."""
    words_of = told.words
    small = '<w:sz w:val="16"/>'
    top = f'{_ruled("top", 4, LINE)}<w:spacing w:before="480" w:after="20"/>'
    return (
        paragraph(run(words_of["imprint"], f"<w:b/>{small}"), "TableNote", holds=True, more=top)
        + paragraph(
            run(f"{words_of['instrument']}: {manuscript.instrument}. {told.data_time}.", small),
            "TableNote",
            holds=True,
            more='<w:spacing w:before="0" w:after="20"/>',
        )
        + paragraph(
            run(f"{words_of['fingerprint']}: ", small) + run(told.whole, _MONO),
            "TableNote",
            holds=True,
            more='<w:spacing w:before="0" w:after="20"/>',
        )
        + paragraph(run(words_of["same"], small), "TableNote")
    )
