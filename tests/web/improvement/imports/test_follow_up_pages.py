"""A follow-up table through the pages: units confirmed, a plan chosen, the report."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selaras.assessments.models import ImportJob
from selaras.improvement.models import Action, ActionPlan, Recommendation
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.improvement.imports.tables import DENPASAR, ROWS, real, table
from tests.web.imports.bad_files import UNREADABLE

LIST = reverse("imports:list")


def upload(client, version, city, content, *, kind="follow-up", name="tabel.csv", year="2018"):
    data = {
        "shape": kind,
        "file": SimpleUploadedFile(name, content),
        "instrument": version.pk,
        "institution": city.pk if city else "",
        "year": year,
    }
    return client.post(LIST, data)


def text_of(response):
    return " ".join(response.content.decode().split())


def job_page(client, made):
    return text_of(client.get(made["Location"]))


def options_posted(city, version, **more):
    return {
        "aksi": "periksa",
        "instrument": version.pk,
        "institution": city.pk,
        "year": "2018",
        "plan_name": "",
        "first_year": "",
        "last_year": "",
        **{f"kolom-{place}": token for place, token in enumerate(TOKENS)},
        **more,
    }


TOKENS = ("nomor", "indikator", "rekomendasi", "nilai:akhir", "tindak_lanjut", "target", "unit")


def approve(client, made):
    page = client.get(made["Location"]).content.decode()
    seen = re.search(r'name="versi" value="(\d+)"', page)[1]
    return client.post(made["Location"], {"aksi": "impor", "versi": seen}, follow=True)


def test_a_team_member_brings_the_real_table_in(sign_in, denpasar, spbe2018):
    client = sign_in(Role.TEAM_MEMBER)
    made = upload(client, spbe2018, denpasar, real(DENPASAR), name=DENPASAR)
    page = job_page(client, made)
    assert "Tidak ada kesalahan" in page
    assert "Dinas Perijinan, Dinas Dukcapil, dll" in page
    assert "Unit dalam tabel" in page
    assert "Rencana aksi baru akan dibuat" in page
    assert not Recommendation.objects.exists()
    report = text_of(approve(client, made))
    assert "Berkas sudah diimpor" in report
    assert reverse("plans:list", args=[denpasar.slug]) in report
    assert (Recommendation.objects.count(), Action.objects.count()) == (37, 37)


def test_a_plan_and_units_are_chosen(sign_in, denpasar, spbe2018):
    client = sign_in(Role.INSTITUTION_ADMIN)
    rows = (ROWS[0].replace("DKIS", "Dinas Angkasa"),)
    made = upload(client, spbe2018, denpasar, table(*rows))
    page = job_page(client, made)
    assert "Buat unit baru: Dinas Angkasa" in page
    assert "tidak dikenal" in page
    other = Unit.objects.get(abbreviation="Bappeda")
    chosen = options_posted(
        denpasar,
        spbe2018,
        plan_name="Rencana dua tahun",
        first_year="2019",
        last_year="2020",
        **{"unit-0-teks": "Dinas Angkasa", "unit-0": ["baru:Dinas Angkasa", str(other.pk)]},
    )
    assert client.post(made["Location"], chosen).status_code == 302
    page = job_page(client, made)
    assert "Rencana dua tahun" in page
    assert 'value="baru:Dinas Angkasa" selected' in page
    approve(client, made)
    plan = ActionPlan.objects.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("Rencana dua tahun", 2019, 2020)
    units = Action.objects.get().unit_rows.order_by("-is_lead").select_related("unit")
    assert [row.unit.name for row in units] == ["Dinas Angkasa", other.name]


def test_proposals_that_are_left_alone_are_not_decisions(sign_in, denpasar, spbe2018):
    client = sign_in(Role.ENTRY)
    made = upload(client, spbe2018, denpasar, table())
    dkis = str(Unit.objects.get(abbreviation="DKIS").pk)
    posted = options_posted(denpasar, spbe2018, **{"unit-0-teks": "DKIS", "unit-0": [dkis, "-"]})
    client.post(made["Location"], posted)
    assert ImportJob.objects.get().options["more"]["units"] == {}
    posted["unit-0"] = ["-", "-"]
    client.post(made["Location"], posted)
    assert ImportJob.objects.get().options["more"]["units"] == {"DKIS": []}
    approve(client, made)
    assert not Action.objects.get().unit_rows.exists()
    assert Action.objects.get().units_label == "DKIS"


FORGED = {
    "another city's unit": ["999999999"],
    "no number": ["١٢"],
    "long": ["baru:" + "x" * 300],
    "empty name": ["baru:"],
    "many": [str(n) for n in range(1, 400)],
}


@pytest.mark.parametrize("case", FORGED)
def test_forged_choices_are_left_out(sign_in, denpasar, spbe2018, case):
    client = sign_in(Role.INSTITUTION_ADMIN)
    made = upload(client, spbe2018, denpasar, table(ROWS[0]))
    posted = {"unit-0-teks": "DKIS", "unit-0": FORGED[case], "plan": "'; --"}
    answer = client.post(made["Location"], options_posted(denpasar, spbe2018, **posted))
    assert answer.status_code == 422
    del posted["plan"]
    answer = client.post(made["Location"], options_posted(denpasar, spbe2018, **posted))
    assert answer.status_code == 302
    assert client.get(made["Location"]).status_code == 200
    approve(client, made)
    own = set(denpasar.units.values_list("pk", flat=True))
    assert set(Action.objects.get().unit_rows.values_list("unit", flat=True)) <= own


@pytest.mark.parametrize("kind", ["follow-up", "action-plan"])
@pytest.mark.parametrize("case", UNREADABLE)
def test_mangled_files_get_a_clear_answer(sign_in, denpasar, spbe2018, case, kind):
    name, content, says = UNREADABLE[case]
    content = content() if callable(content) else content
    client = sign_in(Role.ENTRY)
    answer = upload(client, spbe2018, denpasar, content, name=name, kind=kind)
    assert answer.status_code == 422
    assert says in text_of(answer)


MANGLED = {
    "other columns": b"apa;saja\n1;2\n",
    "only a heading": b"No,Rekomendasi\n",
    "blank cells": b"No,Rekomendasi,Tindak Lanjut\n,,\n1,,\n",
    "far years": b"No,Rekomendasi,Tindak Lanjut,Target Waktu\n1,a,b,9999\n",
    "no month": b"No,Rekomendasi,Tindak Lanjut,Target Waktu\n1,a,b,31-02-2019\n",
    "long number": b"No,Rekomendasi\n" + b"9" * 400 + b",a\n",
    "strange figures": "No,Rekomendasi,Nilai\n1,a,\u0663\n".encode(),
    "a form": b"KODE AKSI,RENCANA AKSI,TAHAPAN KEGIATAN,JAN 2019\nA1.1,a,b,x\nA" + b"9" * 30,
    "a form of months": b"RENCANA AKSI,TAHAPAN KEGIATAN,JAN,JAN,FEB 9999\na,b,x,x,x\n",
}


@pytest.mark.parametrize("kind", ["follow-up", "action-plan"])
@pytest.mark.parametrize("case", MANGLED)
def test_tables_of_another_kind_are_faults_never_errors(sign_in, denpasar, spbe2018, case, kind):
    client = sign_in(Role.ENTRY)
    made = upload(client, spbe2018, denpasar, MANGLED[case], kind=kind)
    assert made.status_code == 302
    page = job_page(client, made)
    assert "Setujui dan impor" not in page
    client.post(made["Location"], {"aksi": "impor", "versi": "0"})
    assert not Recommendation.objects.exists()


def test_what_is_missing_can_be_said_after_the_upload(sign_in, denpasar, spbe2018):
    client = sign_in(Role.ENTRY)
    made = upload(client, spbe2018, None, table(ROWS[0]), year="")
    assert "Pilih instansi pemilik tabel ini" in job_page(client, made)
    client.post(made["Location"], options_posted(denpasar, spbe2018))
    assert "Tidak ada kesalahan" in job_page(client, made)


def test_somebody_without_the_right_sees_nothing_of_it(sign_in):
    client = sign_in(Role.LEADER)
    assert client.get(LIST).status_code == 403


def test_a_column_that_comes_twice_is_read_once_and_said(sign_in, denpasar, spbe2018):
    client = sign_in(Role.ENTRY)
    made = upload(client, spbe2018, denpasar, b"No,Rekomendasi,Rekomendasi\n1,a,b\n")
    assert "Kolom yang tidak dibaca: Rekomendasi." in job_page(client, made)
