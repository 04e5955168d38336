"""Calling the interface from tests: a nation with bytes behind a document, and tokens for all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from selaras.evidence.models import Document
from selaras.evidence.services.documents import add_file
from selaras.people.models import TokenScope, User
from selaras.people.roles import Role
from selaras.people.services.tokens import issue_token
from selaras.reporting.models import ReportRun
from tests.web.nation import Nation, make_nation

ROOT = "/api/v1"
EVERY_SCOPE = tuple(TokenScope.values)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)
"""The smallest picture, as a file that is taken in."""


@dataclass
class Called:
    """The nation as programs meet it. ``filed`` is a document with bytes behind it."""

    nation: Nation
    filed: Document

    def person(self, visitor: str) -> User:
        return User.objects.get(pk=self.nation.world.people[visitor].pk)

    def token(self, visitor: str, *scopes: str) -> str:
        """A fresh token of that person, with every scope unless some are named."""
        person = self.person(visitor)
        _row, secret = issue_token(person, "Uji", scopes or EVERY_SCOPE, 1, actor=person)
        return secret

    @property
    def keys(self) -> dict[str, Any]:
        """What stands for the parts of every address."""
        work, follow_up = self.nation.work, self.nation.follow_up
        steps = [step for action in follow_up.actions for step in action.steps.all()]
        return {
            "slug": self.nation.world.city.slug,
            "unit": self.nation.world.office.pk,
            "person": self.nation.colleague.pk,
            "code": "SPBE-2020",
            "version": 1,
            "cycle": work.assessment.cycle_id,
            "assessment": work.assessment.pk,
            "stage": "mandiri",
            "number": "2",
            "item": work.item.pk,
            "document": self.filed.pk,
            "revision": 1,
            "recommendation": follow_up.recommendation.pk,
            "plan": follow_up.plan.pk,
            "action": follow_up.action.pk,
            "step": steps[0].pk if steps else 1,
            "required": next(e.pk for a in follow_up.actions for e in a.evidence.all()),
            "blocker": 1,
            "scenario": 1,
            "run": ReportRun.objects.get().pk,
            "report": "tidak-ada",
        }


def make_called() -> Called:
    """Build it."""
    cache.clear()
    nation = make_nation()
    operator = nation.world.people[Role.UNIT_OPERATOR.value]
    file = SimpleUploadedFile("foto.png", PNG)
    filed = add_file(nation.world.city, file, "foto.png", actor=operator, unit=nation.world.office)
    return Called(nation, filed)


def call(
    secret: str,
    method: str,
    path: str,
    body: Any = None,
    *,
    data: dict[str, Any] | None = None,
    **headers: str,
) -> HttpResponse:
    """One call; ``headers`` with underscores for dashes. Faults of ours come back as answers."""
    client = Client(raise_request_exception=False)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if secret:
        told["Authorization"] = f"Bearer {secret}"
    address = path if path.startswith(ROOT) else f"{ROOT}{path}"
    sent: dict[str, Any] = {"headers": told}
    if data is not None:
        sent["data"] = data
    elif body is not None:
        sent |= {"data": json.dumps(body), "content_type": "application/json"}
    elif method in {"patch", "put"}:
        sent["content_type"] = "application/json"
    answer: HttpResponse = getattr(client, method)(address, **sent)
    return answer
