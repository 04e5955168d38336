"""The rules of the house that a machine can check in the source."""

from __future__ import annotations

import ast
import re
from fractions import Fraction

import pytest
import yaml
from django.apps import apps

from tests.house.code import ROOT, Module, functions, modules, templates

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc", "shared"}

IMPORTS_INSIDE_FUNCTIONS = {
    # Django loads an app's models only after its configuration; ready() is the place made for it.
    "src/selaras/foundation/apps.py",
    "src/selaras/people/apps.py",
    "src/selaras/instruments/apps.py",
    "src/selaras/assessments/apps.py",
    "src/selaras/evidence/apps.py",
    "src/selaras/improvement/apps.py",
    "src/selaras/notifications/apps.py",
    "src/selaras/reporting/apps.py",
    "src/selaras/web/apps.py",
}

SIGNALS_OF_LIBRARIES = {
    # The sign-in library tells of second steps and sign-ins by signal only; the trail needs them.
    "src/selaras/web/people/signin.py": "allauth.",
}

FILE_LIMIT = 600
FUNCTION_LIMIT = 60


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_source_file(module: Module) -> None:
    """One test per file, so that a failure names it."""
    faults = [
        *_forbidden_names(module),
        *_lengths(module),
        *_imports(module),
        *_signals(module),
        *_documentation(module),
    ]
    assert not faults, "\n".join(faults)


def _forbidden_names(module: Module) -> list[str]:
    return [
        f"{module.name}: no module may be called {part}"
        for part in [module.path.stem, module.path.parent.name]
        if part in FORBIDDEN_NAMES
    ]


def _lengths(module: Module) -> list[str]:
    faults = []
    lines = module.text.count("\n")
    if lines > FILE_LIMIT:
        faults.append(f"{module.name}: {lines} lines")
    if module.is_migration:
        return faults
    for function in functions(module):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LIMIT:
            faults.append(f"{module.where(function)}: {function.name} has {length} lines")
    return faults


def _imports(module: Module) -> list[str]:
    faults = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            faults.append(f"{module.where(node)}: star import")
    if module.name in IMPORTS_INSIDE_FUNCTIONS:
        return faults
    for function in functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                faults.append(f"{module.where(node)}: import inside {function.name}")
    return faults


def _signals(module: Module) -> list[str]:
    """Our own wiring uses no signals."""
    allowed = SIGNALS_OF_LIBRARIES.get(module.name, ())
    return [
        f"{module.where(node)}: signal"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and (node.module.endswith(".signals") or node.module == "django.dispatch")
        and not node.module.startswith(allowed or "-")
    ]


def _documentation(module: Module) -> list[str]:
    """Every module that holds something says what it is for."""
    empty = not module.tree.body
    if empty or module.is_migration or ast.get_docstring(module.tree):
        return []
    return [f"{module.name}: no docstring"]


def test_every_app_says_what_it_is_for() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("selaras."):
            words = (config.module.__doc__ or "").split()
            assert len(words) >= 15, f"{config.name} says too little about itself"


def test_every_model_says_what_it_is_in_the_world() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("selaras."):
            said = (model.__doc__ or "").strip()
            # Django writes "Name(field, field)" where nobody wrote anything.
            assert said, model.__name__
            assert not said.startswith(f"{model.__name__}("), f"{model.__name__} has no docstring"


def test_migrations_are_named_and_in_line() -> None:
    by_app: dict[str, list[str]] = {}
    for module in modules():
        if module.is_migration and module.path.name != "__init__.py":
            by_app.setdefault(module.path.parent.parent.name, []).append(module.path.stem)
    assert by_app
    for app, names in by_app.items():
        numbers = [int(name.split("_")[0]) for name in sorted(names)]
        assert numbers == list(range(1, len(numbers) + 1)), f"{app}: {sorted(names)}"
        for name in names:
            assert not re.search(r"_auto(_|$)|_alter_|_and_more", name), f"{app}: name {name}"


INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^<>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"hx-(on|vals\s*=\s*[\"']js:)", re.IGNORECASE),
    "another origin": re.compile(
        r"<(script|link|img|iframe)\b[^>]*(src|href)=[\"'](https?:)?//", re.IGNORECASE
    ),
}
DATA_BLOCK = re.compile(r"<script[^>]*type=[\"']application/json[\"'][^>]*>", re.IGNORECASE)


def test_templates_hold_no_inline_code() -> None:
    faults = []
    for path in templates():
        text = DATA_BLOCK.sub("", path.read_text(encoding="utf-8"))
        for what, pattern in INLINE.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                faults.append(f"{path.relative_to(ROOT)}:{line}: {what}")
    assert not faults, "\n".join(faults)


def test_every_htmx_link_works_without_script() -> None:
    faults = []
    for path in templates():
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"<(a|button|form)\b[^<>]*\bhx-get=[^<>]*>", text):
            tag, kind = match[0], match[1]
            if kind == "a" and "href=" not in tag:
                faults.append(f"{path.relative_to(ROOT)}: {tag[:80]}")
    assert not faults, "\n".join(faults)


def instrument_figures() -> tuple[set[int], set[Fraction]]:
    """Indicator counts and weights of every instrument of the project."""
    counts, weights = set(), set()
    for path in sorted((ROOT / "instruments").glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        numbers = list(_values(document, {"nomor", "number", "no"}))
        counts.add(len(numbers))
        weights |= {
            Fraction(str(w)) for w in _values(document, {"bobot", "weight"}) if _is_number(w)
        }
    return counts, {w for w in weights if w.denominator > 1}


def _values(node: object, keys: set[str]) -> list[object]:
    if isinstance(node, dict):
        own = [
            value
            for key, value in node.items()
            if key in keys and not isinstance(value, dict | list)
        ]
        return own + [found for value in node.values() for found in _values(value, keys)]
    if isinstance(node, list):
        return [found for value in node for found in _values(value, keys)]
    return []


def _is_number(text: object) -> bool:
    try:
        Fraction(str(text))
    except ValueError:
        return False
    return True


def test_no_code_knows_an_instruments_figures() -> None:
    counts, weights = instrument_figures()
    assert 47 in counts
    assert Fraction("2.75") in weights
    # Small counts such as 20 mean too many other things to be told apart from a page size.
    counts = {count for count in counts if count > 30 and count % 10}
    faults = []
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
                continue
            known_count = isinstance(node.value, int) and node.value in counts
            known_weight = isinstance(node.value, float) and Fraction(str(node.value)) in weights
            if known_count or (known_weight and "pure" in module.name):
                faults.append(f"{module.where(node)}: {node.value}")
    for path in templates():
        text = re.sub(
            r"<path[^>]*>|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
            "",
            path.read_text(),
            flags=re.DOTALL,
        )
        for count in counts:
            if re.search(rf"(?<![\w.,#-]){count}(?![\w.,%])", text):
                faults.append(f"{path.relative_to(ROOT)}: {count}")
    assert not faults, "\n".join(faults)
