"""Bringing a follow-up table in at one go, for commands and the demo: preview and confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selaras.assessments.models import ImportJob
from selaras.assessments.services.imports.jobs import confirm, hand_in
from selaras.assessments.services.imports.plan import Options
from selaras.foundation.access import Actor
from selaras.improvement.services.imports.follow_up import FollowUp
from selaras.improvement.services.imports.target_plan import FIRST, LAST, NAME
from selaras.improvement.services.imports.units import UNITS
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution


def import_follow_up(
    data: bytes,
    filename: str,
    institution: Institution,
    instrument: InstrumentVersion,
    year: int,
    *,
    plan_name: str = "",
    plan_years: tuple[int, int] | None = None,
    units: Mapping[str, Sequence[int]] | None = None,
    actor: Actor,
) -> ImportJob:
    """Bring the table in as a person would who approves the preview; the confirmed job.

    ``year`` is that of the report the recommendations come from. Without ``plan_name`` the actions
    go into a plan named after the year; ``plan_years`` are its first and last, else the table's.
    ``units`` says what a text of the unit column means where the proposal would not do. Bringing
    the same table in again changes nothing. Raises DeniedError, TableError, and RefusedError when
    the table has faults.
    """
    first, last = plan_years or (None, None)
    decided = {text: [str(key) for key in keys] for text, keys in (units or {}).items()}
    options = Options(
        instrument=instrument,
        institution=institution,
        year=year,
        more={NAME: plan_name, FIRST: first, LAST: last, UNITS: decided},
    )
    job = hand_in(data, filename, FollowUp(), options, actor=actor)
    return confirm(job, actor=actor)
