"""Taking a scenario in hand to change its inputs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import ChangedMeanwhileError, refuse
from selaras.improvement.models import Scenario
from selaras.improvement.states import BUSY, ScenarioState

_RESTS = frozenset(ScenarioState.values) - BUSY


def hold(scenario: Scenario, version: int) -> Scenario:
    """Take the scenario to change its inputs. Raises ChangedMeanwhileError, RefusedError."""
    taken = Scenario.objects.filter(pk=scenario.pk, version=version, state__in=_RESTS).update(
        version=version + 1
    )
    fresh = Scenario.objects.select_related("institution", "instrument", "assessment", "plan")
    row = fresh.filter(pk=scenario.pk).first()
    if taken and row is not None:
        return row
    if row is not None and row.state in BUSY:
        raise refuse(_("Skenario ini sedang dihitung. Batalkan perhitungannya dahulu."))
    raise ChangedMeanwhileError
