"""What comes first: the figures that matter, in a few sentences, and on what they rest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from selaras.foundation.documents.manuscript import (
    Block,
    Bullets,
    Facts,
    Heading,
    KeyFigure,
    Paragraph,
)
from selaras.pure.scoring import band_of
from selaras.pure.standings import Moved, shares
from selaras.reporting.queries.digest import Group
from selaras.reporting.reports.figures import share, share_amount
from selaras.reporting.reports.ikhtisar.wording import Pen

NAMED = 3
"""Bodies and indicators a sentence names."""


def blocks(pen: Pen) -> Iterator[Block]:
    """The summary."""
    yield Heading(_("Ringkasan"))
    whole = pen.digest.whole
    if whole is None:
        yield Paragraph(
            _(
                "Belum ada nilai akhir lengkap yang dapat dibaca untuk %(cycle)s (%(scope)s). "
                "Ikhtisar terisi setelah hasil diimpor, ditetapkan, atau diumumkan."
            )
            % {"cycle": pen.digest.cycle, "scope": pen.scope}
        )
        yield _basis(pen)
        return
    yield from _key_figures(pen, whole)
    yield Paragraph(" ".join(_sentences(pen, whole)))
    yield _basis(pen)


def _key_figures(pen: Pen, whole: Group) -> Iterator[KeyFigure]:
    mean = pen.figures.amount(whole.spread.mean)
    band = band_of(pen.digest.instrument, whole.spread.mean)
    yield KeyFigure(
        _("Rata-rata indeks"),
        mean or "",
        _("setara predikat %(predicate)s; dari %(bodies)s")
        % {"predicate": band.name, "bodies": pen.bodies(whole.spread.count)},
    )
    if whole.moved is not None:
        moved = pen.figures.difference(whole.moved)
        yield KeyFigure(
            _("Perubahan rata-rata sejak %(year)s") % {"year": pen.year_before},
            moved or "",
            _("dari %(bodies)s yang bernilai pada kedua tahun")
            % {"bodies": pen.bodies(whole.paired)},
        )
    target = pen.digest.instrument.target_index
    if target is not None:
        reached = sum(line.index >= target for line in pen.digest.lines)
        part = Fraction(100 * reached, whole.spread.count)
        yield KeyFigure(
            _("Mencapai target indeks %(target)s") % {"target": pen.figures.text(target)},
            share_amount(part) or "",
            pen.bodies(reached),
        )


def _sentences(pen: Pen, whole: Group) -> Iterator[str]:
    yield _mean_sentence(pen, whole)
    yield _spread_sentence(pen, whole)
    if whole.moved is not None:
        yield from _moves(pen, whole)
    weakest = sorted(pen.digest.indicators, key=lambda line: line.now.mean)[:NAMED]
    if weakest:
        yield _("Indikator terlemah adalah %(indicators)s.") % {
            "indicators": pen.listed(
                [f"{pen.named(line)} ({pen.figures.text(line.now.mean)})" for line in weakest]
            )
        }


def _mean_sentence(pen: Pen, whole: Group) -> str:
    """The mean, of whom it is, and how far the figures lie apart."""
    said = _("Rata-rata indeks %(bodies)s yang dihitung (%(scope)s, %(year)s) adalah %(mean)s.") % {
        "bodies": pen.bodies(whole.spread.count),
        "scope": pen.whose,
        "year": pen.year,
        "mean": pen.figures.text(whole.spread.mean),
    }
    if whole.spread.count == 1:
        return said
    apart = _(
        "Separuhnya berada pada atau di bawah %(median)s; terendah %(lowest)s, tertinggi "
        "%(highest)s."
    ) % {
        "median": pen.figures.text(whole.spread.median),
        "lowest": pen.figures.text(whole.spread.lowest),
        "highest": pen.figures.text(whole.spread.highest),
    }
    return f"{said} {apart}"


def _spread_sentence(pen: Pen, whole: Group) -> str:
    """How many have which predicate, the best first."""
    held = [
        f"{band.name} {whole.predicates[band.name]} ({share(part)})"
        for band in reversed(pen.digest.instrument.bands)
        if (part := shares(whole.predicates).get(band.name))
    ]
    return _("Menurut predikat: %(predicates)s.") % {"predicates": pen.listed(held)}


def _moves(pen: Pen, whole: Group) -> Iterator[str]:
    changes = [line.change for line in pen.digest.lines if line.change is not None]
    yield _(
        "Sejak %(year)s, %(risen)s naik, %(fallen)s turun, dan %(still)s tetap; rata-rata "
        "perubahannya %(moved)s."
    ) % {
        "year": pen.year_before,
        "risen": pen.bodies(sum(change > 0 for change in changes)),
        "fallen": pen.bodies(sum(change < 0 for change in changes)),
        "still": pen.bodies(sum(change == 0 for change in changes)),
        "moved": pen.figures.signed(whole.moved or Fraction(0)),
    }
    movers = pen.digest.movers
    if movers.risen:
        yield _("Kenaikan terbesar: %(bodies)s.") % {"bodies": _named(pen, movers.risen)}
    if movers.fallen:
        yield _("Penurunan terbesar: %(bodies)s.") % {"bodies": _named(pen, movers.fallen)}


def _named(pen: Pen, moved: tuple[Moved[int], ...]) -> str:
    return pen.listed(
        [
            f"{pen.digest.by_body[one.key].body.name} ({pen.figures.signed(one.change)})"
            for one in moved[:NAMED]
        ]
    )


def _basis(pen: Pen) -> Facts:
    """On what all figures rest."""
    digest = pen.digest
    rows = [
        (_("Siklus"), str(digest.cycle)),
        (_("Cakupan"), pen.scope),
        (
            _("Dihitung"),
            _("%(bodies)s dengan nilai akhir lengkap") % {"bodies": pen.bodies(len(digest.lines))},
        ),
    ]
    if digest.awaited:
        rows.append(
            (
                _("Belum diumumkan"),
                _("%(bodies)s, ikut dihitung karena boleh Anda baca")
                % {"bodies": pen.bodies(digest.awaited)},
            )
        )
    rows.append((_("Tanpa nilai akhir"), pen.bodies(len(digest.missing))))
    if digest.before is not None:
        rows.append((_("Dibandingkan dengan"), str(digest.before.cycle)))
    return Facts(tuple(rows))


def method() -> Bullets:
    """How the figures were reckoned."""
    return Bullets(
        (
            _("Semua angka dihitung eksak dan baru dibulatkan saat ditampilkan."),
            _(
                "Rata-rata adalah rata-rata sederhana: setiap instansi dihitung satu kali. "
                "Rata-rata terbitan berdiri sendiri dan tidak ikut dihitung."
            ),
            _(
                "Median dan kuartil diinterpolasi lurus di antara dua nilai terdekat pada letak "
                "(n − 1) × bagian, sama dengan QUARTILE.INC pada lembar kerja."
            ),
            _(
                "Instansi dengan indeks yang persis sama berbagi peringkat; peringkat sesudahnya "
                "dilewati."
            ),
            _(
                "Perubahan hanya dihitung bagi instansi yang bernilai lengkap pada kedua tahun "
                "dan hanya antara tahun dengan indikator dan bobot yang sama."
            ),
            _(
                "Pengaruh indikator terhadap indeks adalah perubahan nilainya dikali bobotnya; "
                "jumlah semua pengaruh sama dengan perubahan indeks."
            ),
        )
    )
