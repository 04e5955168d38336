"""Forms of the import: handing a file in, saying what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import CycleKind
from selaras.assessments.permissions import may_open_cycles
from selaras.assessments.queries.imports import importable_institutions, newest_cycle
from selaras.assessments.services.imports.plan import IGNORED, Choice, Options
from selaras.assessments.services.imports.registry import SHAPES
from selaras.assessments.services.imports.shape import ImportShape
from selaras.foundation.tables import MAX_UPLOAD
from selaras.instruments.models import InstrumentVersion
from selaras.instruments.queries import versions
from selaras.people.models import Institution, User

YEAR = re.compile(r"\d{4}", re.ASCII)


def _version_label(version: InstrumentVersion) -> str:
    """How a version is written in the list."""
    return f"{version.code} · {version.name}"


class OptionsForm(forms.Form):
    """What holds for the whole file."""

    instrument = forms.ModelChoiceField(
        queryset=InstrumentVersion.objects.none(), label=_("Instrumen"), empty_label=None
    )
    institution = forms.ModelChoiceField(
        queryset=Institution.objects.none(),
        label=_("Instansi"),
        required=False,
        empty_label=_("Menurut kolom dalam berkas"),
    )
    year = forms.IntegerField(
        label=_("Tahun"),
        required=False,
        help_text=_("Kosongkan bila tahun tertulis di kolom atau judul kolom berkas."),
        min_value=2015,
        max_value=2100,
    )
    kind = forms.ChoiceField(
        label=_("Jenis siklus"),
        choices=[("", _("Siklus sudah dibuka")), *CycleKind.choices],
        required=False,
        help_text=_("Hanya dipakai bila siklus tahun itu belum dibuka."),
    )
    sheet = forms.ChoiceField(label=_("Lembar"))

    field_order: tuple[str, ...] = ("sheet", "instrument", "institution", "year", "kind")
    more_template: ClassVar[str] = ""
    """What the page of this shape asks beside the fields."""

    def __init__(
        self,
        *args: Any,
        actor: User,
        kinds: Iterable[ImportShape],
        sheets: Sequence[str] = (),
        told: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.told = told or {}
        roles = {role for kind in kinds for role in kind.importers}
        places = importable_institutions(actor, roles)
        institution = self._field("institution")
        institution.queryset = places
        instrument = self._field("instrument")
        instrument.queryset = versions()
        instrument.label_from_instance = _version_label
        if not self.is_bound:
            self._suggest(places)
        if not may_open_cycles(actor):
            del self.fields["kind"]
        if len(sheets) > 1:
            self._field("sheet").choices = [(name, name) for name in sheets]
        else:
            del self.fields["sheet"]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _suggest(self, places: Any) -> None:
        cycle = newest_cycle()
        if cycle:
            self.initial.setdefault("instrument", cycle.instrument_id)
        if not may_open_cycles(self.actor):
            self.initial.setdefault("institution", places.first())

    @classmethod
    def initial_of(cls, options: Options) -> dict[str, Any]:
        """The fields of what was chosen before."""
        return {
            "instrument": options.instrument,
            "institution": options.institution,
            "year": options.year,
            "kind": options.kind,
            "sheet": options.sheet,
        }

    def options(self, sheet: str = "") -> Options:
        """The cleaned choices."""
        data = self.cleaned_data
        return Options(
            instrument=data["instrument"],
            institution=data["institution"],
            year=data["year"],
            kind=CycleKind(data["kind"]) if data.get("kind") else None,
            sheet=data.get("sheet") or sheet,
            more=self.more(),
        )

    def more(self) -> dict[str, Any]:
        """What only this shape asks, as JSON."""
        return {}


FORMS: dict[str, type[OptionsForm]] = {}
"""The options of shapes that ask for more, by identifier."""


def form_of(kind: ImportShape) -> type[OptionsForm]:
    """The form that asks what holds for a whole file of this shape."""
    return FORMS.get(kind.identifier, OptionsForm)


class UploadForm(OptionsForm):
    """A new file."""

    shape = forms.ChoiceField(label=_("Isi berkas"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("CSV, XLSX, XLS, atau ODS, paling besar 20 MB dan 50.000 baris."),
        widget=forms.ClearableFileInput(
            attrs={"id": "file", "accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods"}
        ),
        allow_empty_file=True,
        error_messages={"required": _("Pilih berkasnya.")},
    )

    field_order: tuple[str, ...] = ("shape", "file", "instrument", "institution", "year", "kind")

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        allowed = [s for s in SHAPES.values() if s.allows(actor)]
        super().__init__(*args, actor=actor, kinds=allowed, **kwargs)
        field = self._field("shape")
        field.choices = [(s.identifier, s.name) for s in allowed]
        self.initial.setdefault("shape", allowed[0].identifier if allowed else "")
        if len(allowed) == 1:
            field.widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        size = file.size or 0
        if size > MAX_UPLOAD:
            raise forms.ValidationError(
                _("Berkas berukuran %(size)d MB; batasnya %(limit)d MB. Sisakan tabelnya saja."),
                params={"size": -(-size // 1024**2), "limit": MAX_UPLOAD // 1024**2},
            )
        return file


def _year(text: str) -> int | None:
    """The year of a column; what is no year is 0, which the preview complains of."""
    if not text:
        return None
    return int(text) if YEAR.fullmatch(text) else 0


def columns_of(posted: Any, kind: ImportShape, width: int) -> list[Choice]:
    """What each column was said to be; an unknown word counts as ignored."""
    known = {role.token: role for role in kind.roles}
    choices = []
    for place in range(width):
        role = known.get(posted.get(f"kolom-{place}", ""))
        year = posted.get(f"tahun-{place}", "").strip()
        if role is None:
            choices.append(IGNORED)
            continue
        choices.append(Choice.of(role.token, _year(year) if role.takes_year else None))
    return choices
