"""What a text calls an authority: the style of cause or title that stands just before its citation.

Pure, and walks words instead of using one large pattern: a hostile text can make a pattern take for ever.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

LONGEST = 240
"""Characters looked at before a citation."""

VERSUS = frozenset({"v", "v.", "vs", "vs.", "c", "c."})
IN_CAPITALS = frozenset({"V", "V.", "VS", "VS."})
"""The same in a heading, between words that are in capitals as well."""
CAPITALS = IN_CAPITALS | {"C", "C."}
"""The same before a citation: elsewhere *C.* is what some people have for a second name."""
LINKS = frozenset(
    {
        "of", "the", "and", "for", "in", "on", "to", "at", "by", "de", "du", "des", "la", "le", "les", "et", "au",
        "aux", "à", "en", "pour", "sur", "par", "&", "a", "al", "al.", "ex", "rel", "—", "–", "-", "no.", "nº",
    }
)  # fmt: skip
IN_RE = (
    ("Reference", "re"), ("Renvoi", "relatif"), ("Renvoi", "sur"), ("Succession", "de"), ("Estate", "of"), ("In", "re"),
    ("Re",), ("Affaire",),
)  # fmt: skip
OPENINGS = frozenset(
    {
        "see", "in", "per", "from", "under", "but", "compare", "following", "applying", "citing", "and", "the", "also",
        "as", "cf", "cf.", "voir", "dans", "selon", "comme", "suivant", "arrêt", "l'arrêt", "l’arrêt", "aussi", "et",
        "both", "contra", "accord", "unlike", "since", "after",
    }
)  # fmt: skip
"""Words that lead up to a case and are not part of its name, in lower case."""

ADVERBS = frozenset(
    {
        "so", "however", "thus", "similarly", "indeed", "accordingly", "recently", "here", "first", "second", "third",
        "finally", "moreover", "further", "furthermore", "likewise", "again", "then", "therefore", "next", "still",
        "toutefois", "cependant", "ainsi", "enfin", "récemment", "ensuite", "finalement", "notamment",
    }
)  # fmt: skip
"""Words, in lower case, that a sentence begins with before a comma or before *in*. A party may have one for a name."""
JOINS_TITLE = frozenset({"of", "in", "for", "on"})
"""Before *the* within a title, such as *Law of the Sea Act*: behind another word it leads up to one."""
WITHIN = frozenset({"in", "dans"})
COURT = re.compile(
    r"Courts?|Tribunal|Board|SCC|CSC|Justice|JJ?\.?A?\.?|JJ?\.A\.?|C\.?J\.?[CO]?\.?|Cour|Juge|juge"
)
"""A word of whoever decided it: *The Court of Appeal in*, *Justice Brown in*."""

PARTS = frozenset(
    {
        "PART", "PARTIE", "CHAPTER", "CHAPITRE", "TITLE", "TITRE", "BOOK", "SCHEDULE", "ANNEX", "ANNEXE",
        "ARTICLE", "SECTION", "APPENDIX", "VOLUME", "PHASE", "KING", "HENRY", "GEORGE",
    }
)  # fmt: skip
"""What a number of Rome stands behind."""
COMPANIES = frozenset(
    {"plc", "inc.", "inc", "ltée", "ltd.", "enr.", "s.e.n.c.", "s.e.n.c.r.l.", "s.e.c.", "s.a."}
)
"""What the name of a company ends with in small letters."""
ENGLISH = frozenset({"Act", "Code", "Rules", "Regulation", "Regulations", "Charter", "Statute", "Procedure",
                     "Guidelines"})  # fmt: skip
WHOLE = frozenset({"Rules of Court", "Statute of Frauds", "Bill of Rights"})
"""Ends of titles whose last word is another's as well."""
FRENCH = frozenset({"Loi", "Code", "Règlement", "Règles", "Charte", "Lignes"})
TREATIES = frozenset(
    {
        "Convention", "Covenant", "Declaration", "Protocol", "Treaty", "Agreement", "Pacte", "Déclaration",
        "Protocole", "Traité", "Accord",
    }
)  # fmt: skip
SIGNED = re.compile(r",? (?:\d{1,2}(?:er)? \w{3,9}|\w{3,9} \d{1,2},) (?:1[89]|20)\d\d\Z")
"""When a treaty was made, between its title and its series."""
MOST_WORDS = 16
YEAR = re.compile(r"(?:1[89]|20)\d\d")
ASIDE = re.compile(r"\([^()]{1,80}\)")
ITALIC = re.compile(r"([*_])(?![*_ ])([^*_]{3,200})\1$")
FAMILY = re.compile(r"(?:Droit de la famille|Protection de la jeunesse|Adoption) *[—–-]+ *\d+$")
QUOTED = re.compile(r"[“«\"]([^“”«»\"]{3,200})[”»\"],?\Z")
ENDS_QUOTED = frozenset('”»"')
ITEM = re.compile(r"[ \t>]*\d{1,4}[.)] +")
"""The number of a paragraph, or of an item in a table of authorities."""
BREAK = re.compile(r"[;“”«»]|(?<! v)(?<! c)(?<! vs)(?<!\.[A-Z])\. (?=[A-ZÀ-Þ][a-zà-ÿ]{3,} )")
SMALL_WORD = re.compile(r"[^\W\d_A-ZÀ-Þ][\w'’-]*")
SAYS = frozenset(
    {
        "a", "ont", "est", "sont", "que", "qui", "dont", "où", "dans", "selon", "pour", "par", "sur",
        "contre", "avec", "comme", "dit", "fut", "voir", "se", "ne", "il", "elle", "cette", "ce", "son",
        "sa",
    }
)  # fmt: skip
"""Small words that no party has in its name, or that a sentence leads up to one with."""
JOINED = "\ue000"
"""Stands for a space within an aside, and is none itself."""


def before(text: str, start: int, floor: int = 0) -> str:
    """The part of the line before a citation, from ``floor`` on, that can hold its style: of the words of a link, or of
    what stands in parentheses, from where they begin."""
    line = text.rfind("\n", 0, start) + 1
    item = ITEM.match(text, line, start)
    run = text[max(floor, item.end() if item else line) : start][-LONGEST:].rstrip(" ,([")
    opened = run.rfind("[")
    run = run[opened + 1 if opened > run.rfind("]") else 0 :]
    opened = len(run)
    while (opened := run.rfind("(", 0, opened)) >= 0:
        if run.count(")", opened) < run.count("(", opened):
            return run[opened + 1 :]
    return run


def of_case(run: str) -> str:
    """The style of cause at the end of a run of text, or nothing."""
    if italic := ITALIC.search(run):
        return cleaned(italic.group(2))
    if family := FAMILY.search(run):
        return family.group()
    quoted = QUOTED.search(run) if run[-1:] in ENDS_QUOTED else None
    if quoted and any(f" {each} " in quoted.group(1) for each in VERSUS):
        return cleaned(quoted.group(1))
    words = _words(run)
    return cleaned(_said(_less_lead(_versus(words)) or _in_re(words)))


def _less_lead(words: list[str]) -> list[str]:
    """Without what a sentence leads up to a case with. A party may have *in* in its name, with no court before it."""
    while len(words) > 2 and words[0].rstrip(",").lower() in ADVERBS:
        if not words[0].endswith(",") and words[1] not in WITHIN:
            break
        words = words[1:]
    versus = next((at for at, word in enumerate(words) if word in VERSUS), 0)
    for at in range(versus - 1, 0, -1):
        if words[at] in WITHIN and any(COURT.fullmatch(word.rstrip(",")) for word in words[:at]):
            return words[at + 1 :]
    return words[2:] if [word.lower() for word in words[:2]] == ["relying", "on"] else words


def of_statute(run: str) -> str:
    """The title of a statute or regulation at the end of a run of text, or nothing."""
    if italic := ITALIC.search(run):
        return cleaned(italic.group(2))
    words = _words(run)
    return cleaned(_said(_english(words) or _french(words)))


def of_treaty(run: str) -> str:
    """The title of a treaty at the end of a run of text, less when it was made, or nothing."""
    run = SIGNED.sub("", run)
    if italic := ITALIC.search(run):
        return cleaned(italic.group(2))
    words = _words(run)
    at = next((at for at in range(len(words) - 1, -1, -1) if words[at].rstrip(",") in TREATIES), None)
    begin = _walk_left(words, at, numbers=False) if at is not None else 0
    articles = (n for n in range((at or 0) - 1, begin, -1) if words[n] in ("the", "la", "le"))
    return cleaned(_said(words[next(articles, begin - 1) + 1 :])) if at is not None else ""


def of_article(run: str) -> str:
    """The title of an article at the end of a run of text, which stands in quotation marks, or nothing."""
    found = QUOTED.search(re.sub(r"[*_]", "", run))
    return found.group(1).strip(" ,\u00a0") if found else ""


def cleaned(style: str) -> str:
    """Without the words that lead up to it and the punctuation around it."""
    words = style.strip(" ,.:").split(" ")
    while len(words) > 1 and words[0].rstrip(",:").lower() in OPENINGS and words[0] != "The":
        words.pop(0)
    return " ".join(words).strip(" ,.:")


def _words(run: str) -> list[str]:
    """Words of the last sentence; what stands in brackets is one word."""
    bare = BREAK.split(re.sub(r"[*_]", "", run))[-1].strip()
    return ASIDE.sub(lambda aside: aside.group().replace(" ", JOINED), bare).split()


def _said(words: list[str]) -> str:
    return " ".join(words).replace(JOINED, " ")


def _is_name(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word[0] == "("


def belongs(word: str) -> bool:
    """Whether a word may be part of a name: it is capitalised, or links such words."""
    bare = word.rstrip(",").lower()
    return (
        _is_name(word) or bare in LINKS or bare in COMPANIES or word[:2].lower() in ("l'", "d'", "l’", "d’")
    )


def _versus(words: list[str]) -> list[str]:
    at = next(
        (n for n in range(len(words) - 2, 0, -1) if words[n] in VERSUS or in_capitals(words, n, CAPITALS)), 0
    )
    if not at or not all(map(belongs, words[at + 1 :])):
        return []
    begin = _walk_left(words, at)
    if begin == at and words[at] in ("c", "c.") and (named := institution(words[:at])) is not None:
        begin = _walk_left(words, named + 1)
    return words[begin:] if begin < at else []


def in_capitals(words: Sequence[str], at: int, signs: Collection[str] = IN_CAPITALS) -> bool:
    """Whether *V.* stands there between two parties, as in a heading, and is no number of a part."""
    if words[at] not in signs:
        return False
    sides = words[at - 1 : at + 2 : 2]
    return (
        len(sides) == 2
        and all(each.isupper() and (len(each.rstrip(".,")) > 1 or each in ("R", "R.")) for each in sides)
        and sides[0] not in PARTS
    )


def institution(words: Sequence[str]) -> int | None:
    """Where a party begins that is in small letters but for its first, as French has it: *Directeur des poursuites
    criminelles et pénales*; None where the words before *c.* are none."""
    for at in range(len(words) - 1, max(-1, len(words) - MOST_WORDS), -1):
        word = words[at]
        if word[0].isupper():
            return at if at < len(words) - 1 and word.lower() not in OPENINGS else None
        if not SMALL_WORD.fullmatch(word) or word in SAYS:
            return None
    return None


def _in_re(words: list[str]) -> list[str]:
    if len(words) > 1 and words[-1] in ("(Re)", "(re)"):
        begin = _walk_left(words, len(words) - 1)
        return words[begin:] if begin < len(words) - 1 else []
    for at in range(len(words) - 2, -1, -1):
        lead = next((lead for lead in IN_RE if tuple(words[at : at + len(lead)]) == lead), None)
        if lead is not None and (lead[0] == "Renvoi" or all(map(belongs, words[at + 2 :]))):
            return words[at:]
    return []


def _walk_left(words: list[str], at: int, *, numbers: bool = True) -> int:
    """Where the name that ends before ``at`` begins: it starts with a name, not with a linking word."""
    begin = at
    while begin > 0 and belongs(words[begin - 1]) and (numbers or not words[begin - 1][0].isdigit()):
        begin -= 1
    while begin < at and (not _is_name(words[begin]) or words[begin][0] == "("):
        begin += 1
    return begin


def _english(words: list[str]) -> list[str]:
    last = len(words) - 1
    if last > 0 and YEAR.fullmatch(words[last]):
        last -= 1
    is_whole = " ".join(words[max(0, last - 2) : last + 1]).rstrip(",") in WHOLE
    if last < 1 or not (words[last].rstrip(",") in ENGLISH or is_whole):
        return []
    begin = _walk_left(words, last, numbers=False)
    articles = (
        at for at in range(last - 1, begin, -1) if words[at] == "the" and words[at - 1] not in JOINS_TITLE
    )
    begin = next(articles, begin - 1) + 1
    return words[begin:] if begin < last else []


def _french(words: list[str]) -> list[str]:
    for at in range(len(words) - 1, max(-1, len(words) - MOST_WORDS), -1):
        if words[at] in FRENCH:
            return words[at:]
    return []
