"""How an assessment and the answers in it move: tables, read by services and pages alike.

Source: PermenPANRB 59/2020 chapters III and IV; steps the rule leaves open are ours and are
described in ``docs/explanation/assessment-cycle.md``.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.pure.states import Machine, Transition


class State(models.TextChoices):
    """Where an assessment stands. ``RECORDED`` ones only keep results that came about elsewhere."""

    RECORDED = "dicatat", _("Hasil dicatat")
    PREPARED = "disiapkan", _("Disiapkan")
    FILLING = "pengisian", _("Pengisian")
    CHECKING = "diperiksa", _("Diperiksa")
    APPROVED = "disetujui", _("Disetujui")
    SIGNED = "ditandatangani", _("Ditandatangani")
    SUBMITTED = "terkirim", _("Terkirim")
    DOCUMENT = "penilaian_dokumen", _("Penilaian dokumen")
    INTERVIEW = "interviu", _("Interviu")
    VISIT = "visitasi", _("Visitasi")
    CONSOLIDATION = "konsolidasi", _("Konsolidasi")
    FINAL = "final", _("Final")
    REPORTED = "laporan_terbit", _("Laporan terbit")


class Step(models.TextChoices):
    """What moves an assessment on: the names of the transitions, as the buttons say them."""

    PREPARE = "siapkan", _("Siapkan penilaian")
    OPEN = "buka", _("Buka pengisian")
    CHECK = "periksa", _("Mulai pemeriksaan")
    RETURN = "kembalikan", _("Kembalikan ke pengisian")
    APPROVE = "setujui", _("Setujui penilaian mandiri")
    WITHDRAW_APPROVAL = "batal_setujui", _("Kembalikan ke pemeriksaan")
    SIGN = "tanda_tangani", _("Tanda tangani")
    WITHDRAW_SIGNATURE = "batal_tanda_tangan", _("Cabut tanda tangan")
    SUBMIT = "kirim", _("Kirim")
    ASSESS_DOCUMENTS = "nilai_dokumen", _("Mulai penilaian dokumen")
    INTERVIEW = "mulai_interviu", _("Mulai interviu")
    VISIT = "mulai_visitasi", _("Mulai visitasi")
    CONSOLIDATE = "konsolidasikan", _("Mulai konsolidasi")
    FINALISE = "finalkan", _("Tetapkan nilai akhir")
    REOPEN = "buka_kembali", _("Buka kembali konsolidasi")
    REPORT = "terbitkan", _("Terbitkan laporan")


COURSE = Machine(
    State.values,
    (
        Transition(Step.PREPARE, (State.RECORDED,), State.PREPARED),
        Transition(Step.OPEN, (State.PREPARED,), State.FILLING),
        Transition(Step.CHECK, (State.FILLING,), State.CHECKING),
        Transition(Step.RETURN, (State.CHECKING,), State.FILLING, reasoned=True),
        Transition(Step.APPROVE, (State.CHECKING,), State.APPROVED),
        Transition(Step.WITHDRAW_APPROVAL, (State.APPROVED,), State.CHECKING, reasoned=True),
        Transition(Step.SIGN, (State.APPROVED,), State.SIGNED),
        Transition(Step.WITHDRAW_SIGNATURE, (State.SIGNED,), State.APPROVED, reasoned=True),
        Transition(Step.SUBMIT, (State.SIGNED,), State.SUBMITTED),
        Transition(Step.ASSESS_DOCUMENTS, (State.SUBMITTED,), State.DOCUMENT),
        Transition(Step.INTERVIEW, (State.DOCUMENT,), State.INTERVIEW),
        Transition(Step.VISIT, (State.INTERVIEW,), State.VISIT),
        Transition(
            Step.CONSOLIDATE,
            (State.DOCUMENT, State.INTERVIEW, State.VISIT),
            State.CONSOLIDATION,
        ),
        Transition(Step.FINALISE, (State.CONSOLIDATION,), State.FINAL),
        Transition(Step.REOPEN, (State.FINAL,), State.CONSOLIDATION, reasoned=True),
        Transition(Step.REPORT, (State.FINAL,), State.REPORTED),
    ),
)

ORDER = {state: place for place, state in enumerate(State.values)}

CLAIMING = frozenset({State.PREPARED, State.FILLING, State.CHECKING})
"""While these last, the institution may still change its claim."""

FROZEN = frozenset(s for s in State if ORDER[s] >= ORDER[State.SUBMITTED])
"""From submission on the claim never changes; others' views are new stage values."""

SEALED = FROZEN | {State.SIGNED}
"""A fingerprint covers the claim: whatever changes in it now shows on the signed papers."""


class AnswerState(models.TextChoices):
    """Where one indicator's answer stands between the units and the team."""

    DRAFT = "draf", _("Belum diserahkan")
    HANDED_IN = "diserahkan", _("Diserahkan")
    RETURNED = "dikembalikan", _("Dikembalikan")
    APPROVED = "disetujui", _("Disetujui")


ANSWERS = Machine(
    AnswerState.values,
    (
        Transition("serahkan", (AnswerState.DRAFT, AnswerState.RETURNED), AnswerState.HANDED_IN),
        Transition("tarik", (AnswerState.HANDED_IN,), AnswerState.DRAFT),
        Transition(
            "kembalikan",
            (AnswerState.HANDED_IN, AnswerState.APPROVED),
            AnswerState.RETURNED,
            reasoned=True,
        ),
        Transition("setujui", (AnswerState.HANDED_IN, AnswerState.RETURNED), AnswerState.APPROVED),
    ),
)


class ItemState(models.TextChoices):
    """Where one piece of evidence stands."""

    PROPOSED = "diajukan", _("Diajukan")
    ACCEPTED = "diterima", _("Diterima")
    RETURNED = "dikembalikan", _("Dikembalikan")


class ReturnKind(models.TextChoices):
    """Why evidence was returned; each kind asks for another next step."""

    WRONG_DOCUMENT = "dokumen_keliru", _("Dokumen keliru")
    MISSING = "belum_ada", _("Belum ada")
    OUT_OF_PERIOD = "tidak_memenuhi_periode", _("Tidak memenuhi periode")
    UNREADABLE = "tidak_terbaca", _("Tidak terbaca")
    LOWER_LEVEL = "gugur_tingkat_bawah", _("Gugur karena tingkat di bawah")


class Phase(models.TextChoices):
    """The stretches of a cycle that have a window of their own."""

    FILLING = "pengisian", _("Pengisian")
    CHECKING = "pemeriksaan", _("Pemeriksaan")
    SIGNING = "pengesahan", _("Pengesahan dan pengiriman")
    DOCUMENT = "dokumen", _("Penilaian dokumen")
    INTERVIEW = "interviu", _("Interviu")
    VISIT = "visitasi", _("Visitasi")
    CONSOLIDATION = "konsolidasi", _("Konsolidasi")


PHASE_OF = {
    State.PREPARED: Phase.FILLING,
    State.FILLING: Phase.FILLING,
    State.CHECKING: Phase.CHECKING,
    State.APPROVED: Phase.SIGNING,
    State.SIGNED: Phase.SIGNING,
    State.SUBMITTED: Phase.DOCUMENT,
    State.DOCUMENT: Phase.DOCUMENT,
    State.INTERVIEW: Phase.INTERVIEW,
    State.VISIT: Phase.VISIT,
    State.CONSOLIDATION: Phase.CONSOLIDATION,
}
"""The window that counts while an assessment is in a state; other states have none."""
