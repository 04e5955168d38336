"""Cycles with their windows."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router

from selaras.api.authentication import READING
from selaras.api.bodies import Key, Told
from selaras.api.caller import person_of
from selaras.assessments.models import Cycle, CycleKind
from selaras.assessments.queries.cycles import CycleLine, cycle_lines
from selaras.assessments.states import Phase
from selaras.foundation import clock

router = Router(tags=["Siklus"], auth=READING)


class WindowFacts(Told):
    """A phase of a cycle; both days are included, null while none are set."""

    phase: Phase
    opens_on: date | None
    closes_on: date | None


class CycleFacts(Told):
    """One national round."""

    id: int
    year: int
    kind: CycleKind
    instrument: str
    instrument_version: int
    windows: list[WindowFacts]


@router.get("/cycles", response=list[CycleFacts])
def list_cycles(request: HttpRequest) -> list[CycleFacts]:
    """Semua siklus dengan jadwalnya, yang terbaru lebih dahulu."""
    return [_cycle(line) for line in cycle_lines(person_of(request), clock.today())]


@router.get("/cycles/{cycle}", response=CycleFacts)
def read_cycle(request: HttpRequest, cycle: Key) -> CycleFacts:
    """Satu siklus dengan jadwalnya."""
    found = cycle_lines(person_of(request), clock.today(), only=cycle)
    if not found:
        raise Cycle.DoesNotExist
    return _cycle(found[0])


def _cycle(line: CycleLine) -> CycleFacts:
    cycle = line.cycle
    return CycleFacts(
        id=cycle.pk,
        year=cycle.year,
        kind=CycleKind(cycle.kind),
        instrument=cycle.instrument.code,
        instrument_version=cycle.instrument.version,
        windows=[
            WindowFacts(
                phase=each.phase,
                opens_on=each.days[0] if each.days else None,
                closes_on=each.days[1] if each.days else None,
            )
            for each in line.phases
        ],
    )
