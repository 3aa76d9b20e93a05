"""Everything that a matter lists, ready to be looked up word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from apps.core.text import fold
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.words import WORD

SHORTEST_NUMBER = 5
NOTED = re.compile(r"(?<!\w)(?:(\d{1,3})([^\W\d_]{3,40})|([^\W\d_]{3,40})(\d{1,3}))(?!\w)")
"""`Okafor1`, `12Okafor`: as a page is read on which a note or a line has its number close by."""
RUN_TOGETHER = re.compile(r"\d(?:(?<=[^\W\d_].)|(?=[^\W\d_]))")
"""What such a word has, and most texts have nowhere: a figure right beside a letter."""


class Found(NamedTuple):
    """A value at `start` up to `end`. `weak` finds (a surname alone) give way to every other."""

    start: int
    end: int
    kind: Kind
    party: UUID | None = None
    weak: bool = False


class Form(NamedTuple):
    """One way of writing something that is listed: folded words in order.

    `capital` wants the last word written with a capital, where it is a word of the language too; it may begin small.
    `dotted` is for initials alone, `J.S.`, which want their points; `comma_after` for
    `Smith, J.`, which wants a comma after so many words; `alone` for a given name by itself, which is nobody's where
    another name follows; `shouted` for letters that stand for a name, and are all capitals; `called` for what people
    are called, of which the words are nobody's name by themselves.
    """

    words: tuple[str, ...]
    kind: Kind
    party: UUID | None
    weak: bool = False
    capital: bool = False
    dotted: bool = False
    comma_after: int = 0
    alone: bool = False
    shouted: bool = False
    called: bool = False

    def __repr__(self) -> str:
        return "<Form>"

    def wants(self) -> tuple[bool, ...]:
        """What it asks for beside its words."""
        return self.weak, self.alone, self.comma_after > 0, self.capital, self.shouted


class Run(NamedTuple):
    """A name in a script that sets no blanks, as the pieces behind each of which one may stand all the same."""

    pieces: tuple[str, ...]
    kind: Kind
    party: UUID | None
    weak: bool

    def __repr__(self) -> str:
        return "<Run>"


@dataclass
class Known:
    """Everything the matter lists. Holds names in the clear: it lives as long as the work at hand."""

    numbers: dict[str, tuple[Kind, UUID | None]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    """The words with which anything listed begins."""
    words: set[str] = field(default_factory=set)
    """Every word of what is listed."""
    people: set[str] = field(default_factory=set)
    """Those of them that are of people's names."""
    lifted: set[tuple[Kind, str]] = field(default_factory=set)
    """Exact spellings that a person let stand."""
    runs: dict[tuple[str, ...], Run] = field(default_factory=dict)
    """Names that are looked for by their characters."""
    _forms: dict[str, dict[tuple[tuple[str, ...], bool], Form]] = field(default_factory=dict)
    _sorted: dict[str, list[Form]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Known>"

    def add(self, form: Form) -> None:
        """List a form; of two with the same words the one that asks for less stays."""
        if not form.words:
            return
        first = form.words[0]
        self.starts.add(first)
        self.words.update(form.words)
        if form.kind == Kind.PERSON and not form.called:
            self.people.update(form.words)
        held = self._forms.setdefault(first, {})
        other = held.get((form.words, form.dotted))
        if other is None or form.wants() < other.wants():
            held[form.words, form.dotted] = form
        self._sorted.pop(first, None)

    def add_run(self, run: Run) -> None:
        """As ``add``."""
        other = self.runs.get(run.pieces)
        if other is None or other.weak > run.weak:
            self.runs[run.pieces] = run

    def forms(self, word: str) -> list[Form]:
        """The forms that begin with a word, longest first."""
        ready = self._sorted.get(word)
        if ready is None:
            held = self._forms.get(word, {}).values()
            ready = self._sorted[word] = sorted(held, key=lambda each: (-len(each.words), each.weak))
        return ready

    def lets_stand(self, kind: Kind, value: str) -> bool:
        """Whether a person lifted the replacement of exactly this spelling: nothing within it is replaced either."""
        return bool(self.lifted) and (kind, value) in self.lifted

    def begins(self, word: str) -> bool:
        """Whether a name or a whole number begins with this word."""
        return word in self._forms or word in self.numbers

    def add_number(self, value: str, kind: Kind, party: UUID | None) -> None:
        """List a number: found however it is grouped."""
        plain = "".join(fold(word.group()) for word in WORD.finditer(value))
        if len(plain) >= SHORTEST_NUMBER:
            self.numbers.setdefault(plain, (kind, party))
            self.beginnings.update(plain[:length] for length in range(1, len(plain)))
            self.starts.update(plain[:length] for length in range(1, len(plain) + 1))


def unnumbered(text: str, known: Known) -> str:
    """The text without the figures of notes and lines that a printed page's words are run together with, where what is
    left is a word of something listed: a blank for each."""

    def parted(match: re.Match[str]) -> str:
        ahead, word, behind = match.group(1) or "", match.group(2) or match.group(3), match.group(4) or ""
        return f"{' ' * len(ahead)}{word}{' ' * len(behind)}" if fold(word) in known.words else match.group()

    return NOTED.sub(parted, text)
