"""What can happen to recommendations and action plans, as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from selaras.foundation.trail.kinds import declare

RECOMMENDATION_ADDED = declare("recommendation.added", _("Rekomendasi %(subject)s dicatat"))
RECOMMENDATION_CHANGED = declare("recommendation.changed", _("Rekomendasi %(subject)s diubah"))
RECOMMENDATION_MOVED = declare(
    "recommendation.moved", _("Rekomendasi %(subject)s berpindah keadaan")
)
RECOMMENDATION_WITHDRAWN = declare("recommendation.withdrawn", _("Rekomendasi %(subject)s ditarik"))
FOLLOW_UP_IMPORTED = declare("follow_up.imported", _("Tabel tindak lanjut %(subject)s diimpor"))
PLAN_MADE = declare("plan.made", _("Rencana aksi %(subject)s dibuat"))
PLAN_CHANGED = declare("plan.changed", _("Rencana aksi %(subject)s diubah"))
PLAN_MOVED = declare("plan.moved", _("Rencana aksi %(subject)s berpindah keadaan"))
PLAN_ENDORSED = declare("plan.endorsed", _("Rencana aksi %(subject)s disahkan"))
PLAN_ENDORSEMENT_REVOKED = declare(
    "plan.endorsement_revoked", _("Pengesahan rencana aksi %(subject)s dicabut")
)
ACTION_ADDED = declare("action.added", _("Aksi %(subject)s ditambahkan"))
ACTION_CHANGED = declare("action.changed", _("Aksi %(subject)s diubah"))
ACTION_CANCELLED = declare("action.cancelled", _("Aksi %(subject)s dibatalkan"))
ACTION_RESTORED = declare("action.restored", _("Aksi %(subject)s dipulihkan"))
ACTION_MOVED_TO_SUCCESSOR = declare(
    "action.moved_to_successor", _("Aksi %(subject)s berpindah ke unit penerus")
)
STEP_DONE = declare("action.step_done", _("Tahapan aksi %(subject)s selesai"))
STEP_REOPENED = declare("action.step_reopened", _("Tahapan aksi %(subject)s dibuka lagi"))
EVIDENCE_ATTACHED = declare("action.evidence_attached", _("Data dukung aksi %(subject)s dipasang"))
EVIDENCE_DETACHED = declare("action.evidence_detached", _("Data dukung aksi %(subject)s dilepas"))
BLOCKER_RAISED = declare("action.blocker_raised", _("Kendala aksi %(subject)s dicatat"))
BLOCKER_RESOLVED = declare("action.blocker_resolved", _("Kendala aksi %(subject)s diatasi"))
SCENARIO_MADE = declare("scenario.made", _("Skenario %(subject)s dibuat"))
SCENARIO_CHANGED = declare("scenario.changed", _("Skenario %(subject)s diubah"))
SCENARIO_OPTIONS_CHANGED = declare(
    "scenario.options_changed", _("Pilihan aksi skenario %(subject)s diubah")
)
SCENARIO_REMOVED = declare("scenario.removed", _("Skenario %(subject)s dihapus"))
SCENARIO_STARTED = declare("scenario.started", _("Perhitungan skenario %(subject)s dimulai"))
SCENARIO_CANCELLED = declare("scenario.cancelled", _("Perhitungan skenario %(subject)s dibatalkan"))
SCENARIO_FINISHED = declare("scenario.finished", _("Skenario %(subject)s selesai dihitung"))
SCENARIO_ADOPTED = declare("scenario.adopted", _("Skenario %(subject)s dijadikan rencana aksi"))
