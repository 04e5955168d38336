"""Addresses of the external assessment."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments.external import calibration, desk, finals, findings, meetings, rate

app_name = "external"

urlpatterns = [
    path("asesor/", desk.desk_list, name="desk_list"),
    path("penilaian/<int:pk>/eksternal/", desk.desk, name="desk"),
    path("penilaian/<int:pk>/eksternal/unduh.<str:suffix>", desk.export, name="desk_export"),
    path("penilaian/<int:pk>/eksternal/indikator/<str:number>/", rate.rate, name="rate"),
    path("penilaian/<int:pk>/temuan/", findings.findings, name="findings"),
    path("penilaian/<int:pk>/temuan/tambah/<str:code>/", findings.add, name="finding_add"),
    path("penilaian/<int:pk>/temuan/<int:finding>/", findings.change, name="finding_change"),
    path("penilaian/<int:pk>/pertemuan/", meetings.meetings, name="meetings"),
    path("penilaian/<int:pk>/pertemuan/tambah/", meetings.add, name="meeting_add"),
    path("penilaian/<int:pk>/pertemuan/<int:meeting>/", meetings.change, name="meeting_change"),
    path(
        "penilaian/<int:pk>/pertemuan/<int:meeting>/notula/",
        meetings.minutes,
        name="meeting_minutes",
    ),
    path(
        "penilaian/<int:pk>/pertemuan/<int:meeting>/batal/", meetings.cancel, name="meeting_cancel"
    ),
    path("penilaian/<int:pk>/kalibrasi/", calibration.calibrations, name="calibrations"),
    path("penilaian/<int:pk>/kalibrasi/<int:sample>/", calibration.calibration, name="calibration"),
    path(
        "penilaian/<int:pk>/kalibrasi/<int:sample>/unduh.<str:suffix>",
        calibration.export,
        name="calibration_export",
    ),
    path("penilaian/<int:pk>/nilai-akhir/", finals.finals, name="finals"),
]
