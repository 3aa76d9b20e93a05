"""Cases, laws and commentary that a text relies on, found by how Canadian lawyers cite them.

Pure. ``citations`` has the forms that are looked for, ``mentions`` the cases and laws that are only named. It errs
towards finding: what is listed without need costs a person one act, what is missed costs a court's trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain

from apps.core.text import canonical
from apps.review.citing import citations, commentary, initials, legible, mentions, reports, styles
from apps.review.citing.citations import Kind
from apps.review.citing.walking import Place


@dataclass(frozen=True)
class Authority:
    """An authority as the text cites it, with every place. ``key`` stays the same while style and citation do."""

    kind: Kind
    style: str
    """Style of cause or title; empty where the text gives none."""
    citation: str
    """As first written, with spaces as one; empty for a case that is only named."""
    parallel: tuple[str, ...]
    pinpoint: str
    places: tuple[Place, ...] = field(compare=False)

    @property
    def key(self) -> str:
        return key_of(self.kind, self.style, self.citation)


@dataclass(frozen=True)
class _Hit:
    kind: Kind
    start: int
    end: int
    citation: str
    is_link: bool = False
    is_address: bool = False
    """Whether it says where a decision is and not which: for its own words that is no citation besides."""


_NUMBERS = (
    r"(?:\[\d{1,4}\](?: ?(?:-|–|to|à) ?\[\d{1,4}\])?"
    r"|\d+(?:\.\d+)*(?:\(\d*[A-Za-z.\d]*\))*(?: ?(?:-|‑|–|,|et|and|à|to) ?\d+(?:\.\d+)*(?:\(\w+\))*"
    r"|, (?:and|et) \d{1,4}(?![\d.-]))*)"
)
PINPOINT = re.compile(
    r"^,? *((?:at|au|aux|à) (?:la |l['’])?(?:(?:paras?|pars?|pp?|paragraphes?|paragraphs?|pages?|¶{1,2})\.? ?)?"
    rf"{_NUMBERS}"
    r"|(?:paras?|pars?|pp?|ss?|arts?|rr?|paragraphs?|paragraphes?|sections?|articles?|règles?|¶{1,2})\.? ?"
    rf"{_NUMBERS})"
)
ASIDE = re.compile(r" \((?:CanLII|[A-Z][A-Za-z. ]{1,24})\)")
"""Where it is published, or its court, behind a citation: `2014 SCC 7 (CanLII)`, `2019 ONSC 6658 (Div. Ct.)`."""
SHORT_FORM = re.compile(r" \[[*_]{0,2}[^\]\n]{2,40}\]")
"""What a case is to be called from here on, between its citation and its pinpoint."""
MOST_PARALLEL = 12
"""Citations of one decision, side by side: each further one is compared with all of them."""
LONGEST_WORDS = 400
"""Characters of the words of a link."""
MOST_NAMES = 12
"""Names that a text gives one citation: each further place of it is compared with all of them."""
PARALLEL = re.compile(rf"^(?:{ASIDE.pattern})?, *$")
ADDRESS = re.compile(r"\]\([^\s()]*\)")


def key_of(kind: Kind, style: str, citation: str) -> str:
    return f"{kind}|{plain(style)}|{plain(citation)}"


def find(text: str, is_own: Callable[[str], bool] = lambda _style: False) -> list[Authority]:
    """Every authority of a canonical text, in order of first appearance, each once, with the places that name it again.

    ``is_own`` is asked of the style of a case that has no citation and is not in italics: whether it is the one that
    the text is written in.
    """
    read = legible.legible(text)
    cited = _each_once(read.text)
    known = [
        mentions.Known(each.kind == Kind.CASE, each.style, each.places, each.kind == Kind.COMMENTARY)
        for each in cited
    ]
    said = mentions.of(read.text, known, is_own)
    again = [
        replace(each, places=each.places + tuple(known.again))
        for each, known in zip(cited, said, strict=False)
    ]
    named = [_named(read.text, known) for known in said[len(cited) :]]
    found = [replace(each, places=tuple(map(read.before, each.places))) for each in (*again, *named)]
    return sorted(found, key=lambda each: each.places[0])


def _each_once(text: str) -> list[Authority]:
    """What is cited, with every citation of it. Where one place gives no style, or one name alone, and another gives
    the style in full, it is one authority, whichever comes first."""
    found: dict[str, list[Authority]] = {}
    style_of: dict[str, str] = {}
    listed_as: dict[str, str] = {}
    of_citation: dict[str, list[str]] = {}
    for each in (*_cited(text), *_books(text)):
        key = each.key
        known = listed_as.get(key)
        if known is None:
            others = of_citation.setdefault(plain(each.citation), []) if each.citation else []
            known = next((other for other in others if _is_one_style(style_of[other], each.style)), key)
            others += [key] if known == key and len(others) < MOST_NAMES else []
            listed_as[key] = known
        found.setdefault(known, []).append(each)
        if _is_fuller(each.style, style_of.setdefault(known, each.style)):
            style_of[known] = each.style
    return [_as_one(given, style_of[known]) for known, given in found.items()]


def _is_fuller(style: str, before: str) -> bool:
    return len(style) > len(before) and plain(style) != plain(before)


def _as_one(given: Sequence[Authority], style: str) -> Authority:
    if len(given) == 1:
        return given[0]
    return replace(
        given[0],
        style=style,
        places=tuple(chain.from_iterable(each.places for each in given)),
        pinpoint=reduce(_joined, (each.pinpoint for each in given)),
        parallel=tuple(dict.fromkeys(chain.from_iterable(each.parallel for each in given))),
    )


def _is_one_style(one: str, other: str) -> bool:
    """Whether one of them is nothing, or one name out of the other: *Sattva* of *Sattva Capital v Creston Moly*."""
    shorter, longer = sorted((plain(one), plain(other)), key=len)
    return not shorter or (" v " not in shorter and f" {shorter} " in f" {longer} ")


def _named(text: str, known: mentions.Known) -> Authority:
    """A case or law that is only named."""
    pinpoint = ""
    by_number = known.style in initials.OF_COURT.values()
    for start, end in known.places:
        after = PINPOINT.match(text[end : end + 80].lstrip("*_"))
        said = text[start:end] if by_number else after.group(1).strip() if after else ""
        pinpoint = _joined(pinpoint, said)
    kind = Kind.CASE if known.is_case else Kind.STATUTE
    return Authority(kind, known.style, "", (), pinpoint, known.places + tuple(known.again))


def _joined(before: str, more: str) -> str:
    return before if not more or more in before else "; ".join(filter(None, (before, more)))


def _cited(text: str) -> Iterator[Authority]:
    """What a legible text cites. Emphasis tells where a style begins and may lie anywhere within a citation, so the
    first is read with its marks and the second without."""
    bare = legible.unmarked(text)
    hits = _hits(bare.text)
    at = floor = 0
    while at < len(hits):
        first, group = hits[at], [hits[at]]
        while at + 1 < len(hits) and _is_parallel(text, bare, group, hits[at + 1]):
            at += 1
            group.append(hits[at])
        at += 1
        end = max(hit.end for hit in group if hit is first or not hit.is_link)
        after = _after(bare.text, end)
        pinpoint = PINPOINT.match(bare.text[after : after + 80])
        place = bare.before((first.start, end))
        words = _words_of_link(text, place[0]) if first.is_link else None
        yield Authority(
            kind=first.kind,
            style=_style(text, first, words or place, floor, is_link=words is not None),
            citation=first.citation,
            parallel=tuple(
                hit.citation for hit in group[1:] if hit.citation != first.citation and not hit.is_address
            ),
            pinpoint=pinpoint.group(1).strip() if pinpoint else "",
            places=(words or place,),
        )
        floor = bare.before((0, after + (pinpoint.end() if pinpoint else 0)))[1]


def _books(text: str) -> Iterator[Authority]:
    for book in commentary.books(text):
        pinpoint = PINPOINT.match(text[book.place[1] : book.place[1] + 80].lstrip("*_"))
        said = pinpoint.group(1).strip() if pinpoint else ""
        yield Authority(Kind.COMMENTARY, book.title, book.cited, (), said, (book.place,))


def _after(text: str, end: int) -> int:
    """Where a pinpoint can stand: behind the citation, its court, its short form and where its words lead."""
    for between in (ASIDE, SHORT_FORM, ADDRESS):
        if found := between.match(text, end):
            end = found.end()
    return end


def _words_of_link(text: str, address: int) -> Place | None:
    """The words ``[start, end)`` of the link whose address begins there: they are what is seen of it."""
    end = at = address - 2
    if not text.endswith("](", 0, address):
        return None
    depth, low = 1, max(0, end - LONGEST_WORDS)
    while depth and at > low and text[at - 1] != "\n":
        at -= 1
        depth += {"]": 1, "[": -1}.get(text[at], 0)
    return (at + 1, end) if not depth and at + 1 < end else None


def _hits(text: str) -> list[_Hit]:
    """Matches that do not overlap; an earlier pattern of the list wins."""
    hits: list[_Hit] = []
    taken = bytearray(len(text))
    for kind, pattern in citations.PATTERNS:
        if not citations.may_be_in(text, pattern):
            continue
        for match in pattern.finditer(text):
            if taken.find(1, *match.span()) < 0:
                citation = citations.regular(match)
                written = citation if match.group().startswith(citation) else match.group().rstrip()
                is_link = pattern in (citations.LINK, citations.AT_COURT)
                is_address = pattern is citations.AT_COURT
                end = match.start() + len(written)
                hit = _Hit(kind, match.start(), end, citation, is_link, is_address)
                taken[hit.start : hit.end] = b"\x01" * len(written)
                hits.append(hit)
                hits += (_Hit(kind, *each) for each in citations.further(match))
    return sorted(hits, key=lambda hit: hit.start)


def _is_parallel(text: str, bare: legible.View, group: Sequence[_Hit], other: _Hit) -> bool:
    """Whether a citation is of the decision of those before it: one after the other, or where the words of a link lead
    in which it stands, and each may be of the same. A neutral one names its decision: another number is another. A link
    whose words stand behind a citation is for itself: nothing in it says where it leads (Ko v. Li, 2025 ONSC 2766)."""
    last = group[-1]
    if len(group) == MOST_PARALLEL:
        return False
    if last.kind != Kind.CASE or other.kind != Kind.CASE or last.is_link:
        return _are_of_one_treaty(bare.text, group, other)
    if other.is_link:
        words = _words_of_link(text, bare.before((other.start, other.start + 1))[0])
        if words is None or not words[0] <= bare.before((last.start, last.end))[0] < words[1]:
            return False
    elif not PARALLEL.match(bare.text[last.end : other.start]):
        return False
    return all(reports.may_be_one(each.citation, other.citation) for each in group)


def _are_of_one_treaty(text: str, group: Sequence[_Hit], other: _Hit) -> bool:
    """Whether a treaty's number in the series of the United Nations stands beside that in Canada's, or the other way
    round."""
    is_one = len(group) == 1 and PARALLEL.match(text[group[0].end : other.start])
    both = [each.citation for each in (group[0], other)]
    return bool(
        is_one and all(map(citations.TREATY.fullmatch, both)) and both[0][0].isdigit() != both[1][0].isdigit()
    )


def _style(text: str, hit: _Hit, place: Place, floor: int, *, is_link: bool) -> str:
    """What the text calls it: the words just before the citation, on the same line, after what was cited before; or
    those of the link to it."""
    run = text[max(floor, place[0]) : place[1]] if is_link else styles.before(text, place[0], floor)
    if hit.kind == Kind.COMMENTARY:
        return styles.of_article(run)
    if hit.kind == Kind.CASE:
        return styles.of_case(run)
    return styles.of_treaty(run) if citations.TREATY.fullmatch(hit.citation) else styles.of_statute(run)


def plain(text: str) -> str:
    """For comparing: canonical, without points, spaces as one, ``v`` and ``c`` alike, lower case."""
    bare = re.sub(r"[.*_]", "", canonical(text)).replace("’", "'").casefold()
    return re.sub(r"\s+", " ", re.sub(r" (?:v|vs|c) ", " v ", bare)).strip()
