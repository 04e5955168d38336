"""How a message to another system goes: data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.pure.states import Machine, Transition


class DeliveryState(models.TextChoices):
    """Where a message to another system stands."""

    WAITING = "menunggu", _("Menunggu dikirim")
    SENT = "terkirim", _("Diterima")
    GIVEN_UP = "menyerah", _("Tidak terkirim")


class DeliveryMove(models.TextChoices):
    """What moves it on."""

    SUCCEED = "terima", _("Diterima")
    GIVE_UP = "menyerah", _("Berhenti mencoba")
    AGAIN = "ulangi", _("Kirim lagi")


_D = DeliveryState

DELIVERIES = Machine(
    _D.values,
    (
        Transition(DeliveryMove.SUCCEED, (_D.WAITING,), _D.SENT),
        Transition(DeliveryMove.GIVE_UP, (_D.WAITING,), _D.GIVEN_UP),
        Transition(DeliveryMove.AGAIN, (_D.GIVEN_UP, _D.SENT), _D.WAITING),
    ),
)
