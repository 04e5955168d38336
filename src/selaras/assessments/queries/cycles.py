"""Reading cycles: their windows, and how far the assessments in them have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from selaras.assessments.models import Assessment, Cycle, CycleKind, Window
from selaras.assessments.permissions import PLOTTERS, visible_to
from selaras.assessments.states import ORDER, Phase, State
from selaras.people.models import Institution
from selaras.people.standing import standing_of

Days = tuple[date, date]
"""First and last day, both included."""

ONLY_EVALUATION = frozenset({Phase.INTERVIEW, Phase.VISIT})


def phases_of(cycle: Cycle) -> list[Phase]:
    """The phases a cycle of its kind has, in their order."""
    return [p for p in Phase if cycle.kind == CycleKind.EVALUATION or p not in ONLY_EVALUATION]


def days_of(cycle: Cycle) -> dict[Phase, Days]:
    """The windows that are set, in the order of the phases; one query."""
    rows = {w.phase: (w.opens_on, w.closes_on) for w in Window.objects.filter(cycle=cycle)}
    return {phase: rows[phase] for phase in Phase if phase in rows}


def mark_of(windows: Mapping[Phase, Days]) -> str:
    """The windows as one word, by which a form notices that they were changed meanwhile."""
    return ";".join(f"{p}:{first}:{last}" for p, (first, last) in windows.items())


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """A phase of a cycle with its window; ``word`` is "belum", "buka" or "lewat", or empty.

    ``left`` are the days to the last one (today is the last: 0) while it is open.
    """

    phase: Phase
    days: Days | None
    word: str
    left: int | None

    @classmethod
    def on(cls, phase: Phase, days: Days | None, today: date) -> PhaseDays:
        """How the window looks on that day."""
        if days is None:
            return cls(phase, None, "", None)
        first, last = days
        if today < first:
            return cls(phase, days, "belum", None)
        if today > last:
            return cls(phase, days, "lewat", None)
        return cls(phase, days, "buka", (last - today).days)

    @classmethod
    def of(cls, phase: Phase | None, window: Window | None, today: date) -> PhaseDays | None:
        """The same from the window's row, if there is one; None without a phase."""
        if phase is None:
            return None
        days = None if window is None else (window.opens_on, window.closes_on)
        return cls.on(phase, days, today)


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle in the list, with what of it the reader may see counted by state."""

    cycle: Cycle
    phases: tuple[PhaseDays, ...]
    states: tuple[tuple[State, int], ...]

    @property
    def total(self) -> int:
        """How many assessments of it the reader sees."""
        return sum(count for _, count in self.states)

    @property
    def open_phases(self) -> list[PhaseDays]:
        """The phases whose window is open."""
        return [p for p in self.phases if p.word == "buka"]


def cycle_lines(actor: object, today: date, *, only: int | None = None) -> list[CycleLine]:
    """All cycles, newest first (or one of them); three queries."""
    cycles = Cycle.objects.select_related("instrument").defer("instrument__document")
    if only is not None:
        cycles = cycles.filter(pk=only)
    rows = list(cycles)
    windows: dict[int, dict[str, Days]] = defaultdict(dict)
    for window in Window.objects.filter(cycle__in=rows):
        windows[window.cycle_id][window.phase] = window.opens_on, window.closes_on
    counts: dict[int, list[tuple[State, int]]] = defaultdict(list)
    seen = visible_to(actor).filter(cycle__in=rows).values_list("cycle_id", "state")
    for cycle, state, count in seen.annotate(count=Count("pk")).order_by():
        counts[cycle].append((State(state), count))
    return [
        CycleLine(
            cycle,
            tuple(
                PhaseDays.on(phase, windows[cycle.pk].get(phase), today)
                for phase in phases_of(cycle)
            ),
            tuple(sorted(counts[cycle.pk], key=lambda pair: ORDER[pair[0]])),
        )
        for cycle in rows
    ]


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """An institution whose assessment of a cycle the reader begins or has begun."""

    institution: Institution
    assessment: Assessment | None

    @property
    def is_begun(self) -> bool:
        """Whether the assessment runs here already."""
        return self.assessment is not None and self.assessment.state != State.RECORDED


def own_places(actor: object, cycle: Cycle) -> list[OwnPlace]:
    """The institutions the reader may begin an assessment for, with what there is; two queries."""
    places = standing_of(actor).institutions(*PLOTTERS)
    institutions = Institution.objects.filter(pk__in=places).order_by("name")
    found = {
        assessment.institution_id: assessment
        for assessment in Assessment.objects.filter(cycle=cycle, institution__in=places)
    }
    return [OwnPlace(institution, found.get(institution.pk)) for institution in institutions]
