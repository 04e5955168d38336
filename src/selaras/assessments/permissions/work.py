"""Who may do what in the work of an assessment: by role, by state, by what is assigned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment, Audience, EvidenceItem
from selaras.assessments.permissions.results import TEAM_ROLES, may_administer
from selaras.assessments.states import CLAIMING, COURSE, FROZEN, State, Step
from selaras.foundation.access import declare
from selaras.people.roles import Role
from selaras.people.standing import standing_of

OPEN_WORK = declare("work.open", _("membuka lembar kerja penilaian"))
MOVE_ON = declare("work.move_on", _("melanjutkan penilaian ke langkah ini"))
SET_WINDOWS = declare("windows.set", _("mengatur jadwal siklus"))
PLOT = declare("work.plot", _("membagi indikator kepada unit dan tim"))
WRITE_ANSWER = declare("answer.write", _("mengisi jawaban indikator ini"))
RATE = declare("answer.rate", _("menetapkan nilai mandiri"))
REVIEW = declare("answer.review", _("memeriksa jawaban dan bukti"))
READ_REVIEW = declare("review.read", _("melihat antrean pemeriksaan"))
COMMENT = declare("discussion.write", _("menulis dalam diskusi ini"))
READ_EVIDENCE = declare("evidence.read", _("membuka berkas bukti ini"))
ASSESS = declare("external.assess", _("menilai sebagai asesor eksternal"))
CALIBRATE = declare("external.calibrate", _("mengatur kalibrasi asesor"))
READ_HISTORY = declare("work.history", _("membaca riwayat penilaian"))

REVIEWERS = (Role.RESPONSIBLE, Role.TEAM_MEMBER)
"""Who says whether evidence and answers hold."""

PLOTTERS = (Role.RESPONSIBLE, Role.INSTITUTION_ADMIN)

STEP_ROLES: dict[str, tuple[Role, ...]] = {
    Step.PREPARE: PLOTTERS,
    Step.OPEN: PLOTTERS,
    Step.CHECK: (Role.RESPONSIBLE,),
    Step.RETURN: (Role.RESPONSIBLE,),
    Step.APPROVE: (Role.RESPONSIBLE,),
    Step.WITHDRAW_APPROVAL: (Role.RESPONSIBLE, Role.COORDINATOR),
    Step.SIGN: (Role.COORDINATOR,),
    Step.WITHDRAW_SIGNATURE: (Role.COORDINATOR,),
    Step.SUBMIT: (Role.RESPONSIBLE,),
    Step.ASSESS_DOCUMENTS: (Role.ASSESSOR,),
    Step.INTERVIEW: (Role.ASSESSOR,),
    Step.VISIT: (Role.ASSESSOR,),
    Step.CONSOLIDATE: (Role.ASSESSOR,),
    Step.FINALISE: (Role.ASSESSOR,),
    Step.REOPEN: (Role.ASSESSOR,),
    Step.REPORT: (Role.ASSESSOR,),
}
"""Who takes each step. The system administrator takes those outside the institution as well."""

INSIDE_STEPS = frozenset({Step.SIGN, Step.WITHDRAW_SIGNATURE})
"""Acts of a person in office that nobody does in their place, the administrator included."""


def _holds(actor: object, assessment: Assessment, *roles: Role) -> bool:
    return assessment.institution_id in standing_of(actor).institutions(*roles)


def works_in(actor: object, assessment: Assessment) -> bool:
    """Whether the actor belongs to the institution; drafts and internal talk are for these."""
    return (
        may_administer(actor) or assessment.institution_id in standing_of(actor).home_institutions()
    )


def is_assessor_of(actor: object, assessment: Assessment) -> bool:
    """Whether the institution is assigned to the actor as external assessor."""
    return _holds(actor, assessment, Role.ASSESSOR)


def may_open_work(actor: object, assessment: Assessment) -> bool:
    """Whether the actor knows of this work at all: colleagues, and assessors once it was sent.

    For everyone else, readers among them, its pages do not exist; results have pages of their own.
    """
    if assessment.state == State.RECORDED:
        return may_administer(actor) or _holds(actor, assessment, *PLOTTERS)
    return works_in(actor, assessment) or (
        assessment.state in FROZEN and is_assessor_of(actor, assessment)
    )


def is_step_of(actor: object, assessment: Assessment, step: Step | str) -> bool:
    """Whether the step is the actor's to take at all, wherever the assessment stands."""
    if may_administer(actor):
        return step not in INSIDE_STEPS
    return _holds(actor, assessment, *STEP_ROLES[step])


def may_take(actor: object, assessment: Assessment, step: Step | str) -> bool:
    """Whether the step leads on from here and is the actor's to take; guards are asked later."""
    return assessment.state in COURSE[step].sources and is_step_of(actor, assessment, step)


def may_set_windows(actor: object) -> bool:
    """Whether the actor sets the windows of a cycle."""
    return may_administer(actor)


def may_plot(actor: object, assessment: Assessment) -> bool:
    """Whether the actor assigns indicators, while the claim is open."""
    return assessment.state in CLAIMING and (
        may_administer(actor) or _holds(actor, assessment, *PLOTTERS)
    )


def may_write_answer(
    actor: object, assessment: Assessment, units: frozenset[int], *, window_open: bool = True
) -> bool:
    """Whether the actor writes the answer and puts evidence forward for an indicator.

    ``units`` are the ones the indicator is assigned to. Their operators write while the assessment
    is being filled and the window is open; the team also while it is checked.
    """
    if assessment.state in {State.FILLING, State.CHECKING} and _holds(
        actor, assessment, *TEAM_ROLES
    ):
        return True
    return (
        assessment.state == State.FILLING
        and window_open
        and bool(units & standing_of(actor).units())
        and _holds(actor, assessment, Role.UNIT_OPERATOR)
    )


def may_rate(actor: object, assessment: Assessment) -> bool:
    """Whether the actor settles on the institution's own value."""
    return assessment.state in {State.FILLING, State.CHECKING} and _holds(
        actor, assessment, *TEAM_ROLES
    )


def may_review(actor: object, assessment: Assessment) -> bool:
    """Whether the actor accepts and returns evidence and answers."""
    return assessment.state in {State.FILLING, State.CHECKING} and _holds(
        actor, assessment, *REVIEWERS
    )


def may_read_review(actor: object, assessment: Assessment) -> bool:
    """Whether the actor follows the review: the queue and every verdict, in any state."""
    return may_administer(actor) or _holds(
        actor, assessment, Role.INSTITUTION_ADMIN, Role.COORDINATOR, *TEAM_ROLES
    )


def may_comment(actor: object, assessment: Assessment, audience: Audience | str) -> bool:
    """Whether the actor speaks there: colleagues anywhere, assessors in what is shared."""
    if not may_open_work(actor, assessment) or assessment.state == State.RECORDED:
        return False
    return works_in(actor, assessment) or audience == Audience.SHARED


def may_read_evidence(actor: object, item: EvidenceItem) -> bool:
    """Whether the actor opens the file put forward here.

    Colleagues do as far as the document is not restricted (``Document.visible_to`` says that);
    assessors open what was sent to them and has not been withdrawn.
    """
    assessment = item.assessment
    if item.document is None:
        return False
    if works_in(actor, assessment):
        return True
    return (
        assessment.state in FROZEN
        and item.withdrawn_at is None
        and is_assessor_of(actor, assessment)
    )


def may_assess(actor: object, assessment: Assessment) -> bool:
    """Whether the actor writes findings and meetings of the external assessment."""
    return (
        assessment.state in FROZEN
        and assessment.state != State.REPORTED
        and (may_administer(actor) or is_assessor_of(actor, assessment))
    )


def may_calibrate(actor: object, assessment: Assessment) -> bool:
    """Whether the actor draws a blind sample; its two assessors are named in it."""
    return may_assess(actor, assessment)


def may_read_history(actor: object, assessment: Assessment) -> bool:
    """Whether the actor reads who changed what in this assessment."""
    return may_administer(actor) or _holds(
        actor, assessment, Role.INSTITUTION_ADMIN, Role.COORDINATOR, *TEAM_ROLES
    )
