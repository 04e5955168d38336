"""Words of the trail for pages: what a stored field is called."""

from __future__ import annotations

from django import template
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from selaras.assessments.models import CycleKind, Stage
from selaras.assessments.states import AnswerState, ItemState, State, Step
from selaras.improvement.states import RecommendationState
from selaras.people.models import Category
from selaras.people.roles import Role
from selaras.web.templatetags.selaras import tanggal

register = template.Library()

FIELDS: dict[str, str | Promise] = {
    "abbreviation": _("singkatan"),
    "category": _("kategori"),
    "code": _("kode"),
    "decree": _("nomor SK"),
    "decree_date": _("tanggal SK"),
    "email": _("surel"),
    "institution": _("instansi"),
    "is_active": _("aktif"),
    "name": _("nama"),
    "page": _("halaman"),
    "parent": _("unit induk"),
    "password": _("kata sandi"),
    "position": _("jabatan"),
    "province": _("provinsi"),
    "query": _("saringan"),
    "role": _("peran"),
    "slug": _("alamat"),
    "token": _("tautan"),
    "unit": _("unit"),
    "units": pgettext_lazy("plural", "unit"),
    "valid_from": _("berlaku sejak"),
    "valid_to": _("tidak berlaku mulai"),
    # Facts of assessments and instruments are stored under Indonesian names.
    "alasan": _("alasan"),
    "baru": _("baru"),
    "bentuk": _("bentuk"),
    "berubah": _("berubah"),
    "fakta": _("fakta"),
    "analisis": _("analisis"),
    "justifikasi": _("justifikasi"),
    "klaim": _("nilai yang diusulkan"),
    "diisi": _("diisi"),
    "instrumen": _("instrumen"),
    "jenis": _("jenis"),
    "karena": _("karena"),
    "keadaan": _("keadaan"),
    "kode": _("kode"),
    "langkah": _("langkah"),
    "nomor": _("nomor"),
    "sidik": _("sidik isi"),
    "sumber": _("sumber"),
    "tahap": _("tahap"),
    "tanda_terima": _("tanda terima"),
    "terlambat": _("terlambat"),
    "tahun": _("tahun"),
    "tetap": _("tetap"),
    "versi": _("versi"),
}


@register.filter
def field_name(key: str) -> str:
    """The word for a stored field; an unknown one is shown as it is stored."""
    return str(FIELDS.get(key, key))


_CHOICES: dict[str, dict[str, str | Promise]] = {
    "role": dict(Role.choices),
    "category": dict(Category.choices),
    "is_active": {"True": _("ya"), "False": _("tidak")},
    "jenis": dict(CycleKind.choices),
    "keadaan": {
        **dict(RecommendationState.choices),
        **dict(ItemState.choices),
        **dict(AnswerState.choices),
        **dict(State.choices),
    },
    "langkah": dict(Step.choices),
    "tahap": dict(Stage.choices),
    "page": {
        "assessments:overview": pgettext_lazy("plural", "Hasil"),
        "assessments:result": _("Indikator sebuah hasil"),
        "evidence:library": pgettext_lazy("plural", "Bukti dukung"),
        "workspace:grid": _("Lembar kerja"),
        "review:queue": _("Antrean pemeriksaan"),
        "recommendations:list": pgettext_lazy("plural", "Rekomendasi"),
        "people:institutions": pgettext_lazy("plural", "Instansi"),
        "people:users": pgettext_lazy("plural", "Pengguna"),
        "people:trail": _("Jejak"),
        "plans:grid": _("Rencana aksi"),
    },
}


@register.filter
def field_value(value: str, key: str) -> str:
    """A stored value as people read it: dates in words, codes by their label."""
    if key in _CHOICES:
        return str(_CHOICES[key].get(value, value))
    try:
        day = parse_date(value)
    except ValueError:
        return value
    return tanggal(day) if day else value
