"""Small planning problems, written down and drawn."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from selaras.pure.instrument.model import Instrument
from selaras.pure.planning import BestIndex, Goal, Measure, Option, Problem, Reach
from tests.pure.scoring.instruments import small

WHOLE = small((("10", "20"), ("70",)))
DECIMAL = small((("10/3", "20"), ("70",)), whole=False)


def option(key: str, *steps: tuple[str, int], effort: int = 1, **given: Any) -> Option:
    """An option of three months, unless said otherwise."""
    given.setdefault("months", 3)
    return Option(key, frozenset(steps), effort, **given)


def problem(*options: Option, values: str = "1 1 1", years: int = 2, **given: Any) -> Problem:
    """A problem of three indicators with weights 10, 20 and 70."""
    instrument: Instrument = given.pop("instrument", WHOLE)
    base = {str(place): Fraction(v) for place, v in enumerate(values.split(), start=1)}
    return Problem(instrument, base, years, options, **given)


ONE_IN_FOUR = st.sampled_from((False, False, False, True))
STEPS = st.frozensets(
    st.tuples(st.sampled_from(("1", "2", "3")), st.sampled_from((2, 2, 2, 3, 3, 4))),
    min_size=1,
    max_size=3,
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """At most six options, three indicators, two years, and every kind of limit."""
    years = draw(st.integers(1, 2))
    count = draw(st.sampled_from((1, 3, 4, 5, 6, 6)))
    has_costs = draw(st.booleans())
    rupiah = draw(st.sampled_from((1, 1, 999_999_937)))
    options = tuple(
        draw(_options(place, rupiah if has_costs else 0, years)) for place in range(count)
    )
    decimal = draw(st.booleans())
    values = st.sampled_from(("1", "1.26", "2.5") if decimal else ("1", "1", "2"))
    base = {number: Fraction(draw(values)) for number in ("1", "2", "3")}
    money = st.one_of(st.none(), st.integers(5, 40).map(rupiah.__mul__))
    capacity = st.dictionaries(
        st.tuples(st.sampled_from((1, 2)), st.integers(1, years)), st.integers(2, 9), max_size=3
    )
    return Problem(
        DECIMAL if decimal else WHOLE,
        base,
        years,
        options,
        fixed={"1": Fraction(draw(st.integers(1, 4)))} if draw(ONE_IN_FOUR) else {},
        money=tuple(draw(money) for _ in range(years)) if draw(st.booleans()) else (),
        budget=draw(st.one_of(st.none(), st.integers(10, 60).map(rupiah.__mul__))),
        capacity=draw(capacity),
        least_confidence=draw(st.sampled_from((0, 0, 60))),
        asked=draw(st.sampled_from((None, None, Measure.EFFORT))),
    )


@st.composite
def _options(draw: st.DrawFn, place: int, rupiah: int, years: int) -> Option:
    months = draw(st.sampled_from((3, 6, 9, 12, 18)[: 4 if years == 1 else 5]))
    before = st.frozensets(st.integers(0, place - 1), max_size=2) if place else st.just(frozenset())
    return Option(
        key=str(place),
        fulfils=draw(STEPS),
        effort=draw(st.integers(1, 5)),
        cost=draw(st.integers(0, 20)) * rupiah + place
        if rupiah
        else draw(st.sampled_from((None, 3))),
        months=months,
        unit=draw(st.sampled_from((None, 1, 2))),
        prerequisites=frozenset(map(str, draw(before))),
        confidence=draw(st.sampled_from((50, 100))),
        required=draw(st.sampled_from((False,) * 7 + (True,))),
        earliest=draw(st.sampled_from((1, 1, 1, 2) if years == 2 and months < 13 else (1,))),
    )


TOTALS = st.integers(5, 60).flatmap(lambda n: st.sampled_from((n, n * 999_999_937 + 5)))
GOALS: st.SearchStrategy[Goal] = st.one_of(
    st.builds(Reach, st.integers(110, 290).map(lambda percent: Fraction(percent, 100))),
    st.builds(Reach, st.none(), st.integers(2, 3)),
    st.builds(Reach, st.fractions(Fraction(3, 2), Fraction(5, 2)), st.integers(1, 2)),
    st.builds(BestIndex, st.one_of(st.none(), TOTALS), st.sampled_from((None, None, 2))),
)
