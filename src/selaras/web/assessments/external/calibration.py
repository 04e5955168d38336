"""Blind double rating: drawing, rating, opening, figures of agreement, the log of differences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from selaras.assessments.models import Calibration
from selaras.assessments.permissions import CALIBRATE, may_calibrate
from selaras.assessments.queries.calibration import (
    CalibrationView,
    assessors_of,
    calibration_view,
    calibrations_of,
)
from selaras.assessments.services import calibration as services
from selaras.assessments.services.external import Rating
from selaras.foundation.access import demand
from selaras.foundation.documents.table import Cell, Table
from selaras.foundation.refusal import Problem, RefusedError, refuse
from selaras.instruments.queries import definition
from selaras.pure.numbers import parse
from selaras.web.access import actor_of
from selaras.web.assessments.external.desk import figure_cell
from selaras.web.assessments.external.forms import LONGEST_TEXT, DrawForm
from selaras.web.assessments.external.opening import frame, opened_desk
from selaras.web.download import download
from selaras.web.people.forms import blame


@require_http_methods(["GET", "HEAD", "POST"])
def calibrations(request: HttpRequest, pk: int) -> HttpResponse:
    """The calibrations of an assessment, and the form that draws another."""
    assessment = opened_desk(request, pk)
    people = assessors_of(assessment)
    may_draw = may_calibrate(request.user, assessment)
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        initial={"second": people[1].pk} if len(people) > 1 else None,
        instrument=definition(assessment.cycle.instrument),
        people=people,
    )
    if request.method == "POST":
        demand(may_draw, CALIBRATE)
        if form.is_valid():
            by_key = {person.pk: person for person in people}
            values = form.cleaned_data
            wanted = services.Draw(tuple(values["numbers"]), values["size"] or 0)
            first, second = by_key[values["first"]], by_key[values["second"]]
            try:
                made = services.draw(assessment, first, second, wanted, actor=actor_of(request))
            except RefusedError as error:
                blame(form, error)
            else:
                messages.success(request, _("Kalibrasi dimulai. Nilailah tanpa saling melihat."))
                return redirect("external:calibration", pk, made.pk)
    context = {
        **frame(request, assessment, "external:calibrations"),
        "calibrations": list(calibrations_of(assessment)),
        "form": form,
        "may_draw": may_draw,
        "enough": len(people) > 1,
    }
    status = 422 if form.errors else 200
    return render(request, "external/calibrations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def calibration(request: HttpRequest, pk: int, sample: int) -> HttpResponse:
    """One calibration: rate blind, then read both, the figures, and the log."""
    view = _view(request, pk, sample)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            messages.success(request, _act(request, view))
        except RefusedError as error:
            problems = error.problems
        else:
            return redirect("external:calibration", pk, sample)
    scale = view.instrument.scale
    context = {
        **frame(request, view.calibration.assessment, "external:calibrations"),
        "view": view,
        "rows": [(line, _typed(request, line.number)) for line in view.lines],
        "levels": [str(n) for n in range(int(scale.minimum), int(scale.maximum) + 1)]
        if scale.whole
        else [],
        "problems": [("", str(problem.message)) for problem in problems],
        "may_calibrate": may_calibrate(request.user, view.calibration.assessment),
        "typed": request.POST,
    }
    return render(request, "external/calibration.html", context, status=422 if problems else 200)


@require_safe
def export(
    request: HttpRequest, pk: int, sample: int, suffix: str
) -> HttpResponse | StreamingHttpResponse:
    """The opened calibration as a file; before the opening there is none."""
    view = _view(request, pk, sample)
    if not view.is_open:
        raise Http404
    headings = [_("Nomor"), _("Indikator"), view.calibration.first.name]
    headings += [_("Alasan"), view.calibration.second.name, _("Alasan"), _("Selisih")]
    stem = f"kalibrasi-{view.calibration.assessment.institution.slug}-{sample}"
    return download(Table(_("Kalibrasi"), headings, _cells(view)), suffix, stem)


def _cells(view: CalibrationView) -> Iterator[list[Cell]]:
    for line in view.lines:
        given: list[Cell] = []
        for one in (line.first, line.second):
            given += [figure_cell(one.value), one.note] if one else [None, ""]
        yield [line.number, line.indicator.name, *given, figure_cell(line.gap)]


def _view(request: HttpRequest, pk: int, sample: int) -> CalibrationView:
    assessment = opened_desk(request, pk)
    rows = Calibration.objects.select_related("first", "second")
    found = get_object_or_404(rows, pk=sample, assessment=assessment)
    found.assessment = assessment
    return calibration_view(actor_of(request), found)


def _act(request: HttpRequest, view: CalibrationView) -> str:
    """Do what the button says; the sentence that tells it is done. Raises RefusedError."""
    act, actor = request.POST.get("langkah", ""), actor_of(request)
    if act == "buka":
        services.reveal(view.calibration, actor=actor)
        return _("Kalibrasi dibuka: kedua nilai sekarang terlihat dan tidak berubah lagi.")
    if act == "catat":
        number = request.POST.get("nomor", "")
        if number not in {line.number for line in view.lines}:
            raise refuse(_("Pilih indikator yang nilainya berbeda."))
        reason = _text(request, "pokok")
        services.open_dispute(view.calibration, number, reason=reason, actor=actor)
        return _("Perbedaan pada indikator %(number)s sudah dicatat.") % {"number": number}
    if act == "selesaikan":
        number = request.POST.get("nomor", "")
        line = next((x for x in view.disputes if x.number == number), None)
        if line is None or line.dispute is None:
            raise refuse(_("Pilih perbedaan yang tercatat."))
        value = _value(number, request.POST.get("nilai", ""))
        if value is None:
            raise refuse(_("Tulis nilai yang disepakati."))
        outcome = Rating(value, _text(request, "penyelesaian"))
        line.dispute.calibration = view.calibration
        services.settle_dispute(line.dispute, outcome, actor=actor)
        return _("Perbedaan pada indikator %(number)s sudah diselesaikan.") % {"number": number}
    ratings = _ratings(request, view)
    services.rate_blind(view.calibration, ratings, actor=actor)
    return _("Nilai Anda disimpan. Asesor lain belum melihatnya.")


def _ratings(request: HttpRequest, view: CalibrationView) -> dict[str, Rating]:
    """Everything that was filled in; raises RefusedError naming what cannot be read."""
    found: dict[str, Rating] = {}
    problems: list[Problem] = []
    for line in view.lines:
        try:
            value = _value(line.number, request.POST.get(f"nilai-{line.number}", ""))
        except RefusedError as error:
            problems += error.problems
            continue
        if value is not None:
            found[line.number] = Rating(value, _text(request, f"alasan-{line.number}"))
    if problems:
        raise RefusedError(*problems)
    if not found and view.may_rate:
        raise refuse(_("Isi sedikitnya satu nilai."))
    return found


def _value(number: str, text: str) -> Fraction | None:
    if not text.strip():
        return None
    try:
        return parse(text)
    except ValueError:
        raise refuse(
            _("Indikator %(number)s: tulis nilai sebagai angka, misalnya 3 atau 2,49.")
            % {"number": number}
        ) from None


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:LONGEST_TEXT]


def _typed(request: HttpRequest, number: str) -> tuple[str, str] | None:
    """What was typed for the indicator in a form that is shown again."""
    if request.method != "POST" or f"nilai-{number}" not in request.POST:
        return None
    return request.POST[f"nilai-{number}"], request.POST.get(f"alasan-{number}", "")
