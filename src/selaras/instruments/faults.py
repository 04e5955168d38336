"""What is wrong with an instrument file: a line and a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext, gettext_noop

from selaras.pure.instrument.faults import amounts


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing wrong in a file; ``line`` counts from 1, ``message`` holds named placeholders."""

    line: int
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the active language."""
        comma = get_language() != "en"
        return gettext(self.message) % amounts(self.params, comma)


ABSENT = gettext_noop("berkas tidak ditemukan; periksa nama dan foldernya")
NOT_A_FILE = gettext_noop("ini folder, bukan berkas; sebut berkas YAML di dalamnya")
FORBIDDEN = gettext_noop("berkas tidak dapat dibuka; periksa izin bacanya")
TOO_BIG = gettext_noop("berkas lebih besar dari %(limit)s MB; berkas instrumen jauh lebih kecil")
NOT_UTF8 = gettext_noop("berkas bukan teks UTF-8; simpan ulang dengan pengodean UTF-8")
EMPTY = gettext_noop("berkas kosong; isi menurut docs/reference/instrument-format.md")
CONTROL_CHARACTER = gettext_noop(
    "ada karakter yang tidak boleh dipakai di sini; hapus karakter itu"
)
SECOND_DOCUMENT = gettext_noop("berkas memuat lebih dari satu dokumen; satu instrumen satu berkas")
ALIAS = gettext_noop("jangkar dan alias YAML (& dan *) tidak dipakai; tulis nilainya langsung")
TAG = gettext_noop("tag YAML (!) tidak dipakai; hapus tag itu, atau beri tanda kutip pada teksnya")
TOO_DEEP = gettext_noop("susunan terlalu dalam untuk sebuah instrumen; periksa indentasinya")
BAD_KEY = gettext_noop("kunci harus berupa kata; periksa tanda titik dua dan indentasi di sini")
KEY_TWICE = gettext_noop("kunci “%(key)s” sudah ada di baris %(line)s; hapus salah satunya")

_BROKEN = gettext_noop("susunan YAML rusak; periksa indentasi dan tanda baca di sekitar baris ini")
_COLON = gettext_noop(
    "ada titik dua yang tidak pada tempatnya; beri tanda kutip pada teks yang memuat “: ”"
)
_CHARACTER = gettext_noop(
    "ada karakter yang tidak dapat mengawali nilai (misalnya tab); pakai spasi untuk indentasi"
    " dan tanda kutip untuk teks"
)
_QUOTE = gettext_noop("ada tanda kutip yang tidak ditutup; tutup tanda kutip itu")
_NO_COLON = gettext_noop("baris ini tidak memuat “kunci: nilai”; tambahkan titik dua")
_INDENT = gettext_noop("indentasi tidak cocok dengan baris di atasnya; ratakan spasinya")
_DASH = gettext_noop(
    "butir daftar tidak rata dengan butir lain; awali dengan “- ” pada kolom yang sama"
)
_PROBLEMS = (
    ("mapping values are not allowed", _COLON),
    ("cannot start any token", _CHARACTER),
    ("unexpected end of stream", _QUOTE),
    ("could not find expected ':'", _NO_COLON),
    ("did not find expected key", _INDENT),
    ("expected <block end>", _INDENT),
    ("did not find expected '-' indicator", _DASH),
)
"""What the YAML parser reports, and our sentence for it."""


def yaml_problem(problem: str) -> str:
    """Our sentence for what the YAML parser reports; a general one for rare problems."""
    return next((sentence for mark, sentence in _PROBLEMS if mark in problem), _BROKEN)
