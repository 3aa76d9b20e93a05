"""Laws that a text names by their initials, and rules of court that it names by number alone. Pure.

Initials are those of a law where everybody knows them, or where a section of them is relied on: *s. 5 of the FLA*.
Contracts have initials and sections too, so what a text itself says that they stand for counts before that.
"""

from __future__ import annotations

import re

from apps.review.citing.walking import Place

ALWAYS = frozenset(
    {
        "PIPEDA", "PHIPA", "FIPPA", "MFIPPA", "FOIPPA", "IRPA", "IRPR", "CCAA", "CYFSA", "OBCA", "CBCA", "WEPPA",
        "PPSA", "SLRA", "YCJA", "CDSA", "OHSA", "WSIA", "AODA", "CEPA", "CASL", "SPPA", "JRPA", "PIPA", "LPRPDE",
        "LIPR", "LACC", "LSJPA", "LATMP", "LCSA", "UNDRIP", "ICCPR", "ICESCR", "UNCRC", "CEDAW", "UDHR", "NAFTA",
        "CUSMA", "USMCA", "CISG", "PIDCP", "PIDESC", "DNUDPA", "ALENA", "ACEUM",
    }
)  # fmt: skip
"""Initials that stand for a law or a treaty wherever they stand."""
WITH_ARTICLE = frozenset(
    {"FLA", "BIA", "RTA", "ESA", "ITA", "HTA", "CJA", "LRA", "CHRA", "ATIA", "WESA", "LPC", "LNT", "LFI"}
)
"""Those that have other meanings as well, and are a law's behind an article."""
KNOWN = ALWAYS | WITH_ARTICLE
OF_CONTRACTS = frozenset(
    {
        "NDA", "MOA", "SPA", "APA", "SHA", "MSA", "SLA", "DPA", "GSA", "PSA", "CBA", "USA", "BAA", "ISDA", "LPA", "CDA",
        "JOA", "IPA", "RFA", "TSA", "LOA", "USHA", "DNA", "RNA", "EULA", "FAQ", "CRA", "FDA", "NBA", "LLC", "LLP",
    }
)  # fmt: skip
"""Agreements and others whose initials look like an act's."""

CAPITALS = re.compile(r"[A-Z](?<![A-Z].)[A-Z]{2,6}(?![^\W_]|-)")
"""Letters that may be a law's initials. A text has few of those, so what is around them is looked at one by one."""
RUN_ON = re.compile(r"(?:[^\W_]|[./-])\Z")
BEHIND_ARTICLE = re.compile(r"(?:[Tt]he|[Ll]a) [*_“\"«]{0,3}\Z")
BEHIND_OF = re.compile(r"(?:of|de|du) (?:the |la |l['’])?[*_]{0,3}\Z")
LONGEST_LEAD = 10
"""Characters of the longest of them."""
SECTION = r"(?:\bss?\.?|[Ss]ections?|[Ss]ubsections?|\b[Aa]rts?\.?|[Aa]rticles?)"
NUMBER = r"\d[\w.]*(?:\([\w.]+\))*"
NUMBERS = rf"{NUMBER}(?:(?:,| and| or| to| et| ou| à|-|–) ?{NUMBER}){{0,6}}"
OF_LAW = re.compile(
    rf"{SECTION} {NUMBERS} (?:of|de|du) (?:the |la |l['’])?[*_]{{0,3}}([A-Z]{{3,7}})(?![^\W_]|-)"
)
BESIDE = re.compile(rf"{SECTION} {NUMBERS},? [*_]{{0,3}}({'|'.join(sorted(WITH_ARTICLE))})(?![^\W_]|-)")
"""A section with the law right behind it, as `art. 272 LPC`: of those that everybody knows."""
LAW_FIRST = re.compile(rf"(?<![^\W_])(?<![.-])([A-Z]{{3,7}})[*_]{{0,3}},? {SECTION} ?\d")
DEFINED = re.compile(r"\((?:the |la |le |l['’]|[Hh]ereinafter |ci-après )*[“\"«'‘ ]*([A-Z]{2,8})[”\"»'’ ]*\)")
LAW = re.compile(
    r"\b(?:Act|Code|[Ll]oi|Charter|Charte|[Rr]egulations?|Règlement|Rules|Règles|[Ss]tatute|[Ll]egislation)\b"
)
SMALL = frozenset(
    {"the", "of", "and", "to", "in", "for", "on", "an", "a", "respecting", "de", "la", "le", "du", "des", "les", "et",
     "sur", "l", "d", "au", "aux", "à", "en", "dans", "concernant", "relative", "relatif", "s"}
)  # fmt: skip


def initials_of(title: str) -> str:
    """The first letters of the words of a title that count."""
    words = re.findall(r"[^\W\d_]+", title.casefold())
    return "".join(word[0] for word in words if word not in SMALL).upper()


def may_mean(letters: str, title: str) -> bool:
    """Whether initials are those of a title; before them may stand the letter of a province (*OBCA*)."""
    said = initials_of(title)
    return len(said) > 1 and (letters == said or (len(letters) > 3 and letters[1:] == said))


def defined(text: str) -> dict[str, int]:
    """What a text says that initials stand for: where the words end that they are short for."""
    return {match.group(1): match.start() for match in DEFINED.finditer(text)}


def says_no_law(text: str, letters: str, at: int) -> bool:
    """Whether the words that end at ``at``, which these letters are short for, are no law's."""
    before = re.split(r"[.;:\n]", text[max(0, at - 120) : at])[-1]
    return letters not in ALWAYS and not LAW.search(before)


def places(text: str) -> list[Place]:
    """Where initials stand that may be a law's, without what is around them."""
    letters = [(match.span(), _lead(text, match.start())) for match in CAPITALS.finditer(text)]
    has_of = any(BEHIND_OF.search(lead) for _place, lead in letters)
    behind_section = {match.span(1) for match in OF_LAW.finditer(text)} if has_of else set()
    if any(text[slice(*place)] in WITH_ARTICLE for place, _lead in letters):
        behind_section |= {match.span(1) for match in BESIDE.finditer(text)}
    return [
        place
        for place, lead in letters
        if _is_famous(text[slice(*place)], lead)
        or (
            _may_be_a_law(text[slice(*place)])
            and (place in behind_section or LAW_FIRST.match(text, place[0]))
        )
    ]


def _lead(text: str, at: int) -> str:
    return text[max(0, at - LONGEST_LEAD) : at]


def _is_famous(letters: str, lead: str) -> bool:
    """Whether everybody knows which law letters stand for behind these characters."""
    if letters in ALWAYS:
        return not RUN_ON.search(lead)
    return letters in WITH_ARTICLE and bool(BEHIND_ARTICLE.search(lead))


def _may_be_a_law(letters: str) -> bool:
    return letters in KNOWN or (
        letters not in OF_CONTRACTS and (letters.endswith("A") or letters.startswith("L"))
    )


# Rules ----------------------------------------------------------------------------------------------------

OF_COURT = {"r": "Rules of court", "è": "Règles de la cour"}
"""What rules are called of which a text says nothing but their numbers, by how the first of them is written."""
_RULE = r"\d{1,3}(?:[.-]\d{1,3})*(?:\(\w{1,4}(?:\.\d)?\)){0,4}"
RULE = re.compile(
    rf"[Rr](?<![\w.].)(?:(?<=R)(?:ules?|ègles?) (?:{_RULE})|(?<=r)(?:ules?|ègles?|r?\.?) "
    rf"(?=\d\d|\d[.-]\d|\d\()(?:{_RULE}))"
    rf"(?:(?:,| and| or| to| et| ou| à|, and| –) ?(?=\d\d|\d[.-]\d|\d\(){_RULE}){{0,6}}(?![\w%$])"
)
RULES = re.compile(
    r"\b(?:Rules|Règles)\b|\bCode (?:of Civil Procedure|de procédure)|\bRèglement (?:de|sur la) procédure"
)
"""In the title of what has rules of court: not of an act about procedure."""
DIRECTLY_BEHIND = re.compile(r"[\s,*_()\]”»\"]*\Z")
DIRECTLY_BEFORE = re.compile(r"\A,?[\s*_]*(?:of|under|de|du|des|in)[\s*_]*(?:the|la|les|l['’])?[\s*_“«\"]*\Z")
OF_A_PAPER = re.compile(
    r"\A,? (?:of|de|du|des|d['’]) ?(?:(?:the|this|that|our|its|their|la|le|les|cette|ce) |l['’])?(?:[\w'’-]+ ){0,2}?"
    r"(?:lease|agreement|contract|condominium|strata|declaration|by-?laws?|policy|plan|club|league|association|building"
    r"|bail|contrat|convention|copropriété|déclaration|règlement de l['’]immeuble|politique|immeuble)\b",
    re.IGNORECASE,
)
"""Rules that people gave themselves: nobody finds those with a court, and nothing but another text would lift them."""


def rules(text: str) -> list[Place]:
    """Where rules are named by number that may be a court's."""
    return [
        match.span()
        for match in RULE.finditer(text)
        if not OF_A_PAPER.match(text[match.end() : match.end() + 80])
    ]


def of_court(words: str) -> str:
    return OF_COURT["è" if "è" in words else "r"]
