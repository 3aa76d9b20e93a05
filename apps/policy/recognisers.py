"""Finding what names a person in a text: what the matter lists, and numbers that are identifiers by their form.

Pure and linear: words are looked up, never searched for by a pattern made from a name, so that no name ends up in a
pattern cache and no text can make the search slow. A stretch that is already a placeholder is a `BARRIER`, which no
find crosses; what is found therefore does not depend on how long the placeholder is.

Statutes, citations, amounts and other dates are not looked for. The firm's own people are not either: the assignment
names the lawyer it is for.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import phonenumbers

from apps.policy.models import PlaceholderKind as Kind

BARRIER = "\x00"


@dataclass(frozen=True)
class Found:
    """A value at `start` up to `end`. `weak` finds (a surname alone) give way to every other."""

    start: int
    end: int
    kind: Kind
    party: UUID | None = None
    weak: bool = False


@dataclass(frozen=True)
class Form:
    """One way of writing something that is listed: folded words in order.

    `capital` wants the first word written with a capital: a form of one word is also a word of the language.
    `dotted` is for initials alone, `J.S.`, which want their points; `comma_after` for
    `Smith, J.`, which wants a comma after so many words.
    """

    words: tuple[str, ...]
    kind: Kind
    party: UUID | None
    weak: bool = False
    capital: bool = False
    dotted: bool = False
    comma_after: int = 0


@dataclass
class Known:
    """Everything the matter lists, ready to be looked up."""

    forms: dict[str, list[Form]] = field(default_factory=dict)
    numbers: dict[str, tuple[Kind, UUID | None]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)

    def __repr__(self) -> str:
        return "<Known>"

    def add(self, form: Form) -> None:
        """List a form; of two with the same words the stronger stays."""
        if not form.words:
            return
        held = self.forms.setdefault(form.words[0], [])
        for other in held:
            if other.words == form.words and other.dotted == form.dotted:
                if other.weak and not form.weak:
                    held.remove(other)
                    break
                return
        held.append(form)
        held.sort(key=lambda each: (-len(each.words), each.weak))

    def add_number(self, value: str, kind: Kind, party: UUID | None) -> None:
        """List a number: found however it is grouped."""
        plain = "".join(fold(word.group()) for word in WORD.finditer(value))
        if len(plain) >= SHORTEST_NUMBER:
            self.numbers.setdefault(plain, (kind, party))
            self.beginnings.update(plain[:length] for length in range(1, len(plain)))


WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
GAP = re.compile(r"[\s\u00a0\-\u2010-\u2015.,'\u2019\u02bc()&*/#@]{1,6}")
NUMBER_GAP = re.compile(r"[ \t\u00a0\u202f.\-\u2010-\u2015()]{1,3}")
DOTS = re.compile(r"\.[ \u00a0]?")
SHORTEST_NUMBER = 5
SKIPPED = frozenset({"and", "et", "of", "de"})
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})

PLACEHOLDER = re.compile(
    rf"\[({'|'.join(kind.value for kind in Kind)})_([1-9][0-9]{{0,8}})\]", re.IGNORECASE | re.ASCII
)
"""`[PERSON_3]`, in either case: a model may change it."""


def fold(word: str) -> str:
    """A word without case or accents, as it is looked up."""
    if word.isascii():
        return word.lower()
    folded = word.casefold()
    decomposed = unicodedata.normalize("NFKD", folded.translate(LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """Its folded words."""
    return tuple(fold(found.group()) for found in WORD.finditer(text))


def find(text: str, known: Known) -> list[Found]:
    """Everything to be replaced, in order and without overlaps."""
    found = [*_placeholders(text), *_by_list(text, known), *_by_form(text)]
    found.sort(key=lambda each: (_rank(each), each.start, -each.end))
    taken: list[Found] = []
    used = bytearray(len(text))
    for each in found:
        if not any(used[each.start : each.end]):
            used[each.start : each.end] = b"\x01" * (each.end - each.start)
            taken.append(each)
    return sorted(taken, key=lambda each: each.start)


def _rank(found: Found) -> int:
    if found.kind == Kind.LITERAL:
        return 0
    return 2 if found.weak else 1


def _placeholders(text: str) -> Iterator[Found]:
    """Text that only looks like a placeholder becomes one itself, or restoring would put a name in its place."""
    if "[" in text:
        for match in PLACEHOLDER.finditer(text):
            yield Found(*match.span(), Kind.LITERAL)


# By list ---------------------------------------------------------------------------------------------------


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    written: str

    @property
    def capital(self) -> bool:
        return self.written[0].isupper()


def _by_list(text: str, known: Known) -> Iterator[Found]:
    forms, beginnings, numbers = known.forms, known.beginnings, known.numbers
    if not forms and not numbers:
        return
    words = [_Word(*match.span(), fold(match[0]), match[0]) for match in WORD.finditer(text)]
    published: list[tuple[int, int]] | None = None
    for at, word in enumerate(words):
        folded = word.folded
        if folded in numbers or folded in beginnings:
            yield from _number(text, words, at, known)
        for form in forms.get(folded, ()):
            if not word.capital and (form.capital or (len(word.folded) == 1 and word.folded.isalpha())):
                continue
            end = _match(text, words, at, form)
            if end is None:
                continue
            if form.weak:
                if published is None:
                    published = list(_case_names(text, words))
                if any(start <= word.start and end <= stop for start, stop in published):
                    continue
            yield Found(word.start, end, form.kind, form.party, form.weak)
            break


def _match(text: str, words: list[_Word], at: int, form: Form) -> int | None:
    """Where the form ends if it begins at this word.

    Between the names of a person there may be one or two initials more, and small words in other things.
    """
    last, skipped = words[at], 0
    position = at + 1
    for count, wanted in enumerate(form.words[1:], 1):
        while True:
            if position >= len(words):
                return None
            word = words[position]
            gap = text[last.end : word.start]
            if not (DOTS if form.dotted else GAP).fullmatch(gap):
                return None
            if count == form.comma_after and "," not in gap:
                return None
            position, last = position + 1, word
            initial = len(word.folded) == 1 and word.capital
            if word.folded == wanted and (initial or len(wanted) > 1 or wanted.isdigit()):
                break
            passed_over = initial if form.kind == Kind.PERSON else word.folded in SKIPPED
            if form.dotted or skipped == 2 or not passed_over:
                return None
            skipped += 1
    if not form.dotted:
        return last.end
    capitals = all(word.capital for word in words[at:position])
    return last.end + 1 if capitals and text[last.end : last.end + 1] == "." else None


def _number(text: str, words: list[_Word], at: int, known: Known) -> Iterator[Found]:
    digits, best = words[at].folded, None
    position = at
    while True:
        if digits in known.numbers:
            best = (words[position].end, digits)
        if digits not in known.beginnings or position + 1 >= len(words):
            break
        following = words[position + 1]
        if not NUMBER_GAP.fullmatch(text[words[position].end : following.start]):
            break
        digits, position = digits + following.folded, position + 1
    if best is not None:
        kind, party = known.numbers[best[1]]
        yield Found(words[at].start, best[0], kind, party)


CITATION = re.compile(
    r"(?<!\w)(?:1[89]|20)\d\d[ \u00a0][A-Z]{2,6}[ \u00a0]\d{1,6}(?!\w)"
    r"|\[(?:1[89]|20)\d\d\][ \u00a0](?:\d{1,3}[ \u00a0])?[A-Z][A-Za-z.]{1,8}"
    r"|\((?:1[89]|20)\d\d\),[ \u00a0]\d{1,3}[ \u00a0][A-Z]"
)
VERSUS = frozenset({"v", "vs", "c"})
SMALL = frozenset(
    {"of", "the", "and", "et", "de", "la", "le", "les", "du", "des", "d", "l", "in", "re", "for", "au", "aux"}
)
STOP = re.compile(r"[.;:!?\n]\s")
LONGEST_SIDE = 8  # words on either side of the v.


def _case_names(text: str, words: list[_Word]) -> Iterator[tuple[int, int]]:
    """Stretches that are the published name of a case with its citation: a surname in one stays."""
    ends = [word.end for word in words]
    for citation in CITATION.finditer(text):
        last = bisect_right(ends, citation.start())
        nearest = range(last - 1, max(last - LONGEST_SIDE - 2, -1), -1)
        versus = next((at for at in nearest if words[at].folded in VERSUS), None)
        if versus is None:
            continue
        first = versus
        for at in range(versus - 1, max(versus - LONGEST_SIDE - 1, -1), -1):
            word = words[at]
            ended = len(word.folded) > 2 and STOP.search(text[word.end : words[at + 1].start])
            if ended or not (word.capital or word.folded in SMALL):
                break
            first = at
        if first != versus:
            yield words[first].start, citation.end()


# By form ---------------------------------------------------------------------------------------------------

SEPARATOR = r"[ \u00a0\u202f.\-\u2010-\u2015]"
EMAIL = re.compile(
    r"(?<![^\s\x00<>()\[\],;:\"'«»|=])[^\s\x00@<>()\[\],;:\"«»|=]{1,64}@[^\W_](?:[\w-]{0,62}\.)+[^\W\d_]{2,24}(?![\w])"
)
SIN = re.compile(
    rf"(?<![\w$])(?<!\d[.,])\d{{3}}{SEPARATOR}?\d{{3}}{SEPARATOR}?\d{{3}}(?!\w|[.,]\d|[ \u00a0]?\$)"
)
PHONE = re.compile(
    rf"(?<![\w$])(?:\+?1{SEPARATOR}?)?(?:\(\d{{3}}\){SEPARATOR}{{0,2}}|\d{{3}}{SEPARATOR}{{0,2}})"
    rf"\d{{3}}{SEPARATOR}?\d{{4}}(?!\w)"
)
ABROAD = re.compile(rf"(?<!\w)\+[2-9](?:{SEPARATOR}?[(]?\d[)]?){{7,13}}(?!\w)")
HEALTH = re.compile(
    r"\b(?i:OHIP|HCN|PHN|MSP|RAMQ|NAM|AHCIP|MHSC|health\s+(?:card|number|insurance|care)"
    r"|(?:carte\s+d['\u2019])?assurance[\s-]maladie|carte\s+(?:sant[eé]|soleil)|num[eé]ro\s+de\s+sant[eé])"
    r"[^\d\x00\n]{0,30}?((?:[A-Z]{4}[ \u00a0]?)?\d(?:[ \u00a0\-]?\d){7,11}(?:[ \u00a0\-]?[A-Z]{2}\b)?)(?!\w)"
)
RAMQ = re.compile(r"(?<!\w)[A-Z]{4}[ \u00a0]?\d{4}[ \u00a0]?\d{4}(?!\w)")
ACCOUNT = re.compile(
    r"\b(?i:accounts?|acct|comptes?|cards?|cartes?|transit)\b\.?"
    r"(?i:[ \u00a0](?:bancaires?|bank|de[ \u00a0](?:banque|cr[eé]dit|d[eé]bit)|credit|debit|num[eé]ro|numbers?)"
    r"|[ \u00a0](?:nos?\b|n[°ºo]\b|ending[ \u00a0]in|se[ \u00a0]terminant[ \u00a0]par)\.?"
    r"|[ \u00a0]?[:#\u2013-]|[ \u00a0]?n[°º]){0,4}"
    r"[ \u00a0]{0,2}(\d(?:[ \u00a0\-]?\d){4,22})(?!\w|[.,]\d|[ \u00a0]?\$)"
)
CARD = re.compile(r"(?<![\w$])(?<!\d[.,])\d(?:[ \u00a0\-]?\d){12,18}(?!\w|[.,]\d)")
DATE = re.compile(r"(?:1[89]|20)\d\d[ \-]?(?:0[1-9]|1[0-2])[ \-]?(?:0[1-9]|[12]\d|3[01])")
MONEY_AHEAD = 3


def _by_form(text: str) -> Iterator[Found]:
    """Identifiers that show themselves by their form: no list is needed."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Found(*match.span(), Kind.EMAIL)
    if not any(map(text.__contains__, "0123456789")):
        return
    for match in SIN.finditer(text):
        if (
            _is_sin(_digits(match.group()))
            and "$" not in text[max(0, match.start() - MONEY_AHEAD) : match.start()]
        ):
            yield Found(*match.span(), Kind.SIN)
    for pattern in (PHONE, ABROAD):
        for match in pattern.finditer(text):
            if _is_phone(match.group()):
                yield Found(*match.span(), Kind.PHONE)
    for match in HEALTH.finditer(text):
        yield Found(*match.span(1), Kind.HEALTH_NUMBER)
    for match in RAMQ.finditer(text):
        yield Found(*match.span(), Kind.HEALTH_NUMBER)
    for match in ACCOUNT.finditer(text):
        if not DATE.fullmatch(match.group(1)):
            yield Found(*match.span(1), Kind.ACCOUNT)
    for match in CARD.finditer(text):
        if luhn(_digits(match.group())):
            yield Found(*match.span(), Kind.ACCOUNT)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def luhn(digits: str) -> bool:
    """The check digit of Canadian social insurance numbers and of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and bool(digits)


def _is_sin(digits: str) -> bool:
    """Nine digits, and Luhn. The first digit is not looked at: 0 stands in every example and in forged ones."""
    return len(digits) == 9 and luhn(digits)


NORTH_AMERICAN = re.compile(r"1?[2-9](?!11)\d\d[2-9](?!11)\d{6}")


def _is_phone(text: str) -> bool:
    """Grouped as numbers here are written, or in the numbering plan of some country."""
    digits = _digits(text)
    if not text.startswith("+") and len(digits) != len(text):
        return NORTH_AMERICAN.fullmatch(digits) is not None
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, "CA"))
    except phonenumbers.NumberParseException:
        return False
