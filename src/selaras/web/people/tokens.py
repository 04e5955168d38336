"""The person's own access tokens: issuing one, seeing what is in force, ending one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from selaras.foundation import clock
from selaras.foundation.refusal import RefusedError
from selaras.people.models import AccessToken, TokenScope
from selaras.people.queries.tokens import tokens_of
from selaras.people.services.tokens import LONGEST, issue_token, revoke_token
from selaras.web.access import actor_of
from selaras.web.people.forms import blame

ENDED_SHOWN = 20
"""Ended tokens the page remembers; the trail has all."""


class TokenForm(forms.Form):
    """What a new token is for, what it opens and for how long."""

    name = forms.CharField(
        label=gettext_lazy("Nama"),
        max_length=80,
        help_text=gettext_lazy("Nama sistem yang memakainya, supaya Anda mengenalnya nanti."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Cakupan"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[TokenScope.READ],
        help_text=gettext_lazy("Token tidak pernah membuka lebih dari hak Anda sendiri."),
        error_messages={"required": gettext_lazy("Pilih sedikitnya satu cakupan.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Berlaku (hari)"), min_value=1, max_value=LONGEST, initial=90
    )


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as the page shows it."""

    token: AccessToken
    scopes: tuple[str, ...]
    is_live: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens, and the form of a new one; its secret is shown in the answer, once."""
    person = actor_of(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _row, secret = issue_token(
                person, data["name"], data["scopes"], data["days"], actor=person
            )
        except RefusedError as error:
            blame(form, error)
        else:
            form = TokenForm()
    rows = _rows(tokens_of(person))
    context = {
        "form": form,
        "secret": secret,
        "live": [row for row in rows if row.is_live],
        "ended": [row for row in rows if not row.is_live][:ENDED_SHOWN],
        "interface": _interface(),
    }
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the person's own tokens."""
    person = actor_of(request)
    revoke_token(get_object_or_404(tokens_of(person), pk=pk), actor=person)
    messages.success(request, _("Token sudah dicabut dan tidak membuka apa pun lagi."))
    return redirect("tokens:list")


def _rows(found: Iterable[AccessToken]) -> list[TokenRow]:
    now = clock.now()
    return [
        TokenRow(
            token,
            tuple(str(scope.label) for scope in TokenScope if scope in token.scopes),
            token.revoked_at is None and token.expires_at > now,
        )
        for token in found
    ]


def _interface() -> str:
    """Where the interface explains itself; empty while it has no such page."""
    try:
        return reverse("api:docs")
    except NoReverseMatch:
        return ""
