"""Many recommendations at once: one change with a preview, or one move for those it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.access import demand
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.permissions import WRITE_RECOMMENDATION, may_write_recommendation
from selaras.improvement.queries.recommendations import (
    Choices,
    RecommendationLine,
    choices_of,
    chosen,
)
from selaras.improvement.queries.recommendations_answers import NO_ANSWERS, answers_to
from selaras.improvement.queries.recommendations_moves import hindrance_of
from selaras.improvement.services.recommendations_bulk import (
    MOST,
    BulkChange,
    RecommendationsChangedError,
    UnitMode,
    change_many,
    move_many,
)
from selaras.improvement.services.recommendations_facts import (
    RecommendationFacts,
    facts_of_many,
)
from selaras.improvement.states import RECOMMENDATIONS, Move
from selaras.people.models import Institution, User
from selaras.people.queries.units import standing_units
from selaras.web.assessments.external.forms import LONGEST_TEXT
from selaras.web.improvement.opening import opened
from selaras.web.improvement.recommendations.listing import CHANGE
from selaras.web.people.forms import blame, day_field, indented, seen_version

_TOLD = 10
"""Of those a move left where they were: how many the next page names."""

UNIT_MODES = (
    (UnitMode.REPLACE.value, gettext_lazy("Ganti dengan")),
    (UnitMode.ADD.value, gettext_lazy("Tambahkan")),
    (UnitMode.REMOVE.value, gettext_lazy("Lepaskan")),
)


class BulkForm(forms.Form):
    """One change for all that are chosen; what is left empty stays as it is."""

    unit_mode = forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=UNIT_MODES, initial=UnitMode.REPLACE.value
    )
    units = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Unit yang dipilih"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Yang pertama dalam daftar menjadi unit utama"),
    )
    due_on = day_field(gettext_lazy("Tenggat"), required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Tingkat sasaran"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=gettext_lazy("Menggantikan catatan yang ada"),
    )

    def __init__(
        self, data: QueryDict | None, *, institution: Institution, choices: Choices
    ) -> None:
        super().__init__(data)
        today = clock.today()
        standing = indented(standing_units(institution, today))
        known = {key for key, _name in standing}
        gone = [
            (unit.pk, _("%(name)s (berakhir, hanya dilepaskan)") % {"name": unit.name})
            for unit in choices.units
            if unit.pk not in known
        ]
        units, level = self.fields["units"], self.fields["level"]
        if isinstance(units, forms.TypedMultipleChoiceField):
            units.choices = [*standing, *gone]
        if isinstance(level, forms.TypedChoiceField):
            tops = [int(one.scale.maximum) for one in choices.instruments.values()]
            level.choices = [
                ("", _("tidak diubah")),
                *((n, str(n)) for n in range(1, min(tops, default=5) + 1)),
            ]

    def change(self) -> BulkChange:
        """What was asked for; call after ``is_valid``."""
        values = self.cleaned_data
        return BulkChange(
            units=tuple(values["units"]),
            unit_mode=UnitMode(values["unit_mode"]),
            due_on=values["due_on"],
            level=values["level"],
            note=values["note"].strip(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """What was ticked in the list with what is to be done to it; saving needs a second step."""
    institution, actor = opened(request, slug)
    sent = request.POST if request.method == "POST" else request.GET
    step = sent.get("lakukan", "")
    if step not in Move.values:
        demand(may_write_recommendation(actor, institution.pk), WRITE_RECOMMENDATION)
        return _change(request, institution, actor)
    return _move(request, institution, actor, Move(step))


def _change(request: HttpRequest, institution: Institution, actor: User) -> HttpResponse:
    today = clock.today()
    choices = choices_of(institution, today)
    seen = ticked(request.POST if request.method == "POST" else request.GET)
    sent = request.POST if request.method == "POST" else None
    form = BulkForm(sent, institution=institution, choices=choices)
    context: dict[str, Any] = {"form": form, "step": CHANGE}
    stale: frozenset[int] = frozenset()
    status = 200
    if sent is not None and form.is_valid() and "ubah" not in sent:
        change = form.change()
        if sent.get("langkah") == "simpan":
            try:
                changed = change_many(institution, seen, change, actor=actor)
            except RecommendationsChangedError as error:
                stale, status = error.keys, 409
                context["conflict"] = error
            except RefusedError as error:
                blame(form, error)
            else:
                return _told(request, institution, len(changed))
        if change.is_empty:
            form.add_error(None, _("Pilih unit, isi tenggat, tingkat, atau catatan."))
    lines = chosen(institution, list(seen), choices, today)
    if sent is not None and not lines:
        form.add_error(None, _("Pilih paling sedikit satu rekomendasi."))
    if sent is not None and form.is_valid() and "ubah" not in sent:
        context |= _preview(institution, lines, form.change(), stale)
        context["given"] = _given(sent)
    elif sent is not None and "ubah" not in sent:
        status = 422
    return _page(request, institution, lines, context, status)


def _preview(
    institution: Institution,
    lines: Sequence[RecommendationLine],
    change: BulkChange,
    stale: frozenset[int],
) -> dict[str, Any]:
    """Old and new of every recommendation that is chosen."""
    before = facts_of_many([line.row for line in lines])
    after = {key: change.of(facts) for key, facts in before.items()}
    keys = {unit for facts in (*before.values(), *after.values()) for unit in facts.units}
    names = dict(institution.units.filter(pk__in=keys).values_list("pk", "name"))
    rows = [
        {
            "line": line,
            "changes": _differences(before[line.pk], after[line.pk], names),
            "conflict": line.pk in stale,
        }
        for line in lines
    ]
    return {"rows": rows, "changing": sum(bool(row["changes"]) for row in rows)}


def _differences(
    before: RecommendationFacts, after: RecommendationFacts, names: Mapping[int, str]
) -> list[tuple[str, Any, Any, str]]:
    """(what, old, new, kind) of what would change; days stay days for the page to write."""
    found: list[tuple[str, Any, Any, str]] = []
    if before.units != after.units:
        old, new = (
            ", ".join(names.get(unit, "") for unit in facts.units) for facts in (before, after)
        )
        found.append((_("Unit"), before.units_label or old, new, "text"))
    if before.due_on != after.due_on:
        found.append((_("Tenggat"), before.due_on, after.due_on, "day"))
    if before.targets != after.targets:
        old, new = (
            ", ".join(n if level is None else f"{n} → {level}" for n, level in facts.targets)
            for facts in (before, after)
        )
        found.append((_("Tingkat"), old, new, "text"))
    if before.note != after.note:
        found.append((_("Catatan"), before.note, after.note, "text"))
    return found


def _move(request: HttpRequest, institution: Institution, actor: User, move: Move) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    seen = ticked(sent)
    error: RefusedError | None = None
    if request.method == "POST":
        try:
            reason = sent.get("alasan", "")[:4000]
            done = move_many(institution, seen, move, note=reason, actor=actor)
        except RefusedError as refusal:
            error = refusal
        else:
            _tell_moved(request, move, len(done.moved))
            for one in done.left[:_TOLD]:
                row = one.recommendation
                messages.warning(request, f"{row.number or row.position}: {one.reason}")
            return redirect(_list(request, institution))
    today = clock.today()
    lines = chosen(institution, list(seen), choices_of(institution, today), today)
    answers = answers_to([line.pk for line in lines])
    fits: list[RecommendationLine] = []
    left: list[tuple[RecommendationLine, str]] = []
    for line in lines:
        units = frozenset(unit.pk for unit in line.units)
        why = hindrance_of(actor, line.row, move, answers.get(line.pk, NO_ANSWERS), units)
        if why:
            left.append((line, why))
        else:
            fits.append(line)
    context = {
        "step": move.value,
        "move": move,
        "reasoned": RECOMMENDATIONS[move].reasoned,
        "fits": fits,
        "left": left,
        "error": error,
        "reason": sent.get("alasan", ""),
    }
    return _page(request, institution, lines, context, _status(error))


def _status(error: RefusedError | None) -> int:
    if error is None:
        return 200
    return 409 if isinstance(error, ChangedMeanwhileError) else 422


def ticked(data: QueryDict) -> dict[int, int]:
    """The ticked recommendations as key → version seen, "key:version" each."""
    found: dict[int, int] = {}
    for text in data.getlist("pilih")[:MOST]:
        key, _colon, version = text.partition(":")
        if key.isascii() and key.isdecimal() and len(key) < 18:
            found[int(key)] = seen_version(version)
    return found


def _given(sent: QueryDict) -> list[tuple[str, str]]:
    """What was filled in, for the confirming form to carry on."""
    return [
        (name, value)
        for name in ("unit_mode", "units", "due_on", "level", "note")
        for value in sent.getlist(name)
        if value
    ]


def _told(request: HttpRequest, institution: Institution, count: int) -> HttpResponse:
    if count:
        text = ngettext(
            "%(count)d rekomendasi sudah diubah.", "%(count)d rekomendasi sudah diubah.", count
        )
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Tidak ada yang berubah: semuanya sudah seperti itu."))
    return redirect(_list(request, institution))


def _tell_moved(request: HttpRequest, move: Move, count: int) -> None:
    if not count:
        messages.info(request, _("Tidak ada rekomendasi yang berpindah."))
        return
    text = ngettext(
        "%(move)s: %(count)d rekomendasi sudah berpindah.",
        "%(move)s: %(count)d rekomendasi sudah berpindah.",
        count,
    )
    messages.success(request, text % {"move": move.label, "count": count})


def _list(request: HttpRequest, institution: Institution) -> str:
    """The list as the sender saw it: only its filters are taken over, never an address."""
    sent = request.POST if request.method == "POST" else request.GET
    query = QueryDict(sent.get("dari", "")[:2000]).urlencode()
    address = reverse("recommendations:list", args=[institution.slug])
    return f"{address}?{query}" if query else address


def _page(
    request: HttpRequest,
    institution: Institution,
    lines: Sequence[RecommendationLine],
    context: dict[str, Any],
    status: int,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    shown = {
        "institution": institution,
        "lines": lines,
        "back": _list(request, institution),
        "origin": sent.get("dari", "")[:2000],
        **context,
    }
    return render(request, "recommendations/bulk.html", shown, status=status)
