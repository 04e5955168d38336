"""What happens to people and places, as the trail tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

_SECRETS = frozenset({"password", "code", "token", "secret"})

INSTITUTION_CREATED = declare("people.institution_created", _("Instansi %(subject)s ditambahkan"))
INSTITUTION_CHANGED = declare("people.institution_changed", _("Data instansi %(subject)s diubah"))
LETTERHEAD_CHANGED = declare("people.letterhead_changed", _("Kop surat %(subject)s diubah"))

UNIT_CREATED = declare("people.unit_created", _("Unit %(subject)s ditambahkan"))
UNIT_CHANGED = declare("people.unit_changed", _("Data unit %(subject)s diubah"))
UNIT_MOVED = declare("people.unit_moved", _("Unit %(subject)s dipindahkan ke induk lain"))
UNIT_CLOSED = declare("people.unit_closed", _("Unit %(subject)s diakhiri"))
UNITS_REORGANISED = declare("people.units_reorganised", _("Susunan unit %(subject)s ditata ulang"))

PERSON_CREATED = declare("people.person_created", _("Pengguna %(subject)s ditambahkan"))
PERSON_CHANGED = declare("people.person_changed", _("Data pengguna %(subject)s diubah"))
PERSON_DEACTIVATED = declare("people.person_deactivated", _("Pengguna %(subject)s dinonaktifkan"))
PERSON_REACTIVATED = declare("people.person_reactivated", _("Pengguna %(subject)s diaktifkan lagi"))
PERSON_INVITED = declare(
    "people.person_invited", _("Tautan kata sandi untuk %(subject)s dibuat"), masked=_SECRETS
)
PASSWORD_SET = declare("people.password_set", _("Kata sandi %(subject)s diganti"), masked=_SECRETS)
SECOND_STEP_ON = declare(
    "people.second_step_on", _("Verifikasi dua langkah %(subject)s dinyalakan"), masked=_SECRETS
)
SECOND_STEP_OFF = declare(
    "people.second_step_off", _("Verifikasi dua langkah %(subject)s dimatikan"), masked=_SECRETS
)
RECOVERY_CODES_RENEWED = declare(
    "people.recovery_codes_renewed", _("Kode pemulihan %(subject)s dibuat ulang"), masked=_SECRETS
)
DEMO_SIGN_IN = declare("people.demo_sign_in", _("Masuk sebagai pengguna demo %(subject)s"))

APPOINTED = declare("people.appointed", _("Penugasan %(subject)s ditetapkan"))
APPOINTMENT_ENDED = declare("people.appointment_ended", _("Penugasan %(subject)s diakhiri"))

ADMINISTRATOR_CREATED = declare(
    "people.administrator_created",
    _("Administrator pertama %(subject)s dibuat"),
    masked=_SECRETS,
)

VIEW_SAVED = declare("people.view_saved", _("Tampilan %(subject)s disimpan"))
VIEW_DELETED = declare("people.view_deleted", _("Tampilan %(subject)s dihapus"))

TOKEN_ISSUED = declare(
    "people.token_issued", _("Token akses %(subject)s diterbitkan"), masked=_SECRETS
)
TOKEN_REVOKED = declare(
    "people.token_revoked", _("Token akses %(subject)s dicabut"), masked=_SECRETS
)
