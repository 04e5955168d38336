import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from selaras.foundation.trail.models import Event
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.people.services.bootstrap import setup_code
from selaras.people.services.users import create_demo_user
from selaras.web.people.adapters import waiting_sentence
from tests.homes import Home
from tests.people_fixtures import PASSWORD, SYSTEM, World, make_person

NAME = "orang@contoh.go.id"
NEW = "kata sandi lain yang panjang"
LOCKED = "Terlalu banyak percobaan"


@pytest.fixture
def person(world: World) -> User:
    return make_person("Orang", world.city, password=True)


def sign_in(client: Client, password: str = PASSWORD, address: str = "10.0.0.1", **more: str):
    data = {"login": NAME, "password": password, **more}
    return client.post("/masuk/", data, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_in_by_address_in_any_case(client: Client, person: User) -> None:
    answer = client.post("/masuk/", {"login": "ORANG@Contoh.go.id", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_name_read_alike(client: Client, person: User) -> None:
    wrong = sign_in(client, "salah").content.decode()
    data = {"login": "tidak.ada@contoh.go.id", "password": "salah"}
    unknown = client.post("/masuk/", data).content.decode()
    for page in (wrong, unknown):
        assert "Surel atau kata sandi salah" in page
    assert not is_in(client)


def test_a_name_is_locked_for_the_address_that_failed_and_for_no_other(
    client: Client, person: User
) -> None:
    for _ in range(5):
        assert LOCKED not in sign_in(client, "salah", "10.6.6.6").content.decode()
    page = sign_in(client, PASSWORD, "10.6.6.6").content.decode()
    assert LOCKED in page
    assert "Tunggu 5 menit" in page
    assert not is_in(client)
    assert sign_in(client, PASSWORD, "10.0.0.1").status_code == 302
    assert is_in(client)


def test_a_forged_header_does_not_change_the_address(client: Client, person: User) -> None:
    for number in range(5):
        client.post(
            "/masuk/",
            {"login": NAME, "password": "salah"},
            REMOTE_ADDR="10.6.6.6",
            headers={"x-forwarded-for": f"10.9.9.{number}"},
        )
    assert LOCKED in sign_in(client, PASSWORD, "10.6.6.6").content.decode()


def test_signing_in_properly_is_never_counted(client: Client, person: User) -> None:
    for _ in range(8):
        fresh = Client()
        sign_in(fresh, PASSWORD)
        assert is_in(fresh)


def test_another_name_from_the_same_office_is_not_locked(
    client: Client, person: User, world: World
) -> None:
    for _ in range(6):
        sign_in(client, "salah", "10.6.6.6")
    admin = world.person(Role.SYSTEM_ADMIN)
    data = {"login": admin.email, "password": PASSWORD}
    assert client.post("/masuk/", data, REMOTE_ADDR="10.6.6.6").status_code == 302


def test_the_lock_holds_over_two_processes(home: Home) -> None:
    guess = "from tests.web.people.guessing import guess; guess({}, '10.6.6.6')".format
    assert home.python(guess(3)) == "0"
    assert home.python(guess(4)) == "2"
    other = "from tests.web.people.guessing import guess; guess(1, '10.0.0.1')"
    assert home.python(other) == "0"


@pytest.mark.parametrize(("seconds", "words"), [(0, "1 menit"), (61, "2 menit"), (300, "5 menit")])
def test_the_waiting_time_is_told_in_whole_minutes(seconds: float, words: str) -> None:
    assert words in waiting_sentence(seconds)


def test_the_person_comes_back_to_the_page_they_wanted(client: Client, person: User) -> None:
    asked = client.get("/pengguna/?cari=orang")
    assert asked.headers["Location"] == "/masuk/?next=/pengguna/%3Fcari%3Dorang"
    page = client.get(asked.headers["Location"])
    assert 'value="/pengguna/?cari=orang"' in page.content.decode()
    answer = sign_in(client, next="/pengguna/?cari=orang")
    assert answer.headers["Location"] == "/pengguna/?cari=orang"


def test_nobody_is_sent_to_another_site(client: Client, person: User) -> None:
    for evil in ("https://jahat.example/", "//jahat.example/", "javascript:alert(1)"):
        fresh = Client()
        assert sign_in(fresh, next=evil).headers["Location"] == "/"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client: Client) -> None:
    page = "http://testserver/pengguna/3/?a=b"
    answer = client.post("/pengguna/3/status/", headers={"referer": page})
    assert answer.headers["Location"] == "/masuk/?next=/pengguna/3/%3Fa%3Db"
    foreign = client.post("/pengguna/3/status/", headers={"referer": "https://jahat.example/x"})
    assert foreign.headers["Location"] == "/masuk/?next=/"


def test_a_part_of_a_page_moves_the_whole_window(client: Client) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/jejak/?jenis=x"}
    answer = client.get("/pengguna/", headers=headers)
    assert answer.headers["HX-Redirect"] == "/masuk/?next=/jejak/%3Fjenis%3Dx"


def test_a_switched_off_account_gets_a_clear_page(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = sign_in(client)
    assert answer.headers["Location"] == "/masuk/nonaktif/"
    assert "dinonaktifkan" in client.get("/masuk/nonaktif/").content.decode()
    assert not is_in(client)


def test_nobody_signs_up(client: Client, db: None) -> None:
    for address in ("/pendaftaran/", "/accounts/signup/", "/signup/"):
        assert client.get(address).status_code == 404


def test_signing_out_asks_first(client: Client, person: User) -> None:
    client.force_login(person)
    assert "Keluar dari Selaras?" in client.get("/keluar/").content.decode()
    assert is_in(client)
    client.post("/keluar/")
    assert not is_in(client)


@pytest.fixture
def post(settings) -> None:
    """Mail leaves this server."""
    settings.MAIL = True


def test_where_no_mail_leaves_nobody_gets_a_link(client: Client, person: User) -> None:
    page = client.get("/masuk/").content.decode()
    assert "/kata-sandi/lupa/" not in page
    assert "Lupa kata sandi" not in sign_in(client, "salah").content.decode()
    for answer in (
        client.get("/kata-sandi/lupa/"),
        client.post("/kata-sandi/lupa/", {"email": NAME}),
    ):
        assert "Mintalah tautan kata sandi" in answer.content.decode()
    assert mail.outbox == []


def test_a_forgotten_password_is_replaced_by_mail(client: Client, person: User, post: None) -> None:
    assert "/kata-sandi/lupa/" in client.get("/masuk/").content.decode()
    client.post("/kata-sandi/lupa/", {"email": NAME})
    link = re.search(r"http://testserver(/kata-sandi/baru/\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link.group(1), follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert Event.objects.about(person)[0].kind == "people.password_set"
    assert client.get(link.group(1), follow=True).context["token_fail"]


def test_a_reset_does_not_tell_who_has_an_account(client: Client, person: User, post: None) -> None:
    known = client.post("/kata-sandi/lupa/", {"email": NAME})
    unknown = client.post("/kata-sandi/lupa/", {"email": "tidak.ada@contoh.go.id"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [message.to for message in mail.outbox] == [[NAME]]


def test_changing_the_password_asks_for_the_old_one(client: Client, person: User) -> None:
    client.force_login(person)
    data = {"oldpassword": "salah", "password1": NEW, "password2": NEW}
    client.post("/akun/sandi/", data)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    answer = client.post("/akun/sandi/", {**data, "oldpassword": PASSWORD})
    assert answer.headers["Location"] == "/akun/"
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert is_in(client)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.django_db(transaction=True)
def test_the_second_step_is_switched_on_and_asked_for(client: Client, person: User) -> None:
    sign_in(client)
    asked = client.get("/akun/dua-langkah/nyala/")
    assert asked.headers["Location"].startswith("/akun/pengesahan/?next=")
    wrong = client.post(asked.headers["Location"], {"password": "salah"})
    assert wrong.status_code == 200
    client.post(asked.headers["Location"], {"password": PASSWORD})
    page = client.get("/akun/dua-langkah/nyala/")
    form = page.context["form"]
    answer = client.post("/akun/dua-langkah/nyala/", {"code": code_of(form.secret)})
    assert answer.status_code == 302
    kinds = set(Event.objects.about(person).values_list("kind", flat=True))
    assert "people.second_step_on" in kinds
    for address in ("/akun/dua-langkah/", "/akun/dua-langkah/kode/"):
        assert client.get(address).status_code == 200
    recovery = Authenticator.objects.get(user=person, type="recovery_codes").wrap()
    fresh = Client()
    assert sign_in(fresh).headers["Location"].startswith("/masuk/kode/")
    assert not is_in(fresh)
    assert "Kode" in fresh.get("/masuk/kode/").content.decode()
    fresh.post("/masuk/kode/", {"code": "000000"})
    assert not is_in(fresh)
    fresh.post("/masuk/kode/", {"code": recovery.get_unused_codes()[0]})
    assert is_in(fresh)


def test_the_setup_page_makes_the_first_administrator_and_goes(client: Client, db: None) -> None:
    code = setup_code()
    assert "/mulai/" in client.get("/masuk/").content.decode()
    data = {
        "code": "SALAH",
        "name": "Administrator",
        "email": "admin@contoh.go.id",
        "password": PASSWORD,
        "again": PASSWORD,
    }
    page = client.post("/mulai/", data).content.decode()
    assert "Kode salah" in page
    assert "admin@contoh.go.id" in page
    assert client.post("/mulai/", {**data, "code": code}).headers["Location"] == "/"
    assert is_in(client)
    assert client.get("/mulai/").status_code == 404
    assert "/mulai/" not in Client().get("/masuk/").content.decode()


@pytest.fixture
def near() -> Client:
    """A browser on the server's own machine."""
    return Client(headers={"host": "127.0.0.1:8000"})


@pytest.fixture
def demo(settings, world: World) -> User:
    settings.DEMO = True
    return create_demo_user(
        email="op@demo.test", name="Operator Demo", institution=world.city, actor=SYSTEM
    )


def test_the_role_switcher_signs_in_on_this_machine(near: Client, demo: User) -> None:
    assert "/demo/" in near.get("/masuk/").content.decode()
    assert "Operator Demo" in near.get("/demo/").content.decode()
    assert near.post(f"/demo/{demo.pk}/").headers["Location"] == "/"
    assert near.session["_auth_user_id"] == str(demo.pk)
    assert near.get(f"/demo/{demo.pk}/").status_code == 405


@pytest.mark.parametrize(
    "far",
    [
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_HOST": "selaras.contoh.go.id"},
        {"HTTP_CF_CONNECTING_IP": "10.0.0.1"},
        {"HTTP_VIA": "1.1 proksi"},
        {"HTTP_HOST": "testserver"},
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
)
def test_the_role_switcher_does_not_exist_from_elsewhere(
    near: Client, demo: User, far: dict[str, str]
) -> None:
    assert near.get("/demo/", **far).status_code == 404
    assert near.post(f"/demo/{demo.pk}/", **far).status_code == 404
    assert "/demo/" not in near.get("/masuk/", **far).content.decode()
    assert not is_in(near)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_the_role_switcher_exists_under_the_names_of_this_machine(
    client: Client, demo: User, host: str, settings
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert client.get("/demo/", headers={"host": host}).status_code == 200


def test_the_role_switcher_does_not_exist_behind_a_proxy(
    near: Client, demo: User, settings
) -> None:
    settings.PROXIED = True
    assert near.get("/demo/").status_code == 404
    assert near.post(f"/demo/{demo.pk}/").status_code == 404


def test_the_role_switcher_does_not_exist_outside_demo_mode(
    near: Client, demo: User, settings
) -> None:
    settings.DEMO = False
    assert near.get("/demo/").status_code == 404
    assert near.post(f"/demo/{demo.pk}/").status_code == 404


def test_the_role_switcher_never_signs_in_as_a_real_person(
    near: Client, demo: User, world: World
) -> None:
    admin = world.person(Role.SYSTEM_ADMIN)
    assert near.post(f"/demo/{admin.pk}/").status_code == 404
    assert not is_in(near)


def test_a_demo_person_has_no_other_way_in(client: Client, demo: User, post: None) -> None:
    client.post("/kata-sandi/lupa/", {"email": demo.email})
    assert mail.outbox == []
    client.force_login(demo)
    for address in ("/akun/sandi/", "/akun/sandi/pertama/", "/akun/dua-langkah/nyala/"):
        assert client.get(address).status_code == 403
    data = {"password1": NEW, "password2": NEW}
    assert client.post("/akun/sandi/pertama/", data).status_code == 403
    assert not User.objects.get(pk=demo.pk).has_usable_password()


def test_the_console_makes_an_administrator(home: Home, tmp_path: Path) -> None:
    home.python(
        "import io, sys; sys.stdin = io.StringIO('sandi panjang dari konsol 1\\n');"
        "from selaras.cli.main import main; main(['admin', 'a@b.go.id', 'Admin'])"
    )
    check = (
        "from selaras.people.models import User;print(User.objects.get().password.split('$')[0])"
    )
    assert home.python(check) == "argon2"


def test_single_sign_on_is_offered_where_a_provider_is_configured(home: Home) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client, override_settings\n"
        "from tests.web.people.guessing import PLAIN\n"
        "with override_settings(STORAGES=PLAIN):\n"
        "    page = Client(headers={'host': '127.0.0.1'}).get('/masuk/').content.decode()\n"
        "print('/masuk/oidc/?process=login' in page)\n"
    )
    environment = home.environment(
        DJANGO_SETTINGS_MODULE="selaras.config.settings",
        SELARAS_OIDC_ISSUER="https://sso.contoh.go.id",
        SELARAS_OIDC_CLIENT_ID="selaras",
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
