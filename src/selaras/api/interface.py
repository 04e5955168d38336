"""The interface itself: one object that knows its operations and describes them."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from selaras.api import translation
from selaras.api.bodies import SoundParser
from selaras.api.description import Description

VERSION = "1.0"
"""Of the interface, not of the product: within 1 nothing is taken away and nothing changes its
meaning; members and operations may be added."""


class Interface(NinjaAPI):
    """Operations, with names and a description of our own."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function, which is unique."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI 3.1 document."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return Description(self, prefix)


def make_interface() -> Interface:
    """A new interface without operations."""
    api = Interface(
        title="Selaras",
        version=VERSION,
        description="Antarmuka pemrograman Selaras: semua yang boleh dibaca dan ditulis pemilik "
        "token, lewat aturan yang sama dengan halamannya.",
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=SoundParser(),
        servers=[{"url": "/", "description": "Pemasangan ini"}],
    )
    translation.install(api)
    return api
