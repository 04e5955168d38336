"""Every fault names the line and says in plain Indonesian what is wrong and what to do."""

from __future__ import annotations

import pytest
from django.utils import translation

from selaras.instruments.files import InstrumentFileError, instrument_files, open_instrument
from selaras.instruments.reading import MOST_BYTES
from selaras.pure.instrument.parse import instrument_from
from tests.instruments.broken import SOUND, edited, written

LEVEL_2 = (
    "              2:\n                kriteria: Sudah ada.\n                sumber: ditemukan\n"
)

CASES = {
    "weights of indicators": (
        ("bobot: 20\n", "bobot: 19.5\n", 1),
        -5,
        (
            "jumlah bobot indikator aspek A1 adalah 59,5, padahal bobot aspeknya 60"
            " (selisih -0,5); samakan keduanya"
        ),
    ),
    "zero weight": (
        ("bobot: 20\n", "bobot: 0\n", 1),
        0,
        "bobot harus lebih besar dari 0, di sini 0",
    ),
    "number twice": (
        ("nomor: 3", "nomor: 1", 1),
        0,
        "nomor indikator “1” sudah dipakai oleh “Indikator satu”; tiap nomor hanya boleh sekali",
    ),
    "number of an instance twice": (
        ("nomor: 3", "nomor: 2-3", 1),
        0,
        "nomor indikator “2-3” sudah dipakai oleh “Indikator dua”; tiap nomor hanya boleh sekali",
    ),
    "indicator code twice": (
        ("kode: I3", "kode: I2", 1),
        0,
        "kode “I2” sudah dipakai oleh “Indikator dua”; tiap kode hanya boleh sekali",
    ),
    "aspect code twice": (
        ("kode: A2", "kode: A1", 1),
        0,
        "kode “A1” sudah dipakai oleh “Aspek satu”; tiap kode hanya boleh sekali",
    ),
    "level missing": (
        (LEVEL_2, "", 1),
        -4,
        "kriteria tingkat 2 untuk indikator 1 belum ada; tambahkan",
    ),
    "level off the scale": (
        ("              2:\n", "              3:\n", 1),
        0,
        "tingkat 3 di luar skala 1–2; hapus tingkat ini atau perbaiki skala",
    ),
    "level name missing": (
        ("    2: Akhir\n", "", 1),
        -2,
        "nama tingkat 2 untuk kapabilitas “proses” belum ada; tambahkan",
    ),
    "bands equal": (
        ("batas_bawah: 1\n", "batas_bawah: 1.5\n", 1),
        0,
        (
            "predikat “Kurang” tumpang tindih dengan “Baik”: batas bawah keduanya 1,5;"
            " beri batas yang berbeda"
        ),
    ),
    "bands unsorted": (
        ("batas_bawah: 1\n", "batas_bawah: 1.7\n", 1),
        0,
        (
            "predikat “Kurang” (batas bawah 1,7) tumpang tindih dengan “Baik” (1,5) di atasnya;"
            " urutkan dari batas tertinggi ke terendah"
        ),
    ),
    "lowest band above the scale": (
        ("batas_bawah: 1\n", "batas_bawah: 1.2\n", 1),
        0,
        (
            "predikat terendah mulai dari 1,2, padahal skala mulai dari 1; nilai di antaranya tidak"
            " berpredikat, turunkan batas bawahnya"
        ),
    ),
    "highest band above the scale": (
        ("batas_bawah: 1.5", "batas_bawah: 2.5", 1),
        0,
        "batas bawah predikat “Baik” (2,5) di atas skala (2); turunkan",
    ),
    "band name twice": (
        ("nama: Kurang", "nama: baik", 1),
        0,
        "nama predikat “baik” dipakai dua kali; beri nama yang berbeda",
    ),
    "scale upside down": (
        ("min: 1", "min: 2", 1),
        0,
        "skala.min (2) harus lebih kecil daripada skala.maks (2); perbaiki salah satunya",
    ),
    "capability unknown": (
        ("kapabilitas: proses", "kapabilitas: layanan", 1),
        0,
        "kapabilitas “layanan” tidak ada pada bagian kapabilitas; pilih salah satu: proses",
    ),
    "external index unknown": (
        ("indeks_luar: LUAR", "indeks_luar: ENTAH", 1),
        0,
        (
            "indeks luar “ENTAH” tidak ada pada bagian indeks_luar; tambahkan di sana atau"
            " perbaiki kodenya"
        ),
    ),
    "conversion points descend": (
        ("[100, 2]", "[0, 2]", 1),
        0,
        "titik konversi harus menaik: 0 tidak lebih besar daripada 0; urutkan atau perbaiki",
    ),
    "conversion point off the scale": (
        ("[100, 2]", "[100, 3]", 1),
        0,
        "nilai konversi 3 di luar skala 1–2; perbaiki",
    ),
    "conversion point not a pair": (
        ("[100, 2]", "[100]", 1),
        0,
        "titik konversi harus dua bilangan: nilai indeks luar, lalu nilai indikator",
    ),
    "instances do not sum": (
        ('bobot_per_instans: "40/3"', "bobot_per_instans: 13", 1),
        0,
        "bobot indikator 2 adalah 40, padahal 3 instans × 13 = 39; samakan keduanya",
    ),
    "instance of another number": (
        ("2-3]", "4-3]", 1),
        0,
        "instans “4-3” harus diawali “2-”; perbaiki nomornya",
    ),
    "key missing": (
        ("nama: Instrumen uji\n", "", 1),
        -2,
        "kunci “nama” belum ada; tambahkan",
    ),
    "key of an indicator missing": (
        ("            nama: Indikator tiga\n", "", 1),
        -2,
        "kunci “nama” belum ada; tambahkan",
    ),
    "key misspelt": (
        ("status:", "statsu:", 1),
        0,
        "kunci “statsu” tidak dikenal; mungkin maksudnya “status”, perbaiki ejaannya",
    ),
    "key unknown": (
        ("status:", "zzz: 1\nstatus:", 1),
        0,
        "kunci “zzz” tidak dikenal; hapus atau perbaiki ejaannya",
    ),
    "key twice": (
        ("status:", "versi: 2\nstatus:", 1),
        0,
        "kunci “versi” sudah ada di baris 2; hapus salah satunya",
    ),
    "weight is a word": (
        ("bobot: 20\n", "bobot: dua puluh\n", 1),
        0,
        '“dua puluh” bukan bilangan; tulis misalnya 1.3 (titik desimal) atau "10/3"',
    ),
    "weight with a comma": (
        ("bobot: 20\n", "bobot: 1,3\n", 1),
        0,
        '“1,3” bukan bilangan; tulis misalnya 1.3 (titik desimal) atau "10/3"',
    ),
    "version is text": (
        ("versi: 1", "versi: satu", 1),
        0,
        "“satu” bukan bilangan bulat 1 sampai 9999; perbaiki angkanya",
    ),
    "rounding unknown": (
        ("setengah-genap", "biasa", 1),
        0,
        "“biasa” tidak dikenal; pilih salah satu: setengah-genap, setengah-atas, setengah-bawah",
    ),
    "flag is a word": (
        ("bulat: true", "bulat: ya", 1),
        0,
        "“ya” bukan pilihan ya/tidak; tulis true atau false",
    ),
    "list is text": (
        ("dasar_hukum:\n  - Peraturan uji", "dasar_hukum: Peraturan uji", 1),
        0,
        "seharusnya daftar; tulis tiap butir pada baris sendiri yang diawali “- ”",
    ),
    "list is empty": (
        ("dasar_hukum:\n  - Peraturan uji", "dasar_hukum: []", 1),
        0,
        "daftar ini kosong; isi sedikitnya satu butir",
    ),
    "text is empty": (
        ("status: untuk pengujian", "status:", 1),
        0,
        "seharusnya teks yang tidak kosong; isi teksnya",
    ),
    "mapping is text": (
        ("skala:\n  min: 1\n  maks: 2\n  bulat: true", "skala: 1-2", 1),
        0,
        "seharusnya pasangan kunci dan nilai; tulis sebagai “kunci: nilai”",
    ),
    "alias of nothing": (
        ("domain:\n", "alias:\n  A9:\n    - Apa saja\ndomain:\n", 1),
        1,
        "alias menunjuk “A9” yang bukan kode domain atau aspek; pakai kode yang ada atau “indeks”",
    ),
    "alias of two": (
        ("domain:\n", "alias:\n  A1:\n    - aspek  DUA\ndomain:\n", 1),
        2,
        "nama “aspek  DUA” juga menunjuk A2; satu nama hanya boleh menunjuk satu bagian",
    ),
    "target off the scale": (
        ("domain:\n", "target:\n  indeks: 2.6\ndomain:\n", 1),
        1,
        "target 2,6 di luar skala 1–2; perbaiki",
    ),
    "counterpart of itself": (
        ("indeks_luar: LUAR", "padanan:\n              UJI-1: [3]", 1),
        1,
        "padanan menunjuk instrumen ini sendiri; tulis kode instrumen lain",
    ),
    "unclosed quote": (
        ("nama: Kurang\n    teks: di bawah 1,5\n", 'nama: "Kurang\n', 1),
        1,
        "ada tanda kutip yang tidak ditutup; tutup tanda kutip itu",
    ),
    "tab": (
        ("  min: 1", "\tmin: 1", 1),
        0,
        (
            "ada karakter yang tidak dapat mengawali nilai (misalnya tab); pakai spasi untuk"
            " indentasi dan tanda kutip untuk teks"
        ),
    ),
    "stray colon": (
        ("status: untuk pengujian", "status: untuk: pengujian", 1),
        0,
        "ada titik dua yang tidak pada tempatnya; beri tanda kutip pada teks yang memuat “: ”",
    ),
    "alias of YAML": (
        ("status: untuk pengujian", "status: &a untuk pengujian", 1),
        0,
        "jangkar dan alias YAML (& dan *) tidak dipakai; tulis nilainya langsung",
    ),
    "tag": (
        ("status: untuk pengujian", "status: !!python/name:os.system x", 1),
        0,
        "tag YAML (!) tidak dipakai; hapus tag itu, atau beri tanda kutip pada teksnya",
    ),
    "second document": (
        ("predikat:", "---\npredikat:", 1),
        0,
        "berkas memuat lebih dari satu dokumen; satu instrumen satu berkas",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_fault_is_found_at_its_line(tmp_path, name):
    (old, new, nth), offset, sentence = CASES[name]
    text, line = edited(old, new, nth=nth)
    path = written(tmp_path, text)
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(path)
    assert refused.value.path == path
    assert (line + offset, sentence) in [(f.line, f.sentence) for f in refused.value.faults]


def test_one_mistake_is_reported_once(tmp_path):
    text, line = edited("nomor: 3", "nomor: 1")
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text))
    assert [fault.line for fault in refused.value.faults] == [line]


def test_all_mistakes_are_reported_in_the_order_of_lines(tmp_path):
    text = SOUND.replace("nomor: 3", "nomor: 1").replace("versi: 1", "versi: 0")
    text = text.replace("kapabilitas: proses", "kapabilitas: entah")
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text))
    shape_first = [fault.line for fault in refused.value.faults]
    assert shape_first == [2]
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text.replace("versi: 0", "versi: 1")))
    lines = [fault.line for fault in refused.value.faults]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_the_domains_must_sum_to_one_hundred(tmp_path):
    text = SOUND.replace("bobot: 40", "bobot: 45")
    text = text.replace("bobot: 20", "bobot: 15").replace('"40/3"', "15")
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text))
    assert [(f.line, f.sentence) for f in refused.value.faults] == [
        (
            text.split("\n").index("domain:") + 1,
            (
                "jumlah bobot semua domain adalah 105, padahal harus 100 (selisih 5);"
                " perbaiki bobot domain"
            ),
        )
    ]


def test_the_aspects_must_sum_to_their_domain(tmp_path):
    text, _ = edited("bobot: 60", "bobot: 59")
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text))
    assert "jumlah bobot aspek domain D1 adalah 60, padahal bobot domainnya 59 (selisih 1);" in (
        refused.value.faults[-1].sentence
    )


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"", 1, "berkas kosong"),
        (b"\n \n", 1, "berkas kosong"),
        (b"# hanya komentar\n", 1, "berkas kosong"),
        (b"- satu\n- dua\n", 1, "seharusnya pasangan kunci dan nilai"),
        (b"kode: A\nnama: caf\xe9\n", 2, "berkas bukan teks UTF-8"),
        ("kode: A".encode("utf-16"), 1, "berkas bukan teks UTF-8"),
        (b"kode: A\nnama: a\x07b\n", 2, "ada karakter yang tidak boleh dipakai"),
        (b'kode: A\nnama: "a\\0b"\n', 2, "ada karakter yang tidak boleh dipakai"),
        (b"? [a, b]\n: c\n", 1, "kunci harus berupa kata"),
        (b"a: &x [1]\nb: [*x, *x]\n", 1, "jangkar dan alias YAML"),
        (b"a: " + b"[" * 5000, 1, "susunan terlalu dalam"),
        (b"{" * 200_000, 1, "kunci harus berupa kata"),
        (b"x" * (MOST_BYTES + 1), 1, "berkas lebih besar dari 2 MB"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00!\x00\xff", 1, "berkas bukan teks UTF-8"),
    ],
)
def test_a_file_that_is_no_instrument_at_all(tmp_path, content, line, sentence):
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, content))
    fault = refused.value.faults[0]
    assert fault.line == line
    assert sentence in fault.sentence


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    for path, sentence in ((tmp_path / "tiada.yaml", "tidak ditemukan"), (tmp_path, "ini folder")):
        with pytest.raises(InstrumentFileError) as refused:
            open_instrument(path)
        assert sentence in refused.value.faults[0].sentence


def test_figures_in_english_sentences_take_the_point(tmp_path):
    text, _ = edited("bobot: 20\n", "bobot: 19.5\n")
    with pytest.raises(InstrumentFileError) as refused:
        open_instrument(written(tmp_path, text))
    with translation.override("en"):
        assert "59.5" in refused.value.faults[0].sentence


def test_the_sound_file_and_the_project_files_are_sound(tmp_path):
    assert instrument_from(open_instrument(written(tmp_path, SOUND)).document).code == "UJI-1"
    assert [p.name for p in instrument_files()] == [
        "PEMDI-2026.yaml",
        "SPBE-2018.yaml",
        "SPBE-2020.yaml",
    ]
    for path in instrument_files():
        assert open_instrument(path).document["kode"] == path.stem


def test_decimals_keep_the_text_they_were_written_as():
    document = open_instrument(instrument_files()[2]).document
    indicator = document["domain"][0]["aspek"][0]["indikator"][0]
    assert (document["kode"], indicator["bobot"]) == ("SPBE-2020", "1.3")
