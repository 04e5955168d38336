"""The pen a digest is written with: figures, names of groups, and who is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from selaras.foundation.documents.manuscript import Column
from selaras.people.models import Category
from selaras.pure.instrument.naming import short_names
from selaras.pure.language import prose
from selaras.reporting.queries.digest import ALL, Digest, IndicatorLine
from selaras.reporting.reports.figures import Figures
from selaras.reporting.reports.of_assessment import language


@dataclass(frozen=True)
class Pen:
    """Writes one digest in the language in force."""

    digest: Digest

    @cached_property
    def figures(self) -> Figures:
        """How the instrument shows figures."""
        return Figures(self.digest.instrument.rounding)

    @property
    def scope(self) -> str:
        """Whose results these are, as a name."""
        province = self.digest.province
        return province.name if province else _("Nasional")

    @property
    def whose(self) -> str:
        """Whose results these are, inside a sentence."""
        province = self.digest.province
        return province.name if province else _("nasional")

    @property
    def everybody(self) -> str:
        """The name of the group of all."""
        return _("Semua instansi")

    @property
    def year(self) -> int:
        """The year of the cycle."""
        return self.digest.cycle.year

    @property
    def year_before(self) -> int | None:
        """The year changes are told against."""
        return self.digest.before.cycle.year if self.digest.before else None

    @property
    def since(self) -> str:
        """The heading of a column of changes."""
        return _("Perubahan sejak %(year)s") % {"year": self.year_before}

    def group(self, key: str) -> str:
        """A group's name."""
        return self.everybody if key == ALL else str(Category(key).label)

    def bodies(self, number: int) -> str:
        """So many bodies: "640 instansi"."""
        return ngettext("%(count)s instansi", "%(count)s instansi", number) % {"count": number}

    def counted(self, number: int | None = None) -> str:
        """From how many bodies a table is taken, as its note."""
        count = len(self.digest.lines) if number is None else number
        return _("Dihitung dari %(bodies)s dengan nilai akhir lengkap.") % {
            "bodies": self.bodies(count)
        }

    def listed(self, items: Sequence[str], most: int | None = None) -> str:
        """Items inside a sentence."""
        return prose.listed(items, language(), most=most)

    def named(self, line: IndicatorLine) -> str:
        """An indicator with its number: "12. Keterpaduan Rencana"."""
        number = line.indicator.number
        return f"{number}. {short_names(self.digest.instrument)[number]}"

    @property
    def change_column(self) -> tuple[Column, ...]:
        """The column of changes, where there is a year to compare with."""
        return () if self.digest.before is None else (Column(self.since, "right", 1.2),)
