"""How a report that is being made goes: data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.pure.states import Machine, Transition


class RunState(models.TextChoices):
    """How far a report has come."""

    WAITING = "menunggu", _("Menunggu giliran")
    WORKING = "disusun", _("Sedang disusun")
    DONE = "selesai", _("Selesai")
    FAILED = "gagal", _("Gagal disusun")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class RunMove(models.TextChoices):
    """What moves it on."""

    CLAIM = "mulai", _("Mulai disusun")
    FINISH = "selesaikan", _("Selesai")
    FAIL = "gagalkan", _("Gagal")
    CANCEL = "batalkan", _("Batalkan")
    REPEAT = "ulangi", _("Susun lagi")


_R = RunState

RUNS = Machine(
    _R.values,
    (
        Transition(RunMove.CLAIM, (_R.WAITING, _R.WORKING), _R.WORKING),
        Transition(RunMove.FINISH, (_R.WORKING,), _R.DONE),
        Transition(RunMove.FAIL, (_R.WAITING, _R.WORKING), _R.FAILED),
        Transition(RunMove.CANCEL, (_R.WAITING, _R.WORKING), _R.CANCELLED),
        Transition(RunMove.REPEAT, (_R.FAILED, _R.CANCELLED), _R.WAITING),
    ),
)

BUSY = frozenset({_R.WAITING, _R.WORKING})
"""States in which it belongs to the background job."""
