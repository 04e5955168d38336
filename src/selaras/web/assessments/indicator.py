"""The page of one indicator of an institution and year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from selaras.assessments.queries.indicator import IndicatorView, external_outcome, indicator_of
from selaras.assessments.queries.result import IndicatorLine
from selaras.foundation.notation import localised
from selaras.people.permissions import may_know_institution
from selaras.pure.numbers import exact, parse
from selaras.pure.scoring import ExternalFigureError
from selaras.web.access import actor_of
from selaras.web.assessments.charts import rating_rounding, trend_of_indicator
from selaras.web.assessments.doing import indicator_context, outlook_for
from selaras.web.assessments.result_page import fields_but, lasting_query


@require_safe
def indicator(request: HttpRequest, slug: str, year: int, number: str) -> HttpResponse:
    """Criteria ladder, evidence hints, values over stages and years, what each level is worth."""
    view = indicator_of(
        actor_of(request),
        slug,
        year,
        number,
        instrument_code=request.GET.get("instrumen", ""),
        stage=request.GET.get("tahap", ""),
    )
    if view is None:
        raise Http404
    keep = lasting_query(request)

    def address(line: IndicatorLine | None) -> str:
        return (
            reverse("assessments:indicator", args=[slug, year, line.number]) + keep if line else ""
        )

    context = {
        "view": view,
        "result": view.result,
        "keep": keep,
        "may_open_profile": may_know_institution(actor_of(request), view.result.institution),
        "previous_url": address(view.before),
        "next_url": address(view.after),
        "trend": trend_of_indicator(view),
        "rating": rating_rounding(view),
        "address_fields": fields_but(request, "luar"),
        **_external(request, view),
        **indicator_context(view, outlook_for(actor_of(request), view.result)),
    }
    return render(request, "assessments/indicator.html", context)


def _external(request: HttpRequest, view: IndicatorView) -> dict[str, object]:
    """The trial of another agency's figure, or what is wrong with the one typed."""
    text = request.GET.get("luar", "").strip()[:40]
    if not text or view.external is None:
        return {}
    try:
        tried = external_outcome(view, parse(text))
    except ExternalFigureError as error:
        words = {"low": localised(exact(error.lowest)), "high": localised(exact(error.highest))}
        message = _("Isi angka %(low)s sampai %(high)s.") % words
        return {"external_text": text, "external_error": message}
    except ValueError:
        return {"external_text": text, "external_error": _("Isi dengan angka, misalnya 62,5.")}
    return {"external_text": text, "tried": tried}
