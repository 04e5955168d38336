"""The own account; the first-start setup; the page behind an invitation link."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.refusal import RefusedError
from selaras.people.queries.people import appointments_of
from selaras.people.services.bootstrap import set_up, setup_is_open
from selaras.people.services.invitations import Invitation, accept_invitation, invited
from selaras.people.services.users import change_own_details
from selaras.web.access import actor_of
from selaras.web.people.forms import NewPasswordForm, OwnDetailsForm, SetupForm, blame


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The person's own facts, appointments, password and second step."""
    person = actor_of(request)
    initial = {"name": person.name, "position": person.position, "version": person.version}
    form = OwnDetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_own_details(person, **form.cleaned_data, actor=person)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("people:account")
    context = {
        "person": person,
        "form": form,
        "appointments": appointments_of(person, person, day=clock.today()),
        "second_step": is_mfa_enabled(person),
    }
    return render(request, "people/account.html", context)


@never_cache
@login_not_required
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first administrator; the page is gone once there is one."""
    if not setup_is_open():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("code", "email", "name", "password")}
        try:
            person = set_up(**values)
        except RefusedError as error:
            blame(form, error)
        else:
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            record_authentication(request, person, method="password", email=person.email)
            messages.success(request, _("Administrator sudah dibuat. Selamat datang di Selaras."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/setup.html", {"form": form})


@never_cache
@login_not_required
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, person: str, token: str) -> HttpResponse:
    """Choose the own password; a dead link says what to do."""
    link = Invitation(person, token)
    guest = invited(link)
    if guest is None:
        return render(request, "people/invitation_dead.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(link, password=form.cleaned_data["password"])
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Kata sandi sudah disimpan. Silakan masuk."))
            return redirect("account_login")
    return render(request, "people/invitation.html", {"form": form, "guest": guest})
