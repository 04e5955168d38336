"""Saved views: what of a list's address is kept, the menu of the person's views, the two forms.

Both forms carry the address of the list they stand on. The server finds out itself which page
that is, so nobody is led anywhere else afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from selaras.foundation.refusal import RefusedError
from selaras.people.models import SavedView
from selaras.people.services.saved_views import delete_view, save_view
from selaras.web.access import actor_of
from selaras.web.people.forms import blame
from selaras.web.ui.lists import CURSOR


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page whose views can be saved."""

    parameters: tuple[str, ...] = ()
    """What a view keeps of the address; nothing named means everything but the cursor."""
    anchor: str = ""
    """Where on the page the list stands."""


PAGES: Mapping[str, ListPage] = {
    "assessments:overview": ListPage(),
    "assessments:result": ListPage(("saring", "aspek", "cari", "urut"), "#indikator"),
    "review:queue": ListPage(),
    "evidence:library": ListPage(),
    "workspace:grid": ListPage(
        ("aspek", "keadaan", "unit", "anggota", "milik", "nilai", "cari", "urut")
    ),
    "plans:grid": ListPage(
        (
            "unit",
            "pj",
            "aspek",
            "tahun",
            "dana",
            "status",
            "triwulan",
            "kurang",
            "cari",
            "urut",
            "kelompok",
            "jadwal",
        )
    ),
    "recommendations:list": ListPage(),
    "people:institutions": ListPage(),
    "people:users": ListPage(),
    "people:trail": ListPage(),
}


def kept(page: str, query: QueryDict) -> QueryDict:
    """The part of an address that a view of this page keeps: what filters and sorts, no blanks."""
    wanted, found = PAGES[page].parameters, QueryDict(mutable=True)
    for name, values in query.lists():
        if name in wanted or (not wanted and name != CURSOR):
            found.setlist(name, [value for value in values if value])
    return found


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A saved view in the menu."""

    name: str
    url: str
    current: bool
    delete_url: str


@dataclass(frozen=True, slots=True)
class SavedViews:
    """The menu of a list page. The person's views are read when the menu is drawn, not before."""

    request: HttpRequest
    page: str

    @property
    def address(self) -> str:
        """Where the forms lead back to: this list as it is shown."""
        return f"{self.request.path}?{self.request.GET.urlencode()}"

    @property
    def can_save(self) -> bool:
        """Whether the list is filtered or sorted at all."""
        return bool(kept(self.page, self.request.GET).urlencode())

    def links(self) -> list[SavedLink]:
        """The person's views of this page by name. One query."""
        rows = SavedView.objects.visible_to(self.request.user).filter(page=self.page)
        now = _as_set(kept(self.page, self.request.GET))
        return [self._link(row, now) for row in sorted(rows, key=lambda row: row.name.casefold())]

    def _link(self, row: SavedView, now: frozenset[tuple[str, str]]) -> SavedLink:
        query = QueryDict(row.query)
        return SavedLink(
            name=row.name,
            url=self._url(query),
            current=_as_set(query) == now,
            delete_url=reverse("people:saved_view_delete", args=[row.pk]),
        )

    def _url(self, saved: QueryDict) -> str:
        """The page with the view's filters instead of the present ones; the rest stays."""
        page, query = PAGES[self.page], QueryDict(mutable=True)
        for name, values in self.request.GET.lists():
            if page.parameters and name not in page.parameters and name != CURSOR:
                query.setlist(name, values)
        for name, values in saved.lists():
            query.setlist(name, values)
        return f"{self.request.path}?{query.urlencode()}{page.anchor}"


def _as_set(query: QueryDict) -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, values in query.lists() for value in values)


@dataclass(frozen=True, slots=True)
class Place:
    """A list page found by its address."""

    page: str
    url: str
    query: str
    """What a view of it would keep."""


def place_at(address: str) -> Place | None:
    """The list page of an address within this site; None when it is anything else."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return None
    parts = urlsplit(address)
    try:
        page = resolve(parts.path).view_name
    except Resolver404:
        return None
    if page not in PAGES:
        return None
    query = QueryDict(parts.query)
    url = f"{parts.path}?{query.urlencode()}{PAGES[page].anchor}"
    return Place(page, url, kept(page, query).urlencode())


class SavedViewForm(forms.Form):
    """A name for the list as it is shown at the address."""

    name = forms.CharField(
        label=gettext_lazy("Nama tampilan"),
        help_text=gettext_lazy("Nama yang sudah ada akan digantikan."),
        required=False,
    )
    address = forms.CharField(widget=forms.HiddenInput, required=False)


@require_POST
def saved_view_save(request: HttpRequest) -> HttpResponse:
    """Keep the list's filters and order under a name and go back to it."""
    form = SavedViewForm(request.POST)
    place = place_at(request.POST.get("address", ""))
    if place is None:
        raise Http404
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            view = save_view(page=place.page, name=name, query=place.query, actor=actor_of(request))
        except RefusedError as error:
            blame(form, error)
        else:
            text = _("Tampilan “%(name)s” sudah disimpan.")
            messages.success(request, text % {"name": view.name})
            return redirect(place.url)
    return render(request, "people/saved_view.html", {"form": form, "back": place.url}, status=422)


@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of the own views and go back to the list; views of others are not found."""
    actor = actor_of(request)
    view = get_object_or_404(SavedView.objects.visible_to(actor), pk=pk)
    name = view.name
    delete_view(view, actor=actor)
    messages.success(request, _("Tampilan “%(name)s” sudah dihapus.") % {"name": name})
    place = place_at(request.POST.get("address", ""))
    return redirect(place.url if place else "home")
