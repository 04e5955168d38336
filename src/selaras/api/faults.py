"""What is wrong with a part of what was sent, in the reader's language: data.

The library that reads requests names each fault by a type and says it in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TEXT = _("Harus berupa teks.")
_WHOLE = _("Harus bilangan bulat.")
_NUMBER = _("Harus angka.")
_TRUTH = _("Harus true atau false.")
_OBJECT = _("Harus berupa objek.")
_DAY = _("Harus tanggal, misalnya 2026-11-21.")
_ONE_OF = _("Harus salah satu dari: %(expected)s.")

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "missing": _("Wajib ada."),
    "extra_forbidden": _("Bagian ini tidak dikenal. Hapus, atau periksa penulisannya."),
    "string_type": _TEXT,
    "string_too_long": _("Paling panjang %(max_length)s karakter."),
    "string_too_short": _("Paling pendek %(min_length)s karakter."),
    "string_pattern_mismatch": _("Bentuknya tidak sesuai pola %(pattern)s."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": _("Harus berupa daftar."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "greater_than": _("Harus lebih dari %(gt)s."),
    "greater_than_equal": _("Paling kecil %(ge)s."),
    "less_than": _("Harus kurang dari %(lt)s."),
    "less_than_equal": _("Paling besar %(le)s."),
    "too_long": _("Paling banyak %(max_length)s butir."),
    "too_short": _("Paling sedikit %(min_length)s butir."),
}


def sentence(fault: Mapping[str, Any]) -> str:
    """The fault for people; the library's own words for a kind that has none here."""
    known = SENTENCES.get(str(fault.get("type")))
    if known is None:
        return str(fault["msg"])
    # The library joins what it expects with an English word.
    facts = {name: str(value).replace(" or ", ", ") for name, value in fault.get("ctx", {}).items()}
    try:
        text: str = str(known) % facts
    except KeyError:
        return str(fault["msg"])
    return text
