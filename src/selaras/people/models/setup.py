"""The one-time code that opens the first-start setup."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SetupCode(models.Model):
    """At most one row: the SHA-256 of the code that was last printed on the console."""

    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="setup_code_only_one"),
        ]

    def __str__(self) -> str:
        return "setup code"
