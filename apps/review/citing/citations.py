"""How Canadian lawyers cite cases, laws and articles, in text without marks and with single spaces. Pure.

English and French; neutral citations, CanLII's own, printed reporters, the numbers of the services, statutes,
regulations and articles of the Quebec codes. Forms that no guide has are read as well: a model writes those too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Kind(StrEnum):
    CASE = "case"
    STATUTE = "statute"
    COMMENTARY = "commentary"


_NOT_COURTS = (
    "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|AD|BC|AM|PM|HST|GST|QST|TVQ|TPS|USD|CAD|EST|EDT|UTC"
)
NEUTRAL = re.compile(
    rf"[12](?<!\w.)(?:(?<=1)9|(?<=2)0)\d\d (?!(?:{_NOT_COURTS})\b)"
    r"(?:CanLII \d{1,7}\b(?: \([A-Z]{2,3}(?: [A-Z]{1,8})?\))?|(?:Comp\.? Trib|Trib\.? conc)\.? \d{1,4}\b"
    r"|[A-Z]{2,9}(?: \([A-Z][a-z]+\)| Civ| Crim| Admin)? \d{1,6}\b(?! [A-Z]{2,9} \d))"
)
_PLACES = "ON|BC|AB|SK|MB|QC|NB|NS|PE|NL|YK|NT|NWT|NU"
COURTS = (
    "SCC|CSC|FCA?|CFA?|CAF|TCC|CCI|CHRT|TCDP|UKSC|UKHL|UKPC|CanLII"
    rf"|(?:{_PLACES})(?:[A-Z]{{2,6}}| (?:CA|SC|SCDC|CJ|KB|QB|PC|CS|CQ|TC)\b)"
)
_SMALL = (
    "scc|csc|fca?|caf|tcc|cci|chrt|tcdp|hrto|canlii|on(?:ca|sc|scdc|cj|scsm|ltb|lrb|wsiat)|bc(?:ca|sc|pc)"
    "|ab(?:ca|kb|qb|pc|cj)|sk(?:ca|kb|qb|pc)|mb(?:ca|kb|qb|pc)|qc(?:ca|cs|cq|tal|tat|taq)|nb(?:ca|kb|qb|pc)"
    "|ns(?:ca|sc|pc)|pe(?:ca|sc|pc)|nl(?:ca|sc|pc)|yk(?:ca|sc|tc)|nwt(?:ca|sc|tc)|nu(?:ca|cj)"
)
"""Courts by their codes in small letters. Those of provinces are named: more letters behind `on` or `ab` are words."""
_POINTED = r"(?!U\. ?S|R\. ?S|P\. ?O)(?:(?:[A-Z]\. ?){3,9}|F\. ?C\. ?|C\. ?F\. ?)"
IRREGULAR = re.compile(
    rf"([12](?<!\w.)(?:(?<=1)9|(?<=2)0)\d\d)(?:\)?, ?|\)? |-)?({COURTS}|{_POINTED}|(?<!/\d\d\d\d)(?i:{_SMALL}))"
    r"(?:, ?|[ -]| ?# ?| No\.? ?)?(\d{1,7})\b"
)
"""A neutral citation without its spaces, with other signs, with points or in small letters: `2021ONSC1234`,
`2021 O.N.S.C. 1234`, `(2021) ONSC 1234`, `2021 onsc 1234`."""
BRACKETED = re.compile(
    rf"\[(?:1[89]|20)\d\d\] (?!(?:{_NOT_COURTS})\b)[A-Z][A-Za-z]{{1,8}}(?: Civ| Crim| Admin)? \d{{1,6}}\b"
    r"(?: \([A-Z][A-Za-z]{1,8}\))?"
)
"""The year in brackets, as English courts have it: `[2005] UKHL 41`, `[2019] EWHC 123 (Comm)`."""
OURS = re.compile(rf"\[(\d{{4}})\] ((?!UK)(?:{COURTS})) (\d+)")
"""The same of a Canadian court, which has its year without them."""
SERVICE = re.compile(
    r"[12\[](?<!\w.)(?:(?:(?<=1)9|(?<=2)0)\d\d "
    r"(?:Carswell[A-Z][A-Za-z]{1,8}|WL(?:NR)?|(?:[A-Z][A-Za-z.]{0,9} ){0,3}LEXIS) \d{1,9}\b"
    r"|(?<=\[)(?:1[89]|20)\d\d\] (?:(?:[A-Z]\.){1,9} ?|(?:[A-Z][A-Za-z]{0,8}\.? ?){1,4})(?:No|no|n[°ºo])\.? ?\d{1,6}\b)"
)
"""Numbers of Westlaw and LexisNexis: `2014 CarswellOnt 1234`, `[2014] O.J. No. 123`."""
_WORD = r"(?:[A-Z&][A-Za-z.'’&]{0,20}|of|on|de|du|des|la|le|the|and|et|en)"
_JOURNAL = (
    r"L\.? ?J\.?|L\.? ?Rev\.?|(?:L\.? ?)?Q\.?(?: ?R\.?)?|L\.? ?F\.?|Bar Rev(?:iew)?\.?|Law (?:Journal|Review|Forum)"
    r"|R\.? ?du ?[BN]\.?(?: can\.?)?|R\.? ?J\.? ?T\.?|C\.? ?de ?D\.?|R\.? ?D\.? ?U\.? ?S\.?|R\.? ?G\.? ?D\.?"
)
ARTICLE = re.compile(
    r"[(\[](?:1[89]|20)\d\d(?:(?:[-/]\d{2,4})?\),?|\]) \d{1,3}(?::\d{1,2}| \(\d{1,2}\))? "
    rf"(?:(?:{_WORD} ){{0,7}}?[A-Z.&]{{0,12}}(?:{_JOURNAL})|Revue (?:[a-zà-ÿ]+ ){{1,5}}|Cahiers de [Dd]roit)"
    r" ?\d{1,5}\b"
)
"""An article by volume, journal and page: `(2019) 45 Queen's LJ 1`, `(2007) 48 C de D 213`."""
LINK = re.compile(
    r"[hwcHWC](?<!\w.)(?i:(?:(?<=h)ttps?://(?:www\.)?canlii|(?<=w)ww\.canlii|(?<=c)anlii)\.(?:org|ca))/"
    r"(?:[^\s()<>\[\]]{0,300}/doc/\d{4}/[a-z0-9]+/((?:1[89]|20)\d\d)([a-z]+)(\d+)\.html?|(t/\w+))(?:[?#][^\s()<>\[\]]*)?"
)
"""CanLII's page of a decision, by its own name for that, or by a short one; as an address, or as people write it."""
AT_COURT = re.compile(
    r"https?://((?:decisions?\.(?:scc-csc\.ca|(?:fct-cf|fca-caf|tcc-cci|cmac-cacm|chrt-tcdp)\.gc\.ca|civilresolutionbc\.ca)"
    r"|scc-csc\.lexum\.com|coadecisions\.ontariocourts\.ca|(?:www\.)?ontariocourts\.ca/(?:en/)?decisions"
    r"|(?:www\.)?bccourts\.ca/jdb-txt|(?:citoyens\.|t\.)?soquij\.(?:qc\.)?ca)/[^\s()<>\[\]?#]{2,300})[^\s()<>\[\]]*"
)
"""A decision's page where its court, or the service that publishes it, has it: by its address alone."""
_REPORTERS = (
    "SCR|RCS|FCR|FC|RCF|CF|FTR|Ex CR|OR|OLR|OWN|OAC|ACWS|WCB|DLR|CCC|CR|WWR|BCLR|BCAC|AR|ALR|Alta LR|Sask R|Man R|"
    "NSR|NBR|Nfld & PEIR|RJQ|RJDT|"
    "RDF|RDI|RRA|RL|QAC|QCCA|CA|BR|CS|CQ|CP|JE|EYB|AZ|REJB|RFL|CPC|ETR|RPR|BLR|CBR|CCEL|CCLT|CCLI|CELR|CLR|CHRR|CIPR|"
    "CPR|DTC|CTC|Imm LR|MVR|MPLR|NR|OMBR|PPSAC|TTC|CNLR|CMAR|CLRBR|LCR|MPR|WAC|OSCB|RDJ|CLP|CALP|TAQ|CCPB|UCQB|App Cas|"
    "AC|QB|KB|Ch|WLR|All ER|ER|US|YR|NWTR|CRR|CLLC|LAC|Admin LR|"
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


def _behind_first(abbreviations: str) -> str:
    """The same behind the first letter of each, which is looked for by itself: most words of a text begin with none."""
    patterns = _spaced(abbreviations)[3:-1].split("|")
    return "(?:" + "|".join(f"(?<={each[0]}){each[1:]}" for each in patterns) + ")"


_SERIES = r"(?: ?(?:\((?:2d|3d|2e|3e|[4-9]th|[4-9]e|\d{1,2}th|NS)\)|(?:2d|3d|[4-9]th)\b))?"
REPORTER = re.compile(
    r"[\[(\d](?:(?<=\[)(?:1[89]|20)\d\d\] (?:\d{1,3} )?|(?<=\()(?:1[89]|20)\d\d\),? \d{1,3} "
    r"|(?<=\d)(?<!\w.)\d{0,2} )"
    rf"{_spaced(_REPORTERS)}{_SERIES},? (?:D/)?\d{{1,5}}n?\b"
    r"(?: \([A-Z][A-Za-z. ]{1,24}\))?"
)
OF_ANY_REPORTER = re.compile(
    r"[*_, ]{0,4}(?:[\[(](?:1[89]|20)\d\d[\])],? ?(?:\d{1,3} )?|\d{1,3} )"
    r"[A-Z][A-Za-z.&]{0,12}(?: ?[A-Z][A-Za-z.&]{0,12}){0,3}(?:\d[a-z]{1,2})?(?: ?\(\w{1,4}\))?,? \d{1,5}\b"
)
"""What has the shape of a report behind a name, of whichever series: there are more than any list has."""
QUEBEC = re.compile(
    r"[JAERDB2](?<!\w.)(?:(?<=J)\.? ?E\.? (?:19|20)?\d\d-\d{1,5}|(?<=A)Z-\d{6,10}"
    r"|(?:(?<=E)YB|(?<=R)EJB) (?:19|20)\d\d-\d{3,7}|(?<=D)\.? ?T\.? ?E\.? (?:19|20)?\d\dT-\d{1,5}"
    r"|(?<=B)\.? ?E\.? (?:19|20)?\d\dBE-\d{1,5}|(?<=2)0\d\dEXPT?-\d{1,5})\b"
)
"""Numbers of the Quebec services, which older decisions are cited by."""
_CHAPTER = (
    r",? (?:[Cc]hapitre|[Cc]hapter|chap|ch|c)\.? ?(?=[A-Z\d])[A-Z]{0,4}[-.]?\d*[A-Z]?(?:[.-]\d+)*"
    r"(?:, r\.? ?\d+(?:\.\d+)*)?"
    r"(?: \(\d\w{1,2} [Ss]upp\w*\.?\))?"
)
_SCHEDULE = r",? (?:[Ss]ch(?:ed(?:ule)?)?|[Aa]nn(?:exe)?)\.? ?[A-Z\d]{1,2}\b"
"""What of a chapter an act is, where one enacts several, as in Ontario: `SO 2002, c 24, Sch B`. Elsewhere a schedule is
a part of the act, as a section is."""
_STATUTES = (
    "RSC|SC|LRC|LC|RSO|SO|LRO|LO|RSBC|SBC|RSA|SA|RSM|SM|LRM|CCSM|RSS|SS|RSNS|SNS|RSNB|SNB|LRNB|LNB|RSNL|SNL|RSPEI|SPEI|"
    "RSY|SY|LRY|LY|RSNWT|SNWT|SNu|LQ|SQ|RSQ|RRQ|LRQ|LRN-B|LN-B|LRTN-O|LTN-O|LNun|LM"
)
_YEAR = r"(?:1[89]|20)\d\d"
_SECTION = r"(?:,? (?:s|art)\.? \d+(?:\.\d+)?(?=,? (?:ss?|arts?|sections?|articles?)\.? ?\d))?"
"""The section of a chapter that enacts an act, where one of the act follows: `SC 2018, c 12, s 186, s 3`."""
STATUTE = re.compile(
    rf"[CLRS](?<!\w.)(?:{_behind_first('SO|LO')},? {_YEAR}{_CHAPTER}{_SCHEDULE}"
    rf"|{_behind_first(_STATUTES)}(?: \(Nu\))?,? (?:{_YEAR}(?:-\d\d)?|\({_YEAR}\))(?: \([^)]{{1,20}}\))?{_CHAPTER}"
    rf"{_SECTION}|{_behind_first('CQLR|RLRQ|LRQ|RSQ|CCSM|CPLM|CRC')}{_CHAPTER})"
)
_ENACTED = {
    "2003": {"22": "2"}, "2005": {"47": "1"}, "2012": {"19": "52"}, "2018": {"12": "186", "27": "247|416"},
    "2019": {"13": "2|50|76", "28": "1|10", "29": "292|387"}, "2022": {"5": "10", "10": "135"},
}  # fmt: skip
"""Acts of Parliament that a section of a chapter enacts, by year, chapter and sections, as the Justice Laws website
cites them. Any other section behind a chapter is a pinpoint: nothing in its form tells one from the other."""
BY_SECTION = re.compile(
    rf"[LS](?<!\w.){_behind_first('SC|LC')},? (?:"
    + "|".join(
        rf"{year},? (?:[Cc]hapitre|[Cc]hapter|chap|ch|c)\.? {chapter},? (?:s|art)\.? (?:{sections})"
        for year, chapters in _ENACTED.items()
        for chapter, sections in chapters.items()
    )
    + r")(?![\d(]|\.\d)"
)
REGULATION = re.compile(
    r"\b(?=[ABDMNOPRSTY])(?:(?:O|Ont)\.? ?Reg\.? \d{1,4}/\d{2,4}"
    r"|R\.?R\.?O\.? 1\d{3},? (?:O\.? ?)?Reg\.? \d{1,4}"
    r"|R\.?R\.?O\.? 1\d{3},? Règl\.? \d{1,4}"
    r"|R\.?R\.?S\.?,? c\.? ?[A-Z][-.\d]{1,8},? Reg\.? \d{1,3}"
    r"|(?:(?:SOR|DORS)[/ -]|(?:SI|TR)/)\d{2,4}-\d{1,4}"
    r"|(?:B\.?C\.?|Alta\.?|Sask\.?|Man\.?|N\.?S\.?|N\.?B\.?) Reg\.? \d{1,4}[/-]\d{2,4}"
    r"|Règl(?:\.|ement)? (?:du )?(?:N\.?-B\.?|Nouveau-Brunswick) \d{1,4}[/-]\d{2,4}"
    r"|Règl\.? (?:de l['’]Ont\.?|Ont\.?) \d{1,4}/\d{2,4}|Règlement de l['’]Ontario \d{1,4}/\d{2,4}"
    r"|(?:Ontario|Alberta|Manitoba|Nova Scotia|New Brunswick|Saskatchewan) Regulation \d{1,4}[/-]\d{2,4}"
    r"|British Columbia Regulation \d{1,4}/\d{2,4}"
    r"|Y\.?O\.?I\.?C\.? \d{4}/\d{1,4}|(?:N\.?W\.?T\.?|Nu) Reg\.? \d{3}-\d{2,4}|NLR \d{1,4}/\d{2,4}"
    r"|P\.?E\.?I\.? Reg\.? EC\d{1,4}/\d{2,4})"
)
TREATY = re.compile(
    r"[CR\d](?<!\w.)(?:(?:(?<=C)an\.? ?T\.? ?S\.?|(?<=R)\.? ?T\.? ?Can\.?) (?:19|20)\d\d,? [Nn](?:o|°|º)\.? ?\d{1,3}"
    r"|(?<=\d)\d{0,3} (?:U\.?N\.?T\.?S|R\.?T\.?N\.?U)\.? \d{1,5})\b"
)
"""A treaty by its series: `Can TS 1983 No 35`, `1577 UNTS 3`. It is relied on as a law is."""
_ARTICLE = (
    r"(?>\d{1,4}(?:\.\d+)*(?:\(\w{1,4}\)|[a-z]\)"
    r"|,? (?:al|alinéas?|par|para|paragraphes?)\.? ?\d{1,2}(?:[a-z]\)|°)?(?: ?\(\w{1,3}\))?"
    r"| et (?:ss?|suiv)\b\.?){0,3})"
)
"""An article and what of it: `168 al. 1 (2)`, `718.2e)`, `51 et suiv.` Read in one way only: a long list of articles
that ends in no law would be read anew for each way of each."""
CODE_ARTICLE = re.compile(
    rf"[Aa](?<!\w.)(?:rt(?:s|icles?)?|l(?:inéas?)?|(?=\.))\.? {_ARTICLE}(?: ?(?:,|et|and|à|to|-|–) ?{_ARTICLE})*,? "
    r"(?:du |of the )?(?:C\.? ?c\.? ?Q\.?|C\.?C\.?Q\.?|C\.? ?p\.? ?c\.?|C\.?P\.?C\.?|C\.?C\.?P\.?|C\.? ?cr\.?"
    r"|C\. ?t\.|C\.? ?c\.? ?B\.?-? ?C\.?|C\.?C\.?L\.?C\.?|L\.(?: ?[a-z]\.){2,4})(?![A-Za-z])"
)
BARE_ARTICLE = re.compile(
    r"\d(?<![\w.,/-].)\d{0,3}(?:\.\d{1,3})?(?:(?:, ?| et | à |-)\d{1,4}(?:\.\d{1,3})?){0,4}"
    r" (?:du )?(?:C\. ?c\. ?Q\.|C\. ?p\. ?c\.)"
)
"""The same without a word for what it is: `(1457 C.c.Q.)`."""
PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.CASE, NEUTRAL),
    (Kind.STATUTE, BY_SECTION),
    (Kind.STATUTE, STATUTE),
    (Kind.STATUTE, REGULATION),
    (Kind.STATUTE, TREATY),
    (Kind.STATUTE, CODE_ARTICLE),
    (Kind.STATUTE, BARE_ARTICLE),
    (Kind.CASE, REPORTER),
    (Kind.CASE, QUEBEC),
    (Kind.COMMENTARY, ARTICLE),
    (Kind.CASE, SERVICE),
    (Kind.CASE, BRACKETED),
    (Kind.CASE, IRREGULAR),
    (Kind.CASE, LINK),
    (Kind.CASE, AT_COURT),
)
"""An earlier one wins where two fit."""


NEEDED: dict[re.Pattern[str], tuple[str, ...]] = {
    BARE_ARTICLE: ("c.Q.", "c. Q.", "p.c.", "p. c."),
    REGULATION: ("Reg", "Règl", "SOR", "DORS", "SI/", "TR/", "OI", "O.I", "NLR"),
    TREATY: ("Can", "NT", "N.T", "TN", "T.N"),
}
"""What every match of a pattern has one of."""


def may_be_in(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a text may hold what a pattern finds, where a word tells that takes less than the pattern."""
    if pattern is LINK:
        return "canlii." in text.lower()
    needed = NEEDED.get(pattern)
    return needed is None or any(each in text for each in needed)


FURTHER = re.compile(
    r"(?:,|,? and|,? et) (?!(?:19|20)\d\d\b)(\d{1,6})(?=(?:,|,? and|,? et) \d|[.;)\]](?!\d)|\s*\Z|\n)"
)
"""Another number of the same court and year, in a list of nothing but such: `2025 ONSC 2766, 2965 and 6785`."""


def further(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Where the numbers stand that a neutral citation is followed by, each with the decision that it is."""
    court = regular(match).rpartition(" ")[0] if match.re in (NEUTRAL, IRREGULAR) else ""
    end = match.end()
    while court and "CanLII" not in court and (more := FURTHER.match(match.string, end)):
        yield *more.span(1), f"{court} {more[1]}"
        end = more.end()


def regular(match: re.Match[str]) -> str:
    """A citation as it is compared and looked up: as it stands, and what no guide has as it should stand."""
    if match.re is LINK:
        year, court, number, short = match.groups()
        return f"canlii.ca/{short}" if short else f"{year} {_court(court)} {number}"
    if match.re is AT_COURT:
        return match[1].rstrip(".,;:")
    citation = match.group().strip()
    if match.re is IRREGULAR:
        year, court, number = match.groups()
        return f"{year} {_court(re.sub('[. ]', '', court))} {number}"
    if match.re is BRACKETED and (ours := OURS.fullmatch(citation)):
        return " ".join(ours.groups())
    return citation.rstrip(")") if citation.count(")") > citation.count("(") else citation


def _court(letters: str) -> str:
    return "CanLII" if letters.lower() == "canlii" else letters.upper()
