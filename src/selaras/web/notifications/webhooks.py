"""Pages of webhooks: which systems are told what, and how their messages fare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from selaras.foundation.access import demand
from selaras.foundation.refusal import RefusedError
from selaras.notifications.models import Delivery, Topic, Webhook
from selaras.notifications.permissions import (
    MANAGE_WEBHOOKS,
    may_manage_webhooks,
    may_open_webhooks,
)
from selaras.notifications.queries.webhooks import deliveries_of, places_of, webhooks_of
from selaras.notifications.services.webhooks import (
    WebhookFacts,
    change_webhook,
    make_webhook,
    pause_webhook,
    remove_webhook,
    renew_secret,
    resume_webhook,
    send_again,
    send_trial,
)
from selaras.notifications.states import DeliveryState
from selaras.people.models import Institution, User
from selaras.web.access import actor_of
from selaras.web.people.forms import blame
from selaras.web.people.lists import neighbours
from selaras.web.ui.lists import CURSOR, changed

ACTS: Final[Mapping[str, tuple[Callable[..., object], str | Promise]]] = {
    "jeda": (pause_webhook, gettext_lazy("Webhook dijeda. Tidak ada kabar yang dikirim.")),
    "lanjut": (resume_webhook, gettext_lazy("Webhook dilanjutkan. Kabar sejak saat ini dikirim.")),
    "rahasia": (
        renew_secret,
        gettext_lazy("Rahasia sudah diganti. Pasang rahasia baru di sistem penerima."),
    ),
    "coba": (
        send_trial,
        gettext_lazy("Kiriman percobaan masuk antrean dan dikirim paling lama satu menit lagi."),
    ),
    "hapus": (remove_webhook, gettext_lazy("Webhook sudah dihapus.")),
}


class WebhookForm(forms.Form):
    """What a person says of a webhook."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=80)
    institution = forms.ModelChoiceField(
        queryset=Institution.objects.none(), label=gettext_lazy("Instansi"), required=False
    )
    url = forms.CharField(
        label=gettext_lazy("Alamat penerima"),
        max_length=500,
        widget=forms.URLInput,
        help_text=gettext_lazy("Alamat https dari sistem yang menerima kabar."),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Kabar yang dikirim"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih sedikitnya satu jenis kabar.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: User, webhook: Webhook | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if webhook is not None:
            del self.fields["institution"]
            return
        place: Any = self.fields["institution"]
        places = places_of(actor)
        place.queryset = Institution.objects.filter(pk__in=[one.pk for one in places])
        if may_manage_webhooks(actor, None):
            place.empty_label = _("Semua instansi")
        else:
            place.required = True
            place.empty_label = None

    def facts(self) -> WebhookFacts:
        """The cleaned answers."""
        data = self.cleaned_data
        return WebhookFacts(data["name"], data["url"], data["topics"])


def _sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, also when it sent nothing; None when none was sent."""
    return request.POST if request.method == "POST" else None


def _shown(request: HttpRequest, pk: int) -> Webhook:
    rows = Webhook.objects.visible_to(actor_of(request)).filter(removed_at=None)
    return get_object_or_404(rows.select_related("institution", "author"), pk=pk)


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every webhook the person manages."""
    actor = actor_of(request)
    demand(may_open_webhooks(actor), MANAGE_WEBHOOKS)
    context = {"rows": webhooks_of(actor), "hosts": settings.WEBHOOK_HOSTS}
    return render(request, "webhooks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new webhook."""
    actor = actor_of(request)
    demand(may_open_webhooks(actor), MANAGE_WEBHOOKS)
    form = WebhookForm(_sent(request), actor=actor, webhook=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_webhook(form.cleaned_data["institution"], form.facts(), actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Webhook sudah dibuat. Pasang rahasianya di penerima."))
            return redirect("webhooks:webhook", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an existing one."""
    webhook, actor = _shown(request, pk), actor_of(request)
    initial = {
        "name": webhook.name,
        "url": webhook.url,
        "topics": webhook.topics,
        "version": webhook.version,
    }
    form = WebhookForm(_sent(request), actor=actor, webhook=webhook, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            change_webhook(webhook, form.facts(), version=version, actor=actor)
        except RefusedError as error:
            blame(form, error)
        else:
            messages.success(request, _("Perubahan sudah disimpan."))
            return redirect("webhooks:webhook", pk)
    return _form_page(request, form, webhook)


def _form_page(request: HttpRequest, form: WebhookForm, webhook: Webhook | None) -> HttpResponse:
    context = {"form": form, "webhook": webhook, "hosts": settings.WEBHOOK_HOSTS}
    status = 422 if form.errors else 200
    return render(request, "webhooks/form.html", context, status=status)


@never_cache
@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: its secret, its messages, what can be done."""
    shown = _shown(request, pk)
    state = request.GET.get("keadaan", "")
    page = deliveries_of(shown, state=state, cursor=request.GET.get(CURSOR, ""))
    chips = [("", _("Semua"))] + [(key, str(label)) for key, label in DeliveryState.choices]
    context = {
        "webhook": shown,
        "topics": [label for key, label in Topic.choices if key in shown.topics],
        "deliveries": page.rows,
        "neighbours": neighbours(request, page.previous, page.next),
        "state": state,
        "chips": [
            (label, changed(request.GET, keadaan=key or None), key == state, None)
            for key, label in chips
        ],
        "shows_secret": "rahasia" in request.GET,
    }
    return render(request, "webhooks/webhook.html", context)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, renew the secret, send a trial message, remove."""
    shown = _shown(request, pk)
    if verb not in ACTS:
        raise Http404
    service, said = ACTS[verb]
    service(shown, actor=actor_of(request))
    messages.success(request, str(said))
    return redirect("webhooks:list") if verb == "hapus" else redirect("webhooks:webhook", pk)


@require_POST
def again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send one message again."""
    shown = _shown(request, pk)
    message = get_object_or_404(
        Delivery.objects.select_related("webhook"), pk=delivery, webhook=shown
    )
    if send_again(message, actor=actor_of(request)):
        messages.success(request, _("Kiriman masuk antrean lagi."))
    return redirect("webhooks:webhook", pk)
