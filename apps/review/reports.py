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


def of(citation: str) -> Told | None:
    """What it says, None where that is nothing."""
    match = CITED.match(citation)
    if match is None:
        return None
    name = re.sub("[. ]", "", match["name"]).upper()
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
