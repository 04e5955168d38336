"""Plain text told from everything else."""

from __future__ import annotations

import codecs
from typing import BinaryIO

_PIECE = 256 * 1024
_CONTROL = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D}
_MARKUP = (
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<svg",
    b"<script",
    b"<?xml",
    b"<?php",
    b"<%",
    b"%!ps",
    b"{\\rtf",
    b"#!",
    b"@echo",
)
"""How text begins that a browser or a shell would run, or that is a document of another kind."""
_CODE_ENDINGS = (
    ".asp", ".bat", ".cmd", ".css", ".htm", ".html", ".jar", ".js", ".jse", ".jsp", ".mjs", ".php",
    ".pl", ".ps1", ".py", ".rb", ".sh", ".svg", ".vbe", ".vbs", ".wsf", ".xhtml", ".xml",
)  # fmt: skip
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def looks_like_code(head: bytes, name: str) -> bool:
    """Whether the beginning or the name says markup or script."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:64].lower()
    if head.startswith(_MARKS):
        start = head.decode("utf-16", errors="ignore").lstrip()[:64].lower().encode()
    return start.startswith(_MARKUP) or name.lower().endswith(_CODE_ENDINGS)


def is_text(file: BinaryIO) -> bool:
    """Whether every byte from here on belongs to text (UTF-8, UTF-16, or an old Windows page)."""
    first = file.read(_PIECE)
    if first.startswith(_MARKS):
        return _decodes(file, first, "utf-16")
    return _decodes(file, first, "utf-8") or _has_no_control(file, first)


def encoding_of(head: bytes) -> str:
    """The encoding to read a text with, from its first bytes."""
    if head.startswith(_MARKS):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _decodes(file: BinaryIO, first: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    piece = first
    start = file.tell()
    try:
        while piece:
            text = decoder.decode(piece)
            if any(ord(c) in _CONTROL for c in text):
                return False
            piece = file.read(_PIECE)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(start)
    return True


def _has_no_control(file: BinaryIO, first: bytes) -> bool:
    """An old single-byte page holds any letter but no control characters."""
    piece = first
    while piece:
        if not _CONTROL.isdisjoint(piece):
            return False
        piece = file.read(_PIECE)
    return True
