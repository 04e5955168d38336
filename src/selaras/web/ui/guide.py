"""The style guide: reads the example files, renders every example, keeps its markup beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest
from django.template import RequestContext, Template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_cotton.compiler_regex import CottonCompiler

from selaras.web.ui.samples import samples

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
COMPONENTS: Final = TEMPLATES / "cotton"
EXAMPLES: Final = TEMPLATES / "ui" / "examples"
HEADING: Final = re.compile(r"^\{# == (.+?) == #\}\n", re.MULTILINE)

GROUPS: Final[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = (
    (
        _("Gambar"),
        (
            "ladder",
            "predicate_scale",
            "radar",
            "legend",
            "bars",
            "waterfall",
            "trend",
            "sparkline",
            "distribution",
            "timeline",
            "bullet",
        ),
    ),
    (
        _("Angka dan tanda"),
        ("figure", "delta", "tag", "facts", "progress", "person", "kbd"),
    ),
    (_("Daftar"), ("table", "column", "chips", "saved_views", "pagination", "empty")),
    (
        _("Formulir"),
        (
            "button",
            "link_button",
            "field",
            "form_fields",
            "form_errors",
            "select",
            "textarea",
            "date",
            "checkbox",
            "radios",
            "file_drop",
            "stepper",
        ),
    ),
    (
        _("Kerangka"),
        ("page_header", "breadcrumb", "crumb", "tabs", "panel", "pager", "print_header"),
    ),
    (
        _("Pesan dan lapisan"),
        (
            "notice",
            "messages",
            "disclosure",
            "menu",
            "menu_item",
            "dialog",
            "indicator",
            "skeleton",
        ),
    ),
)
"""Every component, in the order of the guide."""


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component."""

    title: str
    markup: str
    template: Template


@dataclass(frozen=True, slots=True)
class Component:
    """A component with its own comment and its examples."""

    name: str
    about: str
    examples: tuple[Example, ...]

    @property
    def tag(self) -> str:
        """How it is written in a page."""
        return f"<c-{self.name.replace('_', '-')}>"


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as drawn for one person."""

    title: str
    markup: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Entry:
    """A component as drawn for one person."""

    name: str
    tag: str
    about: str
    shown: tuple[Shown, ...]


@lru_cache(maxsize=64)
def component(name: str) -> Component:
    """Read a component's comment and examples. Raises FileNotFoundError for a missing file."""
    source = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
    about = source[2 : source.index("#}")].strip() if source.startswith("{#") else ""
    parts = HEADING.split((EXAMPLES / f"{name}.html").read_text(encoding="utf-8"))
    compiler = CottonCompiler()
    return Component(
        name,
        about,
        tuple(
            Example(title, markup.strip(), Template(compiler.process(markup)))
            for title, markup in zip(parts[1::2], parts[2::2], strict=True)
        ),
    )


def guide(request: HttpRequest) -> list[tuple[str, list[Entry]]]:
    """All components by group, drawn for this person."""
    context = RequestContext(request, samples())
    return [
        (str(title), [_entry(component(name), context) for name in names])
        for title, names in GROUPS
    ]


def _entry(one: Component, context: RequestContext) -> Entry:
    shown = tuple(
        Shown(example.title, example.markup, example.template.render(context))
        for example in one.examples
    )
    return Entry(one.name, one.tag, one.about, shown)
