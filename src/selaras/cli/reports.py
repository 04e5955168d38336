"""``selaras report``: which reports there are, and making one into a file."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.people.models import User
from selaras.people.roles import Role
from selaras.reporting.models import ReportFormat
from selaras.reporting.reports.answers import questions
from selaras.reporting.reports.registry import REPORTS
from selaras.reporting.reports.report import Report
from selaras.reporting.services.asking import ask_report
from selaras.reporting.services.handing_out import file_of

MOST_SHOWN = 20
"""Choices printed of a question that has no answer yet."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``report`` with its two actions."""
    parser = subparsers.add_parser("report", help=_("daftar laporan, dan susun satu ke berkas"))
    actions = parser.add_subparsers(title=_("tindakan"), required=True)
    listed = actions.add_parser("list", help=_("laporan yang ada dan yang ditanyakannya"))
    listed.set_defaults(handler=list_all)
    make = actions.add_parser("make", help=_("susun satu laporan ke berkas"))
    make.add_argument("report", metavar=_("LAPORAN"), help=_("nama menurut daftar"))
    make.add_argument(
        "--given",
        action="append",
        default=[],
        metavar=_("NAMA=JAWABAN"),
        help=_("jawaban atas satu pertanyaan, boleh diulang"),
    )
    make.add_argument(
        "--format", choices=ReportFormat.values, help=_("bentuk (bawaan: yang pertama)")
    )
    make.add_argument(
        "--language",
        choices=[code for code, _name in settings.LANGUAGES],
        default=settings.LANGUAGE_CODE,
        help=_("bahasa laporan (bawaan: %s)") % settings.LANGUAGE_CODE,
    )
    make.add_argument(
        "--for",
        dest="email",
        metavar=_("SUREL"),
        help=_("atas nama siapa, dengan haknya (bawaan: administrator sistem pertama)"),
    )
    make.add_argument(
        "--output", type=Path, required=True, metavar=_("BERKAS"), help=_("berkas tujuan")
    )
    make.set_defaults(handler=make_one)


def list_all(_arguments: argparse.Namespace) -> int:
    """One line for each report: its name here, its forms, what it asks for, its name for people."""
    for report in REPORTS.values():
        asks = [f"[{ask.name}]" if ask.optional else ask.name for ask in report.asks]
        print(report.identifier, ",".join(report.formats), " ".join(asks), report.name, sep="\t")
    return 0


def make_one(arguments: argparse.Namespace) -> int:
    """Make the report as the person named would on its page, and copy its file."""
    report, person = REPORTS.get(arguments.report), _person(arguments.email)
    if report is None:
        known = ", ".join(REPORTS)
        return _complain([_("Laporan tidak dikenal. Yang ada: %s") % known])
    if person is None:
        return _complain([_("Orang itu tidak ada atau akunnya nonaktif.")])
    given = dict(word.partition("=")[::2] for word in arguments.given)
    try:
        run = ask_report(
            report,
            given,
            form=arguments.format or report.formats[0].value,
            language=arguments.language,
            actor=person,
            at_once=True,
        )
    except RefusedError as error:
        told = [f"{one.field}: {one.message}".removeprefix(": ") for one in error.problems]
        return _complain([*told, *_open_answers(report, given, person)])
    except DeniedError:
        return _complain([_("%s tidak berhak atas laporan ini.") % person.email])
    path = file_of(run)
    if path is None:
        return _complain([run.failure or _("Laporan ini sedang disusun. Coba lagi nanti.")])
    shutil.copyfile(path, arguments.output)
    print(f"{arguments.output}: {run.title} ({run.size} B, {run.fingerprint})")
    return 0


def _person(email: str | None) -> User | None:
    people = User.objects.filter(is_active=True)
    if email:
        return people.filter(email__iexact=email).first()
    return people.filter(appointments__role=Role.SYSTEM_ADMIN).order_by("pk").first()


def _open_answers(report: Report, given: dict[str, str], person: User) -> Sequence[str]:
    """The answers open at the question that has none, so that one can go on."""
    found = questions(report, given, person)
    if not found or found[-1].is_answered:
        return []
    choices = found[-1].choices
    lines = [
        f"  {found[-1].ask.name}={one.value}\t{one.group} {one.label}".rstrip()
        for one in choices[:MOST_SHOWN]
    ]
    if len(choices) > MOST_SHOWN:
        lines.append(_("  dan %d lainnya") % (len(choices) - MOST_SHOWN))
    return lines


def _complain(lines: Sequence[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return 2
