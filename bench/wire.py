"""People who save over the wire, as their browsers do; no Django here, only requests.

``python -m bench.wire ADDRESS DESKS REPORT SECONDS``: reads the desks of ``bench.work``, lets
everyone save answers and ratings until the time is over, and writes down what was acknowledged.
A save whose answer never came is remembered as unsure: it may stand in the database or not.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 30
TOKEN = "b" * 32
"""Against forgery a browser sends the same secret twice; any of the right length will do."""
RATES_EVERY = 4
"""Every fourth save is a rating, the others are parts of an answer."""


@dataclass
class Kept:
    """The last acknowledged content of a thing, and what was sent since without an answer."""

    content: Any
    seen: int = 0
    unsure: list[Any] = field(default_factory=list)

    def acknowledge(self, content: Any, seen: int) -> None:
        """The server said that this stands there now."""
        self.content, self.seen = content, seen
        self.unsure.clear()


class Editor:
    """One person with a desk, saving without a pause."""

    def __init__(self, server: str, desk: dict[str, Any]) -> None:
        self.server, self.desk = server, desk
        self.times: list[float] = []
        self.failed: list[str] = []
        self.outages = 0
        self.answers = {number: Kept("") for number in desk["numbers"]}
        self.ratings = {number: Kept(None) for number in desk["numbers"]}
        self._line: http.client.HTTPConnection | None = None

    def work(self, ready: threading.Barrier, is_over: Callable[[], bool]) -> None:
        """Save until it is over."""
        ready.wait()
        numbers, count = self.desk["numbers"], 0
        while not is_over():
            number = numbers[count % len(numbers)]
            is_rating = count % RATES_EVERY == RATES_EVERY - 1
            count += 1
            begun = time.perf_counter()
            try:
                saved = self._rate(number, count) if is_rating else self._write(number, count)
            except (OSError, http.client.HTTPException):
                self._wait_for_server(is_over)
                continue
            if saved:
                self.times.append(time.perf_counter() - begun)
        self._hang_up()

    def _write(self, number: str, count: int) -> bool:
        kept = self.answers[number]
        text = f"Simpanan {count} oleh {self.desk['person']}. " + "Uraian fakta. " * 20
        text = text.rstrip()
        kept.unsure.append(text)
        status, body = self._post(f"{number}/", {"version": kept.seen, "fact": text})
        if status == 200:
            kept.acknowledge(text, json.loads(body)["version"])
            return True
        if status == 409:
            # Nobody else writes here: it is our own save whose answer was lost.
            told = json.loads(body)
            if told["theirs"]["fact"] in [kept.content, *kept.unsure[:-1]]:
                kept.acknowledge(told["theirs"]["fact"], told["version"])
                return False
        self._note(status, body)
        return False

    def _rate(self, number: str, count: int) -> bool:
        kept = self.ratings[number]
        level = count % 5 + 1
        if kept.content == level:
            level = level % 5 + 1
        kept.unsure.append(level)
        form = {"revision": kept.seen, "value": level, "explanation": ""}
        status, body = self._post(f"{number}/nilai/", form)
        if status == 302:
            kept.acknowledge(level, kept.seen + 1)
            return True
        if status == 409 and len(kept.unsure) > 1:
            kept.acknowledge(kept.unsure[-2], kept.seen + 1)
            return False
        self._note(status, body)
        return False

    def _post(self, path: str, form: dict[str, Any]) -> tuple[int, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection(self.server, timeout=PATIENCE)
        heads = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self.desk['cookie']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        address = f"/penilaian/{self.desk['assessment']}/indikator/{path}"
        self._line.request("POST", address, urlencode(form), heads)
        answer = self._line.getresponse()
        return answer.status, answer.read()

    def _note(self, status: int, body: bytes) -> None:
        self.failed.append(f"{status} {body[:200]!r}")

    def _wait_for_server(self, is_over: Callable[[], bool]) -> None:
        self.outages += 1
        self._hang_up()
        host, port = self.server.split(":")
        while not is_over():
            try:
                line = http.client.HTTPConnection(host, int(port), timeout=2)
                line.connect()
                line.close()
            except OSError:
                time.sleep(0.1)
            else:
                return

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class Crowd:
    """Everybody at once, each in a thread."""

    def __init__(self, address: str, desks: list[dict[str, Any]]) -> None:
        server = urlsplit(address).netloc
        self.editors = [Editor(server, desk) for desk in desks]
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(len(desks))
        self._works: list[Future[None]] = []

    def begin(self) -> None:
        """Let everybody start in the same moment."""
        ready = threading.Barrier(len(self.editors))
        self._works = [
            self._pool.submit(editor.work, ready, self._ended.is_set) for editor in self.editors
        ]

    @property
    def saved(self) -> int:
        """How many saves were acknowledged so far."""
        return sum(len(editor.times) for editor in self.editors)

    def end(self) -> dict[str, Any]:
        """Let everybody finish; times of saves, failures, and what was acknowledged."""
        self._ended.set()
        for work in self._works:
            work.result()
        self._pool.shutdown()
        return {
            "times": [spent for editor in self.editors for spent in editor.times],
            "failed": [failure for editor in self.editors for failure in editor.failed],
            "outages": sum(editor.outages for editor in self.editors),
            "answers": [row for editor in self.editors for row in _rows(editor, editor.answers)],
            "ratings": [row for editor in self.editors for row in _rows(editor, editor.ratings)],
        }


def _rows(editor: Editor, kept: dict[str, Kept]) -> list[list[Any]]:
    work = editor.desk["assessment"]
    return [[work, number, one.content, one.unsure] for number, one in kept.items()]


def main() -> int:
    """Read, work, write."""
    address, desks, report, seconds = sys.argv[1:]
    crowd = Crowd(address, json.loads(Path(desks).read_text())["desks"])
    crowd.begin()
    time.sleep(float(seconds))
    Path(report).write_text(json.dumps(crowd.end()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
