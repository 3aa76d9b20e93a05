"""Where somebody lives or works: postal codes, street addresses in English and French, rural routes, boxes.

Pure, and over plain text (`glyphs`). A street is looked for only beside a word of `LEADS`,
and wants a number ahead of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

BEFORE, BEHIND = 90, 70
B = r"(?:[ ]{1,2}|[ ]?\n[ ]?)"
"""A blank, or the end of a line that was broken there."""
CORE = re.compile(r"\d[A-Za-z][ \n.-]{0,3}\d[A-Za-z]\d(?![\w-])")
CODE = re.compile(r"(?i:[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ \n.-]{0,3}\d[ABCEGHJ-NPRSTV-Z]\d)")
"""A postal code, and what all of them have behind their first letter."""
MISREAD_CODE = re.compile(
    r"[ \n,]{1,3}([ABCEGHJ-NPRSTVXY][\dOIl][ABCEGHJ-NPRSTV-Z][ ]?[\dOIl][ABCEGHJ-NPRSTV-Z][\dOIl])(?!\w)"
)
"""After a province, as a scanner may have read it."""
ZIP = re.compile(r"[ \n]{1,2}(\d{5}(?:-\d{4})?)(?![\w-])")
PROVINCES = frozenset({"on", "qc", "bc", "ab", "sk", "mb", "ns", "nb", "pe", "nl", "yt", "nt", "nu", "pq"})
STATES = frozenset(
    {"al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la",
    "me", "md", "ma", "mi", "mn", "ms", "mo", "mt",
     "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut",
     "vt", "va", "wa", "wv", "wi", "wy"}
)  # fmt: skip
BOX_NUMBER = r"[ ]?(?:\#[ ]?|n[°o]\.?[ ]?|nos?\.?[ ]|[Nn]umber[ ])?\d{1,6}(?![\w/]|\.\d)"
STATION = (
    r"(?:,?[ \n](?:(?:Stn|STN|Station|Sta|Succ|Succursale|succ|succursale"
    r"|Postal Station)\b\.?[ ]?[A-ZÀ-Þ][\w'-]*(?:-[\w']+)*))?"
)
BOX = re.compile(
    rf"(?<![\w.])(?:(?i:P\.?[ ]?O\.?[ ]?(?:Box|Drawer|Bag)|Post[ ]Office[ ]Box|Postal[ ]Box|Casier[ ]postal"
    rf"|Case[ ]postale|B\.?[ ]?P\.?(?=[ ]\d))"
    rf"|C\.?[ ]?P\.?){BOX_NUMBER}{STATION}"
    rf"|(?<![\w.])(?:R\.?[ ]?R\.?|(?i:Rural[ ]Route|Route[ ]rurale)){BOX_NUMBER}"
    r"|(?<!\w)(?i:Box)[ ]\d{1,6}(?=,?[ \n](?:Stn|Station|Succ|R\.?R|Site|Comp|[A-ZÀ-Þ][a-zß-ÿ.'-]+,?[ ](?:[A-Z]{2}"
    r"|Ontario|Alberta|Manitoba|Saskatchewan|British|Nova|New|Prince|Newf|Yukon)\b))"
    r"|(?<!\w)(?:Site|SITE)[ ]\d{1,4},?[ ](?:(?:Comp|COMP|Box|BOX|Compartment)\.?[ ]\d{1,4},?[ ]?)+"
    r"(?:R\.?R\.?[ ]?\#?\d{1,3})?"
    r"|(?<!\w)(?:(?:Site|SITE|Comp|COMP|Compartment|Compartiment|Emplacement|emplacement|Box|BOX|Bo[iî]te|bo[iî]te)"
    r"\.?[ ]\d{1,4},?[ \n])+(?:R\.?R\.?|Rural[ ]Route|Route[ ]rurale)[ ]?(?:\#[ ]?)?\d{1,3}(?!\w)"
    rf"|(?<!\w)(?:General[ ]Delivery|Poste[ ]restante|GENERAL[ ]DELIVERY),?[ ]"
    r"(?:Stn|Station|Succ)\b\.?[ ]?[A-ZÀ-Þ][\w'-]*"
)
UNIT_WORDS = (
    "suite|ste|unit|apt|apartment|app|appt|appartement|bureau|local|unit[eé]|ph|penthouse|room|rm|porte"
)
UNIT = (
    r"(?:(?i:suite|ste|unit|apt|apartment|app|appt|appartement|bureau|local|unit[eé]|floor|ph|penthouse|[eé]tage|room|rm|chambre|porte|buzzer|basement|bsmt"
    r"|sous-sol|upper|lower|main)\b\.?|\#)"
    r"[ \n]?(?:\#|no\.?[ ]|n°[ ]?)?(?:\w{1,6}(?:-\w{1,4})?)"
)
FLOOR = (
    r"(?:\d{1,3}(?:e|er|re|st|nd|rd|th|i?[eè]me)|[Mm]ain|[Gg]round|[Uu]pper|[Tt]op|[Ss]econd|[Tt]hird)[ \n]"
    r"(?i:[eé]tage|floor|flr)"
)
BASEMENT = r"(?i:basement|bsmt|sous-sol|rez-de-chauss[eé]e|penthouse|upper unit|lower unit|main floor)"
MONTHS = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|f[eé]v|avr|mai|ao[uû]|d[eé]c)"
NUMBER = r"\d{1,5}(?:[ ]?[A-Z]?[ ]?[-/][ ]?\d{1,5}(?!\d))?(?:[ -]?[A-Z]\b(?!\.[A-Z])|[ -]?(?:½|¼|¾|\d/\d|bis|ter))?"
DIRECTION = (
    r"(?:[ \n]\(?(?:North|South|East|West|Northwest|Northeast|Southwest|Southeast|Nord|Sud|Est|Ouest|NORTH"
    r"|SOUTH|EAST|WEST|NORD|SUD|EST|OUEST|[NS]\.?[EWO]\.?|[NSEWO])\b\)?\.?)?"
)
TAIL = rf"(?:,?{B}(?:-[ ])?(?:{FLOOR}|{BASEMENT}|{UNIT}))?"
NAME = r"(?:[A-ZÀ-Þ][\w'.\-]*|\d{1,3}(?:st|nd|rd|th|e|re)|of|the|de|du|des|la|le|and|O')"
TYPES = (
    "street", "st", "str", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "boul", "drive", "dr", "lane",
    "ln", "laneway",
    "crescent", "cres", "cr", "court", "crt", "ct", "place", "pl", "way", "terrace", "terr", "ter", "parkway",
    "pkwy", "pky", "trail", "tr", "trl",
    "circle", "cir", "square", "sq", "line", "sideroad", "sdrd", "close", "gate", "grove", "heights", "hts", "hill",
    "hills", "highway", "hwy", "row", "mews",
    "common", "green", "landing", "manor", "park", "path", "pathway", "point", "pt", "ridge", "rise", "run", "view",
    "villas", "villa", "walk", "wharf",
    "quay", "bay", "beach", "bend", "cove", "garden", "gardens", "gdns", "glen", "harbour", "hollow", "island",
    "key", "link", "loop", "mall", "meadow", "meadows",
    "passage", "promenade", "plaza", "private", "crossing", "estates", "expressway", "freeway", "bridge", "causeway",
    "townline", "cape", "canyon", "chase", "dale",
    "dell", "downs", "field", "fields", "forest", "grounds", "hillside", "lookout", "orchard", "pines", "springs",
    "summit", "valley", "vista", "woods", "alley",
    "diversion", "extension", "turn", "vale", "heath", "corners", "concession",
)  # fmt: skip
"""Canada Post's street types, and how they are shortened."""
SURE = (
    "street",
    "avenue",
    "ave",
    "road",
    "rd",
    "boulevard",
    "blvd",
    "crescent",
    "cres",
    "drive",
    "lane",
    "terrace",
    "parkway",
)
"""Those that no sentence has beside a number but where it means a street."""
SURELY = re.compile(rf"(?i:{B}(?:{'|'.join(SURE)}|st)\b)")
ALONE = (
    "kingsway",
    "queensway",
    "broadway",
    "esplanade",
    "boardwalk",
    "danforth",
    "westway",
    "eastway",
    "queensquay",
    "bridleway",
    "donway",
)
"""Streets that have no other name."""
AGAIN = (
    "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "lane", "ln", "crescent", "cres", "way", "trail",
    "court", "place", "circle", "terrace", "boulevard",
    "blvd", "line", "gate", "square", "mews",
)  # fmt: skip
"""What may follow a type that is part of the name: `Forest Hill Rd`, `Grove Park Lane`."""
COUNTED = ("highway", "hwy", "sideroad", "line", "concession", "route", "road", "rd", "autoroute", "conc")
"""Roads that have a number for a name: `Highway 17`, `Range Road 242`."""
WAYS = (
    "rue", "avenue", "av", "ave", "boulevard", "boul", "bd", "blvd", "chemin", "ch", "chem", "rang", "rg", "montee",
    "montée", "route", "rte", "rout",
    "allee", "allée", "impasse", "croissant", "place", "pl", "cote", "côte", "carre", "carré", "promenade", "prom",
    "terrasse", "tsse", "cours", "quai", "sentier",
    "ruelle", "autoroute", "esplanade", "parc", "passage", "domaine", "rond-point", "square", "voie", "traverse",
    "cercle", "descente", "chaussee", "chaussée", "faubourg",
    "desserte", "ile", "île", "petite-rue", "grande-rue", "grande-allee", "grande-allée", "rivage", "rive",
    "plateau", "villa", "jardin", "jardins", "echangeur", "pointe", "baie", "concession",
)  # fmt: skip
FRENCH_ALONE = (
    r"(?:Grande[ -]All[eé]e|Grande[ -]Rue|Le[ ]Corbusier|Vieux[ -]Chemin|Petit[ -]Rang|Grand[ -]Rang)"
)
LIVES = frozenset(
    {
        "address",
        "addr",
        "adresse",
        "resides",
        "residing",
        "lives",
        "lived",
        "living",
        "reside",
        "located",
        "domicilie",
        "domiciliee",
        "demeurant",
        "demeure",
        "habite",
        "known",
        "situe",
        "situee",
        "sis",
        "sise",
        "residence",
        "premises",
        "property",
        "immeuble",
        "logement",
        "moved",
        "demenage",
        "chez",
        "siege",
        "office",
        "offices",
        "residant",
    }
)
DWELLING = re.compile(
    rf"(?:[ ](?:is|at|as|au|a|aux|of|de|est|to|in|address|municipally|known|currently|presently|now|et|residant"
    rf"|résidant|concern[eé]|located|situated|situ[eé]e?)\b|[ ]?[:,|]|\n|[ ]){{1,6}}?"
    rf"((?:{UNIT},?{B})?{NUMBER},?{B}(?:{NAME}{B}){{0,3}}(?!{MONTHS})[A-ZÀ-Þ][\w'-]+\.?{DIRECTION}{TAIL})(?=[ ]?"
    rf"(?:[,;.\n(|]|$)|[ ]{{2,}}|[ ](?:and|et|with|avec|in|à|since|depuis)\b)"
)
"""Where somebody is said to live, whatever the street is called: `lives at 399 Kensington Gore`."""
STREETS = frozenset({*TYPES, *WAYS, *ALONE, *COUNTED, "grande", "vieux"})
BOXES = frozenset(
    {
        "box",
        "drawer",
        "bag",
        "postale",
        "postal",
        "p",
        "cp",
        "r",
        "rr",
        "bp",
        "rural",
        "rurale",
        "site",
        "comp",
        "emplacement",
        "boite",
        "delivery",
        "restante",
    }
)
CODES = (PROVINCES | STATES) - (STREETS | BOXES | LIVES)
"""What leads to a postal code, and only in capitals: `in`, `or` and `de` are words as well."""
LEADS = STREETS | BOXES | LIVES | CODES
BOX_BEFORE, BOX_BEHIND = 14, 60
AT = re.compile(r"\d(?<![\w$.,/]\d)(?<!\d-\d)\d{0,4}(?!\d)")
UNIT_AHEAD = re.compile(
    rf"(?<!\w)(?i:{UNIT_WORDS})\b\.?[ ]?(?:\#|no\.?[ ])?$|(?<!\w)(?:{UNIT}|{FLOOR}|{BASEMENT})[ ]?[,-]?[ \n]?"
    rf"(?:-[ ])?$|(?<![\w$])\#?(?:PH)?\d{{1,5}}[A-Z]?[ ]?[,-][ ]?$|(?<!\w)(?:PH|TH|LPH|GPH)[ ]?\d{{0,4}}[ ]?[,-][ ]?$"
)
ENGLISH = re.compile(
    rf"{NUMBER},?{B}(?:Lot{B}\d{{1,3}},?{B})?(?!(?:du|de{B}la|de{B}l'){B}?(?i:{'|'.join(WAYS)})\b)"
    rf"((?:{NAME}{B}){{1,4}}?)"
    rf"(?i:{'|'.join(sorted(TYPES, key=len, reverse=True))})\b(?!['-])\.?"
    rf"(?:{B}(?i:{'|'.join(AGAIN)})\b(?!')\.?)?{DIRECTION}{TAIL}(?!\w)"
)
NO_STREET = (
    "minutes?", "hours?", "days?", "km", "lane", "way", "on", "in", "at", "of", "the", "and", "to", "a", "for",
    "from", "houses?",
    "cars?", "people", "or", "m", "dead", "wide", "block", "blocks", "main", "different", "story", "storey",
)  # fmt: skip
"""Small words that no name of a street has between its number and its type."""
SMALL = re.compile(
    rf"{NUMBER},?[ ]((?:(?!(?:{'|'.join(NO_STREET)})[ ])[a-z'.-]+[ ]){{1,3}}?)"
    rf"(?:{'|'.join(sorted((*SURE, 'st'), key=len, reverse=True))})\b\.?(?:[ ](?:north|south|east|west"
    rf"|[nsew]w?e?)\b\.?)?{TAIL}(?!\w)"
)
"""As people type: `44 elm street`."""
NUMBERED = re.compile(
    rf"{NUMBER},?(?:{B}|[ ]?-[ ]?)((?:The{B})?(?:{'|'.join(each.capitalize() for each in ALONE)})\b(?!')"
    rf"|(?:[A-Z][a-zA-Z]+{B}){{0,3}}"
    rf"(?:{'|'.join((*map(str.capitalize, COUNTED), *map(str.upper, COUNTED)))})\b\.?{B}\#?\d{{1,4}}[A-Z]?"
    rf"|\d{{1,3}}(?:st|nd|rd|th|[A-Z])?{B}(?i:Avenue|Ave|Street|St|Road|Rd|Drive|Dr)\b\.?(?:{B}[NS]\.?[EW]\.?)?"
    rf"|\d{{1,3}}(?:e|re|er|[eè]me|i[eè]me){B}(?i:Rue|Avenue|Av\.|Ave|Rang|Boulevard|Boul\.|Concession))"
    rf"{DIRECTION}{TAIL}(?!\w)"
)
"""Streets known by a number, or with one word for a name: `88 Highway 17`, `210 8 Avenue SW`, `40 Kingsway`."""
FRENCH = re.compile(
    rf"{NUMBER},?{B}(?:(?:de{B}la|du|de{B}l')(?:{B}|(?<=')))?"
    rf"((?i:{'|'.join(sorted(WAYS, key=len, reverse=True))})|{FRENCH_ALONE})\b\.?{B}"
    rf"(?:(?:de{B}la|de{B}l'|du|des|de|la|le|les|l'|d'|DE{B}LA|DE{B}L'|DU|DES|DE|D'|L')(?:{B})?)?(?![A-Z]-\d)(?:[A-ZÀ-Þ\d][\w'.\-]*|\d{{1,3}}e?)"
    rf"(?:[ \n](?:(?:de|du|des|la|le|les|l'|d'|aux?|et|sur|sous)[ \n]?)*(?![A-Z]\d[A-Z]|"
    rf"(?i:{UNIT_WORDS})\b)[A-ZÀ-Þ][\w'\-]+){{0,4}}{DIRECTION}{TAIL}(?!\w)"
    rf"|{NUMBER},?{B}(Grande[ -]All[eé]e|Grande[ -]Rue){DIRECTION}{TAIL}(?!\w)"
    rf"|{NUMBER},[ ]((?:rue|avenue|boulevard|boul\.|chemin|rang|place|route))[ ](?:(?:de la|de l'|du|des|de|la|le"
    rf"|l'|d')[ ]?)?[a-zà-ÿ][\wà-ÿ'-]*(?:-[\wà-ÿ']+)*{DIRECTION}{TAIL}(?!\w)"
)
NOT_A_STREET = frozenset(
    {"v", "mr", "mrs", "ms", "mme", "mlle", "me", "m", "section", "article", "exhibit", "appendix", "cour"}
)
COURTS_AND_MONTHS = frozenset(
    {"supreme", "superior", "federal", "provincial", "divisional", "family", "claims", "appeal", "court", "justice",
     "act", "code", "bench", "tax", "high", "january", "february", "march", "april", "may", "june", "july", "august",
     "september", "october", "november", "december", "rule", "schedule"}
)  # fmt: skip
"""`3 Tax Court`, `12 May Close`: no street, but where its type is one that is never anything else. Towns have a Court
Street, a High Street and a March Road."""
LAW_AHEAD = re.compile(
    r"(?i:\b(?:ss?|sections?|art|arts|articles?|rr?|rules?|r[eè]gles?|paras?|paragraphs?|par|clauses?|schedule|part|form"
    r"|pages?|pp?|exhibit|tab|chapter|c|ch|january|february|march|april|may|june|july|august|september|october"
    r"|november|december))\.?[ ]$"
)
YEAR_AHEAD = re.compile(
    r"(?i:\b(?:since|in|en|depuis|before|after|by|until|from|(?:year|month|summer|winter|fall|spring|autumn|end|start"
    r"|beginning|middle|january|february|march|april|may|june|july|august|september|october|november"
    r"|december)[ ]of))[ ]$"
)
A_YEAR = re.compile(r"(?:1[89]|20)\d\d\b")
PLACE_AHEAD = re.compile(r"[ ](?:at|au|aux|as)[ ]$")
"""Where a house number that looks like a year is none."""
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d,?[ ]")
AHEAD = 18
LONGEST_UNIT = 30
PART_OF_A_WORD = re.compile(r"[\w-]")


TOWARDS = re.compile(
    r"(?:O(?<![^\W_]O)(?:uest|UEST|\.)|E(?<![^\W_]E)(?:st|ST|\.)|N(?<![^\W_]N)(?:ord|ORD|\.)"
    r"|S(?<![^\W_]S)(?:ud|UD))(?!\w)"
)
WITHOUT_TYPE = re.compile(
    rf"(?<![\w$.,/-]){NUMBER},?{B}((?:(?:[Dd]e{B}[Ll]a|[Dd]e|[Dd]u|[Dd]es|[Ll]a){B})?(?!{MONTHS})[A-ZÀ-Þ][\w'’-]{{3,30}}"
    rf"(?:{B}[A-ZÀ-Þ][\w'’-]{{2,30}})?){B}\Z"
)
"""`1000, De La Gauchetière Ouest`: in Montreal the type of a street is left out where its end is named."""
PLACED = re.compile(
    r"(?<![\w.])-?\d{1,2}\.\d{4,8}°?[ ]?[NS]?,?[ ]{0,2}-?\d{2,3}\.\d{4,8}(?:°?[ ]?[WEO])?(?![\w.])"
)
"""Latitude and longitude."""
DECIMALS = re.compile(r"\.\d{4}")
LONGEST_WITHOUT_TYPE = 90


def by_form(text: str) -> Iterator[Found]:
    """Places on the earth, which need no street, and streets that are named without their type."""
    if DECIMALS.search(text) is not None:
        for match in PLACED.finditer(text):
            yield Found(*match.span(), Kind.ADDRESS)
    for end in TOWARDS.finditer(text):
        begins = max(0, end.start() - LONGEST_WITHOUT_TYPE)
        street = WITHOUT_TYPE.search(text, begins, end.start())
        if street is not None and is_street(text, street):
            yield Found(street.start(), end.end(), Kind.ADDRESS)


def codes(text: str) -> Iterator[Found]:
    """Postal codes, where any figure stands right beside a letter."""
    for core in CORE.finditer(text):
        begins = core.start() - 1
        if (
            begins >= 0
            and CODE.match(text, begins)
            and not (begins and PART_OF_A_WORD.match(text, begins - 1))
        ):
            yield Found(begins, core.end(), Kind.ADDRESS)


def led_by(word: str, text: str, start: int, end: int) -> Iterator[Found]:
    """The address round a word of `LEADS`, from `start` to `end`."""
    if word in STREETS:
        yield from _street(text, start, end)
    if word in LIVES:
        dwelling = DWELLING.match(text, end)
        if dwelling is not None and (
            not A_YEAR.match(dwelling.group(1)) or PLACE_AHEAD.search(text, end - 1, dwelling.start(1))
        ):
            start = dwelling.start(1)
            yield Found(start, start + len(dwelling.group(1).rstrip(".")), Kind.ADDRESS)
    if word in BOXES:
        for match in BOX.finditer(text, max(0, start - BOX_BEFORE), end + BOX_BEHIND):
            yield Found(match.start(), match.start() + len(match.group().rstrip(" ,")), Kind.ADDRESS)
    elif (word in PROVINCES or word in STATES) and text[start:end].isupper():
        code = (MISREAD_CODE if word in PROVINCES else ZIP).match(text, end)
        if code is not None:
            yield Found(*code.span(1), Kind.ADDRESS)


def _street(text: str, start: int, end: int) -> Iterator[Found]:
    for number in AT.finditer(text, max(0, start - BEFORE), start):
        for pattern in (NUMBERED, ENGLISH, FRENCH, SMALL):
            match = pattern.match(text, number.start(), end + BEHIND)
            if match and match.end() >= end and is_street(text, match):
                ahead = UNIT_AHEAD.search(text[max(0, match.start() - LONGEST_UNIT) : match.start()])
                begins = match.start() - (len(ahead.group()) if ahead else 0)
                yield Found(begins, begins + len(text[begins : match.end()].rstrip(".")), Kind.ADDRESS)
                return


def is_street(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like one is neither the law's, a court nor a date."""
    named = {word.strip(".,").lower() for word in (match.group(match.lastindex or 1) or "").split()}
    if named & NOT_A_STREET or (named & COURTS_AND_MONTHS and not SURELY.search(match.group(), 1)):
        return False
    ahead = text[max(0, match.start() - AHEAD) : match.start()]
    is_year = YEAR.match(match.group()) and YEAR_AHEAD.search(ahead)
    return not is_year and LAW_AHEAD.search(ahead) is None
