"""The tables of instruments."""

from selaras.instruments.models.version import IndicatorRow, InstrumentVersion

__all__ = ["IndicatorRow", "InstrumentVersion"]
