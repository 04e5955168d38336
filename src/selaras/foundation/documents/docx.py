"""A manuscript as an editable text for word processors (Office Open XML).

Real styles, a table of contents the word processor can renew, tables whose headings repeat, charts
as pictures with their description. The same manuscript gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import groupby
from typing import Any, Final

from django.utils import translation
from docx import Document
from docx.document import Document as Doc
from docx.oxml import parse_xml

from selaras.foundation.documents import word_tables
from selaras.foundation.documents.cells import legal
from selaras.foundation.documents.imprint import Imprint, captions, imprint
from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Chart,
    Contents,
    Facts,
    Grid,
    Heading,
    KeyFigure,
    Manuscript,
    PageBreak,
    Paragraph,
    Quotation,
    Signature,
)
from selaras.foundation.documents.word_frame import (
    cover,
    foot,
    head,
    imprint_lines,
    running_head,
    watermark,
)
from selaras.foundation.documents.word_pictures import Pictures
from selaras.foundation.documents.word_styles import dress
from selaras.foundation.documents.word_xml import SPACES, paragraph, run, runs

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_PROPERTY: Final = 255
_LISTED: Final = 2
"""Headings of this depth at most are in the contents."""
_BREAK: Final = "<w:pageBreakBefore/>"
_BREAK_HEADING: Final = f'{_BREAK}<w:spacing w:before="0"/>'
_BREAK_ALONE: Final = (
    f'{_BREAK}<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
)


def content(manuscript: Manuscript) -> bytes:
    """The document. Raises SettingError where a drawing cannot be drawn."""
    document = Document()
    dress(document, manuscript.language)
    _describe(document, manuscript)
    told = imprint(manuscript)
    with translation.override(manuscript.language):
        pictures = Pictures(document, manuscript)
        writing = _Writing(document, manuscript, told, captions(manuscript), pictures)
        _fill(document.element.body, "".join(writing.parts()))
        _surround(document, manuscript, told)
    buffer = io.BytesIO()
    document.save(buffer)
    return _timeless(buffer.getvalue())


def _describe(document: Doc, manuscript: Manuscript) -> None:
    told, moment = document.core_properties, manuscript.as_of.astimezone(UTC).replace(tzinfo=None)
    told.title = legal(manuscript.title)[:_LONGEST_PROPERTY]
    told.subject = legal(manuscript.subject)[:_LONGEST_PROPERTY]
    told.author = told.last_modified_by = legal(manuscript.issuer)[:_LONGEST_PROPERTY]
    told.keywords = legal(", ".join(manuscript.keywords))[:_LONGEST_PROPERTY]
    told.comments = f"sha256:{manuscript.fingerprint}"
    told.language = manuscript.language
    told.created = told.modified = moment
    told.revision = 1


def _fill(body: Any, xml: str) -> None:
    """Put parsed elements before the section's properties."""
    last = body[-1]
    for element in list(parse_xml(f"<w:body {SPACES}>{xml}</w:body>")):
        last.addprevious(element)


def _surround(document: Doc, manuscript: Manuscript, told: Imprint) -> None:
    """Head and foot; the first page has no running head."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    marks = [watermark(manuscript.draft, number) for number in (1, 2)]
    _replace(section.first_page_header, paragraph(marks[0], "Header"))
    across = paragraph(marks[1], "Header") if marks[1] else ""
    _replace(section.header, running_head(manuscript) + across)
    for part in (section.first_page_footer, section.footer):
        _replace(part, foot(manuscript, told))


def _replace(part: Any, xml: str) -> None:
    part.is_linked_to_previous = False
    root = part.part.element
    for old in list(root):
        root.remove(old)
    for element in list(parse_xml(f"<w:hdr {SPACES}>{xml}</w:hdr>")):
        root.append(element)


def _timeless(document: bytes) -> bytes:
    """The same package without the moment of its making."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return buffer.getvalue()


@dataclass
class _Writing:
    """A document while its blocks are written."""

    document: Doc
    manuscript: Manuscript
    told: Imprint
    captions: Mapping[int, str]
    pictures: Pictures
    headings: int = 0
    breaks: bool = False
    """Whether the next block begins a page."""
    entries: list[tuple[str, Heading]] = field(init=False)

    def __post_init__(self) -> None:
        found = [one for one in self.manuscript.blocks if isinstance(one, Heading)]
        self.entries = [(f"_Toc{place:06}", one) for place, one in enumerate(found, start=1)]

    def parts(self) -> Iterator[str]:
        """The body, block by block."""
        if self.manuscript.cover is not None:
            yield cover(self.manuscript.cover, self.pictures)
            self.breaks = True
        else:
            if self.manuscript.head is not None:
                yield head(self.manuscript.head, self.pictures)
            side = "center" if self.manuscript.head is not None else ""
            size = '<w:sz w:val="34"/>'
            yield paragraph(run(self.manuscript.title, size), "Title", align=side)
        groups = [(kind, list(run_of)) for kind, run_of in groupby(self.manuscript.blocks, type)]
        for place, (kind, members) in enumerate(groups):
            after = groups[place + 1][0] if place + 1 < len(groups) else None
            if self.breaks and kind not in (Heading, PageBreak):
                yield paragraph("", more=_BREAK_ALONE)
                self.breaks = False
            yield from self._group(kind, members, holds=after is Signature)
        yield imprint_lines(self.manuscript, self.told)

    def _group(self, kind: type, members: Sequence[Block], *, holds: bool) -> Iterator[str]:
        """Blocks of one kind; the last is kept with what follows where ``holds``."""
        if kind is KeyFigure:
            figures = [one for one in members if isinstance(one, KeyFigure)]
            yield word_tables.key_figures(figures, holds=holds) + self._gap(holds=holds)
        elif kind is Signature:
            yield self._gap(holds=True)
            yield word_tables.signatures([one for one in members if isinstance(one, Signature)])
            yield self._gap()
        else:
            for one in members:
                yield self._block(one, holds=holds and one is members[-1])

    def _gap(self, *, holds: bool = False) -> str:
        """A small empty paragraph: two tables that touch would become one."""
        return paragraph("", "Table", holds=holds, more='<w:spacing w:before="60" w:after="60"/>')

    def _block(self, block: Block, *, holds: bool) -> str:
        match block:
            case Paragraph():
                return paragraph(runs(block.text), holds=holds)
            case Heading():
                return self._heading(block)
            case Quotation():
                return self._quotation(block, holds=holds)
            case Bullets():
                return self._bullets(block, holds=holds)
            case Grid():
                return self._grid(block, self.captions.get(id(block), ""), holds=holds)
            case Chart():
                return self._chart(block, holds=holds)
            case Facts():
                return word_tables.facts(block, holds=holds) + self._gap(holds=holds)
            case Contents():
                return self._contents()
            case PageBreak():
                self.breaks = True
                return ""
        raise TypeError(f"no block: {block!r}")

    def _heading(self, block: Heading) -> str:
        name, _entry = self.entries[self.headings]
        self.headings += 1
        mark = f'w:id="{self.headings}"'
        content = (
            f'<w:bookmarkStart {mark} w:name="{name}"/>{run(block.text)}<w:bookmarkEnd {mark}/>'
        )
        more, self.breaks = _BREAK_HEADING if self.breaks else "", False
        return paragraph(content, f"Heading{block.depth}", more=more)

    def _quotation(self, block: Quotation, *, holds: bool) -> str:
        told = paragraph(run(block.text), "Quote", holds=bool(block.source) or holds)
        if not block.source:
            return told
        source = run(f"— {block.source}", '<w:color w:val="5F6772"/><w:sz w:val="17"/>')
        return told + paragraph(source, "Quote", holds=holds, more='<w:spacing w:after="160"/>')

    def _bullets(self, block: Bullets, *, holds: bool) -> str:
        style, more = "ListBullet", ""
        if block.ordered:
            style = "ListNumber"
            number = self._fresh_numbers()
            more = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return "".join(
            paragraph(runs(item), style, more=more, holds=holds and place == len(block.items))
            for place, item in enumerate(block.items, start=1)
        )

    def _fresh_numbers(self) -> int:
        """A numbering of its own, so that every list begins at 1."""
        numbering = self.document.part.numbering_part.element
        style: Any = self.document.styles["List Number"]
        used = style.element.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(used).abstractNumId.val
        fresh = numbering.add_num(abstract)
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(fresh.numId)

    def _grid(self, block: Grid, caption: str, *, holds: bool) -> str:
        title = paragraph(run(caption), "Caption") if caption else ""
        kept = holds or bool(block.note)
        table = word_tables.grid(block, self.told.words["empty"], self.pictures, holds=kept)
        note = paragraph(run(block.note), "TableNote", holds=holds) if block.note else ""
        return title + table + (note or self._gap(holds=holds))

    def _chart(self, block: Chart, *, holds: bool) -> str:
        shows = block.shows_twin or not block.svg
        title = paragraph(run(self.captions[id(block)]), "Caption")
        drawn = paragraph(self.pictures.chart(block), holds=shows or holds) if block.svg else ""
        return title + drawn + (self._grid(block.twin, "", holds=holds) if shows else "")

    def _contents(self) -> str:
        """The contents as a field with its entries; page numbers are the word processor's."""
        title = paragraph(run(self.told.words["contents"]), "TOCHeading")
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
            'xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        listed = [(name, one) for name, one in self.entries if one.depth <= _LISTED]
        told = [
            paragraph((begin if place == 0 else "") + self._entry(name, one), f"toc{one.depth}")
            for place, (name, one) in enumerate(listed)
        ]
        return title + "".join(told) + paragraph(end if told else begin + end, "Table")

    def _entry(self, name: str, heading: Heading) -> str:
        """A line without a page: what the text's pages are, only the word processor knows."""
        return f'<w:hyperlink w:anchor="{name}" w:history="1">{run(heading.text)}</w:hyperlink>'
