"""Which passage supports which stretch of a draft, checked word for word, and what is left without support.

Pure. Offsets count characters of the canonical text. A citation of Claude's is a claim: it becomes support only when
the words it cites stand in the passage we hold.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, zip_longest
from uuid import UUID

from apps.core.text import canonical
from apps.drafting import wording
from apps.policy.identifying.placeholders import PLACEHOLDER, TIE
from apps.policy.models import PlaceholderKind


@dataclass(frozen=True)
class Support:
    """Words of a source cited for a stretch. ``verified``: they stand in the passages named, word for word."""

    source: UUID
    anchor: str
    """Place of the first passage, such as ``p4``."""
    ordinal: int
    """Its position in the source, from 0."""
    count: int
    """How many passages in a row."""
    quote: str = field(repr=False)
    verified: bool


@dataclass(frozen=True)
class Stretch:
    """A run of the text, ``[start, end)``, and what is cited for it."""

    start: int
    end: int
    supports: tuple[Support, ...]

    @property
    def verified(self) -> bool:
        return any(support.verified for support in self.supports)


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text that states something."""

    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """Where a citation points: a source, and the passages ``[first, last)`` of it."""

    source: UUID
    first: int
    last: int
    quote: str = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """A stretch of an answer as it came, and where its citations point."""

    text: str = field(repr=False)
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Held:
    """A source as the file holds it: the anchor and text of each passage, in order."""

    source: UUID
    passages: tuple[tuple[str, str], ...] = field(repr=False)


def join(pieces: Sequence[Piece], held: Iterable[Held]) -> tuple[str, list[Stretch]]:
    """The canonical text of an answer, and its stretches with each citation checked against what is held."""
    sources = {each.source: each for each in held}
    ends = _lengths([piece.text for piece in pieces])
    stretches = []
    for piece, start, end in zip(pieces, [0, *ends], ends, strict=False):
        supports = tuple(
            support
            for place in piece.places
            if (support := _support(place, sources.get(place.source))) is not None
        )
        if supports:
            stretches.append((start, end, supports))
    text = canonical("".join(piece.text for piece in pieces))
    return text, [_trimmed(text, *stretch) for stretch in stretches]


def _lengths(texts: Iterable[str]) -> list[int]:
    """How long the canonical text is after each of them. What follows may change the last word and nothing before it,
    so the words before are gone over once."""
    lengths, before, word = [], 0, ""
    for text in texts:
        word += text
        begins = max(word.rfind(" "), word.rfind("\n")) + 1
        before, word = before + len(canonical(word[:begins])), word[begins:]
        lengths.append(before + len(canonical(word)))
    return lengths


def _support(place: Place, held: Held | None) -> Support | None:
    """Checked support, or None where the citation points at nothing we sent."""
    if held is None or not 0 <= place.first < place.last <= len(held.passages):
        return None
    passages = held.passages[place.first : place.last]
    words = folded(" ".join(text for _anchor, text in passages))
    quote = folded(place.quote)
    return Support(
        source=place.source,
        anchor=passages[0][0],
        ordinal=place.first,
        count=place.last - place.first,
        quote=canonical(place.quote),
        verified=bool(quote) and wording.find(quote, words) >= 0,
    )


def in_another(support: Support, held: Held) -> Support:
    """The same where its source is read otherwise than when it was cited: it holds while its words stand there."""
    place = Place(support.source, support.ordinal, support.ordinal + support.count, support.quote)
    found = _support(place, held)
    return found if found is not None and support.verified else replace(support, verified=False)


def _trimmed(text: str, start: int, end: int, supports: tuple[Support, ...]) -> Stretch:
    """Without the white space at either end, which belongs to nobody."""
    run = text[start:end]
    start += len(run) - len(run.lstrip())
    return Stretch(start, max(start, start + len(run.strip())), supports)


def unsupported(text: str, stretches: Iterable[Stretch]) -> list[Sentence]:
    """The sentences that no verified citation touches: each needs a person's eye."""
    verified = sorted((each.start, each.end) for each in stretches if each.verified)
    starts = [start for start, _end in verified]
    reached = list(accumulate((end for _start, end in verified), max))
    return [sentence for sentence in sentences(text) if not _touched(sentence, starts, reached)]


def _touched(sentence: Sentence, starts: list[int], reached: list[int]) -> bool:
    """Whether a stretch that begins before the sentence's end goes on past its start. ``reached`` is the farthest end
    of the stretches up to each."""
    before = bisect_left(starts, sentence.end)
    return before > 0 and reached[before - 1] > sentence.start


NOT_PROSE = re.compile(r"^\s*+(#{1,6}(?:\s|$)|[-*_]{3,}+\s*$|>?\s*$)")
ROW = re.compile(r"^[\s>]*+\|")
UNDER_HEAD = re.compile(r"^[\s>]*+\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
CELL = re.compile(r"(?:[^|\\]|\\.)+")
BULLET = re.compile(r"^\s*+(?:[-*+]|\d+[.)])\s+")
SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Me|Mme|Mlle|Hon|No|Inc|Ltd|Ltée|St|Ste|art|al|par|para|paras|pp?|ss?|v|c|r|rr|cf|"
    r"i\.e|e\.g|p\.\s?ex|O\.\s?Reg|[A-Z])|\b[A-Z]\.[A-Z])\.$"
)
END = re.compile(r"(?<![.!?…])[.!?…]++[\"”»’)\]]*+(?=\s)")
"""Begun at the first of many such marks alone: a dotted line would be gone over anew from each of its dots."""
FEWEST_WORDS = 4
STOP = re.compile(r"[.!?][*_\"”»’)\]]*\Z")
DIGIT = re.compile(r"\d")
NUMBERED = re.compile(r"[*_]*\d{1,3}[.)]?[*_]*")
"""A cell that holds the number of its row."""


def sentences(text: str) -> list[Sentence]:
    """The sentences of the prose, and the cells of tables under their heads. Headings, rules and what is under four
    words are none, but where it says a number."""
    found: list[Sentence] = []
    at = 0
    lines = text.split("\n")
    is_in_table = False
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        is_row = ROW.match(line) is not None
        if is_row:
            is_head = not is_in_table and UNDER_HEAD.match(below)
            if not is_head and not UNDER_HEAD.match(line):
                found.extend(_of_row(line, at))
        elif not NOT_PROSE.match(line):
            bullet = BULLET.match(line)
            found.extend(_of_line(line, at, bullet.end() if bullet else 0))
        at += len(line) + 1
        is_in_table = is_row
    return found


def _of_row(line: str, at: int) -> Iterable[Sentence]:
    for cell in CELL.finditer(line, line.index("|")):
        words = cell.group().strip()
        has_fact = any(map(str.isdigit, words)) and not NUMBERED.fullmatch(words)
        if has_fact or len(words.split()) >= FEWEST_WORDS:
            start = at + cell.start() + len(cell.group()) - len(cell.group().lstrip())
            yield Sentence(start, start + len(words))


def _of_line(line: str, at: int, begin: int) -> Iterable[Sentence]:
    ends = [match.end() for match in END.finditer(line, begin) if not SHORT.search(_tail(line, match.end()))]
    for end in [*ends, len(line)]:
        run = line[begin:end]
        if len(run.split()) >= FEWEST_WORDS or _says_a_number(run.rstrip()):
            lead = len(run) - len(run.lstrip())
            yield Sentence(at + begin + lead, at + begin + len(run.rstrip()))
        begin = end


def _says_a_number(run: str) -> bool:
    """Whether it is a short sentence with a number in it, as in "He paid $5,000."."""
    stop = STOP.search(run)
    return stop is not None and DIGIT.search(run, 0, stop.start()) is not None


LONGEST_SHORT = 20
"""More characters than an abbreviation of ``SHORT`` has, with what stands before it."""


def _tail(line: str, end: int) -> str:
    """The last of what stands before ``end``, without what closes a quotation."""
    while end and line[end - 1] in '"”»’)]':
        end -= 1
    return line[max(0, end - LONGEST_SHORT) : end]


MADE_UP = re.compile(r"\[[A-Z]+(?:\\?_[A-Z]+)*\\?_\d+\]")
"""`[PERSONNE_1]`: what was translated, or stands for no kind of thing there is."""
TRANSLATED = ("personne", "organisation", "nas", "t[ée]l[ée]phone", "courriel", "adresse", "date_(?:de_)?naissance",
              "compte", "permis", "passeport", "num[ée]ro(?:_[a-zà-ÿ]+){1,3}")  # fmt: skip
"""The kinds as a French draft may have them."""
_KINDS = "|".join(kind.replace("_", TIE) for kind in (*PlaceholderKind.values, *TRANSLATED))
BARE = re.compile(rf"(?<![\w\[])(?:{_KINDS})\\?_\d+(?![\w\]])", re.IGNORECASE)
"""One that lost its brackets. Nobody is put in its place: a source may have had the same words."""
_LEADS = r"\(\s*(?:<[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)(?:\s*\)|\s+[\"'(])"
"""What makes a link of words in brackets. Other words there make none: ``[date](to be confirmed)`` is read as such."""
GAP = re.compile(rf"\[((?:[^\]\[\n]|\n(?![ \t>]*\n)){{1,2000}})\](?!{_LEADS})")
OTHER_GAP = re.compile(
    r"\{\{[^{}\n]{1,200}\}\}|<(?:insert|insérer|add|ajouter|name|nom|date|amount|montant)\b[^<>\n]{0,200}>"
    r"|\b(?:TBD|TBC|TODO|XXX+|À (?:COMPLÉTER|CONFIRMER|DÉTERMINER|VENIR))\b",
)
"""Other ways in which a text says that something is still to come. Lines to sign or to write on by hand are none."""
NO_GAP = re.compile(rf"(?:\d+|{wording.NOTES})\Z", re.IGNORECASE)
"""Years, pinpoints, numbers of paragraphs, and notes on a quotation."""
ENDING = re.compile(r"[A-Za-zÀ-ÿ]{1,4}\Z")
"""A letter or an ending that was changed, where it touches the rest of its word."""
SMALL = frozenset(
    {
        "a", "an", "the", "he", "she", "it", "they", "his", "her", "its", "him", "them", "we", "us", "our", "i",
        "you", "is", "are", "was", "were", "be", "has", "had", "not", "and", "or", "of", "to", "in", "that", "this",
        "le", "la", "les", "un", "une", "des", "du", "de", "il", "elle", "ils", "lui", "leur", "son", "sa", "ses",
        "ce", "cet", "ces", "et", "ou", "est", "sont", "ont", "pas", "ne", "en", "y", "que", "qui",
    }
)  # fmt: skip
"""Small words that a quotation puts in for others. Nobody fills them in."""
SHORT_FORM = re.compile(r"[\d)][*_]* \Z")
"""What stands before the name that an authority is given after its citation: ``2014 SCC 7 [*Hryniak*]``."""
LEFT_OUT = re.compile(r"^(?:\.\s?\.\s?\.|…)$")
TICKED = re.compile(r"^[ \t]*[-*+] \Z", re.MULTILINE)


@dataclass(frozen=True)
class Gap:
    """Bracketed text still in a draft: a placeholder that was not restored, or something missing."""

    start: int
    end: int
    is_placeholder: bool


def gaps(text: str) -> list[Gap]:
    """Text to be filled before a draft counts, bracketed or said to be to come. Years and pinpoints in brackets, as in
    ``[2019] 4 SCR 653``, are not gaps, nor are Markdown links, boxes to tick, and what a quotation changes or leaves
    out."""
    found = [
        Gap(match.start(), match.end(), _is_placeholder(match.group()))
        for match in GAP.finditer(text)
        if not _is_no_gap(text, match)
    ]
    others = [Gap(match.start(), match.end(), is_placeholder=False) for match in OTHER_GAP.finditer(text)]
    others += [
        Gap(match.start(), match.end(), is_placeholder=True)
        for pattern in (PLACEHOLDER, MADE_UP, BARE)
        for match in pattern.finditer(text)
    ]
    besides = {
        each.start: each for each in others if not any(gap.start <= each.start < gap.end for gap in found)
    }
    return sorted([*found, *besides.values()], key=lambda gap: gap.start)


def _is_placeholder(words: str) -> bool:
    return bool(PLACEHOLDER.fullmatch(words) or MADE_UP.fullmatch(words))


def _is_no_gap(text: str, match: re.Match[str]) -> bool:
    words = match.group(1).strip()
    if NO_GAP.match(words):
        return True
    if words in ("", "x", "X") and TICKED.search(text[: match.start()]):
        return True
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    if ENDING.match(words) and any(each.isalpha() for each in around):
        return True
    if words.lower() in SMALL or LEFT_OUT.match(words):
        return _is_quoted(text, match)
    return _is_short_form(text, match)


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """Whether a place stands in a block quotation or between quotation marks, both in its paragraph."""
    before, after = _paragraph(text, match)
    if before.startswith(">"):
        return True
    if before.count('"') % 2 and '"' in after:
        return True
    return any(
        before.count(opening) > before.count(closing) and closing in after
        for opening, closing in ("“”", "«»")
    )


def _is_short_form(text: str, match: re.Match[str]) -> bool:
    """Whether it gives a name to what was cited just before, in words of that."""
    before, _after = _paragraph(text, match)
    words = re.findall(r"\w+", match.group(1).casefold())
    if not words or not SHORT_FORM.search(before):
        return False
    return set(words) <= set(re.findall(r"\w+", before.casefold()))


def _paragraph(text: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands before a place in its paragraph, and after it."""
    end = text.find("\n\n", match.end())
    begin = text.rfind("\n\n", 0, match.start()) + 1
    return text[begin : match.start()].lstrip(), text[match.end() : end if end >= 0 else len(text)]


def folded(text: str) -> str:
    """For comparing words: canonical, runs of white space as one space, typographic quotes and hyphens plain."""
    plain = canonical(text).translate(_PLAIN)
    return " ".join(plain.split())


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "‑": "-", "\u00ad": None}
)


def dump(stretches: Iterable[Stretch]) -> str:
    """The stretches as the JSON that is sealed with a version."""
    rows = [
        {
            "start": each.start,
            "end": each.end,
            "supports": [vars(support) | {"source": str(support.source)} for support in each.supports],
        }
        for each in stretches
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def load(sealed: str) -> list[Stretch]:
    """The stretches again."""
    return [
        Stretch(
            row["start"],
            row["end"],
            tuple(Support(**(each | {"source": UUID(each["source"])})) for each in row["supports"]),
        )
        for row in json.loads(sealed)
    ]
