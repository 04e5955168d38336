"""The roles of an SPBE assessment: data. A person holds a role by appointment, never by a flag.

Sources: PermenPANRB 59/2020; Perwali Bontang 18/2021 Pasal 49 for the internal team.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may be appointed as."""

    SYSTEM_ADMIN = "admin_sistem", _("Administrator sistem")
    INSTITUTION_ADMIN = "admin_instansi", _("Admin instansi")
    COORDINATOR = "koordinator", _("Koordinator")
    RESPONSIBLE = "penanggung_jawab", _("Penanggung jawab")
    ENTRY = "pelaksana_data_entri", _("Pelaksana data entri")
    TEAM_MEMBER = "anggota_tim", _("Anggota tim asesor internal")
    UNIT_OPERATOR = "operator_unit", _("Operator unit")
    LEADER = "pimpinan", _("Pimpinan")
    ASSESSOR = "asesor_eksternal", _("Asesor eksternal")
    READER = "pembaca", _("Pembaca")


SITE_ROLES = frozenset({Role.SYSTEM_ADMIN})
"""Roles that belong to no institution."""

UNIT_ROLES = frozenset({Role.UNIT_OPERATOR})
"""Roles that need a unit."""

OUTSIDER_ROLES = frozenset({Role.ASSESSOR, Role.READER})
"""Roles held over an institution by people who do not work in it."""
