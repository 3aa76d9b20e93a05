"""Cases that a text names by one party, a subject or a number, and names in italics that stand as a case does. Pure.

*Re Smith*, *Renvoi relatif à …*, *Droit de la famille — 123*. A single name in italics is a case by its company only: a
court or a year behind it, a verb of deciding, a pinpoint, or words such as *the test in*. What contracts and letters
set in italics is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from apps.review.citing import citations, parties, styles, titles
from apps.review.citing.walking import ENDINGS, HARD, LEADS, MOST, WINDOW, Place, is_link, since_break, tokens

YEAR = r"(?:1[89]|20)\d\d"
COURT = (
    rf"(?:{citations.COURTS}|UKSC|(?:(?:Ont|Alta|B\.?C|Que|Qué|Man|Sask|N\.?S|N\.?B)\.? ?)?"
    r"(?:S\.C\.C|C\.S\.C|C\.A|S\.C|C\.S|C\.Q|CA|CS|QB|KB)\.?)"
)

# In plain type -------------------------------------------------------------------------------------------

RE = re.compile(r"[RIE](?<!\w.)(?:e|n re|x parte|eference re) (?=[A-ZÀ-Þ\d])")
RENVOI = re.compile(
    r"R(?<!\w.)envoi (?:relatif (?:à la |à l['’]|à |au |aux )|sur (?:la |le |les |l['’]))(?=\w)"
)
REFERENCE = re.compile(r" Reference\b(?! (?:re|to|in|for|is|was|no|number|date)\b|:)")
"""How a reference is called for short: *the Secession Reference*."""
THE = re.compile(r"\b[Tt]he \Z")
ASIDE = re.compile(r" \([Rr]e\)| \((?:" + rf"{YEAR},? {COURT}|{COURT},? {YEAR}" + r")\)")
FAMILY = re.compile(
    r"[DPA](?<!\w.)(?:roit de la famille|rotection de la jeunesse|doption) ?[—–-]+ ?\d{2,8}\b"
)


def places(text: str, known: Callable[[int], bool]) -> Iterator[Place]:
    """Where they stand in a text without marks of emphasis, in order, without those ``known``."""
    found = [(match.start(), match.end()) for match in FAMILY.finditer(text)]
    found += [(match.start(), _rightwards(text, match.end())) for match in RE.finditer(text)]
    found += [(match.start(), titles.run(text, match.end()) or 0) for match in RENVOI.finditer(text)]
    found += [(_leftwards(text, match.start()), match.end()) for match in ASIDE.finditer(text)]
    found += _references(text)
    last = 0
    for start, end in sorted(found):
        if last <= start < end and not known(start) and not known(end - 1):
            last = end
            yield start, end


def _references(text: str) -> Iterator[Place]:
    for match in REFERENCE.finditer(text):
        begin = _leftwards(text, match.start())
        last = text[begin : match.start()].rpartition(" ")[2]
        if begin < match.start() and not is_link(last) and THE.search(text, max(0, begin - 4), begin):
            yield begin, match.end()


def _rightwards(text: str, low: int) -> int:
    """Where the run of names ends that begins there; 0 where none does."""
    hard = HARD.search(text, low, low + WINDOW)
    end = 0
    for token in tokens(text, low, hard.start() if hard else low + WINDOW)[:MOST]:
        word = token.group()
        if not (word[0].isupper() or word[0] in "(&" or word[0].isdigit() or (end and is_link(word))):
            break
        if not end and _says_no_case(word):
            return 0
        if word[0].isupper() or word[0] in "(" or word[0].isdigit():
            bare = _bare(word)
            end = token.start() + len(bare)
            if bare != word:
                break
    return end


def _leftwards(text: str, high: int) -> int:
    """Where the run of names begins that ends there; ``high`` where none does."""
    found: list[re.Match[str]] = []
    for token in reversed(since_break(text, max(0, high - WINDOW), high)):
        word = token.group()
        if not (word[0].isupper() or is_link(word)) or (word[-1] in ".,!?" and _bare(word) != word):
            break
        found.insert(0, token)
    while found and (not found[0].group()[0].isupper() or found[0].group().rstrip(",").lower() in LEADS):
        found.pop(0)
    if not found or any(_says_no_case(token.group()) for token in found):
        return high
    return found[0].start()


def _bare(word: str) -> str:
    """A word without the punctuation that ends a name; the point of an abbreviation belongs to it."""
    kept = word.rstrip(",;:!?")
    if kept in styles.COMPANIES or parties.SHORT.match(kept) or (kept[0] == "(" and kept[-1] == ")"):
        return kept
    return word.rstrip(ENDINGS)


# In italics ----------------------------------------------------------------------------------------------

NO_CASE = frozenset(
    {
        "schedule", "appendix", "exhibit", "annex", "section", "part", "article", "clause", "act", "code", "rules",
        "regulation", "regulations", "charter", "lease", "agreement", "contract", "notice", "court", "plaintiff",
        "defendant", "applicant", "respondent", "tenant", "landlord", "party", "parties", "policy", "policies",
        "guideline", "guidelines", "directive", "manual", "guide", "handbook", "report", "letter", "statement",
        "affidavit", "motion", "claim", "order", "deed", "note", "notes", "law", "laws", "dictionary", "bulletin",
        "premises", "property", "term", "date", "facts", "issues", "analysis", "conclusion", "background", "overview",
        "your", "our", "my", "annexe", "partie", "bail", "convention", "contrat", "entente", "avis", "cour",
        "demandeur", "demanderesse", "défendeur", "défenderesse", "locataire", "locateur", "locatrice", "loi",
        "règlement", "règles", "charte", "politique", "rapport", "lettre", "ordonnance", "jugement", "testament",
        "faits", "droit", "biens", "votre", "notre", "file", "dossier", "meeting", "invoice", "facture",
        "employee", "employer", "purchaser", "vendor", "buyer", "seller", "company", "client", "globe", "gazette",
        "ibid", "ibidem", "supra", "infra", "id", "idem", "précité", "précitée", "précités", "précitées", "not", "no",
        "all", "none", "each", "must", "emphasis", "added", "force", "majeure", "phase", "press", "star",
        "tous", "toutes", "aucun", "aucune", "ne", "pas", "canada", "ontario", "quebec", "québec", "alberta",
        "manitoba", "saskatchewan",
    }
)  # fmt: skip
"""Words, in small letters, of what is set in italics for another reason: papers, their parts and their parties."""
_HELD = (
    r"held|holds|decided|decides|ruled|rules that|established|establishes|confirmed|confirms|affirmed|affirms"
    r"|reaffirmed|overruled|overturned|settled|settles|stands for|stated|states|teaches|sets? out|recogni[sz]e[sd]"
    r"|clarified|clarifies|makes clear|made clear|is authority|was (?:followed|applied|overturned|overruled|decided)"
    r"|(?:is|remains) (?:still )?good law|a (?:jugé|décidé|statué|conclu|établi|confirmé|reconnu|précisé|énoncé)"
    r"|établit|confirme|énonce|enseigne|décide|fait autorité|a été (?:suivi|appliqué|renversé|infirmé)"
)
_NOUN = (
    r"(?:tests?|framework|factors|decision|ruling|judge?ment|holding|line of cases|principles?|analysis|inquiry"
    r"|approach|case)\b"
)
AFTER = re.compile(
    rf"[*_]{{0,3}}(?:,? \((?:[^()\n]{{0,25}}\b)?(?:{YEAR}|{COURT})(?:\b[^()\n]{{0,25}})?\)|,? \[{YEAR}\]"
    r"|,? (?:at|au|aux) (?:paras?|pars?|pp?|pages?|paragraphes?)\.? ?\d"
    r"|,? [*_]{0,3}(?:supra|précitée?)\b"
    rf"|,? (?:a |an |the |la |le |une? )?(?:{YEAR}\b|(?:recent |later |leading )?(?:decision|judgment|ruling) of"
    r"|(?:[A-Z]\w+ ){0,3}Court|Cour |Conseil privé|Privy Council|House of Lords)"
    r"|(?:,[^,.;\n]{1,60},)? (?:also |further |clearly |since |later |then |expressly |specifically )?"
    rf"(?:{_HELD})\b|(?:['’]s)? {_NOUN})"
)
BEFORE = re.compile(
    rf"(?:\b(?:{_NOUN}|decisions|rulings|judge?ments|reason(?:s|ing)|rule|majority|dissent|Court|Appeal"
    r"|Justice \w+|critères?|principes?|analyse|Cour|Cour d['’]appel|Cour suprême)"
    r"(?:,? (?:set out|established|stated|held|described|adopted|énoncée?s?|établie?s?|dégagée?s?))?,?"
    r" (?:in|from|under|dans)|\b(?:decision|ruling|judgment|case) of|\b[Aa]rrêt|\b[Ll]['’](?:arrêt|affaire)"
    r"|\bcases?(?: here| on point)? (?:is|was|are|remains)"
    r"|\b(?:[Ss]ee|[Vv]oir)(?:,? (?:also|aussi|generally|notamment|e\.g\.),?)?"
    r"|\b(?:décision|jugement)|\b(?:[Ff]ollow(?:ing|ed|s)?|[Aa]ppl(?:ying|y|ied|ies)|[Oo]verrul(?:ing|ed|es)"
    r"|[Dd]istinguish(?:ing|ed|es)?|[Cc]it(?:ing|ed|es?)|[Rr]el(?:ying|y|ied|ies) on|[Aa]s in|[Pp]er)) [*_]{0,3}\Z"
)
INTRODUCED = re.compile(r"\b(?:In|Dans|(?:as|since) in|(?:comme|depuis) dans) [*_]{0,3}\Z")
WITH_ARTICLE = re.compile(
    r"\b(?:(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at|ese|ose)|[Ss]aid|[Oo]ur|[Yy]our|[Ll]es?|[Ll]a|[Uu]ne?|[Cc]e(?:tte|s|t)?"
    r"|[NnVv]otre) |[Ll]['’])[*_]{0,3}\Z"
)
OF_NOUN = re.compile(rf"[*_]{{0,3}} {_NOUN}")
LOOKED_AT = 100


def stands(text: str, start: int, end: int, words: str) -> bool:
    """Whether a name in italics ``[start, end)`` stands as a case does."""
    parts = words.split()
    if not 1 <= len(parts) <= 7 or len(words) < 3 or not all(styles.belongs(each) for each in parts):
        return False
    if not words[0].isupper() or parts[0].lower() in LEADS or any(map(_says_no_case, parts)):
        return False
    before = text[max(0, start - LOOKED_AT) : start].rsplit("\n", 1)[-1]
    after = text[end : end + LOOKED_AT].split("\n", 1)[0]
    if WITH_ARTICLE.search(before):
        return bool(OF_NOUN.match(after))
    if INTRODUCED.search(before) and after.lstrip("*_").startswith(","):
        return True
    return bool(AFTER.match(after) or BEFORE.search(before))


def _says_no_case(word: str) -> bool:
    return word.strip("(),.;:").lower() in NO_CASE
