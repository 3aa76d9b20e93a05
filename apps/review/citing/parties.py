"""Cases that a text names in plain type: two parties around *v.* or *c.* Pure.

A party is a run of capitalised words and what links them, less the words that lead up to it. Words are walked, because
a hostile text can make a large pattern take for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from apps.review.citing import styles
from apps.review.citing.walking import ENDINGS, HARD, LEADS, MOST, WINDOW, Place, is_link, since_break, tokens

BETWEEN = re.compile(r"[ \n](?:v|vs|c|V|VS)\.?(?=\s)")
JOINING = frozenset({"and", "et", "&"})
SHORT = re.compile(
    r"(?:[A-Z]\.)+\Z|(?:Ltd|Inc|Corp|Co|Bros|St|Ste|Dr|Mr|Mrs|Ms|Me|No|al|Ltée|Cie|Assn|Can|Ont|Min|Dept|Gen|Hon|Jr|Sr"
    r"|Mfg|Univ|Que|Qué|Alta|Sask|Man)\.\Z"
)
CHAPTER = re.compile(r"[A-Z]{1,4}[-.]?\d")
NUMBERED = re.compile(r"\d{6,}|\d{4}-\d{4}\b")
"""The name of a numbered company, as federal and Ontario registers have it and as that of Quebec does."""
CROWN = frozenset({"Queen", "King", "Crown", "Reine", "Roi", "Couronne"})


def places(text: str, known: Callable[[int], bool]) -> Iterator[Place]:
    """Where the cases stand that a text without marks of emphasis names, in order, without those ``known``."""
    last = 0
    for match in BETWEEN.finditer(text):
        if match.start() < last or known(match.start()):
            continue
        if match.group().isupper() and not _is_heading(text, match):
            continue
        is_french = match.group().strip(" \n.") == "c"
        begin = _leftwards(text, max(last, match.start() - WINDOW), match.start(), is_french=is_french)
        end = _rightwards(text, match.end()) if begin is not None else None
        if begin is None or end is None or not _says_who(text, begin, match, end):
            continue
        last = end
        yield begin, end


def _is_heading(text: str, match: re.Match[str]) -> bool:
    before, after = (
        text[max(0, match.start() - 40) : match.start()].split(),
        text[match.end() : match.end() + 40].split(),
    )
    words = [*before[-1:], match.group().strip(), *after[:1]]
    return len(words) == 3 and styles.in_capitals(words, 1)


def _says_who(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Single letters on both sides, such as options A and B, are nobody; *R* alone is the Crown."""
    one, other = text[begin : match.start()].split()[-1], text[match.end() : end].split()[0]
    return len(one) > 1 or len(other) > 1 or one == "R"


def _leftwards(text: str, low: int, high: int, *, is_french: bool = False) -> int | None:
    """Where the name begins that ends before ``high``."""
    words = since_break(text, low, high)
    named = None
    if is_french and words and words[-1].group()[0].islower():
        named = styles.institution([token.group() for token in words])
    found = words[named:] if named is not None else []
    for token in reversed(words[:named]):
        word = token.group()
        if word[-1] in "!?" or (found and word[-1] == ",") or (word[-1] == "." and not _is_short(word)):
            break
        if not (_is_name(word) or is_link(word)):
            break
        found.insert(0, token)
    while found and (not _is_name(found[0].group()) or _leads(found)):
        found.pop(0)
    return found[0].start() if found else None


def _leads(found: Sequence[re.Match[str]]) -> bool:
    """Whether the first word is no part of the name. *The Queen* and *La Reine* are parties."""
    first = found[0].group().rstrip(",")
    if first in ("The", "La", "Le") and len(found) > 1 and found[1].group().rstrip(",.") in CROWN:
        return False
    return first.lower() in LEADS


def _rightwards(text: str, low: int) -> int | None:
    """Where the name ends that begins after ``low``."""
    hard = HARD.search(text, low, low + WINDOW)
    following = tokens(text, low, hard.start() if hard else low + WINDOW)[:MOST]
    end = before_joining = None
    previous = ""
    for at, token in enumerate(following):
        word = token.group()
        if at and (word in styles.VERSUS or (word in styles.IN_CAPITALS and previous.isupper())):
            return before_joining
        if word in ("AND", "ET"):
            before_joining = end
        elif _is_name(word):
            if at == 0 and CHAPTER.match(word):
                return None
            if previous.endswith(".") and word.lower() in LEADS:
                break
            bare = _bare(word)
            end = token.start() + len(bare)
            if bare != word:
                break
        elif (
            not is_link(word)
            or (word == "the" and at and previous not in ("of", "for"))
            or (word == "for" and previous != "General")
        ):
            break
        elif word in JOINING:
            before_joining = end
        previous = word
    return end


def _bare(word: str) -> str:
    """A word without the punctuation that ends a name. The point of an abbreviation and an aside belong to it."""
    kept = word.rstrip(",;:!?")
    if _is_short(kept) or (kept.startswith("(") and kept.endswith(")")):
        return kept
    return word.rstrip(ENDINGS)


def _is_short(word: str) -> bool:
    return word in styles.COMPANIES or bool(SHORT.match(word))


def _is_name(word: str) -> bool:
    """Whether a word is part of a party's name: a capital, an aside, a numbered company, or what companies end with."""
    return (
        word[0].isupper()
        or (word[0] in "ldLD" and word[1:2] in ("'", "’") and word[2:3].isupper())
        or word[0] == "("
        or bool(NUMBERED.match(word))
        or word.rstrip(",;") in styles.COMPANIES
    )
