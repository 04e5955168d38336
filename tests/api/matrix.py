"""Who gets what of every operation: data for ``test_matrix.py`` and ``test_query_counts.py``.

A new operation needs a row: its operation id, and the status for each visitor. Operations that
change something are sent a version nobody has, so whoever may do it gets 412 and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from selaras.people.roles import Role
from tests.api.calling import Called
from tests.people_fixtures import STRANGER
from tests.web.statuses import ANONYMOUS, OUTSIDERS, ROLES, VISITORS

Statuses = Mapping[str, int]


def everyone(status: int = 200) -> Statuses:
    """Every token gets the same; without one there is nothing."""
    return {**dict.fromkeys(VISITORS, status), ANONYMOUS: 401}


def members() -> Statuses:
    """Everyone appointed in the institution; for strangers it does not exist."""
    return {**everyone(), STRANGER: 404}


def colleagues(yes: int = 200) -> Statuses:
    """Whoever works there; it does not exist for assessors and readers before it was sent."""
    return {**everyone(yes), STRANGER: 404, **dict.fromkeys(OUTSIDERS, 404)}


def only(*roles: Role, yes: int, outsiders: int = 404) -> Statuses:
    """Of the colleagues these may."""
    allowed = {role.value for role in roles}
    known = {role: yes if role in allowed else 403 for role in ROLES}
    hidden = dict.fromkeys(OUTSIDERS, outsiders)
    return {**known, **hidden, ANONYMOUS: 401, STRANGER: 404}


TEAM = (Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
EDITORS = (Role.SYSTEM_ADMIN, Role.INSTITUTION_ADMIN, *TEAM)
WRITERS = (*TEAM, Role.UNIT_OPERATOR)
KEEPERS = (Role.INSTITUTION_ADMIN, *TEAM, Role.UNIT_OPERATOR)
WORKERS = (*EDITORS, Role.UNIT_OPERATOR)
NOTHING_THERE = everyone(404)


@dataclass(frozen=True)
class Row:
    """What one operation answers, with the body it is sent."""

    statuses: Statuses
    body: Any = None
    parts: Callable[[Called], dict[str, Any]] | None = None
    query: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the address that differ from the usual ones."""


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("catatan.txt", b"Catatan rapat koordinasi.")


def _new_file(called: Called) -> dict[str, Any]:
    return {"institution": called.nation.world.city.slug, "file": _file()}


def _next_file(_called: Called) -> dict[str, Any]:
    return {"note": "Versi bertanda tangan", "file": _file()}


def filed(called: Called) -> dict[str, Any]:
    """A body that names the document with bytes behind it."""
    return {"document": called.filed.pk}


PEOPLE = {
    "read_me": Row(everyone()),
    "list_institutions": Row(everyone()),
    "read_institution": Row(members()),
    "list_units": Row(members()),
    "read_unit": Row(members()),
    "list_appointments": Row(members()),
    "list_people": Row(everyone()),
    "read_person": Row(colleagues()),
    "list_notices": Row(everyone()),
    "list_events": Row(
        {
            **only(Role.SYSTEM_ADMIN, Role.INSTITUTION_ADMIN, Role.COORDINATOR, yes=200),
            **dict.fromkeys(OUTSIDERS, 403),
            STRANGER: 200,
        }
    ),
}

RESULTS = {
    "list_instruments": Row(everyone()),
    "read_instrument": Row(everyone()),
    "list_cycles": Row(everyone()),
    "read_cycle": Row(everyone()),
    "list_assessments": Row(everyone()),
    "read_assessment": Row(colleagues()),
    "read_result": Row(NOTHING_THERE),
    "list_values": Row(colleagues()),
    "read_averages": Row(colleagues()),
    "read_comparison": Row(everyone(), query="?column=kota-contoh:2022"),
}

WORK = {
    "list_answers": Row(colleagues()),
    "read_answer": Row(colleagues()),
    "change_answer": Row(only(*WRITERS, yes=412), {"fact": "Telah ditetapkan."}),
    "hand_in_answer": Row(only(*WRITERS, yes=412)),
    "take_answer_back": Row(only(*WRITERS, yes=412)),
    "read_own_value": Row(colleagues()),
    "put_own_value": Row(only(*TEAM, Role.SYSTEM_ADMIN, yes=412), {"value": 3}),
    "list_comments": Row(colleagues()),
    "add_comment": Row(colleagues(201), {"body": "Mohon dilengkapi."}),
    "add_evidence": Row(only(*WRITERS, yes=201), lambda called: {**filed(called), "levels": [1]}),
    "read_evidence": Row(colleagues()),
    "change_evidence": Row(only(*WRITERS, yes=412), {"page": 1}),
    "renew_evidence": Row(only(*WRITERS, yes=412)),
    "answer_evidence_request": Row(only(*WRITERS, yes=412), filed),
    "withdraw_evidence": Row(only(*WRITERS, yes=412)),
    "list_findings": Row(only(Role.SYSTEM_ADMIN, yes=200)),
    "list_meetings": Row(colleagues()),
    "read_signed": Row(colleagues()),
}

DOCUMENTS = {
    "list_documents": Row(everyone()),
    "add_document": Row(only(*KEEPERS, yes=201, outsiders=403), parts=_new_file),
    "read_document": Row(colleagues()),
    "change_document": Row(only(*KEEPERS, yes=412), {"note": "Salinan sah."}),
    "replace_document": Row(only(*KEEPERS, yes=412), parts=_next_file),
    "read_document_file": Row(colleagues()),
    # The evidence of the fixture is a row without bytes.
    "read_evidence_file": Row(NOTHING_THERE),
}

FOLLOW_UP = {
    "list_recommendations": Row(colleagues()),
    "add_recommendation_row": Row(
        only(*EDITORS, yes=201), {"text": "Susun pedoman.", "year": 2024, "instrument": "SPBE-2020"}
    ),
    "read_recommendation": Row(colleagues()),
    "change_recommendation_row": Row(only(*EDITORS, yes=412), {"note": "Segera."}),
    "move_recommendation_row": Row(only(*WORKERS, yes=412), {"move": "kerjakan"}),
    "withdraw_recommendation_row": Row(only(*EDITORS, yes=412), {"reason": "Ganda."}),
    "list_plans": Row(colleagues()),
    "read_plan": Row(colleagues()),
    "list_scenarios": Row(colleagues()),
    "read_scenario": Row(NOTHING_THERE),
    "list_actions": Row(colleagues()),
    "add_plan_action": Row(only(*EDITORS, yes=201), {"title": "Susun pedoman"}),
    "read_action": Row(colleagues()),
    "change_plan_action": Row(only(*EDITORS, yes=412), {"title": "Susun pedoman"}),
    "cancel_plan_action": Row(only(*EDITORS, yes=412), {"text": "Ganda."}),
    "finish_action_step": Row(only(*WORKERS, yes=412), {}),
    "reopen_action_step": Row(only(*WORKERS, yes=412)),
    "attach_action_evidence": Row(only(*WORKERS, yes=412), filed),
    "raise_action_blocker": Row(only(*WORKERS, yes=412), {"text": "Anggaran."}),
    "resolve_action_blocker": Row(NOTHING_THERE, {"text": "Selesai."}),
}

OWN_RUN = {**NOTHING_THERE, Role.ENTRY.value: 200, Role.SYSTEM_ADMIN.value: 200}
"""The nation's one report was asked for by the data entry."""

REPORTS = {
    "list_reports": Row(everyone()),
    "list_report_questions": Row(NOTHING_THERE),
    "ask_for_report": Row(NOTHING_THERE, {"format": "pdf"}),
    "list_runs": Row(everyone()),
    "read_run": Row(OWN_RUN),
    "cancel_report_run": Row(OWN_RUN),
    "read_run_file": Row(NOTHING_THERE),
}

MATRIX: dict[str, Row] = {**PEOPLE, **RESULTS, **WORK, **DOCUMENTS, **FOLLOW_UP, **REPORTS}
