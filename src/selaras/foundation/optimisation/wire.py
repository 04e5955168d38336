"""Linear models and answers as lines of JSON, both ways."""

from __future__ import annotations

import json
from typing import Any

from selaras.pure.linear import Answer, Column, LinearModel, Row, Status


def question(model: LinearModel, seconds: float, gap: float) -> bytes:
    """A model with the time and the gap it may take, as one line."""
    asked = {
        "columns": [[c.lower, c.upper, c.objective, c.whole] for c in model.columns],
        "rows": [[row.coefficients, row.lower, row.upper] for row in model.rows],
        "start": list(model.start.items()),
        "seconds": seconds,
        "gap": gap,
    }
    return json.dumps(asked).encode() + b"\n"


def model_from(asked: dict[str, Any]) -> LinearModel:
    """The model of a question."""
    columns = tuple(Column(*column) for column in asked["columns"])
    rows = tuple(Row(tuple(map(tuple, terms)), *bounds) for terms, *bounds in asked["rows"])
    return LinearModel(columns, rows, dict(asked["start"]))


def reply(answer: Answer) -> str:
    """An answer as one line."""
    told = [answer.status.value, answer.values, answer.objective, answer.bound]
    return json.dumps(told) + "\n"


def answer_from(told: list[Any]) -> Answer:
    """The answer of a reply."""
    status, values, objective, bound = told
    return Answer(Status(status), tuple(values), objective, bound)
