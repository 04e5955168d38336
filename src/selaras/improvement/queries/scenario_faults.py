"""What is wrong with a scenario, said to the person who can put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from selaras.foundation.refusal import Problem
from selaras.improvement.queries.scenario_inputs import Inputs
from selaras.pure.planning import Fault, FaultKind

_SAID: Mapping[FaultKind, str | Promise] = {
    FaultKind.YEARS: _("Lama rencana harus satu sampai lima tahun."),
    FaultKind.MISSING_VALUE: _("Indikator %(detail)s belum memiliki nilai awal."),
    FaultKind.VALUE_OFF_SCALE: _("Nilai indikator %(detail)s berada di luar skala instrumen."),
    FaultKind.LIMIT: _("Batas dana dan kapasitas tidak boleh kurang dari nol."),
    FaultKind.DUPLICATE: _("“%(option)s” tercatat dua kali."),
    FaultKind.UNKNOWN_PREREQUISITE: _(
        "“%(option)s” menunggu aksi yang tidak dipakai. Pakai aksi itu, atau hapus prasyaratnya."
    ),
    FaultKind.CYCLE: _(
        "“%(option)s” saling menunggu dengan aksi lain. Hapus salah satu prasyaratnya."
    ),
    FaultKind.UNKNOWN_INDICATOR: _(
        "“%(option)s” menyebut indikator %(detail)s yang tidak ada dalam instrumen."
    ),
    FaultKind.LEVEL_OFF_SCALE: _(
        "“%(option)s” menyebut tingkat di luar skala (indikator dan tingkat %(detail)s)."
    ),
    FaultKind.AMOUNT: _(
        "Isian “%(option)s” tidak wajar. Periksa biaya, poin, lama, dan keyakinan."
    ),
    FaultKind.REQUIRED_TOO_LONG: _(
        "“%(option)s” wajib, tetapi tidak selesai dalam tahun yang dipilih. Perpanjang tahunnya "
        "atau jangan wajibkan."
    ),
}
_FIELD = {FaultKind.YEARS: "years", FaultKind.LIMIT: "budget"}
MOST_TOLD = 8
"""Sentences at once: whoever puts these right meets the rest next time."""


def fault_problems(found: Iterable[Fault], inputs: Inputs) -> list[Problem]:
    """The faults as sentences, the first few of them."""
    titles = {str(option.pk): option.title for option in inputs.options}
    return [
        Problem(
            _SAID[fault.kind]
            % {"option": titles.get(fault.option, fault.option), "detail": fault.detail},
            _FIELD.get(fault.kind, ""),
        )
        for fault in list(found)[:MOST_TOLD]
    ]


def idle_requirements(inputs: Inputs) -> list[Problem]:
    """Required options that cannot be used because they wait for one that is not to be used."""
    return [
        Problem(
            _("“%(option)s” wajib, tetapi menunggu aksi yang tidak dipakai.")
            % {"option": option.title}
        )
        for option in inputs.options
        if option.pk in inputs.unused and option.use == "wajib"
    ]
