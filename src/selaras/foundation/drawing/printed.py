"""Drawings of pages made fit for paper: a fixed size, their looks within them.

On a page the style sheet gives a drawing its looks, and its widths are shares of the frame. On
paper there is neither: here the shares become lengths and the rules that concern the drawing are
written into it. The colours are those of the light theme; what colour tells, shape, dashes or a
figure tell as well, so that a grey copy says the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from selaras.foundation.drawing.keys import SIGNS
from selaras.foundation.drawing.svg import number, words
from selaras.pure.charts.text import width_of

FULL: Final = 624.0
"""Width of a page's text in the units of drawings, 0.75 pt each: letters of 12 are 9 pt."""
FAMILY: Final = "Source Sans Pro"
COLOURS: Final = {
    "paper": "#ffffff",
    "surface": "#ffffff",
    "ink": "#1a2532",
    "ink-2": "#47515e",
    "ink-3": "#5f6772",
    "line": "#dfded8",
    "line-strong": "#c0beb5",
    "line-control": "#89867c",
    "accent": "#006065",
    "bad": "#9e2d26",
    "bad-wash": "#ffebe8",
    "good": "#0e5f36",
    "info": "#214f7c",
    "level-0": "#eae8df",
    "level-1": "#eecf9c",
    "level-2": "#bdc07f",
    "level-3": "#60a682",
    "level-4": "#177a83",
    "level-5": "#20436e",
    "level-edge": "#5d7778",
    "on-level-1": "#1a2532",
    "on-level-2": "#1a2532",
    "on-level-3": "#1a2532",
    "on-level-4": "#ffffff",
    "on-level-5": "#ffffff",
}
"""The tokens of print, as the style sheet of pages has them; a test keeps the two equal."""
_HALO: Final = "paint-order: stroke; stroke: {paper}; stroke-linejoin: round; stroke-width: 3px"
_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("text", f"font-family: '{FAMILY}'; font-size: 12px; fill: {{ink-2}}"),
    *((f".level-{k}", f"fill: {{level-{k}}}") for k in range(6)),
    (".ladder text", "font-size: 15px; font-weight: 600"),
    (".ladder .on-level-0", "fill: {ink}"),
    *((f".ladder .on-level-{k}", f"fill: {{on-level-{k}}}") for k in range(1, 6)),
    (".rung", "fill: {level-0}; stroke: {line-strong}; stroke-width: 0.75"),
    (".rung-on", "stroke: {level-edge}; stroke-width: 0.75"),
    *(
        (f".mark-{kind}", "fill: {surface}; stroke: {ink}; stroke-width: 1.5")
        for kind in ("last", "claimed", "reviewed")
    ),
    *(
        (f".mark-{kind}", "fill: {ink}; stroke: {surface}; stroke-width: 0.5")
        for kind in ("target", "assessor")
    ),
    (".chart .scale-name", "fill: {ink}; font-size: 12.5px"),
    (".chart .scale-note", "font-size: 11.5px"),
    (".scale-band", "stroke: {level-edge}; stroke-width: 0.5"),
    (".flag line", "stroke: {ink}; stroke-width: 1"),
    (".flag-now line", "stroke-width: 2"),
    (".flag-dot", "fill: {surface}; stroke: {ink}; stroke-width: 1.5"),
    (".flag-average .flag-dot", "fill: {ink-3}"),
    (".flag-target .flag-dot", "fill: {ink}"),
    (".chart .flag text", "font-size: 12.5px"),
    (".chart .flag-now text", "fill: {ink}; font-weight: 600"),
    *(
        (f".{kind}", "fill: none; stroke: {line-strong}; stroke-width: 1")
        for kind in ("grid", "axis", "zero")
    ),
    (".radar .grid", "stroke: {line}"),
    (".trend .grid", "stroke: {line}"),
    (".chart .ring-number", "fill: {ink-3}; font-size: 10px"),
    (".chart .grid-number", "fill: {ink-3}; font-size: 10px"),
    (".series", "fill: none; stroke: {ink-2}; stroke-linejoin: round; stroke-width: 1.5"),
    (".series-now", "fill: {accent}; fill-opacity: 0.14; stroke: {accent}; stroke-width: 2"),
    (".series-now circle", "fill: {accent}; fill-opacity: 1; stroke: none"),
    (".series-open", "fill: none"),
    (".series-last", "stroke: {ink-3}; stroke-dasharray: 1 3; stroke-linecap: round"),
    (".series-average", "stroke-dasharray: 4 3"),
    (".series-national", "stroke: {info}; stroke-dasharray: 9 3 2 3"),
    (".series-target", "stroke: {bad}; stroke-width: 1"),
    (".bar-rise", "fill: {good}"),
    (".bar-fall", "fill: {bad-wash}; stroke: {bad}; stroke-width: 1"),
    (".total", "stroke: {ink}; stroke-width: 2.5"),
    (".thread", "stroke: {line-control}; stroke-width: 0.75; stroke-dasharray: 2 2"),
    (".row-words", "fill: {ink}"),
    (".row-figure", "fill: {ink}"),
    (".total-words", "font-weight: 600"),
    (".stroke", "fill: none; stroke: {accent}; stroke-width: 2"),
    (".dot", "fill: {accent}"),
    (".dot-figure", "fill: {ink}; font-weight: 600"),
    (".target-line", "stroke: {bad}; stroke-width: 1"),
    (".column", "fill: {line-control}"),
    (".chart .dot-figure", _HALO),
    (".chart .flag text", _HALO),
)
_ROOT: Final = re.compile(
    r"<svg class=\"([^\"]*)\"[^>]*?aria-label=\"([^\"]*)\"([^>]*)>", re.DOTALL
)
_SIZE: Final = re.compile(r'\b(width|height|viewBox)="([^"]*)"')
_SHARE: Final = re.compile(r'\b(x|x1|x2|cx|width)="(-?[\d.]+)%"')
_DESCRIPTION: Final = re.compile(r"<desc>.*?</desc>", re.DOTALL)
_CLASS: Final = re.compile(r"\.([\w-]+)")
_EDGE: Final = 3.0
"""Room around a drawing for what stands out of its frame: strokes, dots."""
_LEGEND_LINE: Final = 18.0


def printed(
    svg: str, width: float, legend: Sequence[tuple[str, str]] = (), description: str = ""
) -> str:
    """The drawing on its own, ``width`` wide, with its legend below: signs of ``keys`` and words.

    ``description`` is for those who do not see it, in place of the drawing's own.

    Raises ValueError for what is no drawing of this house.
    """
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("no drawing")
    sizes = dict(_SIZE.findall(root[3]))
    inner = width - 2 * _EDGE
    left, top, wide, tall = _view(sizes, inner)
    body = _SHARE.sub(
        lambda found: f'{found[1]}="{number(float(found[2]) / 100 * inner)}"',
        svg[root.end() : svg.rindex("</svg>")],
    )
    if "viewBox" in sizes:
        left -= (width - wide) / 2
    else:
        left -= _EDGE
    if description:
        body = _DESCRIPTION.sub("", body, count=1)
        body = body.replace("</title>", f"</title><desc>{words(description)}</desc>", 1)
    keys, below = _legend(legend, left, width, top + tall)
    return _whole(
        root[1], root[2], (left, top - _EDGE, width, tall + below + 2 * _EDGE), body + keys
    )


@lru_cache(maxsize=2048)
def cell(svg: str) -> str:
    """A small drawing of a table cell on its own, as large as it is."""
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("no drawing")
    left, top, wide, tall = _view(dict(_SIZE.findall(root[3])), 0)
    return _whole(root[1], root[2], (left, top, wide, tall), svg[root.end() : svg.rindex("</svg>")])


def _whole(classes: str, name: str, box: tuple[float, float, float, float], body: str) -> str:
    left, top, width, height = map(number, box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" role="img" '
        f'aria-label="{name}" width="{width}" height="{height}" '
        f'viewBox="{left} {top} {width} {height}"><style>{_style(classes, body)}</style>'
        f"{body}</svg>"
    )


def _view(sizes: dict[str, str], width: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is drawn."""
    if "viewBox" in sizes:
        left, top, wide, tall = map(float, sizes["viewBox"].split())
        return left, top, wide, tall
    return 0.0, 0.0, width, float(sizes["height"])


def _style(classes: str, body: str) -> str:
    """The rules whose every class occurs."""
    present = set(re.findall(r"[\w-]+", classes)) | set(
        re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', body)))
    )
    found = [
        f"{selector}{{{_coloured(looks)}}}"
        for selector, looks in _RULES
        if present.issuperset(_CLASS.findall(selector))
    ]
    return "".join(found)


def _coloured(looks: str) -> str:
    return re.sub(r"\{([\w-]+)\}", lambda found: COLOURS[found[1]], looks)


def _legend(
    entries: Sequence[tuple[str, str]], left: float, width: float, top: float
) -> tuple[str, float]:
    """Signs and their names in lines, and how high they are."""
    if not entries:
        return "", 0.0
    parts: list[str] = []
    x, line = 0.0, 1
    for kind, name in entries:
        long = 28 + width_of(name, 12) + 18
        if x and x + long > width:
            x, line = 0.0, line + 1
        y = top + 4 + (line - 1) * _LEGEND_LINE
        parts.append(
            f'<g transform="translate({number(left + x)} {number(y)})">{SIGNS[kind]}'
            f'<text x="28" y="11">{words(name)}</text></g>'
        )
        x += long
    return "".join(parts), 4 + line * _LEGEND_LINE
