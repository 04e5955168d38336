"""The source code as the house tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "selaras"
TEMPLATES = SOURCE / "web" / "templates"


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def is_migration(self) -> bool:
        return self.path.parent.name == "migrations"

    def where(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product."""
    return tuple(
        Module(path, text := path.read_text(encoding="utf-8"), ast.parse(text))
        for path in sorted(SOURCE.rglob("*.py"))
    )


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the product."""
    return tuple(sorted(path for path in TEMPLATES.rglob("*") if path.is_file()))


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
