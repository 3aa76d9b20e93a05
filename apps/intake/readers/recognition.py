"""Text of scanned pages, recognised on this machine: Poppler draws the page, Tesseract reads it, nothing leaves.

Both are packages of the distribution and optional (Debian: tesseract-ocr, tesseract-ocr-fra, poppler-utils). Each word
comes with how sure the engine is of it, 0 to 100; from that a page is *doubtful* or not, and a doubtful page waits for
a person.
"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass, field

from django.conf import settings

from apps.intake.readers import confined, graymap
from apps.intake.readers.confined import Failed

LANGUAGES = ("eng", "fra")
DOTS, MOST_DOTS = 300, 40_000_000
"""To the inch, as the engine's own guide asks for; and of one page, so that a poster does not fill the memory."""
SURE = 85
"""A page whose words, by their length, are less sure than this on average is doubtful."""
WEAK, MOST_WEAK = 60, 0.1
"""So is one where more than this share of words is less sure than that: one wrong amount hides in a good average."""
MOST_SAID = 4 * 1024 * 1024
MOST_DRAWN = 24 * 1024 * 1024
INCH = 72


@dataclass(frozen=True)
class Engine:
    """The two programs, the version that reads, and the languages it knows of ours."""

    draws: str
    reads: str
    version: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """The text of a page, how sure the engine is of it on average, and whether a person has to look."""

    text: str = field(repr=False)
    confidence: int
    doubtful: bool


def find() -> Engine | None:
    """The engine where it is installed, can be confined, and knows a language of ours; else None."""
    where = settings.RECOGNITION_PATH
    draws, reads = shutil.which("pdftoppm", path=where), shutil.which("tesseract", path=where)
    if draws is None or reads is None:
        return None
    try:
        version = _asked(reads, "--version").partition("\n")[0].partition(" ")[2].strip()
        known = _asked(reads, "--list-langs").split()
    except (Failed, OSError):
        return None
    languages = tuple(each for each in LANGUAGES if each in known)
    return Engine(draws, reads, version, languages) if languages else None


def page(engine: Engine, document: bytes, number: int, *, width: float, height: float) -> Recognised | None:
    """A page of a PDF, numbered from 1, of a size in points. None where there is nothing to read on it.

    Raises Failed: the programs could not do it within their limits.
    """
    draw = (engine.draws, "-r", str(_dots(width, height)), "-gray", "-f", str(number), "-l", str(number), "-")
    read = (engine.reads, "stdin", "stdout", "-l", "+".join(engine.languages), "tsv")
    said = confined.run(draw, read, given=document, seconds=settings.RECOGNITION_SECONDS, most=MOST_SAID)
    return _understood(said.decode("utf-8", "replace"))


def picture(engine: Engine, document: bytes, number: int) -> bytes:
    """The page as a person compares it with the text, as PNG: whole, but for empty stretches above and below.

    Raises Failed.
    """
    draw = (engine.draws, "-scale-to", "1600", "-gray", "-f", str(number), "-l", str(number), "-")
    drawn = confined.run(draw, given=document, seconds=settings.RECOGNITION_SECONDS, most=MOST_DRAWN)
    return graymap.png(drawn)


def _asked(program: str, option: str) -> str:
    return confined.run((program, option), given=b"", seconds=10, most=64 * 1024).decode("utf-8", "replace")


def _dots(width: float, height: float) -> int:
    square_inches = max(width * height / INCH**2, 1)
    return max(1, min(DOTS, int((MOST_DOTS / square_inches) ** 0.5)))


def _understood(table: str) -> Recognised | None:
    """The engine's table of words, a line of it for each: lines and paragraphs again, and how sure it was."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == "5" and (row["text"] or "").strip()]
    if not words:
        return None
    paragraphs: dict[tuple[str, str], dict[str, list[str]]] = {}
    for row in words:
        lines = paragraphs.setdefault((row["block_num"], row["par_num"]), {})
        lines.setdefault(row["line_num"], []).append(row["text"].strip())
    text = "\n\n".join("\n".join(" ".join(line) for line in lines.values()) for lines in paragraphs.values())
    sure = [(max(float(row["conf"]), 0.0), len(row["text"].strip())) for row in words]
    average = sum(each * length for each, length in sure) / sum(length for _, length in sure)
    weak = sum(each < WEAK for each, _ in sure) / len(sure)
    return Recognised(text, round(average), doubtful=average < SURE or weak > MOST_WEAK)
