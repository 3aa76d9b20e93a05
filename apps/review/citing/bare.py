"""Cases that a text names in plain type by one name and no citation: *as held in Sattva*, *the Oakes test*. Pure.

Most capitalised words are people, places and papers, so a name counts only where the words around it are those of
somebody who relies on a decision. Each such turn of phrase is looked for by a word of its own, which is found fast.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from apps.review.citing.single import NO_CASE
from apps.review.citing.walking import LEADS, Place

LOOKED_AT = 110
"""Characters before a name in which its turn of phrase stands."""
WORD = r"[A-ZÀ-Þ](?:['’][A-Z]|[A-Z]{1,3}-[A-Z])?[a-zà-ÿ][\w-]*"
RUN = re.compile(rf"{WORD}(?: (?:& )?{WORD}){{0,2}}(?!\w)")
BEFORE = re.compile(rf"(?<!\w)(?:{WORD} (?:& )?){{0,2}}{WORD},?\Z")
TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Me|Hon|Prof|St|Ste|M|Mme)\.?|\b[A-Z]\.)\s*\Z")
ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Tt]his|[Tt]hat|[Oo]ur|[Ll][ae]s?|[Uu]ne?) \Z|\b[Ll]['’]\Z")
POSSESSED = re.compile(r"['’]")
FOLLOWS = re.compile(
    r"[,.;:)\]”\"»?!]|\s*\Z|\s*\n|\s(?:and|or|nor|but|is|was|are|were|has|have|had|to|that|for|which|as|by|when|where"
    r"|because|since|with|on|applies|applied|governs?|requires?|remains?|does|do|should|must|may|would|can|at|et|ou|est"
    r"|a|les?|la|que|qui|pour|où|au|aux|à|en|selon|exige|ne|doit|sont|s['’]|\()(?:\b|(?<=\())"
)
"""What may follow a name that stands for a whole decision: not another noun (*the test in Canadian law*)."""

_SAID = (
    r"(?:held|ruled|decided|explained|stated|said|noted|observed|confirmed|affirmed|reaffirmed|reiterated|established"
    r"|articulated|enunciated|set out|laid down|summari[sz]ed|recogni[sz]ed|described|discussed|clarified|emphasi[sz]ed"
    r"|adopted|endorsed|did)"
)
_SAYS = (
    r"(?:holds|rules|decides|explains|states|says|notes|observes|confirms|affirms|reiterates|establishes|sets out"
    r"|recogni[sz]es|describes|clarifies|emphasi[sz]es|teaches|makes clear|made clear|concluded|rejected|cautioned)"
)
"""What a court does in a decision, and anybody else somewhere."""
_BY = r"(?: by [^.;:,\n]{3,60}?)?"
_COURT = (
    r"(?:\b[Cc]ourts?(?: of (?:Canada|Appeal|Justice|(?:King|Queen)['’]s Bench))?"
    r"(?: (?:for|of) [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"|\bSCC|\bmajority|\bdissent|\b(?:JJ?|C\.J|J\.A|JJ\.A|C\.J\.C|C\.J\.O)\.|\bJustice [A-Z][\w'’-]+)"
)
_NOUN = (
    r"(?:tests?|frameworks?|factors|criteria|principles?|approach|reasoning|rulings?|decisions?|judge?ments?|holdings?"
    r"|analysis|reasons|standard|dicta|rule|dissent|majority)"
)
_AS = r"\b(?:[Aa]s|[Ww]hat)\b[^.;:\n]{0,60}?"
_ADVERBS = r"(?:,? (?:has|had|have|later|also|itself|unanimously|recently|first|then|again|expressly|clearly|since))*"
LEADS_IN = re.compile(
    rf"(?:{_AS} {_SAID}{_BY}|{_COURT}{_ADVERBS} (?:{_SAID}|{_SAYS})"
    r"|\b(?:[Aa]ccording to|[Pp]er|[Gg]uidance|[Tt]eachings?)(?: (?:of|from))?"
    rf"(?: (?:the |this )?(?:[A-Z]\w+ ){{0,3}}?{_COURT})?"
    rf"|\b{_NOUN}(?: of (?:the |this )?(?:[A-Z]\w+ ){{0,3}}?{_COURT})?"
    rf"(?:,? (?:first |originally |recently )?(?:{_SAID}|developed|outlined|expressed|identified))?{_BY}"
    r"|\b(?:was|were|is|been) (?:\w+ly )?"
    r"(?:affirmed|reaffirmed|articulated|overruled|enunciated|reiterated|laid down)) in\Z"
)
_DIT = (
    r"(?:décidé|jugé|énoncé|établi|statué|conclu|rappelé|précisé|affirmé|confirmé|expliqué|souligné|reconnu|dégagé"
    r"|élaboré|formulé)(?:e?s)?e?"
)
_ENSEIGNE = (
    r"(?:décide|juge|énonce|établit|conclut|rappelle|précise|affirme|confirme|explique|souligne|reconnaît|enseigne|écrit"
    r"|réitère|retient)"
)
_COUR = r"(?:la )?Cour(?: suprême(?: du Canada)?| d['’]appel(?: (?:du |de l['’]|de la |d['’])?[A-Z]\w+)?| fédérale)?"
_PAR = r"(?: par [^.;:,\n]{3,50}?)?"
LEADS_IN_FRENCH = re.compile(
    rf"(?:\b(?:[Cc]omme|[Aa]insi que|[Tt]el(?:le)?s? que)\b[^.;:\n]{{0,60}}? {_DIT}{_PAR}(?: {_COUR})?"
    rf"|\b(?:[Cc]omme|[Aa]insi que|[Tt]el(?:le)?s? que)\b[^.;:\n]{{0,60}}?[ '’]{_ENSEIGNE} {_COUR}"
    rf"|\b(?:critères?|principes?|tests?|cadre|analyse|raisonnement|approche|facteurs|grille|règle|enseignements?)"
    rf"(?: {_DIT})?{_PAR}(?: de {_COUR})?"
    rf"|\b(?:[Ss]elon|[Ss]uivant|[Dd]['’]après|décision de|arrêt de|jugement de|motifs de) {_COUR}"
    rf"|(?:\b{_COUR}|\b[Ll][ae] juge [A-ZÀ-Þ][\w'’-]+) (?:(?:l['’])?a(?:vait)? (?:\w+ment )?{_DIT}|{_ENSEIGNE})) dans\Z"
)
SAYS = re.compile(
    r", (?:the )?(?:(?:Supreme|Federal|Superior|Divisional) Court|SCC\b|Court\b|majority\b|House of Lords|Privy Council"
    r"|[A-Z]\w+ (?:JJ?\.|J\.?A\.?|C\.?J\.?)(?=\W))"
    r"|, (?:la Cour|la majorité|le juge [A-Z]|la juge [A-Z])\b"
)
"""Behind *In X*: who decided it."""

INTO = (re.compile(r" in (?=[A-ZÀ-Þ])"), re.compile(r" dans (?=[A-ZÀ-Þ])"))
INTRODUCES = re.compile(r"[ID](?<![\w’'].)(?:(?<=I)n|(?<=D)ans) (?=[A-ZÀ-Þ])")
NAMES = re.compile(
    r"(?:arrêts?|affaire|décision|jugement"
    r"|(?:leading|governing|seminal) (?:case|authority|decision) (?:is|was|remains)) (?=[A-ZÀ-Þ])"
)
HELD = re.compile(
    r" (?=[hstir])(?:held that\b|stands for the proposition|teaches that\b|is authority for"
    r"|is the leading (?:case|author)|is distinguishable|(?:remains|is still) good law|is no longer good law"
    r"|sets? out the (?:test|framework|factors))"
)
ANYBODY = re.compile(r" (?:held|teaches) that\b")
SUPRA = re.compile(r"[sp](?<!\w.)(?:(?<=s)upra|(?<=p)récitée?s?)\b")
"""What is said to have been cited above, and may have been nowhere."""
STRUCK = re.compile(r" (?:was|has been|were) (?:overruled|overturned|distinguished|followed in)\b")
PINPOINTED = re.compile(
    r"(?:,? (?:at paras?|aux? (?:para|par)s?)\b|,? \(?(?:paras?|pars?)\.? (?=\d))"
    r"(?!\.? ?[\d, –-]+ (?:of (?:her|his|their|its|the|that|this)|de (?:son|sa|leur|la|cette)|d['’]une?|du) (?:\w+ )?"
    r"(?:affidavit|statement|report|letter|claim|declaration|answers?|pleading|defence|transcript|evidence"
    r"|déclaration|rapport|lettre|demande|défense|témoignage)\b)"
)
WHOSE = re.compile(
    r"(?:affidavit|affirmation|statement|report|declaration|examination|testimony|evidence|transcript|letter|answer"
    r"|reply|response|claim|defence|factum|record|brief|déclaration(?: sous serment| assermentée)?|rapport|témoignage"
    r"|interrogatoire|lettre|réponse|défense|mémoire|demande)s?(?: d['’]expertise)?"
    r" (?:of|by|from|de(?: la)?|du|d['’]) ?(?:(?:Mr|Mrs|Ms|Dr|Me|Mme|M|the|one)\.? )?\Z",
    re.IGNORECASE,
)
"""Leads up to whoever swore or wrote what is pinpointed: *Affidavit of Jane Roe at para 12*."""
SAID_OF = (
    (HELD, ("held that", "stands for", "teaches that", "is authority", "is the leading", "is distinguish", "good law",
            "set out", "sets out")),
    (STRUCK, ("overruled", "overturned", "distinguished", "followed in")),
    (PINPOINTED, (" para", " par. ", " par ", " pars", "(par")),
    (SUPRA, ("supra", "récité")),
)  # fmt: skip
"""What says something of the name before it, and words of which a text has one where it has that."""
TESTED = re.compile(
    r" (?=[tfcl])(?:test(?!s? (?:results?|kits?|strips?|drives?|scores?|dates?|plans?|sites?|reports?)\b)"
    r"|framework(?! (?:agreement|contract|document|order|deal)s?\b)|factors|criteria|line of (?:cases|authority))\b"
)
ADJECTIVE = re.compile(r"(?:ian|ean|ese|ish|ory|ary|ive|ment|tion|sion|ity|ance|ence|ing)\Z")
"""How words end that say what kind of test it is, and whose no case is."""

GIVEN = frozenset(
    {
        "mary", "john", "peter", "anne", "anna", "susan", "linda", "jane", "janet", "margaret", "elizabeth", "barbara",
        "patricia", "jennifer", "jessica", "sarah", "karen", "nancy", "lisa", "betty", "sandra", "emily", "michelle",
        "melissa", "deborah", "stephanie", "rebecca", "laura", "cynthia", "amy", "kathleen", "angela", "emma", "nicole",
        "helen", "samantha", "katherine", "catherine", "christine", "rachel", "maria", "heather", "diane", "ruth",
        "julie", "olivia", "victoria", "kelly", "joan", "evelyn", "judith", "megan", "andrea", "cheryl", "hannah",
        "jacqueline", "martha", "gloria", "teresa", "ann", "sara", "alice", "julia", "sophia", "sophie", "isabella",
        "james", "robert", "michael", "david", "richard", "joseph", "christopher", "daniel", "matthew", "anthony",
        "steven", "stephen", "andrew", "kenneth", "kevin", "brian", "george", "timothy", "ronald", "edward", "jason",
        "jeffrey", "jacob", "nicholas", "eric", "jonathan", "samuel", "benjamin", "patrick", "raymond", "dennis",
        "william", "charles", "mohammed", "muhammad", "ahmed", "fatima", "priya", "marie", "louise", "isabelle",
        "nathalie", "sylvie", "chantal", "martine", "josée", "geneviève", "hélène", "françoise", "monique", "nicolas",
        "jean", "pierre", "luc", "michel", "andré", "jacques", "françois", "claude", "guy", "yves", "alain", "marc",
        "philippe", "mathieu", "sébastien", "étienne", "stéphane", "gilles", "normand", "réjean", "benoît",
    }
)  # fmt: skip
"""First names, in small letters: whoever has one before a surname and held something is a person. What a case alone
does (*was overruled*), what has a pinpoint, and what a turn of phrase leads up to (*as held in*) is one whatever it is
called."""

NOBODY = NO_CASE | frozenset(
    {
        "mr", "mrs", "ms", "dr", "me", "mme", "st", "ste", "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday",
        "thursday", "friday", "saturday", "sunday", "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
        "août", "septembre", "octobre", "novembre", "décembre", "board", "tribunal", "commission", "committee",
        "council", "ministry", "minister", "parliament", "legislature", "justice", "judge", "master", "registrar",
        "chief", "lord", "lady", "sir", "madam", "professor", "crown", "king", "queen", "government", "bank",
        "arbitrator", "adjudicator", "officer", "director", "panel", "member", "mediator", "commissioner", "attorney",
        "counsel", "appeal", "division", "supreme", "federal", "superior", "provincial", "divisional", "high",
        "registry", "office", "department", "agency", "authority", "city", "town", "county", "municipality",
        "province", "territory", "state", "republic", "region", "district", "street", "avenue", "road", "school",
        "university", "college", "hospital", "police", "society", "association", "union", "team", "tab", "table",
        "figure", "volume", "vol", "item", "question", "answer", "addendum", "attachment", "recital", "form", "box",
        "column", "chapter", "page", "step", "stage", "draft", "version", "paragraph", "para", "rule", "transcript",
        "record", "pleading", "pleadings", "factum", "defence", "reply", "response", "reasons", "endorsement",
        "award", "brief", "memorandum", "memo", "email", "e-mail", "message", "text", "source", "sources", "passage",
        "document", "documents", "materials", "evidence", "testimony", "examination", "interview", "consult", "notes",
        "chambers", "camera", "equity", "fact", "addition", "particular", "short", "general", "total", "final",
        "central", "principal", "legal", "national", "international", "english", "french", "latin", "word", "excel",
        "teams", "outlook", "clio", "mycase", "zoom", "slack", "google", "means", "rapid", "bail", "loan", "rental",
        "tax", "canlii", "westlaw", "lexis", "claude", "toronto", "ottawa", "montreal", "montréal", "vancouver",
        "calgary", "edmonton", "winnipeg", "halifax", "hamilton", "london", "kingston", "windsor", "mississauga",
        "brampton", "regina", "saskatoon", "victoria", "laval", "gatineau", "longueuil", "sherbrooke", "moncton",
        "fredericton", "whitehorse", "yellowknife", "iqaluit", "guelph", "kitchener", "waterloo", "barrie", "sudbury",
        "markham", "vaughan", "oshawa", "burlington", "oakville", "surrey", "burnaby", "richmond", "kelowna",
        "niagara", "thunder", "peterborough", "new", "north", "south", "east", "west", "northern", "southern",
        "eastern", "western", "british", "nova", "prince", "newfoundland", "labrador", "yukon", "nunavut",
        "northwest", "united", "america", "england", "britain", "france", "china", "india", "mexico", "germany",
        "australia", "europe", "ireland", "scotland", "wales", "japan", "saint", "commonwealth", "internet", "covid",
        "covid-19", "cour", "régie", "conseil", "ministre", "juge", "arbitre", "chambre", "appendice", "pièce",
        "dossier", "mémoire", "settlement",
    }
)  # fmt: skip
"""Words, in small letters, of months, places, offices, people by what they are, and papers."""


def _found(text: str, pattern: re.Pattern[str], *words: str) -> Iterator[re.Match[str]]:
    """Where a pattern is found, of which a text has one of these words. Most texts have none, and to look for a word
    takes much less."""
    return pattern.finditer(text) if any(each in text for each in words) else iter(())


def places(text: str, known: Callable[[int], bool]) -> Iterator[Place]:
    """Where such names stand in a text without marks of emphasis, in order, without those ``known``."""
    found = {*_behind(text), *_before(text)}
    last = 0
    for start, end in sorted(found):
        if last <= start and not known(start) and not known(end - 1):
            last = end
            yield start, end


def _behind(text: str) -> Iterator[Place]:
    """Names that a turn of phrase leads up to."""
    for into, leads in zip(INTO, (LEADS_IN, LEADS_IN_FRENCH), strict=True):
        for match in into.finditer(text):
            before = text[max(0, match.end() - LOOKED_AT) : match.end() - 1].rsplit("\n\n", 1)[-1]
            if leads.search(before.replace("\n", " ")) and (place := _name(text, match.end())):
                yield place
    for match in INTRODUCES.finditer(text):
        place = _name(text, match.end())
        if place and SAYS.match(text, place[1]):
            yield place
    for match in _found(
        text, NAMES, "arrêt", "affaire", "décision ", "jugement ", "leading ", "governing ", "seminal "
    ):
        if place := _name(text, match.end()):
            yield place


def _before(text: str) -> Iterator[Place]:
    """Names that a turn of phrase says something of."""
    for pattern, signs in SAID_OF:
        for match in _found(text, pattern, *signs):
            place = _run_before(text, _end_of_words(text, match))
            if (
                place
                and not ARTICLE.search(text, max(0, place[0] - 6), place[0])
                and not _person(text, place)
                and not (pattern is PINPOINTED and WHOSE.search(text, max(0, place[0] - 50), place[0]))
            ):
                yield place
    for match in _found(text, TESTED, " test", " framework", " factors", " criteria", " line of "):
        place = _run_before(text, match.start())
        if place is None or not ARTICLE.search(text, max(0, place[0] - 6), place[0]):
            continue
        words = text[slice(*place)].split()
        if len(words) == 1 and not ADJECTIVE.search(words[0]):
            yield place


def _name(text: str, start: int) -> Place | None:
    """The name that begins there, where it is one and stands for a whole decision."""
    run = RUN.match(text, start)
    if run is None or _says_nobody(run.group()) or POSSESSED.match(text, run.end()):
        return None
    return run.span() if FOLLOWS.match(text, run.end()) else None


def _end_of_words(text: str, match: re.Match[str]) -> int:
    """Where the words end that stand before a turn of phrase, less the signs between them and *supra*."""
    end = match.start()
    while match.re is SUPRA and end > max(0, match.start() - 4) and text[end - 1] in " ,(":
        end -= 1
    return end


def _run_before(text: str, end: int) -> Place | None:
    """The name that ends there, less the words that lead up to it."""
    low = max(0, end - 70)
    run = BEFORE.search(text, low, end) or BEFORE.search(text[low:end])
    if run is None:
        return None
    begin = run.start() if run.string is text else low + run.start()
    words = text[begin:end].rstrip(",")
    while (first := words.split(" ", 1))[0].lower() in LEADS and len(first) > 1:
        begin, words = begin + len(first[0]) + 1, first[1]
    if TITLE.search(text, max(0, begin - 8), begin) or words.lower() in LEADS or _says_nobody(words):
        return None
    return begin, begin + len(words)


def _person(text: str, place: Place) -> bool:
    """Whether it is somebody by first name and surname who held that something is so, as people do as well as courts.

    One name alone is a case's: *Patrick held that*, *George held that*.
    """
    first, *others = text[slice(*place)].split()
    return bool(others) and first.lower() in GIVEN and bool(ANYBODY.match(text, place[1]))


def _says_nobody(words: str) -> bool:
    return any(word.strip("&").lower() in NOBODY for word in words.split())
