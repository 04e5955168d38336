"""PDF files written byte by byte, so that tests need no library to make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def pdf(pages: Iterable[str] = ("Contoh",)) -> bytes:
    """A PDF whose pages carry these texts, one line per line; an empty text is an empty page."""
    return b"".join(pdf_pieces(pages))


def pdf_pieces(pages: Iterable[str]) -> Iterator[bytes]:
    """The same, piece by piece, for files too large to hold."""
    offsets: dict[int, int] = {}
    at = 0

    def emit(number: int, body: bytes) -> bytes:
        nonlocal at
        offsets[number] = at
        piece = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        at += len(piece)
        return piece

    head = b"%PDF-1.4\n"
    at = len(head)
    yield head
    yield emit(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    number = 4
    for text in pages:
        lines = text.replace("(", "[").replace(")", "]").encode("latin-1", "replace").split(b"\n")
        drawn = b"".join(b"(%s) Tj T*\n" % line for line in lines)
        stream = b"BT /F1 11 Tf 50 780 Td 14 TL\n%sET" % drawn if text else b""
        yield emit(number, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
        page += b"/Resources << /Font << /F1 3 0 R >> >> >>"
        yield emit(number + 1, page % number)
        kids.append(number + 1)
        number += 2
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    yield emit(2, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids)))
    yield emit(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    yield _end(offsets, at, b"")


def _end(offsets: dict[int, int], at: int, more: bytes) -> bytes:
    rows = b"".join(b"%010d 00000 n \n" % offsets[n] for n in sorted(offsets))
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (len(offsets) + 1, more)
    return table + trailer + b"startxref\n%d\n%%%%EOF\n" % at


def locked_pdf() -> bytes:
    """A PDF that asks for a password nobody knows."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        4: b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <%s> /U <%s> >>"
        % (b"ab" * 32, b"cd" * 32),
    }
    out, offsets = b"%PDF-1.4\n", {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    more = b"/Encrypt 4 0 R /ID [<%s> <%s>] " % (b"00" * 16, b"00" * 16)
    return out + _end(offsets, len(out), more)


def scanned_pdf() -> bytes:
    """A PDF whose only page is a picture."""
    pixels = bytes(64 * 64)
    picture = b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8 "
    picture += b"/ColorSpace /DeviceGray /Length %d >>\nstream\n%s\nendstream"
    drawing = b"q 500 0 0 700 40 60 cm /P Do Q"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /XObject << /P 4 0 R >> >> >>",
        4: picture % (len(pixels), pixels),
        5: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
    }
    out, offsets = b"%PDF-1.4\n", {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out + _end(offsets, len(out), b"")
