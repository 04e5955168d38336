"""Filters and order of a list that a person wants to find again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.people.models.user import User

NAME_LENGTH = 60
QUERY_LENGTH = 1000
"""Longest name and longest query, in characters."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Reading saved views."""

    def visible_to(self, actor: object) -> SavedViewQuerySet:
        """The actor's own views; nobody sees those of others."""
        return self.filter(user=getattr(actor, "pk", None))


class SavedView(models.Model):
    """The address query of a list, kept under a name by one person for themselves."""

    user = models.ForeignKey(
        User, verbose_name=_("pengguna"), on_delete=models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(max_length=80)
    """The name of the page's address, such as "assessments:overview"."""
    name = models.CharField(_("nama tampilan"), max_length=NAME_LENGTH)
    query = models.CharField(_("saringan"), max_length=QUERY_LENGTH)
    """As it stands in the address, without question mark: "kategori=kota&urut=nama"."""

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Also finds the views of a page: web.people.saved_views.
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="saved_view_name_once_per_page"
            ),
        ]

    def __str__(self) -> str:
        return self.name
