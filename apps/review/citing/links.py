"""Where an authority can be opened: CanLII's page for what CanLII names by its citation, its search for the rest. Pure.

CanLII's addresses follow its own names for courts and statutes, other ones in each language. A page is only offered
where the citation gives every part of the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from apps.review.citing import reports

SITE = "https://www.canlii.org"

# Neutral code: jurisdiction, folder in English, folder in French (where it differs), CanLII's names of the databases
# that its metadata may have a decision of that code in.
COURTS: dict[str, tuple[str, str, str, str]] = {
    "SCC": ("ca", "scc", "csc", "csc-scc"), "CSC": ("ca", "scc", "csc", "csc-scc"),
    "FC": ("ca", "fct", "cfpi", "fct"), "CF": ("ca", "fct", "cfpi", "fct"),
    "FCA": ("ca", "fca", "caf", "fca"), "CAF": ("ca", "fca", "caf", "fca"),
    "TCC": ("ca", "tcc", "cci", "cci-tcc"), "CCI": ("ca", "tcc", "cci", "cci-tcc"),
    "HRTO": ("on", "onhrt", "onhrt", "onhrt"), "CHRT": ("ca", "chrt", "tcdp", "chrt"),
    "TCDP": ("ca", "chrt", "tcdp", "chrt"),
}  # fmt: skip
PROVINCIAL = {
    "on": "ONCA ONSC ONSCDC ONSCSM ONCJ ONLTB ONWSIAT ONLRB ONCAT",
    "bc": "BCCA BCSC BCPC BCHRT BCCRT",
    "ab": "ABCA ABKB ABQB ABPC ABCJ",
    "sk": "SKCA SKKB SKQB SKPC",
    "mb": "MBCA MBKB MBQB MBPC",
    "qc": "QCCA QCCS QCCQ QCTAL QCTAT QCTAQ",
    "nb": "NBCA NBKB NBQB NBPC",
    "ns": "NSCA NSSC NSPC NSSM NSFC",
    "pe": "PECA PESC PEPC",
    "nl": "NLCA NLSC NLPC",
    "yk": "YKCA YKSC YKTC",
    "nt": "NWTCA NWTSC NWTTC",
    "nu": "NUCA NUCJ",
}
FOLDERS_OF = {"PECA": "pescad", "PESC": "pesctd", "NWTCA": "ntca", "NWTSC": "ntsc", "NWTTC": "nttc"}
DATABASES_OF = {
    "ONSC": "onsc onscdc", "NSSC": "nssc nssf", "NLSC": "nlsctd nlsc", "ABQB": "abkb abqb", "ABKB": "abkb abqb",
    "SKQB": "skkb skqb", "SKKB": "skkb skqb", "MBQB": "mbkb mbqb", "MBKB": "mbkb mbqb", "NBQB": "nbkb nbqb",
    "NBKB": "nbkb nbqb", "ABPC": "abcj abpc", "ABCJ": "abcj abpc",
}  # fmt: skip
"""Several where one code is of several: the Divisional Court is cited as the Superior Court is, and a court that was
renamed has its earlier decisions under either name."""


def _provincial(place: str, code: str) -> tuple[str, str, str, str]:
    folder = FOLDERS_OF.get(code, code.lower())
    return place, folder, folder, DATABASES_OF.get(code, folder)


COURTS |= {code: _provincial(place, code) for place, codes in PROVINCIAL.items() for code in codes.split()}
# What CanLII numbered itself may be an application for leave to appeal to the Supreme Court as well.
COURTS["SCC or leave"] = ("ca", "scc", "csc", "csc-scc csc-scc-al")
# Courts as CanLII's own citations name them: "1994 CanLII 28 (SCC)".
OLDER = {
    "SCC": "SCC or leave", "CSC": "SCC or leave",
    "FC": "FC", "CF": "FC", "FCA": "FCA", "CAF": "FCA", "TCC": "TCC", "CCI": "TCC",
    "ON CA": "ONCA", "ON SC": "ONSC", "ON SCDC": "ONSCDC", "ON CJ": "ONCJ", "BC CA": "BCCA", "BC SC": "BCSC",
    "BC PC": "BCPC", "AB CA": "ABCA", "AB QB": "ABQB", "AB KB": "ABKB", "AB PC": "ABPC", "SK CA": "SKCA",
    "SK QB": "SKQB", "SK KB": "SKKB", "MB CA": "MBCA", "MB QB": "MBQB", "MB KB": "MBKB", "QC CA": "QCCA",
    "QC CS": "QCCS", "QC CQ": "QCCQ", "NB CA": "NBCA", "NB QB": "NBQB", "NS CA": "NSCA", "NS SC": "NSSC",
    "PE CA": "PECA", "PE SC": "PESC", "NL CA": "NLCA", "NL SC": "NLSC", "YK CA": "YKCA", "YK SC": "YKSC",
    "NWT SC": "NWTSC", "NWT CA": "NWTCA",
}  # fmt: skip
NEUTRAL = re.compile(r"((?:19|20)\d\d) ([A-Z]{2,9}) (\d{1,6})\Z")
CANLII = re.compile(r"((?:18|19|20)\d\d) CanLII (\d{1,7})(?: \(([A-Z ]{2,9})\))?\Z")

STATUTES = {
    "RSC": "ca", "SC": "ca", "LRC": "ca", "LC": "ca", "RSO": "on", "SO": "on", "LRO": "on", "LO": "on", "RSBC": "bc",
    "SBC": "bc", "RSA": "ab", "SA": "ab", "RSM": "mb", "SM": "mb", "RSS": "sk", "SS": "sk", "RSNS": "ns", "SNS": "ns",
    "RSNB": "nb", "SNB": "nb", "RSNL": "nl", "SNL": "nl", "RSPEI": "pe", "SPEI": "pe", "RSY": "yk", "SY": "yk",
    "CQLR": "qc", "RLRQ": "qc", "CCSM": "mb",
}  # fmt: skip
IN_FRENCH = frozenset({"LRC", "LC", "LRO", "LO", "RLRQ", "DORS", "TR", "Règl"})
"""How French series begin. CanLII has a law by the citation of the language that its page is in."""
CHAPTERS = frozenset({"c", "ch", "chap", "chapter", "chapitre"})
SHORTER = {"sched": "sch", "schedule": "sch", "annexe": "ann"}
REGULATIONS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(SOR|DORS|SI|TR)/(\d{2,4})-(\d{1,4})\Z"), "ca", "{0}-{1}-{2}"),
    (re.compile(r"(O|Ont) Reg (\d{1,4})/(\d{2,4})\Z"), "on", "o-reg-{1}-{2}"),
    (re.compile(r"(Règl) (?:de l'Ont|Ont) (\d{1,4})/(\d{2,4})\Z"), "on", "regl-de-lont-{1}-{2}"),
    (re.compile(r"(RRO) (1990),? (?:O )?Reg (\d{1,4})\Z"), "on", "rro-1990-reg-{2}"),
    (re.compile(r"(BC|Alta|Man|NS|NB) Reg (\d{1,4})[/-](\d{2,4})\Z"), "", "{0}-reg-{1}-{2}"),
    (re.compile(r"(CRC),? (?:c|ch|chap|chapter) (\d{1,4})\Z"), "ca", "crc-c-{1}"),
)
OF_PROVINCE = {"BC": "bc", "Alta": "ab", "Man": "mb", "NS": "ns", "NB": "nb"}
FOLDERS = {("en", "stat"): ("laws/stat", "latest"), ("fr", "stat"): ("legis/lois", "derniere"),
           ("en", "regu"): ("laws/regu", "latest"), ("fr", "regu"): ("legis/regl", "derniere")}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A decision by CanLII's own names, as its addresses and its metadata take them. The metadata has it by its English
    name in either language."""

    place: str
    folder: str
    databases: tuple[str, ...]
    case_id: str
    year: str


def decision(citation: str, language: str = "en") -> Named | None:
    """CanLII's names for a decision, None where the citation does not give them all."""
    if neutral := NEUTRAL.match(citation):
        year, code, number = neutral.groups()
        court = COURTS.get(code)
        return court and _named(court, year, f"{year}{_code(code, language).lower()}{int(number)}", language)
    if own := CANLII.match(citation):
        year, number, older = own.groups()
        court = COURTS.get(OLDER.get(older or "", ""))
        return court and _named(court, year, f"{year}canlii{number}", language)
    return None


def _code(code: str, language: str) -> str:
    """Federal courts have a code in each language; CanLII's address takes that of its language."""
    other = {"SCC": "CSC", "FC": "CF", "FCA": "CAF", "TCC": "CCI", "CHRT": "TCDP"}
    if language == "fr":
        return other.get(code, code)
    return {french: english for english, french in other.items()}.get(code, code)


def _named(court: tuple[str, str, str, str], year: str, case_id: str, language: str) -> Named:
    place, english, french, databases = court
    return Named(place, french if language == "fr" else english, tuple(databases.split()), case_id, year)


def page(citation: str, language: str = "en") -> str | None:
    """CanLII's page of a decision, statute or regulation, None where only a search will find it."""
    found = decision(citation, language)
    if found is not None:
        return f"{SITE}/{language}/{found.place}/{found.folder}/doc/{found.year}/{found.case_id}/{found.case_id}.html"
    return _law(citation)


def _law(citation: str) -> str | None:
    plain = re.sub(r"\s+", " ", citation.replace("’", "'")).strip()
    bare = plain if "/" in plain else re.sub(r"(?<=[A-Za-z])\.(?=[A-Z ,]|$)", "", plain)
    bare = re.sub(r"(?<=[a-z])\.", "", bare).replace("O. Reg", "O Reg").replace("O.Reg", "O Reg")
    bare = re.sub(r"\b([A-Z])\.([A-Z])\. Reg\b", r"\1\2 Reg", bare).replace("R.R.O.", "RRO")
    for pattern, place, slug in REGULATIONS:
        if match := pattern.match(bare):
            name = slug.format(*(part.lower() for part in match.groups()))
            return _address(match.group(1), place or OF_PROVINCE[match.group(1)], "regu", name)
    series, *words = bare.replace(",", "").split(" ")
    where = STATUTES.get(series)
    chapter = next((at for at, word in enumerate(words) if word.lower().rstrip(".") in CHAPTERS), None)
    if where is None or chapter is None or chapter + 1 >= len(words):
        return None
    words = [re.sub(r"[()]|(?<=[a-z])\.", "", word.lower()) for word in words]
    words[chapter] = "c"
    name = "-".join([series.lower(), *(SHORTER.get(word, word) for word in words)])
    return _address(series, where, "regu" if "r" in words[chapter + 2 :] else "stat", name)


def _address(series: str, place: str, kind: str, name: str) -> str:
    language = "fr" if series in IN_FRENCH else "en"
    folder, latest = FOLDERS[language, kind]
    return f"{SITE}/{language}/{place}/{folder}/{name}/{latest}/{name}.html"


def search(asked: str, language: str = "en", *, by_citation: bool) -> str:
    """CanLII's search by citation or by words."""
    return f"{SITE}/{language}/#search/{'id' if by_citation else 'text'}={quote(asked, safe='')}"


# A link that a person gives -------------------------------------------------------------------------------

OPEN_TO_ALL = ("canlii.org", "canlii.ca")


def is_address(link: str) -> bool:
    """A page of the web by an address without a name or password in it."""
    try:
        parts = urlsplit(link)
    except ValueError:  # a host that no address can have, such as an open bracket
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and "." in (parts.hostname or "")
        and not parts.username
        and not re.search(r"\s", link)
        and len(link) <= 500
    )


def is_canlii(link: str) -> bool:
    host = (urlsplit(link).hostname or "").lower().rstrip(".")
    return any(host == each or host.endswith(f".{each}") for each in OPEN_TO_ALL)


def own(address: str) -> str:
    """The address that CanLII gives for a page of its own, encrypted, which it is there without. Empty where it is not
    one of its own."""
    secure = re.sub(r"\Ahttp://", "https://", address)
    return secure if is_address(secure) and is_canlii(secure) else ""


PAGE = re.compile(r"/([a-z]{2})/([a-z0-9]+)/doc/(\d{4})/([a-z0-9]+)(?=[/.]|\Z)")
ACT = re.compile(
    r"/(?:laws/a?stat|legis/lois)/([a-z]+(?:-\d{4})?)-c-([a-z0-9.-]+?)(-(?:sch|ann)-\w+|-(?:s|art)-\d[\w.]*"
    r"|-\d\w+-suppl?)?/"
)
"""CanLII's page of an act: its series, its chapter, and the schedule or supplement, or the section of that chapter by
which it was enacted: `sc-2018-c-12-s-186`."""
NO_DECISION = re.compile(r"/(?:en|fr)/(?:[a-z]{2}/(?:laws|legis)|commentary|doctrine)/")
"""CanLII's page of a decision, and of what is none: a law, or what somebody wrote."""
OF_NO_COURT = r"(?!(?:WL|SCR|RCS|DLR|WWR|CCC|OR|OJ) )"
UNPLACED = re.compile(rf"((?:19|20)\d\d) {OF_NO_COURT}([A-Z]{{2,9}}) (\d{{1,6}})\Z")


def leads_elsewhere(link: str, citations: tuple[str, ...], *, is_case: bool = True) -> bool:
    """Whether a page on CanLII is certainly not what is cited (Ko v. Li, 2025 ONSC 2766).

    A citation that names its decision allows that page alone. One of a printed report or of a service allows what its
    year and its court do, and one of an act no other chapter of that series. Short links and searches are for a person
    to see.
    """
    if not is_canlii(link):
        return False
    path = urlsplit(link).path.lower()
    shown = PAGE.search(path)
    if not is_case:
        return shown is not None or _is_of_another_act(path, citations)
    if shown is None:
        return bool(NO_DECISION.search(path))
    place, folder, year, case_id = shown.groups()
    if any(map(_case_ids, citations)):
        return not _is_named(case_id, citations)
    told = [each for each in map(reports.of, citations) if each is not None]
    return bool(told) and not any(each.allows(place, folder, int(year)) for each in told)


def is_of(link: str, citations: tuple[str, ...], *, is_case: bool = True) -> bool:
    """Whether a page on CanLII is by its very address the one of what is cited, in either language."""
    path = urlsplit(link).path.lower()
    shown = (PAGE if is_case else ACT).search(path) if is_canlii(link) else None
    if shown is None:
        return False
    if is_case:
        place, folder, year, case_id = shown.groups()
        is_there = case_id.startswith(year) and any(_may_lie(place, folder, each) for each in citations)
        return is_there and _is_named(case_id, citations)
    return any(act[1] == shown[1] and not _differ(act, shown) for act in _acts(citations))


def _may_lie(place: str, folder: str, citation: str) -> bool:
    """Whether a decision that is cited so can have its page in that folder: in another one there is an error page."""
    neutral = NEUTRAL.match(citation)
    court = COURTS.get(neutral[2]) if neutral else None
    return court is None or (place == court[0] and folder in {*court[1:3], *court[3].split()})


def _is_named(case_id: str, citations: tuple[str, ...]) -> bool:
    names: set[str] = set().union(*map(_case_ids, citations))
    return not names.isdisjoint({case_id, re.sub("[a-z]+", ANY_CODE, case_id)})


def _acts(citations: tuple[str, ...]) -> list[re.Match[str]]:
    return [act for each in citations if (act := ACT.search(_law(each) or ""))]


def _is_of_another_act(path: str, citations: tuple[str, ...]) -> bool:
    """Whether a page is of another chapter than is cited. CanLII has some acts under a series of their consolidation:
    nothing is said of those."""
    shown, cited = ACT.search(path), _acts(citations)
    if shown is None or not cited or {act[1] for act in cited} != {shown[1]}:
        return False
    return all(_differ(act, shown) for act in cited)


def _differ(one: re.Match[str], other: re.Match[str]) -> bool:
    """Either may leave out the schedule, supplement or section that it is in."""
    chapters = {re.sub(r"[-.]", "", each[2]) for each in (one, other)}
    parts = {each[3] for each in (one, other) if each[3]}
    return len(chapters) > 1 or len(parts) > 1


def _case_ids(citation: str) -> set[str]:
    """What CanLII may call the decision in its addresses. Of a court that has no address here, the code may be
    that of the other language."""
    if own := CANLII.match(citation):
        return {f"{own[1]}canlii{own[2]}"}
    if neutral := UNPLACED.match(citation):
        year, code, number = neutral.groups()
        codes = {_code(code, language).lower() for language in ("en", "fr")} if code in COURTS else {ANY_CODE}
        return {f"{year}{each}{int(number)}" for each in codes}
    return set()


ANY_CODE = "*"
