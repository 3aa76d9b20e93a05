"""What is filled in beside a label or under a heading: `Locker : 4471`, and the cells of a column headed `Cheque no.`.

A form says by its layout what a number is. Pure, over plain text, and only where a colon or a bar stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, zip_longest

from apps.policy.identifying.addresses import NUMBER, UNIT
from apps.policy.identifying.dates import DATE, is_date, is_years
from apps.policy.identifying.explained import MONEY_MEANT, is_laws, is_measured
from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.identifiers import digits
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found
from apps.policy.identifying.labels import BIRTHS, LEADS
from apps.policy.identifying.words import words_of

COLON = re.compile(r":[ ]{1,4}")
VALUE = re.compile(
    r"(?!(?:1[89]|20)\d\d [A-Z]{2,6} \d)"
    r"((?=(?:[A-Z/. -]{0,5}\d){4}|[A-Z]{1,4}[ -]?\d{3})[A-Z\d]+(?:[-/. ][A-Z\d]+){0,6})"
    r"(?=[ ]*(?:$|[|;)\n(\x00\x01]|,(?!\d)|[ ]{2,}|\.(?:\s|$)))"
)
"""Capitals and digits that fill the place behind a label."""
LABEL = re.compile(r"(?:^|[\n|;.,(\x00\x01]|[ ]{2,})[ ]*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'/()#&°-]{1,44}?)[ ]{0,2}$")
LONGEST_LABEL = 48
COUNTED = re.compile(
    r"\b(?i:hours?|pages?|weight|height|area|size|mileage|odometer|kil\w+|km|scores?|counts?|quantity|qty|units?|time"
    r"|speed|distance|volume|duration|years?|models?|temp\w*|pressure|age|section|articles?|rules?|act|exhibits?|forms?"
    r"|number of|lots?|plans?|words|heures?|poids|taille|superficie|odom[eè]tre|quantit[eé]|nombre|vitesse"
    r"|dur[eé]e|ann[eé]e"
    r"|mod[eè]le|[aâ]ge|loi|pi[eè]ces?|r[eè]gles?|exercice|fiscal|period|p[eé]riode|citation"
    r"|r[eé]f[eé]rence neutre|date"
    r"|canlii|sor|dors)\b"
)
"""Labels of what is counted or measured, and of the law."""
CELL = re.compile(r"(?!\d[\d ,]*[.,]\d{2}$)[A-Z\d][A-Z\d ./*-]{1,30}(?:\+\d{1,3})?")
"""No amount."""
DAY = re.compile(DATE)
FEWEST, FEWEST_CELLS = 3, 2
PLACES = frozenset({"address", "addresses", "adresse", "adresses", "street", "rue", "residence"})
LANDS = frozenset({"lot", "lots", "cadastre"})
HOUSE = re.compile(rf"(?:{UNIT},?[ ])?{NUMBER},?[ ][^|]{{0,40}}[A-Za-zÀ-ÿ]{{3}}[^|]{{0,60}}")


def by_form(text: str) -> Iterator[Found]:
    """Values of fields, then those of columns."""
    for colon in COLON.finditer(text):
        match = VALUE.match(text, colon.end())
        if match is None or not _is_reference(text, match):
            continue
        label = LABEL.search(text, max(0, colon.start() - LONGEST_LABEL), colon.start())
        if label is not None and _names_a_number(label.group(1)):
            yield Found(*match.span(1), Kind.FILE_NUMBER)
    if "|" in text:
        yield from _columns(text)


def _is_reference(text: str, match: re.Match[str]) -> bool:
    value = match.group(1)
    return not (
        is_date(value)
        or is_years(value)
        or is_measured(text, match.end(1))
        or is_laws(text, match.start(1))
        or (value.replace(" ", "").isdigit() and value.endswith("000"))
    )


def _names_a_number(label: str) -> bool:
    return MONEY_MEANT.search(label) is None and COUNTED.search(label) is None


ASKED = re.compile(
    r"[ABDNabdn](?<!\w[ABDNabdn])(?:(?<=[Bb])(?i:irth|irthdate|irthday|orn)|(?<=[Dd])(?i:ob|dn)"
    r"|(?<=[Nn])(?i:aissance|ée?)|(?<=[Aa])(?i:nniversaire))\b[^\d\x00\x01]{0,40}\Z"
)
SAID = re.compile(rf"(?:[^\n:\x00\x01]{{1,60}}:[ ])?[^\d\n\x00\x01]{{0,40}}?({DATE})")
"""What a birth date is asked for with, at the end of a text, and told with at the beginning of the next."""
LONGEST_QUESTION = 70


def over_texts(texts: Sequence[str]) -> Iterator[tuple[int, Found]]:
    """What a text before says of the next, with the place of the text that holds it: the cells under a heading, for
    every row of a table of Word is a text of its own; a birth date that was asked for, as in a transcript."""
    for at, (before, after) in enumerate(pairwise(texts)):
        if ASKED.search(before[-LONGEST_QUESTION:]) and (told := SAID.match(Plain.of(after).text)):
            yield at + 1, Found(*Plain.of(after).back(*told.span(1)), Kind.BIRTH_DATE)
    rows: list[int] = []
    for at, text in enumerate([*texts, ""]):
        if "|" in text:
            rows.append(at)
            continue
        if len(rows) > 1:
            yield from _under_headings(texts, rows)
        rows = []


def _under_headings(texts: Sequence[str], rows: Sequence[int]) -> Iterator[tuple[int, Found]]:
    plain = [Plain.of(texts[at]) for at in rows]
    begins = [0, *accumulate(len(each.text) + 1 for each in plain)]
    for found in _columns("\n".join(each.text for each in plain)):
        nth = bisect_right(begins, found.start) - 1
        start, end = plain[nth].back(found.start - begins[nth], found.end - begins[nth])
        yield rows[nth], found._replace(start=start, end=end)


def _columns(text: str) -> Iterator[Found]:
    """Cells under a heading that leads to an identifier. A line without bars ends the table. A line without figures may
    be the head of another, for nothing stands between two tables of Word: what was said above holds as well."""
    kinds: list[frozenset[Kind]] = []
    at = 0
    for line in text.split("\n"):
        cells = line.split("|")
        if len(cells) < FEWEST_CELLS:
            kinds = []
        elif not kinds or not any(letter.isdigit() for letter in line):
            said = [_of_heading(cell) for cell in cells]
            kinds = [
                (above or frozenset()) | ({kind} if kind else frozenset())
                for above, kind in zip_longest(kinds, said)
            ]
        else:
            begins = at
            for cell, may_be in zip(cells, kinds, strict=False):
                kind = next((each for each in sorted(may_be) if _fills(cell.strip(), each)), None)
                if kind is not None:
                    start = begins + len(cell) - len(cell.lstrip())
                    yield Found(start, start + len(cell.strip()), kind)
                begins += len(cell) + 1
        at += len(line) + 1


def _of_heading(cell: str) -> Kind | None:
    words = words_of(cell)
    if any(letter.isdigit() for letter in cell):
        return None
    if not BIRTHS.isdisjoint(words):  # before the words of money, of which one is `date`
        return Kind.BIRTH_DATE
    if not PLACES.isdisjoint(words):
        return Kind.ADDRESS
    if not LANDS.isdisjoint(words):
        return Kind.FILE_NUMBER
    for word in words if not MONEY_MEANT.search(cell) else ():
        if word in LEADS and len(word) > 1:
            return LEADS[word][0].kind
    return None


def _fills(cell: str, kind: Kind) -> bool:
    if kind == Kind.BIRTH_DATE:
        return DAY.fullmatch(cell) is not None
    if kind == Kind.ADDRESS:
        return HOUSE.fullmatch(cell) is not None and not is_date(cell)
    return CELL.fullmatch(cell) is not None and len(digits(cell)) >= FEWEST and not is_date(cell)
