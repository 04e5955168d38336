"""Forms of documents: they read what was typed; the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from selaras.evidence.models import Document, DocumentKind
from selaras.evidence.services.facts import Facts
from selaras.people.models import Unit
from selaras.web.evidence.words import ACCEPT
from selaras.web.people.forms import VersionedForm, day_field


class DocumentForm(VersionedForm):
    """What is said about a document beside its file."""

    title = forms.CharField(
        label=_("Judul"),
        max_length=300,
        help_text=_("Seperti tertulis di dokumennya, misalnya “Peraturan Wali Kota tentang SPBE”"),
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=DocumentKind.choices)
    number = forms.CharField(
        label=_("Nomor"), max_length=120, required=False, help_text=_("Misalnya 12 Tahun 2024")
    )
    dated = day_field(
        _("Tanggal"), required=False, help_text=_("Tanggal penetapan atau tanda tangan")
    )
    signer = forms.CharField(
        label=_("Penanda tangan"),
        max_length=200,
        required=False,
        help_text=_("Jabatannya, bukan nama orang: misalnya Sekretaris Daerah"),
    )
    valid_from = day_field(_("Berlaku sejak"), required=False)
    valid_to = day_field(
        _("Berlaku sampai"), required=False, help_text=_("Kosongkan bila tidak ada batasnya")
    )
    unit = forms.TypedChoiceField(
        label=_("Unit pemilik"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(
        label=_("Keterangan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_restricted = forms.BooleanField(
        label=_("Terbatas"),
        required=False,
        help_text=_("Hanya unit pemilik dan tim asesor internal yang dapat membukanya"),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("Tanpa unit")), *units]

    def facts(self) -> Facts:
        """The facts as they were typed."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        unit = values.pop("unit")
        return Facts(**values, unit=Unit.objects.get(pk=unit) if unit else None)


def initial_of(document: Document) -> dict[str, Any]:
    """What the form shows of a document as it stands."""
    names = [name for name in DocumentForm.base_fields if name != "unit"]
    return {**{name: getattr(document, name) for name in names}, "unit": document.unit_id or ""}


class ReplaceForm(VersionedForm):
    """Another file in the place of the current one, and why."""

    note = forms.CharField(
        label=_("Alasan penggantian"),
        max_length=300,
        help_text=_("Misalnya: versi yang sudah ditandatangani"),
    )
    file = forms.FileField(
        label=_("Berkas baru"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        help_text=_(
            "Paling besar 100 MB. Berkas lama tetap tersimpan; bukti yang sudah diajukan tetap "
            "menunjuk versinya."
        ),
    )
