"""Everything an import can say about a cell, a row or a file: data, so that a stored preview can
be shown in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: MutableMapping[str, str | Promise] = {
    "cell": "%(message)s",
    "no_number_column": _(
        "Belum ada kolom nomor indikator. Pilih kolom yang berisi nomornya, biasanya berjudul "
        "“nomor” atau “no”."
    ),
    "no_name_column": _("Belum ada kolom nama indeks, domain, atau aspek. Pilih kolomnya."),
    "no_value_column": _("Belum ada kolom nilai. Pilih sedikitnya satu kolom yang berisi nilai."),
    "column_unknown": _("Kolom “%(value)s” tidak ada. Kolom dalam tabel: %(columns)s."),
    "value_column_open": _(
        "Beberapa kolom dapat berisi nilai: %(columns)s. Pilih satu dengan --column."
    ),
    "no_institution": _("Pilih instansi, atau pilih kolom yang berisi nama instansi."),
    "no_year": _("Isi tahun, atau pilih kolom yang berisi tahun."),
    "columns_same_target": _(
        "Kolom ini menuju tahun dan tahap yang sama dengan kolom “%(other)s”. "
        "Abaikan salah satunya."
    ),
    "role_twice": _("Peran ini sudah dipakai kolom “%(other)s”. Abaikan salah satunya."),
    "not_allowed": _("Anda tidak berhak mengimpor hasil %(value)s. Hapus barisnya."),
    "announced": _(
        "Hasil %(institution)s tahun %(year)s sudah diumumkan, sehingga %(stage)s hanya dapat "
        "diubah administrator sistem. Abaikan kolom ini, atau minta administrator sistem "
        "mengimpornya."
    ),
    "running": _(
        "Penilaian %(institution)s tahun %(year)s berjalan di Selaras, sehingga %(stage)s diisi di "
        "lembar kerjanya menurut keadaan penilaian itu, tidak diimpor. Abaikan kolom ini."
    ),
    "cycle_closed": _(
        "Siklus %(year)s dengan %(instrument)s belum dibuka. Minta administrator sistem membukanya."
    ),
    "no_kind": _("Siklus %(year)s dengan %(instrument)s belum dibuka. Pilih jenis siklusnya."),
    "no_rows": _("Tidak ada baris data di bawah baris judul. Isi datanya, lalu unggah lagi."),
    "number_empty": _("Nomor indikator kosong. Isi nomornya seperti pada instrumen."),
    "number_unknown": _(
        "Nomor “%(value)s” tidak ada pada %(instrument)s. Pakai nomor %(first)s sampai %(last)s."
    ),
    "number_unknown_near": _(
        "Nomor “%(value)s” tidak ada pada %(instrument)s. Mungkin maksudnya: %(near)s."
    ),
    "number_twice": _("Nomor %(value)s sudah ada di baris %(other)s. Hapus salah satunya."),
    "value_empty": _("Nilai kosong. Isi nilainya, atau tulis tanda - bila memang belum ada."),
    "value_text": _("“%(value)s” bukan angka. Tulis angkanya saja, misalnya %(example)s."),
    "value_outside": _(
        "Nilai %(value)s di luar skala %(low)s sampai %(high)s pada %(instrument)s. "
        "Perbaiki nilainya."
    ),
    "value_not_whole": _(
        "Nilai %(value)s bukan bilangan bulat. %(instrument)s hanya memakai tingkat bulat "
        "%(low)s sampai %(high)s."
    ),
    "value_too_fine": _(
        "Nilai %(value)s lebih dari empat angka di belakang koma. Ringkas nilainya."
    ),
    "institution_empty": _("Nama instansi kosong. Isi namanya."),
    "institution_unknown": _(
        "Instansi “%(value)s” tidak dikenal. Daftarkan dulu instansinya, atau perbaiki namanya."
    ),
    "institution_unknown_near": _(
        "Instansi “%(value)s” tidak dikenal. Mungkin maksudnya: %(near)s."
    ),
    "year_wrong": _("“%(value)s” bukan tahun. Tulis empat angka, misalnya 2022."),
    "year_outside": _("Tahun %(value)s di luar %(first)s sampai %(last)s. Perbaiki tahunnya."),
    "node_empty": _("Nama indeks, domain, atau aspek kosong. Isi namanya."),
    "node_unknown": _(
        "“%(value)s” bukan nama indeks, domain, atau aspek pada %(instrument)s. Perbaiki namanya."
    ),
    "node_twice": _("“%(value)s” sudah ada di baris %(other)s. Hapus salah satunya."),
    "positions": _(
        "Nomor 1 sampai %(count)s dibaca sebagai urutan, karena %(instrument)s menomori "
        "indikatornya %(first)s sampai %(last)s: %(examples)s."
    ),
    "name_differs": _(
        "Baris %(row)s: nama “%(value)s” berbeda dari nama indikator %(number)s, “%(name)s”. "
        "Nilai dibaca menurut nomornya."
    ),
    "names_unchecked": _(
        "Nama indikator yang berbeda lebih dari %(count)s; sisanya tidak dibandingkan."
    ),
    "ignored_columns": _("Kolom yang tidak dibaca: %(columns)s."),
    "file_notice": "%(message)s",
    "kind_kept": _(
        "Siklus %(year)s sudah dibuka sebagai %(kind)s; "
        "jenis yang Anda pilih tidak dipakai untuknya."
    ),
    "moved_on": _(
        "Sejak pratinjau, nilai yang tersimpan berubah. Pratinjau menyebut %(added)s baru, "
        "%(changed)s berubah, dan %(unchanged)s tetap; laporan ini memuat yang benar-benar ditulis."
    ),
    "not_published": _("%(count)s hasil belum diumumkan karena nilai akhirnya belum lengkap."),
}


def declare(more: Mapping[str, str | Promise]) -> None:
    """Add the sentences of a shape that lives upstairs. Raises ValueError for a code taken."""
    taken = [code for code, text in more.items() if MESSAGES.get(code, text) != text]
    if taken:
        raise ValueError(f"import message declared twice: {', '.join(taken)}")
    MESSAGES.update(more)


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The message in the active language. Raises KeyError for an undeclared code."""
    return str(MESSAGES[code]) % params
