"""Each rule, on the cases it was made for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from selaras.pure.evidence.checks import DocumentFacts, Text, Verdict, examine, two_years_before
from selaras.pure.evidence.demand import Demand, Period
from selaras.pure.language.words import question

GOOD = DocumentFacts(
    kind="peraturan",
    title="Perwali 12/2024 tentang Arsitektur SPBE",
    filename="Perwali_12_2024.pdf",
    text=Text.WHOLE,
    number="12/2024",
    dated=date(2024, 3, 1),
    signer="Wali Kota",
    keys=frozenset(question("proses bisnis data informasi infrastruktur layanan")),
    beginning="PERATURAN WALI KOTA NOMOR 12 TAHUN 2024 tentang Arsitektur",
)
PLAIN = Demand("1", 3, Period(date(2024, 1, 1), date(2025, 6, 30)))
THINGS = replace(PLAIN, things=("Proses Bisnis", "Layanan"), all_things=True)
TWO_YEARS = replace(PLAIN, two_years=True)
EVERYONE = replace(PLAIN, everyone=True)
REPORT = {"kind": "laporan", "title": "Laporan reviu"}


def codes(demand: Demand = PLAIN, **changed: object) -> dict[str, str]:
    return {o.code: o.verdict.value for o in examine(replace(GOOD, **changed), demand)}  # type: ignore[arg-type]


def test_a_good_document_has_nothing_against_it() -> None:
    assert set(codes(THINGS).values()) == {"ok"}


CASES = [
    (PLAIN, {"text": Text.NONE}, "text-none", "warn"),
    (PLAIN, {"text": Text.PARTLY}, "text-partly", "warn"),
    (PLAIN, {"text": Text.WAITING}, "text-waiting", "unknown"),
    (PLAIN, {"text": Text.UNREAD}, "text-unread", "unknown"),
    (PLAIN, {"dated": None}, "period-undated", "unknown"),
    (PLAIN, {"dated": date(2025, 7, 1)}, "period-after", "warn"),
    (PLAIN, {"dated": date(2021, 7, 1)}, "period-standing", "ok"),
    (PLAIN, {"dated": date(2021, 7, 1), "kind": "surat"}, "period-before", "warn"),
    (PLAIN, {"valid_to": date(2023, 12, 31)}, "period-lapsed", "warn"),
    (PLAIN, {"number": ""}, "formal-number-inside", "warn"),
    (PLAIN, {"number": "", "beginning": ""}, "formal-number", "warn"),
    (PLAIN, {"number": "", "signer": "", "beginning": ""}, "formal-neither", "warn"),
    (PLAIN, {"signer": ""}, "formal-signer", "warn"),
    (TWO_YEARS, {**REPORT, "dated": date(2023, 6, 30)}, "age-old", "warn"),
    (TWO_YEARS, {**REPORT, "dated": date(2023, 7, 1)}, "age-young", "ok"),
    (TWO_YEARS, {**REPORT, "dated": None}, "age-undated", "unknown"),
    (THINGS, {"keys": frozenset(question("proses bisnis"))}, "things-missing", "warn"),
    (replace(THINGS, all_things=False), {"keys": frozenset({"layan"})}, "things-some", "ok"),
    (THINGS, {"keys": frozenset()}, "things-unread", "unknown"),
    (PLAIN, {"elsewhere": ("2", "7")}, "elsewhere", "warn"),
    (PLAIN, {"elsewhere": ("2",), "points": True}, "elsewhere-pointed", "ok"),
    (PLAIN, {"filename": "SK Tim.pdf"}, "name-kind", "warn"),
    (PLAIN, {"filename": "perwali 2019.pdf"}, "name-year", "warn"),
    (PLAIN, {"filename": "undangan rapat kerja.pdf"}, "name-other", "warn"),
    (EVERYONE, {}, "coverage-missing", "warn"),
    (PLAIN, {"claim": "Sudah 100 % unit"}, "coverage-missing", "warn"),
    (EVERYONE, {"keys": frozenset(question("matriks unit"))}, "coverage-listed", "ok"),
    (EVERYONE, {"keys": frozenset()}, "coverage-unread", "unknown"),
]


@pytest.mark.parametrize(
    ("demand", "changed", "code", "verdict"), CASES, ids=[case[2] for case in CASES]
)
def test_each_rule(demand: Demand, changed: dict[str, object], code: str, verdict: str) -> None:
    assert codes(demand, **changed).get(code) == verdict


def test_regulations_are_not_asked_for_their_age_nor_pictures_for_a_number() -> None:
    assert not any(c.startswith("age") for c in codes(TWO_YEARS, dated=date(2019, 1, 1)))
    found = codes(kind="tangkapan_layar", number="", signer="")
    assert not any(c.startswith("formal") for c in found)


def test_warnings_come_first() -> None:
    verdicts = [o.verdict for o in examine(replace(GOOD, dated=None, signer=""), PLAIN)]
    assert verdicts == sorted(verdicts, key=[Verdict.WARN, Verdict.UNKNOWN, Verdict.OK].index)


def test_two_years_before_a_leap_day() -> None:
    assert two_years_before(date(2024, 2, 29)) == date(2022, 2, 28)
