"""The three instruments say what the regulations and published reports say.

Tables from the published reports: Laporan Hasil Pemantauan SPBE 2022 Kota Serang (2020), the
official results of Denpasar 2018 and 2019 (2018), the summary of PermenPANRB 8/2026 (2026).
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from selaras.pure.instrument.model import INDEX
from tests.pure.instrument.documents import documents, instrument

ASPECTS = {
    "SPBE-2018": [
        ("D1", "A1", "7", "1-7", "1"),
        ("D1", "A2", "10", "8-17", "1"),
        ("D2", "A3", "8", "18-19", "4"),
        ("D2", "A4", "8", "20-21", "4"),
        ("D2", "A5", "12", "22-24", "4"),
        ("D3", "A6", "35", "25-31", "5"),
        ("D3", "A7", "20", "32-34 35-1 35-2 35-3", "10/3"),
    ],
    "SPBE-2020": [
        ("D1", "A1", "13", "1-10", "1.3"),
        ("D2", "A2", "10", "11-14", "2.5"),
        ("D2", "A3", "10", "15-18", "2.5"),
        ("D2", "A4", "5", "19-20", "2.5"),
        ("D3", "A5", "12", "21-28", "1.5"),
        ("D3", "A6", "4.5", "29-31", "1.5"),
        ("D4", "A7", "27.5", "32-41", "2.75"),
        ("D4", "A8", "18", "42-47", "3"),
    ],
    "PEMDI-2026": [
        ("D1", "A1", "10", "1-2", "5"),
        ("D1", "A2", "10", "3-4", "5"),
        ("D1", "A3", "15", "5-8", "5 3 3 4"),
        ("D1", "A4", "15", "9-12", "4 4 3 4"),
        ("D1", "A5", "10", "13-14", "5"),
        ("D1", "A6", "15", "15-18", "4 4 4 3"),
        ("D1", "A7", "25", "19-20", "10 15"),
    ],
}
DOMAINS = {
    "SPBE-2018": {"D1": Fraction(17), "D2": Fraction(28), "D3": Fraction(55)},
    "SPBE-2020": {
        "D1": Fraction(13),
        "D2": Fraction(25),
        "D3": Fraction(33, 2),
        "D4": Fraction(91, 2),
    },
    "PEMDI-2026": {"D1": Fraction(100)},
}
SPBE_BANDS = [
    ("Kurang", Fraction(0), "< 1,8"),
    ("Cukup", Fraction(9, 5), "1,8 – < 2,6"),
    ("Baik", Fraction(13, 5), "2,6 – < 3,5"),
    ("Sangat Baik", Fraction(7, 2), "3,5 – < 4,2"),
    ("Memuaskan", Fraction(21, 5), "4,2 – 5,0"),
]
BANDS = {
    "SPBE-2018": SPBE_BANDS,
    "SPBE-2020": SPBE_BANDS,
    "PEMDI-2026": [
        ("Kurang", Fraction(0), "1,00 – < 1,50"),
        ("Cukup", Fraction(3, 2), "1,50 – < 2,50"),
        ("Baik", Fraction(5, 2), "2,50 – < 3,50"),
        ("Sangat Baik", Fraction(7, 2), "3,50 – < 4,00"),
        ("Memuaskan", Fraction(4), "4,00 – 5,00"),
    ],
}
CODES = list(ASPECTS)


def numbers(text):
    for part in text.split():
        low, _, high = part.partition("-")
        if low == "35" and part != "35-35":
            yield part
        else:
            yield from map(str, range(int(low), int(high) + 1))


@pytest.mark.parametrize("code", CODES)
def test_domains_aspects_numbers_and_weights(code):
    found = instrument(code)
    assert {d.code: d.weight for d in found.domains} == DOMAINS[code]
    rows = [
        (d.code, a.code, a.weight, [(i.number, i.weight) for i in a.indicators])
        for d in found.domains
        for a in d.aspects
    ]
    expected = []
    for domain, aspect, weight, span, each in ASPECTS[code]:
        which = list(numbers(span))
        weights = [Fraction(w) for w in each.split()]
        weights = weights * len(which) if len(weights) == 1 else weights
        expected.append((domain, aspect, Fraction(weight), list(zip(which, weights, strict=True))))
    assert rows == expected


@pytest.mark.parametrize("code", CODES)
def test_bands(code):
    assert [(b.name, b.lower, b.text) for b in instrument(code).bands] == BANDS[code]


@pytest.mark.parametrize(
    ("code", "low", "high", "whole", "levels"),
    [
        ("SPBE-2018", 0, 5, True, [0, 1, 2, 3, 4, 5]),
        ("SPBE-2020", 1, 5, True, [1, 2, 3, 4, 5]),
        ("PEMDI-2026", 1, 5, False, [1, 2, 3, 4, 5]),
    ],
)
def test_scale_and_criteria(code, low, high, whole, levels):
    found = instrument(code)
    assert (found.scale.minimum, found.scale.maximum, found.scale.whole) == (low, high, whole)
    for indicator in found.indicators():
        assert [c.level for c in indicator.criteria] == levels
        assert {c.source for c in indicator.criteria} == {"ditemukan"}
        assert len({c.text for c in indicator.criteria}) == len(levels)


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("SPBE-2018", {"kriteria": 210, "bukti_lazim": 199, "bukti_per_level": 0, "sumber": 105,
                       "padanan": 0, "tingkat_terkonfirmasi": 71, "catatan": 0, "pertanyaan": 35}),
        ("SPBE-2020", {"kriteria": 235, "bukti_lazim": 432, "bukti_per_level": 439, "sumber": 141,
                       "padanan": 0, "tingkat_terkonfirmasi": 0, "catatan": 12, "pertanyaan": 47}),
        ("PEMDI-2026", {"kriteria": 100, "bukti_lazim": 97, "bukti_per_level": 0, "sumber": 40,
                        "padanan": 64, "tingkat_terkonfirmasi": 0, "catatan": 3, "pertanyaan": 20}),
    ],
)  # fmt: skip
def test_nothing_of_the_sources_is_lost(code, counted):
    """How many criteria, evidence hints, sources and marks the collected sources hold."""
    count = Counter(dict.fromkeys(counted, 0))
    for domain in documents()[code]["domain"]:
        for aspect in domain["aspek"]:
            for raw in aspect["indikator"]:
                count["kriteria"] += len(raw["level"]) + ("level_0" in raw)
                for key in ("bukti_lazim", "sumber", "tingkat_terkonfirmasi"):
                    count[key] += len(raw.get(key, ()))
                for key in ("bukti_per_level", "padanan"):
                    count[key] += sum(map(len, raw.get(key, {}).values()))
                count["catatan"] += "catatan" in raw
                count["pertanyaan"] += "pertanyaan" in raw
    assert count == counted


def test_indicator_35_of_2018_is_three_rows_of_ten_thirds():
    found = instrument("SPBE-2018")
    rows = [i for i in found.indicators() if i.group == "35"]
    assert [(i.number, i.code, i.weight) for i in rows] == [
        ("35-1", "I35-1", Fraction(10, 3)),
        ("35-2", "I35-2", Fraction(10, 3)),
        ("35-3", "I35-3", Fraction(10, 3)),
    ]
    assert len({i.criteria for i in rows}) == 1


@pytest.mark.parametrize("code", CODES)
def test_rounding_is_two_places_half_to_even(code):
    rounding = instrument(code).rounding
    assert (rounding.places, rounding.rule) == (2, "setengah-genap")


def test_targets_stand_where_they_were_published():
    found = instrument("SPBE-2020")
    assert (found.target_value, found.target_index) == (Fraction(3), Fraction(13, 5))
    for code in ("SPBE-2018", "PEMDI-2026"):
        assert instrument(code).target_value is instrument(code).target_index is None


@pytest.mark.parametrize(
    ("printed", "node"),
    [
        ("SPBE", INDEX),
        ("Domain Kebijakan", "D1"),
        ("Kebijakan Internal Tata Kelola SPBE", "A1"),
        ("Domain Tata Kelola", "D2"),
        ("Perencanaan Strategis", "A2"),
        ("Teknologi Informasi dan Komunikasi", "A3"),
        ("Penyelenggaraan SPBE", "A4"),
        ("Domain Manajemen", "D3"),
        ("Penerapan Manajemen SPBE", "A5"),
        ("Audit TIK", "A6"),
        ("Domain Layanan SPBE", "D4"),
        ("Administrasi Pemerintahan Berbasis Elektronik", "A7"),
        ("Layanan Publik Berbasis Elektronik", "A8"),
        ("  layanan  PUBLIK ", "A8"),
        ("Cuaca", None),
    ],
)
def test_the_national_table_of_2022_is_matched_by_data(printed, node):
    assert instrument("SPBE-2020").node_named(printed) == node


def test_external_indices_of_2026():
    found = {e.code: e for e in instrument("PEMDI-2026").external_indices}
    assert found["SDI"].points == (
        (Fraction(0), Fraction(1)),
        (Fraction(25, 2), Fraction(3, 2)),
        (Fraction(75, 2), Fraction(5, 2)),
        (Fraction(125, 2), Fraction(7, 2)),
        (Fraction(75), Fraction(4)),
        (Fraction(100), Fraction(5)),
    )
    assert [p[0] for p in found["IPS"].points] == [
        Fraction(1),
        Fraction(9, 5),
        Fraction(13, 5),
        Fraction(7, 2),
        Fraction(21, 5),
        Fraction(5),
    ]
    assert all(given == value for given, value in found["SJIG"].points)
    fed = {i.number: i.external_index for i in instrument("PEMDI-2026").indicators()}
    assert {n: code for n, code in fed.items() if code} == {
        "5": "SDI",
        "6": "SJIG",
        "7": "IPS",
        "18": "SDI",
    }


def test_an_instrument_without_domains_shows_none():
    assert instrument("PEMDI-2026").real_domains() == ()
    assert len(instrument("SPBE-2020").real_domains()) == 4


def test_confirmed_levels_of_2018_mark_their_criteria():
    found = instrument("SPBE-2018")
    first = found.indicator("1")
    assert [c.level for c in first.criteria if c.confirmed] == [2, 3]
    # 71 marks in the file; the three of indicator 35 count for each of its instances.
    assert sum(c.confirmed for i in found.indicators() for c in i.criteria) == 71 + 2 * 3


def test_counterparts_name_indicators_that_exist():
    for indicator in instrument("PEMDI-2026").indicators():
        for twin in indicator.counterparts:
            assert instrument(twin.instrument).indicator(twin.number) is not None
