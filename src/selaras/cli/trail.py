"""``selaras trail verify``: prove that nobody changed the trail."""

from __future__ import annotations

import argparse
import sys

from django.utils.translation import gettext as _

from selaras.foundation.trail.services import verify

MOST_SHOWN = 20


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``trail`` with its one action."""
    parser = subparsers.add_parser("trail", help=_("periksa keutuhan jejak kegiatan"))
    actions = parser.add_subparsers(title=_("tindakan"), required=True)
    action = actions.add_parser(
        "verify", help=_("baca seluruh jejak dan tunjukkan tempat rantainya putus")
    )
    action.set_defaults(handler=verify_trail)


def verify_trail(_arguments: argparse.Namespace) -> int:
    """0 when the chain holds, 1 when it is broken; every break on its own line."""
    reasons = {
        "isi": _("isinya tidak cocok dengan sidiknya"),
        "urutan": _("nomor urutnya tidak menyambung: ada catatan yang hilang"),
        "akhir": _("bukan akhir jejak: catatan terakhir hilang, diganti, atau ditambahkan"),
        "rantai": _("tidak menyambung dengan catatan sebelumnya"),
    }
    count, breaks = verify()
    if not breaks:
        print(_("Jejak utuh: %(count)s catatan diperiksa.") % {"count": count})
        return 0
    for found in breaks[:MOST_SHOWN]:
        line = _("Catatan %(sequence)s: %(reason)s.")
        values = {"sequence": found.sequence, "reason": reasons[found.reason]}
        print(line % values, file=sys.stderr)
    summary = _("Jejak TIDAK utuh: %(breaks)s kerusakan dalam %(count)s catatan.")
    print(summary % {"breaks": len(breaks), "count": count}, file=sys.stderr)
    return 1
