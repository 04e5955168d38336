"""Addresses of the review."""

from __future__ import annotations

from django.urls import path

from selaras.web.assessments.review import answer, item, queue, returned

app_name = "review"

_QUEUE = "penilaian/<int:pk>/pemeriksaan"
_RETURNED = "penilaian/<int:pk>/dikembalikan"

urlpatterns = [
    path(f"{_QUEUE}/", queue.queue, name="queue"),
    path(f"{_QUEUE}.<str:suffix>", queue.export, name="queue_export"),
    path(f"{_QUEUE}/terima/", queue.accept_many, name="accept_many"),
    path(f"{_QUEUE}/setujui/", queue.approve_answers, name="approve_many"),
    path(f"{_QUEUE}/<int:item>/", item.item, name="item"),
    path(f"{_QUEUE}/jawaban/<str:number>/", answer.answer, name="answer"),
    path(f"{_QUEUE}/jawaban/<str:number>/minta/", answer.ask, name="ask"),
    path(f"{_RETURNED}/", returned.returned, name="returned"),
    path(f"{_RETURNED}.<str:suffix>", returned.export, name="returned_export"),
]
