"""Faults of requests in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from selaras.api.faults import SENTENCES, sentence


class Sent(BaseModel):
    """One of each kind of part."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(default="", max_length=3)
    count: int = Field(default=1, ge=1, le=9)
    amount: Decimal = Decimal(0)
    day: date = date(2026, 1, 1)
    kind: Literal["a", "b"] = "a"
    many: list[int] = Field(default=[], max_length=1)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": 1}, "Harus berupa teks."),
        ({"text": "abcd"}, "Paling panjang 3 karakter."),
        ({"count": "x"}, "Harus bilangan bulat."),
        ({"count": 0}, "Paling kecil 1."),
        ({"count": 10}, "Paling besar 9."),
        ({"amount": "x"}, "Harus angka."),
        ({"day": "kemarin"}, "Harus tanggal, misalnya 2026-11-21."),
        ({"kind": "c"}, "Harus salah satu dari: 'a', 'b'."),
        ({"many": 1}, "Harus berupa daftar."),
        ({"many": [1, 2]}, "Paling banyak 1 butir."),
        ({"lain": 1}, "Bagian ini tidak dikenal. Hapus, atau periksa penulisannya."),
    ],
)
def test_each_fault_says_what_to_do(sent, says):
    with pytest.raises(ValidationError) as wrong:
        Sent(**sent)
    assert [sentence(one) for one in wrong.value.errors()] == [says]


def test_an_unknown_kind_keeps_the_words_of_the_library():
    assert sentence({"type": "baru", "msg": "Something new"}) == "Something new"
    assert sentence({"type": "greater_than", "msg": "Too small"}) == "Too small"


def test_every_sentence_can_be_said_in_english():
    with translation.override("en"):
        assert "Harus" not in " ".join(str(text) for text in SENTENCES.values())
