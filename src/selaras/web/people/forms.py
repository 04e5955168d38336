"""Forms of people and places: they read what was typed; the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import RefusedError
from selaras.people.models import Category, Institution, Unit
from selaras.people.queries.units import UnitNode
from selaras.people.roles import Role

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""No decree of this house is older, no term longer; a slip of the finger in the year shows."""


def blame(form: forms.BaseForm, error: RefusedError) -> None:
    """Put each problem of a refusal at its field, or above the form."""
    for problem in error.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, str(problem.message))


def _sensible(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            _("Tahun harus antara %(first)d dan %(last)d."),
            params={"first": FIRST_DAY.year, "last": LAST_DAY.year},
        )


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A date; browsers show their calendar, and the value travels as YYYY-MM-DD."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(
            attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()},
            format="%Y-%m-%d",
        ),
        validators=[_sensible],
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )


def indented(units: Sequence[UnitNode]) -> list[tuple[int, str]]:
    """Units as choices, indented like the tree."""
    return [(unit.pk, "\u2003" * unit.depth + unit.name) for unit in units]


def password_field(label: Any, *, new: bool = True) -> forms.CharField:
    """A password that the browser may remember or propose."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
    )


def seen_version(posted: str) -> int:
    """The version a page was made from, as its form sends it; −1, which no row has, else.

    Fresh rows begin at 0. Nine digits are more versions than a row will ever have.
    """
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else -1


class VersionedForm(forms.Form):
    """Carries the version the editor saw, so that two editors notice each other."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class InstitutionForm(VersionedForm):
    """Facts of an institution."""

    name = forms.CharField(
        label=_("Nama resmi"), max_length=200, help_text=_("Contoh: Pemerintah Kota Serang")
    )
    category = forms.ChoiceField(label=_("Kategori"), choices=Category.choices)
    code = forms.CharField(
        label=_("Kode wilayah atau instansi"),
        max_length=20,
        required=False,
        help_text=_("Kode Kemendagri untuk pemerintah daerah, misalnya 36.73"),
    )
    province = forms.ModelChoiceField(
        label=_("Provinsi"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=_("Tidak ada"),
        help_text=_("Hanya untuk kabupaten dan kota"),
    )
    KIND = ("category", "code", "province")

    def __init__(self, *args: Any, classify: bool, **kwargs: Any) -> None:
        """``classify``: the person may also say what the institution is."""
        super().__init__(*args, **kwargs)
        if not classify:
            for name in self.KIND:
                del self.fields[name]
            return
        field = self.fields["province"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Institution.objects.filter(category=Category.PROVINCE)


class UnitForm(VersionedForm):
    """Facts of a unit."""

    name = forms.CharField(label=_("Nama unit"), max_length=200)
    abbreviation = forms.CharField(label=_("Singkatan"), max_length=40, required=False)
    valid_from = day_field(_("Berlaku sejak"))


class NewUnitForm(UnitForm):
    """Facts and place of a new unit."""

    parent = forms.TypedChoiceField(
        label=_("Unit induk"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, units: Sequence[UnitNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["parent"], units, _("Langsung di bawah instansi"))


class MoveUnitForm(VersionedForm):
    """The new place of a unit."""

    parent = forms.TypedChoiceField(
        label=_("Unit induk yang baru"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, units: Sequence[UnitNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["parent"], units, _("Langsung di bawah instansi"))


class LastDayForm(VersionedForm):
    """The last day of a unit or an appointment."""

    day = day_field(_("Hari terakhir berlaku"))

    @property
    def end(self) -> date:
        """The first day after it."""
        last: date = self.cleaned_data["day"]
        return last + timedelta(days=1)


class PersonForm(VersionedForm):
    """Facts of a person."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    email = forms.EmailField(
        label=_("Surel"), max_length=254, help_text=_("Dipakai untuk masuk dan menerima undangan")
    )
    position = forms.CharField(label=_("Jabatan"), max_length=150, required=False)
    institution = forms.TypedChoiceField(
        label=_("Instansi asal"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, *args: Any, institutions: Sequence[tuple[int, str]], free: bool, **kwargs: Any
    ) -> None:
        """``free``: the person may belong to no institution here."""
        super().__init__(*args, **kwargs)
        field = self.fields["institution"]
        if isinstance(field, forms.TypedChoiceField):
            nothing = [("", _("Tidak terikat instansi"))] if free else []
            field.choices = [*nothing, *institutions]
            field.required = not free


class OwnDetailsForm(VersionedForm):
    """What a person corrects about themselves."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    position = forms.CharField(label=_("Jabatan"), max_length=150, required=False)


class AppointmentForm(forms.Form):
    """A role in a place for a term, by a decree."""

    role = forms.TypedChoiceField(label=_("Peran"), coerce=Role)
    unit = forms.TypedChoiceField(
        label=_("Unit"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Hanya untuk operator unit"),
    )
    decree = forms.CharField(label=_("Nomor SK"), max_length=120, required=False)
    decree_date = day_field(_("Tanggal SK"), required=False)
    valid_from = day_field(_("Berlaku sejak"))
    last_day = day_field(
        _("Hari terakhir berlaku"),
        required=False,
        help_text=_("Kosongkan bila belum ditentukan"),
    )

    def __init__(
        self, *args: Any, roles: Sequence[Role], units: Sequence[UnitNode], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.TypedChoiceField):
            blank = [("", _("Pilih peran"))] if len(roles) > 1 else []
            role.choices = [*blank, *((choice.value, choice.label) for choice in roles)]
        if units:
            _offer(self.fields["unit"], units, _("Tidak ada"))
        else:
            del self.fields["unit"]

    @property
    def end(self) -> date | None:
        """The first day without the role."""
        last: date | None = self.cleaned_data["last_day"]
        return last + timedelta(days=1) if last else None


class NewPasswordForm(forms.Form):
    """A password, typed twice."""

    password = password_field(_("Kata sandi baru"))
    again = password_field(_("Ulangi kata sandi"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _(
            "Paling sedikit 12 huruf, angka, atau spasi. Jangan angka semua, kata sandi umum, "
            "atau yang mirip nama dan surel Anda."
        )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        values = super().clean() or {}
        first, second = values.get("password"), values.get("again")
        if first and second and first != second:
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        return values


class SetupForm(NewPasswordForm):
    """The first administrator."""

    code = forms.CharField(
        label=_("Kode penyiapan"),
        max_length=40,
        help_text=_("Tercetak di konsol tempat Selaras dijalankan"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    email = forms.EmailField(label=_("Surel"), max_length=254)
    field_order = ("code", "name", "email", "password", "again")


def _offer(field: forms.Field, units: Sequence[UnitNode], nothing: Any) -> None:
    if isinstance(field, forms.TypedChoiceField):
        field.choices = [("", nothing), *indented(units)]


def unit_of(institution: Institution, key: int | None) -> Unit | None:
    """The institution's unit with that key; None for none. Raises Unit.DoesNotExist."""
    return None if key is None else institution.units.get(pk=key)
