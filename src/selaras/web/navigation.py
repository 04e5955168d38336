"""The rail: which pages exist, in which groups, and who is shown them. Data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selaras.assessments.services.imports.registry import may_import
from selaras.evidence.permissions import may_open_library
from selaras.improvement.permissions import has_improvement
from selaras.notifications.permissions import may_open_webhooks
from selaras.people.models import User
from selaras.people.permissions import may_read_trail
from selaras.people.roles import Role
from selaras.people.standing import standing_of


@dataclass(frozen=True, slots=True)
class Item:
    """A page in the rail. ``pages`` are view names (or "app:" for all of an app) it stands for."""

    label: str | Promise
    view: str
    icon: str
    pages: tuple[str, ...]
    allowed: Callable[[User], bool]

    def is_current(self, view_name: str) -> bool:
        """Whether the page being shown belongs to this item."""
        return view_name == self.view or any(
            view_name.startswith(page) if page.endswith(":") else view_name == page
            for page in self.pages
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading; the first group has none."""

    label: str | Promise
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one person sees it on one page."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group as one person sees it on one page."""

    label: str
    links: tuple[Link, ...]


def anyone(_user: User) -> bool:
    """Every signed-in person."""
    return True


def administrators(user: User) -> bool:
    """People who administer the site or an institution."""
    standing = standing_of(user)
    return standing.is_system_admin or bool(standing.institutions(Role.INSTITUTION_ADMIN))


def may_have_work(user: User) -> bool:
    """People who work in an institution, and the assessors of one."""
    standing = standing_of(user)
    return (
        standing.is_system_admin
        or bool(standing.home_institutions())
        or bool(standing.institutions(Role.ASSESSOR))
    )


def is_assessor(user: User) -> bool:
    """People some institution is assigned to as external assessor."""
    return bool(standing_of(user).institutions(Role.ASSESSOR))


WORK_PAGES = (
    "work:hub",
    "work:step",
    "work:approve",
    "work:sign",
    "work:submit",
    "work:receipt",
    "work:history",
    "work:document",
    "workspace:",
    "plotting:",
    "review:",
    "external:",
)
INSTITUTION_PAGES = (
    "people:institution",
    "people:institution_create",
    "people:institution_change",
    "people:letterhead",
    "people:reorganisation",
    "people:unit",
    "people:unit_create",
    "people:unit_change",
    "people:unit_move",
    "people:unit_close",
)
PERSON_PAGES = (
    "people:user",
    "people:user_create",
    "people:user_change",
    "people:user_invite",
    "people:appoint",
    "people:appointment_end",
)

GROUPS: tuple[Group, ...] = (
    Group(
        "",
        (
            Item(_("Beranda"), "home", "house", (), anyone),
            Item(
                pgettext_lazy("plural", "Penilaian"),
                "work:list",
                "clipboard-check",
                WORK_PAGES,
                may_have_work,
            ),
            Item(_("Meja asesor"), "external:desk_list", "scale", ("external:",), is_assessor),
            Item(
                pgettext_lazy("plural", "Bukti dukung"),
                "evidence:library",
                "folder-open",
                ("evidence:",),
                may_open_library,
            ),
            Item(
                pgettext_lazy("plural", "Hasil"),
                "assessments:overview",
                "chart-no-axes-column-increasing",
                (
                    "assessments:latest",
                    "assessments:result",
                    "assessments:arithmetic",
                    "assessments:indicator",
                ),
                anyone,
            ),
            Item(_("Bandingkan"), "assessments:compare", "columns-3", (), anyone),
            Item(
                pgettext_lazy("plural", "Laporan"),
                "reports:list",
                "file-text",
                ("reports:",),
                anyone,
            ),
        ),
    ),
    Group(
        _("Tindak lanjut"),
        (
            Item(
                pgettext_lazy("plural", "Rekomendasi"),
                "recommendations:mine",
                "list-todo",
                ("recommendations:",),
                has_improvement,
            ),
            Item(_("Rencana aksi"), "plans:mine", "calendar-range", ("plans:",), has_improvement),
            Item(_("MONEV"), "monev:mine", "activity", ("monev:",), has_improvement),
            Item(_("Perencana target"), "planner:mine", "target", ("planner:",), has_improvement),
        ),
    ),
    Group(
        _("Acuan dan data"),
        (
            Item(
                pgettext_lazy("plural", "Instrumen"),
                "instruments:list",
                "book-open",
                ("instruments:",),
                anyone,
            ),
            Item(
                pgettext_lazy("plural", "Siklus"),
                "work:cycles",
                "calendar-days",
                ("work:cycle", "work:cycle_create", "work:prepare"),
                anyone,
            ),
            Item(
                pgettext_lazy("plural", "Impor"),
                "imports:list",
                "file-up",
                ("imports:",),
                may_import,
            ),
            Item(_("Data terbuka"), "open_data:home", "database", ("open_data:",), anyone),
        ),
    ),
    Group(
        _("Pengelolaan"),
        (
            Item(
                pgettext_lazy("plural", "Instansi"),
                "people:institutions",
                "landmark",
                INSTITUTION_PAGES,
                anyone,
            ),
            Item(
                pgettext_lazy("plural", "Pengguna"),
                "people:users",
                "users",
                PERSON_PAGES,
                administrators,
            ),
            Item(_("Webhook"), "webhooks:list", "webhook", ("webhooks:",), may_open_webhooks),
            Item(_("Jejak"), "people:trail", "history", (), may_read_trail),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[Section]:
    """The rail for this person on this page; nobody signed in sees none of it.

    Of several items that stand for the page, the last one is lit: the pages of the external
    assessment belong to the assessors' desk for those who have one.
    """
    user = request.user
    if not isinstance(user, User):
        return []
    match = request.resolver_match
    here = match.view_name if match else ""
    sections = []
    for group in GROUPS:
        shown = [
            (item, url)
            for item in group.items
            if item.allowed(user) and (url := _address(item.view))
        ]
        lit = [item for item, _url in shown if item.is_current(here)][-1:]
        links = tuple(Link(str(item.label), url, item.icon, item in lit) for item, url in shown)
        if links:
            sections.append(Section(str(group.label), links))
    return sections


def _address(view: str) -> str:
    """The page's address; empty while the page does not exist in this installation."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
