"""Who gets what at every address: data for ``test_matrix.py`` and ``test_query_counts.py``.

A new address needs a row here: ``"app:name": Row(...)``. ``address`` makes the arguments of the
address from the nation (see ``nation.py``); ``get`` and ``post`` say the status for each visitor,
best written with ``everyone``, ``only`` and ``members``. POST is sent without data, and everything
is rolled back after each request.
"""

from __future__ import annotations

from selaras.people.roles import Role
from tests.web.rows import (
    conduct,
    evidence,
    external,
    inbox,
    letterhead,
    monev,
    open_data,
    package,
    planner,
    plans,
    plotting,
    recommendations,
    reports,
    review,
    tokens,
    webhooks,
    worksheet,
    workspace,
)
from tests.web.statuses import (
    ADMIN,
    GONE,
    IMPORTERS,
    INSTRUMENT,
    KEEPERS,
    OWN_IMPORT,
    SIGNED_IN_ELSEWHERE,
    SITE,
    Row,
    appointment,
    but,
    city,
    colleague,
    colleagues,
    everyone,
    members,
    only,
    own_import,
    own_password,
    public,
    result,
    unit,
)

PEOPLE: dict[str, Row] = {
    "people:institutions": Row(everyone()),
    "people:institutions_export": Row(
        everyone(), address=lambda _n: {"suffix": "csv"}, counted=False
    ),
    "people:institution_create": Row(SITE, SITE),
    "people:institution": Row(members(), address=city),
    "people:institution_change": Row(ADMIN, ADMIN, city),
    "people:reorganisation": Row(ADMIN, ADMIN, city),
    "people:unit_create": Row(ADMIN, ADMIN, city),
    "people:unit": Row(members(), address=unit),
    "people:unit_change": Row(ADMIN, ADMIN, unit),
    "people:unit_move": Row(ADMIN, ADMIN, unit),
    "people:unit_close": Row(ADMIN, ADMIN, unit),
    "people:users": Row(everyone()),
    "people:users_export": Row(everyone(), address=lambda _n: {"suffix": "csv"}, counted=False),
    "people:user_create": Row(
        only(Role.INSTITUTION_ADMIN, stranger=200), only(Role.INSTITUTION_ADMIN, stranger=200)
    ),
    "people:user": Row(colleagues(members()), address=colleague),
    "people:user_change": Row(colleagues(ADMIN), colleagues(ADMIN), colleague),
    "people:user_state": Row(
        everyone(405), colleagues(only(Role.INSTITUTION_ADMIN, yes=302)), colleague
    ),
    "people:user_invite": Row(everyone(405), colleagues(ADMIN), colleague),
    "people:appoint": Row(colleagues(ADMIN), colleagues(ADMIN), colleague),
    "people:appointment_end": Row(colleagues(ADMIN), colleagues(ADMIN), appointment),
    "people:account": Row(everyone(), everyone()),
    "people:trail": Row(only(Role.INSTITUTION_ADMIN, Role.COORDINATOR, stranger=200)),
    "people:saved_view_save": Row(everyone(405), everyone(404)),
    "people:saved_view_delete": Row(
        everyone(405),
        {**everyone(404), Role.ENTRY.value: 302},
        lambda nation: {"pk": nation.view.pk},
    ),
    "people:setup": Row(GONE, GONE),
    "people:invitation": Row(
        public(410), public(410), lambda _n: {"person": "x", "token": "y"}, counted=False
    ),
    "people:switch": Row(GONE),
    "people:switch_to": Row(public(405), GONE, colleague),
}

SIGN_IN: dict[str, Row] = {
    "account_login": Row(SIGNED_IN_ELSEWHERE, SIGNED_IN_ELSEWHERE),
    "mfa_authenticate": Row(public(302), public(302), counted=False),
    "account_inactive": Row(public(), public(405)),
    "account_logout": Row(everyone(), public(302)),
    "account_reset_password": Row(public(), public()),
    "account_reset_password_done": Row(public(), public(405)),
    "account_reset_password_from_key_done": Row(public(), public(405)),
    "account_reset_password_from_key": Row(
        public(), public(), lambda _n: {"uidb36": "x", "key": "set-password"}
    ),
    "account_change_password": Row(own_password(200, 302), own_password(200, 302)),
    "account_set_password": Row(own_password(302, 200), own_password(302, 200)),
    "account_reauthenticate": Row(own_password(200, 403), own_password(200, 403)),
    "mfa_reauthenticate": Row(own_password(302, 403), own_password(302, 403), counted=False),
    "mfa_index": Row(everyone(), everyone(405)),
    "mfa_activate_totp": Row(own_password(302, 200), own_password(302, 200)),
    "mfa_deactivate_totp": Row(everyone(404), everyone(404)),
    "mfa_view_recovery_codes": Row(everyone(404), everyone(405)),
    "mfa_generate_recovery_codes": Row(own_password(302, 200), own_password(302, 200)),
    "mfa_download_recovery_codes": Row(everyone(404), everyone(404)),
}

RESULTS: dict[str, Row] = {
    # Answers newcomers itself: to the role switcher in a demo, else to sign-in.
    "home": Row(everyone(), post=dict.fromkeys(everyone(), 405)),
    "assessments:overview": Row(everyone()),
    "assessments:overview_export": Row(
        members(), address=lambda _n: {"suffix": "csv"}, counted=False
    ),
    "assessments:latest": Row(members(302), address=city, counted=False),
    "assessments:result": Row(members(), address=result),
    "assessments:arithmetic": Row(members(), address=result),
    "assessments:result_export": Row(
        members(), address=lambda n: result(n) | {"suffix": "csv"}, counted=False
    ),
    "assessments:indicator": Row(members(), address=lambda n: result(n) | {"number": "1"}),
    "assessments:compare": Row(everyone()),
    "assessments:compare_export": Row(
        members(),
        address=lambda _n: {"suffix": "csv"},
        query="?kolom=kota-contoh:2022",
        counted=False,
    ),
    "imports:list": Row(KEEPERS, but(KEEPERS, 422)),
    "imports:template": Row(
        IMPORTERS, address=lambda _n: {"code": INSTRUMENT, "suffix": "csv"}, counted=False
    ),
    "imports:job": Row(OWN_IMPORT, but(OWN_IMPORT, 422), own_import),
    "imports:report": Row(but(OWN_IMPORT, 302), address=own_import, counted=False),
    "instruments:list": Row(everyone()),
    "instruments:compare": Row(everyone()),
    "instruments:instrument": Row(everyone(), address=lambda _n: {"code": INSTRUMENT}),
    "instruments:indicator": Row(
        everyone(), address=lambda _n: {"code": INSTRUMENT, "number": "1"}
    ),
    "ui:search": Row(everyone()),
    "ui:styleguide": Row(everyone()),
    "ui:appearance": Row(public(405), public(302)),
    "ui:language": Row(public(302), public(302), counted=False),
}

MATRIX: dict[str, Row] = {
    **RESULTS,
    **PEOPLE,
    **SIGN_IN,
    **conduct.ROWS,
    **plotting.ROWS,
    **workspace.ROWS,
    **review.ROWS,
    **external.ROWS,
    **evidence.ROWS,
    **recommendations.ROWS,
    **plans.ROWS,
    **monev.ROWS,
    **planner.ROWS,
    **inbox.ROWS,
    **reports.ROWS,
    **worksheet.ROWS,
    **package.ROWS,
    **open_data.ROWS,
    **letterhead.ROWS,
    **tokens.ROWS,
    **webhooks.ROWS,
}
