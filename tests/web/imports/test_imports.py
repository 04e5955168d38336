"""The import through its pages: the whole journey, bad files, strangers, double clicks."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selaras.assessments.models import (
    Assessment,
    CycleKind,
    ImportJob,
    StageResult,
    StageValue,
)
from selaras.assessments.queries.imports import imports_page
from selaras.assessments.services.cycles import open_cycle, publish_results
from selaras.foundation.trail.models import Event
from selaras.people.roles import Role
from tests.assessments.conftest import DEMO, SYSTEM

from .bad_files import FAULTY, UNREADABLE, book, table

LIST = reverse("imports:list")


def upload(client, version, content, *, name="nilai.csv", institution=None, **more):
    data = {
        "shape": "stage-values",
        "file": SimpleUploadedFile(name, content),
        "instrument": version.pk,
        "institution": institution.pk if institution else "",
        "year": "2022",
        "kind": "pemantauan",
        **more,
    }
    return client.post(LIST, data)


def decide(client, response, action, **more):
    if action == "impor":
        more.setdefault("versi", version_shown(client, response))
    return client.post(response["Location"], {"aksi": action, **more}, follow=True)


def version_shown(client, response):
    page = client.get(response["Location"], follow=True).content.decode()
    found = re.search(r'name="versi" value="(\d+)"', page)
    return found[1] if found else ""


def changes():
    """Events that tell of something else than the import itself."""
    return Event.objects.exclude(kind__startswith="import.").count()


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_real_table_goes_in_and_again_changes_nothing(as_admin, spbe2020, serang):
    content = (DEMO / "serang-2022.csv").read_bytes()
    made = upload(as_admin, spbe2020, content, name="serang-2022.csv", institution=serang, year="")
    assert made.status_code == 302
    page = text_of(as_admin.get(made["Location"]))
    assert "Tidak ada kesalahan" in page
    assert not StageValue.objects.exists()
    report = decide(as_admin, made, "impor", umumkan="1")
    assert report.redirect_chain[-1][0].endswith("/laporan/")
    assert "Berkas sudah diimpor" in text_of(report)
    # Nobody touched the values between looking and approving, so nothing may say so.
    assert "Sejak pratinjau" not in text_of(report)
    assert StageResult.objects.get(assessment__cycle__year=2022).index == "2.491"
    assert StageResult.objects.filter(assessment__is_published=True).count() == 2
    values, events = StageValue.objects.count(), changes()
    again = upload(as_admin, spbe2020, content, name="serang-2022.csv", institution=serang, year="")
    assert "tidak mengubah apa pun" in text_of(as_admin.get(again["Location"]))
    assert "tidak ada yang berubah" in text_of(decide(as_admin, again, "impor"))
    assert StageValue.objects.count() == values
    assert changes() == events


def test_a_corrected_table_shows_old_and_new_and_keeps_both(as_admin, spbe2020, serang):
    decide(as_admin, upload(as_admin, spbe2020, table(), institution=serang), "impor")
    made = upload(as_admin, spbe2020, table("7,,4"), institution=serang)
    page = text_of(as_admin.get(made["Location"]))
    assert "Nilai yang berubah" in page
    decide(as_admin, made, "impor")
    rows = StageValue.objects.filter(indicator__number="7").order_by("revision")
    assert [(r.revision, int(r.value), r.is_current) for r in rows] == [(1, 3, False), (2, 4, True)]


def test_a_second_click_writes_nothing_more(as_admin, spbe2020, serang):
    made = upload(as_admin, spbe2020, table(), institution=serang)
    decide(as_admin, made, "impor")
    before = StageValue.objects.count(), Event.objects.count()
    answer = decide(as_admin, made, "impor")
    assert answer.status_code == 200
    assert (StageValue.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_is_no_table_gets_a_clear_answer(as_admin, spbe2020, serang, case):
    name, content, says = UNREADABLE[case]
    content = content() if callable(content) else content
    answer = upload(as_admin, spbe2020, content, name=name, institution=serang)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Ada yang perlu diperbaiki" in page
    assert says in page
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_cell_is_named_and_blocks(as_admin, spbe2020, serang, case):
    name, content, line, says = FAULTY[case]
    content = content() if callable(content) else content
    made = upload(as_admin, spbe2020, content, name=name, institution=serang)
    page = text_of(as_admin.get(made["Location"]))
    assert says in page
    report = ImportJob.objects.get().report
    assert report["faults"][0][0] == line
    assert "<script>alert" not in page
    decide(as_admin, made, "impor")
    assert not StageValue.objects.exists()


def test_the_good_rows_alone_on_request(as_admin, spbe2020, serang):
    made = upload(as_admin, spbe2020, table("4,,6", "9,,dua"), institution=serang)
    assert "Impor 45 baris yang benar saja" in text_of(as_admin.get(made["Location"]))
    page = text_of(decide(as_admin, made, "impor", baris_benar="1"))
    assert StageValue.objects.count() == 45
    assert "Baris ditinggalkan" in page
    found = StageResult.objects.get()
    assert (found.index, found.missing) == ("", 2)


def test_a_dash_means_no_value_yet(as_admin, spbe2020, serang):
    made = upload(as_admin, spbe2020, table("4,,-"), institution=serang)
    decide(as_admin, made, "impor")
    assert StageValue.objects.count() == 46


def test_columns_can_be_chosen(as_admin, spbe2020, serang):
    odd = table(head="urutan,judul,angka")
    made = upload(as_admin, spbe2020, odd, institution=serang)
    page = text_of(as_admin.get(made["Location"]))
    assert "Belum ada kolom nomor indikator" in page
    options = {"instrument": spbe2020.pk, "institution": serang.pk, "year": "2022"}
    columns = {"kolom-0": "nomor", "kolom-1": "", "kolom-2": "nilai:mandiri", "tahun-2": "2021"}
    page = text_of(decide(as_admin, made, "periksa", kind="evaluasi", **options, **columns))
    assert "Tidak ada kesalahan" in page
    decide(as_admin, made, "impor")
    value = StageValue.objects.first()
    assert (value.stage, value.assessment.cycle.year) == ("mandiri", 2021)
    assert value.assessment.cycle.kind == "evaluasi"


def test_a_sheet_can_be_chosen(as_admin, spbe2020, serang):
    def fill(made):
        made.active.append(["catatan", "saja"])
        sheet = made.create_sheet("Nilai")
        sheet.append(["nomor", "nilai"])
        for number in range(1, 48):
            sheet.append([number, 2])

    made = upload(as_admin, spbe2020, book(fill), name="dua.xlsx", institution=serang)
    assert "Pilih lembar" in text_of(as_admin.get(made["Location"]))
    options = {"instrument": spbe2020.pk, "institution": serang.pk, "year": "2022"}
    page = text_of(decide(as_admin, made, "periksa", kind="evaluasi", sheet="Nilai", **options))
    assert "Tidak ada kesalahan" in page
    decide(as_admin, made, "impor")
    assert StageResult.objects.get().index == "2"


def test_many_institutions_in_one_file(as_admin, spbe2020, places):
    lines = ["instansi,tahun,no,nilai_akhir"]
    lines += [
        f"Pemerintah {place},2022,{n},3"
        for place in ("Kota Serang", "Kota Bontang")
        for n in range(1, 48)
    ]
    lines += ["Kota Serong,2022,1,3", "Kota Serang,dua ribu,2,3"]
    made = upload(as_admin, spbe2020, "\n".join(lines).encode(), year="")
    page = text_of(as_admin.get(made["Location"]))
    assert "Mungkin maksudnya: Kota Serang" in page
    assert "bukan tahun" in page
    decide(as_admin, made, "impor", baris_benar="1")
    assert StageResult.objects.filter(index="3").count() == 2


def test_cancelling_leaves_nothing_and_ends_it(as_admin, spbe2020, serang):
    made = upload(as_admin, spbe2020, table(), institution=serang)
    decide(as_admin, made, "batal")
    page = decide(as_admin, made, "impor")
    assert "Impor dibatalkan" in text_of(page)
    assert not StageValue.objects.exists()


def test_averages_go_in_by_name(as_admin, spbe2020):
    content = (DEMO / "nasional-2022.csv").read_bytes()
    made = upload(as_admin, spbe2020, content, shape="group-averages")
    page = text_of(decide(as_admin, made, "impor"))
    assert "<dd>91</dd>" in page


def test_every_template_is_understood_by_the_import(as_admin, instruments, serang):
    for code, version in instruments.items():
        for suffix in ("csv", "xlsx"):
            empty = b"".join(as_admin.get(reverse("imports:template", args=[code, suffix])))
            made = upload(as_admin, version, empty, name=f"a.{suffix}", institution=serang)
            faults = ImportJob.objects.get(pk=made["Location"].split("/")[-2]).report["faults"]
            assert {fault[2] for fault in faults} == {"value_empty"}
        address = reverse("imports:template", args=[code, "csv"]) + "?bentuk=group-averages"
        made = upload(as_admin, version, b"".join(as_admin.get(address)), shape="group-averages")
        faults = ImportJob.objects.get(pk=made["Location"].split("/")[-2]).report["faults"]
        assert {fault[2] for fault in faults} == {"value_empty"}


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("role", [Role.LEADER, Role.READER, Role.ASSESSOR])
def test_whoever_may_not_import_is_refused(client, person, serang, spbe2020, role):
    sign_in(client, person(role, serang))
    assert client.get(LIST).status_code == 403
    assert upload(client, spbe2020, table(), institution=serang).status_code == 403
    assert client.get(reverse("imports:template", args=["SPBE-2020", "csv"])).status_code == 403


def test_a_team_member_brings_no_results_in(client, person, serang, spbe2020):
    """Follow-up tables are theirs, so the page opens; results are not."""
    sign_in(client, person(Role.TEAM_MEMBER, serang))
    page = text_of(client.get(LIST))
    assert "Tabel tindak lanjut" in page
    assert "Nilai indikator" not in page
    assert upload(client, spbe2020, table(), institution=serang).status_code == 422
    assert not ImportJob.objects.exists()
    assert client.get(reverse("imports:template", args=["SPBE-2020", "csv"])).status_code == 403


def test_an_entry_person_imports_for_the_own_institution_only(client, person, places, spbe2020):
    sign_in(client, person(Role.ENTRY, places["serang"]))
    assert "Rata-rata kelompok" not in text_of(client.get(LIST))
    refused = upload(client, spbe2020, table(), institution=places["bontang"])
    assert refused.status_code == 422
    made = upload(client, spbe2020, table(), institution=places["serang"])
    assert "belum dibuka" in text_of(client.get(made["Location"]))
    open_cycle(2022, CycleKind.MONITORING, spbe2020, actor=SYSTEM)
    made = upload(client, spbe2020, table(), institution=places["serang"])
    assert "Umumkan" not in text_of(client.get(made["Location"]))
    assert decide(client, made, "impor", umumkan="1").status_code == 403
    assert decide(client, made, "impor").status_code == 200
    assert StageValue.objects.count() == 47
    named = b"instansi,no,nilai\nKota Bontang,1,3\n"
    made = upload(client, spbe2020, named)
    assert "tidak dikenal" in text_of(client.get(made["Location"]))
    assert upload(client, spbe2020, table(), shape="group-averages").status_code == 422


def test_an_import_is_its_authors_own(client, person, places, spbe2020, admin):
    owner = person(Role.INSTITUTION_ADMIN, places["serang"])
    made = upload(sign_in(client, owner), spbe2020, table(), institution=places["serang"])
    address = made["Location"]
    sign_in(client, person(Role.ENTRY, places["serang"]))
    for path in (address, f"{address}laporan/"):
        assert client.get(path).status_code == 404
    assert client.post(address, {"aksi": "impor"}).status_code == 404
    assert sign_in(client, admin).get(address).status_code == 200


def test_nobody_signed_in_is_sent_to_sign_in(client, db):
    assert client.get(LIST).status_code == 302


def test_work_pages_need_few_queries(as_admin, spbe2020, serang, django_assert_max_num_queries):
    made = upload(as_admin, spbe2020, table(), institution=serang)
    for address in (LIST, made["Location"]):
        with django_assert_max_num_queries(15):
            as_admin.get(address)


def told(kind):
    return Event.objects.filter(kind=kind).count()


def test_another_tabs_preview_is_not_what_was_approved(as_admin, spbe2020, places):
    made = upload(as_admin, spbe2020, table(), institution=places["serang"])
    seen = version_shown(as_admin, made)
    other = {"instrument": spbe2020.pk, "institution": places["denpasar"].pk, "year": "2021"}
    columns = {"kolom-0": "nomor", "kolom-1": "", "kolom-2": "nilai:mandiri"}
    decide(as_admin, made, "periksa", kind="evaluasi", **other, **columns)
    page = text_of(decide(as_admin, made, "impor", versi=seen))
    assert "Pratinjau impor ini sudah diganti" in page
    assert "Kota Denpasar" in page
    assert not StageValue.objects.exists()
    decide(as_admin, made, "impor", versi="")
    decide(as_admin, made, "impor", versi="x")
    assert not StageValue.objects.exists()
    decide(as_admin, made, "impor")
    assert set(StageValue.objects.values_list("stage", "assessment__institution")) == {
        ("mandiri", places["denpasar"].pk)
    }


def test_the_report_tells_that_stored_values_changed_after_the_preview(as_admin, spbe2020, serang):
    decide(as_admin, upload(as_admin, spbe2020, table(), institution=serang), "impor")
    late = upload(as_admin, spbe2020, table("7,,4"), institution=serang)
    decide(as_admin, upload(as_admin, spbe2020, table("7,,5"), institution=serang), "impor")
    page = text_of(decide(as_admin, late, "impor"))
    assert "Sejak pratinjau, nilai yang tersimpan berubah" in page
    assert ImportJob.objects.get(pk=late["Location"].split("/")[-2]).report["alterations"] == [
        {"place": "Kota Serang · 2022 · Nilai akhir", "number": "7", "old": "5", "new": "4"}
    ]


def test_an_announced_result_is_the_administrators(client, person, as_admin, spbe2020, places):
    serang = places["serang"]
    decide(as_admin, upload(as_admin, spbe2020, table(), institution=serang), "impor", umumkan="1")
    sign_in(client, person(Role.ENTRY, serang))
    made = upload(client, spbe2020, table("7,,5"), institution=serang)
    page = text_of(client.get(made["Location"]))
    assert "Hasil Kota Serang tahun 2022 sudah diumumkan" in page
    assert "Setujui dan impor" not in page
    for more in ({}, {"baris_benar": "1"}):
        decide(client, made, "impor", versi="0", **more)
    named = b"instansi,tahun,no,nilai_akhir\nKota Serang,2022,7,5\n"
    made = upload(client, spbe2020, named, year="")
    assert "sudah diumumkan" in text_of(client.get(made["Location"]))
    decide(client, made, "impor", versi="0", baris_benar="1")
    assert not StageValue.objects.filter(revision__gt=1).exists()
    own = table(head="nomor,nama,nilai_mandiri")
    decide(client, upload(client, spbe2020, own, institution=serang), "impor")
    assert StageValue.objects.filter(stage="mandiri").count() == 47


def test_a_result_announced_after_the_preview_stays(client, person, admin, spbe2020, serang):
    sign_in(client, admin)
    decide(client, upload(client, spbe2020, table(), institution=serang), "impor")
    sign_in(client, person(Role.ENTRY, serang))
    made = upload(client, spbe2020, table("7,,5"), institution=serang)
    assert "Tidak ada kesalahan" in text_of(client.get(made["Location"]))
    publish_results(Assessment.objects.all(), actor=SYSTEM)
    page = text_of(decide(client, made, "impor"))
    assert "Perbaiki dulu kesalahan yang ditandai" in page
    assert "sudah diumumkan" in page
    assert not StageValue.objects.filter(revision=2).exists()


@pytest.mark.parametrize("year", ["2005", "1999", "2101", "2014"])
def test_a_year_no_cycle_can_have_is_a_fault_wherever_it_stands(as_admin, spbe2020, serang, year):
    says = f"Tahun {year} di luar 2015 sampai 2100"
    headed = table(head=f"nomor,nama,nilai_{year}")
    made = upload(as_admin, spbe2020, headed, institution=serang, year="")
    assert says in text_of(as_admin.get(made["Location"]))
    assert not ImportJob.objects.get().report["may_confirm_good_rows"]
    options = {"instrument": spbe2020.pk, "institution": serang.pk, "year": "2022"}
    columns = {"kolom-0": "nomor", "kolom-1": "", "kolom-2": "nilai:akhir", "tahun-2": year}
    assert says in text_of(decide(as_admin, made, "periksa", kind="evaluasi", **options, **columns))
    dated = f"tahun,no,nilai_akhir\n{year},1,3\n".encode()
    made = upload(as_admin, spbe2020, dated, institution=serang, year="")
    assert says in text_of(as_admin.get(made["Location"]))


def test_every_step_of_an_import_is_told(as_admin, spbe2020, serang):
    made = upload(as_admin, spbe2020, table(), institution=serang)
    assert (told("import.handed_in"), told("import.previewed")) == (1, 0)
    options = {"instrument": spbe2020.pk, "institution": serang.pk, "year": "2021"}
    decide(as_admin, made, "periksa", kind="evaluasi", **options)
    decide(as_admin, made, "batal")
    decide(as_admin, made, "batal")
    assert (told("import.previewed"), told("import.cancelled")) == (1, 1)
    assert Event.objects.get(kind="import.cancelled").scope == serang.scope


def test_the_list_reads_no_reports(as_admin, spbe2020, serang, django_assert_num_queries):
    decide(as_admin, upload(as_admin, spbe2020, table(), institution=serang), "impor")
    with django_assert_num_queries(1):
        page = imports_page(SYSTEM)
        assert [(row.added, row.changed, row.fault_count) for row in page.rows] == [(47, 0, 0)]
    assert page.rows[0].get_deferred_fields() == {"columns", "options", "report"}
