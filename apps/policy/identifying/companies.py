"""The ways in which the name of an organization is written: with and without its legal ending, its article, its year or
what stands in brackets, short, and by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Form
from apps.policy.identifying.ordinary import is_ordinary
from apps.policy.identifying.words import words_of

Name = tuple[str, ...]
COMPANY = frozenset(
    {"inc", "ltd", "ltee", "limited", "limitee", "llp", "llc", "lp", "corp", "corporation", "co", "company", "cie",
     "enr", "enrg", "senc", "sencrl", "incorporated", "incorporee", "ulc", "plc", "gp", "pc", "srl", "sec", "coop",
     "compagnie",
     "partnership", "professional", "professionnelle"}
)  # fmt: skip
ENDINGS = (
    {"inc", "incorporated", "incorporee"}, {"ltd", "limited", "ltee", "limitee"}, {"corp", "corporation"},
    {"co", "company", "cie", "compagnie"},
)  # fmt: skip
"""Legal endings that mean the same."""
ARTICLES = ("the", "le", "la", "les", "l")
SMALL = frozenset(
    {"of", "the", "and", "et", "de", "la", "le", "les", "du", "des", "d", "l", "for", "in", "a", "au", "aux"}
)
YEAR = re.compile(r"(?:19|20)\d\d")
BRACKETS = re.compile(r"\([^)]*\)")
PLACES = frozenset(
    {"ontario", "quebec", "canada", "alberta", "manitoba", "saskatchewan", "bc", "columbia", "brunswick", "scotia",
    "newfoundland",
     "labrador", "yukon", "nunavut", "island", "nb", "ns"}
)  # fmt: skip
TAKEN = frozenset(
    {"scc", "csc", "bia", "ccaa", "cbca", "obca", "ccq", "cca", "ita", "lsa", "fca", "caf", "onca", "bcca", "abca",
    "cra", "arc", "sor",
     "rso", "rsc", "cpc", "tva", "tps", "gst", "hst", "eta", "usa", "ceo", "cfo", "llp", "inc", "faq", "pdf", "csr",
     "cba", "lso"}
)  # fmt: skip
"""Letters that mean something else in papers of law."""
CAMEL = re.compile(r"(?<=[a-zß-ÿ]{2})(?=[A-ZÀ-Þ][a-zß-ÿ]{2})")
LETTERS = re.compile(r"[A-Z]{2,5}(?![^\W_])")
"""`ABC Roofing`, which is written `A.B.C. Roofing` too."""
TWO = re.compile(r"^([A-ZÀ-Þ][a-zß-ÿ]{2,})[ -]([A-ZÀ-Þ][a-zß-ÿ]{2,})(?=[ ]|$)")
FIRST_NUMBER, LONG_NUMBER = re.compile(r"\d{5,7}(?=[ ])"), 7
FEWEST_LETTERS, MOST_LETTERS, NUMBERED = 3, 7, re.compile(r"\d{4,}")


def organization(name: str, party: UUID | None) -> Iterator[Form]:
    """Every way of writing it."""
    plain = Plain.of(name).text
    for spelling in dict.fromkeys((plain, *_respelled(plain))):
        yield from _ways(spelling, party)
    letters = LETTERS.match(plain)
    if letters is not None:
        rest = _without_endings(words_of(plain))[1:]
        apart = (*words_of(" ".join(letters.group())), *rest)
        yield Form(apart, Kind.ORGANIZATION, party, dotted=not rest)


def _respelled(name: str) -> Iterator[str]:
    """`BrightPath` as `Bright Path`, and the other way round; `0812345 B.C. Ltd.` without its first zero; a name
    without its apostrophes."""
    yield CAMEL.sub(" ", name)
    yield name.replace("'", "")
    yield TWO.sub(r"\1\2", name)
    number = FIRST_NUMBER.match(name)
    if number is not None:
        figures = number.group().lstrip("0")
        yield from (each + name[number.end() :] for each in (figures, figures.zfill(LONG_NUMBER)))


def _ways(name: str, party: UUID | None) -> Iterator[Form]:
    words = words_of(name)
    if not words:
        return
    plain = _without_endings(words)
    names = [plain, *_without_last(words)]
    unbracketed = words_of(BRACKETS.sub(" ", name))
    if unbracketed and unbracketed != words:
        names.append(_without_endings(unbracketed))
    ahead = words_of(name.partition(",")[0])
    if 1 < len(ahead) < len(words):
        names.append(_without_endings(ahead))
    names += [each[1:] for each in names if len(each) > 1 and each[0] in ARTICLES]
    names += [joined for each in names if (joined := _letters_joined(each)) != each]
    endings = {other for same in ENDINGS if words[-1] in same for other in same}
    ways = [words, *names, *((*each, ending) for each in names for ending in sorted(endings))]
    for way in dict.fromkeys(ways):
        capital = len(way) == 1 and is_ordinary(way)
        yield Form(way, Kind.ORGANIZATION, party, capital=capital, dotted=len(way) > 1 and _are_letters(way))
    yield from _numbered(plain, party)
    yield from _short(plain, party)


def _are_letters(words: Name) -> bool:
    """`A.B.C.`, which is written with its points: `A, B and C` are other things."""
    return all(len(word) == 1 and word.isalpha() for word in words)


def _without_endings(words: Name) -> Name:
    plain = list(words)
    while len(plain) > 1 and (plain[-1] in COMPANY or len(plain[-1]) == 1):
        plain.pop()
    if len(plain[0]) == 1 and len(plain) == 1:  # `A.B.C. Ltd.`: its letters are its name, and `A` is nobody's
        return _without_last(words)[0] if _without_last(words) else words
    if len(plain) > 2 and len(plain) < len(words) and YEAR.fullmatch(plain[-1]):
        plain.pop()  # `Dry Cleaners (1998) Inc.`: the year that it was formed anew
    while len(plain) > 2 and plain[-1] in ("and", "et"):
        plain.pop()  # `Roy and Company`
    return tuple(plain)


def _without_last(words: Name) -> list[Name]:
    """The name without its legal ending alone, where that is one."""
    return [words[:-1]] if len(words) > 1 and words[-1] in COMPANY else []


def _letters_joined(words: Name) -> Name:
    """`b c ltd` as `bc ltd`."""
    joined: list[str] = []
    letters = False
    for word in words:
        if letters and len(word) == 1 and word.isalpha():
            joined[-1] += word
        else:
            joined.append(word)
        letters = len(word) == 1 and word.isalpha()
    return tuple(joined)


def _numbered(plain: Name, party: UUID | None) -> Iterator[Form]:
    """`2459871 Ontario` as `2459871`, `245 Ontario`; `9412-3308 Québec` as `9412 Québec`."""
    figures = tuple(word for word in plain if word.isdigit())
    places = tuple(word for word in plain if not word.isdigit())
    if not figures or not NUMBERED.fullmatch(figures[0]) or not places or plain[: len(figures)] != figures:
        return
    if not PLACES & set(places):
        return
    whole = "".join(figures)
    for way in ((whole, *places), (whole[:3], *places), (whole[:4], *places), figures, (whole,)):
        yield Form(way, Kind.ORGANIZATION, party)


def _short(plain: Name, party: UUID | None) -> Iterator[Form]:
    """Its first two words, and its letters: `Northern Lights`, `NLA`. They give way to every other find."""
    if len(plain) > 2 and not plain[0].isdigit():
        end = 2
        while end < len(plain) - 1 and (plain[end - 1] in SMALL or end < 2 + (plain[0] in ARTICLES)):
            end += 1
        if end < len(plain) and plain[end - 1] not in SMALL and not _are_letters(plain[:end]):
            short = plain[:end]
            yield Form(short, Kind.ORGANIZATION, party, weak=True, capital=is_ordinary(short))
    for letters in (
        "".join(word[0] for word in plain if word not in SMALL),
        "".join(word[0] for word in plain),
    ):
        if FEWEST_LETTERS <= len(letters) <= MOST_LETTERS and letters.isalpha() and letters not in TAKEN:
            yield Form((letters,), Kind.ORGANIZATION, party, weak=True, shouted=True)
