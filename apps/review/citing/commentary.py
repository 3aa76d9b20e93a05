"""Books that a text relies on: a title in italics with its edition, its publisher or its author, or one in plain type
with its edition. Pure.

Articles are cited by volume and page and are found among the citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.review.citing.walking import LEADS, WINDOW, Place, is_link, since_break

TITLE = re.compile(r"([*_])(?<![*_\w].)(?![*_\s])([A-ZÀ-Þ][^*_\[\]]{3,160}?),?\1(?![*_\w])")
_EDITION = (
    r"\(?(?:\d{1,2} ?(?:st|nd|rd|th|d|e|è|ème|re) (?:ed|éd)\b(?:ition)?\.?|(?:rev|student) ed\b\.?|[Ll]oose-?leaf"
    r"|[Ff]euilles mobiles)\)?(?:,? (?:vol\.? \d+|by [A-Z][\w. ]{2,40}),?)?"
)
_PUBLISHED = r"\([A-ZÀ-Þ][^()\n:]{2,40}: ?[^()\n]{2,80}\)|\([A-ZÀ-Þ][^()\n]{2,60}, (?:1[89]|20)\d\d\)"
CITED = re.compile(rf",? (?:{_EDITION}(?:,? (?:{_PUBLISHED}))?|{_PUBLISHED})")
AUTHOR = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’-]+(?:,? (?:et al|eds?|éds?)\.?)?,|[A-ZÀ-Þ]\w+['’]s|[A-ZÀ-Þ]\w+ (?:on|in|dans)) \Z"
)
LOOKED_AT = 40
"""Characters before a title in which its author stands."""
OF_LAW = re.compile(
    r"\b(?:Laws?|Evidence|Contracts?|Torts?|Damages|Procedure|Litigation|Remedies|Statutes|Statutory|Interpretation"
    r"|Treatise|Trusts|Arbitration|Injunctions|Limitations|Droit|droit|Preuve|preuve|[Oo]bligations|[Rr]esponsabilité"
    r"|[Pp]rocédure|Traité|Précis|Digest|Companion|Halsbury|JurisClasseur)\b"
)
ARTICLES = frozenset({"the", "le", "la", "les"})
"""A title may begin with one of them, though else they lead up to one."""
IN_PLAIN_TYPE = re.compile(
    r"\d(?<![\w.].)\d?(?:st|nd|rd|th|d|e|è|ème|re) (?:ed|éd)\b(?:ition)?\.?(?: (?:1[89]|20)\d\d)?\)?"
    rf"(?:,? (?:{_PUBLISHED}))?"
)
"""An edition, by which a title in plain type is told from other words in capitals."""
KNOWN = re.compile(
    r"[HBCJ](?<!\w.)(?:alsbury['’]s Laws of [A-Z]\w+|lack['’]s Law Dictionary|anadian Encyclopedic Digest"
    r"|urisClasseur Québec)"
)


@dataclass(frozen=True)
class Book:
    title: str
    cited: str
    """Edition and publisher, as written; empty where neither is given."""
    place: Place


def books(text: str) -> Iterator[Book]:
    """The books of a legible text: whatever has an edition or a publisher, and what has an author and is on law."""
    for match in TITLE.finditer(text):
        title, cited = match.group(2), CITED.match(text, match.end())
        if cited:
            yield Book(
                title, cited.group().strip(" ,"), (match.start(2), match.start(2) + len(_seen(match, cited)))
            )
        elif OF_LAW.search(title) and AUTHOR.search(text, max(0, match.start() - LOOKED_AT), match.start()):
            yield Book(title, "", match.span(2))
    yield from _in_plain_type(text)
    for match in KNOWN.finditer(text):
        yield Book(match.group(), "", match.span())


def _in_plain_type(text: str) -> Iterator[Book]:
    """Books whose titles are not set apart: a run of capitalised words before an edition."""
    if not any(each in text for each in (" ed.", " ed,", " ed)", " ed ", " éd")):
        return
    for match in IN_PLAIN_TYPE.finditer(text):
        end = match.start()
        while end > max(0, match.start() - 3) and text[end - 1] in " ,(":
            end -= 1
        words = _title_before(text, end)
        if words and not KNOWN.match(text, words[0].start()):
            start, cited = words[0].start(), text[end : match.end()].strip(" ,")
            yield Book(text[start:end], cited, (start, match.end()))


def _title_before(text: str, end: int) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    for token in reversed(since_break(text, max(0, end - WINDOW), end)):
        word = token.group()
        if word[-1] in ",.!?*_" or not (word[0].isupper() or is_link(word) or word in ("in", "on")):
            break
        found.insert(0, token)
    while found and (not found[0].group()[0].isupper() or found[0].group().lower() in LEADS - ARTICLES):
        found.pop(0)
    return found if sum(token.group()[0].isupper() for token in found) > 1 else []


def _seen(match: re.Match[str], cited: re.Match[str]) -> str:
    return match.string[match.start(2) : cited.end()].rstrip(" ,")
