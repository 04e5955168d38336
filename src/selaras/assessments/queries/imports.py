"""Imports a person may see, and where a person may import."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from selaras.assessments.models import Cycle, ImportJob
from selaras.assessments.permissions import IMPORTER_ROLES, may_administer
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import Institution
from selaras.people.roles import Role
from selaras.people.standing import standing_of

PAGE_SIZE = 20
COUNTS = ("added", "changed", "unchanged", "fault_count")


def imports_page(actor: object, *, cursor: str = "") -> Page[ImportJob]:
    """The actor's imports, newest first, without previews and reports. One query.

    Of the report only ``added``, ``changed``, ``unchanged`` and ``fault_count`` are read.
    """
    told = {name: F(f"report__{name}") for name in COUNTS}
    rows = ImportJob.objects.visible_to(actor).select_related("author").annotate(**told)
    rows = rows.defer("columns", "options", "report")
    return page_of(rows, ("-pk",), size=PAGE_SIZE, cursor=cursor)


def importable_institutions(
    actor: object, roles: Iterable[Role] = IMPORTER_ROLES
) -> QuerySet[Institution]:
    """The institutions for which the actor may import in one of these roles, by name."""
    if may_administer(actor):
        return Institution.objects.order_by("name")
    places = standing_of(actor).institutions(*roles)
    return Institution.objects.filter(pk__in=places).order_by("name")


def newest_cycle() -> Cycle | None:
    """The latest round, the likely one for a new table."""
    return Cycle.objects.order_by("-year", "-pk").first()
