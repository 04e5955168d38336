"""Uploaded files: whole under their name or not there, and never trusted blindly."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from selaras.assessments.services.imports import storage
from selaras.foundation.refusal import RefusedError

DATA = b"nomor,nilai\n" + b"1,2\n" * 100


def place(settings, digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / digest[:2] / digest


def test_what_is_kept_is_read_back(settings):
    digest = storage.keep(DATA)
    assert digest == hashlib.sha256(DATA).hexdigest()
    assert storage.content(digest) == DATA
    assert [file.name for file in place(settings, digest).parent.iterdir()] == [digest]


def test_half_a_file_is_refused_and_mended_by_the_next_upload(settings):
    digest = hashlib.sha256(DATA).hexdigest()
    path = place(settings, digest)
    path.parent.mkdir(parents=True)
    path.write_bytes(DATA[:60])
    with pytest.raises(RefusedError, match="Unggah lagi"):
        storage.content(digest)
    storage.keep(DATA)
    assert storage.content(digest) == DATA


def test_a_missing_file_is_refused_with_a_sentence(settings):
    with pytest.raises(RefusedError, match="Unggah lagi"):
        storage.content("0" * 64)


def test_a_write_that_fails_leaves_nothing_behind(settings):
    digest = hashlib.sha256(DATA).hexdigest()
    path = place(settings, digest)
    path.mkdir(parents=True)
    with pytest.raises(OSError, match=digest):
        storage.keep(DATA)
    assert [file.name for file in path.parent.iterdir()] == [digest]
