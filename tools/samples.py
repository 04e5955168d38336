"""Make the sample documents of the demo year: invented texts, every page marked as a sample.

``python -m tools.samples`` writes ``demo/contoh/``. The files are kept in the repository, so that
the demo needs neither fonts nor time; run this after changing a text here. It draws the scan with
Pillow, which nothing else needs: install it by hand.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import typst
import xlsxwriter

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "contoh"

LAYOUT = """
#set document(title: "{title}", author: "Selaras", date: none)
#set page(
  paper: "a4", margin: (x: 2.6cm, y: 2.4cm), numbering: (..n) => n.pos().map(str).join(" dari "),
  background: rotate(-35deg, text(64pt, fill: luma(90%), weight: "bold")[CONTOH]),
  header: align(right, text(8pt, fill: luma(40%))[Dokumen contoh Selaras. Isinya rekaan.]),
)
#set text(lang: "id", size: 11pt)
#set par(leading: 0.75em)
#align(center)[#text(10pt)[PEMERINTAH KOTA CONTOH] \\ #v(0.3em) #text(13pt, weight:
"bold")[{title}] \\
  #text(11pt)[{lead}]]
#v(1.2em)
"""


@dataclass(frozen=True)
class Sample:
    """One document; ``pages`` hold its text in Typst's own marks."""

    name: str
    title: str
    lead: str
    pages: tuple[str, ...]
    scanned: bool = False


CLOSING = """
#v(2em)
#align(right)[Ditetapkan di Kota Contoh \\ {place} \\ #v(2.2em) {signer}]
"""


def closing(date: str, signer: str) -> str:
    """Where, when and by which office a document was signed; no person's name."""
    return CLOSING.format(place=date, signer=signer)


SAMPLES = (
    Sample(
        "peraturan-wali-kota-12-2025.pdf",
        "PERATURAN WALI KOTA CONTOH NOMOR 12 TAHUN 2025",
        "tentang Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik",
        (
            """
= Pasal 1
Dalam peraturan ini, Sistem Pemerintahan Berbasis Elektronik (SPBE) adalah penyelenggaraan
pemerintahan
yang memanfaatkan teknologi informasi dan komunikasi untuk melayani pengguna.

= Pasal 4
(1) Arsitektur SPBE memuat referensi arsitektur dan domain arsitektur. \\
(2) Domain arsitektur meliputi:
+ proses bisnis;
+ data dan informasi;
+ infrastruktur SPBE;
+ aplikasi SPBE;
+ keamanan SPBE; dan
+ layanan SPBE.
""",
            """
= Pasal 5
(1) Arsitektur SPBE disusun untuk lima tahun dengan berpedoman pada Arsitektur SPBE Nasional. \\
(2) Arsitektur SPBE mengatur integrasi antar perangkat daerah dan dengan instansi lain. \\
(3) Arsitektur SPBE direviu pada pertengahan dan tahun terakhir pelaksanaan.

= Pasal 6
Peta Rencana SPBE memuat tata kelola, manajemen, layanan, infrastruktur, aplikasi, keamanan, dan
audit
teknologi informasi dan komunikasi.

= Pasal 9
Setiap perangkat daerah menerapkan manajemen risiko, keamanan informasi, data, aset teknologi
informasi
dan komunikasi, sumber daya manusia, pengetahuan, perubahan, dan layanan SPBE.
""",
            """
= Pasal 12
(1) Pembangunan aplikasi mengikuti siklus pembangunan aplikasi dan diuji sebelum dipakai. \\
(2) Aplikasi yang dipakai bersama didaftarkan kepada dinas yang membidangi komunikasi.

= Pasal 15
Pusat data, jaringan intra pemerintah, dan sistem penghubung layanan digunakan bersama oleh seluruh
perangkat daerah.

= Pasal 20
Audit teknologi informasi dan komunikasi meliputi audit infrastruktur, audit aplikasi, dan audit
keamanan.
"""
            + closing("pada tanggal 14 Maret 2025", "WALI KOTA CONTOH"),
        ),
    ),
    Sample(
        "sk-tim-koordinasi-45-2026.pdf",
        "KEPUTUSAN WALI KOTA CONTOH NOMOR 45 TAHUN 2026",
        "tentang Tim Koordinasi Sistem Pemerintahan Berbasis Elektronik",
        (
            """
KESATU: Membentuk Tim Koordinasi SPBE dengan susunan: Sekretaris Daerah sebagai koordinator; Kepala
Dinas
Komunikasi dan Informatika sebagai penanggung jawab; Kepala Bappeda, Inspektur Daerah, Kepala Bagian
Organisasi, dan Kepala BPKAD sebagai anggota.

KEDUA: Tim bertugas mengarahkan, memantau, dan mengevaluasi penerapan SPBE yang terpadu di seluruh
perangkat daerah.

KETIGA: Tim mengadakan rapat paling sedikit satu kali setiap tiga bulan dan melaporkan hasilnya
kepada
Wali Kota.
"""
            + closing("pada tanggal 2 Februari 2026", "WALI KOTA CONTOH"),
        ),
    ),
    Sample(
        "peta-rencana-spbe-2025-2029.pdf",
        "PETA RENCANA SPBE KOTA CONTOH 2025-2029",
        "Lampiran Keputusan Wali Kota Nomor 88 Tahun 2025",
        (
            """
#table(columns: (auto, 1fr, auto, auto), stroke: 0.4pt, inset: 5pt,
  [Muatan], [Kegiatan], [Tahun], [Perangkat daerah],
  [Tata kelola], [Reviu Arsitektur SPBE], [2026], [Dinas Kominfo],
  [Manajemen], [Penerapan manajemen risiko di seluruh perangkat daerah], [2026], [Inspektorat],
  [Layanan], [Perluasan pengaduan dan data terbuka], [2026-2027], [Dinas Kominfo],
  [Infrastruktur], [Pemanfaatan pusat data bersama], [2027], [Dinas Kominfo],
  [Aplikasi], [Penggabungan aplikasi perizinan], [2027], [DPMPTSP],
  [Keamanan], [Penilaian kerentanan tahunan], [2026-2029], [Dinas Kominfo],
  [Audit TIK], [Audit aplikasi, infrastruktur, dan keamanan], [2026, 2028], [Inspektorat],
)
"""
            + closing("pada tanggal 20 Agustus 2025", "WALI KOTA CONTOH"),
        ),
    ),
    Sample(
        "notula-reviu-arsitektur-2026.pdf",
        "NOTULA RAPAT REVIU ARSITEKTUR SPBE",
        "Nomor 005/118/Kominfo/2026",
        (
            """
Tanggal: 21 April 2026. Pemimpin rapat: Sekretaris Daerah selaku koordinator.

= Pokok bahasan
+ Domain layanan dan aplikasi belum memuat seluruh layanan kesehatan.
+ Tiga perangkat daerah berubah nama sesudah penataan dan belum dimutakhirkan di domain proses
bisnis.

= Rekomendasi
+ Dinas Kominfo memutakhirkan domain aplikasi sebelum 30 Juni 2026.
+ Bagian Organisasi memutakhirkan peta proses bisnis.
"""
            + closing("21 April 2026", "Sekretaris Daerah"),
        ),
    ),
    Sample(
        "laporan-audit-aplikasi-pindaian.pdf",
        "LAPORAN AUDIT APLIKASI",
        "Nomor 700/031/Inspektorat/2026",
        (
            """
Ruang lingkup: aplikasi pengaduan dan aplikasi kepegawaian. Auditor: tim audit TIK internal
Inspektorat.

Hasil: dari dua puluh hal pokok teknis, enam belas terpenuhi dan empat perlu perbaikan.
"""
            + closing("10 Mei 2026", "Inspektur Daerah"),
        ),
        scanned=True,
    ),
    Sample(
        "sop-manajemen-risiko-2019.pdf",
        "PEDOMAN MANAJEMEN RISIKO TEKNOLOGI INFORMASI",
        "Nomor 065/SOP-07/Kominfo/2019",
        (
            """
Pedoman ini mengatur identifikasi, analisis, evaluasi, dan penanganan risiko aplikasi di Dinas
Kominfo.
Pedoman berlaku sampai ditetapkan pedoman yang baru.
"""
            + closing("7 Januari 2019", "Kepala Dinas Komunikasi dan Informatika"),
        ),
    ),
    Sample(
        "laporan-audit-infrastruktur-2026.pdf",
        "SURAT TUGAS",
        "Nomor 090/212/Inspektorat/2026",
        (
            """
Menugaskan dua auditor pada Inspektorat Daerah untuk mengikuti bimbingan teknis audit TIK pada
tanggal 4
sampai dengan 6 Maret 2026. Surat tugas ini dibuat untuk dilaksanakan.
"""
            + closing("1 Maret 2026", "Inspektur Daerah"),
        ),
    ),
    Sample(
        "laporan-pengaduan-2026.pdf",
        "LAPORAN PENGELOLAAN PENGADUAN SEMESTER I 2026",
        "Nomor 490/077/Kominfo/2026",
        (
            """
Layanan pengaduan terhubung dengan SP4N-LAPOR! dan dengan aplikasi tindak lanjut di seluruh
perangkat
daerah. Dari 412 laporan, 397 selesai dalam lima hari kerja. Kepuasan pelapor 4,2 dari 5.

Perbaikan berdasarkan evaluasi: pemberitahuan melalui pesan singkat dan peta kejadian.
"""
            + closing("8 Juli 2026", "Kepala Dinas Komunikasi dan Informatika"),
        ),
    ),
)

SERVICES = (
    ("Layanan", "Perangkat daerah", "Aplikasi", "Tingkat layanan"),
    ("Pengaduan masyarakat", "Dinas Kominfo", "SP4N-LAPOR!", "Transaksi"),
    ("Perizinan berusaha", "DPMPTSP", "OSS", "Terintegrasi"),
    ("Data terbuka", "Dinas Kominfo", "Portal Satu Data", "Terintegrasi"),
    ("Kepegawaian", "BKPSDM", "SIMPEG", "Transaksi"),
    ("Kearsipan dinamis", "Dinas Perpustakaan dan Arsip", "SRIKANDI", "Transaksi"),
)


def text_pdf(sample: Sample) -> bytes:
    """The document with a text layer."""
    source = LAYOUT.format(title=sample.title, lead=sample.lead) + "#pagebreak()\n".join(
        sample.pages
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contoh.typ"
        path.write_text(source, encoding="utf-8")
        made: bytes = typst.compile(str(path), format="pdf", ignore_system_fonts=True)
    return made


def scanned_pdf(made: bytes) -> bytes:
    """The same pages as pictures, as a scanner leaves them."""
    scan = pypdfium2.PdfDocument.new()
    for page in pypdfium2.PdfDocument(made):
        picture = io.BytesIO()
        page.render(scale=1.4, grayscale=True).to_pil().save(picture, "JPEG", quality=45)
        picture.seek(0)
        image = pypdfium2.PdfImage.new(scan)
        image.load_jpeg(picture)
        width, height = page.get_size()
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = scan.new_page(width, height)
        sheet.insert_obj(image)
        sheet.gen_content()
    out = io.BytesIO()
    scan.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """A list of services as an office keeps it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Daftar layanan (contoh)")
        for place, row in enumerate(SERVICES):
            sheet.write_row(place, 0, row)
        sheet.set_column(0, 3, 28)
    return out.getvalue()


def main() -> int:
    """Write them all; the exit status."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        made = text_pdf(sample)
        (FOLDER / sample.name).write_bytes(scanned_pdf(made) if sample.scanned else made)
    (FOLDER / "daftar-layanan-2026.xlsx").write_bytes(workbook())
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size:>8} {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
