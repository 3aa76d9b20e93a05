"""WebVTT transcripts, read leniently: what was said survives whatever is wrong with the file around it.

Zoom's layout is not published. Seen are cues with ``Speaker: words`` and with ``<v Speaker>``; also CRLF, a
byte-order mark, commas in times, cues that overlap or are out of order, and empty lines inside a cue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import webvtt

from apps.intake.models import Trouble
from apps.intake.passages import Passage
from apps.intake.readers import reading
from apps.intake.readers.plain import decode
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable, clean

_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3})\d*)?"
TIMING = re.compile(rf"\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?=\s|$)(.*)")
NOT_A_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
SPEAKER = re.compile(r"([^\s:<>][^:<>\n]{0,58}?)\s?:\s+(?=\S)")
PARTICLES = frozenset(
    {"de", "des", "du", "da", "di", "la", "le", "van", "von", "der", "den", "al", "el", "bin", "and", "et"}
)
ELIDED = re.compile(r"[dl]['’][^\W\d_a-zà-ÿ]")
"""As in ``Jean-Luc d'Arcy``."""
START = "00:00:00.000 --> 00:00:00.000"
MOST_LINES = 2_000_000
"""Of fifty megabytes in lines of one letter each, the lines alone would take the whole memory."""


def read(data: bytes, deadline: Deadline) -> Reading:
    """A passage for each cue, in the order of time. Raises Unreadable where it is no transcript or has no words."""
    if not begins_like_one(data):
        raise Unreadable(Trouble.NOT_A_TRANSCRIPT)
    text = decode(data)
    if (
        len(text) > 4 * reading.MOST_CHARACTERS
        or text.count("-->") > reading.MOST_PASSAGES
        or text.count("\n") + text.count("\r") > MOST_LINES
    ):
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
    found = Collected(deadline)
    for number, cue in enumerate(webvtt.WebVTT.from_string(tidy(text)).captions, start=1):
        speaker, words = _said(cue.raw_text)
        start, end = cue.start_time.in_milliseconds(), cue.end_time.in_milliseconds()
        if found.add(f"cue{number}", words, start_ms=start, end_ms=end):
            found.passages[-1] = replace(found.passages[-1], speaker=speaker)
    if not found.passages:
        raise Unreadable(Trouble.NO_TEXT)
    passages = _in_time(found.passages)
    return Reading(passages, seconds=max(passage.end_ms or 0 for passage in passages) // 1000)


def begins_like_one(data: bytes) -> bool:
    """Whether the bytes begin as a transcript does. A download that was refused is a web page instead."""
    start = decode(data[:64] if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else data[:128])
    return re.match(r"\s*WEBVTT(?:\s|$)", start) is not None


def _in_time(passages: list[Passage]) -> list[Passage]:
    ordered = sorted(passages, key=lambda passage: passage.start_ms or 0)
    return [replace(passage, ordinal=ordinal) for ordinal, passage in enumerate(ordered)]


def tidy(text: str) -> str:
    """The same transcript as the format wants it: times in full, no empty line or arrow inside a cue."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").lstrip("\ufeff \t\n")
    first, _newline, rest = text.partition("\n")
    return "\n\n".join([first, *_blocks(_below_heading(rest))]) + "\n"


def _below_heading(text: str) -> str:
    """Without the lines directly below WEBVTT, which say something of the file and not of the talk."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            return "\n".join(lines[number:])
        if TIMING.match(line):
            return "\n".join(lines[max(0, number - 1) :])
    return ""


def _blocks(text: str) -> Iterator[str]:
    """Cues. A stretch that is neither a cue nor a note goes on with what was said in the cue before it."""
    cue: list[str] = []
    for lines in _stretches(text):
        timed = [number for number, line in enumerate(lines) if TIMING.match(line)]
        if not timed and NOT_A_CUE.match(lines[0]):
            continue
        # The line before a time is the cue's number; whatever is before that still belongs to the last cue.
        before = lines[: max(0, timed[0] - 1)] if timed else lines
        if before:
            cue = cue or [START]
            cue += map(_without_arrow, before)
        for position, start in enumerate(timed):
            if cue:
                yield "\n".join(cue)
            last = position == len(timed) - 1
            stop = len(lines) if last else _end_of_cue(lines, timed[position + 1])
            cue = [_timing(lines[start]), *map(_without_arrow, lines[start + 1 : stop])]
    if cue:
        yield "\n".join(cue)


def _end_of_cue(lines: list[str], following: int) -> int:
    """Where a cue stops that is followed by another without an empty line: before the next one's number."""
    return following - 1 if lines[following - 1].strip().isdigit() else following


def _stretches(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _timing(line: str) -> str:
    found = TIMING.match(line)
    assert found is not None
    groups = found.groups()
    return f"{_full(*groups[:4])} --> {_full(*groups[4:8])}"


def _full(hours: str | None, minutes: str, seconds: str, thousandths: str | None) -> str:
    milliseconds = int((thousandths or "0").ljust(3, "0"))
    total = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    minutes_all, second = divmod(total, 60)
    hour, minute = divmod(minutes_all, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}"


def _without_arrow(line: str) -> str:
    return line.replace("-->", "--&gt;")


def _said(raw: str) -> tuple[str, str]:
    """Who speaks and the words. A second voice inside the same cue is named in the text."""
    voices = [html.unescape(name).strip() for name in VOICE.findall(raw)]
    if voices:
        parts = VOICE.split(raw)
        before, spoken = parts[0], parts[2::2]
        texts = [_plain(each) for each in spoken]
        named = texts[:1] + [f"{name}: {text}" for name, text in zip(voices[1:], texts[1:], strict=True)]
        return clean(voices[0]), "\n".join(filter(None, [_plain(before), *named]))
    words = _plain(raw)
    found = SPEAKER.match(words)
    if found and _is_name(found.group(1)):
        return clean(found.group(1)), words[found.end() :]
    return "", words


def _plain(raw: str) -> str:
    """Without tags, with entities as the characters they stand for (after the tags, or ``&lt;`` would become one)."""
    return html.unescape(re.sub(r"</?[a-zA-Z0-9][^<>]*>", "", raw)).strip()


def _is_name(text: str) -> bool:
    """``Judith Okafor``, ``Dr. Osei``, ``Speaker 2``; not ``So here is the thing`` or ``at 10``."""
    words = text.split()
    if len(words) > 6 or re.search(r"[?!;,“”\"]", text) or not text[0].isalpha():
        return False
    return all(word in PARTICLES or not word[0].islower() or ELIDED.match(word) for word in words)
