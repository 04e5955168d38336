"""The settings as a starting process reads them."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home


def told(home: Home, expression: str, **environment: str) -> Any:
    """What an expression over the settings ``s`` is in a process of its own."""
    code = f"import json; from selaras.config import settings as s; print(json.dumps({expression}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=home.environment(**environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    return Home(tmp_path, "")


def test_the_address_of_a_database_keeps_its_options(bare: Home) -> None:
    address = "postgresql://a:b@db.contoh.go.id/selaras?sslmode=require&connect_timeout=3"
    options = told(bare, "s.DATABASES['default']['OPTIONS']", SELARAS_DATABASE=address)
    assert options.pop("pool")["max_size"] == 24
    assert options == {"sslmode": "require", "connect_timeout": 3}


def test_a_database_address_without_options_gets_the_pool(bare: Home) -> None:
    options = told(bare, "s.DATABASES['default']['OPTIONS']", SELARAS_DATABASE="postgresql:///x")
    assert list(options) == ["pool"]


def test_the_key_is_made_once_and_is_ours_alone(bare: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _number: told(bare, "s.SECRET_KEY"), range(4))
    assert len(first) > 50
    assert others == [first] * 3
    file = bare.path / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in bare.path.glob("secret*")] == ["secret.key"]


def test_an_empty_key_is_no_key(bare: Home) -> None:
    (bare.path / "secret.key").touch()
    key = told(bare, "s.SECRET_KEY")
    assert len(key) > 50
    assert told(bare, "s.SECRET_KEY") == key


def test_mail_leaves_where_a_server_is_named(bare: Home) -> None:
    facts = "[s.MAIL, s.EMAIL_BACKEND.split('.')[-2]]"
    assert told(bare, facts) == [False, "console"]
    mail = "smtp://selaras:rahasia@mail.contoh.go.id:587"
    assert told(bare, facts, SELARAS_MAIL=mail) == [True, "smtp"]
    server = "[s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL]"
    told_server = told(bare, server, SELARAS_MAIL=mail)
    assert told_server == ["mail.contoh.go.id", 587, "selaras", True, False]
