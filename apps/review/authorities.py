"""Cases, statutes and regulations that a text relies on, found by how Canadian lawyers cite them.

Pure. English and French; neutral citations, CanLII's own, printed reporters, statutes and regulations, articles of the
Quebec codes, and italicised case names that carry no citation at all. It errs towards finding: what is listed
without need costs a person one act, what is missed costs a court's trust.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from apps.core.text import canonical
from apps.review import styles


class Kind(StrEnum):
    CASE = "case"
    STATUTE = "statute"


@dataclass(frozen=True)
class Authority:
    """An authority as the text cites it, with every place. ``key`` stays the same while style and citation do."""

    kind: Kind
    style: str
    """Style of cause or title; empty where the text gives none."""
    citation: str
    """As first written; empty for a case that is only named."""
    parallel: tuple[str, ...]
    pinpoint: str
    places: tuple[tuple[int, int], ...] = field(compare=False)

    @property
    def key(self) -> str:
        return f"{self.kind}|{plain(self.style)}|{plain(self.citation)}"


@dataclass(frozen=True)
class _Hit:
    kind: Kind
    start: int
    end: int
    citation: str


_NOT_COURTS = (
    "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|AD|BC|AM|PM|HST|GST|QST|TVQ|TPS|USD|CAD|EST|EDT|UTC"
)
NEUTRAL = re.compile(
    rf"\b(?:19|20)\d\d (?!(?:{_NOT_COURTS})\b)"
    r"(?:CanLII \d{1,7}\b(?: \([A-Z]{2,3} [A-Z]{1,8}\))?"
    r"|[A-Z]{2,9}(?: \([A-Z][a-z]+\))? \d{1,6}\b)"
)
_REPORTERS = (
    "SCR|RCS|FCR?|RCF|CF|OR|OAC|DLR|CCC|CR|WWR|BCLR|BCAC|AR|ALR|Alta LR|Sask R|Man R|NSR|NBR|Nfld & PEIR|RJQ|RJDT|"
    "RDF|RDI|RRA|RL|QAC|QCCA|CA|BR|CS|CQ|CP|JE|EYB|AZ|REJB|RFL|CPC|ETR|RPR|BLR|CBR|CCEL|CCLT|CCLI|CELR|CLR|CHRR|CIPR|"
    "CPR|DTC|CTC|Imm LR|MVR|MPLR|NR|OMBR|PPSAC|TTC|AC|QB|KB|Ch|WLR|All ER|ER|US|YR|NWTR|CRR|CLLC|LAC|Admin LR|"
    "OJ No|BCJ No|AJ No|JQ no|QJ No|SCJ No|FCJ No|ACS no|ACF no|MJ No|NSJ No|SJ No|NBJ No"
)


def _spaced(abbreviations: str) -> str:
    """Each abbreviation with or without points and spaces between its letters."""
    patterns = []
    for each in sorted(abbreviations.split("|"), key=len, reverse=True):
        letters = [
            r"\.? ?" if char == " " else re.escape(char) + (r"\.? ?" if char.isupper() else "")
            for char in each
        ]
        patterns.append(
            "".join(letters).removesuffix(r" ?") if each[-1].isupper() else "".join(letters) + r"\.?"
        )
    return "(?:" + "|".join(patterns) + ")"


_SERIES = r"(?: ?\((?:2d|3d|2e|3e|[4-9]th|[4-9]e|\d{1,2}th|NS)\))?"
REPORTER = re.compile(
    r"(?:\[(?:1[89]|20)\d\d\] (?:\d{1,3} )?|\((?:1[89]|20)\d\d\),? \d{1,3} |\b\d{1,3} )"
    rf"{_spaced(_REPORTERS)}{_SERIES},? \d{{1,5}}\b"
    r"(?: \([A-Z][A-Za-z. ]{1,24}\))?"
)
_CHAPTER = (
    r",? (?:c|ch|chap)\.? ?[A-Z]{0,4}[-.]?\d*[A-Z]?(?:[.-]\d+)*(?:, r\.? ?\d+(?:\.\d+)*)?"
    r"(?: \(\d\w{1,2} [Ss]upp\w*\.?\))?"
)
_STATUTES = (
    "RSC|SC|LRC|LC|RSO|SO|LRO|LO|RSBC|SBC|RSA|SA|RSM|SM|LRM|CCSM|RSS|SS|RSNS|SNS|RSNB|SNB|LRNB|LNB|RSNL|SNL|RSPEI|SPEI|"
    "RSY|SY|LRY|RSNWT|SNWT|SNu|LQ|SQ|RSQ|LRQ"
)
# Each of these begins with one of a few letters, which is looked at first: most words of a text begin with none.
STATUTE = re.compile(
    rf"\b(?=[CLRS])(?:{_spaced(_STATUTES)},? (?:1[89]|20)\d\d(?:-\d\d)?(?: \([^)]{{1,20}}\))?{_CHAPTER}"
    rf"|{_spaced('CQLR|RLRQ|LRQ|RSQ|CCSM')}{_CHAPTER})"
)
REGULATION = re.compile(
    r"\b(?=[ABDMNORST])(?:(?:O|Ont)\.? ?Reg\.? \d{1,4}/\d{2,4}"
    r"|R\.?R\.?O\.? 1\d{3},? (?:O\.? ?)?Reg\.? \d{1,4}"
    r"|R\.?R\.?O\.? 1\d{3},? Règl\.? \d{1,4}"
    r"|(?:SOR|DORS|SI|TR)/\d{2,4}-\d{1,4}"
    r"|(?:B\.?C\.?|Alta\.?|Man\.?|N\.?S\.?|N\.?B\.?) Reg\.? \d{1,4}/\d{2,4}"
    r"|Règl\.? (?:de l['’]Ont\.?|Ont\.?) \d{1,4}/\d{2,4})"
)
CODE_ARTICLE = re.compile(
    r"\b[Aa]rt(?:s|icles?)?\.? \d{1,4}(?:\.\d+)*(?: ?(?:,|et|and|à|to|-|–) ?\d{1,4}(?:\.\d+)*)* "
    r"(?:C\.? ?c\.? ?Q\.?|C\.?C\.?Q\.?|C\.? ?p\.? ?c\.?|C\.?P\.?C\.?)(?![A-Za-z])"
)
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.CASE, NEUTRAL),
    (Kind.STATUTE, STATUTE),
    (Kind.STATUTE, REGULATION),
    (Kind.STATUTE, CODE_ARTICLE),
    (Kind.CASE, REPORTER),
)

_NUMBERS = r"\d+(?:\.\d+)*(?:\(\d*[A-Za-z.\d]*\))*(?: ?(?:-|–|,|et|and|à|to) ?\d+(?:\.\d+)*(?:\(\w+\))*)*"
PINPOINT = re.compile(
    r"^,? *((?:at|au|aux|à) (?:la |l['’])?(?:(?:paras?|pars?|pp?|paragraphes?|paragraphs?|pages?)\.? )?"
    rf"{_NUMBERS}|(?:paras?|pars?|ss?|arts?|rr?|sections?|articles?|règles?|¶)\.? ?{_NUMBERS})"
)
PARALLEL = re.compile(r"^, *$")

# Begins with the character that is looked for, which is found fast; what may not stand before it is looked at next.
ITALIC = re.compile(r"([*_])(?<![*_\w].)(?![*_\s])([^*_\n]{3,160}?)(?<![\s])\1(?![*_\w])")
VERSUS = re.compile(r" (?:v|vs|c)\.? |^(?:Re|Reference re|Renvoi)\b|\(Re\)$")


_ONE_SPACE = {0x00A0: " ", 0x202F: " ", 0x2009: " "}
"""French printing puts other spaces in citations; each is one character, so places stay what they are."""


def find(text: str) -> list[Authority]:
    """Every authority of a canonical text, in order of first appearance, each once."""
    text = text.translate(_ONE_SPACE)
    found: dict[str, Authority] = {}
    for each in _cited(text):
        known = found.get(each.key) or _unnamed(found, each)
        if known is None:
            found[each.key] = each
        else:
            found[known.key] = replace(
                known,
                places=known.places + each.places,
                pinpoint=_joined(known.pinpoint, each.pinpoint),
                parallel=tuple(dict.fromkeys(known.parallel + each.parallel)),
            )
    cited = list(found.values())
    return sorted([*cited, *_named_only(text, cited)], key=lambda each: each.places[0])


def _joined(before: str, more: str) -> str:
    return before if not more or more in before else "; ".join(filter(None, (before, more)))


def _unnamed(found: dict[str, Authority], each: Authority) -> Authority | None:
    """The same citation seen before, where this place does not repeat its style."""
    if each.style:
        return None
    same = (known for known in found.values() if plain(known.citation) == plain(each.citation))
    return next(same, None)


def _cited(text: str) -> Iterator[Authority]:
    hits = _hits(text)
    at = 0
    while at < len(hits):
        first, group = hits[at], [hits[at]]
        while at + 1 < len(hits) and _is_parallel(text, group[-1], hits[at + 1]):
            at += 1
            group.append(hits[at])
        at += 1
        after = text[group[-1].end : group[-1].end + 80]
        pinpoint = PINPOINT.match(after)
        yield Authority(
            kind=first.kind,
            style=_style(text, first),
            citation=first.citation,
            parallel=tuple(hit.citation for hit in group[1:]),
            pinpoint=pinpoint.group(1).strip() if pinpoint else "",
            places=((first.start, group[-1].end),),
        )


def _hits(text: str) -> list[_Hit]:
    """Matches that do not overlap; an earlier pattern of the list wins."""
    hits: list[_Hit] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= hit.start or hit.end <= match.start() for hit in hits):
                citation = match.group().strip()
                if citation.count(")") > citation.count("("):
                    citation = citation.rstrip(")")
                hits.append(_Hit(kind, match.start(), match.start() + len(citation), citation))
    return sorted(hits, key=lambda hit: hit.start)


def _is_parallel(text: str, one: _Hit, other: _Hit) -> bool:
    return one.kind == other.kind == Kind.CASE and bool(PARALLEL.match(text[one.end : other.start]))


def _style(text: str, hit: _Hit) -> str:
    """What the text calls it: the words just before the citation, on the same line."""
    run = styles.before(text, hit.start)
    return styles.of_case(run) if hit.kind == Kind.CASE else styles.of_statute(run)


def _named_only(text: str, cited: list[Authority]) -> Iterator[Authority]:
    """Italicised case names without a citation that are no short form of one that has it."""
    known_styles = [f" {plain(each.style)} " for each in cited if each.style]
    seen: dict[str, Authority] = {}
    for match in ITALIC.finditer(text):
        name = styles.cleaned(match.group(2))
        bare = plain(name)
        if not VERSUS.search(name) or "[" in name or any(f" {bare} " in style for style in known_styles):
            continue
        known = seen.get(bare)
        places = (known.places if known else ()) + ((match.start(2), match.end(2)),)
        seen[bare] = Authority(Kind.CASE, name, "", (), "", places)
    yield from seen.values()


def plain(text: str) -> str:
    """For comparing: canonical, without points, spaces as one, ``v`` and ``c`` alike, lower case."""
    bare = re.sub(r"[.*_]", "", canonical(text)).replace("’", "'").casefold()
    return re.sub(r"\s+", " ", re.sub(r" (?:v|vs|c) ", " v ", bare)).strip()
