"""Where somebody lives or works: postal codes, street addresses in English and French, post office boxes.

Pure. A street is looked for only beside a word of `LEADS`, and wants a number ahead of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.known import Found
from apps.policy.models import PlaceholderKind as Kind

BEFORE, BEHIND = 90, 70
B = r"[ \u00a0\n]"
"""A blank, or the end of a line that was broken there."""
CODE = re.compile(
    r"(?<!\w)(?:[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ \u00a0\n-]{0,2}\d[ABCEGHJ-NPRSTV-Z]\d"
    r"|[abceghj-nprstvxy]\d[abceghj-nprstv-z][ \u00a0\n-]{0,2}\d[abceghj-nprstv-z]\d)(?!\w)"
)
BOX = re.compile(
    r"(?<![\w.])(?:P\.?[ \u00a0]?O\.?[ \u00a0]?Box|Post[ \u00a0]Office[ \u00a0]Box|C\.?[ \u00a0]?P\.?"
    r"|[Cc]ase[ \u00a0]postale|R\.?R\.?)[ \u00a0]?(?:#[ \u00a0]?|n[°ºo][ \u00a0]?)?\d{1,6}(?!\w|\.\d)"
    r"|(?<!\w)Box[ \u00a0]\d{1,6}(?=,?[ \u00a0\n](?:Stn|Station|Succ|R\.?R)\b)"
)
UNIT = (
    r"(?:(?i:suite|unit|apt|apartment|app|appartement|bureau|local|unit[eé]|floor|ph|[eé]tage)\b\.?|\#)"
    r"[ \u00a0\n]?\#?\w{1,6}"
)
FLOOR = r"\d{1,3}(?:e|er|re|st|nd|rd|th)[ \u00a0\n](?i:[eé]tage|floor)"
NUMBER = r"\d{1,5}(?:[A-Z]?[-\u2010-\u2015]\d{1,5})?(?:[ \u00a0-]?[A-Z]\b|[ \u00a0-]?(?:½|\d/\d))?"
DIRECTION = r"(?:[ \u00a0\n](?:North|South|East|West|Nord|Sud|Est|Ouest|[NSEWO]|[NS][EWO])\b\.?)?"
NAME = r"(?:[A-ZÀ-Þ][\w'’.\-]*|\d{1,3}(?:st|nd|rd|th|e|re)|of|the)"
TYPES = (
    "street", "st", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "boul", "drive", "dr", "lane", "ln",
    "crescent", "cres", "court", "crt", "ct", "place", "pl", "way", "terrace", "terr", "parkway", "pkwy", "trail",
    "circle", "square", "sq", "line", "sideroad", "close", "gate", "grove", "heights", "hill", "highway", "hwy", "row",
)  # fmt: skip
ALONE = ("kingsway", "queensway", "broadway", "esplanade", "boardwalk")
"""Streets that have no other name."""
AGAIN = (
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "crescent",
    "cres",
    "way",
    "trail",
)
"""What may follow a type that is part of the name: `Forest Hill Rd`, `Grove Park Lane`."""
COUNTED = ("highway", "hwy", "sideroad", "line", "concession", "route", "road", "rd")
"""Roads that have a number for a name: `Highway 17`, `Range Road 242`."""
WAYS = (
    "rue", "avenue", "av", "boulevard", "boul", "bd", "blvd", "chemin", "ch", "rang", "montee", "montée", "route",
    "allee", "allée", "impasse", "croissant", "place", "cote", "côte", "carre", "carré", "promenade", "terrasse",
    "ruelle", "autoroute",
)  # fmt: skip
LEADS = frozenset({*TYPES, *WAYS, *ALONE, *COUNTED} - {"montée", "allée", "côte", "carré"})
AT = re.compile(r"(?<![\w$.,/])\d{1,5}(?!\d)")
UNIT_AHEAD = re.compile(rf"(?<!\w){UNIT}[ \u00a0]?[,\u2010-\u2015-][ \u00a0\n]?$")
ENGLISH = re.compile(
    rf"{NUMBER},?{B}(?:Lot{B}\d{{1,3}},?{B})?((?:{NAME}{B}){{1,4}}?)"
    rf"(?i:{'|'.join(sorted(TYPES, key=len, reverse=True))})\b(?![’'])\.?"
    rf"(?:{B}(?i:{'|'.join(AGAIN)})\b(?![’'])\.?)?{DIRECTION}(?:,?{B}(?:{UNIT}|{FLOOR}))?(?!\w)"
)
NUMBERED = re.compile(
    rf"{NUMBER},?{B}((?:The{B})?(?:{'|'.join(each.capitalize() for each in ALONE)})\b(?![’'])"
    rf"|(?:[A-Z][a-z]+{B}){{0,2}}(?:{'|'.join(each.capitalize() for each in COUNTED)}){B}\d{{1,4}}[A-Z]?"
    rf"|\d{{1,3}}[A-Z]?{B}(?:Avenue|Ave|Street|St)\b\.?(?:{B}[NS][EW])?"
    rf"|\d{{1,3}}(?:e|re|er|[eè]me|i[eè]me){B}(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Rr]ang))"
    rf"{DIRECTION}(?:,?{B}(?:{UNIT}|{FLOOR}))?(?!\w)"
)
"""Streets known by a number, or with one word for a name: `88 Highway 17`, `210 8 Avenue SW`, `40 Kingsway`."""
FRENCH = re.compile(
    rf"{NUMBER},?{B}((?i:{'|'.join(sorted(WAYS, key=len, reverse=True))}))\b\.?{B}"
    rf"(?:(?:de{B}la|de{B}l['’]|du|des|de|la|le|les|l['’]|d['’]){B}?)?(?:[A-ZÀ-Þ][\w'’.\-]*|\d{{1,3}}e?)"
    rf"(?:{B}(?:(?:de|du|des|la|le|l['’]|d['’]){B}?)*[A-ZÀ-Þ][\w'’\-]+){{0,4}}{DIRECTION}(?:,?{B}(?:{UNIT}|{FLOOR}))?(?!\w)"
)
NOT_A_STREET = frozenset(
    {"supreme", "superior", "federal", "provincial", "divisional", "family", "claims", "appeal", "court", "justice",
     "act", "code", "bench", "v", "tax", "high"}
)  # fmt: skip
LAW_AHEAD = re.compile(
    r"(?i:\b(?:ss?|sections?|art|arts|articles?|rr?|rules?|r[eè]gles?|paras?|paragraphs?|par|clauses?|schedule|part|form"
    r"|pages?|pp?|exhibit|tab|chapter))\.?[ \u00a0]$"
)
YEAR_AHEAD = re.compile(r"(?i:\b(?:since|in|of|en|depuis|before|after|by|until|from))[ \u00a0]$")
YEAR = re.compile(r"(?:1[89]|20)\d\d,?[ \u00a0]")
AHEAD = 12
LONGEST_UNIT = 26


def by_form(text: str) -> Iterator[Found]:
    """Postal codes and boxes, which need no street."""
    for match in CODE.finditer(text):
        yield Found(*match.span(), Kind.ADDRESS)
    if "Box" in text or "R.R" in text or "RR" in text or "C.P" in text or "CP" in text or "ostale" in text:
        for match in BOX.finditer(text):
            yield Found(*match.span(), Kind.ADDRESS)


def near(text: str, start: int, end: int) -> Iterator[Found]:
    """The street address round a word of `LEADS`, from its number on."""
    for number in AT.finditer(text, max(0, start - BEFORE), start):
        for pattern in (NUMBERED, ENGLISH, FRENCH):
            match = pattern.match(text, number.start(), end + BEHIND)
            if match and match.end() >= end and _is_street(text, match):
                ahead = UNIT_AHEAD.search(text[max(0, match.start() - LONGEST_UNIT) : match.start()])
                begins = match.start() - (len(ahead.group()) if ahead else 0)
                yield Found(begins, begins + len(text[begins : match.end()].rstrip(".")), Kind.ADDRESS)
                return


def _is_street(text: str, match: re.Match[str]) -> bool:
    named = {word.strip(".,").lower() for word in match.group(1).split()}
    if named & NOT_A_STREET:
        return False
    ahead = text[max(0, match.start() - AHEAD) : match.start()]
    is_year = YEAR.match(match.group()) and YEAR_AHEAD.search(ahead)
    return not is_year and LAW_AHEAD.search(ahead) is None
