"""``selaras token`` from the console."""

from __future__ import annotations

import pytest

from selaras.cli.main import main
from selaras.people.models import AccessToken
from selaras.people.queries.tokens import holder_of
from selaras.people.roles import Role
from tests.people_fixtures import World


def test_issue_list_revoke(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    email = world.person(Role.UNIT_OPERATOR).email
    given = ["token", "issue", email, "Portal", "--scope", "baca", "--scope", "bukti"]
    assert main([*given, "--days", "7"]) == 0
    secret = capsys.readouterr().out.strip()
    holder = holder_of(secret)
    assert holder is not None
    assert holder.person.email == email
    assert sorted(holder.scopes) == ["baca", "bukti"]
    assert main(["token", "list"]) == 0
    line = capsys.readouterr().out
    assert "baca,bukti" in line
    assert secret not in line
    number = str(AccessToken.objects.get().pk)
    assert main(["token", "revoke", number]) == 0
    assert holder_of(secret) is None
    capsys.readouterr()
    assert main(["token", "list", email]) == 0
    assert "dicabut" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["issue", "tidak.ada@contoh.go.id", "Portal"], "Tidak ada pengguna"),
        (["issue", "{email}", "Portal", "--days", "999"], "1 sampai 366"),
        (["revoke", "99999"], "Tidak ada token"),
    ],
)
def test_wrong_use_is_told(
    world: World, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    email = world.person(Role.UNIT_OPERATOR).email
    assert main(["token", *(word.format(email=email) for word in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert not AccessToken.objects.exists()
