"""What can be wrong with an instrument document: a place and a plain sentence.

Sentences are Indonesian, the language of the interface; a door translates ``message`` and fills
in ``params``. Each says what is wrong and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from selaras.pure.numbers import exact, localise

Key = str | int
Path = tuple[Key, ...]
"""Where in the document: keys of mappings as text, positions in lists as 0-based whole numbers."""


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation where no translation machinery may be imported."""
    return message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, with where it stands. ``message`` holds named placeholders."""

    path: Path
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Indonesian sentence."""
        return self.message % amounts(self.params)


class InvalidInstrumentError(ValueError):
    """A document is not an instrument; ``faults`` says everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{spell(fault.path)}: {fault.text}" for fault in faults))
        self.faults = faults


def spell(path: Path) -> str:
    """A path as people write it: ``domain[0].aspek[1].bobot``."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def amounts(params: Mapping[str, object], comma: bool = True) -> dict[str, object]:
    """Values for a sentence: exact figures written out, "12,9", or "10/3" where none ends."""
    return {
        key: localise(exact(value), comma) if isinstance(value, Fraction) else value
        for key, value in params.items()
    }


MISSING_KEY = gettext_noop("kunci “%(key)s” belum ada; tambahkan")
UNKNOWN_KEY = gettext_noop("kunci “%(key)s” tidak dikenal; hapus atau perbaiki ejaannya")
UNKNOWN_KEY_LIKE = gettext_noop(
    "kunci “%(key)s” tidak dikenal; mungkin maksudnya “%(like)s”, perbaiki ejaannya"
)
NOT_A_MAPPING = gettext_noop("seharusnya pasangan kunci dan nilai; tulis sebagai “kunci: nilai”")
NOT_A_LIST = gettext_noop(
    "seharusnya daftar; tulis tiap butir pada baris sendiri yang diawali “- ”"
)
EMPTY_LIST = gettext_noop("daftar ini kosong; isi sedikitnya satu butir")
NOT_TEXT = gettext_noop("seharusnya teks yang tidak kosong; isi teksnya")
NOT_WHOLE = gettext_noop(
    "“%(value)s” bukan bilangan bulat %(low)s sampai %(high)s; perbaiki angkanya"
)
NOT_EXACT = gettext_noop(
    '“%(value)s” bukan bilangan; tulis misalnya 1.3 (titik desimal) atau "10/3"'
)
NOT_A_FLAG = gettext_noop("“%(value)s” bukan pilihan ya/tidak; tulis true atau false")
NOT_A_CHOICE = gettext_noop("“%(value)s” tidak dikenal; pilih salah satu: %(choices)s")
NOT_A_PAIR = gettext_noop(
    "titik konversi harus dua bilangan: nilai indeks luar, lalu nilai indikator"
)
NOT_A_CODE = gettext_noop(
    "“%(value)s” bukan kode yang sah; pakai huruf, angka, dan tanda hubung tanpa spasi"
)
NOT_A_LEVEL = gettext_noop("“%(key)s” bukan tingkat; tulis tingkat sebagai bilangan bulat")

SCALE_EMPTY = gettext_noop(
    "skala.min (%(low)s) harus lebih kecil daripada skala.maks (%(high)s); perbaiki salah satunya"
)
WEIGHT_NOT_POSITIVE = gettext_noop("bobot harus lebih besar dari 0, di sini %(value)s")
INDICATORS_OFF = gettext_noop(
    "jumlah bobot indikator aspek %(code)s adalah %(sum)s, padahal bobot aspeknya %(weight)s"
    " (selisih %(off)s); samakan keduanya"
)
ASPECTS_OFF = gettext_noop(
    "jumlah bobot aspek domain %(code)s adalah %(sum)s, padahal bobot domainnya %(weight)s"
    " (selisih %(off)s); samakan keduanya"
)
DOMAINS_OFF = gettext_noop(
    "jumlah bobot semua domain adalah %(sum)s, padahal harus 100 (selisih %(off)s);"
    " perbaiki bobot domain"
)
INSTANCES_OFF = gettext_noop(
    "bobot indikator %(number)s adalah %(weight)s, padahal %(count)s instans × %(each)s = %(sum)s;"
    " samakan keduanya"
)
INSTANCES_ALONE = gettext_noop(
    "instans dan bobot_per_instans harus ditulis bersama; lengkapi atau hapus keduanya"
)
INSTANCE_FOREIGN = gettext_noop("instans “%(value)s” harus diawali “%(prefix)s”; perbaiki nomornya")
DECIMAL_OFF = gettext_noop(
    "%(value)s bukan nilai desimal dari bobot %(weight)s; perbaiki atau hapus baris ini"
)
DUPLICATE_NUMBER = gettext_noop(
    "nomor indikator “%(value)s” sudah dipakai oleh %(other)s; tiap nomor hanya boleh sekali"
)
DUPLICATE_CODE = gettext_noop(
    "kode “%(value)s” sudah dipakai oleh %(other)s; tiap kode hanya boleh sekali"
)
MISSING_LEVEL = gettext_noop(
    "kriteria tingkat %(level)s untuk indikator %(number)s belum ada; tambahkan"
)
EXTRA_LEVEL = gettext_noop(
    "tingkat %(level)s di luar skala %(low)s–%(high)s; hapus tingkat ini atau perbaiki skala"
)
MISSING_LEVEL_NAME = gettext_noop(
    "nama tingkat %(level)s untuk kapabilitas “%(name)s” belum ada; tambahkan"
)
UNKNOWN_CAPABILITY = gettext_noop(
    "kapabilitas “%(value)s” tidak ada pada bagian kapabilitas; pilih salah satu: %(choices)s"
)
UNKNOWN_EXTERNAL = gettext_noop(
    "indeks luar “%(value)s” tidak ada pada bagian indeks_luar; tambahkan di sana"
    " atau perbaiki kodenya"
)
BANDS_EQUAL = gettext_noop(
    "predikat “%(name)s” tumpang tindih dengan “%(other)s”: batas bawah keduanya %(value)s;"
    " beri batas yang berbeda"
)
BANDS_UNSORTED = gettext_noop(
    "predikat “%(name)s” (batas bawah %(value)s) tumpang tindih dengan “%(other)s” (%(bound)s)"
    " di atasnya; urutkan dari batas tertinggi ke terendah"
)
BAND_NAME_TWICE = gettext_noop("nama predikat “%(name)s” dipakai dua kali; beri nama yang berbeda")
BANDS_LEAVE_GAP = gettext_noop(
    "predikat terendah mulai dari %(value)s, padahal skala mulai dari %(low)s;"
    " nilai di antaranya tidak berpredikat, turunkan batas bawahnya"
)
BAND_ABOVE_SCALE = gettext_noop(
    "batas bawah predikat “%(name)s” (%(value)s) di atas skala (%(high)s); turunkan"
)
POINTS_FEW = gettext_noop("konversi indeks luar perlu sedikitnya dua titik; tambahkan")
POINTS_UNSORTED = gettext_noop(
    "titik konversi harus menaik: %(value)s tidak lebih besar daripada %(before)s;"
    " urutkan atau perbaiki"
)
POINT_OFF_SCALE = gettext_noop("nilai konversi %(value)s di luar skala %(low)s–%(high)s; perbaiki")
TARGET_OFF_SCALE = gettext_noop("target %(value)s di luar skala %(low)s–%(high)s; perbaiki")
UNKNOWN_NODE = gettext_noop(
    "alias menunjuk “%(value)s” yang bukan kode domain atau aspek; pakai kode yang ada"
    " atau “indeks”"
)
ALIAS_AMBIGUOUS = gettext_noop(
    "nama “%(value)s” juga menunjuk %(other)s; satu nama hanya boleh menunjuk satu bagian"
)
SELF_COUNTERPART = gettext_noop("padanan menunjuk instrumen ini sendiri; tulis kode instrumen lain")
UNKNOWN_CONFIRMED = gettext_noop(
    "tingkat %(level)s pada tingkat_terkonfirmasi tidak punya kriteria; hapus atau perbaiki"
)
