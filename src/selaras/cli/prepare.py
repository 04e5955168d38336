"""Everything that has to be in place before Selaras starts; nothing is done twice."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import Error as DatabaseFault
from django.db import connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from selaras import __version__
from selaras.cli.demo import load_demo
from selaras.foundation import db
from selaras.foundation.access import System
from selaras.instruments.files import InstrumentFileError, instrument_files, open_instrument
from selaras.instruments.services.publish import PublishedOtherwiseError, load
from selaras.people.models import Institution, User
from selaras.people.services.bootstrap import setup_code


class PreparationError(Exception):
    """Selaras cannot start; the message says why and what to do."""


def prepare(*, demo: bool) -> None:
    """Make the home, the tables, the static files, the instruments and, if asked, the demo data.

    Raises PreparationError; nothing is started on tables that do not fit the program.
    """
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        migrate()
        collect_static()
        load_instruments()
        if demo:
            load_demo_data()
    except OSError as error:
        raise PreparationError(
            _("Tidak dapat menulis ke %(home)s: %(error)s. Periksa hak akses dan sisa ruang disk.")
            % {"home": settings.HOME, "error": error}
        ) from error


def migrate() -> None:
    """Bring the tables up to date. Raises PreparationError; a failed step is rolled back."""
    try:
        db.reach()
        if _every_migration_is_applied():
            return
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        print(_("Menyiapkan basis data …"), flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseFault, InconsistentMigrationHistory) as error:
        raise PreparationError(
            _(
                "Basis data tidak dapat disiapkan, maka Selaras tidak dijalankan: %(error)s\n"
                "Periksa SELARAS_DATABASE dan pastikan basis data menyala. "
                "Langkah yang gagal telah dibatalkan; data Anda tidak berubah."
            )
            % {"error": str(error).strip()}
        ) from error


def load_demo_data() -> None:
    """Load what is missing of the demo data. Raises PreparationError on a database in real use.

    Whoever may sign in as a demo person sees what that person sees, so demo people and real data
    must never meet.
    """
    loaded = User.objects.demo().exists()
    if not loaded and (User.objects.exists() or Institution.objects.exists()):
        raise PreparationError(
            _(
                "Basis data di %(home)s sudah dipakai tanpa data demo, maka data demo tidak "
                "dimuat. Jalankan dengan --no-demo, atau pilih tempat lain dengan SELARAS_HOME."
            )
            % {"home": settings.HOME}
        )
    if not loaded:
        print(_("Memuat data demo …"), flush=True)
    load_demo()


def _every_migration_is_applied() -> bool:
    """Whether the database names every migration file: a quick look, without building the graph."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return all(
        (app.label, file.stem) in applied
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    )


def load_instruments() -> None:
    """Publish the instruments that come with the program. Raises PreparationError."""
    try:
        documents = [open_instrument(path).document for path in instrument_files()]
        load(documents, actor=System())
    except InstrumentFileError as error:
        sentences = "\n".join(
            f"{error.path}:{fault.line}: {fault.sentence}" for fault in error.faults
        )
        raise PreparationError(sentences) from error
    except PublishedOtherwiseError as error:
        raise PreparationError(
            _(
                "Isi instrumen %(code)s versi %(version)s berbeda dari yang sudah terbit. "
                "Versi yang terbit tidak dapat diubah: naikkan versinya menjadi %(free)s."
            )
            % {"code": error.code, "version": error.version, "free": error.free}
        ) from error


def collect_static() -> None:
    """Collect and compress the static files, when any of them or the version changed."""
    stamp = settings.STATIC_ROOT / ".selaras"
    state = _static_state()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == state:
        return
    print(_("Menyiapkan berkas halaman …"), flush=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state, encoding="ascii")


def _static_state() -> str:
    """A fingerprint of the version and of every static file's place, size and time of change."""
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}:{facts.st_size}:{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def sign_in_hint(*, demo: bool) -> str:
    """How to sign in, as sentences for the console."""
    if demo:
        return _("Mode demo: buka alamat di atas dan pilih peran.")
    code = setup_code()
    if code is None:
        return _("Buka alamat di atas dan masuk dengan akun Anda.")
    return _(
        "Belum ada administrator. Buka alamat di atas dan buat akun pertama dengan kode: %(code)s"
    ) % {"code": code}
