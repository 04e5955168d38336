"""How the person wants to be told: summaries by mail, and the address for calendar programs."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from selaras.foundation.refusal import RefusedError
from selaras.notifications.models import Digest
from selaras.notifications.queries.calendar import key_of
from selaras.notifications.queries.inbox import choice_of
from selaras.notifications.services.preferences import (
    choose_digest,
    make_calendar_key,
    revoke_calendar_key,
)
from selaras.web.access import actor_of
from selaras.web.people.forms import blame


class DigestForm(forms.Form):
    """How often, and in which language."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Kirim ringkasan pesan yang belum dibaca"),
        choices=Digest.choices,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Bahasa surel dan kalender"), choices=settings.LANGUAGES
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep the choices."""
    person = actor_of(request)
    choice = choice_of(person)
    initial = {"frequency": choice.frequency, "language": choice.language}
    form = DigestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            choose_digest(**form.cleaned_data, actor=person)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("inbox:settings")
    return _page(request, form, status=422 if form.errors else 200)


@never_cache
@require_POST
def calendar_key(request: HttpRequest) -> HttpResponse:
    """Make a fresh secret address and show it, this once."""
    key = make_calendar_key(actor=actor_of(request))
    address = request.build_absolute_uri(reverse("inbox:calendar", args=[key]))
    return _page(request, None, address=address)


@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """Make the secret address useless."""
    if revoke_calendar_key(actor=actor_of(request)):
        messages.success(request, _("Alamat kalender sudah dicabut dan tidak dapat dibuka lagi."))
    return redirect("inbox:settings")


def _page(
    request: HttpRequest, form: DigestForm | None, *, address: str = "", status: int = 200
) -> HttpResponse:
    person = actor_of(request)
    if form is None:
        choice = choice_of(person)
        form = DigestForm(initial={"frequency": choice.frequency, "language": choice.language})
    context = {
        "form": form,
        "frequencies": Digest.choices,
        "languages": settings.LANGUAGES,
        "key": key_of(person),
        "address": address,
        "mail": settings.MAIL or settings.DEMO,
        "email": person.email,
    }
    return render(request, "inbox/settings.html", context, status=status)
