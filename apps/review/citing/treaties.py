"""Treaties and declarations by their names, and the few laws whose titles end in no word of a law's. Pure.

*Convention* and *Declaration* are words of contracts and affidavits as well, so a name counts by what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from apps.review.citing import titles
from apps.review.citing.walking import ENDINGS, HARD, MOST, WINDOW, Place, tokens

# Begin with the letter that is looked for, which is found fast; what may not stand before it is looked at next.
ENGLISH = re.compile(
    r"[CDPT](?<!\w.)(?:(?<=C)(?:onventions?|ovenant)|(?<=D)eclaration|(?<=P)rotocol|(?<=T)reaty)\b"
)
FRENCH = re.compile(
    r"[CDPT](?<!\w.)(?:(?<=C)onvention (?=(?:relative (?:aux? |à )|internationale |(?:inter)?américaine |européenne "
    r"|contre la torture|sur (?:l['’]élimination|les aspects civils|les droits|le droit|la protection)"
    r"|des Nations Unies|de (?:La Haye|Vienne|Genève|Berne|Montréal|Varsovie|New York|Paris)\b))"
    r"|(?<=D)éclaration (?=(?:universelle|canadienne|américaine) des droits|des Nations Unies)"
    r"|(?<=P)acte (?=international relatif)|(?<=P)rotocole (?=facultatif)|(?<=T)raité (?=(?:n[o°º] ?)?\d))"
)
LAWS = re.compile(
    r"[BMRS](?<!\w.)(?:(?<=B)ill of Rights|(?<=M)odel Law(?= on )|(?<=R)oyal Proclamation(?:,? (?:of )?1763)?"
    r"|(?<=S)tatute of (?:Frauds|Westminster|Elizabeth|Uses))\b"
)
ABOUT = re.compile(
    r" (?:on|of|for|to|against|between|concerning|respecting|regarding|relating to) (?:the |all )?(?=[A-ZÀ-Þ])"
)
NUMBER = re.compile(r" (?:No\.? ?)?\d{1,2}\b(?!\.\d)")
WITHIN = frozenset({"of", "and", "or", "the", "in", "on", "for", "against"})
"""Small words within a title."""
ANOTHER = frozenset({"and", "or"})
"""Before *the*, they lead up to another one."""
IS_ONE = re.compile(
    r"(?:^|.* )(?:Convention (?!of|to)|Treaty (?:on|of|between|concerning) |Treaty (?:No\.? ?)?\d"
    r"|(?:Jay|Antarctic) Treaty"
    r"|(?:Hague|Vienna|Geneva|Montreal|Warsaw|Berne?|Paris|York|Refugees?|Torture|Genocide|Brussels|Budapest|Singapore"
    r"|Rome|Chicago|Cape Town|Athens|Basel|Nations|Tax|Rights|European|American|Child|UN) Conventions?\b"
    r"|International Covenant on |(?:Optional|Kyoto|Montreal|Madrid) Protocol\b"
    r"|Protocol (?:to|relating to) .*(?:Convention|Covenant|Status|Charter)"
    r"|Declaration (?:on|of) .*(?:Rights|Elimination)|Universal Declaration\b)"
)
OF_ACT = re.compile(r" Act\b")


def is_title(words: str) -> bool:
    """Whether words that are set apart are the name of one, and nothing besides."""
    return (0, len(words)) in places(words, lambda _at: False)


def places(text: str, known: Callable[[int], bool]) -> Iterator[Place]:
    """Where they stand in a text without marks of emphasis, in order, without those ``known``."""
    last = 0
    found = [
        each
        for pattern, words in _LOOKED_FOR
        if any(word in text for word in words)
        for each in pattern.finditer(text)
    ]
    for match in sorted(found, key=lambda each: each.start()):
        if match.start() < last or known(match.start()):
            continue
        place = _FOUND[match.re](text, match, last)
        if place is not None and not known(place[0]) and not known(place[1] - 1):
            last = place[1]
            yield place


def _english(text: str, match: re.Match[str], low: int) -> Place | None:
    begin = _begin(text, match, low)
    about = ABOUT.match(text, match.end())
    number = NUMBER.match(text, match.end()) if match.group() == "Treaty" else None
    end = number.end() if number else (_goes_on(text, about.end()) if about else None) or match.end()
    return None if OF_ACT.match(text, end) or not IS_ONE.match(text[begin:end]) else (begin, end)


def _begin(text: str, match: re.Match[str], low: int) -> int:
    before = titles.words_before(text, max(low, match.start() - WINDOW), match.start())
    begin = before[0].start() if before else match.start()
    return (
        begin - len("New ") if text.startswith("York ", begin) and text.endswith("New ", 0, begin) else begin
    )


def _goes_on(text: str, low: int) -> int | None:
    """The end of what a treaty is about: a run of capitalised words and what links them."""
    end = None
    hard = HARD.search(text, low, low + WINDOW)
    found = tokens(text, low, hard.start() if hard else low + WINDOW)[:MOST]
    for token, after in zip(found, [*found[1:], None], strict=True):
        word = token.group()
        bare = word.rstrip(ENDINGS)
        if bare and bare[0].isupper():
            end = token.start() + len(bare)
            if bare != word:
                break
        elif word not in WITHIN or (word in ANOTHER and after is not None and after.group() == "the"):
            break
    return end


def _french(text: str, match: re.Match[str], _low: int) -> Place | None:
    end = titles.run(text, match.end())
    return (match.start(), end) if end is not None else None


def _law(text: str, match: re.Match[str], low: int) -> Place | None:
    return _begin(text, match, low), match.end()


_LOOKED_FOR = (
    (ENGLISH, ("onvention", "ovenant", "eclaration", "rotocol", "reaty")),
    (FRENCH, ("onvention ", "éclaration ", "acte inter", "rotocole f", "raité ")),
    (LAWS, ("ill of Rights", "oyal Procl", "tatute of ", "odel Law on ")),
)
"""Words of which a text has one where it has such a name: that is asked first, because it takes much less."""
_FOUND = {ENGLISH: _english, FRENCH: _french, LAWS: _law}
