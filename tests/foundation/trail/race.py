"""Writers at one trail, run in an installation of their own."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from selaras.foundation.access import System
from selaras.foundation.trail.services import record, verify
from selaras.people import events
from selaras.people.models import Category, Institution

WRITERS, EACH = 6, 10


def race() -> None:
    """Write out how the trail stands after all have written, as JSON."""
    place = Institution.objects.create(name="Kota A", slug="kota-a", category=Category.CITY)
    start = threading.Barrier(WRITERS)

    def write(share: int) -> None:
        start.wait()
        try:
            for number in range(EACH):
                with transaction.atomic():
                    new = {"code": f"{share}.{number}"}
                    record(events.INSTITUTION_CHANGED, place, actor=System("uji"), new=new)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, share) for share in range(WRITERS)]
    count, breaks = verify()
    errors = [repr(error) for w in writers if (error := w.exception())]
    sys.stdout.write(json.dumps({"count": count, "breaks": len(breaks), "errors": errors}))
