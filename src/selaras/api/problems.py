"""Everything that can go wrong, as RFC 9457 problem details: the one place that says it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import Problem

CONTENT_TYPE = "application/problem+json"
DOCUMENTATION = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status and what it means, always the same words."""

    code: str
    status: HTTPStatus
    title: str | Promise
    advice: str | Promise


_KINDS = (
    Kind(
        "permintaan-rusak",
        HTTPStatus.BAD_REQUEST,
        _("Permintaan tidak terbaca"),
        _("Periksa alamat dan isi yang dikirim: harus UTF-8, tanpa NUL, dan JSON yang sah."),
    ),
    Kind(
        "belum-dikenal",
        HTTPStatus.UNAUTHORIZED,
        _("Token diperlukan"),
        _("Kirim token yang masih berlaku: “Authorization: Bearer slr_…”."),
    ),
    Kind(
        "cakupan-kurang",
        HTTPStatus.FORBIDDEN,
        _("Cakupan token tidak mencukupi"),
        _("Terbitkan token dengan cakupan yang disebut pada operasi ini."),
    ),
    Kind(
        "tidak-berhak",
        HTTPStatus.FORBIDDEN,
        _("Tidak berhak"),
        _("Pemilik token tidak boleh melakukan ini pada objek itu."),
    ),
    Kind(
        "tidak-ada",
        HTTPStatus.NOT_FOUND,
        _("Tidak ditemukan"),
        _("Objek ini tidak ada, atau tidak terbuka bagi pemilik token."),
    ),
    Kind(
        "cara-tidak-dikenal",
        HTTPStatus.METHOD_NOT_ALLOWED,
        _("Cara ini tidak dikenal di alamat ini"),
        _("Pakai salah satu cara pada kepala “Allow”."),
    ),
    Kind(
        "bentuk-tidak-tersedia",
        HTTPStatus.NOT_ACCEPTABLE,
        _("Bentuk jawaban tidak tersedia"),
        _("Terima “application/json”."),
    ),
    Kind(
        "bertentangan",
        HTTPStatus.CONFLICT,
        _("Bertentangan dengan keadaan sekarang"),
        _("Baca lagi keadaannya, lalu putuskan."),
    ),
    Kind(
        "sudah-berubah",
        HTTPStatus.PRECONDITION_FAILED,
        _("Sudah diubah orang lain"),
        _("Baca lagi objeknya, gabungkan perubahannya, lalu kirim dengan ETag yang baru."),
    ),
    Kind(
        "terlalu-besar",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("Kiriman terlalu besar"),
        _("Kirim lebih sedikit sekaligus."),
    ),
    Kind(
        "jenis-isi-tidak-dikenal",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("Jenis isi tidak dikenal"),
        _("Kirim “application/json”, atau “multipart/form-data” untuk berkas."),
    ),
    Kind(
        "tidak-sah",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Isian tidak sah"),
        _("Perbaiki bagian yang disebut pada “errors”."),
    ),
    Kind(
        "ditolak",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("Ditolak oleh aturan"),
        _("Kalimat pada “errors” menyebut apa yang harus diperbaiki lebih dahulu."),
    ),
    Kind(
        "versi-diperlukan",
        HTTPStatus.PRECONDITION_REQUIRED,
        _("Versi yang dilihat belum disebut"),
        _("Baca objeknya dahulu, lalu kirim ETag-nya pada “If-Match”."),
    ),
    Kind(
        "terlalu-sering",
        HTTPStatus.TOO_MANY_REQUESTS,
        _("Terlalu banyak permintaan"),
        _("Tunggu sebanyak detik pada “Retry-After”, lalu ulangi."),
    ),
    Kind(
        "kesalahan-server",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Kesalahan pada server"),
        _("Ulangi nanti. Bila tetap terjadi, sebutkan “request_id” kepada administrator."),
    ),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _KINDS}
"""Every kind, by the code that ends its ``type``."""
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in reversed(_KINDS)}
"""What a bare status means; of several kinds the first one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in the body (``pointer``, RFC 6901) or in a parameter."""

    detail: str
    pointer: str = ""
    parameter: str = ""

    def told(self) -> dict[str, str]:
        """As it stands in the answer."""
        places = {"pointer": self.pointer, "parameter": self.parameter}
        return {"detail": self.detail, **{name: at for name, at in places.items() if at}}


class ProblemError(Exception):
    """An operation ends in a problem of this kind."""

    def __init__(
        self,
        code: str,
        detail: str | Promise = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.kind = KINDS[code]
        self.detail = detail
        self.faults = faults
        self.headers = headers or {}
        self.more = more


def answer(
    kind: Kind,
    detail: str | Promise = "",
    *,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The problem as an answer; ``more`` are members of its own kind."""
    told = [fault.told() for fault in faults]
    body = {
        "type": f"{DOCUMENTATION}#masalah-{kind.code}",
        "title": str(kind.title),
        "status": int(kind.status),
        "detail": str(detail or kind.advice),
        **({"errors": told} if told else {}),
        **more,
    }
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(
        content, status=kind.status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )


def faults_of(problems: Iterable[Problem]) -> list[Fault]:
    """Refusals of services; their fields are members of the body."""
    return [
        Fault(str(problem.message), f"/{problem.field}" if problem.field else "")
        for problem in problems
    ]


def is_for_us(request: HttpRequest) -> bool:
    """Whether the address belongs to the interface, its page of documentation left out."""
    return request.path_info.startswith(DOCUMENTATION) and request.path_info != DOCUMENTATION
