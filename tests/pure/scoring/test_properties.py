"""What must hold for any ratings under any of the instruments."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from selaras.pure.instrument.model import Instrument
from selaras.pure.scoring import (
    band_of,
    contributions,
    distance,
    explain_change,
    mean,
    next_step,
    score,
    what_if,
)
from tests.pure.scoring.instruments import CODES, Values, real, small


@st.composite
def rated(draw: st.DrawFn, sets: int = 1) -> tuple[Instrument, list[Values]]:
    """An instrument with that many full sets of ratings."""
    instrument = real(draw(st.sampled_from(CODES)))
    scale = instrument.scale
    rating = (
        st.integers(int(scale.minimum), int(scale.maximum)).map(Fraction)
        if scale.whole
        else st.integers(int(scale.minimum * 100), int(scale.maximum * 100)).map(
            lambda hundredths: Fraction(hundredths, 100)
        )
    )
    numbers = [indicator.number for indicator in instrument.indicators()]
    size = len(numbers)
    found = draw(
        st.lists(st.lists(rating, min_size=size, max_size=size), min_size=sets, max_size=sets)
    )
    return instrument, [dict(zip(numbers, values, strict=True)) for values in found]


def index_of(instrument: Instrument, values: Values) -> Fraction:
    index = score(instrument, values).index
    assert index is not None
    return index


@given(rated())
def test_the_index_is_the_formula_as_published(given_):
    """Aspects from indicators, domains from aspects, the index from domains, each divided."""
    instrument, [values] = given_
    total = Fraction(0)
    found = score(instrument, values)
    for domain in instrument.domains:
        of_domain = Fraction(0)
        for aspect in domain.aspects:
            products = sum((values[i.number] * i.weight for i in aspect.indicators), Fraction(0))
            assert found.aspects[aspect.code].value == products / aspect.weight
            of_domain += products / aspect.weight * aspect.weight
        assert found.domains[domain.code].value == of_domain / domain.weight
        total += of_domain / domain.weight * domain.weight
    assert found.index == total / 100


@given(rated(), st.data())
def test_a_better_rating_never_lowers_anything(given_, data):
    instrument, [values] = given_
    number = data.draw(st.sampled_from(sorted(values)))
    step = next_step(instrument, values, number)
    before = score(instrument, values)
    if step is None:
        assert values[number] == instrument.scale.maximum
        return
    after = score(instrument, values | {number: Fraction(step.level)})
    assert before.index is not None
    assert after.index == before.index + step.gain
    assert step.gain > 0
    for code, node in before.aspects.items():
        value = after.aspects[code].value
        assert value is not None
        assert node.value is not None
        assert value >= node.value


@given(rated())
def test_the_index_lies_between_the_worst_and_the_best_rating(given_):
    instrument, [values] = given_
    assert min(values.values()) <= index_of(instrument, values) <= max(values.values())


@given(rated(), st.randoms(use_true_random=False))
def test_the_order_of_the_ratings_does_not_matter(given_, random):
    instrument, [values] = given_
    shuffled = list(values.items())
    random.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, values)


@given(
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
    st.fractions(min_value=Fraction(1, 50), max_value=50),
)
def test_only_the_proportions_of_weights_matter(levels, factor):
    values = {str(place): level for place, level in enumerate(levels, start=1)}
    one, other = score(small(), values), score(small(factor=factor), values)
    assert one.index == other.index
    assert one.aspects == other.aspects


@given(rated())
def test_contributions_sum_to_the_index(given_):
    instrument, [values] = given_
    parts = contributions(instrument, values)
    assert sum(parts.values()) == index_of(instrument, values)
    assert list(parts) == [indicator.number for indicator in instrument.indicators()]


@given(rated(sets=2))
def test_the_parts_of_a_change_sum_to_the_whole(given_):
    instrument, [before, after] = given_
    change = explain_change(instrument, before, after)
    assert change.total == index_of(instrument, after) - index_of(instrument, before)
    assert sum(part.effect for part in change.parts) == change.total
    assert {part.number for part in change.parts} == {n for n in before if before[n] != after[n]}
    back = explain_change(instrument, after, before)
    assert back.total == -change.total


@given(rated(sets=2), st.data())
def test_a_simulation_is_the_score_of_the_changed_ratings(given_, data):
    instrument, [values, others] = given_
    chosen = data.draw(st.sets(st.sampled_from(sorted(values))))
    changes = {number: others[number] for number in chosen}
    found = what_if(instrument, values, changes)
    assert found.before == score(instrument, values)
    assert found.after == score(instrument, values | changes)
    assert found.effect == sum(part.effect for part in found.parts)


@given(rated())
def test_a_simulation_of_nothing_changes_nothing(given_):
    instrument, [values] = given_
    for changes in ({}, values):
        found = what_if(instrument, values, changes)
        assert (found.effect, found.parts) == (0, ())
        assert found.before == found.after


@given(rated(), st.data())
def test_bounds_hold_whatever_the_missing_ratings_turn_out_to_be(given_, data):
    instrument, [values] = given_
    gone = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
    known = {n: v for n, v in values.items() if n not in gone}
    partly, fully = score(instrument, known), score(instrument, values)
    assert partly.index is None
    assert partly.predicate is None
    assert partly.missing == tuple(i.number for i in instrument.indicators() if i.number in gone)
    assert fully.index is not None
    assert partly.bounds[0] <= fully.index <= partly.bounds[1]
    assert fully.predicate in partly.possible
    for bound, filler in zip(
        partly.bounds, (instrument.scale.minimum, instrument.scale.maximum), strict=True
    ):
        assert index_of(instrument, known | dict.fromkeys(gone, filler)) == bound
    for code, node in partly.aspects.items():
        assert (node.value is None) == bool(node.missing)
        whole = fully.aspects[code].value
        assert whole is not None
        assert node.bounds[0] <= whole <= node.bounds[1]


@given(rated())
def test_the_way_to_the_next_predicate_ends_exactly_there(given_):
    instrument, [values] = given_
    index = index_of(instrument, values)
    way = distance(instrument, index)
    if way is None:
        assert band_of(instrument, index) == instrument.bands[-1]
    else:
        assert way.gap > 0
        assert band_of(instrument, index + way.gap) == way.band
        assert band_of(instrument, index + way.gap - Fraction(1, 10**9)) != way.band


@given(st.lists(st.fractions(min_value=0, max_value=5), min_size=1))
def test_a_mean_lies_between_its_values(values):
    found = mean(values)
    assert found is not None
    assert min(values) <= found <= max(values)
    assert found * len(values) == sum(values)
