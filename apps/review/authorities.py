"""Cases, statutes and regulations that a text relies on, found by how Canadian lawyers cite them.

Pure. English and French; neutral citations, CanLII's own, printed reporters, statutes and regulations, articles of the
Quebec codes, and cases and laws that are only named. It errs towards finding: what is listed
without need costs a person one act, what is missed costs a court's trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from apps.core.text import canonical
from apps.review import mentions, styles


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
        return key_of(self.kind, self.style, self.citation)


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
    rf"[12](?<!\w.)(?:(?<=1)9|(?<=2)0)\d\d (?!(?:{_NOT_COURTS})\b)"
    r"(?:CanLII \d{1,7}\b(?: \([A-Z]{2,3}(?: [A-Z]{1,8})?\))?"
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
QUEBEC = re.compile(
    r"[JAERD](?<!\w.)(?:(?<=J)\.? ?E\.? (?:19|20)?\d\d-\d{1,5}|(?<=A)Z-\d{6,10}"
    r"|(?:(?<=E)YB|(?<=R)EJB) (?:19|20)\d\d-\d{3,7}|(?<=D)\.? ?T\.? ?E\.? (?:19|20)?\d\dT-\d{1,5})\b"
)
"""Numbers of the Quebec services, which older decisions are cited by."""
_CHAPTER = (
    r",? (?:[Cc]hapitre|[Cc]hapter|chap|ch|c)\.? ?(?=[A-Z\d])[A-Z]{0,4}[-.]?\d*[A-Z]?(?:[.-]\d+)*"
    r"(?:, r\.? ?\d+(?:\.\d+)*)?"
    r"(?: \(\d\w{1,2} [Ss]upp\w*\.?\))?"
)
_STATUTES = (
    "RSC|SC|LRC|LC|RSO|SO|LRO|LO|RSBC|SBC|RSA|SA|RSM|SM|LRM|CCSM|RSS|SS|RSNS|SNS|RSNB|SNB|LRNB|LNB|RSNL|SNL|RSPEI|SPEI|"
    "RSY|SY|LRY|RSNWT|SNWT|SNu|LQ|SQ|RSQ|LRQ"
)
_YEAR = r"(?:1[89]|20)\d\d"
# Each of these begins with one of a few letters, which is looked at first: most words of a text begin with none.
STATUTE = re.compile(
    rf"\b(?=[CLRS])(?:{_spaced(_STATUTES)},? (?:{_YEAR}(?:-\d\d)?|\({_YEAR}\))(?: \([^)]{{1,20}}\))?{_CHAPTER}"
    rf"|{_spaced('CQLR|RLRQ|LRQ|RSQ|CCSM')}{_CHAPTER})"
)
REGULATION = re.compile(
    r"\b(?=[ABDMNORST])(?:(?:O|Ont)\.? ?Reg\.? \d{1,4}/\d{2,4}"
    r"|R\.?R\.?O\.? 1\d{3},? (?:O\.? ?)?Reg\.? \d{1,4}"
    r"|R\.?R\.?O\.? 1\d{3},? Règl\.? \d{1,4}"
    r"|(?:SOR|DORS|SI|TR)/\d{2,4}-\d{1,4}"
    r"|(?:B\.?C\.?|Alta\.?|Man\.?|N\.?S\.?|N\.?B\.?) Reg\.? \d{1,4}/\d{2,4}"
    r"|Règl\.? (?:de l['’]Ont\.?|Ont\.?) \d{1,4}/\d{2,4}|Règlement de l['’]Ontario \d{1,4}/\d{2,4}"
    r"|(?:Ontario|Alberta|Manitoba|Nova Scotia|New Brunswick|Saskatchewan) Regulation \d{1,4}/\d{2,4}"
    r"|British Columbia Regulation \d{1,4}/\d{2,4})"
)
CODE_ARTICLE = re.compile(
    r"[Aa](?<!\w.)rt(?:s|icles?)?\.? \d{1,4}(?:\.\d+)*(?: ?(?:,|et|and|à|to|-|–) ?\d{1,4}(?:\.\d+)*)* "
    r"(?:C\.? ?c\.? ?Q\.?|C\.?C\.?Q\.?|C\.? ?p\.? ?c\.?|C\.?P\.?C\.?|C\.? ?cr\.?)(?![A-Za-z])"
)
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.CASE, NEUTRAL),
    (Kind.STATUTE, STATUTE),
    (Kind.STATUTE, REGULATION),
    (Kind.STATUTE, CODE_ARTICLE),
    (Kind.CASE, REPORTER),
    (Kind.CASE, QUEBEC),
)

_NUMBERS = r"\d+(?:\.\d+)*(?:\(\d*[A-Za-z.\d]*\))*(?: ?(?:-|‑|–|,|et|and|à|to) ?\d+(?:\.\d+)*(?:\(\w+\))*)*"
PINPOINT = re.compile(
    r"^,? *((?:at|au|aux|à) (?:la |l['’])?(?:(?:paras?|pars?|pp?|paragraphes?|paragraphs?|pages?)\.? )?"
    rf"{_NUMBERS}|(?:paras?|pars?|ss?|arts?|rr?|sections?|articles?|règles?|¶)\.? ?{_NUMBERS})"
)
SHORT_FORM = re.compile(r" \[[*_]{0,2}[^\]\n]{2,40}\]")
"""What a case is to be called from here on, between its citation and its pinpoint."""
PARALLEL = re.compile(r"^, *$")
COURTS_OWN = re.compile(r"(\d{4}) (?!CanLII)[A-Z]{2,9}(?: \([A-Z][a-z]+\))? (\d+)\Z")


def key_of(kind: Kind, style: str, citation: str) -> str:
    return f"{kind}|{plain(style)}|{plain(citation)}"


def find(text: str, is_own: Callable[[str], bool] = lambda _style: False) -> list[Authority]:
    """Every authority of a canonical text, in order of first appearance, each once, with the places that name it again.

    ``is_own`` is asked of the style of a case that has no citation and is not in italics: whether it is the one that
    the text is written in.
    """
    text = with_plain_signs(text)
    cited = _each_once(text)
    known = [mentions.Known(each.kind == Kind.CASE, each.style, each.places) for each in cited]
    said = mentions.of(text, known, is_own)
    again = [
        replace(each, places=each.places + tuple(known.again))
        for each, known in zip(cited, said, strict=False)
    ]
    named = [_named(text, known) for known in said[len(cited) :]]
    return sorted([*again, *named], key=lambda each: each.places[0])


def with_plain_signs(text: str) -> str:
    """French printing puts other spaces in citations, and Word hyphens that do not break (`c C‑46`). Each is one
    character, so places stay what they are."""
    return text.translate(_PLAIN)


_PLAIN = {
    ord(sign): plain
    for plain, signs in ((" ", "\u00a0\u202f\u2009"), ("-", "\u2010\u2011"))
    for sign in signs
}


def _each_once(text: str) -> list[Authority]:
    """What is cited, with every citation of it."""
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
    return list(found.values())


def _named(text: str, known: mentions.Known) -> Authority:
    """A case or law that is only named."""
    pinpoint = ""
    for _start, end in known.places:
        after = PINPOINT.match(text[end : end + 80].lstrip("*_"))
        pinpoint = _joined(pinpoint, after.group(1).strip() if after else "")
    kind = Kind.CASE if known.is_case else Kind.STATUTE
    return Authority(kind, known.style, "", (), pinpoint, known.places + tuple(known.again))


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
    at = floor = 0
    while at < len(hits):
        first, group = hits[at], [hits[at]]
        while at + 1 < len(hits) and _is_parallel(text, group[-1], hits[at + 1]):
            at += 1
            group.append(hits[at])
        at += 1
        end = group[-1].end
        short_form = SHORT_FORM.match(text, end)
        after = short_form.end() if short_form else end
        pinpoint = PINPOINT.match(text[after : after + 80])
        yield Authority(
            kind=first.kind,
            style=_style(text, first, floor),
            citation=first.citation,
            parallel=tuple(hit.citation for hit in group[1:]),
            pinpoint=pinpoint.group(1).strip() if pinpoint else "",
            places=((first.start, end),),
        )
        floor = after + (pinpoint.end() if pinpoint else 0)


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
    """Whether two citations are of one decision. A neutral one names its decision: another number is another."""
    if one.kind != Kind.CASE or other.kind != Kind.CASE or not PARALLEL.match(text[one.end : other.start]):
        return False
    first, second = COURTS_OWN.match(one.citation), COURTS_OWN.match(other.citation)
    return first is None or second is None or first.groups() == second.groups()


def _style(text: str, hit: _Hit, floor: int) -> str:
    """What the text calls it: the words just before the citation, on the same line, after what was cited before."""
    run = styles.before(text, hit.start, floor)
    return styles.of_case(run) if hit.kind == Kind.CASE else styles.of_statute(run)


def plain(text: str) -> str:
    """For comparing: canonical, without points, spaces as one, ``v`` and ``c`` alike, lower case."""
    bare = re.sub(r"[.*_]", "", canonical(text)).replace("’", "'").casefold()
    return re.sub(r"\s+", " ", re.sub(r" (?:v|vs|c) ", " v ", bare)).strip()
