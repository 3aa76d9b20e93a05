"""The one form in which text is kept, hashed and compared."""

import unicodedata


def canonical(text: str) -> str:
    """The same text in Unicode NFC with LF line ends; nothing else is changed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


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
