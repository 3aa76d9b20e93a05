"""The letters of an e-mail by what it says they are in, and by what they are in where that is wrong (RFC 2045, 2047 and
3676). Pure."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re

from apps.intake.readers.plain import decode

IN_ONE_BYTE = frozenset({"ascii", "iso8859-1", "cp1252"})
"""Encodings that mailers name whatever the letters are in. Of the first two, Windows' own signs are no part."""
OF_NO_TEXT = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Encodings that no mailer shows. Some of them the library reads in the square of their length."""
WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
    "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis_620": "cp874",
}  # fmt: skip
"""What mailers write under the name of a narrower encoding, as a name with a letter that the narrower has not."""
OF_MANY_BYTES = frozenset(
    {"gb18030", "cp949", "cp932", "big5hkscs", "euc_jp", "iso2022_jp", "iso2022_kr", "hz"}
)
WORD = r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?="
WORDS = re.compile(rf"{WORD}(?:\s+{WORD})*")
EACH = re.compile(r"=\?([^?\s*]{1,60})[^?\s]{0,60}\?([bqBQ])\?([^?]*)\?=")
"""Words of a heading with the name of what they are in, and, after a star, of their language."""
META = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
SAMPLE = 4096
"""Bytes of a page in which it says what its letters are in."""


def decoded(content: bytes, told: str) -> str:
    """The letters of some bytes that are told to be in an encoding, or in none."""
    try:
        charset = codecs.lookup(told or "utf-8").name
        charset = WIDER.get(charset, charset)
        is_told = charset not in OF_NO_TEXT | IN_ONE_BYTE
        return content.decode(charset) if is_told else decode(content)
    except (LookupError, ValueError):
        return _nearly(content, told)


def _nearly(content: bytes, told: str) -> str:
    """Letters of which some are not what all are told to be."""
    try:
        charset = WIDER.get(codecs.lookup(told).name, codecs.lookup(told).name)
        content.decode()
    except LookupError:
        return decode(content)
    except ValueError:
        return content.decode(charset, "replace") if charset in OF_MANY_BYTES else decode(content)
    return decode(content)


def named_in(page: bytes) -> str:
    """What a page says that its letters are in; nothing where it does not say so."""
    found = META.search(page[:SAMPLE])
    return "" if found is None else found[1].decode("ascii")


def joined(said: str) -> str:
    """A line of a heading, each stretch of encoded words in it as one: a mailer cuts a name where its line is full, and
    the library would leave a space there."""
    return WORDS.sub(lambda found: _one(found[0]), said)


def _one(words: str) -> str:
    pieces: list[tuple[str, bytes]] = []
    for charset, how, text in EACH.findall(words):
        try:
            given = base64.b64decode(text + "=" * (-len(text) % 4)) if how in "bB" else _quoted(text)
        except (binascii.Error, ValueError):
            return words
        if pieces and pieces[-1][0] == charset.lower():
            pieces[-1] = (charset.lower(), pieces[-1][1] + given)
        else:
            pieces.append((charset.lower(), given))
    said = "".join(decoded(given, charset) for charset, given in pieces)
    return f"=?utf-8?b?{base64.b64encode(said.encode('utf-8', 'replace')).decode()}?="


def _quoted(text: str) -> bytes:
    return quopri.decodestring(text.encode("utf-8", "replace"), header=True)


def unflowed(text: str, *, parts_words: bool) -> str:
    """Lines that a mailer broke, and that are shown as one. ``parts_words``: the space at which one was broken is none
    of its own."""
    lines: list[list[str]] = []
    depth, goes_on = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        own = len(line) - len(line.lstrip(">"))
        words = line[own:].removeprefix(" ")
        if not (goes_on and own == depth and words != "-- "):
            lines.append([">" * own + " " if own else ""])
        depth, goes_on = own, words.endswith(" ") and words != "-- "
        lines[-1].append(words[:-1] if goes_on and parts_words else words)
    return "\n".join("".join(each) for each in lines)
