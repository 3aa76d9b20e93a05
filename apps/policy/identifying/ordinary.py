"""Ordinary words of English and French, folded: a listed name is looked for in any case, but where it is one of these
it is a name only with a capital.

`ordinary.txt` was compiled for this: the words that the house's own texts in both languages (documentation, catalogue,
and the labelled passages other than the set that is held out) write small more often than not, and words of everyday
that are surnames or given names as well (trades, colours, plants, animals, land and weather, kin, days and months).
Left out on purpose are words that are met as names far oftener, `pierre`, `smith`, `roy`: a stone that is replaced does
no harm, a name that crosses does. It need not be complete: a word that is missing costs a false replacement, and only
where a party is called so.
"""

from __future__ import annotations

from pathlib import Path

WORDS = frozenset(Path(__file__).with_name("ordinary.txt").read_text("ascii").split())

ALSO_WORDS = frozenset(
    {"will", "may", "april", "june", "august", "mark", "grant", "hope", "grace", "faith", "joy", "rose", "bill",
    "art", "frank", "rich",
     "pat", "sue", "drew", "chase", "hunter", "mason", "dean", "earl", "duke", "major", "victor", "christian", "guy",
     "lane", "reed", "dale",
     "cliff", "glen", "heath", "rob", "rod", "norm", "gene", "jack", "parker", "cooper", "page", "bond", "young",
     "penny", "ruby", "pearl",
     "crystal", "amber", "ivy", "olive", "violet", "daisy", "iris", "summer", "autumn", "dawn", "eve", "angel",
     "chance", "constance",
     "prudence", "patience", "charity", "mercy", "melody", "harmony", "aurore", "marin", "desire", "france", "paris",
     "victoria", "regina",
     "georgia", "virginia", "alberta", "sydney", "vernon", "london", "chelsea", "mai", "avril", "juin", "mars",
     "constant", "modeste", "parfait",
     "innocent", "loyal", "marine", "claire", "blanche", "lac", "prosper", "clement", "juste", "fidele", "aime",
     "noel", "ocean", "camille"}
)  # fmt: skip
"""Given names that are words as well, or places: no names at the beginning of a sentence."""

SHORT = frozenset(
    {"ad", "ai", "am", "an", "as", "at", "au", "be", "bu", "by", "ce", "ci", "de", "do", "du", "en", "es", "et",
     "eu", "go", "ha", "he", "ho", "if", "il", "in", "is", "it", "je", "la", "le", "lu", "ma", "me", "mu", "my",
     "ne", "ni", "no", "nu", "of", "oh", "on", "or", "os", "ou", "pu", "sa", "se", "si", "so", "su", "ta", "te",
     "to", "tu", "un", "up", "us", "va", "vu", "we"}
)  # fmt: skip
"""Of two letters. Whoever is called so is met with a capital alone; where a sentence begins it is the word."""
ACCENTED = frozenset({"marie", "maries"})
"""Words only with their accent, `marié`: without one, or with a capital, it is the name."""
PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("x", ""), ("s", ""))
"""Ends of a plural, and of its singular: `the Youngs` are a family where `young` is a word."""


def is_ordinary(words: tuple[str, ...]) -> bool:
    """Whether each of these is a word of the language, so that together they may be no name at all. Nobody is known by
    fewer than three letters that were typed small. In a script that has no capitals nothing asks for one."""
    letters = "".join(words)
    if not letters.isascii() and letters.upper() == letters.lower():
        return False
    return len(letters) < 3 or all(map(_is_word, words))


def _is_word(word: str) -> bool:
    if len(word) < 3 or word in WORDS or word in ALSO_WORDS:
        return True
    return any(word.endswith(many) and word.removesuffix(many) + one in WORDS for many, one in PLURALS)
