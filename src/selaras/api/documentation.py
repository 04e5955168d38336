"""The page of the interface: every operation, read off its own description."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from selaras.api.problems import DOCUMENTATION, KINDS
from selaras.api.samples import sample
from selaras.people.models import TokenScope

_LONGEST = 2400
"""Characters of an example answer; more teaches nothing."""
_SUCCESS = re.compile("2[0-9][0-9]")


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter or member: its name, where it goes, its type in words."""

    name: str
    place: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    scope: str
    parts: Sequence[Part]
    request: str
    status: str
    answer: str
    problems: Sequence[int]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one subject."""

    title: str
    anchor: str
    entries: Sequence[Entry]


def page(request: HttpRequest, description: Mapping[str, Any]) -> HttpResponse:
    """The page; whoever is signed in sees it inside the frame of the pages."""
    signed_in = request.user.is_authenticated
    context = {
        "frame": "base.html" if signed_in else "base_plain.html",
        "chapters": chapters(description, request.build_absolute_uri("/").rstrip("/")),
        "base": request.build_absolute_uri(DOCUMENTATION.rstrip("/")),
        "kinds": list(KINDS.values()),
        "scopes": [(scope.value, scope.label) for scope in TokenScope],
        "version_of_interface": description["info"]["version"],
    }
    return render(request, "api/documentation.html", context)


def chapters(description: Mapping[str, Any], site: str) -> list[Chapter]:
    """The operations by subject, in the order in which they are described."""
    shapes = description["components"]["schemas"]
    found: dict[str, list[Entry]] = {}
    for path, methods in description["paths"].items():
        for method, details in methods.items():
            entry = _entry(method, path, details, shapes, site)
            found.setdefault(details["tags"][0], []).append(entry)
    return [Chapter(title, slugify(title), entries) for title, entries in found.items()]


def _entry(
    method: str, path: str, details: Mapping[str, Any], shapes: Mapping[str, Any], site: str
) -> Entry:
    body_kind, body = _body(details)
    status, answer = _answer(details, shapes)
    return Entry(
        name=details["operationId"],
        method=method.upper(),
        path=path.removeprefix(DOCUMENTATION.rstrip("/")),
        summary=details["description"],
        scope=details["x-scope"],
        parts=[
            *(_parameter(one, shapes) for one in details["parameters"]),
            *_members(body, shapes),
        ],
        request=_curl(method, site + path, details, body_kind, body, shapes),
        status=status,
        answer=answer,
        problems=sorted(int(code) for code in details["responses"] if int(code) >= 400),
    )


def _body(details: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    content = details.get("requestBody", {}).get("content", {})
    return next(((kind, one["schema"]) for kind, one in content.items()), ("", {}))


def _answer(details: Mapping[str, Any], shapes: Mapping[str, Any]) -> tuple[str, str]:
    """The status of success and an example of its answer."""
    code, told = next(
        (str(code), one)
        for code, one in details["responses"].items()
        if _SUCCESS.fullmatch(str(code))
    )
    status = f"{code} {HTTPStatus(int(code)).phrase}"
    content = told.get("content", {}).get("application/json")
    if content is None:
        return status, ""
    text = json.dumps(sample(content["schema"], shapes), indent=2, ensure_ascii=False)
    return status, text if len(text) <= _LONGEST else text[:_LONGEST].rsplit("\n", 1)[0] + "\n  …"


def _parameter(one: Mapping[str, Any], shapes: Mapping[str, Any]) -> Part:
    note = one.get("description", "") or one["schema"].get("description", "")
    return Part(one["name"], one["in"], _kind(one["schema"], shapes), one["required"], note)


def _members(body: Mapping[str, Any], shapes: Mapping[str, Any]) -> list[Part]:
    schema = shapes[body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
    required = set(schema.get("required", ()))
    return [
        Part(name, "body", _kind(one, shapes), name in required, one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]


def _kind(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    """The type in few words: "integer", "date", or what may be chosen."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _kind(shapes[name], shapes) if "enum" in shapes[name] else name
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            kinds = dict.fromkeys(_kind(one, shapes) for one in schema[several])
            return " | ".join(kinds)
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}), shapes)}]"
    return str(schema.get("format") or schema.get("type", "object"))


def _curl(
    method: str,
    address: str,
    details: Mapping[str, Any],
    kind: str,
    body: Mapping[str, Any],
    shapes: Mapping[str, Any],
) -> str:
    """The operation as a command to copy."""
    where: dict[str, str] = {}
    query = []
    for one in details["parameters"]:
        value = sample(one["schema"], shapes, one["name"])
        if one["in"] == "path":
            where[one["name"]] = "akhir" if one["name"] == "stage" else str(value)
        elif one["in"] == "query" and one["required"]:
            query.append(f"{one['name']}={value[0] if isinstance(value, list) else value}")
    target = address.format(**where) + ("?" + "&".join(query) if query else "")
    lines = [f'curl -X {method.upper()} "{target}"' if method != "get" else f'curl "{target}"']
    lines.append('-H "Authorization: Bearer $TOKEN"')
    names = {one["name"] for one in details["parameters"] if one["in"] == "header"}
    if "If-Match" in names:
        lines.append("-H 'If-Match: \"7.3f2a9c\"'")
    if kind == "application/json":
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d '{json.dumps(sample(body, shapes), ensure_ascii=False)}'")
    elif kind:
        members = sample(body, shapes)
        needed = body.get("required", ())
        lines += [f'-F "{name}={value}"' for name, value in members.items() if name in needed]
    elif details.get("x-file"):
        lines.append("-OJ")
    return " \\\n  ".join(lines)
