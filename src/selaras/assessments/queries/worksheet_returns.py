"""Which filled worksheets came back, and which may still come."""

from __future__ import annotations

from selaras.assessments.models import Assessment, Worksheet, WorksheetReturn
from selaras.assessments.permissions import returnable_by, returns_for
from selaras.foundation.cursor import Page, page_of
from selaras.people.models import User

PAGE_SIZE = 20
MOST_OFFERED = 200
"""Worksheets offered to say which one a file is."""


def returns_page(actor: User, assessment: Assessment, *, cursor: str = "") -> Page[WorksheetReturn]:
    """What came back and the actor may open, newest first, without its contents; one query."""
    rows = returns_for(actor, assessment).select_related("worksheet__unit", "author")
    rows = rows.defer("content", "problems", "choices", "worksheet__snapshot", "worksheet__shown")
    return page_of(rows, ("-pk",), size=PAGE_SIZE, cursor=cursor)


def offered_worksheets(actor: User, assessment: Assessment) -> list[Worksheet]:
    """The newest worksheets the actor may hand in; one query."""
    rows = returnable_by(actor, assessment).select_related("unit").defer("snapshot", "shown")
    return list(rows.order_by("-pk")[:MOST_OFFERED])


def opened_return(actor: User, assessment: Assessment, pk: int) -> WorksheetReturn | None:
    """A returned worksheet the actor may open, with all it hangs on; one query."""
    rows = returns_for(actor, assessment).select_related("worksheet__unit", "author")
    found = rows.filter(pk=pk).first()
    if found is not None:
        found.worksheet.assessment = assessment
    return found
