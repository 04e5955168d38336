"""Instrument files with one thing wrong: a small sound one, edited."""

from __future__ import annotations

from pathlib import Path

SOUND = """\
kode: UJI-1
versi: 1
nama: Instrumen uji
dasar_hukum:
  - Peraturan uji
status: untuk pengujian
skala:
  min: 1
  maks: 2
  bulat: true
pembulatan:
  desimal: 2
  cara: setengah-genap
kapabilitas:
  proses:
    1: Awal
    2: Akhir
indeks_luar:
  LUAR:
    nama: Indeks luar
    titik:
      - [0, 1]
      - [100, 2]
    cara: linear
    sumber: uji
domain:
  - kode: D1
    nama: Domain satu
    bobot: 60
    aspek:
      - kode: A1
        nama: Aspek satu
        bobot: 60
        indikator:
          - nomor: 1
            kode: I1
            nama: Indikator satu
            bobot: 20
            kapabilitas: proses
            indeks_luar: LUAR
            level:
              1:
                kriteria: Belum ada.
                sumber: ditemukan
              2:
                kriteria: Sudah ada.
                sumber: ditemukan
          - nomor: 2
            kode: I2
            nama: Indikator dua
            bobot: 40
            instans: [2-1, 2-2, 2-3]
            bobot_per_instans: "40/3"
            kapabilitas: proses
            level:
              1:
                kriteria: Belum ada.
                sumber: ditemukan
              2:
                kriteria: Sudah ada.
                sumber: disimpulkan
  - kode: D2
    nama: Domain dua
    bobot: 40
    aspek:
      - kode: A2
        nama: Aspek dua
        bobot: 40
        indikator:
          - nomor: 3
            kode: I3
            nama: Indikator tiga
            bobot: 40
            kapabilitas: proses
            level:
              1:
                kriteria: Belum ada.
                sumber: ditemukan
              2:
                kriteria: Sudah ada.
                sumber: ditemukan
predikat:
  - batas_bawah: 1.5
    nama: Baik
    teks: 1,5 ke atas
  - batas_bawah: 1
    nama: Kurang
    teks: di bawah 1,5
"""


def edited(old: str, new: str, *, nth: int = 1) -> tuple[str, int]:
    """The sound file with the nth occurrence of ``old`` replaced, and the line of that place."""
    position = -1
    for _ in range(nth):
        position = SOUND.index(old, position + 1)
    text = SOUND[:position] + new + SOUND[position + len(old) :]
    return text, text.count("\n", 0, position) + 1


def written(folder: Path, content: str | bytes) -> Path:
    """A file with that content."""
    path = folder / "uji.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
