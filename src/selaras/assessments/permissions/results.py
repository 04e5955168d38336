"""Who may do what with results: cycles, recorded values, averages, announcing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Stage
from selaras.assessments.models.cycle import AssessmentQuerySet
from selaras.assessments.states import State
from selaras.foundation.access import declare
from selaras.people.roles import Role
from selaras.people.standing import standing_of

IMPORT_RESULTS = declare("results.import", _("mengimpor nilai hasil penilaian"))
RECORD_VALUES = declare("results.record", _("mencatat nilai tahap"))
PUBLISH_RESULTS = declare("results.publish", _("mengumumkan hasil penilaian"))
RECORD_AVERAGES = declare("averages.record", _("mencatat rata-rata kelompok"))
OPEN_CYCLES = declare("cycles.open", _("membuka siklus penilaian"))

IMPORTER_ROLES = (Role.INSTITUTION_ADMIN, Role.RESPONSIBLE, Role.ENTRY)
"""Who brings result tables of the own institution in."""


TEAM_ROLES = (Role.RESPONSIBLE, Role.ENTRY, Role.TEAM_MEMBER)
"""The internal team (Tim Asesor Internal) below its coordinator."""

WRITING_STATES = {
    Stage.SELF: frozenset({State.FILLING, State.CHECKING}),
    Stage.DOCUMENT: frozenset({State.DOCUMENT}),
    Stage.INTERVIEW: frozenset({State.INTERVIEW}),
    Stage.VISIT: frozenset({State.VISIT}),
    Stage.FINAL: frozenset({State.CONSOLIDATION}),
}
"""When each stage's values are written, in an assessment that runs here."""

WRITER_ROLES = {
    Stage.SELF: TEAM_ROLES,
    Stage.DOCUMENT: (Role.ASSESSOR,),
    Stage.INTERVIEW: (Role.ASSESSOR,),
    Stage.VISIT: (Role.ASSESSOR,),
    Stage.FINAL: (Role.ASSESSOR,),
}
"""Who writes them, beside the system administrator."""


def visible_to(actor: object) -> AssessmentQuerySet:
    """The assessments the actor may read."""
    return Assessment.objects.visible_to(actor)


def may_administer(actor: object) -> bool:
    """Whether the actor decides for all institutions."""
    return standing_of(actor).is_system_admin


def may_import_results(actor: object, institution_id: int | None = None) -> bool:
    """Whether the actor imports results of that institution, or of any at all if none is named."""
    if may_administer(actor):
        return True
    places = standing_of(actor).institutions(*IMPORTER_ROLES)
    return bool(places) if institution_id is None else institution_id in places


def may_record_values(
    actor: object,
    institution_id: int,
    stage: Stage | str,
    *,
    published: bool,
    state: State | str = State.RECORDED,
) -> bool:
    """Whether the actor writes this stage's values of that institution.

    Where the assessment runs here, its state decides: the internal team rates while the claim is
    open, the assigned assessor rates each later stage in its turn, and nobody anything else; not
    even the administrator changes a claim that has been sent. Where only results are recorded
    (``State.RECORDED``), the institution keeps its own record of every stage until the result is
    announced (``published``): from then on what others said of the institution, the final value
    first of all, is the system administrator's to correct.
    """
    if state != State.RECORDED:
        return state in WRITING_STATES[Stage(stage)] and (
            may_administer(actor)
            or institution_id in standing_of(actor).institutions(*WRITER_ROLES[Stage(stage)])
        )
    if may_administer(actor):
        return True
    if published and stage != Stage.SELF:
        return False
    return may_import_results(actor, institution_id)


def may_publish_results(actor: object) -> bool:
    """Whether the actor announces final results."""
    return may_administer(actor)


def may_record_averages(actor: object) -> bool:
    """Whether the actor writes national and group averages."""
    return may_administer(actor)


def may_open_cycles(actor: object) -> bool:
    """Whether the actor opens national rounds."""
    return may_administer(actor)
