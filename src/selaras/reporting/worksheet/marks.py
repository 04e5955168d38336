"""What stands beside a value as it is typed: missing, off the scale, below target, not the claim.

Each mark is a formula and what it shows of what stands there now, so that programs which only show
a file tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation import notation
from selaras.pure.instrument.model import Scale
from selaras.pure.numbers import exact
from selaras.pure.scoring.spreadsheet import UNIT, amount_formula

SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Mark:
    """A formula and the text it shows now."""

    formula: str
    shown: str


def value_mark(
    cell: str,
    value: Fraction | None,
    scale: Scale,
    *,
    target: Fraction | None,
    claim: Fraction | None = None,
) -> Mark:
    """What to say beside a value in ``cell``; ``claim`` is what it should be compared with."""
    amount = amount_formula(cell, scale).removeprefix("=")
    tests: list[tuple[str, str, bool]] = []
    if target is not None:
        said = _("Di bawah target %(target)s") % {"target": level(target)}
        tests.append((f"{amount}<{_units(target)}", said, value is not None and value < target))
    if claim is not None:
        said = _("Berbeda dari klaim %(claim)s") % {"claim": level(claim)}
        differs = value is not None and value != claim
        tests.append((f"{amount}<>{_units(claim)}", said, differs))
    missing, off = _("Belum diisi"), _off_scale(scale)
    formula = f'=IF({cell}="",{_quoted(missing)},IF({amount}="",{_quoted(off)},{_joined(tests)}))'
    if value is None:
        return Mark(formula, missing)
    return Mark(formula, SEPARATOR.join(said for _test, said, holds in tests if holds))


def fullness_mark(cells: dict[str, tuple[str, bool]]) -> Mark:
    """What a unit's answer still lacks: name of the part → its cell, whether it is filled now."""
    pieces = [f'IF({cell}="",{_quoted(SEPARATOR + name)},"")' for name, (cell, _f) in cells.items()]
    lacking, full = _("Belum: %(parts)s"), _("Lengkap")
    before = lacking % {"parts": ""}
    listed = "&".join(pieces)
    formula = f'=IF({listed}="",{_quoted(full)},{_quoted(before)}&MID({listed},3,200))'
    missing = [name for name, (_cell, is_full) in cells.items() if not is_full]
    return Mark(formula, before + SEPARATOR.join(missing) if missing else full)


def count_mark(cell: str, missing: int) -> Mark:
    """How many values are missing below a node; nothing where none is."""
    said = _("belum bernilai")
    formula = f'=IF({cell}=0,"",{cell}&{_quoted(" " + said)})'
    return Mark(formula, f"{missing} {said}" if missing else "")


def level(value: Fraction) -> str:
    """A value on the scale as people write it: "3", "2,5"."""
    return notation.localised(exact(value))


def _off_scale(scale: Scale) -> str:
    bounds = {"low": level(scale.minimum), "high": level(scale.maximum)}
    return _("Bukan nilai pada skala %(low)s–%(high)s") % bounds


def _joined(tests: list[tuple[str, str, bool]]) -> str:
    """The sentences of all tests that hold, with a separator between them."""
    if not tests:
        return '""'
    if len(tests) == 1:
        return f'IF({tests[0][0]},{_quoted(tests[0][1])},"")'
    (low, below, _l), (differs, other, _d) = tests
    both = f"IF(AND({low},{differs}),{_quoted(SEPARATOR)},"
    parts = [f'IF({low},{_quoted(below)},"")', f'{both}"")', f'IF({differs},{_quoted(other)},"")']
    return "&".join(parts)


def _units(value: Fraction) -> str:
    amount = value * UNIT
    return str(amount.numerator) if amount.denominator == 1 else f"({amount})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
