"""The form of a scenario: it reads what was typed; the services decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from selaras.improvement.models import (
    MOST_SCENARIO_YEARS,
    ActionPlan,
    GoalKind,
    Scenario,
    ScenarioMeasure,
)
from selaras.improvement.queries.scenario_base import Beginning
from selaras.improvement.services.scenario_facts import ScenarioFacts
from selaras.instruments.queries import definition
from selaras.people.queries.units import UnitNode
from selaras.pure.instrument.model import Indicator, Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.numbers import exact, localise, parse
from selaras.web.improvement.money import RupiahField
from selaras.web.people.forms import VersionedForm

LONGEST_NOTE = 300
_YEARS = [(n, str(n)) for n in range(1, MOST_SCENARIO_YEARS + 1)]
_LEVELS = [
    (0, _("Tidak dipakai")),
    (1, _("Satu tingkat berikutnya")),
    (2, _("Dua tingkat berikutnya")),
    (3, _("Tiga tingkat berikutnya")),
    (5, _("Semua tingkat di atasnya")),
]


class FigureField(forms.CharField):
    """An exact figure with comma or point; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6}),
        )
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """With a comma; what was typed stays as it was typed."""
        return localise(exact(value)) if isinstance(value, Fraction) else value

    def clean(self, value: Any) -> Any:
        """The figure."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("Tulis angka, misalnya 3 atau 2,75.")) from error


@dataclass(frozen=True, slots=True)
class ValueRow:
    """An indicator's line in the table of values, with its three fields."""

    indicator: Indicator
    name: str
    value: Fraction | None
    typed: BoundField
    external: BoundField
    note: BoundField

    @property
    def has_errors(self) -> bool:
        """Whether any of its fields was refused."""
        return bool(self.typed.errors or self.external.errors or self.note.errors)


class ScenarioForm(VersionedForm):
    """Everything about a scenario but its options."""

    name = forms.CharField(label=_("Nama skenario"), max_length=160)
    goal = forms.ChoiceField(
        label=_("Yang dituju"), choices=GoalKind.choices, widget=forms.RadioSelect
    )
    predicate = forms.ChoiceField(label=_("Predikat"), required=False)
    index = FigureField(label=_("Indeks"))
    floor = forms.TypedChoiceField(
        label=_("Tingkat terendah setiap indikator"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    total = RupiahField(label=_("Jumlah yang tersedia"))
    first_year = forms.IntegerField(label=_("Tahun pertama"), min_value=2015, max_value=2100)
    years = forms.TypedChoiceField(label=_("Berapa tahun"), coerce=int, choices=_YEARS)
    measure = forms.ChoiceField(
        label=_("Yang dibuat sekecil mungkin"),
        choices=[
            (ScenarioMeasure.MONEY, _("Biaya; poin usaha selama ada aksi tanpa biaya")),
            (ScenarioMeasure.EFFORT, _("Poin usaha")),
        ],
        widget=forms.RadioSelect,
    )
    budget = RupiahField(label=_("Dana seluruhnya (Rp)"))
    least_confidence = forms.IntegerField(
        label=_("Keyakinan paling rendah (%)"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "planner-short"}),
        help_text=_("Aksi yang kurang meyakinkan dari ini disisihkan, kecuali yang wajib."),
    )
    plan = forms.ModelChoiceField(
        label=_("Aksi dari rencana"),
        queryset=ActionPlan.objects.none(),
        required=False,
        empty_label=_("Tidak dipakai"),
    )
    uses_recommendations = forms.BooleanField(
        label=_("Rekomendasi yang masih terbuka"), required=False
    )
    criteria_levels = forms.TypedChoiceField(
        label=_("Kriteria instrumen yang belum direncanakan"), coerce=int, choices=_LEVELS
    )

    def __init__(
        self,
        *args: Any,
        beginning: Beginning,
        units: Sequence[UnitNode],
        plans: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.beginning, self.units = beginning, units
        self.instrument = definition(beginning.instrument)
        bands = [(band.name, band.name) for band in self.instrument.bands]
        scale = self.instrument.scale
        levels = range(int(scale.minimum), int(scale.maximum) + 1)
        self._choices("predicate", bands)
        self._choices("floor", [("", _("Tidak disyaratkan")), *((n, str(n)) for n in levels)])
        plan = self.fields["plan"]
        if isinstance(plan, forms.ModelChoiceField):
            plan.queryset = plans
            plan.label_from_instance = lambda row: row.name  # type: ignore[method-assign, assignment]
        for place in range(1, MOST_SCENARIO_YEARS + 1):
            self.fields[f"money_{place}"] = RupiahField(
                label=_("Dana tahun ke-%(place)d (Rp)") % {"place": place}
            )
        for indicator in self.instrument.indicators():
            self._value_fields(indicator)
        for unit in units:
            self.fields[f"capacity-{unit.pk}"] = forms.IntegerField(
                label=_("Kapasitas %(unit)s") % {"unit": unit.name},
                required=False,
                min_value=0,
                widget=forms.NumberInput(attrs={"class": "input planner-short"}),
            )

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _value_fields(self, indicator: Indicator) -> None:
        number = indicator.number
        short = forms.TextInput(
            attrs={"class": "input planner-short", "inputmode": "decimal", "autocomplete": "off"}
        )
        wide = forms.TextInput(attrs={"class": "input", "autocomplete": "off"})
        said = {"number": number}
        self.fields[f"typed-{number}"] = FigureField(
            label=_("Nilai awal indikator %(number)s") % said, widget=short
        )
        self.fields[f"external-{number}"] = FigureField(
            label=_("Nilai luar indikator %(number)s") % said, widget=short
        )
        self.fields[f"note-{number}"] = forms.CharField(
            label=_("Sumber nilai luar indikator %(number)s") % said,
            required=False,
            max_length=LONGEST_NOTE,
            widget=wide,
        )

    def value_rows(self) -> Iterator[ValueRow]:
        """The table of values, in the instrument's order."""
        names = short_names(self.instrument)
        for indicator in self.instrument.indicators():
            number = indicator.number
            yield ValueRow(
                indicator,
                names[number],
                self.beginning.values.get(number),
                self[f"typed-{number}"],
                self[f"external-{number}"],
                self[f"note-{number}"],
            )

    def capacity_rows(self) -> Iterator[tuple[UnitNode, BoundField]]:
        """The units with the points each carries."""
        for unit in self.units:
            yield unit, self[f"capacity-{unit.pk}"]

    def money_rows(self) -> list[BoundField]:
        """The limit of each year."""
        return [self[f"money_{place}"] for place in range(1, MOST_SCENARIO_YEARS + 1)]

    def has_limits(self) -> bool:
        """Whether anything in the folded part of limits is filled in or refused."""
        names = ("budget", *(f"money_{n}" for n in range(1, MOST_SCENARIO_YEARS + 1)))
        return any(self[name].errors or self[name].value() for name in names)

    def has_values(self) -> bool:
        """Whether any value is typed or comes from outside, or was refused."""
        return any(
            row.has_errors or row.typed.value() or row.external.value() for row in self.value_rows()
        )

    def has_capacity(self) -> bool:
        """Whether any unit has a capacity."""
        return any(
            field.errors or field.value() not in (None, "") for _, field in self.capacity_rows()
        )

    def facts(self) -> ScenarioFacts:
        """What was said."""
        said = self.cleaned_data
        numbers = [indicator.number for indicator in self.instrument.indicators()]
        fixed = {n: said[f"external-{n}"] for n in numbers if said[f"external-{n}"] is not None}
        capacity = {unit.pk: said[f"capacity-{unit.pk}"] for unit in self.units}
        return ScenarioFacts(
            name=said["name"],
            instrument=self.beginning.instrument,
            assessment=self.beginning.assessment,
            stage=str(self.beginning.stage or ""),
            typed={n: said[f"typed-{n}"] for n in numbers if said[f"typed-{n}"] is not None},
            external={n: (value, said[f"note-{n}"]) for n, value in fixed.items()},
            goal=said["goal"],
            predicate=said["predicate"],
            index=said["index"],
            floor=said["floor"],
            total=said["total"],
            first_year=said["first_year"],
            years=said["years"],
            yearly_money=tuple(said[f"money_{place}"] for place in range(1, said["years"] + 1)),
            budget=said["budget"],
            measure=said["measure"],
            least_confidence=said["least_confidence"],
            capacity={unit: points for unit, points in capacity.items() if points is not None},
            plan=said["plan"],
            uses_recommendations=said["uses_recommendations"],
            criteria_levels=said["criteria_levels"],
        )


def initial_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario as its form shows it."""
    money = {f"money_{place}": amount for place, amount in enumerate(scenario.yearly_money, 1)}
    typed = {f"typed-{number}": parse(text) for number, text in scenario.typed.items()}
    outside: dict[str, Any] = {}
    for number, one in scenario.external.items():
        outside[f"external-{number}"] = parse(one["nilai"])
        outside[f"note-{number}"] = one.get("catatan", "")
    capacity = {f"capacity-{unit}": points for unit, points in scenario.capacity.items()}
    names = (
        "version",
        "name",
        "goal",
        "predicate",
        "floor",
        "total",
        "first_year",
        "years",
        "measure",
        "budget",
        "least_confidence",
        "uses_recommendations",
        "criteria_levels",
    )
    own: Mapping[str, Any] = {name: getattr(scenario, name) for name in names}
    return {
        **own,
        "index": scenario.index_goal,
        "plan": scenario.plan_id,
        **money,
        **typed,
        **outside,
        **capacity,
    }


def next_band(instrument: Instrument, index: Fraction | None) -> str:
    """The predicate above the one the index lies in; the highest where there is none above."""
    above = [band.name for band in instrument.bands if index is None or band.lower > index]
    if index is None:
        return instrument.bands[min(2, len(instrument.bands) - 1)].name
    return above[0] if above else instrument.bands[-1].name
