"""Every operation, every visitor: who gets in, who is refused, for whom it does not exist."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from selaras.api.urls import api
from tests.api.calling import Called, call
from tests.api.matrix import MATRIX, Row
from tests.web.statuses import ANONYMOUS, VISITORS


def operations() -> Iterator[tuple[str, str, str]]:
    """(operation id, method, address) of each operation."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, details in methods.items():
            yield details["operationId"], method, path


def test_every_operation_has_a_row_and_a_name_of_its_own() -> None:
    names = [name for name, _method, _path in operations()]
    assert len(names) == len(set(names))
    assert sorted(set(names) ^ MATRIX.keys()) == []
    for name, row in MATRIX.items():
        assert set(row.statuses) == set(VISITORS), name


def sent(called: Called, row: Row) -> dict[str, object]:
    """What an operation is sent."""
    body = row.body(called) if callable(row.body) else row.body
    return {"body": body, "data": row.parts(called) if row.parts else None}


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_gets_what(called: Called, visitor: str) -> None:
    secret = "" if visitor == ANONYMOUS else called.token(visitor)
    wrong = []
    for name, method, path in operations():
        row = MATRIX[name]
        address = path.format(**{**called.keys, **row.own}) + row.query
        headers = {} if method == "get" else {"If_Match": '"99"'}
        with transaction.atomic():
            answer = call(secret, method, address, **sent(called, row), **headers)  # type: ignore[arg-type]
            transaction.set_rollback(True)
        expected = row.statuses[visitor]
        if answer.status_code != expected:
            wrong.append(f"{name}: {answer.status_code}, expected {expected}")
    assert not wrong, "\n".join([visitor, *wrong])
