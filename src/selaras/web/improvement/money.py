"""Amounts of money as people type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_WHOLE = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(?:00|-))?", re.IGNORECASE)
MOST = 10**15
"""No plan of a region costs a thousand billion; whoever types that slipped."""


def read_rupiah(text: str) -> int:
    """Whole rupiah from "50000000", "50.000.000" or "Rp 50.000.000,00". Raises ValueError."""
    found = _WHOLE.fullmatch(text.strip().replace("\N{NO-BREAK SPACE}", " "))
    if found is None:
        raise ValueError(text)
    amount = int(found[1].replace(".", ""))
    if amount > MOST:
        raise ValueError(text)
    return amount


def typed(amount: int | None) -> str:
    """An amount as a field shows it, "50.000.000"; nothing for None."""
    return "" if amount is None else f"{amount:,}".replace(",", ".")


class RupiahField(forms.CharField):
    """Whole rupiah, with or without dots; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Dots between the thousands; what was typed stays as it was typed."""
        return typed(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The amount."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_rupiah(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Tulis biaya dalam rupiah penuh dengan angka, misalnya 50.000.000 atau 50000000.")
            ) from error
