"""The pages that run an assessment, walked from approval to the receipt."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.urls import reverse

from selaras.assessments.models import Assessment, Cycle, SignedDocument, StageValue, Submission
from selaras.assessments.states import State
from selaras.people.roles import Role

REASON = "Dinas belum menyerahkan sampai tenggat."


def at(work, name, **more):
    return reverse(f"work:{name}", kwargs={"pk": work.assessment.pk, **more})


def version(work) -> int:
    return Assessment.objects.get(pk=work.assessment.pk).version


@pytest.fixture
def sealed(work, signed_in):
    """Approved with a reason and signed, over the pages."""
    work.move(State.CHECKING)
    answer = signed_in(Role.RESPONSIBLE).post(
        at(work, "approve"), {"version": version(work), "override": REASON}
    )
    assert answer.status_code == 302
    answer = signed_in(Role.COORDINATOR).post(
        at(work, "sign"), {"version": version(work), "number": "555/1/BA"}
    )
    assert answer.status_code == 302
    return work


def test_the_hub_says_what_is_in_the_way_before_the_click(work, signed_in):
    work.move(State.CHECKING)
    page = signed_in(Role.RESPONSIBLE).get(at(work, "hub")).content.decode()
    assert "indikator 7" in page
    assert at(work, "step", step="setujui") in page
    assert "selesai diisi belum berarti terkirim" in page
    page = signed_in(Role.UNIT_OPERATOR).get(at(work, "hub")).content.decode()
    assert "Dilakukan oleh" in page
    assert at(work, "step", step="setujui") not in page


def test_a_step_back_asks_why_and_keeps_what_was_typed(work, signed_in):
    work.move(State.CHECKING)
    client, address = signed_in(Role.RESPONSIBLE), at(work, "step", step="kembalikan")
    refused = client.post(address, {"version": version(work), "reason": " "})
    assert refused.status_code == 422
    stale = client.post(address, {"version": version(work) + 1, "reason": REASON})
    assert stale.status_code == 422
    assert REASON in stale.content.decode()
    assert "baru saja diubah orang lain" in stale.content.decode()
    assert f'name="version" value="{version(work)}"' in stale.content.decode()
    done = client.post(address, {"version": version(work), "reason": REASON}, follow=True)
    assert "Penilaian sekarang: Pengisian" in done.content.decode()


def test_approving_with_late_answers_needs_a_reason(work, signed_in):
    work.move(State.CHECKING)
    client, address = signed_in(Role.RESPONSIBLE), at(work, "approve")
    assert "1 indikator belum siap" in client.get(address).content.decode()
    assert client.post(address, {"version": version(work)}).status_code == 422
    assert Assessment.objects.get(pk=work.assessment.pk).state == State.CHECKING


def test_what_was_signed_is_shown_with_its_seal(sealed, signed_in):
    page = signed_in(Role.LEADER).get(at(sealed, "sign")).content.decode()
    assert page.count("Isi sama dengan yang ditandatangani") == 2
    minutes = SignedDocument.objects.get(kind="berita_acara")
    assert minutes.fingerprint in page
    page = signed_in(Role.LEADER).get(at(sealed, "document", signed=minutes.pk)).content.decode()
    assert REASON in page
    assert "555/1/BA" in page


def test_the_papers_are_tagged_pdf_with_number_and_fingerprint(sealed, signed_in):
    client = signed_in(Role.COORDINATOR)
    for document in SignedDocument.objects.all():
        answer = client.get(at(sealed, "document_pdf", signed=document.pk))
        assert answer["Content-Type"] == "application/pdf"
        pdf = pypdfium2.PdfDocument(io.BytesIO(answer.content))
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "Kota Contoh" in text
        assert document.fingerprint[:8] in text
        assert f"Halaman 1 dari {len(pdf)}" in text
        assert b"/StructTreeRoot" in answer.content
        if document.kind == "berita_acara":
            assert "555/1/BA" in text
            assert "Dinas belum menyerahkan" in text
            assert "Sistem Penghubung" in text


def test_sending_gives_a_receipt_that_can_be_found_again(sealed, signed_in):
    client = signed_in(Role.RESPONSIBLE)
    assert "Kirim sekarang" in client.get(at(sealed, "submit")).content.decode()
    done = client.post(at(sealed, "submit"), {"version": version(sealed)}, follow=True)
    receipt = Submission.objects.get().receipt
    assert done.redirect_chain[-1][0] == at(sealed, "receipt")
    assert receipt in done.content.decode()
    again = client.get(at(sealed, "submit"))
    assert (again.status_code, again["Location"]) == (302, at(sealed, "receipt"))
    hub = client.get(at(sealed, "hub")).content.decode()
    assert "sudah terkirim" in hub
    assert receipt in hub


def test_a_change_after_signing_shows_everywhere_and_stops_the_sending(sealed, signed_in):
    StageValue.objects.filter(
        assessment=sealed.assessment, indicator__number="3", is_current=True
    ).update(amount=50_000)
    client = signed_in(Role.RESPONSIBLE)
    for name in ("sign", "submit"):
        page = client.get(at(sealed, name)).content.decode()
        assert "Indikator 3: nilai berubah." in page
    assert client.post(at(sealed, "submit"), {"version": version(sealed)}).status_code == 422
    minutes = SignedDocument.objects.get(kind="berita_acara")
    address = reverse("work:verify")
    page = client.get(address, {"sidik": minutes.fingerprint[:16]}).content.decode()
    assert "Isi tidak lagi sama" in page


def test_verifying_takes_any_way_of_typing_and_tells_strangers_nothing(sealed, signed_in, nation):
    minutes = SignedDocument.objects.get(kind="berita_acara")
    typed = f" {minutes.fingerprint[:8].upper()} {minutes.fingerprint[8:20]} "
    address = reverse("work:verify")
    assert "Isi sama" in signed_in(Role.LEADER).get(address, {"sidik": typed}).content.decode()
    for visitor in ("stranger", Role.READER, Role.ASSESSOR):
        page = signed_in(visitor).get(address, {"sidik": typed}).content.decode()
        assert "Tidak ada dokumen dengan sidik itu" in page
    page = signed_in(Role.LEADER).get(address, {"sidik": "0" * 15}).content.decode()
    assert "sedikitnya 16" in page


def test_a_document_of_another_assessment_is_not_found(sealed, signed_in, nation):
    other = Assessment.objects.exclude(pk=sealed.assessment.pk).first()
    document = SignedDocument.objects.first()
    address = reverse("work:document", kwargs={"pk": other.pk, "signed": document.pk})
    assert signed_in(Role.SYSTEM_ADMIN).get(address).status_code == 404


def test_history_is_filtered_by_indicator_kind_and_person(sealed, signed_in):
    client, address = signed_in(Role.ENTRY), at(sealed, "history")
    everything = client.get(address).content.decode()
    assert "berpindah keadaan" in everything
    assert "555/1/BA" in everything
    one = client.get(address, {"indikator": "7"}).content.decode()
    assert "dicatat" in one
    assert "555/1/BA" not in one
    kind = client.get(address, {"jenis": "claim.signed"}).content.decode()
    assert "555/1/BA" in kind
    assert "keadaan:" not in kind
    person = client.get(address, {"pelaku": "tidak ada"}).content.decode()
    assert "Tidak ada kejadian yang cocok" in person


def test_windows_are_set_by_the_administrator_and_read_by_everyone(nation, signed_in):
    cycle = nation.work.assessment.cycle
    address = reverse("work:cycle", args=[cycle.pk])
    admin = signed_in(Role.SYSTEM_ADMIN)
    half = {"seen": "", "pengisian_buka": "2026-01-05"}
    assert "Isi kedua tanggal" in admin.post(address, half).content.decode()
    turned = half | {"pengisian_tutup": "2026-01-01"}
    answer = admin.post(address, turned)
    assert answer.status_code == 422
    assert "tidak boleh sebelum tanggal dibuka" in answer.content.decode()
    good = half | {"pengisian_tutup": "2026-02-01"}
    assert admin.post(address, good).status_code == 302
    assert admin.post(address, good).status_code == 422, "the windows were changed meanwhile"
    page = signed_in(Role.READER).get(address).content.decode()
    assert "1 Februari 2026" in page
    assert 'name="pengisian_buka"' not in page


def test_a_cycle_is_opened_and_its_assessment_begun_from_pages(nation, signed_in):
    instrument = nation.work.assessment.cycle.instrument
    admin = signed_in(Role.SYSTEM_ADMIN)
    form = {"year": 2027, "kind": "pemantauan", "instrument": instrument.pk}
    assert admin.post(reverse("work:cycle_create"), form).status_code == 302
    assert "sudah ada" in admin.post(reverse("work:cycle_create"), form).content.decode()
    cycle = Cycle.objects.get(year=2027)
    client = signed_in(Role.INSTITUTION_ADMIN)
    place = nation.world.city
    assert (
        "Siapkan penilaian" in client.get(reverse("work:cycle", args=[cycle.pk])).content.decode()
    )
    address = reverse("work:prepare", args=[cycle.pk])
    done = client.post(address, {"instansi": place.slug})
    made = Assessment.objects.get(cycle=cycle, institution=place)
    assert done["Location"] == reverse("work:hub", args=[made.pk])
    assert made.state == State.PREPARED
    other = nation.world.other_city.slug
    assert client.post(address, {"instansi": other}).status_code == 404


def test_a_file_for_a_running_assessment_is_refused_in_the_preview(nation, signed_in, settings):
    from_page = signed_in(Role.INSTITUTION_ADMIN)
    upload = io.BytesIO(b"nomor,nilai_akhir\n1,3\n")
    upload.name = "nilai.csv"
    answer = from_page.post(
        reverse("imports:list"),
        {
            "shape": "stage-values",
            "file": upload,
            "instrument": nation.work.assessment.cycle.instrument.pk,
            "institution": nation.world.city.pk,
            "year": nation.work.assessment.cycle.year,
        },
        follow=True,
    )
    assert answer.status_code == 200
    assert "berjalan di Selaras" in answer.content.decode()
