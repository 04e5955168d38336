"""The OpenAPI document: what the library writes of the operations, with what all of them share."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from selaras.api.authentication import Session, Token
from selaras.api.etags import ASKS
from selaras.api.problems import BY_STATUS, CONTENT_TYPE, KINDS

_EVERY = (400, 401, 403, 404, 406, 422, 429, 500)
_WRITING = (409, 412, 413, 415, 428)
"""Problems of every operation, and of those that write beside them."""
_HEADERS: dict[str, dict[str, Any]] = {
    "If-Match": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "ETag dari pembacaan terakhir objek ini.",
        "schema": {"type": "string", "example": '"7.3f2a9c"'},
    },
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Kunci pilihan Anda; permintaan yang diulang dengan kunci yang sama "
        "mendapat jawaban yang sama dan tidak membuat baris kedua.",
        "schema": {"type": "string", "maxLength": 200},
    },
}
_WHOLE = 200
_RANGE = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "Sebagian berkas saja, “bytes=0-1023”.",
    "schema": {"type": "string"},
}
_KNOWN_TAG = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETag yang sudah dipegang; bila masih sama jawabannya 304 tanpa isi.",
    "schema": {"type": "string"},
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Rincian masalah menurut RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "Tempat di badan (RFC 6901)."},
                    "parameter": {"type": "string"},
                },
            },
        },
        "request_id": {"type": "string"},
        "document": {"type": "integer", "description": "Dokumen yang sudah memuat isi itu."},
        "action": {"type": "string"},
        "scope": {"type": "string"},
    },
}


class Description(OpenAPISchema):
    """The document, with problems, headers and scopes on every operation."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """One operation."""
        details: dict[str, Any] = super().operation_details(operation)
        reads = operation.methods == ["GET"]
        details["responses"].update(
            {
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in (*_EVERY, *(() if reads else _WRITING))
            }
        )
        if reads:
            details["responses"]["304"] = {"description": "Belum berubah."}
            details["parameters"].append(_KNOWN_TAG)
        if details.get("x-file"):
            _describe_file(details)
        asked = getattr(operation.view_func, ASKS, ())
        details["parameters"] += [_HEADERS[name] for name in asked]
        details["x-scope"] = _scope(operation)
        return details

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        """A token with the scope; to look, the session of the pages as well."""
        found: list[dict[str, Any]] = []
        for auth in operation.auth_callbacks:
            if isinstance(auth, Token):
                self.securitySchemes["Token"] = {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "slr_…",
                }
                found.append({"Token": [auth.scope.value]})
            elif isinstance(auth, Session):
                self.securitySchemes["Session"] = {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": auth.openapi_name,
                }
                found.append({"Session": []})
        return found

    def get_components(self) -> dict[str, Any]:
        """What operations share."""
        components: dict[str, Any] = super().get_components()
        components["schemas"]["Problem"] = PROBLEM
        components["responses"] = {
            f"Problem{status}": {
                "description": " / ".join(
                    str(kind.title) for kind in KINDS.values() if kind.status == status
                )
                or HTTPStatus(status).phrase,
                "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status in sorted({*_EVERY, *_WRITING, *BY_STATUS, 416})
        }
        return components


def _describe_file(details: dict[str, Any]) -> None:
    """A file comes in its own type, whole or a range of it."""
    bytes_of_it = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    whole = next(code for code in details["responses"] if int(code) == _WHOLE)
    details["responses"][whole] = {"description": "Berkasnya.", "content": bytes_of_it}
    details["responses"]["206"] = {"description": "Sebagian berkas.", "content": bytes_of_it}
    details["responses"]["416"] = {"$ref": "#/components/responses/Problem416"}
    details["parameters"].append(_RANGE)


def _scope(operation: Operation) -> str:
    scopes = (auth.scope.value for auth in operation.auth_callbacks if isinstance(auth, Token))
    return next(scopes, "")
