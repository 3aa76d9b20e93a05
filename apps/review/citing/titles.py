"""Titles of laws: whether words that are set apart are one, and where those in plain type begin and end. Pure.

An English title ends in *Act*, *Code*, *Rules* or *Regulation*, and begins where its capitals do. A French one begins
with *Loi*, *Code*, *Règlement* or *Règles*, and ends, in small letters, at the first word that no title holds. What is
called guidelines is a law where it is about support: that of children is fixed by regulation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from apps.review.citing.walking import ENDINGS, LEADS, LINKS, MOST, WINDOW, Place, since_break, tokens

YEAR = re.compile(r",? (?:1[89]|20)\d\d\Z")
_TITLE = re.compile(
    r"\w.* (?:Act|Code|Rules|Regulations?|Charter)\Z|\w.* Support (?:Advisory )?Guidelines\Z"
    r"|(?:An )?Act (?:respecting|to) |(?:Rules|Code) of [A-Z]"
    r"|(?:\w+ )*Charter of \w|(?:Charter|Charte)\Z|Charte \w|Loi \w|Règlement \w.*\w \w|Règles \w"
    r"|Code (?:civil|criminel|pénal|municipal|canadien|national|d[eu]|des)\b"
    r"|Lignes directrices (?:fédérales |facultatives )?(?:sur les|en matière de) pensions? alimentaires?\b"
)


def is_title(words: str) -> bool:
    """Whether words that are set apart are the title of a law: more than *the Act*."""
    return bool(_TITLE.match(YEAR.sub("", words).strip(" ,")))


# In plain type -------------------------------------------------------------------------------------------

# Begin with the letter that is looked for, which is found fast; what may not stand before it is looked at next.
ENGLISH = re.compile(r"[ACGR](?<!\w.)(?:ct|ode|uidelines|ules|egulations?|harter)\b(?!\.\w)")
NOT_BEFORE = frozenset(
    {
        "the", "this", "that", "an", "a", "said", "such", "each", "any", "our", "your", "its", "new", "old", "same",
        "must", "will", "shall", "may", "can", "should", "to", "not", "who", "under", "these", "those", "all", "other",
        "no",
    }
)  # fmt: skip
NO_LAW = frozenset({"House", "Ground", "Game", "Applicable", "Matter"})
OF_LAW = frozenset(
    {
        "Patent", "Patents", "Trademarks", "Trade-marks", "Copyright", "Bankruptcy", "Insolvency",
        "Divorce", "Immigration", "Refugee", "Firearms", "Fisheries", "Hague-Visby", "Probate", "Excise",
    }
)  # fmt: skip
"""What rules and regulations of law are about that have one word before them: houses and clubs have such too."""
AFTER_YEAR = re.compile(r",? (?:1[89]|20)\d\d\b(?!-\d)")
PINPOINTED = re.compile(r",? (?:ss?|rr?|sections?|rules?|subsections?|arts?|articles?)\.? \d")
CODES = frozenset(
    {"Criminal", "Civil", "Labour", "Rights", "Building", "Fire", "Municipal", "Penal", "Electrical", "Energy",
     "Plumbing", "Revenue", "Commercial", "Procedure", "Election", "Education", "Model"}
)  # fmt: skip
"""What a code of law is about: contracts have codes of other kinds."""
NO_CODE = frozenset({"Code of Conduct", "Code of Ethics"})
OF = {"Code": re.compile(r" of [A-Z]"), "Rules": re.compile(r" of "), "Charter": re.compile(r" of ")}
RESPECTING = re.compile(r" (?:respecting|to) ")
FRENCH = re.compile(
    r"[LCR](?<!\w.)(?:oi (?:de (?:1[89]|20)\d\d |constitutionnelle de (?:1[89]|20)\d\d|électorale|médicale"
    r"|(?:canadienne|fédérale|nationale|générale) (?=(?:sur|de|du|relative|concernant|visant)\b|d['’])"
    r"|(?=(?:sur|concernant|portant|visant|relative|instituant|régissant|favorisant|modifiant)\b)"
    r"|(?=(?:d['’]|du |des |de (?:la |l['’])?)[a-zà-ÿ]))"
    r"|ode (?:(?:civil|criminel|pénal|municipal)\b|(?:canadien|national) (?=d[eu]\b)"
    r"|(?=(?:de|du|des)\b)(?!de (?:conduite|déontologie|vie)\b))"
    r"|èglement (?=(?:sur|concernant|relatif|général|de procédure|de la Cour|de l['’]impôt|d['’]application)\b)"
    r"|ègles (?=(?:de (?:procédure|pratique|la Cour)|des Cours|sur|en matière)\b)"
    r"|ignes directrices (?:fédérales |facultatives )?(?=(?:sur les|en matière de) pensions? alimentaires?\b)"
    r"|harte (?:canadienne|québécoise|(?=(?:de|des)\b)))"
)
CHARTER = re.compile(r"C(?<!\w.)hart(?:er|e)\b")
SECTION_OF = re.compile(
    r"\b(?:ss?|(?:sub)?sections?|paras?|paragraph(?:e|s|es)?|arts?|articles?|alinéas?)\.?[ \n\u00a0]\d"
    r"(?:[^;:\n]{0,40}[ \n](?:of[ \n]the|de[ \n]la)[ \n]|[\d.]{0,4}(?:\(\w{1,3}\)){0,2}[ \n])\Z",
    re.IGNORECASE,
)
"""Leads up to *the Charter*, which is a law by its short name wherever a section of it is relied on; or to *Charter*
alone, as in *an s. 8 Charter breach*."""
ABOUT = frozenset({"sur", "concernant", "portant", "visant", "relative", "relatif", "dans"})
"""Words that a French title does not end with."""
WHOLE = re.compile(r"(?:\d|civil|criminel|pénal|municipal|électorale|médicale)\Z")
OF_PLACE = re.compile(r" d(?:u|e|es|e la|['’])\b")
ENDS_TITLE = frozenset(
    {
        "ne", "qui", "que", "dont", "où", "afin", "lorsque", "si", "car", "mais", "comme", "puisque", "ainsi", "quand",
        "donc", "or", "pour", "est", "sont", "a", "ont", "était", "étaient", "sera", "doit", "doivent", "peut",
        "peuvent", "prévoit", "prévoient", "dispose", "disposent", "permet", "permettent", "exige", "exigent",
        "impose", "imposent", "interdit", "interdisent", "oblige", "obligent", "définit", "énonce", "autorise",
        "confère", "fait", "font", "régit", "régissent", "encadre", "établit", "crée", "vise", "précise", "stipule",
        "reconnaît", "accorde", "protège", "fixe", "limite", "donne", "exclut", "requiert", "entre", "demeure",
        "reste", "porte", "garantit", "ajoute", "indique", "mentionne", "comporte", "contient", "constitue", "trouve",
        "rend", "habilite", "commande", "veut", "dit", "édicte", "consacre", "sanctionne", "assujettit", "soumet",
        "gouverne", "oppose", "empêche", "répond", "suffit", "vaut", "y", "en", "se", "lui", "leur", "nous", "vous",
        "il", "elle", "ils", "elles", "on", "ce", "ces", "ses", "son", "sa", "leurs", "is", "are", "was", "does", "do",
        "has", "have", "applies", "apply", "provides", "provide", "requires", "require", "states", "governs",
        "prohibits", "permits", "sets", "which", "that", "who", "as", "under", "when", "where", "if", "because", "but",
        "so",
    }
)  # fmt: skip
"""Words that no title holds and that go on with the sentence, in lower case."""


def places(text: str, known: Callable[[int], bool]) -> Iterator[Place]:
    """Where the titles stand that a text without marks of emphasis names, in order, without those ``known``."""
    last = 0
    found = [*ENGLISH.finditer(text), *FRENCH.finditer(text), *CHARTER.finditer(text)]
    for match in sorted(found, key=lambda each: (each.start(), each.re is CHARTER)):
        if match.start() < last or known(match.start()):
            continue
        place = _FOUND[match.re](text, match, last)
        if place is not None:
            last = place[1]
            yield place


def _english(text: str, match: re.Match[str], low: int) -> Place | None:
    word, before = match.group(), words_before(text, max(low, match.start() - WINDOW), match.start())
    begin = before[0].start() if before else match.start()
    end = _goes_on(text, match)
    if end is not None:
        return None if text[match.start() : end] in NO_CODE else (begin, end)
    if word == "Guidelines" and "Support" not in [each.group() for each in before[-2:]]:
        return None
    if not before or before[-1].group() in NO_LAW or (word == "Code" and before[-1].group() not in CODES):
        return None
    is_one_word = len(before) < 2 and before[-1].group() not in OF_LAW
    if word not in ("Act", "Code") and is_one_word and not PINPOINTED.match(text, match.end()):
        return None
    year = AFTER_YEAR.match(text, match.end())
    return begin, year.end() if year else match.end()


def _goes_on(text: str, match: re.Match[str]) -> int | None:
    """The end of *Rules of Civil Procedure* or *Act respecting labour standards*, None where the word ends a title."""
    if match.group() == "Act":
        about = RESPECTING.match(text, match.end())
        is_title = about and (about.group() != " to " or text.endswith("An ", 0, match.start()))
        return run(text, about.end()) if about and is_title else None
    of = OF[match.group()].match(text, match.end()) if match.group() in OF else None
    return _capitals(text, match.end() + 4) if of else None


def words_before(text: str, low: int, high: int) -> list[re.Match[str]]:
    """The words of a title before its last one, from after the last article on."""
    found: list[re.Match[str]] = []
    for token in reversed(since_break(text, low, high)):
        if not _is_title_word(token.group(), is_last=not found):
            break
        found.insert(0, token)
    while found and (not found[0].group()[0].isupper() or found[0].group().rstrip(",").lower() in LEADS):
        found.pop(0)
    return found


def _is_title_word(word: str, *, is_last: bool) -> bool:
    if word.rstrip(",").lower() in NOT_BEFORE or word[-1] in ".!?" or (is_last and word[-1] == ","):
        return False
    return word[0].isupper() or (not is_last and word in ("of", "and", "&", "for", "on", "in"))


def _capitals(text: str, low: int) -> int | None:
    """The end of a run of capitalised words."""
    end = None
    for token in tokens(text, low, low + WINDOW)[:MOST]:
        word = token.group()
        bare = word.rstrip(ENDINGS)
        if bare and bare[0].isupper():
            end = token.start() + len(bare)
            if bare != word:
                break
        elif word not in ("of", "and", "the", "in", "for", "&"):
            break
    return end


def run(text: str, low: int) -> int | None:
    """The end of a title that is written in small letters: at punctuation, or at a word that no title has."""
    end = None
    for token in tokens(text, low, low + WINDOW)[:MOST]:
        word = token.group()
        bare = word.rstrip(ENDINGS)
        is_over = bare.lower() in ENDS_TITLE or bare[:2].lower() in ("s'", "s’", "n'", "n’", "c'", "c’")
        if not bare or word[0] in '("“«' or is_over or "\n\n" in text[end or low : token.start()]:
            break
        if bare.lower() in LINKS | ABOUT and bare == word:
            continue
        end = token.start() + len(bare)
        if bare != word:
            break
    return end


def _french(text: str, match: re.Match[str], _low: int) -> Place | None:
    """From its first word to where ``_run`` ends; *Code civil* is one by itself, unless it is one of a place."""
    is_whole = WHOLE.search(match.group()) and not OF_PLACE.match(text, match.end())
    end = match.end() if is_whole else run(text, match.end())
    return (match.start(), end) if end is not None else None


def _charter(text: str, match: re.Match[str], low: int) -> Place | None:
    """*The Charter* beside a section of it: in other places its short name is no reliance on any."""
    behind = SECTION_OF.search(text, max(low, match.start() - 80), match.start())
    return match.span() if behind or PINPOINTED.match(text, match.end()) else None


_FOUND = {ENGLISH: _english, FRENCH: _french, CHARTER: _charter}
