"""Who gets what at the addresses of inbox; see ``tests/web/matrix.py``."""

from __future__ import annotations

from typing import Any

from selaras.foundation import clock
from selaras.notifications.models import InboxItem
from selaras.people.roles import Role
from tests.web.nation import Nation
from tests.web.statuses import Row, everyone, public

MINE = {**everyone(404), Role.TEAM_MEMBER.value: 302}
"""The message is the team member's; for everybody else it does not exist."""


def message(nation: Nation) -> dict[str, Any]:
    item, _made = InboxItem.objects.get_or_create(
        person=nation.world.people[Role.TEAM_MEMBER.value],
        once="tes",
        defaults={
            "sequence": 0,
            "kind": "windows.changed",
            "assessment": nation.work.assessment,
            "at": clock.now(),
        },
    )
    return {"pk": item.pk}


ROWS: dict[str, Row] = {
    "inbox:list": Row(everyone()),
    "inbox:mark_all": Row(everyone(405), everyone(302)),
    "inbox:open": Row(everyone(405), MINE, message),
    "inbox:mark": Row(everyone(405), MINE, message),
    "inbox:settings": Row(everyone(), everyone(422)),
    "inbox:calendar_key": Row(everyone(405), everyone()),
    "inbox:calendar_revoke": Row(everyone(405), everyone(302)),
    "inbox:calendar": Row(public(404), address=lambda _n: {"key": "x"}, counted=False),
}
