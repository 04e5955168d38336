"""Numbers in Indonesian words, as official documents write dates: "dua puluh satu"."""

from __future__ import annotations

_DIGITS = (
    *("nol", "satu", "dua", "tiga", "empat", "lima"),
    *("enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)


def spelled(number: int) -> str:
    """A whole number from 0 to 9999 in words. Raises ValueError for any other."""
    if not 0 <= number <= 9999:
        raise ValueError(f"only 0 to 9999: {number}")
    if number < 12:
        return _DIGITS[number]
    if number < 20:
        return f"{_DIGITS[number - 10]} belas"
    for size, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "", "puluh")):
        if number >= size:
            count, rest = divmod(number, size)
            head = one if count == 1 else f"{_DIGITS[count]} {many}"
            return f"{head} {spelled(rest)}" if rest else head
    raise AssertionError(number)
