"""The few words of SVG the drawings are written in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def share(value: float, whole: float) -> str:
    """A coordinate as a share of the frame's width, so that words keep their size."""
    return f"{value / whole * 100:.2f}%"


def points(places: Iterable[tuple[float, float]]) -> str:
    """Places of a line or an outline."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in places)


def words(text: str) -> str:
    """Text made safe for an element or an attribute."""
    return escape(str(text))


def fitted(drawings: Iterable[SafeString]) -> SafeString:
    """Arrangements of one drawing in a frame; the style sheet shows the one that fits its width."""
    return mark_safe(  # noqa: S308 - drawings are safe
        f'<div class="chart-fit">{"".join(drawings)}</div>'
    )


def drawing(
    classes: str, label: str, attributes: str, *parts: str, description: str = ""
) -> SafeString:
    """An image with a name, and in more words a description, for those who do not see it.

    All parts must be safe already.
    """
    name = words(label)
    more = f"<desc>{words(description)}</desc>" if description else ""
    return mark_safe(  # noqa: S308 - every text in it went through words()
        f'<svg class="{classes}" role="img" aria-label="{name}" {attributes}>'
        f"<title>{name}</title>{more}{''.join(parts)}</svg>"
    )
