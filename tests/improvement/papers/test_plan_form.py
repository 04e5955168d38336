"""The official form: on paper, as a sheet, and coming back."""

from __future__ import annotations

import io
import shutil
from datetime import date

import openpyxl
import pytest

from selaras.assessments.services.imports.jobs import confirm
from selaras.foundation.documents import csv, form_sheet
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionPlan, ActionStep
from selaras.improvement.queries.plan_form import plan_form
from selaras.improvement.services.actions import ActionFacts, StepFacts, add_actions
from selaras.improvement.services.plans import PlanFacts, make_plan
from selaras.people.models import Unit
from selaras.web.improvement.plans import form_sheets
from tests.improvement.imports.tables import bring_in, options, preview
from tests.people_fixtures import SYSTEM

from .reading import pages_of, saved_by_another, sheet_rows

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")

# The stages of the example Kota Bontang fills its form in with.
STAGES = (
    ("Melakukan konsultasi dan koordinasi pelaksanaan TNDE", 1, 2),
    ("Menyusun dokumen pelaksanaan kegiatan TNDE", 2, 3),
    ("Pembentukan tim pelaksana penyusunan TNDE", 3, 3),
    ("Mempelajari peraturan perundang-undangan terkait TNDE", 3, 4),
    ("Menyusun rancangan Perwali TNDE", 4, 7),
    ("Melaksanakan rapat pembahasan rancangan Perwali TNDE", 8, 9),
    ("Penetapan rancangan Perwali TNDE", 10, 10),
    ("Menyusun SOP integrasi sistem TNDE", 10, 11),
    ("Sosialisasi Penerapan TNDE perangkat Daerah", 11, 12),
)


@pytest.fixture
def plan(bontang, spbe2018) -> ActionPlan:
    made = make_plan(bontang, spbe2018, PlanFacts("Rencana aksi SPBE", 2018, 2019), actor=SYSTEM)
    units = {unit.name: unit.pk for unit in bontang.units.all()}
    organisation, law = units["Bagian Organisasi"], units["Bagian Hukum"]
    steps = tuple(
        StepFacts(title=text, first_month=date(2019, a, 1), last_month=date(2019, b, 1))
        for text, a, b in STAGES
    )
    facts = [
        ActionFacts(
            title="Menyusun regulasi Peraturan Wali Kota tentang tata naskah dinas elektronik",
            units=(organisation, law),
            targets=(("8", 2),),
            steps=steps,
            note="Bersama Bagian Hukum",
        ),
        ActionFacts(title="Menyusun kebijakan layanan JDIH", units=(law,), targets=(("15", 2),)),
        ActionFacts(title="Melatih pegawai"),
    ]
    add_actions(made, facts, actor=SYSTEM)
    return ActionPlan.objects.select_related("institution", "instrument").get(pk=made.pk)


def xlsx_of(plan, unit=None) -> bytes:
    return form_sheet.content(form_sheets.sheet(plan_form(plan, unit)))


def csv_of(plan) -> bytes:
    return b"".join(csv.stream(form_sheets.table(plan_form(plan))))


def cells(plan):
    return (
        list(Action.objects.order_by("pk").values()),
        list(ActionStep.objects.order_by("pk").values()),
        Event.objects.exclude(kind__startswith="import.").count(),
    )


def edited(data: bytes, change) -> bytes:
    """The sheet after somebody worked in it; ``change`` gets the sheet and its heading row."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    header = next(r[0].row for r in sheet.iter_rows() if r[0].value == "NO")
    change(sheet, header)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def come_back(data, plan, name="formulir.xlsx"):
    return preview(data, options(plan.institution, plan.instrument), name=name, kind="action-plan")


def test_the_sheet_reads_as_the_official_form(plan):
    rows = sheet_rows(xlsx_of(plan))
    assert rows[0][0].startswith("RENCANA AKSI PENERAPAN SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK")
    assert rows[1][0] == "DI LINGKUNGAN PEMERINTAH KOTA BONTANG TAHUN 2018 DAN 2019"
    head = next(row for row in rows if row[0] == "NO")
    assert head[:5] == [
        "NO",
        "INDIKATOR",
        "URAIAN INDIKATOR",
        "RENCANA AKSI",
        "TAHAPAN KEGIATAN",
    ]
    assert head[5:8] == ["JAN", "FEB", "MAR"]
    assert head[-2:] == ["KETERANGAN", "KODE AKSI"]
    first = next(row for row in rows if "tata naskah" in row[3])
    assert first[1:3] == ["8", "Kebijakan Internal Layanan Naskah Dinas"]
    assert first[17:19] == ["x", "x"]
    assert set(first[5:17]) == {""}
    assert first[-2] == "Bersama Bagian Hukum"
    parts = [row[0] for row in rows if row[0].startswith("NAMA PERANGKAT")]
    assert parts == [
        "NAMA PERANGKAT DAERAH : BAGIAN HUKUM",
        "NAMA PERANGKAT DAERAH : BAGIAN ORGANISASI",
        "NAMA PERANGKAT DAERAH : (belum ada unit penanggung jawab)",
    ]


def test_the_sheet_is_set_up_for_printing(plan):
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(plan))).active
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    header = next(r[0].row for r in sheet.iter_rows() if r[0].value == "NO")
    assert sheet.print_title_rows == f"${header - 1}:${header}"
    # The code stands beside what is printed.
    last = sheet.max_column
    assert sheet.cell(header, last).value == "KODE AKSI"
    assert f"${openpyxl.utils.get_column_letter(last)}$" not in sheet.print_area


def test_paper_per_unit_with_room_for_the_signature(plan):
    unit = Unit.objects.get(institution=plan.institution, name="Bagian Organisasi")
    page = " ".join(pages_of(form_sheets.paper(plan_form(plan, unit))))
    for title, _first, _last in STAGES:
        assert letters(title) in letters(page)
    for text in ("MENGETAHUI:", "PIMPINAN", "NIP.", "Halaman 1 dari", "Tahun 2018", "Tahun 2019"):
        assert text in page
    assert "JDIH" not in page


def test_paper_of_all_units_gives_each_its_own_page(plan):
    pages = pages_of(form_sheets.paper(plan_form(plan)))
    starts = [page for page in pages if "Nama Perangkat Daerah" in page]
    assert len(starts) == 3
    assert letters("Melatih pegawai") in letters(pages[-1])
    assert sum("MENGETAHUI" in page for page in pages) == 2


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_three_years_still_fit(plan):
    ActionPlan.objects.filter(pk=plan.pk).update(last_year=2020)
    plan.refresh_from_db()
    pages = pages_of(form_sheets.paper(plan_form(plan)))
    assert any("Tahun 2020" in page for page in pages)


@pytest.mark.parametrize("write", [xlsx_of, csv_of])
def test_a_form_that_comes_back_untouched_changes_nothing(plan, write):
    before = cells(plan)
    _job, report = bring_in(
        write(plan), options(plan.institution, plan.instrument), kind="action-plan"
    )
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert not report.notices
    assert cells(plan) == before


@needs_office
@pytest.mark.slow
def test_another_program_may_save_the_form_in_between(plan, tmp_path):
    before = cells(plan)
    data = saved_by_another(xlsx_of(plan), tmp_path)
    _job, report = bring_in(data, options(plan.institution, plan.instrument), kind="action-plan")
    assert (report.changed, report.unchanged) == (0, 3)
    assert cells(plan) == before


def test_stages_months_and_notes_come_back(plan):
    def change(sheet, header):
        row = header + 2
        assert sheet.cell(row, 4).value == "Menyusun kebijakan layanan JDIH"
        sheet.cell(row, 5, "Menyusun rancangan")
        for month in (18, 19, 20):
            sheet.cell(row, month, "v")
        sheet.cell(row, sheet.max_column - 1, "Menunggu anggaran")

    job, report = come_back(edited(xlsx_of(plan), change), plan)
    assert [(a.old, a.new) for a in report.alterations] == [
        ("", "1. Menyusun rancangan (01-2019 – 03-2019)"),
        ("", "Menunggu anggaran"),
    ]
    assert not ActionStep.objects.filter(title="Menyusun rancangan").exists()
    confirm(job, actor=SYSTEM)
    action = Action.objects.get(title="Menyusun kebijakan layanan JDIH")
    step = action.steps.get()
    assert (step.first_month, step.last_month) == (date(2019, 1, 1), date(2019, 3, 1))
    assert action.note == "Menunggu anggaran"
    assert Action.objects.exclude(pk=action.pk).filter(version__gt=0).count() == 0


def test_what_changed_meanwhile_is_told_and_shown(plan):
    data = xlsx_of(plan)
    Action.objects.filter(title="Melatih pegawai").update(note="Oleh BKPP", version=4)
    _job, report = come_back(data, plan)
    assert [(a.old, a.new) for a in report.alterations] == [("Oleh BKPP", "")]
    assert any("sudah diubah sejak formulir diunduh" in notice for notice in report.notices)


def _done_dropped(sheet, header):
    row = next(r for r in range(header, 60) if sheet.cell(r, 5).value == STAGES[8][0])
    sheet.delete_rows(row)


def _gap(sheet, header):
    row = next(r for r in range(header, 60) if sheet.cell(r, 5).value == STAGES[0][0])
    sheet.cell(row, 21, "x")


def _code(sheet, header):
    sheet.cell(header + 2, sheet.max_column, "A99999999")


def _twice(sheet, header):
    sheet.cell(header + 4, sheet.max_column, sheet.cell(header + 2, sheet.max_column).value)


def _no_step(sheet, header):
    sheet.cell(header + 2, 6, "x")


def _long(sheet, header):
    sheet.cell(header + 2, 5, "x" * 301)


FAULTS = {
    "done": (_done_dropped, "sudah dinyatakan selesai"),
    "gap": (_gap, "terputus"),
    "code": (_code, "tidak ada dalam rencana ini"),
    "twice": (_twice, "sudah disebut di baris"),
    "no step": (_no_step, "tanpa tahapan"),
    "long": (_long, "paling banyak 300 huruf"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_cannot_be_taken_over_is_said(plan, case):
    change, says = FAULTS[case]
    ActionStep.objects.filter(title=STAGES[8][0]).update(done_on=date(2019, 12, 1))
    before = cells(plan)
    job, report = come_back(edited(xlsx_of(plan), change), plan)
    assert any(says in one.message for one in report.complaints), report.complaints
    with pytest.raises(RefusedError):
        confirm(job, actor=SYSTEM)
    assert cells(plan) == before


def test_a_form_of_another_city_finds_no_plan(plan, denpasar):
    opts = options(denpasar, plan.instrument)
    _job, report = preview(xlsx_of(plan), opts, name="f.xlsx", kind="action-plan")
    assert "Pilih rencana aksi" in " ".join(report.file_complaints)


def test_a_closed_plan_stays_as_it_is(plan):
    data = xlsx_of(plan)
    ActionPlan.objects.filter(pk=plan.pk).update(state="ditutup")
    _job, report = come_back(data, plan)
    assert "sudah ditutup" in " ".join(report.file_complaints)


def test_without_codes_the_title_finds_the_action(plan):
    def change(sheet, _header):
        sheet.delete_cols(sheet.max_column)

    _job, report = come_back(edited(xlsx_of(plan), change), plan)
    assert "Pilih rencana aksi" in " ".join(report.file_complaints)
    opts = options(plan.institution, plan.instrument, plan=plan.pk)
    data = edited(xlsx_of(plan), change)
    _job, report = preview(data, opts, name="f.xlsx", kind="action-plan")
    assert report.may_confirm
    assert (report.changed, report.unchanged) == (0, 3)
