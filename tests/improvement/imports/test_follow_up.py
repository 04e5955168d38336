"""The two cities' tables: what they become, twice the same, changed, faulty."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from selaras.assessments.services.imports.jobs import confirm
from selaras.assessments.services.imports.jobs import preview as preview_again
from selaras.foundation.access import DeniedError
from selaras.foundation.refusal import RefusedError
from selaras.foundation.trail.models import Event
from selaras.improvement.models import Action, ActionPlan, Recommendation
from selaras.improvement.services.imports.units import UnitReader
from selaras.improvement.services.imports.whole import import_follow_up
from selaras.improvement.states import RecommendationState
from selaras.people.models import Unit
from selaras.people.roles import Role
from tests.people_fixtures import SYSTEM

from .tables import BONTANG, DENPASAR, ROWS, bring_in, options, preview, real, table

WHOLE = ("added", "changed", "unchanged")


def counts(report):
    return tuple(getattr(report, name) for name in WHOLE)


def stored():
    """Everything an import writes, as plain values."""
    return (
        list(Recommendation.objects.order_by("pk").values()),
        list(Action.objects.order_by("pk").values()),
        list(ActionPlan.objects.order_by("pk").values()),
        Unit.objects.count(),
        Event.objects.exclude(kind__startswith="import.").count(),
    )


@pytest.fixture
def denpasar_in(denpasar, spbe2018):
    job, report = bring_in(real(DENPASAR), options(denpasar, spbe2018), name=DENPASAR)
    assert job.state == "confirmed"
    return report


def test_denpasar_becomes_recommendations_with_actions(denpasar, spbe2018, denpasar_in):
    assert counts(denpasar_in) == (74, 0, 0)
    rows = list(Recommendation.objects.filter(institution=denpasar).order_by("position"))
    assert [row.number for row in rows] == [str(place) for place in range(1, 38)]
    assert rows[34].targets.get().indicator.number == "35-1"
    assert rows[34].indicator_label == "PRO DENPASAR"
    assert rows[3].final == Fraction(3)
    assert rows[3].targets.get().level == 4
    assert {row.state for row in rows} == {RecommendationState.PLANNED}
    plan = ActionPlan.objects.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("Tindak lanjut hasil 2018", 2019, 2019)
    actions = list(plan.actions.order_by("position"))
    assert len(actions) == 37
    assert actions[0].title == "Membuat Kebijakan Tim Pengarah SPBE"
    assert (actions[0].target_on, actions[0].target_label) == (date(2019, 12, 31), "2019")
    assert actions[0].targets.get().level == 2
    licences = rows[16]
    assert licences.units_label == "Dinas Perijinan, Dinas Dukcapil, dll"
    assert [unit.unit.name for unit in licences.unit_rows.select_related("unit")] == [
        "Dinas Perijinan",
        "Dinas Kependudukan dan Pencatatan Sipil",
    ]
    # Every row found its unit: nothing was left without one.
    assert not Recommendation.objects.filter(units=None).exists()


def test_what_was_assumed_is_said(denpasar, spbe2018):
    _job, report = preview(real(DENPASAR), options(denpasar, spbe2018))
    said = " ".join(report.notices)
    assert "satu tingkat di atas nilai akhirnya" in said
    assert "dibaca sebagai urutan" in said
    assert "PRO DENPASAR" in said
    assert "menyebut masih ada unit lain" in said
    assert "Tindak lanjut hasil 2018" in said
    assert not Recommendation.objects.exists()


def test_bontang_keeps_three_values_and_needs_no_plan(bontang, spbe2018):
    _job, report = bring_in(real(BONTANG), options(bontang, spbe2018), name=BONTANG)
    assert counts(report) == (37, 0, 0)
    row = Recommendation.objects.get(number="35-2")
    assert row.targets.get().indicator.number == "35-2"
    assert [unit.unit.name for unit in row.unit_rows.select_related("unit")] == [
        "Dinas Koperasi, Usaha Kecil, Menengah dan Perdagangan",
        "Dinas Kependudukan dan Pencatatan Sipil",
    ]
    four = Recommendation.objects.get(number="4")
    assert (four.stated_self, four.stated_assessor, four.stated_final) == (50000, 20000, 40000)
    assert not ActionPlan.objects.exists()
    # The misspelt body is proposed, and said to be a guess.
    assert any("Perencanan" in notice for notice in report.notices)


@pytest.mark.parametrize("name", [DENPASAR, BONTANG])
def test_the_same_file_twice_changes_nothing(request, spbe2018, name):
    city = request.getfixturevalue("denpasar" if name == DENPASAR else "bontang")
    bring_in(real(name), options(city, spbe2018), name=name)
    before = stored()
    _job, report = bring_in(real(name), options(city, spbe2018), name=name)
    assert counts(report)[:2] == (0, 0)
    assert counts(report)[2] == (74 if name == DENPASAR else 37)
    assert stored() == before


def test_a_table_that_rewrites_nearly_everything_asks_whose_it_is(denpasar, spbe2018):
    bring_in(real(DENPASAR), options(denpasar, spbe2018), name=DENPASAR)
    _job, report = preview(real(BONTANG), options(denpasar, spbe2018), name=BONTANG)
    asked = "Pastikan berkas ini benar milik Kota Denpasar · 2018"
    assert asked in report.notices[0]
    # A level above the highest does not exist, so none is said to be assumed.
    assert "5 → 5" not in " ".join(report.notices)
    bring_in(table(), options(denpasar, spbe2018))
    _job, report = preview(real(DENPASAR), options(denpasar, spbe2018), name=DENPASAR)
    assert asked not in " ".join(report.notices)


def test_a_changed_file_shows_old_and_new_and_changes_just_that(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    untouched = Recommendation.objects.get(number="2")
    fresh = ROWS[0].replace("Membuat kebijakan", "Menyusun keputusan").replace("DKIS", "Bappeda")
    job, report = preview(table(fresh, ROWS[1]), options(denpasar, spbe2018))
    assert [(a.number, a.place, a.old, a.new) for a in report.alterations] == [
        ("1", "Tindak lanjut", "Membuat kebijakan", "Menyusun keputusan"),
        ("1", "Unit penanggung jawab", "DKIS", "Bappeda"),
    ]
    confirm(job, actor=SYSTEM)
    action = Action.objects.get()
    assert (action.title, action.units_label) == ("Menyusun keputusan", "Bappeda")
    assert action.unit_rows.get().unit.abbreviation == "Bappeda"
    assert Recommendation.objects.get(number="1").units_label == "Bappeda"
    assert Recommendation.objects.get(pk=untouched.pk).version == untouched.version


def test_a_follow_up_that_comes_later_becomes_an_action(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    later = ROWS[1].replace(",,,", ",Menyusun proses bisnis,2020,")
    more = {"plan_name": "Tahun kedua"}
    _job, report = bring_in(table(ROWS[0], later), options(denpasar, spbe2018, **more))
    assert counts(report)[:2] == (1, 0)
    action = Action.objects.get(title="Menyusun proses bisnis")
    assert (action.plan.name, action.plan.first_year) == ("Tahun kedua", 2020)
    assert action.recommendations.get().number == "2"


def test_an_emptied_follow_up_keeps_the_action(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    bare = ROWS[0].replace("Membuat kebijakan,2019", ",")
    _job, report = bring_in(table(bare, ROWS[1]), options(denpasar, spbe2018))
    assert Action.objects.get().title == "Membuat kebijakan"
    assert any("dipertahankan" in notice for notice in report.notices)


def test_a_column_per_year_makes_an_action_per_year(denpasar, spbe2018):
    head = "No,Rekomendasi,Nilai Akhir,Rencana Aksi Tahun 2019,RENCANA AKSI TAHUN 2020,OPD"
    data = table("1,Tetapkan,1,Menyusun,Menetapkan,DKIS", head=head)
    bring_in(data, options(denpasar, spbe2018))
    found = Action.objects.order_by("position").values_list("title", "target_on")
    assert list(found) == [("Menyusun", date(2019, 12, 31)), ("Menetapkan", date(2020, 12, 31))]
    plan = ActionPlan.objects.get()
    assert (plan.first_year, plan.last_year) == (2019, 2020)
    _job, report = bring_in(data, options(denpasar, spbe2018))
    assert counts(report)[:2] == (0, 0)


def test_the_person_decides_what_a_unit_text_means(denpasar, spbe2018, member):
    actor = member(Role.INSTITUTION_ADMIN, denpasar)
    data = table("1,Nama,Tetapkan,1,Membuat,2019,Dinas Angkasa", ROWS[1])
    job, report = preview(data, options(denpasar, spbe2018), actor=actor)
    asked = {one["text"]: one for one in report.more["units"]}
    assert asked["Dinas Angkasa"]["decisions"] == ["-"]
    assert not asked["Dinas Angkasa"]["sure"]
    decided = {"units": {"Dinas Angkasa": ["baru:Dinas Angkasa"]}}
    preview_again(job, options(denpasar, spbe2018, **decided), actor=actor)
    assert not Unit.objects.filter(name="Dinas Angkasa").exists()
    job.refresh_from_db()
    confirm(job, actor=actor)
    made = Unit.objects.get(name="Dinas Angkasa")
    assert Action.objects.get().unit_rows.get().unit == made
    assert Action.objects.get().units_label == "Dinas Angkasa"


def test_units_are_made_only_by_who_may(denpasar, spbe2018, member):
    actor = member(Role.ENTRY, denpasar)
    decided = {"units": {"DKIS": ["baru:Dinas Angkasa"]}}
    _job, report = preview(table(), options(denpasar, spbe2018, **decided), actor=actor)
    assert not report.may_confirm
    assert any("wewenang admin instansi" in one.message for one in report.complaints)


def test_other_units_for_the_same_words_keep_the_words(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    other = str(Unit.objects.get(abbreviation="BPKAD").pk)
    opts = options(denpasar, spbe2018, units={"DKIS": [other]})
    bring_in(table(), opts)
    row = Recommendation.objects.get(number="1")
    assert (row.unit_rows.get().unit.abbreviation, row.units_label) == ("BPKAD", "DKIS")
    action = Action.objects.get()
    assert (action.unit_rows.get().unit.abbreviation, action.units_label) == ("BPKAD", "DKIS")
    before = stored()
    bring_in(table(), opts)
    assert stored() == before


FAULTS = {
    "number": ("48,Nama,Teks,1,,,DKIS", "tidak ada pada SPBE-2018"),
    "near": ("35,Nama,Teks,1,,,DKIS", "35-1"),
    "twice": ("1,Nama,Lain,1,,,DKIS", "sudah ada di baris"),
    "empty": ("3,Nama,,1,Membuat,2019,DKIS", "Rekomendasi kosong"),
    "value": ("3,Nama,Teks,dua,,,DKIS", "bukan angka"),
    "outside": ("3,Nama,Teks,9,,,DKIS", "di luar skala"),
    "due": ("3,Nama,Teks,1,Membuat,kapan-kapan,DKIS", "bukan waktu yang dikenal"),
    "due alone": ("3,Nama,Teks,1,,2019,DKIS", "Target waktu tanpa tindak lanjut"),
    "years": ("3,Nama,Teks,1,Membuat,2025,DKIS", "satu sampai tiga tahun"),
    "long": (f"3,Nama,Teks,1,{'x' * 501},2019,DKIS", "paling banyak 500 huruf"),
    "no name": (",Sesuatu yang lain,Teks,1,,,DKIS", "bukan nama indikator"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_is_said_and_blocks(denpasar, spbe2018, case):
    row, says = FAULTS[case]
    job, report = preview(table(*ROWS, row), options(denpasar, spbe2018))
    said = [*report.file_complaints, *(one.message for one in report.complaints)]
    assert any(says in text for text in said), said
    with pytest.raises(RefusedError):
        confirm(job, actor=SYSTEM)
    assert not Recommendation.objects.exists()


def test_the_good_rows_alone_on_request(denpasar, spbe2018):
    job, _report = preview(table(*ROWS, FAULTS["empty"][0]), options(denpasar, spbe2018))
    confirm(job, good_rows_only=True, actor=SYSTEM)
    assert Recommendation.objects.count() == 2


def test_without_institution_year_or_columns_the_file_is_refused(denpasar, spbe2018):
    for opts in (options(None, spbe2018), options(denpasar, spbe2018, year=None)):
        _job, report = preview(table(), opts)
        assert report.file_complaints
        assert not report.may_confirm
    _job, report = preview(b"a,b\n1,2\n", options(denpasar, spbe2018))
    assert "Belum ada kolom rekomendasi" in " ".join(report.file_complaints)


def test_a_name_alone_tells_the_indicator(denpasar, spbe2018):
    head = "Indikator,Rekomendasi,Nilai Tingkat Kematangan"
    name = spbe2018.indicators.count() and "Layanan Pengaduan Publik"
    data = table(f"{name},Tingkatkan,LEVEL 3", head=head)
    bring_in(data, options(denpasar, spbe2018))
    row = Recommendation.objects.get()
    assert row.targets.get().indicator.number == "32"
    assert row.final == 3
    _job, report = bring_in(data, options(denpasar, spbe2018))
    assert counts(report)[:2] == (0, 0)


def test_another_city_is_not_theirs(denpasar, bontang, spbe2018, member):
    actor = member(Role.TEAM_MEMBER, denpasar)
    _job, report = preview(table(), options(bontang, spbe2018), actor=actor)
    assert "tidak berhak" in " ".join(report.file_complaints)
    with pytest.raises(DeniedError):
        preview(table(), options(bontang, spbe2018), actor=member(Role.READER, bontang))


def test_several_answers_cannot_be_rewritten_by_a_table(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    first = Action.objects.get()
    second = Action.objects.create(plan=first.plan, position=2, title="Lagi", made_at=first.made_at)
    second.recommendations.set(first.recommendations.all())
    _job, report = preview(table(), options(denpasar, spbe2018))
    assert "Beberapa aksi" in " ".join(one.message for one in report.complaints)
    assert not report.may_confirm


def test_at_one_go_for_commands_and_the_demo(denpasar, spbe2018):
    finance = Unit.objects.get(abbreviation="BPKAD").pk
    for _again in range(2):
        job = import_follow_up(
            real(DENPASAR),
            DENPASAR,
            denpasar,
            spbe2018,
            2018,
            plan_name="MONEV 2019",
            plan_years=(2019, 2020),
            units={"DKIS": [finance]},
            actor=SYSTEM,
        )
        assert job.state == "confirmed"
    plan = ActionPlan.objects.get()
    assert (plan.name, plan.last_year, plan.actions.count()) == ("MONEV 2019", 2020, 37)
    action = plan.actions.get(position=1)
    assert (action.units_label, action.unit_rows.get().unit_id) == ("DKIS", finance)


def test_without_a_level_nothing_is_assumed(denpasar, spbe2018):
    head = "No,Rekomendasi,Tindak Lanjut,Target Waktu"
    _job, report = bring_in(table("1,a,b,2019", head=head), options(denpasar, spbe2018))
    assert Recommendation.objects.get().targets.get().level is None
    assert not Action.objects.get().targets.exists()
    assert not any("satu tingkat di atas" in notice for notice in report.notices)


def test_a_changed_day_outside_the_plan_is_a_fault(denpasar, spbe2018):
    bring_in(table(), options(denpasar, spbe2018))
    _job, report = preview(table(ROWS[0].replace("2019", "2025")), options(denpasar, spbe2018))
    assert "di luar tahun rencana" in " ".join(one.message for one in report.complaints)


def test_a_unit_that_was_made_meanwhile_is_taken(denpasar, spbe2018):
    decided = {"units": {"DKIS": ["baru:Dinas Angkasa"]}}
    bring_in(table(ROWS[0]), options(denpasar, spbe2018, **decided))
    before = stored()
    _job, report = bring_in(table(ROWS[0]), options(denpasar, spbe2018, **decided))
    assert not report.alterations
    assert stored() == before


@pytest.mark.parametrize("forged", ["9" * 5000, "\u0663", "-1", "0", 7, None, "baru:", ["1"]])
def test_a_forged_decision_means_no_unit(denpasar, forged):
    unit = denpasar.units.order_by("pk")[0]
    reader = UnitReader(denpasar, {"Dinas X": [forged, str(unit.pk)]}, actor=SYSTEM)
    assert reader.read("Dinas X", 1).known == (unit.pk,)
    assert not reader.new_names()
