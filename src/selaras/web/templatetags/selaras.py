"""How figures, dates, icons and charts are written in pages; loaded into every template."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import lucide
from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.drawing import charts
from selaras.foundation.drawing.keys import key_svg
from selaras.pure import numbers
from selaras.pure.charts.ladder import MarkerKind
from selaras.pure.instrument.model import Rounding, Scale
from selaras.web.ui import lists, timelines

register = template.Library()

MARKERS: Final[tuple[MarkerKind, ...]] = ("last", "target", "claimed", "reviewed", "assessor")
NOTHING: Final = "–"
"""What stands where there is no figure."""


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> str:
    drawn: str = lucide._render_icon(  # noqa: SLF001 - the package's one drawing function
        name, size, **{"class": "icon", "aria-hidden": "true", "focusable": "false"}
    )
    return " ".join(drawn.split())


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A lucide icon as inline SVG, hidden from screen readers: the words stand beside it."""
    return mark_safe(_icon(str(name), size))  # noqa: S308 - drawn by the icon package


@register.filter
def figure(value: Fraction | int | None, rounding: Rounding) -> str:
    """The figure as the instrument displays it, in the reader's notation: "2,49"; "–" for None."""
    return notation.figure(value, rounding) if value is not None else NOTHING


@register.filter
def exact(value: Fraction | int | None) -> str:
    """The figure without loss, "2,491" or "202/75"; "–" for None."""
    return notation.localised(numbers.exact(value)) if value is not None else NOTHING


@register.filter
def level(value: Fraction | int | None) -> str:
    """A rating: "3", or "1,26" where the instrument rates in decimals; "–" for None."""
    if value is None:
        return NOTHING
    return notation.figure(
        value, Rounding(0 if Fraction(value).denominator == 1 else 2, notation.HALF)
    )


@register.filter
def points(value: Fraction | None) -> str:
    """An effect on the index, signed, three places: "+0,027", "−0,060"; "–" for None."""
    return notation.signed(value, Rounding(3, notation.HALF)) if value is not None else NOTHING


@register.filter
def signed(value: Fraction | None, rounding: Rounding) -> str:
    """A difference with its sign, displayed as the instrument displays: "+0,30"; "–" for None."""
    return notation.signed(value, rounding) if value is not None else NOTHING


@register.filter
def percent_weight(value: Fraction | int | None) -> str:
    """A weight in percent: "2,75 %"; "3,33 %" for ten thirds, the exact ratio in its title."""
    if value is None:
        return NOTHING
    value = Fraction(value)
    text = notation.percent(value)
    if numbers.parse(text.removesuffix(notation.PERCENT)) == value:
        return text
    return format_html(
        '<span title="{} %">{}</span>', notation.localised(numbers.exact(value)), text
    )


@register.filter
def bagian(value: Fraction | None) -> str:
    """A share of 1 as a percentage: "45 %"."""
    return timelines.share_text(value)


@register.filter
def rupiah(value: int | None) -> str:
    """Whole rupiah: "Rp 50.000.000"."""
    return NOTHING if value is None else notation.rupiah(value)


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """A day in the reader's language: "3 Mei 2022"; "–" for None."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, "j F Y")


@register.filter
def waktu(value: datetime | None) -> SafeString | str:
    """A day and time of the installation's zone, "3 Mei 2022 14.02", as a time element."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = local.strftime("%H:%M") if get_language() == "en" else local.strftime("%H.%M")
    return format_html(
        '<time datetime="{}">{} {}</time>',
        local.isoformat(timespec="seconds"),
        formats.date_format(local, "j F Y"),
        clock,
    )


@register.simple_tag
def now_text() -> str:
    """The moment a page was made, for its printed head."""
    return str(waktu(timezone.now()))


@register.simple_tag
def delta(
    value: Fraction | int | None, rounding: Rounding | None = None, places: int | str = 2
) -> SafeString:
    """A change with mark, sign and words: never by colour alone."""
    rule = rounding or Rounding(int(places), notation.HALF)
    if value is None:
        return format_html('<span class="delta delta-same">{}</span>', NOTHING)
    text = notation.signed(Fraction(value), rule)
    if value == 0:
        return format_html(
            '<span class="delta delta-same"><span aria-hidden="true">=</span>'
            '<span class="sr">{}</span></span>',
            _("tetap"),
        )
    kind, mark, said = ("up", "▲", _("naik")) if value > 0 else ("down", "▼", _("turun"))
    return format_html(
        '<span class="delta delta-{}"><span class="delta-mark" aria-hidden="true">{}</span>'
        '<span class="sr">{} </span>{}</span>',
        kind,
        mark,
        said,
        text,
    )


@register.simple_tag(takes_context=True)
def sort_state(context: Context, key: str, falling: str | bool = False) -> lists.SortState:
    """Where a sortable header leads and how the list is sorted by it now."""
    request: Any = context["request"]
    return lists.sort_state(request.GET, key, falling=bool(falling))


FIVE_LEVELS: Final = Scale(Fraction(1), Fraction(5), whole=True)


@register.simple_tag
def ladder(
    value: Fraction | int | None,
    scale: charts.Range = FIVE_LEVELS,
    size: str = "tiny",
    **markers: Fraction | int | str | None,
) -> SafeString:
    """The maturity ladder. Markers: last, target, claimed, reviewed, assessor.

    None is left out, and so is the empty text a template has for what does not exist.
    """
    unknown = set(markers) - set(MARKERS)
    if unknown:
        raise template.TemplateSyntaxError(f"no such marker on a ladder: {sorted(unknown)}")
    known = {kind: at for kind in MARKERS if not isinstance(at := markers.get(kind), str)}
    return charts.draw_ladder(value, scale, known, size)


@register.simple_tag
def key(kind: str) -> SafeString:
    """The sign of a legend: a ladder marker ("last") or a line ("line-now")."""
    return key_svg(kind)


predicate_scale = register.simple_tag(charts.draw_scale, name="predicate_scale")
radar = register.simple_tag(charts.draw_radar, name="radar")
radar_series = register.simple_tag(charts.ordered, name="radar_series")
radar_rows = register.simple_tag(charts.radar_table, name="radar_rows")
bar_rows = register.simple_tag(charts.draw_bars, name="bar_rows")
waterfall_rows = register.simple_tag(charts.draw_waterfall, name="waterfall_rows")
trend = register.simple_tag(charts.draw_trend, name="trend")
sparkline = register.simple_tag(charts.draw_spark, name="sparkline")
distribution = register.simple_tag(charts.draw_distribution, name="distribution")
distribution_rows = register.simple_tag(charts.distribution_table, name="distribution_rows")
timeline = register.simple_tag(timelines.draw_timeline, name="timeline")
bullet = register.simple_tag(timelines.draw_bullet, name="bullet")
