"""Documents become instruments without losing a digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
import yaml

from selaras.instruments.files import instrument_files
from selaras.pure.instrument.digest import digest_of
from selaras.pure.instrument.exact import exact, is_exact
from selaras.pure.instrument.faults import InvalidInstrumentError, spell
from selaras.pure.instrument.parse import instrument_from
from tests.pure.instrument.documents import documents, instrument


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (1, Fraction(1)),
        ("1.3", Fraction(13, 10)),
        (1.3, Fraction(13, 10)),
        (Decimal("2.75"), Fraction(11, 4)),
        ("10/3", Fraction(10, 3)),
        (" 4.0 ", Fraction(4)),
        ("-0.5", Fraction(-1, 2)),
    ],
)
def test_figures_are_what_was_written(written, meant):
    assert exact(written) == meant


@pytest.mark.parametrize(
    "written",
    [True, None, [], "", "1,3", "1e5", "1/0", "nan", float("inf"), "9" * 40, "1_0", "1.", "٣"],
)
def test_what_is_no_figure_is_refused(written):
    assert not is_exact(written)


def test_an_ordinary_reader_gives_the_same_instrument():
    for path in instrument_files():
        plain = yaml.safe_load(path.read_text(encoding="utf-8"))
        read, ours = instrument_from(plain), instrument(path.stem)
        assert read.domains == ours.domains
        assert read.bands == ours.bands
        assert digest_of(plain) == digest_of(documents()[path.stem])


def test_every_fault_is_raised_at_once():
    with pytest.raises(InvalidInstrumentError) as refused:
        instrument_from({**documents()["SPBE-2018"], "versi": 0, "nama": "", "zzz": 1})
    assert sorted(spell(f.path) for f in refused.value.faults) == ["nama", "versi", "zzz"]


@pytest.mark.parametrize("nonsense", [None, 3, "x", [], [1], {}])
def test_nonsense_is_refused_with_a_sentence(nonsense):
    with pytest.raises(InvalidInstrumentError) as refused:
        instrument_from(nonsense)
    assert all(fault.text for fault in refused.value.faults)


def test_paths_read_as_people_write_them():
    assert spell(("domain", 0, "aspek", 1, "bobot")) == "domain[0].aspek[1].bobot"
