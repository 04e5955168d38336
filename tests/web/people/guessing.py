"""One server process that is guessed at, for tests with several of them on one database."""

from __future__ import annotations

import sys

from django.test import Client, override_settings

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""Nobody has collected the static files of this installation."""
NAME = "orang@contoh.go.id"


@override_settings(STORAGES=PLAIN)
def guess(times: int, address: str) -> None:
    """Try wrong passwords for one name from one address; write out how often the lock answered."""
    client = Client(headers={"host": "127.0.0.1"})
    locked = 0
    for _ in range(times):
        answer = client.post("/masuk/", {"login": NAME, "password": "salah"}, REMOTE_ADDR=address)
        locked += "Terlalu banyak percobaan" in answer.content.decode()
    sys.stdout.write(str(locked))
