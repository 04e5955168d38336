"""Addresses of the evidence library."""

from __future__ import annotations

from django.urls import path

from selaras.web.evidence import documents, files, library, picker, uploads

app_name = "evidence"

urlpatterns = [
    path("bukti/", library.library, name="library"),
    path("bukti.<str:suffix>", library.library_export, name="library_export"),
    path("bukti/pilih/", picker.picker, name="picker"),
    path("bukti/unggah/", uploads.upload_page, name="upload"),
    path("bukti/unggahan/", uploads.upload_start, name="upload_start"),
    path("bukti/unggahan/<str:key>/", uploads.upload_piece, name="upload_piece"),
    path("bukti/unggahan/<str:key>/selesai/", uploads.upload_finish, name="upload_finish"),
    path("bukti/unggahan/<str:key>/batal/", uploads.upload_cancel, name="upload_cancel"),
    path("bukti/unggahan/<str:key>/buang/", uploads.upload_discard, name="upload_discard"),
    path("bukti/butir/<int:pk>/", files.item_page, name="item"),
    path("bukti/butir/<int:pk>/berkas", files.item_file, name="item_file"),
    path("bukti/<int:pk>/", documents.document, name="document"),
    path("bukti/<int:pk>/ubah/", documents.document_change, name="change"),
    path("bukti/<int:pk>/ganti/", documents.document_replace, name="replace"),
    path("bukti/<int:pk>/hapus/", documents.document_remove, name="remove"),
    path("bukti/<int:pk>/versi/<int:revision>/", files.version_page, name="version"),
    path("bukti/<int:pk>/versi/<int:revision>/berkas", files.version_file, name="version_file"),
]
