"""Writing the first sheet: whose worksheet it is, what to do with it, and what its colours mean."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from selaras.assessments.models import CycleKind
from selaras.assessments.queries.worksheet import Paper
from selaras.reporting.worksheet.cells import moment, set_page, titled
from selaras.reporting.worksheet.looks import Looks, height
from selaras.reporting.worksheet.rows import day

WIDTHS: Final = (5.0, 26.0, 98.0)


def cycle_name(paper: Paper) -> str:
    """The cycle: "Evaluasi 2025"."""
    return f"{CycleKind(paper.cycle).label} {paper.year}"


def write_guide(sheet: Any, looks: Looks, paper: Paper) -> None:
    """Everything, from the top."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    titled(
        sheet, looks, 0, _("Lembar Kerja Evaluasi"), f"{paper.institution} · {cycle_name(paper)}"
    )
    row = 3
    for label, text in _facts(paper):
        sheet.write_string(row, 1, label, looks("label"))
        sheet.write_string(row, 2, text, looks("lined"))
        sheet.set_row(row, height([(text, WIDTHS[2])]))
        row += 1
    row = _heading(sheet, looks, row + 1, _("Yang perlu dilakukan"))
    for place, step in enumerate(_steps(paper), start=1):
        sheet.write_number(row, 0, place, looks("step"))
        row = _sentence(sheet, looks, row, step)
    row = _heading(sheet, looks, row + 1, _("Arti warna"))
    for look, label, text in _legend(paper):
        sheet.write_string(row, 1, label, looks(look))
        sheet.write_string(row, 2, text, looks("lined"))
        sheet.set_row(row, 20)
        row += 1
    row = _heading(sheet, looks, row + 1, _("Yang perlu diketahui"))
    for note in _notes(paper):
        sheet.write_string(row, 0, "•", looks("step"))
        row = _sentence(sheet, looks, row, note)
    set_page(sheet, paper)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row - 1, 2)
    sheet.hide_gridlines(2)
    sheet.set_selection(0, 0, 0, 0)


def _heading(sheet: Any, looks: Looks, row: int, text: str) -> int:
    sheet.write_string(row, 0, text, looks("section"))
    for column in (1, 2):
        sheet.write_blank(row, column, None, looks("section"))
    return row + 1


def _sentence(sheet: Any, looks: Looks, row: int, text: str) -> int:
    """A sentence across the last two columns; merged, so its height is set by hand."""
    sheet.merge_range(row, 1, row, 2, text, looks("step"))
    sheet.set_row(row, height([(text, (WIDTHS[1] + WIDTHS[2]) * 0.92)]) + 2)
    return row + 1


def _facts(paper: Paper) -> list[tuple[str, str]]:
    version = paper.worksheet.assessment.cycle.instrument
    instrument = f"{paper.instrument.name} ({version.code} v{version.version})"
    facts = [
        (_("Kode lembar"), paper.worksheet.code),
        (_("Instansi"), paper.institution),
        (_("Unit"), paper.unit or _("Seluruh instansi (untuk tim asesor internal)")),
        (_("Instrumen"), instrument),
        (_("Indikator"), str(len(paper.lines))),
        (_("Data per"), moment(paper)),
        (_("Dibuat oleh"), paper.author),
    ]
    if paper.due_on:
        facts.append((_("Kembali paling lambat"), day(paper.due_on)))
    return facts


def _steps(paper: Paper) -> list[str]:
    if paper.is_of_unit:
        first = _(
            "Buka lembar setiap aspek. Baca kriteria tingkatnya, lalu isi klaim unit serta fakta, "
            "analisis, dan justifikasi pada sel yang berwarna kuning."
        )
        last = _(
            "Kembalikan berkas ini kepada %(author)s, atau unggah sendiri di Selaras pada halaman "
            "“Lembar kerja (LKE)” penilaian ini."
        ) % {"author": paper.author}
    else:
        first = _(
            "Buka lembar setiap aspek. Isi nilai tim serta fakta, analisis, dan justifikasi pada "
            "sel yang berwarna kuning. Indeks di lembar “Ringkasan” ikut berubah."
        )
        last = _("Unggah berkas ini di Selaras pada halaman “Lembar kerja (LKE)” penilaian ini.")
    return [
        first,
        _("Sel yang dibiarkan apa adanya tidak mengubah apa pun di Selaras."),
        _("Simpan berkas sebagai XLSX atau ODS dengan nama apa pun."),
        last,
        _(
            "Selaras menunjukkan dulu apa yang akan berubah dan siapa yang mengubahnya sejak "
            "lembar ini dibuat. Tidak ada isian yang ditimpa tanpa persetujuan."
        ),
    ]


def _legend(paper: Paper) -> list[tuple[str, str, str]]:
    legend = [
        ("field shown", _("Dapat diisi"), _("Sel kuning berbingkai.")),
        ("shut", _("Terkunci"), _("Isian yang sudah diserahkan atau disetujui.")),
        ("good", _("Tingkat tercapai"), _("Kriteria sampai tingkat yang dipilih.")),
        ("missing", _("Belum diisi"), _("Nilai masih kosong.")),
    ]
    if paper.instrument.target_value is not None:
        legend.append(("low", _("Di bawah target"), _("Nilai lebih rendah daripada target.")))
    if not paper.is_of_unit:
        said = _("Nilai tim tidak sama dengan klaim unit.")
        legend.append(("differs", _("Berbeda dari klaim"), said))
    return legend


def _notes(paper: Paper) -> list[str]:
    notes = [
        _(
            "Sel di luar yang kuning dilindungi tanpa kata sandi: perlindungan ini mencegah salah "
            "ketik, bukan mencegah orang. Perubahan di sana tidak dibaca saat berkas kembali."
        ),
        _(
            "Tinggi baris dan lebar kolom dapat diubah. Bila menempel teks dari dokumen lain, "
            "tempelkan sebagai teks saja agar warna dan pemeriksaan sel tetap ada."
        ),
        _("Bukti tidak dilampirkan di sini. Unggah bukti di Selaras; daftarnya ada di lembar ini."),
    ]
    if not paper.is_of_unit:
        notes.append(
            _(
                "Indeks di lembar ini adalah simulasi dari isian, dihitung persis seperti di "
                "Selaras. Selama ada nilai yang belum diisi, indeks dibiarkan kosong. Caranya ada "
                "di lembar “Perhitungan”."
            )
        )
    return notes
