"""``selaras admin``: make a system administrator from the console."""

from __future__ import annotations

import argparse
import getpass
import sys

from django.utils.translation import gettext as _

from selaras.foundation.access import System
from selaras.foundation.refusal import RefusedError
from selaras.people.services.bootstrap import create_administrator


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``admin``."""
    parser = subparsers.add_parser("admin", help=_("buat administrator sistem dari konsol"))
    parser.add_argument("email", metavar=_("SUREL"), help=_("surel untuk masuk"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama lengkap"))
    parser.set_defaults(handler=make_administrator)


def make_administrator(arguments: argparse.Namespace) -> int:
    """Ask for the password (or read one line of standard input) and make the account."""
    password = _asked() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        person = create_administrator(
            email=arguments.email,
            name=arguments.name,
            password=password,
            actor=System("konsol"),
        )
    except RefusedError as error:
        for problem in error.problems:
            print(str(problem.message), file=sys.stderr)
        return 2
    print(_("Administrator sudah dibuat. Masuk dengan %(email)s.") % {"email": person.email})
    return 0


def _asked() -> str:
    while True:
        first = getpass.getpass(_("Kata sandi: "))
        if first == getpass.getpass(_("Ulangi kata sandi: ")):
            return first
        print(_("Kedua kata sandi tidak sama. Coba lagi."), file=sys.stderr)
