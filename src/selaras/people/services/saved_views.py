"""Keeping the filters and order of a list under a name, and forgetting them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from selaras.foundation.access import demand
from selaras.foundation.refusal import (
    ChangedMeanwhileError,
    Problem,
    RefusedError,
    check,
    refuse,
    refusing_duplicates,
)
from selaras.foundation.trail.services import record
from selaras.people import events
from selaras.people.models import SavedView, User
from selaras.people.models.saved_view import NAME_LENGTH, QUERY_LENGTH
from selaras.people.permissions import MANAGE_VIEW, may_manage_view

MOST = 30
"""Views a person may keep of one page."""


@transaction.atomic
def save_view(*, page: str, name: str, query: str, actor: User) -> SavedView:
    """Keep the query under the name; a view of the same page and name is replaced.

    Raises RefusedError: no name, nothing to keep, too long, too many views of this page.
    """
    name = " ".join(name.split())
    _refuse_unfit(name, query)
    known = SavedView.objects.filter(user=actor, page=page, name=name).first()
    if known is None:
        return _add(SavedView(user=actor, page=page, name=name, query=query), actor)
    if known.query != query:
        _replace(known, query, actor)
    return known


@transaction.atomic
def delete_view(view: SavedView, *, actor: User) -> None:
    """Forget the view. Raises DeniedError for a view of somebody else."""
    demand(may_manage_view(actor, view), MANAGE_VIEW)
    old = {"page": view.page, "query": view.query}
    # No scope: how people arrange their own lists is no business of their institution.
    record(events.VIEW_DELETED, view, actor=actor, old=old)
    view.delete()


def _refuse_unfit(name: str, query: str) -> None:
    limits = {"most": NAME_LENGTH}
    problems = []
    if not name:
        problems.append(Problem(_("Beri tampilan ini sebuah nama."), "name"))
    if len(name) > NAME_LENGTH:
        text = _("Nama terlalu panjang: paling banyak %(most)s karakter.") % limits
        problems.append(Problem(text, "name"))
    if not query:
        problems.append(
            Problem(_("Belum ada saringan atau urutan yang dapat disimpan pada daftar ini."))
        )
    if len(query) > QUERY_LENGTH:
        problems.append(
            Problem(_("Saringan ini terlalu panjang untuk disimpan. Kurangi dahulu saringannya."))
        )
    if problems:
        raise RefusedError(*problems)


def _add(view: SavedView, actor: User) -> SavedView:
    if SavedView.objects.filter(user=actor, page=view.page).count() >= MOST:
        text = _(
            "Daftar ini sudah mempunyai %(most)s tampilan tersimpan. Hapus satu tampilan, "
            "atau pakai nama yang sudah ada untuk menggantikannya."
        )
        raise refuse(text % {"most": MOST})
    check(view)
    with refusing_duplicates():
        view.save(force_insert=True)
    record(events.VIEW_SAVED, view, actor=actor, new={"page": view.page, "query": view.query})
    return view


def _replace(view: SavedView, query: str, actor: User) -> None:
    old = view.query
    if not SavedView.objects.filter(pk=view.pk, query=old).update(query=query):
        raise ChangedMeanwhileError
    view.query = query
    record(events.VIEW_SAVED, view, actor=actor, old={"query": old}, new={"query": query})
