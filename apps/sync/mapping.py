"""The practice system's words for areas, provinces and parts, in ours. Pure functions; what is not understood is None.

Practice systems hold free text here. What the firm itself says that a word means comes first. Otherwise words are
matched without regard to case or accents, in English and French; a name that means two areas means none until somebody
says so.
"""

import re
import unicodedata
from collections.abc import Mapping

from apps.matters.models import PartyRole, PracticeArea, Province

AREAS: tuple[tuple[str, PracticeArea], ...] = (
    ("small claims|petites creances", PracticeArea.SMALL_CLAIMS),
    ("famil|divorce|custody|parenting|garde d", PracticeArea.FAMILY),
    ("estate|will|succession|testament|probate", PracticeArea.ESTATES),
    ("leas|tenanc|bail|landlord", PracticeArea.LEASING),
    ("immigra|refugee|refugi|citizenship|citoyennete", PracticeArea.IMMIGRATION),
    ("health|sante|medical", PracticeArea.HEALTH),
    ("employ|labour|travail|wrongful dismissal", PracticeArea.EMPLOYMENT),
    ("corporate|commercial|business|affaires|entreprise", PracticeArea.CORPORATE),
    ("litigation|litige|injury|insurance|tort", PracticeArea.LITIGATION),
    ("droit civil|civil law", PracticeArea.CIVIL),
)
NAMES: dict[str, Province] = {
    "alberta": Province.AB,
    "british columbia": Province.BC,
    "colombie-britannique": Province.BC,
    "manitoba": Province.MB,
    "new brunswick": Province.NB,
    "nouveau-brunswick": Province.NB,
    "newfoundland": Province.NL,
    "terre-neuve": Province.NL,
    "nova scotia": Province.NS,
    "nouvelle-ecosse": Province.NS,
    "northwest territories": Province.NT,
    "territoires du nord-ouest": Province.NT,
    "nunavut": Province.NU,
    "ontario": Province.ON,
    "prince edward island": Province.PE,
    "ile-du-prince-edouard": Province.PE,
    "quebec": Province.QC,
    "saskatchewan": Province.SK,
    "yukon": Province.YT,
}
ROLES: tuple[tuple[str, PartyRole], ...] = (
    ("counsel|lawyer|solicitor|avocat|attorney|representative of", PartyRole.OPPOSING_COUNSEL),
    (
        "oppos|adverse|respondent|defendant|plaintiff|applicant|adversaire|intime|defend|demand",
        PartyRole.OPPOSING,
    ),
    ("child|son|daughter|enfant|fils|fille|minor", PartyRole.CHILD),
    ("witness|temoin", PartyRole.WITNESS),
    ("expert|apprais|evaluat", PartyRole.EXPERT),
    ("client", PartyRole.CLIENT),
)


GENERAL = {PracticeArea.CORPORATE, PracticeArea.LITIGATION, PracticeArea.CIVIL}
"""Areas whose words stand beside those of a more particular one, as in "small claims litigation"."""
Meanings = Mapping[str, str]
"""What the firm says that words mean, by the word in its plain form."""


def area(name: str, firm: Meanings) -> PracticeArea | None:
    """The area that a practice area's name means; None where it names none, or two."""
    word = plain(name)
    if said := firm.get(word):
        return PracticeArea(said)
    found = {each for words, each in AREAS if re.search(rf"\b(?:{words})", word)}
    if len(found) > 1:
        found -= GENERAL
    return found.pop() if len(found) == 1 else None


def province(place: str, firm: Meanings) -> Province | None:
    """The province that a place names, in full or by its two letters; None where it names none, or two."""
    word = plain(place)
    if said := firm.get(word):
        return Province(said)
    letters = {each for each in Province if re.search(rf"(?<![A-Za-z]){each.value}(?![A-Za-z])", place)}
    found = letters | {each for name, each in NAMES.items() if name in word}
    return found.pop() if len(found) == 1 else None


def role(description: str, firm: Meanings) -> PartyRole:
    """The part that a relationship's description means; ``other`` where it is not understood."""
    word = plain(description)
    if said := firm.get(word):
        return PartyRole(said)
    return next((found for words, found in ROLES if re.search(rf"\b(?:{words})", word)), PartyRole.OTHER)


def plain(text: str) -> str:
    """Lower case without accents, single spaces, at most 120 characters."""
    apart = unicodedata.normalize("NFD", " ".join(text.lower().split()))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))[:120]
