"""The command ``selaras``: chooses the language, finds the command, reports what goes wrong."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from gettext import NullTranslations
from io import TextIOWrapper

import django
from django.utils import translation

from selaras import __version__
from selaras.cli import language


def gettext_noop(message: str) -> str:
    """Mark a sentence of the table for the translators; translated when it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its module and its line in the overview.

    ``settings`` maps options to the environment variable and value they stand for; they have to
    be known before the settings are read.
    """

    module: str
    summary: str
    settings: Mapping[str, tuple[str, str]] = field(default_factory=dict)


COMMANDS: dict[str, Command] = {
    "run": Command(
        "selaras.cli.run",
        gettext_noop("siapkan dan jalankan Selaras: server web dan pekerja latar"),
        {"--demo": ("SELARAS_DEMO", "1"), "--no-demo": ("SELARAS_DEMO", "0")},
    ),
    "worker": Command(
        "selaras.cli.worker", gettext_noop("jalankan pekerja latar saja, terpisah dari server web")
    ),
    "score": Command(
        "selaras.cli.score", gettext_noop("hitung indeks dari berkas nilai CSV atau XLSX")
    ),
    "instruments": Command(
        "selaras.cli.instruments",
        gettext_noop("periksa, muat, daftar, dan bandingkan instrumen"),
    ),
    "import": Command(
        "selaras.cli.imports", gettext_noop("impor tabel hasil penilaian ke basis data")
    ),
    "demo": Command("selaras.cli.demo", gettext_noop("muat data demo")),
    "admin": Command("selaras.cli.people", gettext_noop("buat administrator sistem dari konsol")),
    "token": Command(
        "selaras.cli.tokens", gettext_noop("terbitkan, daftar, dan cabut token akses")
    ),
    "report": Command(
        "selaras.cli.reports", gettext_noop("daftar laporan, dan susun satu ke berkas")
    ),
    "trail": Command("selaras.cli.trail", gettext_noop("periksa keutuhan jejak kegiatan")),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status (2: wrong use, 1: failed, 130: interrupted)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    tongue = language.chosen(os.environ)
    words = language.use(tongue)
    try:
        status = _run(given, tongue, words)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone; a second flush at exit would complain about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  the last line of defence: one sentence, not a traceback
        return _report(error, words)
    return status


def _run(given: list[str], tongue: str, words: NullTranslations) -> int:
    name = next((word for word in given if not word.startswith("-")), "")
    parser, subparsers = _parser(words)
    if name in COMMANDS and given[0] == name:
        _prepare(COMMANDS[name], given, tongue)
        _register(name, subparsers)
    else:
        for known, command in COMMANDS.items():
            subparsers.add_parser(known, help=words.gettext(command.summary))
        if not given:
            parser.print_help()
            return 2
    parsed = parser.parse_args(given)
    handler: Callable[[argparse.Namespace], int] = parsed.handler
    return handler(parsed)


def _parser(
    words: NullTranslations,
) -> tuple[argparse.ArgumentParser, argparse._SubParsersAction[argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(
        prog="selaras",
        description=words.gettext(
            "Selaras: penilaian SPBE dan Pemerintah Digital, dari bukti sampai indeks resmi."
        ),
        epilog=words.gettext("Bantuan setiap perintah: selaras PERINTAH --help"),
    )
    parser.add_argument("--version", action="version", version=f"Selaras {__version__}")
    subparsers = parser.add_subparsers(
        title=words.gettext("perintah"), metavar=words.gettext("PERINTAH"), required=True
    )
    return parser, subparsers


def _prepare(command: Command, given: Sequence[str], tongue: str) -> None:
    """Read the settings, with the options that stand for settings, and wake Django."""
    for word in given:
        if word in command.settings:
            variable, value = command.settings[word]
            os.environ[variable] = value
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
    django.setup()
    translation.activate(tongue)


def _register(name: str, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    module = importlib.import_module(COMMANDS[name].module)
    register: Callable[[argparse._SubParsersAction[argparse.ArgumentParser]], None]
    register = module.register
    register(subparsers)


def _report(error: Exception, words: NullTranslations) -> int:
    if os.environ.get("SELARAS_DEBUG", "").lower() in {"1", "true", "yes", "ya"}:
        traceback.print_exc()
    else:
        sentence = words.gettext(
            "Kesalahan: %(error)s. Untuk rinciannya, jalankan lagi dengan SELARAS_DEBUG=1."
        ) % {"error": str(error).strip().rstrip(".") or type(error).__name__}
        print(" ".join(sentence.split()), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
