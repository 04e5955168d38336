"""What the columns of a follow-up table mean, told from their headings."""

from __future__ import annotations

import re

from selaras.assessments.services.imports.plan import IGNORED, Choice
from selaras.assessments.services.imports.shape import Layout, detected
from selaras.foundation.tables import Table, normalise
from selaras.improvement.queries.follow_up_rows import (
    ASSESSOR,
    DUE,
    EVIDENCE,
    FINAL,
    FOLLOW_UP,
    INDICATOR,
    NOTE,
    NUMBER,
    SELF,
    TEXT,
    UNITS,
    VALUE,
)

_PLAIN: dict[str, frozenset[str]] = {
    NUMBER: frozenset({"no", "nomor", "kode", "no indikator", "nomor indikator"}),
    INDICATOR: frozenset({"indikator", "nama indikator", "uraian indikator", "uraian"}),
    TEXT: frozenset(
        {"rekomendasi", "rekomendasi menpan", "rekomendasi menpanrb", "rekomendasi panrb"}
        | {"rekomendasi evaluator", "rekomendasi asesor", "uraian rekomendasi", "catatan asesor"}
    ),
    DUE: frozenset(
        {"target waktu", "target", "tenggat", "waktu", "waktu pelaksanaan", "batas waktu"}
        | {"target selesai", "target penyelesaian", "tahun target", "tahun"}
    ),
    UNITS: frozenset(
        {"opd", "opd terkait", "opd penanggung jawab", "opd penanggungjawab", "unit kerja", "unit"}
        | {"perangkat daerah", "perangkat daerah terkait", "perangkat daerah penanggung jawab"}
        | {"perangkat daerah penaggung jawab", "penanggung jawab", "penanggungjawab", "pelaksana"}
        | {"unit penanggung jawab", "skpd", "instansi penanggung jawab", "pd penanggung jawab"}
    ),
    EVIDENCE: frozenset({"data dukung", "bukti dukung", "bukti", "data dukung rekomendasi menpan"}),
    NOTE: frozenset({"keterangan", "catatan", "ket"}),
}
_FOLLOWING = ("tindak lanjut", "rencana aksi", "rencana tindak lanjut", "aksi")
_OWNERS: tuple[tuple[str, frozenset[str]], ...] = (
    (SELF, frozenset({"mandiri", "self"})),
    (
        ASSESSOR,
        frozenset({"evaluator", "asesor", "eksternal", "ugm", "dokumen", "interviu", "wawancara"}),
    ),
    (FINAL, frozenset({"akhir", "final"})),
)
_VALUE_WORDS = frozenset({"nilai", "skor", "level", "tingkat", "capaian"})
_FINAL_WORDS = frozenset({"kematangan", "tingkat", "indikator", "spbe", "indeks"})
_YEAR = re.compile(r"20\d{2}")


def meaning(heading: str) -> Choice:
    """What a column with this heading most likely holds."""
    plain = normalise(heading)
    for role, names in _PLAIN.items():
        if plain in names:
            return Choice(role)
    words = plain.split()
    year = next((int(word) for word in words if _YEAR.fullmatch(word)), None)
    said = " ".join(word for word in words if word not in {str(year), "tahun"})
    if said in _FOLLOWING:
        return Choice(FOLLOW_UP, "", year)
    if not words or words[0] not in _VALUE_WORDS:
        return IGNORED
    owner = next((whose for whose, known in _OWNERS if known & set(words)), None)
    rest = set(words[1:]) - {str(year)}
    if owner is None and rest - _FINAL_WORDS:
        return IGNORED
    return Choice(VALUE, owner or FINAL)


def detect(table: Table) -> Layout:
    """The heading row and what each column means; a meaning is given to one column only."""
    return detected(
        table,
        meaning,
        lambda choices: (
            int(Choice(TEXT) in choices),
            sum(choice != IGNORED for choice in choices),
        ),
    )
