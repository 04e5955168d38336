"""The form of a recommendation: it reads what was typed; the service decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.assessments.models import Assessment
from selaras.improvement.models import Source
from selaras.improvement.services.recommendations import RecommendationFacts
from selaras.improvement.services.recommendations_facts import FIRST_YEAR, LAST_YEAR
from selaras.people.models import Unit
from selaras.people.queries.units import UnitNode
from selaras.pure.instrument.model import Instrument
from selaras.pure.instrument.naming import short_names
from selaras.pure.numbers import exact, localise
from selaras.web.assessments.external.forms import LONGEST_TEXT, ValueField
from selaras.web.people.forms import VersionedForm, day_field, indented

SPARE_ROWS = 2
"""Empty rows beside the indicators there are; the form's own button adds more."""
MOST_ROWS = 60


class RecommendationForm(VersionedForm):
    """Facts of a recommendation. Indicators are rows of two selects beside the fields."""

    text = forms.CharField(
        label=gettext_lazy("Rekomendasi"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Tulis seperti tertulis pada sumbernya."),
        error_messages={"required": gettext_lazy("Tulis isi rekomendasinya.")},
    )
    source = forms.ChoiceField(label=gettext_lazy("Sumber"), choices=Source.choices)
    year = forms.IntegerField(
        label=gettext_lazy("Tahun penilaian"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    number = forms.CharField(label=gettext_lazy("Nomor pada sumber"), max_length=16, required=False)
    assessment = forms.TypedChoiceField(
        label=gettext_lazy("Penilaian asal"), coerce=int, empty_value=None, required=False
    )
    lead = forms.TypedChoiceField(
        label=gettext_lazy("Unit utama"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Unit yang memimpin jawabannya"),
    )
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Unit lain yang ikut menjawab"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = day_field(gettext_lazy("Tenggat"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Catatan"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    stated_self = ValueField(label=gettext_lazy("Nilai mandiri"), required=False)
    stated_assessor = ValueField(label=gettext_lazy("Nilai asesor"), required=False)
    stated_final = ValueField(label=gettext_lazy("Nilai akhir"), required=False)

    STATED = ("stated_self", "stated_assessor", "stated_final")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        instrument: Instrument,
        units: Sequence[UnitNode],
        ended: Sequence[Unit] = (),
        assessments: Sequence[Assessment] = (),
        before: RecommendationFacts | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """``ended``: units it had before that do not stand any more; they may stay."""
        given = {**(_initial(before) if before else {}), **(initial or {})}
        super().__init__(data, initial=given)
        self.sent = data
        self.instrument = instrument
        self.before = before
        self.target_errors: list[str] = []
        standing: list[tuple[int | str, str]] = [*indented(units)]
        gone = [(unit.pk, _("%(name)s (berakhir)") % {"name": unit.name}) for unit in ended]
        self._offer("lead", [("", _("Belum ada")), *standing, *gone])
        self._offer("units", [*standing, *gone])
        self._offer(
            "assessment",
            [
                ("", _("Tidak dari penilaian di Selaras")),
                *((a.pk, str(a.cycle)) for a in assessments),
            ],
        )
        self._assessments = {row.pk: row for row in assessments}

    def _offer(self, name: str, options: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(options)

    @property
    def indicator_options(self) -> list[tuple[str, str]]:
        """The indicators of the instrument and of no other."""
        return [(n, f"{n} {name}") for n, name in short_names(self.instrument).items()]

    @property
    def level_options(self) -> list[tuple[str, str]]:
        """The levels of the instrument's scale."""
        scale = self.instrument.scale
        levels = range(int(scale.minimum), int(scale.maximum) + 1)
        return [(str(n), str(n)) for n in levels]

    @property
    def target_rows(self) -> list[tuple[str, str]]:
        """(indicator, level) of every row, the empty ones at the end included."""
        if self.sent is not None:
            rows = [pair for pair in self._pairs() if any(pair)]
            wanted = SPARE_ROWS + (SPARE_ROWS if self.adds_row else 0)
        else:
            before = self.before.targets if self.before else ()
            rows = [(number, "" if level is None else str(level)) for number, level in before]
            wanted = SPARE_ROWS
        return [*rows, *[("", "")] * wanted][:MOST_ROWS]

    @property
    def adds_row(self) -> bool:
        """Whether the sender only asked for more rows."""
        return self.sent is not None and "baris" in self.sent

    def _pairs(self) -> list[tuple[str, str]]:
        data = self.sent or QueryDict()
        numbers, levels = data.getlist("indikator"), data.getlist("tingkat")
        levels += [""] * (len(numbers) - len(levels))
        return list(zip(numbers[:MOST_ROWS], levels, strict=False))

    def clean(self) -> dict[str, Any]:
        """Read the rows of indicators; a level without its indicator is a slip."""
        values = super().clean() or {}
        targets: list[tuple[str, int | None]] = []
        for number, level in self._pairs():
            if number and (not level or (level.isascii() and level.isdecimal())):
                targets.append((number[:12], int(level[:4]) if level else None))
            elif number or level:
                self._blame_targets(_("Pilih indikator untuk tingkat itu."))
        values["targets"] = tuple(targets)
        return values

    def _blame_targets(self, message: str) -> None:
        self.target_errors.append(message)
        self.add_error(None, message)

    def facts(self) -> RecommendationFacts:
        """What was typed; call after ``is_valid``. What the form does not show stays."""
        values = self.cleaned_data
        lead = values["lead"]
        others = tuple(unit for unit in values["units"] if unit != lead)
        base = self.before or RecommendationFacts(text="", year=0, source="")
        units = ((lead,) if lead is not None else ()) + others
        if self.before and set(units) == set(self.before.units) and units[:1] == base.units[:1]:
            # The boxes have no order of their own: the same units stay as they stood.
            units = self.before.units
        return base.replace(
            text=values["text"],
            year=values["year"],
            source=values["source"],
            number=values["number"],
            targets=values["targets"],
            units=units,
            due_on=values["due_on"],
            note=values["note"],
            assessment=self._assessments.get(values["assessment"]),
            **{name: values[name] for name in self.STATED},
        )

    def newer(self, fresh: RecommendationFacts, names: Mapping[int, str]) -> list[tuple[str, str]]:
        """What stands now where it differs from what was typed, as (label, value)."""
        typed = self.facts()
        found = [
            (str(self.fields[name].label), _shown(getattr(fresh, name)))
            for name in ("text", "source", "year", "number", "due_on", "note", *self.STATED)
            if getattr(fresh, name) != getattr(typed, name)
        ]
        if fresh.targets != typed.targets:
            told = ", ".join(n if x is None else f"{n} → {x}" for n, x in fresh.targets)
            found.append((_("Indikator"), told or "–"))
        if fresh.units != typed.units:
            told = ", ".join(names.get(key, "") for key in fresh.units)
            found.append((_("Unit"), told or "–"))
        return found


def _initial(facts: RecommendationFacts) -> dict[str, Any]:
    stated = {name: getattr(facts, name) for name in RecommendationForm.STATED}
    return {
        "text": facts.text,
        "source": facts.source,
        "year": facts.year,
        "number": facts.number,
        "assessment": facts.assessment.pk if facts.assessment else None,
        "lead": facts.units[0] if facts.units else None,
        "units": list(facts.units[1:]),
        "due_on": facts.due_on,
        "note": facts.note,
        **{name: localise(exact(v)) if v is not None else "" for name, v in stated.items()},
    }


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return localise(exact(value)) if hasattr(value, "numerator") else str(value)
