"""Where something that a matter lists stands in the words of a text: the forms of a name, and numbers however they are
grouped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.identifying import companies, published
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Form, Found, Known
from apps.policy.identifying.ordinary import ACCENTED, ALSO_WORDS, SHORT
from apps.policy.identifying.persons import TITLES
from apps.policy.identifying.words import Words

GAP = re.compile(r"[ \n]{0,30}[\-.,'()&+*/#@|>\"_ ]{0,6}[ \n]{0,30}")
NUMBER_GAP = re.compile(r"[ .\-()/\n]{1,3}")
DOTS = re.compile(r"\.[ \-]?")
ENDING_GAP = re.compile(r"[.,]{0,2}[ \n]{1,3}|/")
ALWAYS_ENDINGS = frozenset({"inc", "ltd", "ltee", "limitee", "llp", "llc", "sencrl", "senc", "enr", "ulc"})
DEGREE = re.compile(
    r"M\.D|B\.A|M\.A|R\.N|P\.C|Q\.C|K\.C|c\.r|D\.C|B\.N|C\.A|O\.T|P\.T|N\.P|M\.S|B\.S|J\.D|L\.L"
)
"""Letters behind a name and a comma, which are nobody's initials."""
ABBREVIATED = re.compile(r"[A-Za-z]\.$")
YEAR_BEHIND = re.compile(r"\.,?[ ](?:1[89]|20)\d\d|\.[A-Za-z]\.")
"""`R.S.O. 1990`, `S.C. 2002`: a statute's letters, and nobody's initials."""
NICKNAME = re.compile(r" ?[\"'(] ?")
MOST_SKIPPED = 2  # words between two of a name
SKIPPED = frozenset({"and", "et", "of", "de"})
NO_NAME = frozenset(
    {
        "and",
        "et",
        "or",
        "ou",
        "v",
        "vs",
        "c",
        "the",
        "of",
        "de",
        "for",
        "to",
        "by",
        "with",
        "in",
        "is",
        "was",
        "has",
        "said",
    }
)
"""Words that stand between two people, and are no second name of the first."""
NEVER_A_GIVEN_NAME_BEHIND = frozenset(
    {"st", "ste", "saint", "sainte", "sir", "port", "fort", "mount", "mont", "lake", "lac", "king", "queen", "pope",
    "prince", "princess",
     "justice", "judge", "juge", "master"}
)  # fmt: skip
ARTICLES = frozenset(
    {"the", "this", "that", "said", "le", "la", "les", "a", "an", "un", "une", "rue", "street"}
)
SENTENCE = re.compile(r"[.!?:;\n\"\x00\x01][ ]*$")


def _elided(words: Words, at: int) -> bool:
    """Whether a letter belongs to the word behind it: `marie d'amours`, `o'brien`."""
    return at + 1 < len(words) and words.gap(at + 1).startswith("'")


def goes_on_longer(words: Words, at: int, known: Known, end: int) -> bool:
    """`la Mutuelle des Trois-Rivières`, where `la Mutuelle` is a name of it too."""
    return any(found.end > end for found in forms(words, at, known))


def may_begin(folded: list[str], at: int, known: Known) -> bool:
    """Whether more than the beginning of a number stands here: a lone `1` begins every number of a telephone."""
    word = folded[at]
    if known.begins(word):
        return True
    more = word + folded[at + 1] if at + 1 < len(folded) else word
    return more in known.beginnings or more in known.numbers


def forms(words: Words, at: int, known: Known) -> Iterator[Found]:
    """The forms that stand here, longest first."""
    word = words.folded[at]
    if len(word) == 1 and word.islower() and not words.capital(at) and not _elided(words, at):
        return
    near = words.folded[at + 1 : at + 2 + MOST_SKIPPED]
    for form in known.forms(word):
        if len(form.words) > 1 and form.words[1] not in near:
            continue
        last = min(at + len(form.words), len(words)) - 1
        # Of a surname that is a word it is the last one that has the capital: `de la Rue`, `van der Berg`.
        if not words.capital(last) and _wants_capital(words, at, form) and not _is_titled(words, at):
            continue
        if form.alone and not _may_stand_alone(words, at, last):
            continue
        if form.shouted and not words.text[words.start(at) : words.end(at)].isupper():
            continue
        end = _match(words, at, form)
        if end is not None and not (form.weak and not form.dotted and published.is_judge(words, at, end)):
            yield Found(words.start(at), end, form.kind, form.party, form.weak)


def _wants_capital(words: Words, at: int, form: Form) -> bool:
    if form.capital or not form.weak or words.folded[at] not in ACCENTED:
        return form.capital
    return not words.text[words.start(at) : words.end(at)].isascii()


def _is_titled(words: Words, at: int) -> bool:
    """`mr smith`, as people type; `m. smith` where no figure makes it a measure."""
    if not at or words.folded[at - 1] not in TITLES or len(words.gap(at)) > 2:
        return False
    if len(words.folded[at - 1]) > 1:
        return True
    return words.gap(at).startswith(".") and not (at > 1 and words.folded[at - 2].isdigit())


def _may_stand_alone(words: Words, at: int, last: int) -> bool:
    """Whether a given name by itself is a person known by it: no other name follows, and it is not a place, a saint or
    a word with a capital."""
    if last + 1 < len(words) and words.gap(last + 1) in (" ", "-") and words.capital(last + 1):
        shouted = words.text[words.start(at) : words.end(last)].isupper()
        if not shouted:
            return False
    if at and words.gap(at) in (" ", ". ", "-") and words.folded[at - 1] in NEVER_A_GIVEN_NAME_BEHIND:
        return False
    if words.end(last) - words.start(at) == 2 and words.text[words.start(at) : words.end(at)].isupper():
        return False  # letters that stand for something: `ED`
    if words.folded[at] not in ALSO_WORDS and words.folded[at] not in SHORT:
        return True
    return at > 0 and SENTENCE.search(words.gap(at)) is None and words.folded[at - 1] not in ARTICLES


def _match(words: Words, at: int, form: Form) -> int | None:
    """Where the form ends if it begins at this word.

    Between the names of a person there may be initials, a title or another given name, and small words in other things.
    """
    skipped, position = 0, at + 1
    for count, wanted in enumerate(form.words[1:], 1):
        while True:
            if position >= len(words):
                return None
            gap = words.gap(position)
            if not (DOTS if form.dotted else GAP).fullmatch(gap):
                return None
            if (
                count == form.comma_after
                and not skipped
                and "," not in gap
                and not _shouted(words, at, position)
            ):
                return None
            folded, initial = words.folded[position], words.initial(position)
            position += 1
            if folded == wanted and (
                initial
                or len(wanted) > 1
                or form.kind != Kind.PERSON
                or wanted.isdigit()
                or _elided(words, position - 1)
            ):
                break
            if (
                form.dotted
                or skipped == MOST_SKIPPED
                or not _may_be_skipped(words, at, position - 1, form, gap)
            ):
                return None
            skipped += 1
    end = words.end(position - 1)
    if form.kind == Kind.ORGANIZATION:
        return _with_ending(words, position)
    if not form.dotted:
        return end
    if words.text[max(0, words.start(at) - 2) : words.start(at)] == ", " and DEGREE.fullmatch(
        words.text, words.start(at), end
    ):
        return None
    if ABBREVIATED.search(words.text, max(0, words.start(at) - 2), words.start(at)) or YEAR_BEHIND.match(
        words.text, end
    ):
        return None
    capitals = all(words.capital(each) for each in range(at, position))
    return end + 1 if capitals and words.text[end : end + 1] == "." else None


def _with_ending(words: Words, position: int) -> int:
    """Where a company's name ends, with whatever legal ending stands behind."""
    while (
        position < len(words)
        and words.folded[position] in companies.COMPANY
        and ENDING_GAP.fullmatch(words.gap(position))
    ):
        if not words.capital(position) and words.folded[position] not in ALWAYS_ENDINGS:
            break
        position += 1
    return words.end(position - 1)


def _may_be_skipped(words: Words, at: int, position: int, form: Form, gap: str) -> bool:
    """Whether the word at `position` may stand within a form that begins at `at` and does not have it."""
    folded = words.folded[position]
    if form.kind != Kind.PERSON:
        return folded in SKIPPED
    if folded in form.words:
        return False
    if "," in gap and folded not in TITLES:
        return False
    if words.initial(position) or (folded in TITLES and len(folded) > 1):
        return True
    if NICKNAME.fullmatch(gap):
        return True
    whole = len(words.folded[at]) > 1 or gap.startswith(".")
    return (
        whole
        and gap in (" ", "-", "\n", ". ")
        and words.capital(position)
        and folded not in NO_NAME
        and len(folded) > 1
    )


def _shouted(words: Words, first: int, position: int) -> bool:
    """`KOVALENKO D.`: in lists the capitals stand for the comma."""
    surname = words.text[words.start(first) : words.end(position - 1)]
    return len(surname) > 2 and surname.isupper()


def numbers(words: Words, at: int, known: Known) -> Iterator[Found]:
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
