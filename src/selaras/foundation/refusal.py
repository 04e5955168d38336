"""When a rule says no: one exception that carries sentences for the person, by form field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence saying what is wrong and what to do; ``field`` is empty for the whole form."""

    message: str | Promise
    field: str = ""


class RefusedError(Exception):
    """A service refuses, nothing was changed, and ``problems`` says why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem.message) for problem in problems))
        self.problems = problems


class ChangedMeanwhileError(RefusedError):
    """Somebody else saved the same thing between reading and writing."""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(
            Problem(
                message
                or _(
                    "Data ini baru saja diubah orang lain. Perubahan Anda belum disimpan: "
                    "periksa isi terbaru, lalu simpan lagi."
                )
            )
        )


def refuse(message: str | Promise, field: str = "") -> RefusedError:
    """A refusal with one problem, ready to be raised."""
    return RefusedError(Problem(message, field))


def check(row: models.Model) -> None:
    """Ask the model's fields and constraints. Raises RefusedError with one problem per fault."""
    try:
        row.full_clean()
    except ValidationError as error:
        problems = [
            Problem(message, "" if field == NON_FIELD_ERRORS else field)
            for field, messages in error.message_dict.items()
            for message in messages
        ]
        raise RefusedError(*problems) from error


@contextmanager
def refusing_duplicates() -> Iterator[None]:
    """Turn a constraint that two writers ran into at once into a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ChangedMeanwhileError from error
