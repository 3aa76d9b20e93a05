"""Names that the matter does not list, pointed out to the person who looks at the preview.

Nothing is replaced by this: a capital letter is no proof of a name. A person decides, and adds it. What points is a
title, a part that somebody has in the matter, kinship, what is only done by people, a place where names are written
(under a letter, ahead of an address of e-mail, before what was said), or a common given name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from apps.core.text import fold
from apps.policy.identifying.barriers import hidden
from apps.policy.identifying.given import GIVEN, NEVER
from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.known import Found, Known
from apps.policy.identifying.ordinary import is_ordinary
from apps.policy.identifying.words import Words

BIG, SMALL = "A-ZÀ-ÖØ-Þ\u0100-\u017f", "a-zß-öø-ÿ\u0100-\u017f'’"
"""Letters of names in Latin script: Czech, Polish and Turkish names are as likely here as French ones."""
NAME = (
    rf"[{BIG}][{SMALL}]{{1,30}}(?:[{BIG}][{SMALL}]{{1,30}})?(?:-[{BIG}][{SMALL}]{{1,30}}){{0,3}}"
    rf"|[{BIG}]['’][{BIG}][{SMALL}]{{1,30}}|[{BIG}]\."
    rf"|[{BIG}]{{2,30}}(?:[-'’][{BIG}]{{2,30}}){{0,3}}"
)
"""With an end to each part: a thousand capitals are no name, and would be read again from every letter of them."""
PARTICLE = (
    r"(?:de[ \u00a0]la|de|du|des|van[ \u00a0]der|van[ \u00a0]den|van|von|der|al|el|bin|da|dos|di|St\.|Ste?)"
)
B = "[ \u00a0]"
REST = rf"(?:{B}(?:{NAME}|{PARTICLE})){{0,3}}{B}(?:{NAME})"
"""What follows a given name."""
PAIR = rf"(?:{NAME}){REST}"
ONE = rf"(?:(?:{NAME}|{PARTICLE}){B}){{0,4}}(?:{NAME})"
SURNAME_FIRST = (
    rf"[{BIG}]{{3,30}}(?:[-'’ ][{BIG}]{{2,30}}){{0,3}},"
    rf"{B}[{BIG}][{SMALL}]{{1,30}}(?:[- ][{BIG}][{SMALL}]{{1,30}})?"
)
ROLES = (
    r"constable|cst|officer|detective|det|sergeant|sgt|corporal|cpl|inspector|insp|agente?|inspecteur|inspectrice|sergente?"
    r"|enqu[eê]t(?:eur|rice|euse)|polici[eè]re?|paramedic|ambulanci[eè]re?|nurse|infirmi[eè]re?|neighbour|voisine?|witness(?:es)?"
    r"|t[eé]moins?|doctor|expert|notaire|notary|m[eé]decin|physician|surgeon|chirurgienn?e?|psychologue|psychologist"
    r"|psychiatre|psychiatrist|physioth[eé]rapeute|physiotherapist|ergoth[eé]rapeute|therapist|th[eé]rapeute|counsellor"
    r"|intervenante?|travailleu(?:r|se)[ ]sociale?|social[ ]worker|pharmacist|pharmacienn?e?|chiropractor"
    r"|dentiste?|interpreter"
    r"|interpr[eè]te|translator|traduct(?:eur|rice)|landlord|landlady|tenant|locataire|locat(?:eur|rice)|propri[eé]taire"
    r"|owner|victime?|complainant|plaignante?|informant|suspecte?|accused|accus[eé]e?|attention|accountant|comptable|assistante?"
    r"|adjointe?|secretary|secr[eé]taire|supervisor|superviseure?|manager|gestionnaire|direct(?:or|eur|rice)|president"
    r"|pr[eé]sidente?|principal|teacher|enseignante?|coach|guardian|tut(?:or|eur|rice)|curat(?:eur|rice)|trustee|syndic|bailiff"
    r"|huissi[eè]re?|adjuster|appraiser|[eé]valuat(?:eur|rice)|surveyor|arpenteuse?|broker|courti[eè]re?|realtor|bankers?|conseill[eè]re?"
    r"|advis[eo]r|clerk|foreman|contrema[iî]tre|driver|conduct(?:eur|rice)|passenger|passag[eè]re?|co-?worker|patiente?|student|[eé]tudiante?"
    r"|[eé]l[eè]ve|employee|employ[eé]e?|claimant|insured|assur[eé]e?|debtor|creditor|borrower|emprunteu(?:r|se)|guarantor"
    r"|mandataire|mandante?|testat(?:or|eur|rix|rice)|execut(?:or|rix)|liquidat(?:or|eur|rice)|heirs?|h[eé]riti[eè]re?|beneficiary|b[eé]n[eé]ficiaire"
    r"|donat(?:eur|rice)|vend(?:or|eur|eresse)|purchaser|acheteu(?:r|se)|acqu[eé]reu(?:r|se)|sponsor|r[eé]pondante?|applicant|reporter"
    r"|auditor|v[eé]rificat(?:eur|rice)|sup[eé]rieure?|steward|housekeeper|garante?|d[eé]l[eé]gu[eé]e?|caretaker|chauffeur|worker|deponent|affiant|commissioner|commissaire|counsel|avocate?|lawyer|solicitor|paralegal|stagiaire|technicienn?e?|technician|mechanic"
    r"|m[eé]canicienn?e?|contractor|entrepreneure?|engineer|ing[eé]nieure?|architecte?|superintendent|concierge|janitor|babysitter|gardienne?|caregiver"
    r"|contact|representative|repr[eé]sentante?|agent|partner|associ[eé]e?|shareholder|actionnaire|officer"
)
KIN = (
    r"cousine?|(?:step|half-)?(?:brother|sister|mother|father|son|daughter)s?(?:-in-law)?|wife|husband|spouse|partner|friend|colleague|roommate|boss|aunt"
    r"|uncle|niece|nephew|grand(?:mother|father|son|daughter|parents?)|fianc[eé]e?|ex-(?:wife|husband)|widow(?:er)?|child|children|twins?"
    r"|(?:beau-|demi-)?(?:fr[eè]re|p[eè]re|fils)|(?:belle-|demi-)?(?:s(?:œ|oe)ur|m[eè]re|fille)|enfants?|[eé]pou(?:se|x)|conjointe?|ex-conjointe?|mari|femme|amie?"
    r"|coll[eè]gue|tante|oncle|ni[eè]ce|neveu|grand-(?:p[eè]re|m[eè]re)|veu(?:f|ve)|copine?|colocataire|voisine?|neighbour|nurse|teacher"
    r"|manager|gestionnaire|parents?"
)
TITLE = r"(?:(?i:mr|mrs|ms|mx|miss|dre?|prof|mme|mlle|me|m|cst|det|sgt|const|insp|cpl|supt|rev|hon|p\.?c)\.?[ \u00a0])?"
TITLED = re.compile(
    r"(?<![\w.])(?:(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Mme|Mlle|Dre|Docteure?|Ma[iî]tre|Monsieur|Madame|Rev|Reverend|P\.?C|S/Sgt"
    r"|Dear|Ch[eè]re?|Hi|Hello|Bonjour|Imam|Rabbi|Pastor|Elder|Chief|Captain|Capitaine|P[eè]re|Soeur|Sœur)"
    rf"|M|Me|Sir|(?i:{ROLES}))\b\.?,?(?:{B}?:)?(?:{B}\#?[\d\x00]{{2,9}},?)?[ \u00a0\n]{TITLE}({ONE})(?!\w)"
)
CREDENTIALS = re.compile(
    rf"(?<!\w)({PAIR}),[ \u00a0\n](?:M\.?D|R\.?N|B\.?N|CPA|C\.?A|FRCSC|FRCPC|CFPC|CCFP|Ph\.?D|LL\.?[BM]|J\.?D"
    rf"|B\.?A|M\.?A|M\.?Sc|P\.?Eng|ing|inf|Esq|[BMR]SW|K\.?C"
    r"|Q\.?C|c\.r|O\.?T|P\.?T|DC|DDS|D\.?M\.?D|N\.?P|CHRP|CRHA|RPN|LPN|notaire|notary|avocate?|barrister|solicitor|counsel|t\.s|erg|pht|psy|a\.g|CFA|RCIC|CIRC)\b"
)
"""`Olena Petrenko, MD`."""
SPOKEN = re.compile(
    rf"(?:^|\n)[ \t]*(?:[\[(]?\d{{1,2}}:\d\d(?::\d\d)?[\])]?[ \t-]*)?({PAIR}){B}?(?:\([^)\n]{{1,30}}\){B}?)?:"
)
"""`Hannah Whitlock: I saw it.`, at the beginning of a line, and behind a time."""
TEXTED = re.compile(
    rf"(?:^|\n)[ \t]*[\[(]?(?:\d{{4}}-\d\d-\d\d[ T,]{{0,2}})?\d{{1,2}}:\d\d(?::\d\d)?[\])]?[ \t-]{{1,3}}({ONE}){B}?:"
)
"""Who wrote a message, behind its time."""
IN_A_ROW = re.compile(rf"(?:^|\n)[ \t|]*({PAIR})[ \t]*\|")
"""Who stands first in the row of a table."""
CLOSED = re.compile(
    r"(?i:truly|sincerely|regards|faithfully|respectfully|thanks|thank you|merci|salutations|cordialement"
    r"|distingu[eé]e?s|sentiments|[àa] vous)[.,]?"
    rf"[ \t]*\n+[ \t]*(?:[_/.-]{{2,}}[ \t]{{0,40}}\n?[ \t]{{0,40}})?((?:{NAME})(?:{B}(?:{NAME}|{PARTICLE})){{0,3}})"
    r"(?=[ \t]*(?:[\n,(]|$))"
)
"""Who signed a letter, under its last words."""
UNDER_A_LINE = re.compile(
    rf"(?:(?<!_)_{{3,}}|/s/|\(s\)|\(signed\)|\(sign[eé]\))[ \t]{{0,40}}\n?[ \t]{{0,40}}({PAIR})(?!\w)"
)
"""Under or behind the line that is signed on."""
NAMED_FIELD = re.compile(
    r"(?:^|[\n|;\x00])[ \t*•-]*(?:(?i:from|to|cc|c\.c\.|bcc|attn|attention|de|[àa]|cci|name|names|nom|noms"
    r"|nom et pr[eé]nom|nom complet|full name|surname|given names?"
    r"|family name|last name|first name|pr[eé]noms?|nom de famille|author|auteure?|regarding|concernant|objet"
    r"|present|pr[eé]sents?|pr[eé]sentes?|attendees|in attendance|signature|signataire|cosigner"
    r"|next of kin|emergency contact|personne [àa] contacter|per|copy to|copie [àa]|copie conforme|c/o)"
    rf"|[A-Za-zÀ-ÿ/' -]{{0,30}}\b(?i:by|par|name|nom|of|contact|{ROLES}|{KIN}))"
    rf"(?:[ ]?\([^)\n]{{1,20}}\))?{B}?[:.]{B}{{0,3}}(?:(?i:mr|mrs|ms|dr|mme|me"
    rf"|m)\.?{B})?((?:{NAME})(?:{B}(?:{NAME}|{PARTICLE})){{0,3}}|{SURNAME_FIRST})(?!\w)"
)
"""`Completed by: Joan Petit`, `Next of kin: Joan Petit`."""
COPIED = re.compile(rf"(?:^|\n)[ \t]*(?i:c\.?[ ]?c\.?(?:[ ]?i\.?)?|p\.?[ ]?j\.?){B}?:?[ \t]*({PAIR})(?!\w)")
AND_MORE = re.compile(rf"(?:,|;|,?{B}(?:and|et|&))[ \u00a0\n]({PAIR})(?!\w)")
"""The next in a list of people."""
MAILED = re.compile(rf"({PAIR}|{SURNAME_FIRST})[\"']?{B}?[<(\[](?:mailto:)?[\x00\[]")
"""The name shown with an address of e-mail, which is covered already."""
RELATED = re.compile(
    rf"(?<!\w)({ONE}),[ \u00a0\n]"
    r"(?i:an?|the|his|her|their|my|our|une?|le|la|l['’]|son|sa|ses|leur|mon|ma)[ \u00a0]?(?:(?i:former|only"
    r"|eldest|younger|older|late|then|ex|feu|seule?)[ ])?"
    rf"(?i:{KIN}|{ROLES})(?!\w)"
)
"""`Lucie Gingras, a cousin`."""
KINDRED = re.compile(
    rf"(?<!\w)(?i:{KIN})(?:,|{B}(?i:named|called|of|to|nomm[eé]e?|pr[eé]nomm[eé]e?|de|d['’]|is|was"
    rf"|est))?{B}?[ \u00a0\n(]{TITLE}({ONE})(?!\w)"
)
"""`her sister Joan`, `fils de Paul Roy`."""
DONE_BY = re.compile(
    r"(?<!\w)(?i:signed|witnessed|prepared|written|examined|assessed|treated|interviewed|represented|sworn|attested|driven|owned|reported|completed"
    r"|referred|taken|reviewed|approved|supervised|received|seen|drafted|sent|issued|served|led|conducted|transcribed|certified|sign[eé]e?s?|pr[eé]par[eé]e?s?"
    r"|r[eé]dig[eé]e?s?|examin[eé]e?s?|[eé]valu[eé]e?s?|trait[eé]e?s?|repr[eé]sent[eé]e?s?|assist[eé]e?s?|accompagn[eé]e?s?|conduite?s?|re[cç]ue?s?|remplie?s?|vue?s?"
    rf"|dress[eé]e?s?|sign[eé]e?s?|transmise?s?|signifi[eé]e?s?|rencontr[eé]e?s?|accompanied|assisted){B}(?i:by|before|par|devant|avec){B}({PAIR})(?!\w)"
    rf"|(?<!\w)(?i:named|called|known as|nomm[eé]e?|pr[eé]nomm[eé]e?|soussign[eé]e?s?|undersigned|spoke (?:with"
    rf"|to)|met (?:with)?|contact(?:ed)?|telephoned|phoned"
    rf"|parl[eé] (?:[àa]|avec)|rencontr[eé]|appel[eé]|joint|between|entre|call|ask(?: for)?|confirm with"
    rf"|questions? (?:to|for)|speak (?:to|with)|reach|e-?mail|through|appele[rz]|joi(?:ndre|gnez)"
    rf"|communique[rz] avec|question,|adresser [àa]|demander|aupr[eè]s de|copy to|copie [àa]),?{B}({PAIR})(?!\w)"
    rf"|(?<!\w)(?i:call|ask for|appele[zr]|contacte[zr]){B}({ONE})(?!\w)"
    rf"|(?<!\w)(?:I|Je|je),{B}(?:(?i:the undersigned|soussign[eé]e?),{B})?({PAIR})(?=,)"
)
"""What only people do: `examined by Joan Petit`, `I, Joan Petit, of`."""
DOES = re.compile(
    rf"(?<!\w)({PAIR})(?:,?{B}(?:who|qui|has|had|a|avait|then|also|later|ensuite|aussi|me|m['’]))?{B}"
    r"(?i:said|says|stated|states|told|testified|advised|confirmed|attended|wrote|called|witnessed|deposed|denied|explained|reported|indicated|claims|claimed|admitted|asked"
    r"|replied|lives|lived|resides|works|worked|signed|arrived|agreed|drove|saw|heard|met|married|died|born|noted|observed|recalled|believes"
    r"|dit|d[eé]clare|d[eé]clar[eé]|affirme|affirm[eé]|confirme|confirm[eé]|t[eé]moign[eé]|t[eé]moigne|indique|indiqu[eé]|mentionne|mentionn[eé]|[eé]crit|habite|demeure|travaille|travaillait"
    r"|explique|expliqu[eé]|rapporte|rapport[eé]|nie|ni[eé]|r[eé]pond|r[eé]pondu|sign[eé]|soutient|reconna[iî]t|arriv[eé]e?|n[eé]e?|d[eé]c[eé]d[eé]e?|comparu|observ[eé]|constat[eé])(?!\w)"
)
LISTED_LAST = re.compile(rf"(?<![\w,])({SURNAME_FIRST})(?!\w)")
SHOUTED_LAST = re.compile(
    rf"(?<!\w)([{BIG}][{SMALL}]{{1,30}}(?:-[{BIG}][{SMALL}]{{1,30}})?{B}[{BIG}]{{3,30}}(?:[-'’][{BIG}]{{2,30}}){{0,3}})(?!\w)"
)
CALLED = re.compile(rf"(?<![\w'’-])((?:{NAME}){REST})(?!\w)")
"""Two words with a capital or more: pointed out where the first is a common given name."""
EVERY = (
    TITLED, CREDENTIALS, SPOKEN, TEXTED, IN_A_ROW, CLOSED, UNDER_A_LINE, NAMED_FIELD, COPIED, MAILED, RELATED,
    KINDRED, DONE_BY, DOES, LISTED_LAST, SHOUTED_LAST,
)  # fmt: skip
CONTRACTED = re.compile(r"\w+['’](?:s|re|ll|ve|d|t|m)|(?:[JLDCSNMT]|Qu)['’][a-zà-ÿ]\w*", re.IGNORECASE)
"""`That's`, `J'ai`."""
AMID = re.compile(
    rf"(?:(?<![a-zà-ÿ])(?:[a-zà-ÿ]+|[a-zà-ÿ]['’])[ \u00a0\n]|[|:.…\t][ \t]{{0,3}})({PAIR})"
    rf"(?=[ \t]*(?:[^\w \t]|{B}[a-zà-ÿ(]|$))"
)
"""Two words with a capital in the middle of a sentence or in a cell."""
NO_NAME_BEHIND = re.compile(
    r"(?:^|\W)(?:the|an?|this|our|your|their|le|la|les|une?|du|des|aux?|ce|cette|l['’]|votre|notre)[ \u00a0\n]$",
    re.IGNORECASE,
)
MOST, SHORTEST_SHOUTED = 200, 4
SHORTEST_NAME = 5
"""Letters of a name that may be misspelt: of four, every other word is one letter away."""
WITHIN = frozenset({"le", "la", "les", "du", "des", "de", "st", "ste", "saint", "sainte"})
"""Small words and saints that a surname may hold."""
WORD = re.compile(r"[^\s,]+")
CAPITALIZED = re.compile(rf"[{BIG}][^\s,]*")


def unlisted(text: str, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Where somebody may be named whom no find covers: `start` up to `end`, in order, without overlaps."""
    rest = hidden(text, found)
    places = {
        place for pattern in EVERY for match in pattern.finditer(rest) for place in _of(rest, pattern, match)
    }
    places |= set(_called(rest)) | set(_amid(rest))
    return list(_apart(sorted(places, key=lambda place: (place[0], -place[1]))))[:MOST]


def misspelt(texts: Sequence[str], known: Known) -> list[str]:
    """Words with a capital that are one letter away from a listed person's name, each once. They are not replaced by
    themselves: as many are somebody else's name."""
    names = [name for name in known.people if len(name) >= SHORTEST_NAME and not is_ordinary((name,))]
    found: dict[str, None] = {}
    looked_at = known.people | GIVEN | NEVER
    for text in texts:
        plain = Plain.of(text)
        words = Words.of(plain.text)
        for at, word in enumerate(words.folded):
            if word in looked_at or len(word) < SHORTEST_NAME - 1 or not words.capital(at):
                continue
            looked_at.add(word)
            if is_ordinary((word,)) or not any(
                OSA.distance(word, name, score_cutoff=1) <= 1 for name in names
            ):
                continue
            found[text[slice(*plain.back(words.start(at), words.end(at)))]] = None
    return list(found)


def _of(text: str, pattern: re.Pattern[str], match: re.Match[str]) -> Iterator[tuple[int, int]]:
    group = match.lastindex or 1
    place = _trimmed(text, *match.span(group))
    if place is not None and not _is_letters(text[slice(*place)], titled=pattern is TITLED):
        yield place
    if pattern in (NAMED_FIELD, COPIED, UNDER_A_LINE, KINDRED, DONE_BY):
        more = AND_MORE.match(text, match.end(group))
        while more is not None:
            place = _trimmed(text, *more.span(1))
            if place is not None:
                yield place
            more = AND_MORE.match(text, more.end())


def _called(text: str) -> Iterator[tuple[int, int]]:
    """Pairs that begin with a common given name, from wherever in the stretch of capitals it stands."""
    for match in CALLED.finditer(text):
        words = list(CAPITALIZED.finditer(text, *match.span(1)))
        for word in words[:-1]:
            if _bare(word.group()).split("-")[0] in GIVEN:
                place = _trimmed(text, word.start(), match.end(1))
                if place is not None and " " in text[place[0] : place[1]].replace("\u00a0", " "):
                    yield place
                break


def _amid(text: str) -> Iterator[tuple[int, int]]:
    """Pairs of capitals where no sentence begins and no article makes a thing of them."""
    at = 0
    while (match := AMID.search(text, at)) is not None:
        start, end = match.span(1)
        place = _trimmed(text, start, end)
        at = end
        if place is None or place[0] != start or NO_NAME_BEHIND.search(text, max(0, start - 10), start):
            continue
        named = text[slice(*place)]
        if " " in named.replace("\u00a0", " ") and not named.isupper():
            yield place


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch without words at its edges that are in no name, up to the first such word within it."""
    words = list(WORD.finditer(text[start:end]))
    while words and (_bare(words[0].group()) in NEVER or CONTRACTED.fullmatch(words[0].group())):
        words.pop(0)
    for at, word in enumerate(words):
        if at and word.group()[0].isupper() and _bare(word.group()) in NEVER - WITHIN:
            # `Maple Street` is a place, `Joan Petit Monday` somebody and a day.
            words = words[:at] if at > 1 else []
            break
    if not words:
        return None
    return start + words[0].start(), start + words[-1].end()


def _is_letters(word: str, *, titled: bool) -> bool:
    """`PHIN`: one word, and all capitals. Behind a title it may be `ROY`, if it is longer."""
    return word.isupper() and word.isalpha() and not (titled and len(word) > SHORTEST_SHOUTED)


def _bare(word: str) -> str:
    return fold(word.strip(".,'’"))


def _apart(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = -1
    for start, end in places:
        if start >= last:
            yield start, end
            last = end
