"""What came in comes out again, cell for cell, in every form."""

from __future__ import annotations

import shutil

import pytest

from selaras.foundation.documents import csv, form_sheet
from selaras.improvement.models import Action, Recommendation
from selaras.improvement.queries.follow_up_tables import (
    EVALUATION,
    MONITORING,
    ORIGINAL,
    follow_up_paper,
)
from selaras.people.models import Unit
from selaras.web.improvement.plans import follow_up_sheet
from selaras.web.improvement.plans.follow_up_sheet import Facts
from tests.improvement.imports.tables import BONTANG, DENPASAR, bring_in, options
from tests.improvement.imports.test_follow_up import counts, stored

from .reading import csv_rows, pages_of, saved_by_another, sheet_rows

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")


def facts_for(city, instrument, form=ORIGINAL, unit=None, **more) -> Facts:
    paper = follow_up_paper(city, instrument, form, unit=unit, **more)
    return Facts(city, instrument, paper, unit)


def xlsx_of(facts: Facts) -> bytes:
    return form_sheet.content(follow_up_sheet.sheet(facts))


def csv_of(facts: Facts) -> bytes:
    return b"".join(csv.stream(follow_up_sheet.table(facts)))


def test_denpasar_comes_out_cell_for_cell(denpasar_plan):
    plan = denpasar_plan
    facts = facts_for(plan.institution, plan.instrument, plan=plan)
    assert sheet_rows(xlsx_of(facts)) == csv_rows(DENPASAR)


def test_bontang_comes_out_cell_for_cell(bontang_in, spbe2018):
    facts = facts_for(bontang_in, spbe2018, year=2018)
    assert sheet_rows(xlsx_of(facts)) == csv_rows(BONTANG)


def test_the_forms_of_the_cities_hold_the_same_cells(denpasar_plan, bontang_in, spbe2018):
    plan = denpasar_plan
    facts = facts_for(plan.institution, plan.instrument, MONITORING, plan=plan)
    rows = sheet_rows(xlsx_of(facts))
    assert rows[0][:4] == ["No", "Indikator", "Rekomendasi", "Nilai Tingkat Kematangan"]
    assert rows[1:] == csv_rows(DENPASAR)[1:]
    rows = sheet_rows(xlsx_of(facts_for(bontang_in, spbe2018, EVALUATION, year=2018)))
    assert rows[1:] == csv_rows(BONTANG)[1:]


@pytest.mark.parametrize("form", [ORIGINAL, MONITORING])
@pytest.mark.parametrize("write", [xlsx_of, csv_of])
def test_what_goes_out_and_comes_in_again_changes_nothing(denpasar_plan, form, write):
    plan = denpasar_plan
    before = stored()
    data = write(facts_for(plan.institution, plan.instrument, form, plan=plan))
    _job, report = bring_in(data, options(plan.institution, plan.instrument))
    assert counts(report) == (0, 0, 74)
    assert stored() == before


def test_a_units_part_of_the_table_comes_in_again(denpasar_plan):
    """Its numbers 36 and 37 stand for places of the whole table, of which it is a part."""
    plan = denpasar_plan
    before = stored()
    unit = Unit.objects.get(institution=plan.institution, name="Dinas Tenaga Kerja")
    data = xlsx_of(facts_for(plan.institution, plan.instrument, plan=plan, unit=unit))
    _job, report = bring_in(data, options(plan.institution, plan.instrument))
    assert counts(report) == (0, 0, 2)
    assert stored() == before


@needs_office
@pytest.mark.slow
def test_another_program_may_save_it_in_between(denpasar_plan, tmp_path):
    plan = denpasar_plan
    before = stored()
    data = xlsx_of(facts_for(plan.institution, plan.instrument, plan=plan))
    data = saved_by_another(data, tmp_path)
    assert sheet_rows(data) == csv_rows(DENPASAR)
    _job, report = bring_in(data, options(plan.institution, plan.instrument))
    assert counts(report) == (0, 0, 74)
    assert stored() == before


def test_changed_units_and_days_are_printed_in_place_of_the_sources_words(denpasar_plan):
    plan = denpasar_plan
    action = plan.actions.get(position=17)
    action.units_label = action.target_label = ""
    action.save()
    row = facts_for(plan.institution, plan.instrument, plan=plan).paper.cells()[16]
    assert row[5:] == ["2019", "Dinas Perijinan, Dinas Kependudukan dan Pencatatan Sipil"]


def test_text_that_looks_like_a_formula_stays_text(denpasar, spbe2018):
    head = "No,Rekomendasi,Tindak Lanjut,Target Waktu,Keterangan"
    row = '1,=HYPERLINK(""http://x""),@SUM(A1),2019,+62'
    data = "\n".join([head, row.replace(",=HYP", ',"=HYP').replace('x"")', 'x"")"')]).encode()
    opts = options(denpasar, spbe2018)
    bring_in(data, opts)
    facts = facts_for(denpasar, spbe2018, year=2018)
    rows = sheet_rows(xlsx_of(facts))
    assert rows[1] == ["1", '=HYPERLINK("http://x")', "@SUM(A1)", "2019", "+62"]
    text = csv_of(facts).decode()
    assert "'=HYPERLINK" in text
    assert "'@SUM(A1)" in text
    before = stored()
    for written in (xlsx_of(facts), csv_of(facts)):
        bring_in(written, opts)
    assert stored() == before


def test_no_row_is_lost_on_paper(denpasar_plan):
    plan = denpasar_plan
    facts = facts_for(plan.institution, plan.instrument, MONITORING, plan=plan)
    pages = pages_of(follow_up_sheet.paper(facts))
    whole = " ".join(pages)
    for row in csv_rows(DENPASAR)[1:]:
        for cell in (row[1], row[2][-60:], row[4], row[6]):
            assert squeezed(cell) in squeezed(whole), cell
    for number, page in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "Rekomendasi" in page
        assert "OPD Terkait" in page


def squeezed(text: str) -> str:
    """Letters and figures only: a line may break, and a word may be hyphenated, anywhere."""
    return "".join(letter for letter in text if letter.isalnum())


def test_a_unit_gets_its_own_rows(denpasar_plan):
    plan = denpasar_plan
    unit = Unit.objects.get(institution=plan.institution, abbreviation="BKPSDM")
    facts = facts_for(plan.institution, plan.instrument, MONITORING, plan=plan, unit=unit)
    rows = facts.paper.cells()
    assert [row[0] for row in rows] == ["9", "12", "26", "30"]
    page = " ".join(pages_of(follow_up_sheet.paper(facts)))
    assert unit.name in page
    assert "Dinas Perijinan" not in page


def test_withdrawn_and_cancelled_ones_stay_out(denpasar_plan):
    plan = denpasar_plan
    Action.objects.filter(plan=plan, position=1).update(cancelled_at=plan.made_at)
    Recommendation.objects.filter(number="2").update(withdrawn_at=plan.made_at)
    facts = facts_for(plan.institution, plan.instrument, plan=plan)
    assert [row[0] for row in facts.paper.cells()] == [str(n) for n in range(3, 38)]
