"""How recommendations move, from being given to being done; *lewat tenggat* is no state.

Source: ``docs/explanation/improvement.md``; the order follows the follow-up of findings that
Indonesian inspectorates keep (terbuka, direncanakan, dikerjakan, bukti diajukan, diverifikasi).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.pure.states import Machine, Transition


class RecommendationState(models.TextChoices):
    """Where a recommendation stands."""

    OPEN = "terbuka", _("Terbuka")
    PLANNED = "direncanakan", _("Direncanakan")
    WORKING = "dikerjakan", _("Dikerjakan")
    EVIDENCE = "bukti_diajukan", _("Bukti diajukan")
    VERIFIED = "diverifikasi", _("Diverifikasi")
    DONE = "selesai", _("Selesai")
    RETURNED = "dikembalikan", _("Dikembalikan")


class Move(models.TextChoices):
    """What moves a recommendation on: the names of the transitions, as the buttons say them."""

    PLAN = "rencanakan", _("Rencanakan")
    UNPLAN = "lepas_rencana", _("Lepas dari rencana")
    WORK = "kerjakan", _("Mulai dikerjakan")
    SUBMIT = "ajukan_bukti", _("Ajukan bukti")
    VERIFY = "verifikasi", _("Verifikasi")
    RETURN = "kembalikan", _("Kembalikan")
    FINISH = "selesaikan", _("Nyatakan selesai")
    REOPEN = "buka_kembali", _("Buka kembali")


_S = RecommendationState

RECOMMENDATIONS = Machine(
    _S.values,
    (
        Transition(Move.PLAN, (_S.OPEN,), _S.PLANNED),
        Transition(Move.UNPLAN, (_S.PLANNED,), _S.OPEN),
        Transition(Move.WORK, (_S.PLANNED, _S.RETURNED), _S.WORKING),
        Transition(Move.SUBMIT, (_S.WORKING, _S.RETURNED), _S.EVIDENCE),
        Transition(Move.VERIFY, (_S.EVIDENCE,), _S.VERIFIED),
        Transition(Move.RETURN, (_S.EVIDENCE, _S.VERIFIED), _S.RETURNED, reasoned=True),
        Transition(Move.FINISH, (_S.VERIFIED,), _S.DONE),
        Transition(Move.REOPEN, (_S.DONE,), _S.WORKING, reasoned=True),
    ),
)

UNANSWERED = frozenset({_S.OPEN, _S.PLANNED, _S.WORKING, _S.RETURNED, _S.EVIDENCE})
"""States in which a passed last day means the recommendation is overdue."""


class PlanState(models.TextChoices):
    """Where an action plan stands; a closed one is history and changes no more."""

    DRAFT = "draf", _("Draf")
    RUNNING = "berjalan", _("Berjalan")
    CLOSED = "ditutup", _("Ditutup")


class PlanMove(models.TextChoices):
    """What moves an action plan on."""

    START = "jalankan", _("Jalankan rencana")
    CLOSE = "tutup", _("Tutup rencana")
    RESUME = "lanjutkan", _("Lanjutkan rencana")


PLANS = Machine(
    PlanState.values,
    (
        Transition(PlanMove.START, (PlanState.DRAFT,), PlanState.RUNNING),
        Transition(PlanMove.CLOSE, (PlanState.RUNNING,), PlanState.CLOSED),
        Transition(PlanMove.RESUME, (PlanState.CLOSED,), PlanState.RUNNING, reasoned=True),
    ),
)


class ScenarioState(models.TextChoices):
    """Where a scenario of the target planner stands."""

    DRAFT = "draf", _("Draf")
    WAITING = "menunggu", _("Menunggu giliran")
    COMPUTING = "dihitung", _("Sedang dihitung")
    DONE = "selesai", _("Selesai dihitung")
    FAILED = "gagal", _("Gagal dihitung")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class ScenarioMove(models.TextChoices):
    """What moves a scenario on."""

    START = "hitung", _("Hitung")
    CLAIM = "mulai", _("Mulai dihitung")
    FINISH = "selesaikan", _("Selesai")
    FAIL = "gagalkan", _("Gagal")
    CANCEL = "batalkan", _("Batalkan")


_C = ScenarioState

SCENARIOS = Machine(
    _C.values,
    (
        Transition(ScenarioMove.START, (_C.DRAFT, _C.DONE, _C.FAILED, _C.CANCELLED), _C.WAITING),
        Transition(ScenarioMove.CLAIM, (_C.WAITING, _C.COMPUTING), _C.COMPUTING),
        Transition(ScenarioMove.FINISH, (_C.COMPUTING,), _C.DONE),
        Transition(ScenarioMove.FAIL, (_C.WAITING, _C.COMPUTING), _C.FAILED),
        Transition(ScenarioMove.CANCEL, (_C.WAITING, _C.COMPUTING), _C.CANCELLED),
    ),
)

BUSY = frozenset({_C.WAITING, _C.COMPUTING})
"""States in which a scenario belongs to the background job and nobody changes its inputs."""
