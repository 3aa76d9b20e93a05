"""The one form in which text is kept, hashed and compared."""

import unicodedata


def canonical(text: str) -> str:
    """The same text in Unicode NFC with LF line ends; nothing else is changed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
