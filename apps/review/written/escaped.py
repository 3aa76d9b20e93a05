"""Words as Markdown that says just these: with their emphasis and links; what else would be a mark is escaped. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from apps.review.written.pieces import Inline, Piece, can_lead
from apps.review.written.tokens import PARSER

MARKS = re.compile(r"([*`\\<])|(?<!\w)(_)|(_)(?!\w)|(&)(?=#?\w+;)|(\])(?=\()")
UNFIT = re.compile(r"[\s<>\\\x00-\x1f]")
"""What no address can hold as it is."""
AT_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[+-](?=\s|$)|~~~|[-=|: ]+$)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
IN_TITLE = re.compile(r'[\\"]|&(?=#?\w+;)')
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def marked(pieces: Iterable[Piece]) -> str:
    """Pieces in order; ends of lines stay what they are."""
    linked = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.to)
    return "".join(_linked(list(group), to) for to, group in linked).strip()


def plain(pieces: Iterable[Piece]) -> str:
    """The words alone, with every mark of punctuation escaped: what no reading can take for anything else."""
    return PUNCTUATION.sub(r"\\\g<0>", "".join(piece.text for piece in pieces)).strip()


def in_cell(pieces: Iterable[Piece]) -> str:
    """``marked`` for a cell of a table."""
    return marked(pieces).replace("|", "\\|")


def lines(words: str) -> list[str]:
    """Each line of what was written, so that it begins no list, heading or table."""
    return [begun(line.strip()) for line in words.split("\n")]


def begun(line: str) -> str:
    """A line whose first characters are what they are, and no mark."""
    if AT_START.match(line):
        return f"\\{line}"
    return NUMBER.sub(r"\1\\\2", line, count=1) if NUMBER.match(line) else line


def in_sight(said: str, to: str) -> tuple[int, str | None] | None:
    """Where the address of a link is printed behind its words, and the title that the link has, if any: what was
    written behind the last of such addresses, so that no words fall to a title."""
    alone, begun = f"({to})", f'({to} "'
    if said.endswith(alone):
        return len(said) - len(alone), None
    at = said.rfind(begun) if said.endswith('")') else -1
    begins = at + len(begun)
    return (at, said[begins:-2]) if at >= 0 and begins <= len(said) - 2 else None


def _linked(pieces: Sequence[Piece], to: str) -> str:
    """Words that lead to one address. A link whose address is printed behind it is written as it was."""
    said = "".join(piece.text for piece in pieces)
    alone = in_sight(said.strip(), to)
    if not to or (alone and not alone[0]):
        return _looking(pieces)
    if said == to and can_lead(to) and not UNFIT.search(to):
        return f"<{to}>"
    behind, end = in_sight(said, to), len(said)
    if behind is None and (end := _end_of_address(said, to)):
        behind = in_sight(said[:end], to)  # more was typed behind the address: it leads nowhere
    if behind is None or not said[: behind[0]].endswith(" "):
        return f"[{_looking(pieces, in_link=True)}]({_address(to)})"
    at, title = behind
    further = "" if title is None else ' "' + IN_TITLE.sub(r"\\\g<0>", title) + '"'
    words = _looking(_until(pieces, at - 1), in_link=True)
    return f"[{words}]({_address(to)}{further}){_looking(_from(pieces, end))}"


def _end_of_address(said: str, to: str) -> int:
    """Where the printed address of a link ends, with its title, among words that go on behind it; 0 for none."""
    alone, begun = f" ({to})", f' ({to} "'
    if (at := said.rfind(alone)) >= 0:
        return at + len(alone)
    at = said.find(begun)
    return said.find('")', at + len(begun)) + 2 if at >= 0 and '")' in said[at + len(begun) :] else 0


def _until(pieces: Sequence[Piece], left: int) -> list[Piece]:
    """The first characters of pieces."""
    kept = []
    for piece in pieces:
        kept.append(replace(piece, text=piece.text[:left]))
        left = max(0, left - len(piece.text))
    return [piece for piece in kept if piece.text]


def _from(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """What stands behind the first characters of pieces."""
    kept = []
    for piece in pieces:
        kept.append(replace(piece, text=piece.text[max(0, at) :]))
        at -= len(piece.text)
    return [piece for piece in kept if piece.text]


def _address(to: str) -> str:
    fit = UNFIT.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), to)
    return f"<{fit}>" if re.search(r"[()]", fit) else fit


def _looking(pieces: Sequence[Piece], *, in_link: bool = False) -> str:
    """Neighbours of one look as one stretch, with its emphasis. Where so many looks meet within a word that its marks
    would be read otherwise, the word has the look of most of it."""
    stretches = _of_one_look((look, piece.text) for piece in pieces for look in [(piece.bold, piece.italic)])
    written = _with_looks(stretches, in_link)
    if _meet_within_a_word(stretches) and not _is_read_as(written, stretches):
        written = _with_looks(_in_whole_words(stretches), in_link)
    return written


Look = tuple[bool, bool]
Stretch = tuple[Look, str]


def _of_one_look(pieces: Iterable[Stretch]) -> list[Stretch]:
    together = groupby((each for each in pieces if each[1]), key=lambda each: each[0])
    return [(look, "".join(text for _look, text in group)) for look, group in together]


def _with_looks(stretches: Sequence[Stretch], in_link: bool) -> str:
    said = ["", *(text for _look, text in stretches), ""]
    return "".join(
        _emphasised(text, *look, before=said[at][-1:], after=said[at + 2][:1], in_link=in_link)
        for at, (look, text) in enumerate(stretches)
    )


def _emphasised(text: str, bold: bool, italic: bool, *, before: str, after: str, in_link: bool) -> str:
    """A stretch between two characters. A point or a bracket at its end stands outside of the emphasis where a letter
    is next to it: Markdown would take the marks for words."""
    signs = {found.start() for found in MARKS.finditer(text)}
    if in_link:
        signs |= {at for at, each in enumerate(text) if each in "[]"}
    written = [f"\\{each}" if at in signs else each for at, each in enumerate(text)]
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if begin == 0 and _is_letter(before):
        begin = next((at for at, each in enumerate(text) if not _is_punctuation(each)), end)
        begin += len(text[begin:]) - len(text[begin:].lstrip())
    if end == len(text) and _is_letter(after):
        end = next((at for at in range(end, 0, -1) if not _is_punctuation(text[at - 1])), 0)
        end = len(text[:end].rstrip())
    if begin >= end or not (bold or italic):
        return "".join(written)
    marks = "*" * (2 * bold + italic)
    return "".join([*written[:begin], marks, *written[begin:end], marks, *written[end:]])


def _is_punctuation(char: str) -> bool:
    return isPunctChar(char) or isMdAsciiPunct(ord(char))


def _is_letter(char: str) -> bool:
    return bool(char.strip()) and not _is_punctuation(char)


def _meet_within_a_word(stretches: Sequence[Stretch]) -> bool:
    return any(
        any(one[0]) and any(other[0]) and one[1][-1:].strip() and other[1][:1].strip()
        for one, other in pairwise(stretches)
    )


def _is_read_as(written: str, stretches: Sequence[Stretch]) -> bool:
    """Whether every letter is read with its look."""
    tokens = PARSER.parseInline(written)[0].children or []
    read = (((each.bold, each.italic), each.text) for each in Inline(written, ()).pieces(tokens))
    return _letters(read) == _letters(stretches)


def _letters(stretches: Iterable[Stretch]) -> list[tuple[str, Look]]:
    return [(char, look) for look, text in stretches for char in text if _is_letter(char)]


def _in_whole_words(stretches: Sequence[Stretch]) -> list[Stretch]:
    said = "".join(text for _look, text in stretches)
    looks = [look for look, text in stretches for _char in text]
    for word in re.finditer(r"\S+", said):
        most = Counter(looks[word.start() : word.end()]).most_common(1)[0][0]
        looks[word.start() : word.end()] = [most] * len(word.group())
    return _of_one_look(zip(looks, said, strict=True))
