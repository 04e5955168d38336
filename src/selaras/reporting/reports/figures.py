"""Exact figures as cells of a report, in the reader's notation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.foundation.documents.manuscript import Amount
from selaras.foundation.drawing.ladder import level_text
from selaras.foundation.drawing.paper import amount
from selaras.pure.instrument.model import Instrument, Rounding

POINTS: Final = Rounding(3, notation.HALF)
"""How effects on the index are shown."""
TENTH: Final = Rounding(1, notation.HALF)
"""How shares are shown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures as an instrument shows them; what is not known stays an empty cell."""

    rounding: Rounding

    def text(self, value: Fraction) -> str:
        """As read: "2,49"."""
        return notation.figure(value, self.rounding)

    def signed(self, value: Fraction) -> str:
        """A change as read: "+0,14"."""
        return notation.signed(value, self.rounding)

    def amount(self, value: Fraction | None) -> Amount | None:
        """An index or a mean."""
        return amount(value, self.rounding)

    def difference(self, value: Fraction | None) -> Amount | None:
        """A change, with its sign."""
        return amount(value, self.rounding, signed=True)


def effect(value: Fraction) -> str:
    """Points of the index, "+0,027"."""
    return notation.signed(value, POINTS)


def effect_amount(value: Fraction | None) -> Amount | None:
    """Points of the index as a cell."""
    return amount(value, POINTS, signed=True)


def rating(value: Fraction | None) -> Amount | None:
    """A rating: "3", "1,26"."""
    if value is None:
        return None
    return Amount(value, level_text(value), 0 if value.denominator == 1 else 2)


def share(value: Fraction) -> str:
    """A share given in percent, "12,5 %"."""
    return notation.figure(value, TENTH) + notation.PERCENT


def share_amount(value: Fraction | None) -> Amount | None:
    """A share in percent as a cell; the workbook holds the percentage, 12.5 for 12.5 percent."""
    return None if value is None else Amount(value, share(value), TENTH.places)


def instrument_line(instrument: Instrument) -> str:
    """What was rated with, for the foot of every page: name, code and version."""
    return _("%(name)s · %(code)s versi %(version)s") % {
        "name": instrument.name,
        "code": instrument.code,
        "version": instrument.version,
    }
