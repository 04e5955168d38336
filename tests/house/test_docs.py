"""The documentation is complete and its links lead somewhere."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps

from selaras.cli import main as cli
from tests.house.code import ROOT

PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if ".venv" not in path.parts
)

WORDS_OF_THE_HOUSE = [
    "Institution",
    "Unit",
    "Appointment",
    "Instrument",
    "Domain",
    "Aspect",
    "Indicator",
    "LevelCriterion",
    "Cycle",
    "Assessment",
    "Stage",
    "StageValue",
    "Readiness",
    "Evidence",
    "Predicate",
    "Recommendation",
    "ActionPlan",
    "Element",
    "Relation",
    "Initiative",
    "BudgetProposal",
    "Case",
]


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    content = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = [
        target
        for target in re.findall(r"\]\(([^)\s]+)\)", content)
        if not target.startswith(("http://", "https://", "mailto:", "#"))
        and not (page.parent / target.split("#")[0]).exists()
    ]
    assert not broken


def test_every_page_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)\s#]+\.md)", page.read_text(encoding="utf-8"))
        waiting += [(page.parent / link).resolve() for link in links if "://" not in link]
    lost = {page for page in PAGES if "docs" in page.parts} - reached
    assert not lost


def glossary() -> dict[str, list[str]]:
    rows = re.findall(
        r"^\| (\w+) \| ([^|]+) \| ([^|]+) \|", text("docs/reference/glossary.md"), re.MULTILINE
    )
    return {identifier: [term.strip(), source.strip()] for identifier, term, source in rows}


def test_the_glossary_has_every_word_of_the_house_and_every_model() -> None:
    models = {m.__name__ for m in apps.get_models() if m.__module__.startswith("selaras.")}
    missing = (models | set(WORDS_OF_THE_HOUSE)) - set(glossary())
    assert not missing
    unfinished = [word for word, (term, source) in glossary().items() if not term or not source]
    assert not unfinished


def test_the_glossary_names_no_model_that_is_gone() -> None:
    source = "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.py"))
    content = text("docs/reference/glossary.md")
    not_built = {"Identifier", *re.findall(r"^\| (\w+) .*Not built yet", content, re.MULTILINE)}
    governance = content.split("## Governance")[1].split("\n## ")[0]
    not_built |= set(re.findall(r"^\| (\w+) \|", governance, re.MULTILINE))
    concepts = {"Predicate", "LevelCriterion", "Evidence"}
    gone = [
        word
        for word in glossary()
        if word not in not_built | concepts
        and not re.search(rf"\b(class {word}|def {word.lower()})\b", source)
    ]
    assert not gone


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    places = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tools").iterdir(),
    ]
    used = {
        name
        for path in [*places, ROOT / "Makefile"]
        if path.is_file() and "__pycache__" not in path.parts
        for name in re.findall(r"\bSELARAS_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    documented = set(
        re.findall(r"^\| `(SELARAS_[A-Z_]+)`", text("docs/reference/settings.md"), re.MULTILINE)
    )
    assert used == documented


def commands() -> dict[str, argparse.ArgumentParser]:
    """The parser of every command."""
    found = {}
    for name in cli.COMMANDS:
        parser = argparse.ArgumentParser()
        subparsers = parser.add_subparsers()
        cli._register(name, subparsers)
        found[name] = subparsers.choices[name]
    return found


def test_every_command_option_and_action_is_documented() -> None:
    content = text("docs/reference/cli.md")
    sections = dict(
        re.findall(r"^## selaras (\w+)\n(.*?)(?=^## |\Z)", content, re.MULTILINE | re.DOTALL)
    )
    assert set(sections) == set(cli.COMMANDS)
    missing = []
    for name, parser in commands().items():
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                words = list(action.choices)
            else:
                words = [o for o in action.option_strings if o not in {"-h", "--help"}]
            missing += [f"{name} {word}" for word in words if f"`{word}" not in sections[name]]
    assert not missing


def test_both_readmes_have_the_same_shape() -> None:
    english, indonesian = text("README.md"), text("README.id.md")
    parts = (r"^## ", r"\]\(([^)]+)\)", r"^    (make .*)$", r"`(selaras [^`]*--instrument[^`]*)`")
    for part in parts:
        found = re.compile(part, re.MULTILINE)
        assert len(found.findall(english)) == len(found.findall(indonesian)), part
    assert set(re.findall(r"^    (make .*)$", english, re.MULTILINE)) == {"make run", "make test"}


def test_decisions_are_numbered_and_listed() -> None:
    index = text("docs/decisions/README.md")
    numbers = []
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        if path.name == "README.md":
            continue
        match = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name)
        assert match, path.name
        numbers.append(match[1])
        assert f"[{match[1]}]({path.name})" in index
        content = path.read_text(encoding="utf-8")
        for heading in ("## Situation", "## Decision", "## Consequences"):
            assert heading in content, f"{path.name}: {heading}"
    assert len(numbers) == len(set(numbers))


def test_publiccode_describes_this_version() -> None:
    document = yaml.safe_load(text("publiccode.yml"))
    assert document["publiccodeYmlVersion"] >= "0.4"
    assert document["legal"]["license"] == "MIT"
    for language in ("id", "en"):
        description = document["description"][language]
        assert len(description["shortDescription"].strip()) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]
