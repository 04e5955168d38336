"""Forms of plans and of the grid: they read what was typed; the services decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models import Assessment
from selaras.foundation import clock
from selaras.improvement.models import MOST_YEARS, ActionPlan, Funding
from selaras.improvement.services.action_facts import ActionFacts, StepFacts, led_by
from selaras.improvement.services.bulk import BulkChange
from selaras.improvement.services.plans import PlanFacts
from selaras.instruments.models import InstrumentVersion
from selaras.people.models import Institution, Unit
from selaras.pure.months import months_between
from selaras.web.improvement.money import RupiahField
from selaras.web.people.forms import VersionedForm, day_field

Choices = Sequence[tuple[Any, Any]]
MOST_SHIFT = MOST_YEARS * 12 - 1
"""Months by which an action can move inside the longest plan."""
FUNDINGS: Choices = [("", _("Belum ditentukan")), *Funding.choices]


class PlanForm(VersionedForm):
    """Facts of a plan."""

    name = forms.CharField(
        label=_("Nama rencana"),
        max_length=200,
        help_text=_("Contoh: Rencana aksi SPBE 2026"),
    )
    first_year = forms.TypedChoiceField(label=_("Tahun pertama"), coerce=int)
    last_year = forms.TypedChoiceField(
        label=_("Tahun terakhir"), coerce=int, help_text=_("Paling lama tiga tahun")
    )
    instrument = forms.ModelChoiceField(
        label=_("Instrumen"),
        queryset=InstrumentVersion.objects.none(),
        empty_label=None,
        help_text=_("Kriteria yang hendak dipenuhi diambil dari instrumen ini"),
    )
    assessment = forms.ModelChoiceField(
        label=_("Hasil penilaian yang menjadi dasar"),
        queryset=Assessment.objects.none(),
        required=False,
        empty_label=_("Tidak ada"),
    )
    note = forms.CharField(
        label=_("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, institution: Institution, plan: ActionPlan | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        this = clock.today().year
        first = min(this - 8, plan.first_year) if plan else this - 8
        years = [(year, str(year)) for year in range(first, this + 6 + MOST_YEARS)]
        for name in ("first_year", "last_year"):
            field = self.fields[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = years
        results = self.fields["assessment"]
        if isinstance(results, forms.ModelChoiceField):
            results.queryset = (
                Assessment.objects.filter(institution=institution)
                .select_related("cycle__instrument")
                .defer("cycle__instrument__document")
                .order_by("-cycle__year", "-pk")
            )
            results.label_from_instance = lambda one: (  # type: ignore[method-assign, assignment]
                f"{one.cycle.year} · {one.cycle.instrument}"
            )
        if plan is not None:
            del self.fields["instrument"]
            return
        instruments = self.fields["instrument"]
        if isinstance(instruments, forms.ModelChoiceField):
            instruments.queryset = InstrumentVersion.objects.filter(is_current=True).defer(
                "document"
            )

    def facts(self) -> PlanFacts:
        """What was said of the plan."""
        said = self.cleaned_data
        return PlanFacts(
            said["name"], said["first_year"], said["last_year"], said["note"], said["assessment"]
        )


class RowForm(VersionedForm):
    """One row of the grid: what changes most often. Everything else of the action stays."""

    title = forms.CharField(
        label=_("Rencana aksi"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    lead = forms.TypedChoiceField(
        label=_("Penanggung jawab"), coerce=int, empty_value=None, required=False
    )
    target_on = day_field(_("Target selesai"), required=False)
    cost = RupiahField(label=_("Biaya (Rp)"))
    funding = forms.ChoiceField(label=_("Sumber dana"), choices=FUNDINGS, required=False)
    note = forms.CharField(
        label=_("Keterangan"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        plan: ActionPlan,
        facts: ActionFacts,
        units: Sequence[Unit],
        version: int,
    ) -> None:
        """``units`` stand today or have a part in the action; ``facts`` are the action's now."""
        self.old = facts
        lead = facts.units[0] if facts.units else None
        initial = {
            "version": version,
            "title": facts.title,
            "lead": lead,
            "target_on": facts.target_on,
            "cost": facts.cost,
            "funding": facts.funding,
            "note": facts.note,
        }
        super().__init__(data, initial=initial)
        field = self.fields["lead"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", _("Belum ada")), *((unit.pk, unit.name) for unit in units)]
        months = month_choices(plan)
        for place, step in enumerate(facts.steps):
            for name, label, month in (
                (f"first_{place}", _("Bulan mulai"), step.first_month),
                (f"last_{place}", _("Bulan selesai"), step.last_month),
            ):
                self.fields[name] = forms.ChoiceField(
                    label=f"{step.title}: {label}",
                    choices=months,
                    required=False,
                    initial=month.isoformat() if month else "",
                )

    def steps(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each step with its two month fields."""
        return [
            (step.title, self[f"first_{place}"], self[f"last_{place}"])
            for place, step in enumerate(self.old.steps)
        ]

    def facts(self) -> ActionFacts:
        """The action as it is wanted."""
        said = self.cleaned_data
        lead = said["lead"]
        units = self.old.units
        if lead != (units[0] if units else None):
            units = led_by(units, lead)
        return replace(
            self.old,
            title=said["title"],
            units=units,
            target_on=said["target_on"],
            cost=said["cost"],
            funding=said["funding"],
            note=said["note"],
            steps=tuple(
                StepFacts(
                    title=step.title,
                    first_month=_month(said[f"first_{place}"]),
                    last_month=_month(said[f"last_{place}"]),
                )
                for place, step in enumerate(self.old.steps)
            ),
        )


class QuickForm(forms.Form):
    """A new row: the few words that make an action."""

    title = forms.CharField(
        label=_("Rencana aksi"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.TypedChoiceField(
        label=_("Penanggung jawab"), coerce=int, empty_value=None, required=False
    )
    indicator = forms.ChoiceField(label=_("Indikator"), required=False)
    level = forms.TypedChoiceField(
        label=_("Menuju tingkat"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self, data: Any = None, *, units: Sequence[Unit], indicators: Choices, levels: range
    ) -> None:
        super().__init__(data, auto_id="baru_%s")
        given: Mapping[str, Choices] = {
            "unit": [(unit.pk, unit.name) for unit in units],
            "indicator": indicators,
            "level": [(level, str(level)) for level in levels],
        }
        for name, choices in given.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                nothing = "–" if name == "level" else _("Belum ditentukan")
                field.choices = [("", nothing), *choices]

    def clean(self) -> dict[str, Any]:
        """A criterion is an indicator with a level."""
        said = super().clean() or {}
        if bool(said.get("indicator")) != (said.get("level") is not None):
            missing = "level" if said.get("indicator") else "indicator"
            self.add_error(
                missing, _("Pilih indikator bersama tingkatnya, atau kosongkan keduanya.")
            )
        return said

    def facts(self) -> ActionFacts:
        """The new action."""
        said = self.cleaned_data
        return ActionFacts(
            title=said["title"],
            units=(said["unit"],) if said["unit"] else (),
            targets=((said["indicator"], said["level"]),) if said["indicator"] else (),
        )


class BulkForm(forms.Form):
    """The change of many rows; what is left empty stays as it is."""

    lead = forms.TypedChoiceField(
        label=_("Penanggung jawab"), coerce=int, empty_value=None, required=False
    )
    support = forms.TypedChoiceField(
        label=_("Tambah pendukung"), coerce=int, empty_value=None, required=False
    )
    release = forms.TypedChoiceField(
        label=_("Lepaskan unit"), coerce=int, empty_value=None, required=False
    )
    shift = forms.IntegerField(
        label=_("Geser bulan"),
        required=False,
        min_value=-MOST_SHIFT,
        max_value=MOST_SHIFT,
        widget=forms.NumberInput(attrs={"placeholder": "0"}),
    )
    target_on = day_field(_("Target selesai"), required=False)
    cost = RupiahField(label=_("Biaya (Rp)"))
    funding = forms.ChoiceField(
        label=_("Sumber dana"), choices=[("", _("Tidak diubah")), *Funding.choices], required=False
    )
    confidence = forms.IntegerField(
        label=_("Keyakinan (%)"), required=False, min_value=1, max_value=100
    )
    cancel = forms.BooleanField(label=_("Batalkan aksi"), required=False)
    reason = forms.CharField(
        label=_("Alasan pembatalan"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, units: Sequence[Unit], gone: Sequence[Unit] = ()
    ) -> None:
        """``units`` stand today; ``gone`` have a part in the plan and can only be let go."""
        super().__init__(data, auto_id="massal_%s")
        standing = [(unit.pk, unit.name) for unit in units]
        for name, extra in (("lead", ()), ("support", ()), ("release", gone)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                more = [(unit.pk, unit.name) for unit in extra]
                field.choices = [("", _("Tidak diubah")), *standing, *more]

    def clean(self) -> dict[str, Any]:
        """Something is to change, and cancelling says why."""
        said = super().clean() or {}
        if said.get("cancel") and not said.get("reason", "").strip():
            self.add_error("reason", _("Tuliskan alasan pembatalan."))
        elif not self.errors and self.change().is_empty:
            raise forms.ValidationError(_("Isi paling sedikit satu hal yang diubah."))
        return said

    def change(self) -> BulkChange:
        """What is said of every chosen action."""
        said = self.cleaned_data
        if said.get("cancel"):
            return BulkChange(cancel=True, reason=said["reason"])
        return BulkChange(
            lead=said["lead"],
            support=(said["support"],) if said["support"] else (),
            release=(said["release"],) if said["release"] else (),
            shift=said["shift"] or 0,
            target_on=said["target_on"],
            funding=said["funding"],
            confidence=said["confidence"],
            cost=said["cost"],
        )


def month_choices(plan: ActionPlan) -> Choices:
    """The plan's months by year; the empty one for a step without months."""
    return [
        ("", "–"),
        *(
            (
                str(year),
                [
                    (month.isoformat(), formats.date_format(month, "M Y"))
                    for month in months_between(date(year, 1, 1), date(year, 12, 1))
                ],
            )
            for year in plan.years
        ),
    ]


def _month(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
