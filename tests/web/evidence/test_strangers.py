"""Files that somebody sends without having signed in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from tests.web.evidence.conftest import pdf
from tests.web.nation import Nation


def test_files_of_strangers_never_reach_the_disk(
    nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "new_file", lambda *_a, **_n: opened.append("disk")
    )
    monkeypatch.setattr(
        MemoryFileUploadHandler, "new_file", lambda *_a, **_n: opened.append("memory")
    )
    sent = {"pemilik": "1", "berkas": SimpleUploadedFile("a.pdf", pdf("dari luar"))}
    answer = Client().post(reverse("evidence:upload"), sent)
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]
    assert not opened
