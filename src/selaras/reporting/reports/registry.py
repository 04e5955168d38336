"""Every report there is, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selaras.reporting.reports.berita_acara import BeritaAcara
from selaras.reporting.reports.ikhtisar.report import DigestReport
from selaras.reporting.reports.kemajuan_unit.report import UnitProgressReport
from selaras.reporting.reports.laporan_hasil.report import LaporanHasil
from selaras.reporting.reports.perbandingan_tahun.report import YearsReport
from selaras.reporting.reports.report import Report

_ALL: tuple[Report, ...] = (
    LaporanHasil(),
    BeritaAcara(),
    UnitProgressReport(),
    YearsReport(),
    DigestReport(),
)

REPORTS: Mapping[str, Report] = MappingProxyType({one.identifier: one for one in _ALL})
"""Reports by identifier."""
