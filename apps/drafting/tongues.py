"""Whether a draft came in the language that was asked for, by the small words of its own prose. Pure.

It says nothing of a text that is short or in both languages: nobody believes a notice that is wrong on a good draft.
"""

from __future__ import annotations

import re
from collections import Counter

from apps.drafting.models import Language

SMALL_WORDS = {
    Language.ENGLISH: frozenset(
        {"the", "of", "and", "that", "with", "was", "were", "which", "this", "these", "is", "are", "been", "have",
         "has", "had", "not", "by", "from", "he", "she", "they", "his", "her", "their", "would", "should", "did", "it",
         "its", "to", "for", "there", "what", "when", "who", "any", "we", "you", "your", "our", "be", "must", "shall",
         "at"}
    ),
    Language.FRENCH: frozenset(
        {"le", "les", "des", "du", "et", "une", "que", "qui", "dans", "est", "pas", "aux", "avec", "cette", "ces",
         "sont", "ont", "elle", "ils", "nous", "vous", "leur", "leurs", "ses", "été", "était", "être", "aussi", "dont",
         "où", "au", "ne", "la", "ce", "se", "sans", "selon", "votre", "notre", "doit", "peut", "afin", "ainsi", "il",
         "de"}
    ),
}  # fmt: skip
"""Written in every sentence of the one, and seldom in the other but in a name or a title."""
WORD = re.compile(r"[^\W\d_]+")
QUOTED = re.compile(
    r"^[ ]{0,3}>.*$|«[^«»]{1,2000}»|“[^“”]{1,2000}”|\"[^\"\n]{1,2000}\"|\*[^*\n]{1,200}\*", re.MULTILINE
)
"""What others said or wrote, and titles: in whatever language that was."""
FEWEST, TIMES = 40, 8
"""Small words of the other language that a draft has at least, and how many to one of its own."""
LOOKED_AT = 10_000
"""Characters of its beginning, and of its end."""


def instead_of(asked: str, text: str) -> Language | None:
    """The language that a draft seems to be in, where it is plainly another than was asked for."""
    parts = (text,) if len(text) <= 2 * LOOKED_AT else (text[:LOOKED_AT], text[-LOOKED_AT:])
    counts = Counter(word for part in parts for word in WORD.findall(QUOTED.sub(" ", part).lower()))
    found = {language: sum(counts[word] for word in words) for language, words in SMALL_WORDS.items()}
    other = Language.ENGLISH if asked == Language.FRENCH else Language.FRENCH
    return other if found[other] >= max(FEWEST, TIMES * found[Language(asked)]) else None
