"""The real solver, in this process and in one of its own."""

from __future__ import annotations

import os
import time

import pytest

from selaras.foundation.optimisation import workshop
from selaras.foundation.optimisation.highs import solve
from selaras.pure.linear import Answer, Column, LinearModel, Row, Status


def knapsack(size: int, *, least: int) -> LinearModel:
    """Choose among things of value 7k+3 and weight 5k+2 so that the value is at least so much."""
    columns = tuple(Column(0, 1, 5 * k + 2, whole=True) for k in range(1, size + 1))
    value = tuple((k - 1, 7 * k + 3) for k in range(1, size + 1))
    return LinearModel(columns, (Row(value, least, None),))


def hard(size: int = 60) -> LinearModel:
    """An equation over even numbers with an odd sum, hidden from presolve by a wide slack."""
    weights = tuple((k, 2 * (10**6 + 7919 * k * k % 99991)) for k in range(size))
    half = sum(weight for _, weight in weights) // 2
    odd = half if half % 2 else half + 1
    slack = Column(0, 1, 10**6, whole=False)
    columns = (*(Column(0, 1, 0, whole=True) for _ in range(size)), slack)
    return LinearModel(columns, (Row((*weights, (size, 1)), odd, odd),))


@pytest.fixture(params=["here", "workshop"])
def ask(request):
    if request.param == "here":
        yield solve
    else:
        with workshop.solver() as lent:
            yield lent


def test_the_least_is_found(ask) -> None:
    # Values 10, 17, 24, 31 at weights 7, 12, 17, 22: 42 comes cheapest from 17 and 31, at 34.
    answer = ask(knapsack(4, least=42), seconds=10)
    assert answer.status is Status.OPTIMAL
    assert [round(value) for value in answer.values] == [0, 1, 0, 1]
    assert answer.objective == pytest.approx(34)
    assert answer.bound == pytest.approx(34)


def test_nothing_fits(ask) -> None:
    assert ask(knapsack(3, least=10_000), seconds=10) == Answer(Status.INFEASIBLE)


@pytest.mark.parametrize(("lower", "status"), [(0, Status.OPTIMAL), (1, Status.INFEASIBLE)])
def test_rows_without_columns(ask, lower: int, status: Status) -> None:
    assert ask(LinearModel((), (Row((), lower, None),)), seconds=1).status is status
    columns = (Column(0, 1, 1, whole=True),)
    assert ask(LinearModel(columns, (Row((), lower, None),)), seconds=1).status is status


def test_the_same_model_gets_the_same_answer(ask) -> None:
    model = knapsack(30, least=1500)
    assert ask(model, seconds=10) == ask(model, seconds=10)


def test_a_start_is_taken_up(ask) -> None:
    model = knapsack(4, least=42)
    begun = LinearModel(model.columns, model.rows, {0: 1, 1: 1, 2: 1, 3: 1})
    assert ask(begun, seconds=10).objective == pytest.approx(34)


def test_time_is_kept(ask) -> None:
    begun = time.monotonic()
    answer = ask(hard(), seconds=0.5)
    assert time.monotonic() - begun < 4
    assert answer.status in (Status.WITHIN_GAP, Status.NOTHING)


def test_rows_are_reduced_towards_the_inside() -> None:
    row = Row(((0, 6), (1, 9)), 4, 17)
    assert row.reduced() == Row(((0, 2), (1, 3)), 2, 5)
    assert Row(((0, 2), (1, 3)), 4, 17).reduced() == Row(((0, 2), (1, 3)), 4, 17)
    assert Row((), 1, None).reduced() == Row((), 1, None)


def test_what_is_no_longer_wanted_ends() -> None:
    begun = time.monotonic()
    asked_after = iter([False, True])
    with (
        workshop.solver(lambda: next(asked_after)) as lent,
        pytest.raises(workshop.SolvingStoppedError),
    ):
        lent(hard(), seconds=60)
    assert time.monotonic() - begun < 10


def test_the_process_ends_with_the_block() -> None:
    with workshop.solver() as lent:
        lent(knapsack(3, least=1), seconds=5)
        pid = lent.process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_that_died_is_replaced() -> None:
    with workshop.solver() as lent:
        lent(knapsack(3, least=1), seconds=5)
        lent.process.kill()
        lent.process.wait()
        assert lent(knapsack(3, least=1), seconds=5) == Answer(Status.NOTHING)
        assert lent(knapsack(3, least=1), seconds=5).status is Status.OPTIMAL
