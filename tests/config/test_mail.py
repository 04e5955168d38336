import pytest
from django.core.exceptions import ImproperlyConfigured

from selaras.config.mail import PostOffice, post_office


@pytest.mark.parametrize(
    ("address", "server"),
    [
        (
            "smtp://selaras:a%40b%2Fc@mail.contoh.go.id:587",
            PostOffice("mail.contoh.go.id", 587, "selaras", "a@b/c", True, False),
        ),
        ("smtp://localhost", PostOffice("localhost", 25, "", "", False, False)),
        ("smtp://localhost:587?tls=0", PostOffice("localhost", 587, "", "", False, False)),
        ("smtp://localhost:2525/?tls=1", PostOffice("localhost", 2525, "", "", True, False)),
        ("smtps://a:b@mail.id", PostOffice("mail.id", 465, "a", "b", False, True)),
        ("smtps://a:b@mail.id?tls=1", PostOffice("mail.id", 465, "a", "b", False, True)),
        ("smtp://[::1]:1025", PostOffice("::1", 1025, "", "", False, False)),
    ],
)
def test_an_address_is_taken_apart(address: str, server: PostOffice) -> None:
    assert post_office(address) == server


@pytest.mark.parametrize(
    "address",
    [
        "mail.contoh.go.id",
        "http://rahasia@mail.id",
        "smtp://",
        "smtp://rahasia@:25",
        "smtp://rahasia@mail.id:port",
        "smtp://rahasia@mail.id:99999",
        "smtp://rahasia@mail.id?tls=ya",
        "smtp://rahasia@mail.id?ssl=1",
        "smtp://rahasia@[mail.id",
    ],
)
def test_a_wrong_address_is_told_without_its_password(address: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        post_office(address)
    assert "SELARAS_MAIL" in str(told.value)
    assert "rahasia" not in str(told.value)
