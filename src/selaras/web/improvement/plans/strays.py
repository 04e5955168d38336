"""Open work of units that have ended: moved where there is one successor, else chosen here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError, refuse
from selaras.improvement.permissions import WRITE_PLAN, may_write_plan
from selaras.improvement.queries.strays import Heirs, Key, Stray, strays_of
from selaras.improvement.services.reorganised import Moved, follow_successors, hand_over
from selaras.people.models import Institution, Unit, User
from selaras.people.queries.units import standing_units
from selaras.web.improvement.opening import opened
from selaras.web.people.forms import indented

INVALID, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open work of one ended unit. ``field`` names the choice for all of it."""

    heirs: Heirs
    strays: tuple[Stray, ...]

    @property
    def unit(self) -> Unit:
        """The ended unit."""
        return self.heirs.unit

    @property
    def field(self) -> str:
        """The name of the choice for everything."""
        return f"semua-{self.unit.pk}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A piece of work with what was chosen for it."""

    stray: Stray
    chosen: str
    fault: str


@require_http_methods(["GET", "HEAD", "POST"])
def strays(request: HttpRequest, slug: str) -> HttpResponse:
    """List it by ended unit; move what has one successor, choose for the rest."""
    institution, actor = opened(request, slug)
    may_write = may_write_plan(actor, institution.pk)
    today = clock.today()
    faults: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        demand(may_write, WRITE_PLAN)
        try:
            moved = _act(request.POST, institution, actor)
        except RefusedError as error:
            faults = {problem.field: str(problem.message) for problem in error.problems}
            status = CONFLICT if isinstance(error, ChangedMeanwhileError) else INVALID
        else:
            messages.success(request, _told(moved))
            return redirect("plans:strays", slug)
    waiting = _by_unit(strays_of(institution, today))
    standing = indented(standing_units(institution, today)) if may_write else []
    context = {
        "institution": institution,
        "certain": [one for one in waiting if one.heirs.only is not None],
        "open": [
            (one, _options(one.heirs, standing), _choices(one, request.POST, faults))
            for one in waiting
            if one.heirs.only is None
        ],
        "sent": request.POST,
        "may_write": may_write,
        "fault_list": list(faults.items()),
    }
    return render(request, "plans/strays.html", context, status=status)


def _act(sent: QueryDict, institution: Institution, actor: User) -> Moved:
    today = clock.today()
    if sent.get("lakukan") == "ikuti":
        return follow_successors(institution, day=today, actor=actor)
    choices: dict[Key, int] = {}
    for stray in strays_of(institution, today):
        said = sent.get(stray.field) or sent.get(f"semua-{stray.heirs.unit.pk}", "")
        if stray.heirs.only is None and said:
            choices[stray.key] = int(said) if said.isdecimal() and len(said) < 16 else 0
    if not choices:
        raise refuse(_("Pilih unit penerus untuk paling sedikit satu pekerjaan."))
    return hand_over(institution, choices, day=today, actor=actor)


def _by_unit(found: Sequence[Stray]) -> list[Waiting]:
    """Together what waits under the same ended unit, by its name."""
    groups: dict[int, list[Stray]] = {}
    for stray in found:
        groups.setdefault(stray.heirs.unit.pk, []).append(stray)
    waiting = [Waiting(group[0].heirs, tuple(group)) for group in groups.values()]
    return sorted(waiting, key=lambda one: one.unit.name)


def _options(
    heirs: Heirs, standing: Sequence[tuple[int, str]]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """The successors first, then every other standing unit."""
    near = {unit.pk: unit.name for unit in heirs.options}
    groups = [
        (_("Unit penerus"), list(near.items())),
        (_("Unit lain"), [(pk, name) for pk, name in standing if pk not in near]),
    ]
    return [(label, options) for label, options in groups if options]


def _choices(one: Waiting, sent: QueryDict, faults: dict[str, str]) -> list[Choice]:
    return [
        Choice(stray, sent.get(stray.field, ""), faults.get(stray.field, ""))
        for stray in one.strays
    ]


def _told(moved: Moved) -> str:
    actions = ngettext("%(count)d aksi", "%(count)d aksi", moved.actions)
    answers = ngettext("%(count)d rekomendasi", "%(count)d rekomendasi", moved.recommendations)
    if not moved.actions and not moved.recommendations:
        return _("Tidak ada yang perlu dipindahkan.")
    parts = [
        text % {"count": count}
        for text, count in ((actions, moved.actions), (answers, moved.recommendations))
        if count
    ]
    return _("Dipindahkan ke unit penerus: %(what)s.") % {"what": ", ".join(parts)}
