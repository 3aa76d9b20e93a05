"""Words that stand nowhere else, made anew for each run and planted where a person, a client or the vendor writes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from proof.patterns import LITERALS, Needle

LETTERS = "bcdfghjklmnpqrstvwxz"
SEALED, CLEAR, NUMBER, KEY = "sealed", "clear", "number", "key"
APOSTROPHE, FLAG = "\N{RIGHT SINGLE QUOTATION MARK}", "\N{OPEN MAILBOX WITH RAISED FLAG}"
ASSIGNMENT = """\
A letter to {party} for the responsible lawyer on the {word}{apostrophe}s arrears: what the lease says, what is owed,
what to do next. {alias} asked for it. Its purpose is to decide whether to pay under protest.
"""
SOURCE = """\
{alias} took the lease of 12 Elm Street on 3 March 2024 for five years.

Clause 4 of the {word} says that rent of $4,200 is due on the first day of each month, without deduction or set-off.

{party} wrote on 2 July 2026 that the {word} had been paid in full, and asked to be called at {phone}. {flag}

The landlord answered on 9 July 2026 that nothing had arrived since May, and that three months were outstanding.
"""
PLACES = {
    "assignment": "what the person asks for",
    "source": "what the client's documents say",
    "title": "what a document is called",
    "alias": "another name of a party's",
    "reply": "what the vendor's answer says",
    "error": "what the vendor's errors say",
    "edit": "what the reviewer writes into the draft",
}


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))


@dataclass(frozen=True)
class Canaries:
    """The words of one run.

    Every sealed word begins with one stem, so that one search finds all of them; what follows says which it is. The
    name of a party has a stem of its own, because the database holds names in clear columns.
    """

    stem: str = field(default_factory=lambda: _letters(2 * LITERALS), repr=False)
    clear: str = field(default_factory=lambda: _letters(2 * LITERALS), repr=False)
    phone: str = field(default_factory=lambda: f"{_digits(3)}-{_digits(3)}-{_digits(4)}", repr=False)
    key: str = field(default="", repr=False)
    planted: list[str] = field(default_factory=list, repr=False)

    def word(self, place: str, draft: int) -> str:
        """The canary of a place in one draft, in small letters. It is planted by whoever asks for it."""
        marked = f"{self.stem}{LETTERS[list(PLACES).index(place)]}{_counted(draft)}"
        if marked not in self.planted:
            self.planted.append(marked)
        return marked

    @property
    def party(self) -> str:
        return f"Ada {self.clear.capitalize()}"

    @property
    def alias(self) -> str:
        return f"{self.word('alias', 0).capitalize()} Imports Ltd."

    def assignment(self, draft: int) -> str:
        """With an apostrophe that makes Python keep the whole of it two bytes wide."""
        word = self.word("assignment", draft)
        return ASSIGNMENT.format(party=self.party, alias=self.alias, word=word, apostrophe=APOSTROPHE)

    def source(self, draft: int) -> str:
        """With a sign that makes Python keep the whole of it four bytes wide."""
        word = self.word("source", draft)
        return SOURCE.format(party=self.party, alias=self.alias, word=word, phone=self.phone, flag=FLAG)

    def needles(self) -> list[Needle]:
        """What is searched for everywhere."""
        digits = self.phone.replace("-", "")
        return [
            Needle(SEALED, self.stem),
            Needle(CLEAR, self.clear),
            Needle(NUMBER, self.phone),
            Needle(NUMBER, digits),
        ]

    def key_needles(self) -> list[Needle]:
        """The vendor's key: everywhere but in the memory of the process that calls."""
        return [Needle(KEY, self.key)] if self.key else []

    @property
    def count(self) -> int:
        """How many words were planted: the sealed ones, a name, a number and the key."""
        return len(self.planted) + 2 + bool(self.key)


def _counted(number: int) -> str:
    """A number in letters, always three."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))


def _digits(count: int) -> str:
    return "".join(str(secrets.randbelow(8) + 2) for _ in range(count))
