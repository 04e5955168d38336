"""How an institution's papers look: head, crest and signature block, with a picture of the head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.people.models import Institution, Letterhead
from selaras.people.models.letterhead import CRESTS
from selaras.people.permissions import CHANGE_LETTERHEAD, may_change_letterhead
from selaras.people.services.letterheads import remove_crest, set_crest, set_letterhead
from selaras.web.access import actor_of
from selaras.web.evidence.delivery import deliver
from selaras.web.people.forms import VersionedForm, blame, seen_version
from selaras.web.people.institutions import shown

_FACTS = ("lines", "place", "position", "signer", "number")


class LetterheadForm(VersionedForm):
    """Head lines and signature block."""

    lines = forms.CharField(
        label=gettext_lazy("Kepala surat"),
        required=False,
        max_length=700,
        help_text=gettext_lazy(
            "Satu baris untuk satu baris cetak: nama instansi, perangkat daerah, alamat. Baris "
            "pertama dan kedua dicetak tebal."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.CharField(
        label=gettext_lazy("Tempat"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Berdiri di depan tanggal tanda tangan, misalnya “Serang”."),
    )
    position = forms.CharField(
        label=gettext_lazy("Jabatan penanda tangan"), required=False, max_length=200
    )
    signer = forms.CharField(
        label=gettext_lazy("Nama penanda tangan"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("Lengkap dengan gelarnya."),
    )
    number = forms.CharField(
        label=gettext_lazy("NIP"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Kosongkan untuk kepala daerah."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest, slug: str) -> HttpResponse:
    """The page (GET) and what can be done there (POST ``langkah``)."""
    place = shown(request, slug)
    demand(may_change_letterhead(request.user, place), CHANGE_LETTERHEAD)
    row = Letterhead.objects.filter(institution=place).first()
    initial = {name: getattr(row, name) for name in _FACTS} if row else {}
    initial["version"] = row.version if row else 0
    form = LetterheadForm(initial=initial)
    if request.method != "POST":
        return _page(request, place, row, form)
    step = request.POST.get("langkah", "")
    if step == "simpan":
        form = LetterheadForm(request.POST)
        if form.is_valid() and _saved(form, place, request):
            messages.success(request, _("Kop dan tanda tangan sudah disimpan."))
            return redirect("people:letterhead", place.slug)
        return _page(request, place, row, form, status=422)
    problems = _crest_moved(request, place, step)
    if not problems:
        return redirect("people:letterhead", place.slug)
    return _page(request, place, row, form, problems, status=422)


@require_safe
def crest(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The crest itself, to whoever may know of the institution."""
    place = shown(request, slug)
    row = Letterhead.objects.filter(institution=place).first()
    if row is None or not _crest_address(place, row):
        raise Http404
    return deliver(
        request,
        CRESTS.path(row.crest_digest),
        name=f"lambang-{place.slug}",
        content_type=row.crest_type,
        digest=row.crest_digest,
        save=False,
    )


def _saved(form: LetterheadForm, place: Institution, request: HttpRequest) -> bool:
    try:
        set_letterhead(place, **form.cleaned_data, actor=actor_of(request))
    except RefusedError as error:
        blame(form, error)
        return False
    return True


def _crest_moved(request: HttpRequest, place: Institution, step: str) -> list[tuple[str, str]]:
    """Put a crest on or take it off; what stands in the way, by field."""
    version = seen_version(request.POST.get("version", ""))
    actor = actor_of(request)
    try:
        if step == "lambang":
            file = request.FILES.get("crest")
            if file is None:
                return [("crest", _("Pilih gambar lambang dahulu."))]
            set_crest(place, file, version=version, actor=actor)
            messages.success(request, _("Lambang sudah dipasang."))
        elif step == "lepas":
            remove_crest(place, version=version, actor=actor)
            messages.success(request, _("Lambang sudah dilepas."))
        else:
            return [("", _("Pilih yang hendak dilakukan."))]
    except ChangedMeanwhileError as error:
        return [("", str(one.message)) for one in error.problems]
    except RefusedError as error:
        return [("crest", str(one.message)) for one in error.problems]
    return []


def _page(
    request: HttpRequest,
    place: Institution,
    row: Letterhead | None,
    form: LetterheadForm,
    problems: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "institution": place,
        "letterhead": row,
        "version": row.version if row else 0,
        "lines": [line for line in row.lines.splitlines() if line] if row else [],
        "crest": _crest_address(place, row),
        "form": form,
        "problems": problems or [],
        "crest_error": " ".join(text for field, text in problems or () if field == "crest"),
    }
    return render(request, "people/letterhead.html", context, status=status)


def _crest_address(place: Institution, row: Letterhead | None) -> str:
    """Where the crest is fetched, another address for another crest; empty where there is none."""
    if row is None or not row.crest_digest or not CRESTS.holds(row.crest_digest, row.crest_size):
        return ""
    return f"{reverse('people:letterhead_crest', args=[place.slug])}?v={row.crest_digest[:8]}"
