"""Root addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from selaras.web.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("selaras.web.assessments.urls")),
    path("", include("selaras.web.assessments.conduct.urls")),
    path("", include("selaras.web.assessments.plotting.urls")),
    path("", include("selaras.web.assessments.workspace.urls")),
    path("", include("selaras.web.assessments.review.urls")),
    path("", include("selaras.web.assessments.external.urls")),
    path("", include("selaras.web.improvement.recommendations.urls")),
    path("", include("selaras.web.improvement.plans.urls")),
    path("", include("selaras.web.improvement.monev.urls")),
    path("", include("selaras.web.improvement.planner.urls")),
    path("", include("selaras.web.evidence.urls")),
    path("", include("selaras.web.notifications.urls")),
    path("", include("selaras.web.notifications.webhook_urls")),
    path("", include("selaras.web.reporting.reports.urls")),
    path("", include("selaras.web.reporting.worksheet.urls")),
    path("", include("selaras.web.reporting.package.urls")),
    path("", include("selaras.web.reporting.open_data.urls")),
    path("api/v1/", include("selaras.api.urls")),
    path("impor/", include("selaras.web.assessments.import_urls")),
    path("", include("selaras.web.instruments.urls")),
    path("", include("selaras.web.ui.urls")),
    path("", include("selaras.web.people.signin_urls")),
    path("", include("selaras.web.people.token_urls")),
    path("", include("selaras.web.people.urls")),
]
