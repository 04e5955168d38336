"""Figures as programs read them: exact as text, and as pages show them."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from selaras.api.bodies import Told
from selaras.foundation.notation import figure as shown_figure
from selaras.pure.instrument.model import Rounding
from selaras.pure.numbers import exact

Exact = Annotated[
    str,
    Field(
        description="Angka tepat: desimal (“2.491”) atau pecahan (“202/75”). Hitung dengan ini.",
        examples=["2.491"],
    ),
]
Value = Annotated[
    str | int,
    Field(
        description="Nilai sebagai teks atau bilangan bulat, paling banyak empat desimal.",
        examples=["3"],
    ),
]
"""A value as it is given: text or a whole number, so that no figure goes through a float."""


class Figure(Told):
    """A figure, exact and as shown."""

    exact: Exact
    shown: Annotated[str, Field(description="Seperti tercetak; jangan dipakai menghitung.")]


def figure(value: Fraction | None, rounding: Rounding) -> Figure | None:
    """The figure, or None where there is none."""
    if value is None:
        return None
    return Figure(exact=exact(value), shown=shown_figure(value, rounding))


def told(value: Fraction | int | None) -> str | None:
    """A value without loss, or None."""
    return None if value is None else exact(value)
