"""The project's instruments as values."""

from __future__ import annotations

import functools

from selaras.instruments.files import instrument_files, open_instrument
from selaras.pure.instrument.parse import instrument_from


@functools.cache
def documents():
    return {p.stem: open_instrument(p).document for p in instrument_files()}


@functools.cache
def instrument(code):
    return instrument_from(documents()[code])
