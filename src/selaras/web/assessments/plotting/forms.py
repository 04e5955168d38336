"""The bulk form of the plotting screen: which indicators, which units and members, until when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from selaras.assessments.queries.board import Board
from selaras.assessments.services.plotting import Change, Mode

SEEN = "lihat_"
"""What the hidden fields with a line's fingerprint begin with; its number follows."""
_FINGERPRINT = re.compile(r"[0-9a-f]{12}", re.ASCII)

MODES = (
    (Mode.ADD.value, gettext_lazy("Tambahkan")),
    (Mode.REPLACE.value, gettext_lazy("Ganti dengan")),
    (Mode.REMOVE.value, gettext_lazy("Lepaskan")),
)


class BulkForm(forms.Form):
    """One change for the chosen indicators."""

    indikator = forms.MultipleChoiceField(
        label=pgettext_lazy("plural", "Indikator"), required=False
    )
    semua = forms.BooleanField(required=False)
    cara = forms.ChoiceField(
        label=gettext_lazy("Yang dilakukan"), choices=MODES, initial=Mode.ADD.value
    )
    unit = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("plural", "Unit"), coerce=int, required=False
    )
    utama = forms.TypedChoiceField(
        label=gettext_lazy("Unit utama"), coerce=int, empty_value=None, required=False
    )
    anggota = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Anggota tim"), coerce=int, required=False
    )
    tenggat = forms.DateField(label=gettext_lazy("Tenggat"), required=False)

    def __init__(self, data: QueryDict, board: Board) -> None:
        super().__init__(data)
        self.sent = data
        self.board = board
        units: list[tuple[int | str, str]] = [
            (key, taker.name) for key, taker in board.units.items()
        ]
        choices: dict[str, list[tuple[int | str, str]]] = {
            "indikator": [(line.number, line.name) for line in board.lines],
            "unit": units,
            "utama": [("", ""), *units],
            "anggota": [(key, taker.name) for key, taker in board.members.items()],
        }
        for name, options in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def clean(self) -> dict[str, object]:
        """A lead must be among the units it leads, and something must be chosen to work on."""
        values: dict[str, object] = super().clean() or {}
        if self.errors:
            return values
        if not self.numbers:
            self.add_error("indikator", _("Pilih paling sedikit satu indikator."))
        units = self.cleaned_data["unit"]
        if not (units or self.cleaned_data["anggota"] or self.cleaned_data["tenggat"]):
            self.add_error("unit", _("Pilih unit, anggota tim, atau isi tenggat."))
        if self.cleaned_data["utama"] and self.cleaned_data["cara"] == Mode.REMOVE:
            self.add_error("utama", _("Unit utama tidak dipilih saat melepaskan."))
        return values

    @property
    def numbers(self) -> list[str]:
        """The chosen indicators in the instrument's order: the ticked ones, or all shown."""
        chosen = set(self.cleaned_data.get("indikator", ()))
        if self.cleaned_data.get("semua"):
            chosen |= self.seen_of(self.board).keys()
        return [line.number for line in self.board.lines if line.number in chosen]

    def seen_of(self, board: Board) -> Mapping[str, str]:
        """Fingerprints of the lines as the sender saw them, by number; broken ones read as old."""
        return {
            line.number: sent if _FINGERPRINT.fullmatch(sent) else ""
            for line in board.lines
            if (sent := self.sent.get(SEEN + line.number)) is not None
        }

    def change(self) -> Change:
        """What was asked for; call after ``is_valid``."""
        values = self.cleaned_data
        units = tuple(values["unit"])
        lead = values["utama"]
        if lead is not None and lead not in units and values["cara"] != Mode.REMOVE:
            units = (lead, *units)
        return Change(
            Mode(values["cara"]), units, tuple(values["anggota"]), lead, values["tenggat"]
        )
