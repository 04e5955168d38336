"""The report object: what it asks for, who may have it, and its parts in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from selaras.foundation.access import DeniedError
from selaras.foundation.documents.manuscript import Cover, Manuscript
from selaras.people.models import Category, Institution, User
from selaras.reporting.models import ReportFormat
from selaras.reporting.permissions import MAKE_REPORT
from selaras.reporting.queries.years import (
    FEWEST,
    MOST,
    Years,
    places_with_years,
    readable_of_place,
    years_of_place,
    years_with_results,
)
from selaras.reporting.reports.of_assessment import language
from selaras.reporting.reports.perbandingan_tahun import parts
from selaras.reporting.reports.report import Ask, Choice, Given, Report, Tell

INSTITUTION, FROM, TO = "instansi", "dari", "sampai"


def _institutions(actor: User, _given: Given) -> Sequence[Choice]:
    return tuple(
        Choice(str(key), name, str(Category(category).label))
        for key, name, category in places_with_years(actor)
    )


def _first_years(actor: User, given: Given) -> Sequence[Choice]:
    """Every year but the last, the newest first."""
    years = years_with_results(actor, given.get(INSTITUTION, ""))[:-1]
    return tuple(Choice(str(year), str(year)) for year in reversed(years))


def _last_years(actor: User, given: Given) -> Sequence[Choice]:
    """The years after the first that can still stand beside it, the newest first."""
    years = years_with_results(actor, given.get(INSTITUTION, ""))
    first = given.get(FROM, "")
    later = [year for year in years if str(year) >= first][1:MOST] if first else years[1:]
    return tuple(Choice(str(year), str(year)) for year in reversed(later))


def chosen_years(years: Sequence[int], given: Given) -> list[int]:
    """The years the answers name, at most MOST: without an answer the newest ones."""
    first, last = given.get(FROM, ""), given.get(TO, "")
    inside = [
        year
        for year in years
        if (not first or str(year) >= first) and (not last or str(year) <= last)
    ]
    return inside[:MOST] if first else inside[-MOST:]


class YearsReport(Report):
    """Two to six years of one institution."""

    identifier = "perbandingan-tahun"
    name = gettext_lazy("Perbandingan tahun")
    purpose = gettext_lazy(
        "Perjalanan indeks satu instansi selama dua sampai enam tahun: domain, aspek, dan "
        "indikator mana yang menggerakkannya."
    )
    action = MAKE_REPORT
    formats: ClassVar = (ReportFormat.PDF, ReportFormat.DOCX, ReportFormat.XLSX)
    asks: ClassVar = (
        Ask(
            INSTITUTION,
            gettext_lazy("Instansi"),
            _institutions,
            hint=gettext_lazy("Yang memiliki hasil sedikitnya dua tahun."),
            empty=gettext_lazy("Belum ada instansi dengan hasil dua tahun yang terbuka bagi Anda."),
        ),
        Ask(
            FROM,
            gettext_lazy("Sejak tahun"),
            _first_years,
            optional=True,
            hint=gettext_lazy("Tanpa pilihan: enam tahun terakhir."),
        ),
        Ask(
            TO,
            gettext_lazy("Sampai tahun"),
            _last_years,
            optional=True,
            hint=gettext_lazy("Tanpa pilihan: sampai tahun terakhir, paling banyak enam tahun."),
        ),
    )

    def is_open_to(self, actor: User) -> bool:
        """Everybody who signs in: announced results are for all of them."""
        return bool(actor.is_authenticated)

    def allows(self, actor: User, given: Given) -> bool:
        """Whether the actor may read results of two of the years."""
        years = years_with_results(actor, given.get(INSTITUTION, ""))
        return len(chosen_years(years, given)) >= FEWEST

    def reach(self, actor: User, given: Given) -> frozenset[str]:
        """The stages of every assessment of these years that the actor may read."""
        key = given.get(INSTITUTION, "")
        return readable_of_place(actor, key, chosen_years(years_with_results(actor, key), given))

    def title(self, actor: User, given: Given) -> str:
        """As in "Perbandingan tahun 2019–2023 · Kota Serang"."""
        key = given.get(INSTITUTION, "")
        years = chosen_years(years_with_results(actor, key), given)
        place = Institution.objects.filter(pk=int(key)).first() if years else None
        if place is None:
            return str(self.name)
        return _title(place, years[0], years[-1])

    def stem(self, given: Given) -> str:
        """As in "perbandingan-tahun-kota-serang-2019-2023"."""
        slug = Institution.objects.filter(pk=int(given[INSTITUTION])).values_list("slug", flat=True)
        words = [self.identifier, *slug, given.get(FROM, ""), given.get(TO, "")]
        return "-".join(word for word in words if word)

    def scope(self, given: Given) -> str:
        """The institution's trail tells of it."""
        return f"institution:{given[INSTITUTION]}"

    def compose(self, actor: User, given: Given, tell: Tell) -> Manuscript:
        """The whole report. Raises DeniedError where fewer than two years can be read."""
        tell(5, _("Membaca nilai semua tahun"))
        key = given.get(INSTITUTION, "")
        wanted = chosen_years(years_with_results(actor, key), given)
        years = years_of_place(actor, key, wanted) if len(wanted) >= FEWEST else None
        if years is None:
            raise DeniedError(self.action)
        tell(50, _("Menyusun tabel dan grafik"))
        return _manuscript(years)


def _title(place: Institution, first: int, last: int) -> str:
    return _("Perbandingan tahun %(first)s–%(last)s · %(institution)s") % {
        "first": first,
        "last": last,
        "institution": place.name,
    }


def _manuscript(years: Years) -> Manuscript:
    first, last = years.columns[0], years.columns[-1]
    head = years.head
    return Manuscript(
        title=_title(years.institution, first.year, last.year),
        subject=_("Perjalanan indeks dari tahun ke tahun"),
        issuer=years.institution.name,
        language=language(),
        as_of=years.as_of,
        instrument=" · ".join(
            _("%(code)s versi %(version)s")
            % {"code": one.instrument.code, "version": one.instrument.version}
            for one in years.stretches
        ),
        cover=Cover(
            lines=head.lines if head and head.lines else (years.institution.name,),
            title=_("Perbandingan Tahun"),
            subtitle=years.institution.name,
            year=f"{first.year}–{last.year}",
            crest=head.crest if head else None,
        ),
        draft="" if all(column.is_official for column in years.columns) else _("KONSEP"),
        keywords=(years.institution.name, *(str(one.year) for one in years.columns)),
        blocks=tuple(parts.blocks(years)),
    )
