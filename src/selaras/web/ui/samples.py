"""What the style guide shows: figures of no real body, chosen to be awkward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from selaras.foundation.drawing.charts import BarRow
from selaras.pure.charts.radar import Series
from selaras.pure.charts.scale import Band, Mark
from selaras.pure.instrument.model import Rounding, Scale
from selaras.web.ui.timelines import TimelineRow

ROUNDING = Rounding(2, "setengah-genap")
SCALE = Scale(Fraction(1), Fraction(5), whole=True)
LEVELS = tuple((str(level), str(level)) for level in range(1, 6))
AXES = (
    "Kebijakan Internal Tata Kelola SPBE",
    "Perencanaan Strategis SPBE",
    "Teknologi Informasi dan Komunikasi",
    "Penyelenggara SPBE",
    "Penerapan Manajemen SPBE",
    "Audit TIK",
    "Layanan Administrasi Pemerintahan Berbasis Elektronik",
    "Layanan Publik Berbasis Elektronik",
)
MORE_AXES = (*AXES, "Kepemimpinan digital", "Sumber daya manusia", "Data", "Keamanan siber")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of the sample table."""

    number: int
    name: str
    value: Fraction
    last: Fraction

    @property
    def change(self) -> Fraction:
        """Since last year."""
        return self.value - self.last


class SampleForm(forms.Form):
    """Every kind of widget, as Django draws it."""

    name = forms.CharField(label="Nama", help_text="Seperti pada surat keputusan.")
    role = forms.ChoiceField(label="Peran", choices=[("k", "Koordinator"), ("p", "Pembaca")])
    stage = forms.ChoiceField(
        label="Tahap", choices=[("m", "Mandiri"), ("a", "Akhir")], widget=forms.RadioSelect
    )
    since = forms.DateField(label="Berlaku sejak", required=False)
    active = forms.BooleanField(label="Aktif", help_text="Boleh masuk.", required=False)


def _figures(*texts: str) -> tuple[Fraction | None, ...]:
    return tuple(Fraction(text) if text else None for text in texts)


def _messages() -> Iterator[Message]:
    yield Message(constants.SUCCESS, "47 nilai ditambahkan.")
    yield Message(constants.WARNING, "Tiga indikator belum bernilai.")
    yield Message(constants.ERROR, "Berkas tidak terbaca. Simpan sebagai CSV atau XLSX.")


@lru_cache(maxsize=1)
def figures() -> dict[str, Any]:
    """Numbers and charts."""
    return {**_scales(), **_comparisons(), **_changes(), **_work()}


def _scales() -> dict[str, Any]:
    """Bands, marks and single figures."""
    return {
        "scale": SCALE,
        "zero_scale": Scale(Fraction(0), Fraction(5), whole=True),
        "rounding": ROUNDING,
        "bands": [
            Band("Kurang", Fraction(0)),
            Band("Cukup", Fraction("1.8")),
            Band("Baik", Fraction("2.6")),
            Band("Sangat Baik", Fraction("3.5")),
            Band("Memuaskan", Fraction("4.2")),
        ],
        "marks": [
            Mark(Fraction("2.49"), "2,49", "now"),
            Mark(Fraction("2.97"), "2021: 2,97", "last"),
            Mark(Fraction("2.50"), "rata-rata kota 2,50", "average"),
            Mark(Fraction("2.6"), "target 2,60", "target"),
        ],
        "edge_marks": [
            Mark(Fraction("4.97"), "4,97", "now"),
            Mark(Fraction("4.8"), "2021: 4,80", "last"),
            Mark(Fraction("1.05"), "rata-rata kota 1,05", "average"),
        ],
        "up": Fraction("0.3"),
        "down": Fraction("-1.25"),
        "same": Fraction(0),
        "ladder_values": [Fraction(k) for k in range(1, 6)] + [Fraction("1.26"), Fraction("3.8")],
        "decimal": Fraction("2.6"),
    }


def _comparisons() -> dict[str, Any]:
    """Several series over the same axes."""
    return {
        "axes": AXES,
        "series": [
            Series(
                "now",
                "Kota contoh",
                _figures("2.2", "1.5", "2", "2.5", "1", "1", "3.4", "3.5"),
            ),
            Series(
                "average",
                "rata-rata kota",
                _figures("2.61", "1.7", "2.11", "2.28", "1.41", "1.23", "3.23", "3.09"),
            ),
            Series("target", "target", _figures(*["3"] * 8)),
        ],
        "many_axes": MORE_AXES,
        "many_series": [
            Series(
                "now",
                "Kota contoh",
                _figures("2.2", "1.5", "2", "2.5", "1", "1", "3.4", "3.5", "4", "", "", "3"),
            )
        ],
    }


def _changes() -> dict[str, Any]:
    """What moved, over years and between bodies."""
    rows = [
        BarRow("Layanan Publik Sektor 2", Fraction("-0.06"), "#", "5 → 3"),
        BarRow(
            "Penggunaan Sistem Penghubung Layanan Instansi Pusat/Pemerintah Daerah",
            Fraction("-0.05"),
            "#",
            "4 → 2",
        ),
        BarRow("Penerapan Manajemen Data", Fraction("-0.03"), "#", "3 → 1"),
        BarRow("Layanan Kearsipan Dinamis", Fraction("0.055"), "#", "2 → 4"),
    ]
    start = Fraction("2.575")
    return {
        "bar_rows": rows,
        "start": start,
        "end": start + sum(row.value for row in rows),
        "points": [
            ("2019", Fraction("2.1")),
            ("2020", None),
            ("2021", Fraction("2.97")),
            ("2022", Fraction("2.49")),
            ("2023", Fraction("3.12")),
        ],
        "target": Fraction(3),
        "spread": [1 + Fraction(k * k % 97, 97) + Fraction(k % 53, 30) for k in range(300)],
        "indicators": [
            Indicator(6, "Kebijakan Internal Layanan Jaringan Intra", Fraction(2), Fraction(4)),
            Indicator(
                18,
                "Penggunaan Sistem Penghubung Layanan Instansi Pusat/Pemerintah Daerah",
                Fraction(1),
                Fraction(1),
            ),
            Indicator(46, "Layanan Publik Sektor 2", Fraction(5), Fraction(3)),
        ],
    }


def _work() -> dict[str, Any]:
    """Work over two years, and shares of it."""
    third, half = Fraction(1, 3), Fraction(1, 2)
    return {
        "third": third,
        "half": half,
        "timeline_years": range(2025, 2027),
        "timeline_today": date(2025, 8, 17),
        "timeline_rows": [
            TimelineRow(
                "Menetapkan peraturan wali kota tentang arsitektur dan peta rencana",
                date(2025, 2, 1),
                date(2025, 12, 31),
                third,
                "running",
                "Bagian Organisasi · 33\N{NO-BREAK SPACE}%",
                "#",
            ),
            TimelineRow(
                "Menyusun rancangan",
                date(2025, 2, 1),
                date(2025, 5, 31),
                Fraction(1),
                "done",
                part=True,
            ),
            TimelineRow(
                "Menetapkan",
                date(2025, 6, 1),
                date(2025, 7, 31),
                Fraction(0),
                "late",
                part=True,
            ),
            TimelineRow(
                "Audit infrastruktur",
                date(2025, 9, 1),
                date(2026, 6, 30),
                Fraction(0),
                "blocked",
                "Inspektorat Daerah · terhambat",
                "#",
            ),
            TimelineRow("Melatih pengelola layanan", None, date(2026, 10, 31), None, "open"),
            TimelineRow("Memutakhirkan situs", None, None, None, "open", "tanpa target selesai"),
        ],
    }


def samples() -> dict[str, Any]:
    """Everything the examples name."""
    return {
        **figures(),
        "form": SampleForm(prefix="a"),
        "bad_form": SampleForm({"b-name": "", "b-since": "kemarin"}, prefix="b"),
        "errors": [
            ("f_mail", "Surel: alamat belum lengkap."),
            ("", "Baris 12, kolom nilai: “tiga” bukan angka. Tulis 3."),
        ],
        "options": [("SPBE-2020", "SPBE-2020"), ("PEMDI-2026", "Pemerintah Digital 2026")],
        "years": [("2022", "2022"), ("2021", "2021")],
        "stages": [
            ("mandiri", "Mandiri", "Dinilai oleh tim asesor internal."),
            ("akhir", "Akhir", "Hasil setelah interviu dan visitasi."),
        ],
        "levels": LEVELS,
        "sample_messages": list(_messages()),
        "crumbs": [("Hasil", "#"), ("Kota Serang", "#")],
        "tabs": [("Ringkasan", "#", True, None), ("Indikator", "#", False, 46)],
        "chips": [
            ("Turun", "#", True, 21),
            ("Di bawah target", "#", False, 27),
            ("Semua", "#", False, 46),
        ],
        "saved_views": {
            "links": [
                {"name": "Kota di bawah target", "url": "#", "current": True, "delete_url": "#"},
                {"name": "Urut nama", "url": "#", "current": False, "delete_url": "#"},
            ],
            "address": "#",
            "can_save": True,
        },
        "no_saved_views": {"links": [], "address": "#", "can_save": False},
        "facts": [("Kategori", "Kota"), ("Instrumen", "SPBE-2020"), ("Tahap", "Akhir")],
        "number_facts": [("Diklaim", "2"), ("Tahun lalu", "1"), ("Rata-rata kota", "1,41")],
        "steps": ["Pilih berkas", "Cocokkan kolom", "Periksa", "Selesai"],
        "legend": [
            ("last", "tahun lalu"),
            ("target", "target"),
            ("line-now", "tahun ini"),
            ("line-last", "tahun lalu"),
            ("line-average", "rata-rata kelompok"),
            ("line-national", "rata-rata nasional"),
            ("line-target", "target"),
        ],
        "legend_markers": [
            ("last", "tahun lalu"),
            ("target", "target"),
            ("claimed", "diklaim"),
            ("reviewed", "hasil periksa"),
            ("assessor", "asesor"),
        ],
    }
