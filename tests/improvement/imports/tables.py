"""Bringing a table in as a test does it, and small tables of our own."""

from __future__ import annotations

from selaras.assessments.models import ImportJob
from selaras.assessments.services.imports.jobs import confirm, hand_in, report_of
from selaras.assessments.services.imports.plan import Options
from selaras.assessments.services.imports.registry import shape
from tests.people_fixtures import SYSTEM

from .conftest import DEMO

DENPASAR, BONTANG = "denpasar-monev-2019.csv", "bontang-2018.csv"
HEAD = "No,Indikator,Rekomendasi,Nilai,Tindak Lanjut,Target Waktu,OPD"
ROWS = (
    "1,Kebijakan Internal Tim Pengarah SPBE,Tetapkan kebijakan,1,Membuat kebijakan,2019,DKIS",
    '2,Kebijakan Internal Inovasi Proses Bisnis,Lengkapi kebijakan,2,,,"Bappeda, DKIS"',
)


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *(rows or ROWS)]).encode()


def options(city, instrument, year=2018, **more) -> Options:
    return Options(instrument=instrument, institution=city, year=year, more=more)


def preview(data: bytes, opts: Options, *, name="tabel.csv", kind="follow-up", actor=SYSTEM):
    job = hand_in(data, name, shape(kind), opts, actor=actor)
    return job, report_of(job)


def bring_in(data: bytes, opts: Options, *, name="tabel.csv", kind="follow-up", actor=SYSTEM):
    job, _report = preview(data, opts, name=name, kind=kind, actor=actor)
    confirm(job, actor=actor)
    job = ImportJob.objects.get(pk=job.pk)
    return job, report_of(job)


def real(name: str) -> bytes:
    return (DEMO / name).read_bytes()
