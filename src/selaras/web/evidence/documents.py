"""The page of one document, and what may be done with it: correct, replace, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.assessments.queries.uses import signed_years, uses_of
from selaras.evidence.models import Document, DocumentVersion, TextState
from selaras.evidence.permissions import CHANGE_DOCUMENT, LIBRARIANS, may_change_document
from selaras.evidence.queries.library import DocumentView, document_view
from selaras.evidence.services.documents import change, remove, replace
from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.foundation.trail.queries import history
from selaras.people.models import User
from selaras.people.permissions import trail_scopes
from selaras.people.queries.units import standing_units
from selaras.people.standing import standing_of
from selaras.web.access import actor_of
from selaras.web.evidence.forms import DocumentForm, ReplaceForm, initial_of
from selaras.web.evidence.lines import validity
from selaras.web.evidence.words import file_type
from selaras.web.people.forms import blame

INVALID = 422


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of the file as the page lists it."""

    row: DocumentVersion
    label: str
    icon: str


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a document: facts, file and versions, text, where it is used, history."""
    actor = actor_of(request)
    view = _viewed(actor, pk)
    found, versions = view.document, view.versions
    scopes = trail_scopes(actor)
    uses = uses_of(found, actor)
    may_change = may_change_document(actor, found)
    context = {
        "document": found,
        "versions": [_line(row) for row in versions],
        "current": next((_line(row) for row in versions if row.is_current), None),
        "uses": uses,
        "years": sorted({use.year for use in uses}, reverse=True),
        "signed": sorted({use.year for use in uses if use.is_signed}, reverse=True),
        "missing": _missing(found) if may_change else [],
        "validity": validity(found, clock.today()),
        "needs_text": _needs_text(versions),
        "may_change": may_change,
        "history": history(found, scopes)
        if scopes is None or found.institution.scope in scopes
        else None,
    }
    return render(request, "evidence/document.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a document's facts; two who edit at once see each other's."""
    actor, found = actor_of(request), _changeable(request, pk)
    units = _units(found, actor)
    sent = request.POST if request.method == "POST" else None
    form = DocumentForm(sent, units=units, initial=initial_of(found))
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            change(found, form.facts(), actor=actor, seen=form.cleaned_data["version"])
        except ChangedMeanwhileError as error:
            blame(form, error)
            fresh = _known(request, pk)
            conflict = _differences(form, fresh)
            # Saving again is a decision now: it was seen what the other one wrote.
            renewed = request.POST.copy()
            renewed["version"] = str(fresh.version)
            form.data = renewed
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Data dokumen sudah disimpan."))
            return redirect("evidence:document", pk)
    context = {
        "document": found,
        "form": form,
        "conflict": conflict,
        "signed": signed_years(found),
    }
    status = INVALID if form.errors else 200
    return render(request, "evidence/document_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def document_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another file in the place of the current one."""
    actor, found = actor_of(request), _changeable(request, pk)
    is_sent = request.method == "POST"
    form = ReplaceForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"version": found.version},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            replace(
                found,
                given["file"],
                given["file"].name or _("berkas"),
                given["note"],
                actor=actor,
                seen=given["version"],
            )
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Berkas sudah diganti; versi lama tetap tersimpan."))
            return redirect("evidence:document", pk)
    context = {
        "document": found,
        "current": found.versions.select_related("blob").filter(is_current=True).first(),
        "form": form,
        "person": actor.pk,
    }
    status = INVALID if form.errors else 200
    return render(request, "evidence/replace.html", context, status=status)


@require_POST
def document_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a document nothing refers to."""
    actor, found = actor_of(request), _changeable(request, pk)
    try:
        remove(found, actor=actor)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("evidence:document", pk)
    messages.success(request, _("Dokumen “%(title)s” sudah dihapus.") % {"title": found.title})
    return redirect("evidence:library")


def _viewed(actor: User, pk: int) -> DocumentView:
    """The document of the address with its versions; strangers get 404."""
    try:
        return document_view(actor, pk)
    except Document.DoesNotExist as error:
        raise Http404 from error


def _known(request: HttpRequest, pk: int) -> Document:
    """The document of the address; strangers get 404."""
    rows = Document.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("institution", "unit", "author"), pk=pk)


def _changeable(request: HttpRequest, pk: int) -> Document:
    found = _known(request, pk)
    demand(may_change_document(request.user, found), CHANGE_DOCUMENT)
    return found


def _line(row: DocumentVersion) -> VersionLine:
    kind = file_type(row.blob.content_type)
    return VersionLine(row, str(kind.label), kind.icon)


def _missing(found: Document) -> list[str]:
    """What reviewers look for and the facts do not say yet."""
    labels = DocumentForm.base_fields
    return [str(labels[n].label) for n in ("number", "dated", "signer") if not getattr(found, n)]


def _needs_text(versions: Sequence[DocumentVersion]) -> bool:
    """Whether the current file says less to searches and reviewers than a scan with text would."""
    unread = {TextState.NONE, TextState.PARTIAL, TextState.FAILED}
    return any(row.is_current and row.blob.text_state in unread for row in versions)


def _units(found: Document, actor: User) -> list[tuple[int, str]]:
    """Units to choose an owner from: all for the team, the own ones for operators."""
    standing = standing_of(actor)
    wide = found.institution_id in standing.institutions(*LIBRARIANS)
    units = [
        (unit.pk, "\u2003" * unit.depth + unit.name)
        for unit in standing_units(found.institution, clock.today())
        if wide or unit.pk in standing.units()
    ]
    if found.unit and found.unit_id not in dict(units):
        units.append((found.unit.pk, found.unit.name))
    return units


def _differences(form: DocumentForm, fresh: Document) -> list[tuple[str, str]]:
    """The fields in which the saved document differs from what was typed, as they are saved."""
    saved: dict[str, Any] = {
        name: getattr(fresh, name) for name in form.fields if name != "version"
    }
    saved["unit"] = fresh.unit_id
    told = {
        **{name: str(value) if value else "–" for name, value in saved.items()},
        "kind": str(fresh.get_kind_display()),
        "unit": fresh.unit.name if fresh.unit else "–",
        "is_restricted": _("ya") if fresh.is_restricted else _("tidak"),
    }
    return [
        (str(form.fields[name].label), told[name])
        for name, value in saved.items()
        if (form.cleaned_data.get(name) or None) != (value or None)
    ]
