"""Forms of the guided steps: each reads one part of an action; the services decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.improvement.services.actions import EvidenceFacts, StepFacts
from selaras.web.improvement.money import RupiahField
from selaras.web.improvement.plans.forms import FUNDINGS
from selaras.web.people.forms import VersionedForm, day_field

Choices = Sequence[tuple[Any, Any]]
MOST_ROWS = 40
"""Stages or documents of one action; more is a plan of its own."""
SPARE_ROWS = 2
"""Empty rows below those that are filled."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the forms of one action may offer."""

    recommendations: Choices = ()
    indicators: Choices = ()
    levels: Choices = ()
    units: Choices = ()
    others: Choices = ()
    """The other actions of the plan."""
    months: Choices = ()
    criteria: Choices = ()
    """Indicator and level of the action, as "4:3"."""
    hints: Choices = ()
    """Documents that usually prove those levels."""
    targets: Mapping[int, tuple[tuple[str, int], ...]] | None = None
    """Indicators and levels the recommendations speak of, by recommendation."""


class PartForm(Protocol):
    """One part of an action: a form, perhaps with rows below it."""

    FIELDS: ClassVar[type[VersionedForm]]
    ROW: ClassVar[type[forms.Form] | None]
    PREFIX: ClassVar[str]
    """The name of the rows."""
    rows: Any

    def __init__(self, offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        """``sent`` is None where nothing is judged yet."""

    @property
    def form(self) -> VersionedForm:
        """The fields beside the rows."""

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""

    def changes(self) -> dict[str, Any]:
        """The facts of this part, by name."""


def offer(form: forms.BaseForm, **choices: Choices) -> None:
    """Give choice fields their choices."""
    for name, given in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = given


class WhatFields(VersionedForm):
    """What is done, and which recommendations it answers."""

    title = forms.CharField(
        label=_("Apa yang akan dilakukan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Mulai dengan kata kerja dan sebut hasilnya, misalnya: Menetapkan peraturan wali kota "
            "tentang arsitektur SPBE."
        ),
        error_messages={"required": _("Tulis apa yang akan dilakukan.")},
    )
    recommendations = forms.MultipleChoiceField(
        label=_("Rekomendasi yang dijawab"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class TargetRow(forms.Form):
    """One criterion the action fulfils."""

    indicator = forms.ChoiceField(label=_("Indikator"), required=False)
    level = forms.TypedChoiceField(
        label=_("Menuju tingkat"), required=False, coerce=int, empty_value=None
    )

    def clean(self) -> dict[str, Any]:
        """An indicator and its level go together."""
        said = super().clean() or {}
        if bool(said.get("indicator")) != (said.get("level") is not None) and not self.errors:
            missing = "level" if said.get("indicator") else "indicator"
            self.add_error(
                missing, _("Pilih indikator bersama tingkatnya, atau kosongkan keduanya.")
            )
        return said


class StepRow(forms.Form):
    """One stage."""

    title = forms.CharField(label=_("Tahapan"), required=False, max_length=300)
    first_month = forms.ChoiceField(label=_("Bulan mulai"), required=False)
    last_month = forms.ChoiceField(label=_("Bulan selesai"), required=False)

    def clean(self) -> dict[str, Any]:
        """Months belong to a stage that has a name; one month alone is the whole stage."""
        said = super().clean() or {}
        if not said.get("title") and (said.get("first_month") or said.get("last_month")):
            self.add_error("title", _("Tulis nama tahapannya, atau kosongkan bulannya."))
        return said

    def facts(self) -> StepFacts:
        """The stage."""
        said = self.cleaned_data
        first = said["first_month"] or said["last_month"]
        last = said["last_month"] or said["first_month"]
        return StepFacts(title=said["title"], first_month=_month(first), last_month=_month(last))


class EvidenceRow(forms.Form):
    """One document the action must produce."""

    text = forms.CharField(label=_("Dokumen"), required=False, max_length=500)
    criterion = forms.ChoiceField(label=_("Membuktikan"), required=False)

    def facts(self) -> EvidenceFacts:
        """The required document; what is attached to it stays."""
        number, level = read_criterion(self.cleaned_data["criterion"])
        return EvidenceFacts(text=self.cleaned_data["text"], number=number, level=level)


class WhoFields(VersionedForm):
    """Who does it, and when."""

    lead = forms.TypedChoiceField(
        label=_("Unit penanggung jawab"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Satu unit yang menjawab bila ditanya sejauh mana aksi ini."),
    )
    supporting = forms.TypedMultipleChoiceField(
        label=_("Unit pendukung"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = day_field(_("Mulai"), required=False)
    target_on = day_field(
        _("Target selesai"),
        required=False,
        help_text=_("Hari terakhir. Bila hanya tahunnya yang diketahui, isi 31 Desember."),
    )
    prerequisites = forms.TypedMultipleChoiceField(
        label=_("Aksi yang harus selesai lebih dahulu"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PlainFields(VersionedForm):
    """Nothing but the version: the part consists of rows."""


class MoneyFields(VersionedForm):
    """What it costs, how sure it is, and what else there is to say."""

    cost = RupiahField(label=_("Biaya"), help_text=_("Dalam rupiah penuh, misalnya 50.000.000."))
    funding = forms.ChoiceField(label=_("Sumber dana"), choices=FUNDINGS, required=False)
    effort = forms.IntegerField(
        label=_("Poin usaha"),
        required=False,
        min_value=1,
        max_value=30_000,
        help_text=_("Ukuran beban kerja bila biayanya belum diketahui; dipakai perencana target."),
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )
    confidence = forms.IntegerField(
        label=_("Keyakinan (%)"),
        min_value=1,
        max_value=100,
        help_text=_("Seberapa yakin kriteria akan diterima setelah aksi ini selesai."),
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )
    note = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class What:
    """Part one: the action, what it answers and what it raises."""

    FIELDS: ClassVar[type[VersionedForm]] = WhatFields
    ROW: ClassVar[type[forms.Form] | None] = TargetRow
    PREFIX: ClassVar[str] = "kriteria"

    def __init__(self, offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        self._offers = offers
        self.form = WhatFields(sent, initial=dict(initial))
        chosen = initial.get("recommendations", ())
        offer(self.form, recommendations=_chosen_first(offers.recommendations, chosen))
        self.rows = _rows(TargetRow, "kriteria", sent, initial.get("rows", ()), least=2)
        for row in self.rows:
            offer(row, indicator=offers.indicators, level=offers.levels)

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        return bool(self.form.is_valid() & self.rows.is_valid())

    def changes(self) -> dict[str, Any]:
        """Without a criterion of its own, those its recommendations speak of."""
        answered = tuple(int(key) for key in self.form.cleaned_data["recommendations"])
        said = [row.cleaned_data for row in self.rows]
        targets = [(one["indicator"], one["level"]) for one in said if one.get("indicator")]
        if not targets:
            spoken = self._offers.targets or {}
            targets = [pair for key in answered for pair in spoken.get(key, ())]
        return {
            "title": self.form.cleaned_data["title"],
            "recommendations": answered,
            "targets": tuple(dict.fromkeys(targets)),
        }


class Who:
    """Part two: units and days, and what has to come first."""

    FIELDS: ClassVar[type[VersionedForm]] = WhoFields
    ROW: ClassVar[type[forms.Form] | None] = None
    PREFIX: ClassVar[str] = ""
    rows: Any = None

    def __init__(self, offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        self.form = WhoFields(sent, initial=dict(initial))
        offer(
            self.form,
            lead=[("", _("Belum ditentukan")), *offers.units],
            supporting=_chosen_first(offers.units, initial.get("supporting", ())),
            prerequisites=_chosen_first(offers.others, initial.get("prerequisites", ())),
        )
        if not offers.others:
            del self.form.fields["prerequisites"]

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        return self.form.is_valid()

    def changes(self) -> dict[str, Any]:
        """The unit in charge first; it supports nobody but itself."""
        said = self.form.cleaned_data
        lead = said["lead"]
        units = [lead] if lead is not None else []
        units += [pk for pk in said["supporting"] if pk != lead]
        return {
            "units": tuple(units),
            "starts_on": said["starts_on"],
            "target_on": said["target_on"],
            "prerequisites": tuple(said.get("prerequisites", ())),
        }


class Stages:
    """Part three: the stages and their months."""

    FIELDS: ClassVar[type[VersionedForm]] = PlainFields
    ROW: ClassVar[type[forms.Form] | None] = StepRow
    PREFIX: ClassVar[str] = "tahap"

    def __init__(self, offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        self.form = PlainFields(sent, initial=dict(initial))
        self.rows = _rows(StepRow, "tahap", sent, initial.get("rows", ()), least=3)
        for row in self.rows:
            offer(row, first_month=offers.months, last_month=offers.months)

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        return bool(self.form.is_valid() & self.rows.is_valid())

    def changes(self) -> dict[str, Any]:
        """The rows that have a name, in their order."""
        filled = [row for row in self.rows if row.cleaned_data.get("title")]
        return {"steps": tuple(row.facts() for row in filled)}


class Proofs:
    """Part four: the documents that must come out of it."""

    FIELDS: ClassVar[type[VersionedForm]] = PlainFields
    ROW: ClassVar[type[forms.Form] | None] = EvidenceRow
    PREFIX: ClassVar[str] = "bukti"

    def __init__(self, offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        self.form = PlainFields(sent, initial=dict(initial))
        self.rows = _rows(EvidenceRow, "bukti", sent, initial.get("rows", ()), least=2)
        for row in self.rows:
            offer(row, criterion=[("", _("Tidak ditentukan")), *offers.criteria])
        self.hints = offers.hints
        ticked = sent.getlist("usul") if sent is not None else initial.get("usul", ())
        self.chosen = frozenset(ticked)

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        return bool(self.form.is_valid() & self.rows.is_valid())

    def changes(self) -> dict[str, Any]:
        """The rows that say something, then the proposals that were ticked."""
        rows = [row.facts() for row in self.rows if row.cleaned_data.get("text")]
        for key, text in self.hints:
            if key in self.chosen:
                number, level = read_criterion(key.rpartition(":")[0])
                rows.append(EvidenceFacts(text=str(text)[:500], number=number, level=level))
        return {"evidence": tuple(rows)}


class Money:
    """Part five: cost, source, effort, confidence, remarks."""

    FIELDS: ClassVar[type[VersionedForm]] = MoneyFields
    ROW: ClassVar[type[forms.Form] | None] = None
    PREFIX: ClassVar[str] = ""
    rows: Any = None

    def __init__(self, _offers: Offers, sent: QueryDict | None, initial: Mapping[str, Any]) -> None:
        self.form = MoneyFields(sent, initial=dict(initial))

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        return self.form.is_valid()

    def changes(self) -> dict[str, Any]:
        """As typed."""
        said = self.form.cleaned_data
        return {name: said[name] for name in ("cost", "funding", "effort", "confidence", "note")}


@dataclass(frozen=True, slots=True)
class Part:
    """A guided step: its word in the address, its name, what it asks, and its form."""

    code: str
    label: str | Promise
    lead: str | Promise
    make: type[PartForm] | None


PARTS: tuple[Part, ...] = (
    Part("apa", _("Apa"), _("Apa yang dilakukan, dan untuk rekomendasi atau kriteria mana?"), What),
    Part("siapa", _("Siapa dan kapan"), _("Unit mana yang mengerjakan, dan sampai kapan?"), Who),
    Part("tahapan", _("Tahapan"), _("Lewat tahapan apa saja, dan pada bulan apa?"), Stages),
    Part("bukti", _("Data dukung"), _("Dokumen apa yang membuktikan aksi ini selesai?"), Proofs),
    Part("dana", _("Biaya"), _("Berapa biayanya, dan dari mana?"), Money),
    Part("periksa", _("Periksa"), _("Sudah benar dan lengkap?"), None),
)
"""The guided steps in order."""


def part_named(code: str) -> Part | None:
    """The step of that word."""
    return next((part for part in PARTS if part.code == code), None)


def after(part: Part) -> Part:
    """The step that follows; the last one follows itself."""
    return PARTS[min(PARTS.index(part) + 1, len(PARTS) - 1)]


def before(part: Part) -> Part | None:
    """The step before it."""
    place = PARTS.index(part)
    return PARTS[place - 1] if place else None


def criterion_key(number: str, level: int | None) -> str:
    """An indicator with a level as the value of a choice."""
    return f"{number}:{level}" if number and level is not None else number


def read_criterion(key: str) -> tuple[str, int | None]:
    """Back from the value of a choice."""
    number, _colon, level = key.partition(":")
    return number, int(level) if level.isdecimal() else None


def as_typed(make: type[PartForm], sent: QueryDict) -> dict[str, Any]:
    """What was typed, to begin a form with: more rows are wanted before anything is judged."""
    found: dict[str, Any] = {"usul": sent.getlist("usul")}
    for name, field in make.FIELDS.base_fields.items():
        many = isinstance(field, forms.MultipleChoiceField)
        found[name] = sent.getlist(name) if many else sent.get(name, "")
    if make.ROW is not None:
        count = sent.get(f"{make.PREFIX}-TOTAL_FORMS", "")
        total = int(count) if count.isdecimal() and len(count) < 4 else 0
        found["rows"] = [
            {name: sent.get(f"{make.PREFIX}-{place}-{name}", "") for name in make.ROW.base_fields}
            for place in range(min(total, MOST_ROWS - SPARE_ROWS))
        ]
    return found


def _chosen_first(choices: Choices, chosen: Collection[Any]) -> Choices:
    """What is ticked stands in sight; the rest keeps its order."""
    ticked = {str(key) for key in chosen}
    return sorted(choices, key=lambda choice: str(choice[0]) not in ticked)


def _rows(
    row: type[forms.Form],
    prefix: str,
    sent: QueryDict | None,
    initial: Sequence[Mapping[str, Any]],
    *,
    least: int,
) -> Any:
    spare = max(SPARE_ROWS, least - len(initial)) if initial else least
    made = forms.formset_factory(
        row, extra=spare, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
    # A row is judged by what was sent alone: beside what stands, an unchanged one would count as
    # empty and be dropped.
    begun = [dict(one) for one in initial] if sent is None else None
    return made(sent, initial=begun, prefix=prefix)


def _month(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
