"""Listed names in scripts that set no blank between words: Chinese, Japanese, Korean with its endings, Thai, Lao,
Khmer, Burmese. They are looked for in the run of the text, letter by letter, with a blank between or without.

Pure, over plain text (`glyphs`). A name is found by looking for its characters, never by a pattern made from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found, Known, Run

IDEOGRAPHS = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
SCRIPTS = re.compile(f"[\u0e01-\u0edf\u1000-\u109f\u1780-\u17ff{IDEOGRAPHS}]")
SYLLABLES = re.compile(f"[{IDEOGRAPHS}]+")
"""Each character by itself means something: a form may have a blank behind any of them."""
ENDINGS = ("股份有限公司", "有限责任公司", "有限公司", "株式会社", "주식회사", "公司")
BETWEEN = " \n\u30fb."
"""What may stand between two characters of a name: a blank, the end of a line, the point of a foreign one."""
FEWEST = 2


def add(known: Known, name: str, kind: Kind, party: UUID | None, *, exactly: bool = False) -> None:
    """List a name by its characters, where it is in such a script; and, unless it is wanted ``exactly``, what somebody
    or something of that name is called for short."""
    if name.isascii() or SCRIPTS.search(name) is None:
        return
    text = Plain.of(name).text
    for pieces, weak in _ways(text.split(), kind, exactly=exactly):
        if len("".join(pieces)) >= FEWEST:
            known.add_run(Run(pieces, kind, party, weak))


def _ways(parts: list[str], kind: Kind, *, exactly: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
    yield tuple(piece for part in parts for piece in _pieces(part)), False
    if exactly:
        return
    whole = "".join(parts)
    if kind == Kind.ORGANIZATION:
        for ending in ENDINGS:
            if whole.endswith(ending) or whole.startswith(ending):
                yield _pieces(whole.removesuffix(ending).removeprefix(ending)), False
                return
        return
    if len(parts) > 1:
        yield from ((_pieces(part), True) for part in parts)
    elif SYLLABLES.fullmatch(whole):
        # A surname of one character, or of two where there are four.
        shorter = {3: (whole[1:],), 4: (whole[:2], whole[2:])}.get(len(whole), ())
        yield from ((_pieces(part), True) for part in shorter)


def _pieces(part: str) -> tuple[str, ...]:
    return tuple(part) if SYLLABLES.fullmatch(part) else (part,)


def by_character(text: str, known: Known) -> Iterator[Found]:
    """Where the names stand."""
    if not known.runs or text.isascii():
        return
    for run in known.runs.values():
        first, rest = run.pieces[0], run.pieces[1:]
        at = text.find(first)
        while at >= 0:
            end = _end(text, at + len(first), rest)
            if end is not None:
                yield Found(at, end, run.kind, run.party, run.weak)
            at = text.find(first, at + 1)


def _end(text: str, at: int, pieces: tuple[str, ...]) -> int | None:
    for piece in pieces:
        if text[at : at + 1] and text[at] in BETWEEN:
            at += 1
        if not text.startswith(piece, at):
            return None
        at += len(piece)
    return at
