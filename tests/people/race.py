"""Two clicks on one button: the same appointment from several connections at once."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connection

from selaras.foundation.access import System
from selaras.foundation.refusal import RefusedError
from selaras.people.models import Appointment, Category, Institution, User
from selaras.people.roles import Role
from selaras.people.services.appointments import appoint
from selaras.people.services.users import create_user

CLICKS = 4


def race() -> None:
    """Write out how many appointments stand and how many clicks were refused, as JSON."""
    place = Institution.objects.create(name="Kota A", slug="kota-a", category=Category.CITY)
    key = create_user(email="a@contoh.go.id", name="A", actor=System("uji")).pk
    start = threading.Barrier(CLICKS)

    def click(share: int) -> None:
        try:
            person = User.objects.get(pk=key)
            start.wait()
            appoint(
                person,
                role=Role.LEADER,
                institution=place,
                valid_from=date(2025, 1, 1 + share),
                valid_to=date(2030, 1, 1),
                actor=System("uji"),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as pool:
        clicks = [pool.submit(click, share) for share in range(CLICKS)]
    refused = sum(isinstance(done.exception(), RefusedError) for done in clicks)
    told = {"stand": Appointment.objects.count(), "refused": refused}
    sys.stdout.write(json.dumps(told))
