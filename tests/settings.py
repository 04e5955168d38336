"""Settings of the test suite: the product's own, with a quick hasher and a throw-away home."""

import os
import tempfile

os.environ.setdefault("SELARAS_HOME", tempfile.mkdtemp(prefix="selaras-tests-"))
os.environ.setdefault("SELARAS_SECRET_KEY", "tests-only")
if os.environ.get("SELARAS_TEST_DATABASE"):
    os.environ["SELARAS_DATABASE"] = os.environ["SELARAS_TEST_DATABASE"]

from selaras.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # Named outright, because the parallel runner knows only Django's own SQLite to live in memory.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
