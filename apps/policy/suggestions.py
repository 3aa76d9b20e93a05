"""Names that the matter does not list, pointed out to the person who looks at the preview.

Nothing is replaced by this: a capital letter is no proof of a name. A person decides, and adds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apps.policy.known import Found
from apps.policy.recognisers import hidden

BIG, SMALL = "A-ZÀ-ÖØ-Þ\u0100-\u017f", "a-zß-öø-ÿ\u0100-\u017f'’"
"""Letters of names in Latin script: Czech, Polish and Turkish names are as likely here as French ones."""
NAME = (
    rf"[{BIG}][{SMALL}]+(?:-[{BIG}][{SMALL}]+)*|[{BIG}]['’][{BIG}][{SMALL}]+|[{BIG}]\."
    rf"|[{BIG}]{{2,}}(?:[-'’][{BIG}]{{2,}})*"
)
PARTICLE = r"(?:de[ \u00a0]la|de|du|des|van[ \u00a0]der|van[ \u00a0]den|van|von|der|al|el|bin|St\.|Ste?)"
TITLED = re.compile(
    r"(?<![\w.])(?:(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Mme|Mlle|Dre|Docteure?|Ma[iî]tre|Monsieur|Madame)|M|Me|Sir"
    r"|(?i:constable|officer|detective|sergeant|inspector|agente?|inspecteur|sergent|nurse|neighbour|voisine?|witness"
    r"|t[eé]moin|doctor|expert|notaire|m[eé]decin|landlord|tenant|locataire|propri[eé]taire|victim|victime|complainant"
    r"|plaignante?|informant|attention|accountant|comptable"
    r"|assistante?|adjointe?|secretary|secr[eé]taire))\b\.?,?(?:[ \u00a0]?:)?[ \u00a0\n]"
    rf"((?:(?:{NAME}|{PARTICLE})[ \u00a0])*(?:{NAME}))(?!\w)"
)
SPOKEN = re.compile(rf"(?:^|\n)[ \t]*((?:{NAME})(?:[ \u00a0](?:{NAME})){{1,2}})[ \u00a0]?:")
"""`Hannah Whitlock: I saw it.`, at the beginning of a line."""
CLOSED = re.compile(
    r"(?i:truly|sincerely|regards|faithfully|respectfully|salutations|cordialement|distingu[eé]e?s|sentiments)[.,]?"
    r"[ \t]*\n+[ \t]*"
    rf"((?:{NAME})(?:[ \u00a0](?:{NAME}|{PARTICLE})){{1,3}})(?!\w)"
)
"""Who signed a letter, under its last words."""
RELATED = re.compile(
    rf"(?<!\w)((?:{NAME})(?:[ \u00a0](?:{NAME}|{PARTICLE})){{1,3}}),[ \u00a0\n]"
    r"(?i:an?|the|his|her|their|my|our|une?|le|la|l['’]|son|sa|ses|leur|mon|ma)[ \u00a0]?"
    r"(?i:cousine?|brother|sister|mother|father|son|daughter|wife|husband|partner|friend|colleague|roommate|boss|aunt|uncle"
    r"|neighbour|nurse|teacher|manager|fr[eè]re|s(?:œ|oe)ur|m[eè]re|p[eè]re|fils|fille|[eé]pou(?:se|x)|conjointe?|amie?"
    r"|coll[eè]gue|tante|oncle|voisine?|gestionnaire)(?!\w)"
)
"""`Lucie Gingras, a cousin`."""
MOST = 200


def unlisted(text: str, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Where somebody may be named whom no find covers: `start` up to `end`, in order, without overlaps."""
    rest = hidden(text, found)
    places = sorted(
        match.span(1) for pattern in (TITLED, SPOKEN, CLOSED, RELATED) for match in pattern.finditer(rest)
    )
    return list(_apart(places))[:MOST]


def _apart(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = -1
    for start, end in places:
        if start >= last:
            yield start, end
            last = end
