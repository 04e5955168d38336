"""Answers kept for a while, so that a request that is repeated does its work once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar

from django.db import IntegrityError, models, transaction

from selaras.foundation import clock

KEEP = timedelta(days=2)
"""How long an answer is kept."""


class TakenError(Exception):
    """Somebody else has just done what this name stands for."""


class Reply(models.Model):
    """An answer that was given. ``name`` says to whom and under which key, ``wish`` for what."""

    name = models.CharField(max_length=64, unique=True)
    wish = models.CharField(max_length=64)
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # Answers that have been kept long enough.
            models.Index(fields=["at"], name="reply_by_age"),
        ]

    def __str__(self) -> str:
        return self.name


def kept_reply(name: str) -> Reply | None:
    """The answer under this name, or None. One query."""
    return Reply.objects.filter(name=name).first()


@contextmanager
def keeping_reply(name: str, wish: str) -> Iterator[Reply]:
    """A transaction in which something is done once; ``body`` set inside it is kept with it.

    Whoever comes at the same time waits and then raises TakenError; nothing is done twice.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                reply = Reply.objects.create(name=name, wish=wish, at=clock.now())
        except IntegrityError as error:
            raise TakenError from error
        yield reply
        Reply.objects.filter(pk=reply.pk).update(body=reply.body)


def forget_replies() -> int:
    """Delete what was kept long enough; how many."""
    count, _by_model = Reply.objects.filter(at__lt=clock.now() - KEEP).delete()
    return count
