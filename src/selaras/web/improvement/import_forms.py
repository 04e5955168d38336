"""What imports of follow-up tables and of the official form ask beside the usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.assessments.services.imports.plan import Options
from selaras.foundation import clock
from selaras.improvement.models import ActionPlan
from selaras.improvement.services.imports.action_form import ActionForm
from selaras.improvement.services.imports.follow_up import FollowUp
from selaras.improvement.services.imports.target_plan import FIRST, LAST, NAME, PLAN
from selaras.improvement.services.imports.units import NEW, NONE, UNITS
from selaras.improvement.states import PlanState
from selaras.people.models import Institution
from selaras.people.permissions import may_manage_units
from selaras.web.assessments.import_forms import FORMS, OptionsForm

DECIDED = "decided"
MOST_PER_TEXT = 12
"""Units one text of a table may name."""


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """One unit of a text: its words, what is chosen, and a name a new unit would get."""

    words: str
    chosen: str
    new: str
    new_name: str


@dataclass(frozen=True, slots=True)
class UnitQuestion:
    """One text of the table that lists units, and what it is taken to mean."""

    place: int
    text: str
    rows: int
    is_sure: bool
    answers: Sequence[UnitAnswer]


def _plan_label(plan: ActionPlan) -> str:
    """The name with its years."""
    return f"{plan.name} ({plan.first_year}–{plan.last_year})"


class _PlanForm(OptionsForm):
    """Options of a file that speaks of one plan of one institution."""

    plan = forms.ModelChoiceField(
        queryset=ActionPlan.objects.none(), label=gettext_lazy("Rencana aksi"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("kind", None)
        open_plans = ActionPlan.objects.exclude(state=PlanState.CLOSED)
        chosen = self._institution()
        if chosen is not None:
            open_plans = open_plans.filter(institution=chosen)
        else:
            open_plans = open_plans.visible_to(self.actor)
        plan = self._field("plan")
        plan.queryset = open_plans.order_by("-first_year", "name")
        plan.label_from_instance = _plan_label

    def _institution(self) -> Institution | None:
        """The institution chosen so far."""
        if not self.is_bound:
            given = self.initial.get("institution")
            return given if isinstance(given, Institution) else None
        key = self.data.get(self.add_prefix("institution"), "")
        if not (key.isascii() and key.isdigit() and len(key) < 10):
            return None
        found: Institution | None = self._field("institution").queryset.filter(pk=key).first()
        return found

    @classmethod
    def initial_of(cls, options: Options) -> dict[str, Any]:
        """The plan chosen before, too."""
        return {**super().initial_of(options), "plan": options.more.get(PLAN)}

    def more(self) -> dict[str, Any]:
        """The plan's key."""
        plan: ActionPlan | None = self.cleaned_data["plan"]
        return {PLAN: plan.pk if plan else None}


class ActionPlanForm(_PlanForm):
    """Which plan a form belongs to; its codes tell, where they were left in."""

    field_order = ("sheet", "institution", "plan", "instrument")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["year"]
        self._field("institution").empty_label = _("Menurut kode dalam formulir")
        self._field("plan").empty_label = _("Menurut kode dalam formulir")

    def clean(self) -> dict[str, Any]:
        """Forms know no year."""
        return {**(super().clean() or self.cleaned_data), "year": None}


class FollowUpForm(_PlanForm):
    """The year of the report, the plan for the actions, and what the texts of units mean."""

    plan_name = forms.CharField(
        label=gettext_lazy("Nama rencana baru"), max_length=200, required=False
    )
    first_year = forms.IntegerField(
        label=gettext_lazy("Tahun pertama rencana"), required=False, min_value=2015, max_value=2100
    )
    last_year = forms.IntegerField(
        label=gettext_lazy("Tahun terakhir rencana"), required=False, min_value=2015, max_value=2100
    )

    field_order = (
        "sheet",
        "instrument",
        "institution",
        "year",
        "plan",
        "plan_name",
        "first_year",
        "last_year",
    )
    more_template: ClassVar[str] = "assessments/_import_units.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self._field("year")
        year.label, year.help_text = _("Tahun penilaian"), _("Tahun hasil yang ditindaklanjuti.")
        self._field("institution").empty_label = _("Pilih instansi")
        self._field("plan").empty_label = _("Rencana baru")
        self._field("plan_name").help_text = _("Dipakai bila tidak memilih rencana yang ada.")

    @classmethod
    def initial_of(cls, options: Options) -> dict[str, Any]:
        """Name and years of a new plan, too."""
        more = options.more
        return {
            **super().initial_of(options),
            "plan_name": more.get(NAME, ""),
            "first_year": more.get(FIRST),
            "last_year": more.get(LAST),
        }

    def more(self) -> dict[str, Any]:
        """The plan and the decisions about units; proposals that were left stay proposals."""
        data = self.cleaned_data
        return {
            **super().more(),
            NAME: data["plan_name"],
            FIRST: data["first_year"],
            LAST: data["last_year"],
            UNITS: self._decisions(),
        }

    def _decisions(self) -> dict[str, list[str]]:
        before: Mapping[str, Any] = self.told.get(DECIDED, {}).get(UNITS, {})
        decisions = {}
        posted: Any = self.data
        for place, told in enumerate(self.told.get(UNITS, ())):
            text = told["text"]
            if posted.get(f"unit-{place}-teks") != text:
                if text in before:
                    decisions[text] = before[text]
                continue
            said = [one for one in posted.getlist(f"unit-{place}") if one and one != NONE]
            proposed = [one for one in told["decisions"] if one != NONE]
            if text in before or said != proposed:
                decisions[text] = said[:MOST_PER_TEXT]
        return decisions

    def units(self) -> list[tuple[str, str]]:
        """The units to choose from: key and name."""
        chosen = self._institution()
        if chosen is None:
            return []
        rows = chosen.units.standing_on(clock.today()).order_by("name", "pk")
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]

    def questions(self) -> list[UnitQuestion]:
        """Every text of units, those that need a look first."""
        chosen = self._institution()
        may_make = chosen is not None and may_manage_units(self.actor, chosen)
        found = [
            UnitQuestion(
                place, told["text"], told["rows"], told["sure"], _answers(told, may_make=may_make)
            )
            for place, told in enumerate(self.told.get(UNITS, ()))
        ]
        return sorted(found, key=lambda question: question.is_sure)


def _answers(told: Mapping[str, Any], *, may_make: bool) -> list[UnitAnswer]:
    """One per part of the text, then what was decided beyond them, then an empty one."""
    parts, decisions = told["parts"], told["decisions"]
    answers = []
    for place in range(max(len(parts), len(decisions)) + 1):
        part = parts[place] if place < len(parts) else {"text": "", "name": ""}
        chosen = decisions[place] if place < len(decisions) else NONE
        new = chosen.removeprefix(NEW) if chosen.startswith(NEW) else part["name"]
        token = f"{NEW}{new}" if may_make and new else ""
        answers.append(UnitAnswer(part["text"], chosen, token, new))
    return answers


def register() -> None:
    """Let the import pages ask what these shapes ask."""
    FORMS[FollowUp.identifier] = FollowUpForm
    FORMS[ActionForm.identifier] = ActionPlanForm
