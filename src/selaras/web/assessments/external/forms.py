"""Forms of the external assessment: they read what was typed; the services decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import FindingKind, MeetingKind
from selaras.people.models import User
from selaras.pure.instrument.model import Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.numbers import exact, parse

LONGEST_TEXT = 20_000
Choices = Iterable[tuple[str, str | Promise]]


class ValueField(forms.CharField):
    """A rating as a person writes it, "3" or "2,49"; cleaned to a Fraction, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> Fraction | None:
        """Read the figure."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("Tulis nilai sebagai angka, misalnya 3 atau 2,49.")
            ) from None


def value_field(instrument: Instrument, label: Any, *, required: bool = True) -> forms.Field:
    """A rating on the instrument's scale: its levels to choose from, or a decimal to write."""
    scale = instrument.scale
    if not scale.whole:
        return ValueField(
            label=label,
            required=required,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": _("Isi nilainya.")},
            help_text=_("Antara %(least)s dan %(most)s, paling banyak empat angka desimal.")
            % {"least": exact(scale.minimum), "most": exact(scale.maximum)},
        )
    levels = [(str(n), str(n)) for n in range(int(scale.minimum), int(scale.maximum) + 1)]
    return forms.TypedChoiceField(
        label=label,
        required=required,
        choices=levels,
        coerce=Fraction,
        empty_value=None,
        error_messages={"required": _("Pilih salah satu nilai.")},
        widget=forms.RadioSelect,
    )


class RateForm(forms.Form):
    """What an assessor gives one indicator."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)
    explanation = forms.CharField(
        label=_("Penjelasan"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Wajib bila nilainya berbeda dari klaim: sebutkan bukti dan halamannya."),
    )
    chosen = forms.BooleanField(
        label=_("Indikator ini memang ditanyakan, walau tidak ada di daftar pertemuan"),
        required=False,
    )
    field_order = ("version", "value", "explanation", "chosen")

    def __init__(self, *args: Any, instrument: Instrument, unlisted: bool, **kwargs: Any) -> None:
        """``unlisted``: no meeting of the stage lists the indicator."""
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(instrument, _("Nilai"))
        if not unlisted:
            del self.fields["chosen"]
        self.order_fields(self.field_order)


class IndicatorsField(forms.MultipleChoiceField):
    """Indicators to tick, by number and short name."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label=label, widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, instrument: Instrument, indicators: Iterable[Indicator]) -> None:
        """Offer these."""
        names = short_names(instrument)
        self.choices = [(i.number, f"{i.number} {names[i.number]}") for i in indicators]


class FindingForm(forms.Form):
    """A strength, weakness or recommendation on one aspect."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(label=_("Jenis"), choices=FindingKind.choices)
    text = forms.CharField(
        label=_("Uraian"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Tulis uraian temuannya.")},
        help_text=_(
            "Tulis sebagai kalimat yang dapat dibaca tanpa membuka indikatornya: apa keadaannya, "
            "apa buktinya, dan apa artinya."
        ),
    )
    numbers = IndicatorsField(_("Indikator yang dibicarakan"), required=False)

    def __init__(
        self, *args: Any, instrument: Instrument, indicators: Sequence[Indicator], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["numbers"]
        if isinstance(field, IndicatorsField):
            field.offer(instrument, indicators)


def _moment(label: Any) -> forms.SplitDateTimeField:
    return forms.SplitDateTimeField(
        label=label,
        error_messages={"required": _("Isi tanggal dan jamnya.")},
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
        input_date_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        input_time_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )


class MeetingForm(forms.Form):
    """When, where and about what."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(label=_("Jenis"), choices=MeetingKind.choices)
    starts_at = _moment(_("Mulai"))
    ends_at = _moment(_("Selesai"))
    place = forms.CharField(label=_("Tempat atau tautan"), max_length=200, required=False)
    agenda = forms.CharField(
        label=_("Agenda"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    numbers = IndicatorsField(
        _("Indikator yang ditanyakan"),
        required=False,
        help_text=_("Hanya indikator inilah yang dinilai pada tahap interviu atau visitasi."),
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["numbers"]
        if isinstance(field, IndicatorsField):
            field.offer(instrument, instrument.indicators())


class WordsForm(forms.Form):
    """One text and the version it speaks of: minutes, or the reason of a cancellation."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, name: str, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.CharField(
            label=label,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 10 if name == "minutes" else 3}),
            help_text=hint,
        )


class DrawForm(forms.Form):
    """Who rates blind, and what."""

    first = forms.TypedChoiceField(label=_("Asesor pertama"), coerce=int)
    second = forms.TypedChoiceField(label=_("Asesor kedua"), coerce=int)
    size = forms.IntegerField(
        label=_("Banyaknya indikator yang diundi"),
        required=False,
        min_value=1,
        max_value=1000,
        initial=10,
        help_text=_("Benih undian disimpan, sehingga siapa pun dapat mengulang undiannya."),
    )
    numbers = IndicatorsField(
        _("Atau pilih sendiri indikatornya"),
        required=False,
        help_text=_("Bila ada yang dipilih, undian tidak dipakai."),
    )

    def __init__(
        self, *args: Any, instrument: Instrument, people: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, person.name) for person in people]
        for name in ("first", "second"):
            field = self.fields[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = choices
        numbers = self.fields["numbers"]
        if isinstance(numbers, IndicatorsField):
            numbers.offer(instrument, instrument.indicators())


def stays(form: forms.Form, **fields: object) -> None:
    """Make a bound form show these values when it is shown again, everything else as typed."""
    shown = {form.add_prefix(name): str(value) for name, value in fields.items()}
    form.data = {**{name: form.data[name] for name in form.data}, **shown}
