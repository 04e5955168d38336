"""Who may ask for what is handed over: declared here, asked by services and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import may_open_work, works_in
from selaras.assessments.states import State
from selaras.foundation.access import declare
from selaras.people.standing import standing_of
from selaras.reporting.models import ReportRun

MAKE_REPORT = declare("report.make", _("membuat laporan ini"))
TAKE_PACKAGE = declare("package.take", _("mengunduh paket bukti penilaian ini"))
READ_RUN = declare("report.read", _("membuka laporan ini"))


def may_read_run(actor: object, run: ReportRun) -> bool:
    """Whether the report was made for the actor, or the actor administers the system."""
    return standing_of(actor).is_system_admin or run.author_id == getattr(actor, "pk", None)


def may_take_package(actor: object, assessment: Assessment) -> bool:
    """Whether the actor takes evidence along: whoever may open the work. Each file is asked alone.

    Readers of a province or ministry get results, never files.
    """
    return assessment.state != State.RECORDED and may_open_work(actor, assessment)


def may_follow_units(actor: object, assessment: Assessment) -> bool:
    """Whether the actor gets the progress of units: colleagues, once there is work to follow."""
    return assessment.state != State.RECORDED and works_in(actor, assessment)


def units_followed(actor: object, institution_id: int) -> frozenset[int] | None:
    """The units whose progress the actor gets, None for every unit of the institution.

    Who holds a role in the whole institution gets all; who holds roles in units only, such as an
    operator, gets these units.
    """
    standing = standing_of(actor)
    held = {unit for _role, place, unit in standing.roles if place == institution_id}
    if standing.is_system_admin or None in held:
        return None
    return frozenset(unit for unit in held if unit is not None)
