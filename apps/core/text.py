"""The one form in which text is kept, hashed and compared."""

import re
import unicodedata
from functools import cache

LONGEST_PILE = 64
"""Marks on one letter that are left to the library: no language writes so many."""
FAR_LETTERS = re.compile(f"[\u0300-\U0010ffff]{{{LONGEST_PILE},}}")
"""What a pile would be a part of. Looked for first, because it takes much less: a text of ours has none."""
PLACES_OF_MARKS = (range(0x300, 0x3100), range(0xA000, 0xAC00), range(0xF900, 0x1F000))
"""Where in Unicode there are any: it takes a while to look through all of it."""


def canonical(text: str) -> str:
    """The same text in Unicode NFC with LF line ends; nothing else is changed."""
    return unicodedata.normalize("NFC", _with_piles_in_order(text.replace("\r\n", "\n").replace("\r", "\n")))


def _with_piles_in_order(text: str) -> str:
    """The marks of a long pile in the order that NFC gives them. It takes the square of their number to bring them
    there and lets no other thread run meanwhile: a file of a megabyte would stop the whole process for hours."""
    return (
        text
        if len(text) < LONGEST_PILE or text.isascii() or not FAR_LETTERS.search(text)
        else _piles().sub(lambda pile: _in_order(pile.group()), text)
    )


def _in_order(pile: str) -> str:
    apart = "".join(unicodedata.normalize("NFD", each) for each in pile)
    return "".join(sorted(apart, key=unicodedata.combining))


@cache
def _piles() -> re.Pattern[str]:
    marks = "".join(chr(code) for codes in PLACES_OF_MARKS for code in codes if is_mark(chr(code)))
    return re.compile(f"[{marks}]{{{LONGEST_PILE},}}")


def is_mark(letter: str) -> bool:
    """Whether it is a mark on the letter before it, or is taken apart into such marks alone."""
    return unicodedata.combining(unicodedata.normalize("NFD", letter)[0]) != 0


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters of which nobody sees anything, as a class of a pattern: Unicode's default ignorable code points, and the
signs of an interlinear note."""
_KEPT = "\u061c\u200c-\u200f\ufe0e\ufe0f"
"""Those that belong to how some scripts and signs are written: joiners, marks of direction, the two looks of a sign."""
_CARRIES = "\u0590-\u1dff\u2100-\ufdff\ufe70-\ufefe\uff00-\uffff\U00010000-\U000dffff"
"""What they stand behind: letters of such a script, and signs. Behind ours they change nothing that anybody sees."""
_IS_UNSEEN = re.compile(f"[{UNSEEN}]")
_SAYS_NOTHING = re.compile(f"(?![{_KEPT}])[{UNSEEN}]|(?<![{_CARRIES}])[{_KEPT}]|(?<=[{UNSEEN}])[{_KEPT}]")
"""One of those stays where it is written so; of two kinds in a row, a sentence can be made as well as of any other."""


def visible(text: str) -> str:
    """The text without what nobody sees and what turns the order round in which the rest is seen: a person who looks
    at it has then seen what it says. Whole sentences can be written in such characters."""
    if text.isascii() or not _IS_UNSEEN.search(
        text
    ):  # nearly every text, and it is asked of all that crosses
        return text
    return _SAYS_NOTHING.sub("", text.replace("\u00ad\n", ""))


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def printable(words: str) -> str:
    """Without the control characters that no document can hold, or that no two programs show alike."""
    return CONTROLS.sub(" ", words)


LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


class _Folded(dict[int, str]):
    """What each character is looked up as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code).casefold().translate(LIGATURES))
        folded = self[code] = "".join(each for each in decomposed if not unicodedata.combining(each))
        return folded


FOLDED = _Folded()


def fold(word: str) -> str:
    """A word without case or accents, as it is looked up."""
    return word.lower() if word.isascii() else word.translate(FOLDED)
