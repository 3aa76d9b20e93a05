"""How many tokens a text comes to, estimated here: the vendor's counting call takes no region, so it is not used."""

from __future__ import annotations

import math
from dataclasses import dataclass

from apps.integrations.claude.types import Call

BYTES_PER_TOKEN = 3.1
"""UTF-8 bytes. About four characters of English to a token before Opus 4.7, whose tokenizer and later ones yield
some 30 % more tokens for the same text (vendor's model pages, Nov 2026)."""

PER_BLOCK = 12
"""Tokens for the envelope of a block: its type, source and place."""

ERROR = 0.25
"""The estimate may be off by this part either way. French, tables and numbers come to more, plain prose to less."""


@dataclass(frozen=True)
class Estimate:
    """Tokens of a prompt. `high` is what budgets and price bands go by."""

    tokens: int

    @property
    def low(self) -> int:
        return math.floor(self.tokens * (1 - ERROR))

    @property
    def high(self) -> int:
        return math.ceil(self.tokens * (1 + ERROR))


def tokens(text: str) -> int:
    """Estimated tokens of a text alone."""
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / BYTES_PER_TOKEN)


def of(call: Call) -> Estimate:
    """Estimated tokens of everything in the call that is read."""
    texts = [text.reveal() for text in call.texts()]
    return Estimate(sum(map(tokens, texts)) + PER_BLOCK * len(texts))
