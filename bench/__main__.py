"""``python -m bench``: measure everything there is and print it beside the bars."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.installation import (
    ROOT,
    Installation,
    MeasurementError,
    postgresql_database,
    postgresql_server,
)
from bench.starting import first_load, memory_of_children, running
from bench.table import Line, render

EDITOR_SECONDS = 6
PROCESSES = 2
HEAD_START = 4
DOCUMENTS = 10_000
FEWEST_SAVES = 20
"""Fewer say nothing about percentiles."""
WORK_PAGES = ("home", "overview", "result", "indicator", "compare")


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where it answers."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    parser.add_argument("--institutions", type=int, default=640, help="size of the nation")
    parser.add_argument("--sqlite-only", action="store_true")
    parser.add_argument("--quick", action="store_true", help="leave the server and editors out")
    given = parser.parse_args()
    with ExitStack() as stack:
        home = _installation(stack, "")
        print(_machine())
        print("\n".join(render("Arithmetic", list(_arithmetic(home)))), flush=True)
        print("\n".join(render("Target planner", list(_planner(home)))), flush=True)
        _measure_database(stack, "SQLite", "", given)
        server = "" if given.sqlite_only else postgresql_server()
        if server:
            _measure_database(stack, "PostgreSQL", server, given)
        else:
            print("\nPostgreSQL: not measured" + ("" if given.sqlite_only else ", none answers"))
    return 0


def _machine() -> str:
    """What else goes on here: the clock means little on a machine that is busy."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}; growth is told of processor time"


def _installation(stack: ExitStack, server: str) -> Installation:
    path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="selaras-bench-")))
    return Installation(path, stack.enter_context(postgresql_database(server)) if server else "")


def _small_nation(stack: ExitStack, server: str) -> Installation:
    """A home of its own for people who write: every answer there is still as it was opened."""
    fresh = _installation(stack, server)
    fresh.measure("bench.nation", "fill", 64)
    return fresh


def _measure_database(stack: ExitStack, name: str, server: str, given: argparse.Namespace) -> None:
    one, nation = _installation(stack, server), _installation(stack, server)
    one.measure("bench.nation", "fill", 1)
    filled = nation.measure("bench.nation", "fill", given.institutions)
    title = f"{name}, {given.institutions} institutions, {filled['values']:.0f} stored values"
    steps: list[Callable[[], Iterator[Line]]] = [
        lambda: _nation(nation),
        lambda: _digest(nation),
        lambda: _pages(one, nation),
        lambda: _saving(one, nation),
        lambda: _work(one, nation),
        lambda: _library(_installation(stack, server)),
        lambda: _import(nation),
        lambda: _documents(nation),
    ]
    if not given.quick:
        steps += [
            lambda: _editors(nation, 8, rate=150, percentile="p95", bar=150),
            lambda: _editors(nation, 50, rate=None, percentile="p99", bar=500),
            lambda: _wire(_small_nation(stack, server), 8, rate=150, percentile="p95", bar=150),
            lambda: _wire(_small_nation(stack, server), 50, rate=None, percentile="p99", bar=500),
            lambda: _server(_installation(stack, server), nation),
        ]
    lines: list[Line] = []
    for step in steps:
        try:
            lines += step()
        except MeasurementError as error:
            print(f"not measured: {str(error).splitlines()[-1]}", file=sys.stderr)
    print("\n".join(render(title, lines)), flush=True)


def _arithmetic(home: Installation) -> Iterator[Line]:
    for code, microseconds in home.measure("bench.scoring", "one_index").items():
        yield Line(f"One index with every node, {code}", microseconds, "us", 200)


def _planner(home: Installation) -> Iterator[Line]:
    """47 indicators, 200 options, three years, limits of money and of every unit."""
    told = home.measure("bench.planning", "choosing")
    note = f"processor {told['cpu']:.1f} s; the slowest of {told['solved']:.0f} problems"
    yield Line("Cheapest set proved within 1 %", told["seconds"], "s", 5, note=note)
    yield Line("  widest gap to the optimum", told["gap"], "%", 1)
    yield Line("  without an answer", told["missed"], "", 0)
    yield Line("  step by step is dearer by up to", told["dearer"], "%", None)
    yield Line("  memory", told["megabytes"], "MB", None)
    told = home.measure("bench.planning", "whole")
    note = f"processor {told['cpu']:.1f} s; set and sequence after {told['first']:.1f} s"
    yield Line("Whole plan with line and alternatives", told["seconds"], "s", None, note=note)


def _nation(nation: Installation) -> Iterator[Line]:
    told = nation.measure("bench.scoring", "recompute")
    wrong = told["results"] - told["agreed"]
    note = f"processor {told['cpu']:.1f} s; {told['results']:.0f} results, {wrong:.0f} wrong"
    yield Line("Whole nation recomputed", told["seconds"], "s", 3, note=note)
    yield Line("  memory", told["megabytes"], "MB", 300)


def _digest(nation: Installation) -> Iterator[Line]:
    told = nation.measure("bench.digest", "national")
    note = f"processor {told['cpu']:.1f} s, composed in {told['compose']:.1f} s"
    yield Line("National digest, 5 years, composed and as PDF", told["seconds"], "s", 5, note=note)
    yield Line("  as XLSX, as DOCX", told["xlsx"] + told["docx"], "s", None)
    note = f"the typesetter {told['typesetter']:.0f} MB"
    yield Line("  memory", told["megabytes"], "MB", 300, note=note)


def _pages(one: Installation, nation: Installation) -> Iterator[Line]:
    alone, among = one.measure("bench.serving", "pages"), nation.measure("bench.serving", "pages")
    bars = {"indicator": 40, "overview": 100}
    for name in WORK_PAGES:
        page = among[name]
        yield Line(f"Page {name}", page["ms"], "ms", bars.get(name), note=_processor(page))
        growth = page["cpu"] / alone[name]["cpu"]
        yield Line("  growth from 1 institution", growth, "x", 1.3 if name == "indicator" else None)
        yield Line("  queries", page["queries"], "", 15)
        yield Line("  packed", page["bytes"] / 1000, "kB", 30)


def _processor(told: dict[str, float]) -> str:
    return f"processor {told['cpu']:.1f} ms"


def _saving(one: Installation, nation: Installation) -> Iterator[Line]:
    alone, among = one.measure("bench.serving", "saving"), nation.measure("bench.serving", "saving")
    note = _processor(among)
    yield Line("Save one rating (service)", among["ms"], "ms", 30, note=note)
    yield Line("  growth from 1 institution", among["cpu"] / alone["cpu"], "x", 1.3)
    yield Line("  queries", among["queries"], "", 15)


def _import(nation: Installation) -> Iterator[Line]:
    told = nation.measure("bench.importing", "national_table")
    note = (
        f"processor {told['cpu']:.1f} s; preview {told['preview']:.1f} s, "
        f"the same file again {told['again']:.1f} s"
    )
    yield Line(f"Import of {told['rows']:.0f} rows with preview", told["whole"], "s", 6, note=note)
    yield Line("  memory", told["megabytes"], "MB", 300)


def _documents(nation: Installation) -> Iterator[Line]:
    """The report of one assessment: composed and written, the typesetter's process included."""
    told = nation.measure("bench.documents", "report")
    yield Line("Report composed", told["compose"]["seconds"], "s", None, note=_queries(told))
    for form, bar in (("pdf", 1.5), ("xlsx", 0.5), ("docx", 1)):
        note = f"{told[form]['bytes'] / 1000:.0f} kB"
        yield Line(f"  as {form.upper()}", told[form]["seconds"], "s", bar, note=note)


def _queries(told: dict[str, dict[str, float]]) -> str:
    return f"{told['compose']['queries']:.0f} queries"


def _editors(
    nation: Installation, editors: int, *, rate: float | None, percentile: str, bar: float
) -> Iterator[Line]:
    share = editors // PROCESSES
    start = int(time.time()) + HEAD_START
    told = _together(nation, [("edit", place * share, share, start) for place in range(PROCESSES)])
    times = sorted(spent for one in told for spent in one["times"])
    failed = [failure for one in told for failure in one["failed"]]
    cuts = statistics.quantiles(times, n=100)
    found = {"p95": cuts[94] * 1000, "p99": cuts[98] * 1000}
    note = f"p50 {cuts[49] * 1000:.0f} ms; {len(failed)} failed {failed[:1] or ''}".strip()
    what = f"{editors} editors at once (service)"
    yield Line(what, len(times) / EDITOR_SECONDS, "saves/s", rate, least=True, note=note)
    yield Line(f"  {percentile}", found[percentile], "ms", bar)
    yield Line("  acknowledged saves lost", sum(one["lost"] for one in told), "", 0)


def _wire(
    nation: Installation, people: int, *, rate: float | None, percentile: str, bar: float
) -> Iterator[Line]:
    """The same over the wire: the server as it is started, people as their browsers send."""
    desks, report = nation.path / "desks.json", nation.path / "report.json"
    desks.write_text(json.dumps(nation.measure("bench.work", "open_year", people)))
    with running(nation, "--no-demo") as (address, _seconds, _process):
        words = [address, str(desks), str(report), str(EDITOR_SECONDS)]
        subprocess.run([sys.executable, "-m", "bench.wire", *words], cwd=ROOT, check=True)
    told = json.loads(report.read_text())
    audit = nation.measure("bench.work", "audit", report)
    times, failed = sorted(told["times"]), told["failed"]
    if len(times) < FEWEST_SAVES:
        raise MeasurementError(f"{people} people over the wire: {len(times)} saves {failed[:1]}")
    cuts = statistics.quantiles(times, n=100)
    found = {"p95": cuts[94] * 1000, "p99": cuts[98] * 1000}
    told_of = ", ".join(f"p{at} {cuts[at - 1] * 1000:.0f} ms" for at in (50, 95, 99))
    note = f"{told_of}; {len(failed)} failed {failed[:1] or ''}".strip()
    what = f"{people} people at once over the wire"
    yield Line(what, len(times) / EDITOR_SECONDS, "saves/s", rate, least=True, note=note)
    yield Line(f"  {percentile}", found[percentile], "ms", bar)
    yield Line("  acknowledged saves lost", len(audit["lost"]), "", 0)
    yield Line("  breaks of the trail", audit["breaks"], "", 0, note=f"{audit['events']} events")


def _work(one: Installation, nation: Installation) -> Iterator[Line]:
    """The pages of a working year, with ten thousand documents in the library."""
    for home in (one, nation):
        home.measure("bench.work", "open_year", 1)
    nation.measure("bench.work", "documents", DOCUMENTS)
    alone, among = (home.measure("bench.serving", "work") for home in (one, nation))
    for name, what, bar, growth in (
        ("desk", "Indicator workspace", 40, 1.3),
        ("save", "Save an answer (request)", 30, 1.3),
        ("rate", "Save a rating (request)", 30, 1.3),
        ("library", f"Evidence list, {DOCUMENTS} documents", 100, None),
    ):
        page = among[name]
        yield Line(what, page["ms"], "ms", bar, note=_processor(page))
        yield Line("  growth from 1 institution", page["cpu"] / alone[name]["cpu"], "x", growth)
        yield Line("  queries", page["queries"], "", 15 if name in ("desk", "library") else None)


def _library(fresh: Installation) -> Iterator[Line]:
    """Reading the library itself, its ten thousand documents with text of every page."""
    fresh.measure("bench.nation", "fill", 1)
    told = fresh.measure("bench.evidence", "fill", DOCUMENTS)
    yield Line(f"Text of {told['pages']:.0f} pages filled in", told["seconds"], "s", None)
    found = fresh.measure("bench.evidence", "reading")
    for name, what, bar in (
        ("list", f"Library of {DOCUMENTS} documents, first page", 100),
        ("next", "  the page after it", 100),
        ("filtered", "  without a number, of one year", 100),
        ("words", "  with a rare word", 100),
        ("rare", "Search for a rare word", None),
        ("common", "Search for frequent words", None),
    ):
        note = f"{found[name]['queries']:.0f} queries"
        yield Line(what, found[name]["ms"], "ms", bar, note=note)


def _together(nation: Installation, calls: list[tuple[object, ...]]) -> list[dict[str, Any]]:
    """Run several measurements of bench.editors at the same time."""
    with ThreadPoolExecutor(len(calls)) as pool:
        works = [pool.submit(nation.measure, "bench.editors", *call) for call in calls]
        return [work.result() for work in works]


def _server(fresh: Installation, nation: Installation) -> Iterator[Line]:
    with running(fresh, "--no-demo") as (_address, seconds, _process):
        yield Line("First start on an empty home, installed", seconds, "s", 60)
    with running(fresh, "--no-demo") as (_address, seconds, _process):
        yield Line("Second start", seconds, "s", 3)
    with running(nation, "--no-demo") as (address, _seconds, process):
        cookie = nation.measure("bench.session", "cookie")["cookie"]
        told = first_load(f"{address}/hasil/", cookie)
        note = f"{told['assets']:.0f} linked files, {told['foreign']:.0f} from elsewhere"
        yield Line("First load of the overview", told["first"] / 1000, "kB", 90, note=note)
        yield Line("  a later page", told["page"] / 1000, "kB", 30)
        memory = memory_of_children(process)
        note = f"{memory['processes']} processes, {memory['together']:.0f} MB together"
        yield Line("Memory of the largest process", memory["resident"], "MB", 180, note=note)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, subprocess.SubprocessError) as error:
        sys.exit(str(error) or 130)
