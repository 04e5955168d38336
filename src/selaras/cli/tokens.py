"""``selaras token``: keys to the programming interface, for administrators at the console."""

from __future__ import annotations

import argparse
import sys

from django.utils.translation import gettext as _

from selaras.foundation import clock
from selaras.foundation.access import System
from selaras.foundation.refusal import RefusedError
from selaras.people.models import AccessToken, TokenScope, User
from selaras.people.services.tokens import LONGEST, issue_token, revoke_token

DAYS = 90
"""How long a key lives unless told otherwise."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``token`` with its three actions."""
    parser = subparsers.add_parser("token", help=_("terbitkan, daftar, dan cabut token akses"))
    actions = parser.add_subparsers(title=_("tindakan"), required=True)
    issue = actions.add_parser("issue", help=_("terbitkan token; rahasianya dicetak sekali ini"))
    issue.add_argument("email", metavar=_("SUREL"), help=_("surel orang yang diwakilinya"))
    issue.add_argument("name", metavar=_("NAMA"), help=_("nama aplikasi yang memakainya"))
    issue.add_argument(
        "--scope",
        action="append",
        choices=TokenScope.values,
        help=_("cakupan, boleh diulang (bawaan: baca)"),
    )
    issue.add_argument(
        "--days",
        type=int,
        default=DAYS,
        metavar=_("HARI"),
        help=_("masa berlaku, 1 sampai %(most)s hari (bawaan: %(days)s)")
        % {"most": LONGEST, "days": DAYS},
    )
    issue.set_defaults(handler=issue_one)
    listed = actions.add_parser("list", help=_("daftar token"))
    listed.add_argument("email", metavar=_("SUREL"), nargs="?", help=_("hanya milik orang ini"))
    listed.set_defaults(handler=list_all)
    revoke = actions.add_parser("revoke", help=_("cabut token"))
    revoke.add_argument("number", metavar=_("NOMOR"), type=int, help=_("nomor menurut daftar"))
    revoke.set_defaults(handler=revoke_one)


def issue_one(arguments: argparse.Namespace) -> int:
    """Print the secret alone on standard output, so that a script can keep it."""
    person = User.objects.filter(email__iexact=arguments.email).first()
    if person is None:
        return _complain(_("Tidak ada pengguna dengan surel %s.") % arguments.email)
    scopes = arguments.scope or [TokenScope.READ.value]
    actor = System("konsol")
    try:
        token, secret = issue_token(person, arguments.name, scopes, arguments.days, actor=actor)
    except RefusedError as error:
        return _complain(*(str(problem.message) for problem in error.problems))
    values = {"number": token.pk, "until": f"{token.expires_at:%Y-%m-%d}"}
    text = _("Token %(number)s berlaku sampai %(until)s. Simpan rahasianya sekarang:") % values
    print(text, file=sys.stderr)
    print(secret)
    return 0


def list_all(arguments: argparse.Namespace) -> int:
    """One line for each key: number, state, owner, name, beginning, scopes, last day."""
    rows = AccessToken.objects.select_related("person").order_by("pk")
    if arguments.email:
        rows = rows.filter(person__email__iexact=arguments.email)
    now = clock.now()
    for token in rows.iterator():
        state = _("berlaku") if token.expires_at > now else _("berakhir")
        if token.revoked_at is not None:
            state = _("dicabut")
        words = (token.pk, state, token.person.email, token.name, f"{token.prefix}…")
        print(*words, ",".join(token.scopes), f"{token.expires_at:%Y-%m-%d}", sep="\t")
    return 0


def revoke_one(arguments: argparse.Namespace) -> int:
    """End the key of that number."""
    token = AccessToken.objects.select_related("person").filter(pk=arguments.number).first()
    if token is None:
        return _complain(_("Tidak ada token bernomor %s.") % arguments.number)
    revoke_token(token, actor=System("konsol"))
    print(_("Token %(token)s sudah dicabut.") % {"token": token})
    return 0


def _complain(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 2
