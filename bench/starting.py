"""The program as it is started: seconds to the first page, memory of its processes, first bytes."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.installation import ROOT, Installation, MeasurementError

PATIENCE = 120
_LINKED = re.compile(r'(?:href|src)="([^"]+\.(?:css|js|svg|woff2?|png|ico)[^"]*)"')


@contextmanager
def running(home: Installation, *options: str) -> Iterator[tuple[str, float, int]]:
    """Start ``selaras run``; its address, the seconds until it was told, and its process."""
    command = [sys.executable, "-m", "selaras.cli.main", "run", "--port", "0", *options]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=home.environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        yield _address(process), time.perf_counter() - begun, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if line.startswith("http://"):
            return line.strip()
    raise MeasurementError("selaras run ended before it told its address")


def memory_of_children(process: int) -> dict[str, float]:
    """The largest process below that one, in megabytes: resident, and what it shares with none."""
    sizes = [_memory(child) for child in _descendants(process)]
    return {
        "resident": max(resident for resident, _ in sizes),
        "own": max(own for _, own in sizes),
        "processes": len(sizes),
        "together": sum(map(_proportional, _descendants(process))),
    }


def _descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _memory(process: int) -> tuple[float, float]:
    facts = _rollup(process)
    return facts["Rss"] / 1024, (facts["Private_Clean"] + facts["Private_Dirty"]) / 1024


def _proportional(process: int) -> float:
    return _rollup(process)["Pss"] / 1024


def _rollup(process: int) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def first_load(address: str, cookies: str = "") -> dict[str, float]:
    """Packed bytes of the page at the address and of everything it links from this origin."""
    page, body = _fetch(address, cookies)
    linked = sorted({urljoin(address, link) for link in _LINKED.findall(body)})
    origin = urlsplit(address).netloc
    strangers = [link for link in linked if urlsplit(link).netloc != origin]
    assets = sum(_fetch(link, cookies)[0] for link in linked if link not in strangers)
    return {"first": page + assets, "page": page, "assets": len(linked), "foreign": len(strangers)}


def _fetch(address: str, cookies: str) -> tuple[int, str]:
    """Bytes over the wire (head and body) and the unpacked text; redirects are not followed."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": cookies})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise MeasurementError(f"{address}: {response.status}")
    text = gzip.decompress(body) if response.getheader("Content-Encoding") == "gzip" else body
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    return head + len(body), text.decode(errors="replace")
