"""The description is valid, and every operation keeps to it whatever it is sent.

``SELARAS_CONTRACT=200`` tries so many examples of each operation instead of a few, and asks for the
administrator as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import CHECKS, load_all_checks

from selaras.api.urls import api
from selaras.people.roles import Role
from tests.api.calling import Called

EXAMPLES = int(os.environ.get("SELARAS_CONTRACT") or 3)
"""Examples of each operation."""
ROLES = [Role.RESPONSIBLE, *([Role.SYSTEM_ADMIN] if EXAMPLES > 3 else [])]
"""Whose token is used: one who may write much; on a long run also one who sees all."""
load_all_checks()
HELD = [
    check
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
    for check in CHECKS.get_by_names([name])
]


def description() -> dict[str, Any]:
    """The document as programs get it."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def test_the_description_is_valid_openapi_31(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_operation_is_described_for_people() -> None:
    for path, methods in description()["paths"].items():
        for details in methods.values():
            assert details["description"].strip(), path
            assert details["x-scope"], path
            assert {"401", "422", "429", "500"} <= details["responses"].keys(), path


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests that end do not end the connection the test's own transaction lives in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("role", ROLES)
def test_operations_keep_to_the_description(called: Called, role: Role) -> None:
    keys, secret = called.keys, called.token(role.value)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    for result in schema.get_all_operations():
        operation = result.ok()
        _try_out(operation, keys, headers)


def _try_out(operation: Any, keys: dict[str, Any], headers: dict[str, str]) -> None:
    """Send examples, every second one to things that exist."""
    turn = iter(range(10**9))

    @seeded(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        if next(turn) % 2 and case.path_parameters:
            case.path_parameters = {
                name: keys.get(name, value) for name, value in case.path_parameters.items()
            }
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=HELD)

    send()
