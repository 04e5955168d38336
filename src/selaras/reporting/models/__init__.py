"""The tables of reporting."""

from selaras.reporting.models.run import ReportFormat, ReportRun

__all__ = ["ReportFormat", "ReportRun"]
