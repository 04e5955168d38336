import re
from itertools import pairwise, product

import pytest

from selaras.web.ui.guide import TEMPLATES

CSS = TEMPLATES.parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|color)a?\(")
TEXTS = ("ink", "ink-2", "ink-3", "accent", "bad", "good", "warn", "info")
GROUNDS = ("paper", "surface", "sunken")
WASHES = ("accent", "bad", "good", "warn", "info")
MEANT = ("line-control", "accent", "level-edge")
"""Lines that say where something is: frames of fields, the focus, filled steps."""


def block(pattern):
    found = re.search(pattern + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)
    assert found, pattern
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", found[1]))


LIGHT = block(r"\n:root")
DARK = block(r':root\[data-theme="dark"\]')
SYSTEM_DARK = block(r':root:not\(\[data-theme="light"\]\)')


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_both_dark_sets_are_the_same():
    assert DARK == SYSTEM_DARK


def test_dark_set_names_every_colour_of_the_light_one():
    colours = {name for name, value in LIGHT.items() if value.startswith("#")} - {"veil", "white"}
    assert set(DARK) == colours


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(theme):
    for text, ground in product(TEXTS, GROUNDS):
        assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
    for wash in WASHES:
        for text in ("ink", "ink-2", wash):
            assert contrast(theme[text], theme[f"{wash}-wash"]) >= 4.5, (text, wash)
    assert contrast(theme["on-accent"], theme["accent"]) >= 4.5
    assert contrast(theme["on-accent"], theme["accent-strong"]) >= 4.5
    for level in range(1, 6):
        assert contrast(theme[f"on-level-{level}"], theme[f"level-{level}"]) >= 4.5, level
    for text in ("ink", "ink-2"):
        assert contrast(theme[text], theme["level-0"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_that_mean_something_can_be_seen(theme):
    for line, ground in product(MEANT, GROUNDS):
        assert contrast(theme[line], theme[ground]) >= 3, (line, ground)


@pytest.mark.parametrize(("theme", "step"), [(LIGHT, -1), (DARK, 1)], ids=["light", "dark"])
def test_levels_are_one_scale_that_needs_no_hue(theme, step):
    shades = [luminance(theme[f"level-{level}"]) for level in range(1, 6)]
    assert shades == sorted(shades, reverse=step < 0)
    for lower, higher in pairwise(shades):
        low, high = sorted((lower, higher))
        assert (high + 0.05) / (low + 0.05) >= 1.25


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_no_colour_is_named_outside_the_tokens(path):
    if path.name != "tokens.css":
        assert not COLOUR.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_token_used_exists(path):
    used = set(re.findall(r"var\(--([a-z0-9-]+)", path.read_text(encoding="utf-8")))
    assert used <= set(LIGHT)
