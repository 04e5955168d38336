"""``selaras worker``: the background worker alone, for those who start it by themselves."""

from __future__ import annotations

import argparse
import logging

from django.conf import settings
from django.utils.translation import gettext as _

from selaras.foundation import db
from selaras.foundation.jobs.worker import work
from selaras.foundation.processes import end_with_parent


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "worker",
        help=_("jalankan pekerja latar saja, terpisah dari server web"),
        description=_(
            "Menjalankan pekerjaan latar dari antrean di basis data, sampai dihentikan. "
            "Tidak diperlukan bila Anda memakai selaras run, yang menjalankannya sendiri."
        ),
    )
    parser.add_argument(
        "--until-empty",
        action="store_true",
        help=_("berhenti setelah antrean kosong"),
    )
    parser.set_defaults(handler=handle)


def handle(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    return run_worker(until_empty=arguments.until_empty)


def run_worker(*, until_empty: bool = False) -> int:
    """Be the background worker; the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    end_with_parent()
    db.reach()
    work(lease=settings.JOB_LEASE, until_empty=until_empty)
    return 0
