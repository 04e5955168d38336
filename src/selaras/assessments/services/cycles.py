"""Opening cycles and the assessments in them, their windows, announcing what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from selaras.assessments.events import (
    ASSESSMENT_OPENED,
    CYCLE_OPENED,
    RESULT_PUBLISHED,
    WINDOWS_SET,
)
from selaras.assessments.models import Assessment, Cycle, CycleKind, Stage, StageResult, Window
from selaras.assessments.permissions import (
    IMPORT_RESULTS,
    OPEN_CYCLES,
    PUBLISH_RESULTS,
    SET_WINDOWS,
    may_import_results,
    may_open_cycles,
    may_publish_results,
    may_set_windows,
)
from selaras.assessments.queries.cycles import Days, days_of, mark_of, phases_of
from selaras.assessments.states import Phase, State
from selaras.foundation.access import Actor, demand
from selaras.foundation.refusal import ChangedMeanwhileError, Problem, RefusedError
from selaras.foundation.trail.services import Entry, record, record_all, telling_last
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution


class IncompleteResultError(ValueError):
    """The final stage has no index yet, so there is nothing to announce."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(f"no final index: {assessment}")
        self.assessment = assessment


def is_open(year: int, instrument: InstrumentVersion) -> bool:
    """Whether there is a cycle of that year and instrument."""
    return Cycle.objects.filter(year=year, instrument=instrument).exists()


def open_cycle(
    year: int, kind: CycleKind | None, instrument: InstrumentVersion, *, actor: Actor
) -> Cycle:
    """The cycle of that year and instrument, opened when there is none; an open one keeps its kind.

    Raises DeniedError when it would have to be opened and the actor may not, ValueError when its
    kind is not said.
    """
    with telling_last():
        known = Cycle.objects.filter(year=year, instrument=instrument).first()
        if known:
            return known
        demand(may_open_cycles(actor), OPEN_CYCLES)
        if kind is None:
            raise ValueError("a cycle needs a kind")
        cycle, created = Cycle.objects.get_or_create(
            year=year, instrument=instrument, defaults={"kind": kind}
        )
        if created:
            new = {"tahun": year, "jenis": str(kind), "instrumen": str(instrument)}
            record(CYCLE_OPENED, cycle, actor=actor, new=new)
        return cycle


def open_assessment(cycle: Cycle, institution: Institution, *, actor: Actor) -> Assessment:
    """The institution's assessment in the cycle, opened when there is none. Raises DeniedError."""
    return open_assessments(cycle, [institution], actor=actor)[institution.pk]


def open_assessments(
    cycle: Cycle, institutions: Iterable[Institution], *, actor: Actor
) -> dict[int, Assessment]:
    """The assessments of these institutions by institution id; missing ones are opened.

    Raises DeniedError when the actor may not write for one of them.
    """
    wanted = {institution.pk: institution for institution in institutions}
    with telling_last():
        found = _assessments(cycle, wanted)
        fresh = sorted(wanted.keys() - found.keys())
        if fresh:
            for place in fresh:
                demand(may_import_results(actor, place), IMPORT_RESULTS)
            Assessment.objects.bulk_create(
                [Assessment(cycle=cycle, institution=wanted[place]) for place in fresh],
                ignore_conflicts=True,
            )
            found = _assessments(cycle, wanted)
            opened = (found[place] for place in fresh)
            record_all(
                [Entry(ASSESSMENT_OPENED, a, {}, {}, a.institution.scope) for a in opened],
                actor=actor,
            )
        return found


def _assessments(cycle: Cycle, wanted: dict[int, Institution]) -> dict[int, Assessment]:
    found = {}
    for assessment in Assessment.objects.filter(cycle=cycle, institution__in=wanted):
        assessment.cycle = cycle
        assessment.institution = wanted[assessment.institution_id]
        found[assessment.institution_id] = assessment
    return found


def publish_results(assessments: Iterable[Assessment], *, actor: Actor) -> int:
    """Announce many recorded final results at once; how many were not announced before.

    What runs here is announced by its own last step and left alone. Raises DeniedError, and
    IncompleteResultError for the first one without a final index.
    """
    demand(may_publish_results(actor), PUBLISH_RESULTS)
    recorded = [one for one in assessments if one.state == State.RECORDED]
    return announce(recorded, actor=actor)


def announce(assessments: Iterable[Assessment], *, actor: Actor) -> int:
    """Announce final results, the right to do so having been asked; how many were not yet.

    Raises IncompleteResultError for the first one without a final index.
    """
    waiting = {a.pk: a for a in assessments}
    with telling_last():
        hidden = Assessment.objects.filter(pk__in=waiting, is_published=False).order_by("pk")
        fresh = list(hidden.select_for_update(no_key=True).values_list("pk", flat=True))
        results = dict(
            StageResult.objects.select_for_update()
            .filter(assessment__in=waiting, stage=Stage.FINAL)
            .exclude(index="")
            .order_by("assessment_id")
            .values_list("assessment_id", "index")
        )
        for pk, assessment in waiting.items():
            if pk not in results:
                raise IncompleteResultError(assessment)
        Assessment.objects.filter(pk__in=fresh).update(is_published=True)
        entries = [
            Entry(
                RESULT_PUBLISHED,
                waiting[pk],
                {"is_published": False},
                {"is_published": True, "indeks": results[pk]},
                waiting[pk].institution.scope,
            )
            for pk in fresh
        ]
        record_all(entries, actor=actor)
        return len(fresh)


def set_windows(
    cycle: Cycle, windows: Mapping[str, Days], *, actor: Actor, seen: str | None = None
) -> bool:
    """Set all windows of a cycle; phases left out have none. False when nothing differs.

    ``seen`` is the mark (``queries.cycles.mark_of``) of the windows the actor looked at. Raises
    DeniedError, ChangedMeanwhileError, RefusedError when days or phases are out of order.
    """
    demand(may_set_windows(actor), SET_WINDOWS)
    wanted = {phase: windows[phase] for phase in phases_of(cycle) if phase in windows}
    _demand_order(wanted)
    with telling_last():
        Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
        before = days_of(cycle)
        if seen is not None and seen != mark_of(before):
            raise ChangedMeanwhileError
        if before == wanted:
            return False
        for phase, days in before.items():
            if phase not in wanted:
                Window.objects.filter(cycle=cycle, phase=phase).delete()
            elif wanted[phase] != days:
                opens_on, closes_on = wanted[phase]
                rows = Window.objects.filter(cycle=cycle, phase=phase)
                rows.update(opens_on=opens_on, closes_on=closes_on)
        Window.objects.bulk_create(
            [
                Window(cycle=cycle, phase=phase, opens_on=opens_on, closes_on=closes_on)
                for phase, (opens_on, closes_on) in wanted.items()
                if phase not in before
            ]
        )
        record(WINDOWS_SET, cycle, actor=actor, old=_told(before), new=_told(wanted))
        return True


def _demand_order(wanted: Mapping[Phase, Days]) -> None:
    """A phase neither closes before it opens nor opens before the one it follows."""
    problems = []
    earlier: tuple[Phase, date] | None = None
    for phase, (opens_on, closes_on) in wanted.items():
        if closes_on < opens_on:
            message = _("%(phase)s: tanggal ditutup tidak boleh sebelum tanggal dibuka.")
            problems.append(Problem(message % {"phase": phase.label}, f"{phase}_tutup"))
        if earlier is not None and opens_on < earlier[1]:
            message = _("%(phase)s tidak boleh dibuka sebelum %(earlier)s dibuka.")
            names = {"phase": phase.label, "earlier": earlier[0].label}
            problems.append(Problem(message % names, f"{phase}_buka"))
        earlier = phase, opens_on
    if problems:
        raise RefusedError(*problems)


def _told(windows: Mapping[Phase, Days]) -> dict[str, str]:
    return {
        str(phase): f"{opens_on.isoformat()} – {closes_on.isoformat()}"
        for phase, (opens_on, closes_on) in windows.items()
    }
