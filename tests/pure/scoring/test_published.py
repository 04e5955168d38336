"""Published results, to the printed digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from selaras.pure.numbers import display
from selaras.pure.scoring import score
from tests.pure.scoring.instruments import CODES, case, real

PUBLISHED = {
    "Serang 2022": (
        "2.491",
        "Cukup",
        "2.20 1.90 1.00 3.44",
        "2.20 1.50 2.00 2.50 1.00 1.00 3.40 3.50",
    ),
    "Serang 2021": (
        "2.9685",
        "Baik",
        "2.70 2.80 2.09 3.46",
        "2.70 2.25 3.25 3.00 2.50 1.00 3.10 4.00",
    ),
    "Bontang 2018 mandiri": (
        "262/75",
        "Baik",
        "3.59 3.57 3.42",
        "3.57 3.60 3.50 4.00 3.33 3.29 3.67",
    ),
    "Bontang 2018 evaluator": (
        "2.48",
        "Cukup",
        "2.47 2.71 2.36",
        "2.29 2.60 3.00 2.50 2.67 2.00 3.00",
    ),
    "Bontang 2018 akhir": (
        "2.69",
        "Baik",
        "2.24 2.71 2.82",
        "2.86 1.80 3.00 2.00 3.00 3.00 2.50",
    ),
    "Denpasar 2018": (
        "2.64",
        "Baik",
        "2.06 2.29 3.00",
        "2.00 2.10 2.00 2.50 2.33 3.29 2.50",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_figure_is_met(name):
    instrument, values = case(name)
    index, predicate, domains, aspects = PUBLISHED[name]
    found = score(instrument, values)
    assert found.index == Fraction(index)
    assert found.predicate is not None
    assert found.predicate.name == predicate
    shown = [
        [
            display(node.value, instrument.rounding)
            for node in nodes.values()
            if node.value is not None
        ]
        for nodes in (found.domains, found.aspects)
    ]
    assert shown == [domains.split(), aspects.split()]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("level", [1, 3, 5])
def test_equal_ratings_give_that_rating_everywhere(code, level):
    instrument = real(code)
    found = score(instrument, {i.number: level for i in instrument.indicators()})
    assert found.index == level
    assert {node.value for node in (found.domains | found.aspects).values()} == {level}
