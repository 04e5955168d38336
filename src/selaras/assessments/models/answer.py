"""What an institution says of one indicator, and what the team said of that."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from selaras.assessments.models.cycle import Assessment
from selaras.assessments.models.value import UNIT
from selaras.assessments.states import AnswerState
from selaras.instruments.models import IndicatorRow


class Answer(models.Model):
    """The explanation of one indicator in three parts, with the level the units claim.

    The level the team settles on is the stage value "mandiri", kept beside the claim and never
    instead of it. ``version`` counts changes, so that two people who write at once notice.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(IndicatorRow, on_delete=models.PROTECT, related_name="answers")
    fact = models.TextField(_("fakta"), blank=True)
    analysis = models.TextField(_("analisis"), blank=True)
    justification = models.TextField(_("justifikasi"), blank=True)
    claim = models.IntegerField(_("nilai yang diusulkan"), null=True)
    """In ten-thousandths, as StageValue.amount; empty while the units have not claimed one."""
    state = models.CharField(
        _("keadaan"), max_length=12, choices=AnswerState.choices, default=AnswerState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whoever changed it last; empty for the system."""
    changed_at = models.DateTimeField(_("diubah"), null=True)
    handed_in_at = models.DateTimeField(_("diserahkan"), null=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    """Last year's answer whose text was taken over."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="answer_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=AnswerState.values), name="answer_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True) | models.Q(claim__gte=0),
                name="answer_claim_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.indicator.number}"

    @property
    def claimed(self) -> Fraction | None:
        """The exact value the units claim, or None."""
        return None if self.claim is None else Fraction(self.claim, UNIT)

    @property
    def has_text(self) -> bool:
        """Whether any of the three parts says something."""
        return bool(self.fact.strip() or self.analysis.strip() or self.justification.strip())


class AnswerReview(models.Model):
    """One verdict on an answer, kept for good: approved, or returned with what to do."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(_("putusan"), max_length=12, choices=AnswerState.choices)
    note = models.TextField(_("catatan"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("waktu"))

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=[AnswerState.APPROVED, AnswerState.RETURNED]),
                name="answer_review_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} · {self.get_verdict_display()}"
