"""What tests of notifications may ask for."""

from __future__ import annotations

import pytest

from selaras.foundation.trail.kinds import kind
from selaras.foundation.trail.services import record
from selaras.instruments.files import instrument_files, open_instrument
from selaras.instruments.queries import current
from selaras.instruments.services.publish import load
from selaras.notifications.models import InboxItem
from selaras.notifications.queries.inbox import notice
from selaras.notifications.services.reading import read_on
from selaras.people.models import User
from tests.people_fixtures import SYSTEM, World
from tests.work_fixtures import Work, make_work

CODE = "SPBE-2020"


@pytest.fixture
def work(world: World) -> Work:
    """The city's assessment in full swing, with everything before it read already."""
    files = [path for path in instrument_files() if path.stem.upper() == CODE]
    load([open_instrument(path).document for path in files], actor=SYSTEM)
    made = make_work(world, current(CODE))
    read_on()
    return made


def tell(code, subject, *, actor=SYSTEM, old=None, new=None):
    """Write an event as a service would."""
    record(kind(code), subject, actor=actor, old=old or {}, new=new or {})


def told(person: User) -> list[str]:
    """What the person's inbox says, newest first."""
    rows = InboxItem.objects.filter(person=person).order_by("-pk")
    return [notice(item, person).sentence for item in rows]


def reached() -> set[str]:
    """Names of everybody who has any message."""
    return set(InboxItem.objects.values_list("person__name", flat=True))
