"""Where words stand in a text as words: not as the tail of a longer one, nor as part of a longer number. Pure.

*Able to pay* does not stand in "unable to pay", ``5,000`` does not stand in ``15,000``, *binding* does not stand in
"non-binding", and French *est tenu* does not stand in "n'est tenu".
"""

from __future__ import annotations

import re

NOTES = (
    r"(?:sic|(?:my |our )?emphasis(?: added| mine| in original)?|(?:citations?|footnotes?|references?) omitted"
    r"|translat(?:ed|ion)|traduction(?: libre)?|(?:nos|les) (?:soulignés|italiques)|je souligne|nous soulignons"
    r"|(?:italiques?|soulignements?) (?:ajoutés?|dans l['’]original)|(?:renvois?|références?|notes?) omis(?:es?)?)"
)
"""What a writer says about a quotation in brackets, as a pattern."""
LOOKED_AT = 10
"""Characters on either side that tell whether a word or a number goes on."""

_JOINT = re.compile(r"(?<=\d)[.,](?=\d)|(?<=\w)[-/'’](?=\w)")
"""What stands between the parts of one word or number."""

_BEFORE = re.compile(r"\w[-'’]?\Z")
_ELIDED = re.compile(r"(?<!\w)(?:[cdjlmst]|(?:jus|lors|puis|quoi)?qu)['’]\Z", re.IGNORECASE)
"""French words that a quotation may leave before it: all that are elided but the one that turns a sentence round."""
_AFTER = re.compile(r"\w|[-'’]\w")
_NUMBER_BEFORE = re.compile(r"\d[.,/]\Z")
_NUMBER_AFTER = re.compile(r"[.,/]\d")
_THOUSANDS_BEFORE = re.compile(r"(?<!\d)\d{1,3}[ \u00a0\u202f]\Z")
_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_THOUSANDS_AFTER = re.compile(r"[ \u00a0\u202f]\d{3}(?!\d)")
_UP_TO_THREE = re.compile(r"(?<!\d)\d{1,3}\Z")


def find(words: str, text: str, at: int = 0) -> int:
    """The first place from ``at`` where the words stand whole, or -1."""
    at = text.find(words, at)
    while at >= 0 and not is_whole(text, at, at + len(words)):
        at = text.find(words, at + 1)
    return at


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither end of ``[start, end)`` cuts a word or a number."""
    return start < end and not _is_cut_before(text, start) and not _is_cut_after(text, end)


def _is_cut_before(text: str, start: int) -> bool:
    first, before = text[start], text[max(0, start - LOOKED_AT) : start]
    if _JOINT.match(text, start):
        return True
    if not before or not (first.isalnum() or first == "_"):
        return False
    if _BEFORE.search(before):
        return not _ELIDED.search(before)
    if not first.isdigit():
        return False
    grouped = _THOUSANDS.match(text, start) and _THOUSANDS_BEFORE.search(before)
    return bool(grouped or _NUMBER_BEFORE.search(before))


def _is_cut_after(text: str, end: int) -> bool:
    last = text[end - 1]
    if _JOINT.match(text, end - 1):
        return True
    if not (last.isalnum() or last == "_"):
        return False
    if _AFTER.match(text, end):
        return True
    if not last.isdigit():
        return False
    grouped = _THOUSANDS_AFTER.match(text, end) and _UP_TO_THREE.search(text[max(0, end - LOOKED_AT) : end])
    return bool(grouped or _NUMBER_AFTER.match(text, end))


LONGEST = 40
_REST_BEFORE = re.compile(r"(?:\d{1,3}(?: \d{3})* |(?:\w[-'.,/]?)*)\Z")
_REST_AFTER = re.compile(r"(?: \d{3}(?!\d))+|(?:[-'.,/]?\w)*")


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch with the whole of a word or number that either end cuts."""
    if start < end and _is_cut_before(text, start):
        rest = _REST_BEFORE.search(text[max(0, start - LONGEST) : start])
        start -= len(rest.group()) if rest else 0
    if start < end and _is_cut_after(text, end):
        rest = _REST_AFTER.match(text[end : end + LONGEST])
        end += len(rest.group()) if rest else 0
    return start, end
