"""One scenario: its question, how far the computation is, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import Scenario
from selaras.improvement.permissions import may_run_planner, may_write_plan
from selaras.improvement.queries.scenario_answer import answer_of
from selaras.improvement.queries.scenario_inputs import (
    AIM,
    BASE,
    OPTIONS,
    SOURCES,
    Inputs,
    inputs_of,
)
from selaras.improvement.services.scenarios import (
    cancel_scenario,
    copy_scenario,
    regather,
    remove_scenario,
    start_scenario,
)
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.web.improvement.planner import reasons, words
from selaras.web.improvement.planner.opening import demanded, opened_scenario
from selaras.web.improvement.planner.shown import Shown
from selaras.web.people.forms import seen_version

PROGRESS = "kemajuan"
"""The id of the element that htmx asks for again while the job runs."""


@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page (GET) and its moves (POST ``langkah``)."""
    found, actor = opened_scenario(request, slug, pk)
    if request.method == "POST":
        demanded(actor, found.institution)
        return _moved(request, found, actor)
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == PROGRESS:
        if not found.is_busy:
            return HttpResponseClientRefresh()
        return render(request, "planner/_progress.html", {"scenario": found, "may_run": True})
    return _page(request, found, actor)


def _moved(request: HttpRequest, found: Scenario, actor: User) -> HttpResponse:
    step, slug = request.POST.get("langkah", ""), found.institution.slug
    problems: list[str] = []
    status = 422
    try:
        if step == "hitung":
            start_scenario(found, actor=actor)
        elif step == "batalkan":
            cancel_scenario(found, actor=actor)
            messages.success(request, _("Perhitungan dibatalkan."))
        elif step == "perbarui":
            version = seen_version(request.POST.get("version", ""))
            regather(found, version=version, actor=actor)
            messages.success(request, _("Sumber sudah dibaca ulang. Hitung lagi skenario ini."))
        elif step == "salin":
            copy = copy_scenario(found, actor=actor)
            messages.success(request, _("Salinan siap diubah."))
            return redirect("planner:change", slug, copy.pk)
        elif step == "hapus":
            remove_scenario(found, actor=actor)
            messages.success(request, _("Draf sudah dihapus."))
            return redirect("planner:list", slug)
        else:
            problems = [_("Pilih yang hendak dilakukan.")]
    except ChangedMeanwhileError as error:
        problems, status = [str(one.message) for one in error.problems], 409
    except RefusedError as error:
        problems = [str(one.message) for one in error.problems]
    if not problems:
        return redirect("planner:scenario", slug, found.pk)
    fresh, _actor = opened_scenario(request, slug, found.pk)
    return _page(request, fresh, actor, problems, status)


def _page(
    request: HttpRequest,
    found: Scenario,
    actor: User,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    instrument = definition(found.instrument)
    inputs = inputs_of(found)
    answer = answer_of(found.result)
    context: dict[str, Any] = {
        "scenario": found,
        "institution": found.institution,
        "instrument": instrument,
        "goal": words.goal(found, instrument.rounding),
        "inputs": _told(inputs),
        "may_run": may_run_planner(actor, found.institution_id),
        "may_adopt": may_write_plan(actor, found.institution_id),
        "problems": [("", text) for text in problems or ()],
    }
    if answer is not None and not found.is_busy:
        shown = Shown(found, answer, instrument)
        context |= {
            "shown": shown,
            "answer": answer,
            "changed": _changed(inputs, answer.prints),
            "sources_changed": answer.prints.get(SOURCES) != inputs.prints[SOURCES],
            "adoptions": list(
                found.adoptions.filter(run=found.run).select_related("plan").order_by("choice")
            ),
        }
        if answer.obstacles is not None:
            why = answer.obstacles
            context |= {
                "why": why,
                "why_summary": reasons.summary_of(shown, why),
                "why_helping": reasons.helping(shown, why),
                "why_useless": reasons.useless(why),
                "why_unknown": reasons.unknown(why),
                "why_held": list(reasons.held_back(shown, why)),
                "why_more": max(len(why.held_back) - reasons.MOST_HELD, 0),
                "needed": list(shown.years_of(why.needed)) if why.needed else [],
                "needed_price": words.whole_price(why.needed, answer.measure) if why.needed else "",
            }
    return render(request, "planner/scenario.html", context, status=status)


def _told(inputs: Inputs) -> dict[str, Any]:
    """The options counted by where they come from."""
    kinds: dict[str, int] = {}
    for option in inputs.options:
        kind = str(option.get_kind_display())
        kinds[kind] = kinds.get(kind, 0) + 1
    return {
        "total": len(inputs.options),
        "kinds": list(kinds.items()),
        "unused": len(inputs.unused),
        "unpriced": sum(1 for option in inputs.options if option.cost is None),
        "assumed": len(inputs.base.assumed),
        "typed": len(inputs.base.typed),
        "fixed": len(inputs.base.fixed),
    }


def _changed(inputs: Inputs, prints: Any) -> list[str]:
    """What of the inputs is no longer as it was computed with."""
    named = {
        BASE: _("nilai awal"),
        AIM: _("sasaran atau batas"),
        OPTIONS: _("pilihan aksi"),
        SOURCES: _("aksi atau rekomendasi yang menjadi sumber"),
    }
    return [name for part, name in named.items() if prints.get(part) != inputs.prints[part]]
