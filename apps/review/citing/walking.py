"""Words of a text in plain type, walked to where a name or a title ends. Pure."""

from __future__ import annotations

import re

from apps.review.citing import styles

Place = tuple[int, int]

WINDOW = 160
"""Characters looked at on either side."""
MOST = 14
"""Words of a party's name or of a title."""
TOKEN = re.compile(r"\([^()\n]{1,80}\)[.,]?|\S+")
HARD = re.compile(r"[;“”«»\"|#:\[\]]|\n[ \t]*\n")
"""What no name goes on over."""
LINKS = frozenset(
    {
        "of", "and", "&", "the", "for", "de", "du", "des", "la", "le", "les", "et", "à", "au", "aux", "al", "al.", "ex",
        "rel", "rel.",
    }
)  # fmt: skip
LEADS = styles.OPENINGS | {
    "however", "later", "earlier", "here", "there", "both", "only", "even", "alors", "plus", "moreover", "indeed",
    "finally", "thus", "therefore", "first", "second", "third", "next", "while", "although", "because", "if", "when",
    "where", "on", "by", "for", "with", "at", "this", "that", "these", "those", "it", "we", "he", "she", "they", "our",
    "their", "his", "her", "its", "unlike", "like", "consider", "recall", "note", "cf", "citant", "contrairement",
    "toutefois", "cependant", "ainsi", "donc", "or", "car", "mais", "puis", "enfin", "ensuite", "depuis", "par",
    "pour", "avec", "sans", "sous", "sur", "selon", "si", "lorsque", "quand", "notons", "le", "la", "les", "un", "une",
    "ce", "cet", "cette", "ces", "il", "elle", "nous", "au", "aux", "en", "a", "an", "so", "to", "of", "than",
    "applying", "distinguishing", "relying", "rely", "l'affaire", "l’affaire", "affaire", "décision", "decision",
    "case",
}  # fmt: skip
"""Words that lead up to a name in plain type and are no part of it, in lower case."""
ENDINGS = ".,;:!?)'’\"”»"


def tokens(text: str, low: int, high: int) -> list[re.Match[str]]:
    """Words with their places; what stands in brackets is one."""
    return list(TOKEN.finditer(text, low, high))


def since_break(text: str, low: int, high: int) -> list[re.Match[str]]:
    """The last words before a place that can belong to one name."""
    for hard in HARD.finditer(text, low, high):
        low = hard.end()
    if (opened := text.rfind("(", low, high)) >= 0 and text.find(")", opened, high) < 0:
        low = opened + 1
    return tokens(text, low, high)[-MOST:]


def is_link(word: str) -> bool:
    """Whether a word in small letters may stand within a name."""
    return word in LINKS or word[:2].lower() in ("l'", "d'", "l’", "d’")


def said(text: str, place: Place) -> str:
    """The words of a place with spaces as one."""
    return " ".join(text[place[0] : place[1]].split())
