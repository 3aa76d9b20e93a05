"""What a citation that names no decision says of it all the same: which years it can be of, and which courts. Pure.

A printed report comes out with the decision or after it, so its year in brackets may be a later one: *Murdoch v.
Murdoch*, [1975] 1 SCR 423, is of 1973. A year in parentheses, and a service's, is the decision's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LATER = 3
"""How many years a report may come after its decision. A value of the house, from no source."""
EARLIER = 1
"""How far a year may be behind the decision's: some cite the volume's."""

TOP = frozenset({"scc", "csc"})
FEDERAL = frozenset({"fct", "cfpi", "fca", "caf", "cmac", "cacm"})

# Letters of the reporter or service alone, and the places whose courts it reports. What is appealed from there is
# reported there as well, so each allows the Supreme Court.
PLACES = {
    "on": "OR OLR OWN OAC OJ CARSWELLONT",
    "bc yk yt": "BCLR BCAC BCJ CARSWELLBC CARSWELLYUKON",
    "ab nt nu": "AR ALTALR AJ CARSWELLALTA",
    "sk": "SASKR SJ CARSWELLSASK",
    "mb": "MANR MJ CARSWELLMAN",
    "qc": "RJQ QAC RJDT RDF RDI RRA JQ QJ CARSWELLQUE",
    "nb": "NBR NBJ CARSWELLNB",
    "ns": "NSR NSJ CARSWELLNS",
    "nl pe": "NFLD&PEIR CARSWELLNFLD CARSWELLPEI",
    "nt nu": "NWTR CARSWELLNWT CARSWELLNUN",
}
OF_PLACES = {each: frozenset(places.split()) for places, names in PLACES.items() for each in names.split()}
SUPREME = frozenset({"SCR", "RCS", "SCJ", "ACS"})
FEDERAL_COURTS = frozenset({"FC", "FCR", "CF", "RCF", "FTR", "FCJ", "ACF"})

NUMBERED = re.compile(r"(\d{4}) (CanLII|[A-Z]{2,9}(?: \([A-Z][a-z]+\))?) (\d+)(?: \(([^)]*)\))?\Z")
"""A neutral citation, or CanLII's own: of one year, and of one decision of its series; CanLII's names the court."""
ENGLISH = {
    "CSC": "SCC", "CF": "FC", "CFPI": "FCT", "CAF": "FCA", "CCI": "TCC", "CACM": "CMAC", "TCDP": "CHRT", "CCRI": "CIRB",
    "CRTESPF": "FPSLREB", "CRTEFP": "PSLREB", "CRTFP": "PSLRB", "TDFP": "PSDT", "TSS": "SST", "COMC": "TMOB",
    "TCCE": "CITT", "CRAC": "CART", "TRPC": "SCTC", "ABQB": "ABKB", "SKQB": "SKKB", "MBQB": "MBKB", "MBBR": "MBKB",
    "NBQB": "NBKB", "NBBR": "NBKB", "NBCP": "NBPC",
}  # fmt: skip
"""Codes of one court under another: in French, and of the courts that changed their name with the sovereign, whose
numbers went on."""
SEATS = {"SCC": "top", "CSC": "top"} | dict.fromkeys(
    ("FC", "CF", "FCT", "CFPI", "FCA", "CAF", "TCC", "CCI", "CMAC", "CACM"), "federal"
)
PROVINCE = re.compile(r"(ON|BC|AB|SK|MB|QC|NB|NS|PE|NL|YK|NT|NW|NU)(?=T? ?[A-Z]{2})")
"""How the code of a court begins that is a province's, and how CanLII names one."""
SERVICE = re.compile(r"(J\.? ?E|AZ|EYB|REJB|D\.? ?T\.? ?E|B\.? ?E|20\d\dEXPT?)\.?[ -]?\d")
"""A number of a Quebec service, by its letters."""
CITED = re.compile(
    r"(?:\[(?P<bracketed>(?:18|19|20)\d\d)\]|\(?(?P<own>(?:18|19|20)\d\d)\)?)?,? ?"
    r"(?:\d{1,3} )?(?P<name>[A-Z][A-Za-z&. ]*?)"
    r"(?: ?\((?:\d{0,2}(?:d|th|e)|NS)\))?(?:\.? ?(?:No|no|n[°ºo])\.?)?,? \d+n?(?: \([^)]*\))?\Z"
)


@dataclass(frozen=True)
class Told:
    """The years and the courts that a decision can be of; None where nothing is said of that."""

    years: range | None
    folders: frozenset[str] | None
    places: frozenset[str] | None

    def allows(self, place: str, folder: str, year: int) -> bool:
        """Whether it can be the decision at a page of CanLII's, by the names in its address."""
        if self.years is not None and year not in self.years:
            return False
        if self.folders is not None:
            return folder in self.folders
        return self.places is None or folder in TOP or place in self.places

    def allows_seat(self, seat: str) -> bool:
        """Whether it can be a decision of the Supreme Court, of a federal court, or of a court of that province."""
        if self.folders is not None:
            return seat == ("top" if self.folders == TOP else "federal")
        return self.places is None or seat == "top" or seat in self.places


def may_be_one(one: str, other: str) -> bool:
    """Whether two citations can be of one decision. One series has it once, and its year is one.

    Whoever writes two of them side by side means one decision or two; what is taken for one is opened once.
    """
    first, second = NUMBERED.match(one), NUMBERED.match(other)
    if first and second and (first[2] == "CanLII") == (second[2] == "CanLII"):
        return _decision(first) == _decision(second)
    if not _may_be_of_one_court((one, first), (other, second)):
        return False
    (series, years), (another, others) = _place(one), _place(other)
    if series and series == another:
        return one == other
    if years is None or others is None:
        return True
    return bool(range(max(years.start, others.start), min(years.stop, others.stop)))


def _decision(number: re.Match[str]) -> tuple[str, str, int]:
    return number[1], ENGLISH.get(number[2], number[2]), int(number[3])


def _may_be_of_one_court(*cited: tuple[str, re.Match[str] | None]) -> bool:
    """Whether what either says of its court leaves one for both: the Supreme Court's reports hold no decision of a
    province's court, nor Ontario's one of British Columbia's."""
    seats = [_seat(number) for _citation, number in cited if number]
    told = [each for citation, number in cited if not number and (each := of(citation)) is not None]
    if len({each for each in seats if each}) > 1:
        return False
    return all(each.allows_seat(seat) for seat in seats if seat for each in told)


def _seat(number: re.Match[str]) -> str:
    """Whose court a number says that it is of; empty where that is not known."""
    code = (number[4] or "") if number[2] == "CanLII" else number[2]
    place = PROVINCE.match(code)
    return SEATS.get(code) or (place[1].lower().replace("nw", "nt") if place else "")


def _place(citation: str) -> tuple[str, range | None]:
    """The letters of the series that a citation is of, and the years that its decision can be of."""
    if own := NUMBERED.match(citation):
        return own[2].upper(), range(int(own[1]), int(own[1]) + 1)
    if number := SERVICE.match(citation):
        return re.sub(r"[. \d]", "", number[1]), None
    match = CITED.match(citation)
    return (_letters(match), _years(match)) if match else ("", None)


def _letters(match: re.Match[str]) -> str:
    return re.sub("[. ]", "", match["name"]).upper()


def of(citation: str) -> Told | None:
    """What it says, None where that is nothing."""
    match = CITED.match(citation)
    if match is None:
        return None
    name = _letters(match)
    folders = TOP if name in SUPREME else FEDERAL if name in FEDERAL_COURTS else None
    told = Told(_years(match), folders, OF_PLACES.get(name))
    return told if told != Told(None, None, None) else None


def _years(match: re.Match[str]) -> range | None:
    if match["bracketed"]:
        year = int(match["bracketed"])
        return range(year - LATER, year + EARLIER + 1)
    if match["own"]:
        year = int(match["own"])
        return range(year - EARLIER, year + EARLIER + 1)
    return None
