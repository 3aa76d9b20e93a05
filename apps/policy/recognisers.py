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
    starts: set[str] = field(default_factory=set)
    """The words with which anything listed begins."""

    def __repr__(self) -> str:
        return "<Known>"

    def add(self, form: Form) -> None:
        """List a form; of two with the same words the stronger stays."""
        if not form.words:
            return
        self.starts.add(form.words[0])
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
            self.starts.update(plain[:length] for length in range(1, len(plain) + 1))


WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
GAP = re.compile(r"[\s\u00a0\-\u2010-\u2015.,'\u2019\u02bc()&*/#@]{1,6}")
NUMBER_GAP = re.compile(r"[ \t\u00a0\u202f.\-\u2010-\u2015()]{1,3}")
DOTS = re.compile(r"\.[ \u00a0]?")
SHORTEST_NUMBER = 5
MOST_SKIPPED = 2  # words between two of a name
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
    if not found:
        return found
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


@dataclass(frozen=True)
class _Words:
    """The words of a text: how each is looked up, and where it stands."""

    text: str = field(repr=False)
    folded: list[str] = field(repr=False)
    spans: list[tuple[int, int]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.spans)

    def start(self, at: int) -> int:
        return self.spans[at][0]

    def end(self, at: int) -> int:
        return self.spans[at][1]

    def capital(self, at: int) -> bool:
        return self.text[self.spans[at][0]].isupper()

    def initial(self, at: int) -> bool:
        return len(self.folded[at]) == 1 and self.capital(at)

    def gap(self, at: int) -> str:
        """What stands between the word before and this one."""
        return self.text[self.spans[at - 1][1] : self.spans[at][0]]


def _by_list(text: str, known: Known) -> Iterator[Found]:
    folded = _folded(text)
    places = [at for at, word in enumerate(folded) if word in known.starts and _may_begin(folded, at, known)]
    if not places:
        return
    words = _Words(text, folded, [match.span() for match in WORD.finditer(text)])
    published: list[tuple[int, int]] | None = None
    for at in places:
        word, begins = folded[at], words.start(at)
        if word in known.numbers or word in known.beginnings:
            yield from _number(words, at, known)
        small, near = not words.capital(at), folded[at + 1 : at + 2 + MOST_SKIPPED]
        for form in known.forms.get(word, ()):
            if small and (form.capital or (len(word) == 1 and word.isalpha())):
                continue
            if len(form.words) > 1 and form.words[1] not in near:
                continue
            end = _match(words, at, form)
            if end is None:
                continue
            if form.weak:
                if published is None:
                    published = list(_case_names(words))
                if any(start <= begins and end <= stop for start, stop in published):
                    continue
            yield Found(begins, end, form.kind, form.party, form.weak)
            break


def _folded(text: str) -> list[str]:
    """All words of a text, folded. Most texts hold nothing that is listed, and this is all that is done with them."""
    if text.isascii():
        return WORD.findall(text.lower())
    return [fold(word) for word in WORD.findall(text)]


def _may_begin(folded: list[str], at: int, known: Known) -> bool:
    """Whether more than the beginning of a number stands here: a lone `1` begins every number of a telephone."""
    word = folded[at]
    if word in known.forms or word in known.numbers:
        return True
    more = word + folded[at + 1] if at + 1 < len(folded) else word
    return more in known.beginnings or more in known.numbers


def _match(words: _Words, at: int, form: Form) -> int | None:
    """Where the form ends if it begins at this word.

    Between the names of a person there may be one or two initials more, and small words in other things.
    """
    skipped, position = 0, at + 1
    for count, wanted in enumerate(form.words[1:], 1):
        while True:
            if position >= len(words):
                return None
            gap = words.gap(position)
            if not (DOTS if form.dotted else GAP).fullmatch(gap):
                return None
            if count == form.comma_after and "," not in gap:
                return None
            folded, initial = words.folded[position], words.initial(position)
            position += 1
            if folded == wanted and (initial or len(wanted) > 1 or wanted.isdigit()):
                break
            passed_over = initial if form.kind == Kind.PERSON else folded in SKIPPED
            if form.dotted or skipped == MOST_SKIPPED or not passed_over:
                return None
            skipped += 1
    end = words.end(position - 1)
    if not form.dotted:
        return end
    capitals = all(words.capital(each) for each in range(at, position))
    return end + 1 if capitals and words.text[end : end + 1] == "." else None


def _number(words: _Words, at: int, known: Known) -> Iterator[Found]:
    digits, best = words.folded[at], None
    position = at
    while True:
        if digits in known.numbers:
            best = (words.end(position), digits)
        if digits not in known.beginnings or position + 1 >= len(words):
            break
        position += 1
        if not NUMBER_GAP.fullmatch(words.gap(position)):
            break
        digits += words.folded[position]
    if best is not None:
        kind, party = known.numbers[best[1]]
        yield Found(words.start(at), best[0], kind, party)


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


def _case_names(words: _Words) -> Iterator[tuple[int, int]]:
    """Stretches that are the published name of a case with its citation: a surname in one stays."""
    ends = [end for _, end in words.spans]
    for citation in CITATION.finditer(words.text):
        last = bisect_right(ends, citation.start())
        nearest = range(last - 1, max(last - LONGEST_SIDE - 2, -1), -1)
        versus = next((at for at in nearest if words.folded[at] in VERSUS), None)
        if versus is None:
            continue
        first = versus
        for at in range(versus - 1, max(versus - LONGEST_SIDE - 1, -1), -1):
            ended = len(words.folded[at]) > 2 and STOP.search(words.gap(at + 1))
            if ended or not (words.capital(at) or words.folded[at] in SMALL):
                break
            first = at
        if first != versus:
            yield words.start(first), citation.end()


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
DENSE = re.compile(r"\d(?:[ \t\u00a0\u202f.\-\u2010-\u2015()]{0,3}\d){4}")
"""Five digits close together: every form below but an address of e-mail has them."""


def _by_form(text: str) -> Iterator[Found]:
    """Identifiers that show themselves by their form: no list is needed."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield Found(*match.span(), Kind.EMAIL)
    if DENSE.search(text) is None:
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
