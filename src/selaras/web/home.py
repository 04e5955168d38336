"""The first page after signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from selaras.assessments.queries.home import Course, Point, cycles_held, own_courses, site_facts
from selaras.assessments.queries.result import result_of
from selaras.people.models import User
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.assessments.charts import Points, trend_of_course
from selaras.web.people.demo import is_offered
from selaras.web.tasks import duties_of

ATTENTION = 5
"""How many of the indicators that lost most, and of the best steps, are named."""


@dataclass(frozen=True, slots=True)
class Card:
    """An institution of the person, with where its latest result stands."""

    course: Course
    url: str
    trend: Points

    @property
    def latest(self) -> Point:
        """The newest year."""
        return self.course.latest


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where the person's institutions stand; newcomers are shown the way in."""
    if not request.user.is_authenticated:
        return redirect("people:switch") if is_offered(request) else redirect_to_login("/")
    actor = actor_of(request)
    standing = standing_of(actor)
    courses = own_courses(actor)
    context = {
        "duties": duties_of(actor),
        "courses": [Card(course, _address(course), trend_of_course(course)) for course in courses],
        "roles": ", ".join(sorted({str(role.label) for role, _place, _unit in standing.roles})),
        "facts": site_facts() if standing.is_system_admin else None,
        "cycles": [] if len(courses) == 1 else cycles_held(actor),
        **_attention(actor, courses),
    }
    return render(request, "home.html", context)


def _address(course: Course) -> str:
    latest = course.latest.assessment
    return reverse("assessments:result", args=[latest.institution.slug, latest.cycle.year])


def _attention(actor: User, courses: list[Course]) -> dict[str, object]:
    """For a person of one institution: what pulled its index down, and the steps worth most."""
    if len(courses) != 1:
        return {}
    latest = courses[0].latest.assessment
    found = result_of(
        actor,
        latest.institution.slug,
        latest.cycle.year,
        instrument_code=latest.cycle.instrument.code,
    )
    if found is None:
        return {}
    attention = {
        "result": found,
        "lost": found.losses[:ATTENTION],
        "chances": found.chances[:ATTENTION],
    }
    return {"attention": attention, "attention_url": _address(courses[0])}
