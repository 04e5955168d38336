"""The options of a scenario as a dense table: each row's figures, and one change for many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from selaras.foundation import clock
from selaras.foundation.refusal import ChangedMeanwhileError, RefusedError
from selaras.improvement.models import OptionKind, Scenario, ScenarioOption, Use
from selaras.improvement.queries.scenario_inputs import waits_of
from selaras.improvement.services.scenario_options import (
    OptionFacts,
    add_option,
    facts_of,
    set_options,
)
from selaras.instruments.queries import definition
from selaras.people.models import User
from selaras.people.queries.units import UnitNode, standing_units
from selaras.pure.instrument.naming import short_names
from selaras.pure.planning import Step
from selaras.web.improvement.money import read_rupiah, typed
from selaras.web.improvement.planner.opening import demanded, opened_scenario
from selaras.web.people.forms import seen_version
from selaras.web.ui.lists import changed

PAGE = 50
FIGURES = ("effort", "cost", "months", "unit", "confidence", "use", "earliest", "prerequisites")
_LONGEST = 300


@dataclass
class Row:
    """A line of the table: the option, the words in its fields, and what is wrong with them."""

    option: ScenarioOption
    targets: list[tuple[str, str, int]]
    words: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    ticked: bool = False


@dataclass(frozen=True)
class Known:
    """What words in fields may mean, and how figures are written."""

    scenario: Scenario
    options: Mapping[int, ScenarioOption]
    waits: Mapping[int, tuple[int, ...]]
    units: Sequence[UnitNode]

    def unit(self, text: str) -> int | None:
        """The unit of a name or abbreviation. Raises ValueError."""
        wanted = " ".join(text.casefold().split())
        for unit in self.units:
            if wanted in {unit.name.casefold(), unit.abbreviation.casefold()}:
                return unit.pk
        for option in self.options.values():
            if option.unit and option.unit.name.casefold() == wanted:
                return option.unit_id
        raise ValueError(text)

    def option(self, text: str) -> int:
        """The option with that number in the table. Raises ValueError."""
        place = int(text)
        for option in self.options.values():
            if option.position == place:
                return option.pk
        raise ValueError(text)

    def words(self, option: ScenarioOption) -> dict[str, str]:
        """An option's figures as its fields show them."""
        before = (self.options[pk].position for pk in self.waits.get(option.pk, ()))
        return {
            "effort": str(option.effort),
            "cost": typed(option.cost),
            "months": str(option.months),
            "unit": option.unit.name if option.unit else "",
            "confidence": str(option.confidence),
            "use": str(option.use),
            "earliest": str(option.earliest),
            "prerequisites": ", ".join(str(place) for place in sorted(before)),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The table (GET), its rows saved, set in bulk, or one added (POST)."""
    scenario, actor = opened_scenario(request, slug, pk)
    demanded(actor, scenario.institution)
    known = _known(scenario)
    if request.method != "POST":
        return _page(request, known, _rows(request.GET, known))
    if request.POST.get("langkah") == "tambah":
        return _added(request, known, actor)
    return _saved(request, known, actor)


def _known(scenario: Scenario) -> Known:
    rows = {row.pk: row for row in scenario.options.select_related("unit")}
    return Known(
        scenario, rows, waits_of(scenario), standing_units(scenario.institution, clock.today())
    )


def _saved(request: HttpRequest, known: Known, actor: User) -> HttpResponse:
    data, scenario = request.POST, known.scenario
    rows = [known.options[pk] for pk in _keys(data.getlist("baris")) if pk in known.options]
    facts, errors = _read_all(data, rows, known)
    ticked = _ticked(data, known) if data.get("langkah") == "massal" else set()
    if data.get("langkah") == "massal":
        facts = _in_bulk(data, facts, ticked, known, errors)
    status = 422
    if not errors and rows:
        version = seen_version(data.get("version", ""))
        try:
            count = set_options(scenario, facts, version=version, actor=actor)
        except ChangedMeanwhileError as error:
            errors[""] = str(error)
            scenario.refresh_from_db(fields=["version"])
            status = 409
        except RefusedError as error:
            errors |= {one.field: str(one.message) for one in error.problems}
        else:
            _tell(request, count)
            return redirect(f"{request.path}{_view(request)}")
    shown = [_row(option, known, data, errors) for option in rows]
    if not rows:
        errors[""] = _("Tidak ada baris yang dikirim. Muat ulang halaman ini.")
        shown = _rows(request.GET, known)
    for row in shown:
        row.ticked = row.option.pk in ticked
    return _page(request, known, shown, errors, status)


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Tidak ada yang berubah."))
        return
    text = ngettext(
        "%(count)d pilihan aksi sudah disimpan.", "%(count)d pilihan aksi sudah disimpan.", count
    )
    messages.success(request, text % {"count": count})


def _added(request: HttpRequest, known: Known, actor: User) -> HttpResponse:
    data, scenario = request.POST, known.scenario
    errors: dict[str, str] = {}
    facts = _read("baru", data, known, errors)
    targets = _read_targets(data.get("baru-targets", ""), errors)
    status = 422
    if facts is not None and not errors:
        try:
            add_option(
                scenario,
                data.get("baru-title", ""),
                targets,
                facts,
                version=seen_version(data.get("version", "")),
                actor=actor,
            )
        except ChangedMeanwhileError as error:
            errors[""] = str(error)
            scenario.refresh_from_db(fields=["version"])
            status = 409
        except RefusedError as error:
            errors |= {_of_new(one.field): str(one.message) for one in error.problems}
        else:
            messages.success(request, _("Aksi sudah ditambahkan di akhir daftar."))
            return redirect(f"{request.path}{_view(request)}")
    return _page(request, known, _rows(request.GET, known), errors, status)


def _of_new(name: str) -> str:
    """The field of the form of a new option that a problem speaks of."""
    return f"baru-{name.removeprefix('0-')}" if name else ""


def _keys(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 12]


def _ticked(data: QueryDict, known: Known) -> set[int]:
    """The rows chosen, or every option there is where that was asked for."""
    if "semua" in data:
        return {option.pk for option in _filtered(data, known)}
    return set(_keys(data.getlist("pilih"))) & known.options.keys()


def _read_all(
    data: QueryDict, rows: Sequence[ScenarioOption], known: Known
) -> tuple[dict[int, OptionFacts], dict[str, str]]:
    facts: dict[int, OptionFacts] = {}
    errors: dict[str, str] = {}
    for option in rows:
        found = _read(str(option.pk), data, known, errors)
        if found is not None:
            facts[option.pk] = found
    return facts, errors


def _read(key: str, data: QueryDict, known: Known, errors: dict[str, str]) -> OptionFacts | None:
    """The figures of one row; None with what is wrong among the errors."""
    faults = len(errors)

    def whole(name: str, least: int = 1) -> int:
        text = data.get(f"{key}-{name}", "").strip()
        if text.isascii() and text.isdecimal() and len(text) < 9:
            return int(text)
        errors[f"{key}-{name}"] = _("Isi dengan angka bulat.")
        return least

    facts = OptionFacts(
        effort=whole("effort"),
        cost=_cost(key, data, errors),
        months=whole("months"),
        unit=_unit(key, data, known, errors),
        confidence=whole("confidence"),
        use=data.get(f"{key}-use", ""),
        earliest=whole("earliest"),
        prerequisites=_before(key, data, known, errors),
    )
    return facts if len(errors) == faults else None


def _cost(key: str, data: QueryDict, errors: dict[str, str]) -> int | None:
    text = data.get(f"{key}-cost", "").strip()
    try:
        return read_rupiah(text) if text else None
    except ValueError:
        errors[f"{key}-cost"] = _("Tulis rupiah penuh, misalnya 50.000.000.")
        return None


def _unit(key: str, data: QueryDict, known: Known, errors: dict[str, str]) -> int | None:
    text = data.get(f"{key}-unit", "").strip()
    try:
        return known.unit(text) if text else None
    except ValueError:
        errors[f"{key}-unit"] = _("Tidak ada unit bernama ini.")
        return None


def _before(key: str, data: QueryDict, known: Known, errors: dict[str, str]) -> tuple[int, ...]:
    texts = data.get(f"{key}-prerequisites", "")[:_LONGEST].replace(";", ",").split(",")
    try:
        return tuple(sorted({known.option(text) for text in texts if text.strip()}))
    except ValueError:
        errors[f"{key}-prerequisites"] = _("Isi nomor aksi, misalnya 3, 5.")
        return ()


def _read_targets(text: str, errors: dict[str, str]) -> list[Step]:
    found: list[Step] = []
    for part in text[:_LONGEST].replace(";", ",").split(","):
        number, colon, level = part.strip().partition(":")
        if not part.strip():
            continue
        if not colon or not level.strip().isdecimal() or len(level.strip()) > 2:
            errors["baru-targets"] = _(
                "Tulis nomor indikator dan tingkat, misalnya 12:3 atau 12:3, 14:2."
            )
            return []
        found.append((number.strip(), int(level)))
    return found


def _in_bulk(
    data: QueryDict,
    facts: dict[int, OptionFacts],
    ticked: set[int],
    known: Known,
    errors: dict[str, str],
) -> dict[int, OptionFacts]:
    """The rows as typed, and the bulk's figures put over those chosen."""
    sent = QueryDict(mutable=True)
    blank = OptionFacts(effort=1)
    names = [name for name in FIGURES if data.get(f"massal-{name}", "").strip()]
    for name in FIGURES:
        sent[f"massal-{name}"] = data.get(f"massal-{name}", "") or _PLAIN[name]
    read = _read("massal", sent, known, errors) or blank
    if not ticked:
        errors["massal"] = _("Centang dahulu aksi yang hendak diubah.")
    elif not names:
        errors["massal"] = _("Isi dahulu apa yang hendak ditetapkan.")
    values = {name: getattr(read, name) for name in names}
    wanted = dict(facts)
    for pk in ticked:
        stands = wanted.get(pk) or facts_of(known.options[pk], known.waits)
        wanted[pk] = replace(stands, **values)
    return wanted


_PLAIN = {
    "effort": "1",
    "cost": "",
    "months": "12",
    "unit": "",
    "confidence": "80",
    "use": "boleh",
    "earliest": "1",
    "prerequisites": "",
}


def _filtered(query: QueryDict, known: Known) -> list[ScenarioOption]:
    """The options the address keeps, in the table's order."""
    kind, use = query.get("asal", ""), query.get("pakai", "")
    wanted = query.get("cari", "")[:100].casefold().split()
    return [
        option
        for option in known.options.values()
        if (not kind or option.kind == kind)
        and (not use or option.use == use)
        and all(word in _haystack(option) for word in wanted)
    ]


def _haystack(option: ScenarioOption) -> str:
    numbers = " ".join(number for number, _level in option.targets)
    unit = option.unit.name if option.unit else ""
    return f"{option.position} {option.title} {numbers} {unit}".casefold()


def _rows(query: QueryDict, known: Known) -> list[Row]:
    found = _filtered(query, known)
    first = (_page_number(query, len(found)) - 1) * PAGE
    return [_row(option, known) for option in found[first : first + PAGE]]


def _page_number(query: QueryDict, count: int) -> int:
    text = query.get("hal", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    return min(max(number, 1), max(-(-count // PAGE), 1))


def _row(
    option: ScenarioOption,
    known: Known,
    data: QueryDict | None = None,
    errors: Mapping[str, str] | None = None,
) -> Row:
    names = short_names(definition(known.scenario.instrument))
    written = known.words(option)
    if data is not None:
        written = {name: data.get(f"{option.pk}-{name}", text) for name, text in written.items()}
    found = errors or {}
    return Row(
        option,
        [(number, names.get(number, ""), level) for number, level in option.targets],
        written,
        {name: found[f"{option.pk}-{name}"] for name in FIGURES if f"{option.pk}-{name}" in found},
    )


def _view(request: HttpRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _page(
    request: HttpRequest,
    known: Known,
    rows: Sequence[Row],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    scenario, query = known.scenario, request.GET
    found = _filtered(query, known)
    number = _page_number(query, len(found))
    last = max(-(-len(found) // PAGE), 1)
    data, faults = request.POST, errors or {}
    shown = {f"{row.option.pk}-{name}" for row in rows for name in row.errors}
    context: dict[str, Any] = {
        "scenario": scenario,
        "institution": scenario.institution,
        "rows": rows,
        "count": len(found),
        "total": len(known.options),
        "unpriced": sum(1 for option in known.options.values() if option.cost is None),
        "kinds": _kinds(query, known),
        "units": known.units,
        "uses": Use.choices,
        "years": list(enumerate(scenario.calendar, 1)),
        "text": query.get("cari", ""),
        "use": query.get("pakai", ""),
        "view": _view(request),
        "first": (number - 1) * PAGE + 1,
        "last_row": min(number * PAGE, len(found)),
        "previous": changed(query, hal=str(number - 1)) if number > 1 else "",
        "next": changed(query, hal=str(number + 1)) if number < last else "",
        "bulk": {name: data.get(f"massal-{name}", "") for name in FIGURES},
        "bulk_error": faults.get("massal", "")
        or next((text for key, text in faults.items() if key.startswith("massal-")), ""),
        "new": {
            name: data.get(f"baru-{name}", _PLAIN.get(name, ""))
            for name in ("title", "targets", *FIGURES)
        },
        "new_errors": {k.removeprefix("baru-"): t for k, t in faults.items() if k[:5] == "baru-"},
        "problems": [
            (key if key in shown else "", text)
            for key, text in faults.items()
            if not key.startswith(("massal", "baru-"))
        ],
    }
    context["new"]["targets"] = context["new"]["targets"] or query.get("sasaran", "")[:40]
    return render(request, "planner/options.html", context, status=status if faults else 200)


def _kinds(query: QueryDict, known: Known) -> list[tuple[str, str, bool, int]]:
    """Chips of where options come from."""
    now = query.get("asal", "")
    chips = [(str(_("Semua")), changed(query, asal=None, hal=None), not now, len(known.options))]
    for kind in OptionKind:
        count = sum(1 for option in known.options.values() if option.kind == kind)
        if count:
            chips.append(
                (str(kind.label), changed(query, asal=kind.value, hal=None), now == kind, count)
            )
    return chips
