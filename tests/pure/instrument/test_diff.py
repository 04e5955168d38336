"""What differs between instruments and versions."""

from __future__ import annotations

import copy
from fractions import Fraction

from selaras.pure.instrument.diff import difference
from selaras.pure.instrument.parse import instrument_from
from tests.pure.instrument.documents import documents, instrument


def nodes(changes):
    return [
        (
            change.before and (change.before.code, change.before.weight),
            change.after and (change.after.code, change.after.weight),
        )
        for change in changes
    ]


def changed_2020(edit):
    document = copy.deepcopy(documents()["SPBE-2020"])
    document["versi"] = 2
    edit(document, document["domain"][0]["aspek"][0]["indikator"])
    return difference(instrument("SPBE-2020"), instrument_from(document))


def test_from_2018_to_2020():
    found = difference(instrument("SPBE-2018"), instrument("SPBE-2020"))
    assert nodes(found.domains) == [
        (("D1", Fraction(17)), ("D1", Fraction(13))),
        (("D2", Fraction(28)), ("D2", Fraction(25))),
        (("D3", Fraction(55)), ("D4", Fraction(91, 2))),
        (None, ("D3", Fraction(33, 2))),
    ]
    assert nodes(found.aspects) == [
        (("A1", Fraction(7)), ("A1", Fraction(13))),
        (("A2", Fraction(10)), None),
        (("A3", Fraction(8)), None),
        (("A4", Fraction(8)), None),
        (("A5", Fraction(12)), ("A3", Fraction(10))),
        (("A6", Fraction(35)), ("A7", Fraction(55, 2))),
        (("A7", Fraction(20)), ("A8", Fraction(18))),
        (None, ("A2", Fraction(10))),
        (None, ("A4", Fraction(5))),
        (None, ("A5", Fraction(12))),
        (None, ("A6", Fraction(9, 2))),
    ]
    assert {f.fact for f in found.facts} == {
        "name",
        "status",
        "scale",
        "target_index",
        "target_value",
    }
    assert found.bands == ()
    assert (len(found.removed), len(found.added), found.changed) == (37, 47, ())
    assert found.domains[0].renamed
    assert not found.domains[1].renamed


def test_from_2020_to_2026_the_declared_counterparts_lead():
    found = difference(instrument("SPBE-2020"), instrument("PEMDI-2026"))
    related = {r.after.number: [i.number for i in r.before] for r in found.related}
    assert related["1"] == ["1", "11", "12", "13"]
    assert related["20"] == ["42"]
    assert [i.number for i in found.added] == ["6"]
    assert [i.number for i in found.removed] == ["2", "5", "6", "7", "10"]
    assert [(b.name, b.before, b.after) for b in found.bands] == [
        ("Cukup", Fraction(9, 5), Fraction(3, 2)),
        ("Baik", Fraction(13, 5), Fraction(5, 2)),
        ("Memuaskan", Fraction(21, 5), Fraction(4)),
    ]
    assert {"whole", "level_names"} <= {f.fact for f in found.facts}


def test_counterparts_lead_backwards_too():
    found = difference(instrument("PEMDI-2026"), instrument("SPBE-2020"))
    related = {r.after.number: [i.number for i in r.before] for r in found.related}
    assert related["25"] == ["3", "11", "12"]


def test_an_instrument_does_not_differ_from_itself():
    for code in documents():
        found = difference(instrument(code), instrument(code))
        assert found.is_empty
        assert found.same == len(list(instrument(code).indicators()))


def test_a_new_version_names_what_changed_in_an_indicator():
    def edit(document, indicators):
        first, second = indicators[:2]
        first["nama"] = "Nama baru"
        first["level"]["3"]["kriteria"] = "Lain."
        first["bukti_per_level"]["4"].append("satu lagi")
        first["bobot"], second["bobot"] = "1.2", "1.4"

    found = changed_2020(edit)
    first, second = found.changed
    assert (first.renamed, first.reweighted, first.levels, first.evidence) == (
        True,
        True,
        (3,),
        True,
    )
    assert (second.renamed, second.reweighted, second.levels, second.evidence) == (
        False,
        True,
        (),
        False,
    )
    assert not first.moved
    assert found.same == 45
    assert not found.added
    assert not found.removed


def test_a_new_version_names_what_came_and_went():
    def edit(document, indicators):
        indicators[0]["nomor"] = 99

    found = changed_2020(edit)
    assert [i.number for i in found.removed] == ["1"]
    assert [i.number for i in found.added] == ["99"]


def test_a_moved_indicator_and_a_moved_band():
    def edit(document, indicators):
        aspects = document["domain"][1]["aspek"]
        moved = aspects[0]["indikator"].pop()
        aspects[1]["indikator"].append(moved)
        aspects[0]["bobot"], aspects[1]["bobot"] = "7.5", "12.5"
        document["predikat"][0]["batas_bawah"] = "4.3"

    found = changed_2020(edit)
    (change,) = found.changed
    assert change.moved
    assert change.after.number == "14"
    assert [(b.name, b.after) for b in found.bands] == [("Memuaskan", Fraction(43, 10))]
    assert nodes(found.aspects) == [
        (("A2", Fraction(10)), ("A2", Fraction(15, 2))),
        (("A3", Fraction(10)), ("A3", Fraction(25, 2))),
    ]


def test_equal_unique_names_pair_instruments_without_counterparts():
    other = copy.deepcopy(documents()["SPBE-2020"])
    other["kode"] = "LAIN-1"
    other["domain"][0]["aspek"][0]["indikator"][0]["nomor"] = 99
    found = difference(instrument("SPBE-2020"), instrument_from(other))
    assert [(c.before.number, c.after.number, c.renumbered) for c in found.changed] == [
        ("1", "99", True)
    ]
    assert not found.added
    assert not found.removed
