"""Roots that the rules of affixation alone would take for something else.

Written for this project from the vocabulary of public administration; a root is listed where its
beginning looks like a prefix, or where its first letter is lost behind one.
"""

from __future__ import annotations

IN_M = (
    "maju", "makan", "makna", "makmur", "malu", "manfaat", "mantap", "masak", "masuk", "mati",
    "meriah", "milik", "minat", "minta", "mohon", "muat", "mudah", "mula", "mulia", "mungkin",
    "murah", "murni", "musnah", "musyawarah", "mutakhir", "mutu",
)  # fmt: skip
"""Roots in m: "memuat" is muat, while "memakai" is pakai."""

IN_N = (
    "naik", "nama", "nanti", "nasihat", "nikah", "nikmat", "nilai", "normal", "notula",
)  # fmt: skip
"""Roots in n: "menilai" is nilai, while "menulis" is tulis."""

IN_NY = ("nyala", "nyaman", "nyanyi", "nyata")
"""Roots in ny: "menyatakan" is nyata, while "menyusun" is susun."""

IN_R = (
    "racik", "raih", "ramai", "ramal", "rambah", "rampung", "rancang", "rangkap", "rasa", "rata",
    "rawat", "reda", "rekam", "rekrut", "rencana", "rendah", "rentan", "resap", "resmi", "retas",
    "rinci", "ringan", "ringkas", "rintis", "ruang", "rugi", "rujuk", "rumus", "runding", "runtuh",
    "rusak",
)  # fmt: skip
"""Roots in r: "perencanaan" is rencana, while "peraturan" is atur."""

OF_ONE_SYLLABLE = ("sah", "cek", "cat", "tik")
"""Roots that take menge- and penge-: "pengesahan" is sah."""

AFTER_BARE_PE = ("kerja", "tugas", "jabat", "tani")
"""Roots before which pe- stands without a nasal: "petugas" is tugas."""

WHOLE = (
    "berapa", "beras", "beri", "berita", "berkas", "bersih", "berhasil", "deskripsi", "digit",
    "digital", "dimensi", "dinamika", "dinamis", "dinas", "direksi", "direktif", "direktorat",
    "direktur", "disiplin", "diskominfo", "diskusi", "distribusi", "distrik", "divisi", "kepala",
    "media", "medis", "mekanisme", "mentah", "menteri", "mentor", "merdeka", "meski", "metadata",
    "metode", "peduli", "pendek", "penting", "penuh", "percaya", "peran", "perda", "perdana",
    "perintah", "periksa", "periode", "perkara", "perlu", "permen", "permanen", "pernah",
    "perpres", "persen", "persis", "pertama", "perwali", "peserta", "terampil", "terang", "terap",
    "terbit", "terima", "teritori", "terminal", "tertib", "terus",
)  # fmt: skip
"""Roots that begin like a prefix and do not have one."""

ENDING_IN_AN = frozenset(("pangan", "ringan", "simpan", "tangan"))
"""Roots whose own end looks like a suffix."""

FUNCTION_WORDS = frozenset((
    "adalah", "agar", "akan", "antara", "atas", "atau", "bagi", "bahwa", "dalam", "dan", "dapat",
    "dari", "dengan", "di", "ini", "itu", "juga", "karena", "ke", "kepada", "maka", "oleh", "pada",
    "para", "sebagai", "secara", "serta", "sudah", "telah", "tentang", "terhadap", "tetapi",
    "tidak", "untuk", "yaitu", "yang",
))  # fmt: skip
"""Words that a search need not insist on."""
