"""Coming to an assessment's external pages: who may know of it, and the links between them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from selaras.assessments.models import Assessment
from selaras.assessments.permissions import ASSESS, may_open_desk, may_open_work
from selaras.assessments.states import State
from selaras.foundation.access import demand
from selaras.web.access import actor_of

Tab = tuple[str, str, bool, None]


def opened(request: HttpRequest, pk: int) -> Assessment:
    """The assessment, for whoever may know of its work. Raises Http404."""
    rows = Assessment.objects.select_related("cycle__instrument", "institution")
    found = rows.filter(pk=pk).exclude(state=State.RECORDED).first()
    if found is None or not may_open_work(request.user, found):
        raise Http404
    return found


def opened_desk(request: HttpRequest, pk: int) -> Assessment:
    """The same for the pages of assessors alone. Raises Http404, DeniedError."""
    found = opened(request, pk)
    demand(may_open_desk(request.user, found), ASSESS)
    return found


def frame(request: HttpRequest, assessment: Assessment, current: str) -> dict[str, object]:
    """What every page here shows at its head."""
    is_desk = may_open_desk(actor_of(request), assessment)
    pages = [
        ("external:desk", _("Lembar nilai")),
        ("external:findings", pgettext("plural", "Temuan")),
    ]
    pages.append(("external:meetings", pgettext("plural", "Pertemuan")))
    if is_desk:
        pages.append(("external:calibrations", _("Kalibrasi")))
        pages.append(("external:finals", _("Nilai akhir")))
    tabs: list[Tab] = [
        (label, reverse(view, args=[assessment.pk]), view == current, None) for view, label in pages
    ]
    return {"assessment": assessment, "tabs": tabs, "is_desk": is_desk}
