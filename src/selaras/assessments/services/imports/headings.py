"""What the columns of a stage-value table mean, told from their headings."""

from __future__ import annotations

import re

from selaras.assessments.models import Stage
from selaras.assessments.services.imports.plan import IGNORED, Choice
from selaras.assessments.services.imports.shape import Layout, detected
from selaras.foundation.tables import Table, normalise

NUMBER, NAME, INSTITUTION, YEAR, EXPLANATION, VALUE = (
    "nomor",
    "indikator",
    "instansi",
    "tahun",
    "penjelasan",
    "nilai",
)

_PLAIN: dict[str, frozenset[str]] = {
    NUMBER: frozenset({"nomor", "no", "kode", "number"})
    | {f"{word} indikator" for word in ("nomor", "no", "kode")},
    NAME: frozenset(["indikator", "nama indikator", "uraian indikator", "nama", "indicator"]),
    INSTITUTION: frozenset(
        ["instansi", "nama instansi", "ippd", "pemerintah daerah", "pemda", "daerah", "institution"]
    ),
    YEAR: frozenset(["tahun", "tahun penilaian", "tahun evaluasi", "year"]),
    EXPLANATION: frozenset(["penjelasan", "keterangan", "catatan", "explanation"]),
}

_STAGE_WORDS: tuple[tuple[Stage, frozenset[str]], ...] = (
    (Stage.SELF, frozenset({"mandiri", "self"})),
    (Stage.INTERVIEW, frozenset({"interviu", "wawancara", "interview"})),
    (Stage.VISIT, frozenset({"visitasi", "visit", "observasi", "lapangan"})),
    (
        Stage.DOCUMENT,
        frozenset({"dokumen", "evaluator", "asesor", "assessor", "eksternal", "external"}),
    ),
    (Stage.FINAL, frozenset({"akhir", "final"})),
)
_VALUE_WORDS = frozenset({"nilai", "skor", "level", "tingkat", "value", "capaian"})
_YEAR_WORD = re.compile(r"\d{4}", re.ASCII)


def meaning(heading: str) -> Choice:
    """What a column with this heading most likely holds."""
    plain = normalise(heading)
    for role, names in _PLAIN.items():
        if plain in names:
            return Choice(role)
    words = plain.split()
    spoken = next((stage for stage, known in _STAGE_WORDS if known & set(words)), None)
    if not words or not (words[0] in _VALUE_WORDS or (spoken and len(words) == 1)):
        return IGNORED
    year = next((int(word) for word in words if _YEAR_WORD.fullmatch(word)), None)
    others = set(words[1:]) - {str(year)}
    if spoken is None and others - {"kematangan", "indikator", "spbe"}:
        return IGNORED
    return Choice(VALUE, spoken or Stage.FINAL, year)


def detect(table: Table) -> Layout:
    """The heading row and what each column means; a meaning is given to one column only."""
    return detected(
        table,
        meaning,
        lambda choices: (
            int(Choice(NUMBER) in choices),
            sum(choice.role == VALUE for choice in choices),
        ),
    )
