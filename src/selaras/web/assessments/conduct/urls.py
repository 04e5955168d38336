"""Addresses of cycles and the assessments that run in them."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments.conduct import cycles, history, hub, signing, steps

app_name = "work"

urlpatterns = [
    path("siklus/", cycles.cycles, name="cycles"),
    path("siklus/baru/", cycles.cycle_create, name="cycle_create"),
    path("siklus/<int:pk>/", cycles.cycle, name="cycle"),
    path("siklus/<int:pk>/siapkan/", cycles.prepare, name="prepare"),
    path("penilaian/", hub.assessments, name="list"),
    path("penilaian/<int:pk>/", hub.hub, name="hub"),
    path("penilaian/<int:pk>/langkah/<str:step>/", steps.step, name="step"),
    path("penilaian/<int:pk>/persetujuan/", steps.approve, name="approve"),
    path("penilaian/<int:pk>/pengesahan/", signing.sign, name="sign"),
    path("penilaian/<int:pk>/kirim/", signing.send, name="submit"),
    path("penilaian/<int:pk>/tanda-terima/", signing.receipt, name="receipt"),
    path("penilaian/<int:pk>/riwayat/", history.history, name="history"),
    path("penilaian/<int:pk>/dokumen/<int:signed>/", signing.document, name="document"),
    path("penilaian/<int:pk>/dokumen/<int:signed>.pdf", signing.document_pdf, name="document_pdf"),
    path("verifikasi/", signing.verify, name="verify"),
]
