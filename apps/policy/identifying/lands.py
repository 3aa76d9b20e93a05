"""Land, as a register describes it: whoever has the description has the owner for the price of a search.

A description is a run of parts, `Lot 9, Block 8, Plan 1234567`, of which one alone says little: a lot of a tender, a
section of an Act and a plan are none. Municipalities are left, as cities of addresses are. Pure, and over plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.identifying.dates import FIGURE_WORDS
from apps.policy.identifying.explained import is_measured
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

W = r"[ \n]{1,2}"
SIGN = r"(?:(?:(?i:nos?|n°|numbers?|num[eé]ros?)\.?|[#:])[ ]?){0,2}"
LOT = r"(?:\d{1,3}(?:[ ]\d{3}){1,2}(?!\d)|\d{1,5}(?:-\d{1,5}){0,3}[A-Z]?|[A-Z](?!['.]))(?!\w)"
"""`9`, `12A`, `123-45`, `A`; `1 234 567` in Quebec."""
AND = rf"(?:,|,?{W}(?:(?i:and|et|to|[àa])\b|&|-))"
PLAN = (
    r"(?:[A-Z]{1,5}[ -]?\d{1,8}[A-Z]?|\d{1,2}[RM][ -]?\d{1,6}|\d{3}[ -]\d{4}|\d{2,9}[A-Z]{0,3})(?!\w|[.,]\d)"
    r"(?:[ ](?i:extension|ext\.?)[ ]\d(?!\w))?"
)
"""`VAP1234`, `43R-1234`, `792 1234`, `1234AB`."""
ROMAN = r"(?:\d{1,2}[A-Z]?|[IVX]{1,5})(?!\w)"
NAMES = r"[A-ZÀ-Þ][\w'.-]+(?:[ ][A-ZÀ-Þ][\w'.-]+){0,2}"
ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|prime|principal|premier"
ORDINAL = rf"(?:\d(?:st|nd|rd|th|er|e|[eè]me)?|(?i:{ORDINALS}))"
MERIDIAN = (
    rf"(?:(?i:west|w\.?|east|e\.?|[àa][ ]l'(?:ouest|est)){W})?(?:(?i:of|du){W})?(?:(?i:the){W})?"
    rf"{ORDINAL}{W}(?i:m[eé]ridian|m[eé]ridien)"
)
PARTS = {
    "lot": rf"(?:(?i:strata|river|condominium)[ ])?(?i:lots?|lts?)\.?[ ]?:?{W}{SIGN}{LOT}(?:{AND}{W}{LOT}){{0,12}}",
    "subdivision": rf"(?i:lsds?|l\.s\.d?\.|legal{W}subdivisions?)[ ]?{SIGN}\d{{1,2}}(?:{AND}{W}\d{{1,2}})*(?!\w)",
    "district": rf"(?:(?i:district{W}lot)|D\.?L\.?){W}{SIGN}\d{{1,5}}[A-Z]?(?!\w)",
    "block": rf"(?i:block(?:/par(?:cel)?)?|blk(?:/par)?|bloc)\.?[ ]?:?{W}{SIGN}(?:\d{{1,5}}[A-Z]?|[A-Z])(?!\w|')",
    "plan": (
        rf"(?:(?i:strata|registered|reference|condominium|subdivision|deposited|survey){W}){{0,2}}"
        rf"(?i:plan|pl)\b\.?[ ]?:?{W}?{SIGN}{PLAN}|\d{{1,2}}[RM]-?\d{{2,6}}(?!\w)"
    ),
    "unit": rf"(?i:unit|unit[eé]|level|niveau){W}{SIGN}\d{{1,4}}[A-Z]?(?!\w)",
    "section": rf"(?i:sections?|sec)\b\.?{W}?{SIGN}\d{{1,2}}(?!\w)",
    "township": rf"(?i:township|twp|tp)\b\.?{W}?{SIGN}\d{{1,3}}[A-Z]?(?!\w)",
    "range": rf"(?i:range|rge|rg|rang)\b\.?{W}?{SIGN}{ROMAN}(?:{W}(?i:east|west|est|ouest|[ewo])(?!\w))?",
    "concession": (
        rf"(?i:concession|conc|con)\.?{W}{SIGN}{ROMAN}"
        rf"(?:{W}(?:(?i:east|west|north|south)|[ENSW][A-Z]{{0,3}})(?!\w))?"
    ),
    "meridian": rf"{MERIDIAN}|W\.?[ ]?[1-6](?:[ ]?M)?(?!\w)",
    "part": rf"(?i:parts?|pts?|parties?)\.?{W}{SIGN}\d{{1,3}}(?:{AND}{W}\d{{1,3}})*(?!\w)",
    "group": rf"(?i:group|groupe){W}\d(?!\w)",
}  # fmt: skip
TOWNS = r"(?i:township|twp|town|city|county|parish|municipality|canton|paroisse|ville|comt[eé])"
PLACES = (
    rf"(?:(?i:geographic){W})?{TOWNS}{W}(?i:of|de|du|des){W}{NAMES}|{NAMES}{W}(?i:(?:land{W})?district)(?!{W}(?i:lot))"
    r"|NWD|[A-Z]{3,20}(?=[ ](?:PT|PL|PLAN|PART|BLK|BLOCK)[ ])"
)
"""What stands between two parts."""
SMALL = (
    r"(?i:and|et|of|in|on|as|to|by|a|the|being|according|shown|described|designated|registered|part|pt|parts"
    r"|du|de|des|la|le|dans|sur|au|comme|[eé]tant|d[eé]sign[eé]e?s?|montr[eé]e?s?|partie|ptie)"
)
BETWEEN = rf"[ ]?[,|(]?[ \n]{{0,2}}(?:{SMALL}\b\.?{W}){{0,6}}"
FIRST = re.compile("|".join(f"(?P<{kind}>{part})" for kind, part in PARTS.items()))
NEXT = re.compile(rf"{BETWEEN}(?:(?:{PLACES}){BETWEEN}){{0,2}}(?:{FIRST.pattern})")
MOST_PARTS = 20
A_YEAR = re.compile(r"[ ](?:19|20)\d\d$")
"""`plan 2024, block 3` is none of land, where no lot is named with it."""
BESIDE_A_LOT = frozenset({"block", "plan", "year", "district", "concession", "township", "range", "meridian"})
ENOUGH = (
    ({"lot", "subdivision"}, BESIDE_A_LOT),
    ({"plan"}, {"block", "unit"}),
    ({"township"}, {"range", "section", "meridian"}),
    ({"district"}, {"group", "plan"}),
    ({"meridian"}, {"range", "section"}),
)  # fmt: skip
"""Of what kinds a description has parts: one of the first, and one of the second."""
SUBDIVISIONS_OF = (
    rf"(?i:lsds?|legal{W}subdivisions?){W}\d{{1,2}}(?:{AND}{W}\d{{1,2}}){{0,15}}{W}"
    rf"(?i:of|in|de{W}la|de){W}(?:(?i:the){W})?"
)
SECTION_AHEAD = re.compile(
    rf"(?:{SUBDIVISIONS_OF})?(?i:sections?|sec)\b\.?{W}?{SIGN}\d{{1,2}},?{W}"
    rf"(?:(?i:of|in|du|de|dans{W}le){W})?$"
)
LONGEST_AHEAD = 60
CODED = re.compile(
    rf"(?i:plan){W}{SIGN}((?:(?:VA|VI|KA|NW|LM|EP|BC|PG|NE)[PS]|VR)[ ]?\d{{2,6}}|\d{{1,2}}[RM][ -]?\d{{2,6}})(?!\w)"
)
"""What only a plan of land is numbered like: in British Columbia, and in Ontario."""
NAMED = re.compile(rf"(?i:plan){W}{SIGN}({PLAN})")
KIND_OF_PLAN = re.compile(r"(?i:strata|condominium|registered|reference|deposited|subdivision)[ \n]$")
LONGEST_KIND, FEWEST_OF_A_PLAN = 13, re.compile(r"\d{3}|[A-Z]{2}[ -]?\d")
QUEBEC = re.compile(rf"{W}{SIGN}([1-6][ ]\d{{3}}[ ]\d{{3}})(?!\w|[ ]\d|[ ]?[$%]|[.,]\d)")
AND_QUEBEC = re.compile(rf"{AND}{W}([1-6][ ]\d{{3}}[ ]\d{{3}})(?!\w|[ ]\d|[ ]?[$%]|[.,]\d)")
"""Numbers of the cadastre, which have seven digits and begin with one to six."""
IN_WORDS = rf"(?i:(?:{FIGURE_WORDS}|millions?)(?:[ \n-](?:{FIGURE_WORDS}|millions?)){{1,16}})"
PART_OF_A_LOT = r"[ ][(](?i:ptie|partie|pt)\.?[ ]\d{1,7}(?:-\d{1,5}){0,3}[)]"
OF_CADASTRE = (
    rf"(?:{IN_WORDS}[ \n])?[(]?(?:\d{{1,3}}(?:[ ]\d{{3}}){{1,2}}|\d{{1,7}}(?:-\d{{1,5}}){{0,3}})(?!\d)[)]?"
    rf"(?:{PART_OF_A_LOT})?"
)
CADASTRE = re.compile(
    rf"(?i:lots?|num[eé]ros?|n°|subdivisions?|partie){W}{SIGN}(?:num[eé]ros?{W})?"
    rf"({OF_CADASTRE}(?:{AND}{W}(?:(?i:le|les){W})?(?:(?i:lots?){W})?{OF_CADASTRE}){{0,12}})"
    r"[^\d\n.;:$%\x00\x01]{0,60}(?<=[ ,])(?i:du|au|of[ \n]the|on[ \n]the|of|sur[ \n]le)[ \n]{1,2}$"
)
"""Numbers ahead of the word `cadastre`, each with its words ahead where the act has it in full."""
ONE_OF_CADASTRE = re.compile(OF_CADASTRE)
LONGEST_CADASTRE = 260
DASHED = re.compile(
    r"(?<![\w.-])(?:\d{3}/)?(?:(?:(?i:lsd)\.?[ -]?|[NS][EW](?:[ ]?(?:1/4|¼))?[ -]{0,2}|(?i:sec(?:tion)?)\.?[ ])){0,3}"
    r"(?:(?:[NS][EW]|[A-D]|\d{1,2})-)?\d{1,2}[ ]?[-/][ ]?T?\d{1,3}[ ]?[-/][ ]?R?\d{1,2}[ ]?-?[ ]?"
    rf"(?:W\.?[ ]?[1-6](?:st|nd|rd|th)?(?:[ ]?M)?|[EW][ ]?PM|[EW][ ]?P\.M\.|{MERIDIAN})(?:/\d{{1,2}})?(?!\w)"
)
"""`NE-12-34-5-W4M`, `LSD 06-12-034-05W4`, `100/06-12-034-05W4/00`."""
WEST, EAST = re.compile(r"W(?<=[\d\- ]W)(?:\.?[ ]?[1-6](?!\d)|[ ]?PM)"), re.compile(r"EPM(?!\w)")
"""What each of them ends with. A search for one letter passes over everything else at once."""
LONGEST_DASHED, REST_OF_DASHED = 60, 12
SHORT = re.compile(
    r";(?:(?<=(?<![\w;.,])\d{7};)\w{1,4};\d{1,4}[A-Z]?|(?<=(?<![\w;.,])[1-6];)\d{1,2};\d{1,3};\d{1,2};[NS][EW])"
    r"(?![\w;]|[.,]\d)"
)
"""As Alberta's titles have it in short: plan, block and lot, or meridian, range, township, section and quarter."""

LOTS = frozenset({"lot", "lots", "lt", "lts"})
TOWNSHIPS = frozenset({"township", "twp", "tp"})
MERIDIANS = frozenset({"meridian", "meridien"})
OTHERS = frozenset(
    {
        "plan",
        "strata",
        "river",
        "district",
        "block",
        "blk",
        "bloc",
        "concession",
        "conc",
        "con",
        "unit",
        "cadastre",
    }
)
LEADS = LOTS | TOWNSHIPS | MERIDIANS | OTHERS


def by_form(text: str) -> Iterator[Found]:
    """Sections of the prairies in figures, and what is short for a description there."""
    for of in (WEST, EAST):
        for anchor in of.finditer(text):
            yield from _dashed(text, anchor.start(), anchor.end())
    for match in SHORT.finditer(text):
        ahead = 7 if text[match.start() - 2 : match.start()].isdigit() else 1
        yield Found(match.start() - ahead, match.end(), Kind.ADDRESS)


def led_by(word: str, text: str, start: int, end: int) -> Iterator[Found]:
    """The land round a word of `LEADS`, from `start` to `end`."""
    if word == "cadastre":
        yield from _of_cadastre(text, start)
        return
    if word in MERIDIANS:
        yield from _dashed(text, start, end)
        return
    described = _described(word, text, start)
    if described is not None:
        yield described
    elif word == "plan":
        yield from _plan(text, start)
    elif word in LOTS:
        match = QUEBEC.match(text, end)
        while match is not None and not is_measured(text, match.end()):
            yield Found(*match.span(1), Kind.ADDRESS)
            match = AND_QUEBEC.match(text, match.end())


def _described(word: str, text: str, start: int) -> Found | None:
    """A run of parts that begins at a word."""
    match = FIRST.match(text, start)
    kinds: set[str] = set()
    end = start
    for _part in range(MOST_PARTS):
        if match is None:
            break
        is_year = match.lastgroup == "plan" and A_YEAR.search(match.group()) is not None
        kinds.add("year" if is_year else match.lastgroup or "")
        end = match.end()
        match = NEXT.match(text, end)
    if not any(kinds & one and kinds & other for one, other in ENOUGH):
        return None
    if word in TOWNSHIPS:
        ahead = SECTION_AHEAD.search(text, max(0, start - LONGEST_AHEAD), start)
        start = start if ahead is None else ahead.start()
    return Found(start, end, Kind.ADDRESS)


def _plan(text: str, start: int) -> Iterator[Found]:
    """The number of a plan alone, where nothing else has such a number or a word says that it is one of land."""
    match = CODED.match(text, start)
    if match is None and KIND_OF_PLAN.search(text, max(0, start - LONGEST_KIND), start):
        match = NAMED.match(text, start)
        if match is not None and not FEWEST_OF_A_PLAN.search(match.group(1)):
            return
    if match is not None:
        yield Found(*match.span(1), Kind.ADDRESS)


def _of_cadastre(text: str, start: int) -> Iterator[Found]:
    """`lots 1 234 567 et 1 234 568 du cadastre du Québec`."""
    match = CADASTRE.search(text, max(0, start - LONGEST_CADASTRE), start)
    if match is not None:
        for one in ONE_OF_CADASTRE.finditer(text, *match.span(1)):
            yield Found(*one.span(), Kind.ADDRESS)


def _dashed(text: str, start: int, end: int) -> Iterator[Found]:
    for match in DASHED.finditer(text, max(0, start - LONGEST_DASHED), end + REST_OF_DASHED):
        if match.end() >= end:
            yield Found(*match.span(), Kind.ADDRESS)
