"""Manuscripts to try writers with: every block, a long one, a hostile one."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from selaras.foundation.documents.manuscript import (
    Amount,
    Block,
    Bullets,
    Chart,
    Column,
    Contents,
    Cover,
    Facts,
    Grid,
    Head,
    Heading,
    KeyFigure,
    Level,
    Manuscript,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Signature,
)
from selaras.foundation.drawing import paper
from selaras.foundation.drawing.charts import BarRow
from selaras.pure.charts.radar import Series
from selaras.pure.charts.scale import Mark
from selaras.pure.instrument.model import Rounding

AS_OF = datetime(2022, 11, 21, 6, 5, 9, tzinfo=UTC)
ROUNDING = Rounding(2, "setengah-genap")
ASPECTS = (
    "Kebijakan Internal Tata Kelola SPBE",
    "Perencanaan Strategis SPBE",
    "Teknologi Informasi dan Komunikasi",
    "Penyelenggara SPBE",
    "Penerapan Manajemen SPBE",
    "Audit Teknologi Informasi dan Komunikasi",
    "Layanan Administrasi Pemerintahan Berbasis Elektronik",
    "Layanan Publik Berbasis Elektronik",
)
HOSTILE = (
    "#bukan *markup* _sama_ $sekali$ <b>&amp;</b> @x // /* \\ \"kutip\" 'tunggal' = + - `k` ~ [a] "
    "\x00\x01\x08\x1f\x7f\ufffe \u202emalik\u202c \u0645\u0631 \u6f22\u5b57 \U0001f600 "
    "e\u0301 a\u200db =1+1 {{x}} %s {page}"
)
"""Markup of typesetters, formulas, control characters, other scripts."""


@dataclass(frozen=True)
class Scale:
    """From 1 to 5."""

    minimum: Fraction = Fraction(1)
    maximum: Fraction = Fraction(5)


@dataclass(frozen=True)
class Band:
    """A predicate."""

    name: str
    lower: Fraction


BANDS = [
    Band("Kurang", Fraction(1)),
    Band("Cukup", Fraction("1.8")),
    Band("Baik", Fraction("2.6")),
    Band("Sangat Baik", Fraction("3.5")),
    Band("Memuaskan", Fraction("4.2")),
]


def png(width: int = 30, height: int = 36) -> bytes:
    """A small picture."""
    line = b"\0" + bytes((20, 90, 120)) * width

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(line * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


CREST = Picture(png(), "image/png", "Lambang Kota Contoh")


def amount(value: str, places: int = 2) -> Amount:
    """A figure with its words."""
    exact = Fraction(value)
    return Amount(exact, f"{float(exact):.{places}f}".replace(".", ","), places)


def charts() -> list[Chart]:
    """One of every kind."""
    scale = Scale()
    now = Series("now", "Tahun 2022", tuple(Fraction(8 + k, 4) for k in range(8)))
    last = Series("last", "Tahun 2021", (*(Fraction(k % 4 + 1) for k in range(7)), None))
    moves = [
        BarRow(name, Fraction(k * 37 % 23 - 9, 100), note="2 → 3") for k, name in enumerate(ASPECTS)
    ]
    points = [
        ("2019", Fraction(2)),
        ("2020", None),
        ("2021", Fraction("2.18")),
        ("2022", Fraction("2.49")),
    ]
    told = "Uraian gambar bagi yang tidak melihatnya."
    return [
        paper.radar_chart(
            "Radar aspek", told, ASPECTS, [last, now], scale, ROUNDING, shows_twin=True
        ),
        paper.scale_chart(
            "Skala predikat",
            told,
            BANDS,
            scale,
            [Mark(Fraction("2.49"), "2,49 Kota Contoh")],
            ROUNDING,
        ),
        paper.trend_chart(
            "Indeks menurut tahun", told, points, scale, ROUNDING, target=Fraction(3)
        ),
        paper.distribution_chart(
            "Sebaran indeks",
            told,
            [Fraction(100 + k * 4, 100) for k in range(90)],
            scale,
            ROUNDING,
            own=Fraction("2.49"),
        ),
        paper.waterfall_chart(
            "Perubahan indeks",
            told,
            ("Indeks 2021", Fraction("2.18")),
            moves,
            "Indeks 2022",
            ROUNDING,
        ),
        paper.bars_chart("Sumbangan aspek", told, moves, ROUNDING),
        paper.columns_chart("Instansi menurut predikat", told, [("Kurang", 12), ("Baik", 1301)]),
    ]


def indicators(count: int = 47) -> Grid:
    """A long table with groups, ladders and a total."""
    rows: list[Row] = []
    for number in range(1, count + 1):
        if number % 6 == 1:
            rows.append(Row((f"Aspek {number // 6 + 1}. {ASPECTS[number // 6 % 8]}",), "group"))
        value = number * 7 % 5 + 1
        rows.append(
            Row(
                (
                    number,
                    f"Tingkat kematangan {ASPECTS[number % 8]} untuk indikator ke-{number}",
                    paper.ladder_cell(value, Scale(), last=number * 3 % 5 + 1, target=4),
                    amount("13/4"),
                    None if number % 9 == 0 else amount("10/3"),
                ),
                indent=1,
            )
        )
    rows.append(
        Row((None, "Indeks", Level(Fraction("2.49"), "2,49"), amount("13/4"), None), "total")
    )
    columns = (
        Column("No.", "right", 0.5),
        Column("Indikator", width=4.4),
        Column("Nilai", width=1.6),
        Column("Target", "right", 0.8),
        Column("Rata-rata", "right", 0.9),
    )
    return Grid(
        "Nilai indikator", columns, tuple(rows), "Lingkaran menandai tahun lalu.", "Indikator"
    )


def every_block() -> tuple[Block, ...]:
    """Every kind of block, and every kind of cell."""
    kinds = Grid(
        "Segala isi sel",
        (Column("Nama"), Column("Isi", "right"), Column("Angka", "center")),
        (
            Row(("Bilangan", 12, Decimal("2.50"))),
            Row(("Hari", date(2022, 11, 21), None), indent=2),
            Row(
                (
                    (Run("Tebal", bold=True), Run(" dan "), Run("miring", italic=True)),
                    amount("5/2"),
                    "a",
                )
            ),
        ),
    )
    return (
        Contents(),
        PageBreak(),
        Heading("Ringkasan eksekutif"),
        Paragraph((Run("Indeks naik "), Run("0,31", bold=True), Run(" dari tahun lalu."))),
        KeyFigure("Indeks SPBE", amount("2.49"), "Predikat Cukup"),
        KeyFigure("Predikat", "Memuaskan"),
        Heading("Dasar hukum", 2),
        Bullets(("Peraturan pertama;", "Peraturan kedua."), ordered=True),
        Bullets(("Butir lepas",)),
        Bullets(("Peraturan lain;",), ordered=True),
        Heading("Identitas", 3),
        Facts((("Instansi", "Kota Contoh"), ("Tahun", (Run("2022", bold=True),)))),
        Quotation("Baris pertama\n  baris kedua", "Asesor eksternal"),
        kinds,
        *charts(),
        Grid("Belum terisi", (Column("A"), Column("B")), ()),
        indicators(),
        Paragraph("Demikian laporan ini disusun."),
        Signature(
            "Kota Contoh, 21 November 2022",
            "Sekretaris Daerah",
            "Pejabat Contoh",
            "NIP 1970",
            "ttd.",
        ),
    )


def manuscript(
    blocks: tuple[Block, ...] | None = None,
    *,
    cover: bool = True,
    draft: str = "",
    title: str = "Laporan Hasil Evaluasi SPBE",
) -> Manuscript:
    """A manuscript of these blocks, or of every block."""
    lines = ("PEMERINTAH KOTA CONTOH", "SEKRETARIAT DAERAH", "Jalan Raya Nomor 1")
    return Manuscript(
        title=title,
        subject="Evaluasi SPBE 2022",
        issuer="Pemerintah Kota Contoh",
        language="id",
        as_of=AS_OF,
        instrument="Pedoman SPBE 2020 (versi 1.2)",
        blocks=every_block() if blocks is None else blocks,
        cover=Cover(lines[:2], title, "Kota Contoh", "2022", CREST) if cover else None,
        head=Head(lines, CREST),
        draft=draft,
        keywords=("SPBE", "Kota Contoh"),
    )


def hostile() -> Manuscript:
    """Everything a person may type, everywhere."""
    long = "x" * 400
    cells = (HOSTILE, long, f"https://contoh.go.id/{'a/b-c_d.' * 40}")
    columns = (Column(HOSTILE, width=0.2), Column("Lebar", width=9), Column("=1+1", width=0.2))
    scale = Scale()
    return manuscript(
        (
            Contents(),
            Heading(HOSTILE),
            Paragraph(HOSTILE + " " + long),
            Quotation(HOSTILE + "\n\n" + long, HOSTILE),
            Bullets((HOSTILE, "")),
            KeyFigure(HOSTILE, HOSTILE, HOSTILE),
            Facts(((HOSTILE, HOSTILE),)),
            Grid(HOSTILE, columns, (Row(cells), Row((HOSTILE,), "group"), Row(cells[::-1]))),
            Grid("=1+1", columns, (), sheet="a/b:c*d?[e]'"),
            Grid("", columns, (Row(("lorem ipsum " * 900, "", None)),)),
            paper.bars_chart(HOSTILE, HOSTILE, [BarRow(HOSTILE, Fraction(1, 3))], ROUNDING),
            paper.radar_chart(
                HOSTILE,
                "x",
                [HOSTILE[:24]] * 3,
                [Series("now", HOSTILE[-40:], (Fraction(1),) * 3)],
                scale,
                ROUNDING,
            ),
            Signature(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        ),
        title=HOSTILE,
    )
