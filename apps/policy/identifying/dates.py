"""Dates as they are written, in figures and in words, in English and in French. Over plain text."""

from __future__ import annotations

import re

B = r"[ \n]{1,2}"
MONTH = (
    r"(?i:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janv|f[eé]vr?|avr|juil?|ao[uû]|d[eé]c)\b\.?"
)
DAY = r"\d{1,2}(?:[ ]?(?:st|nd|rd|th|er|re|e)\b)?"
SEPARATED = r"[ ]?[-/.][ ]?"
FIGURE_WORDS = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|and"
    r"|un|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    r"|quarante|cinquante|soixante|septante|nonante|cents?|mille|mil|et)"
)
ORDINALS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first|premier)"
)
IN_WORDS = rf"(?i:{FIGURE_WORDS}(?:[ \n-]{FIGURE_WORDS}){{1,7}})"
DAY_IN_WORDS = rf"(?i:{ORDINALS}|{FIGURE_WORDS}(?:[ -]{FIGURE_WORDS}){{0,2}})"
YEAR = rf"(?:(?:1[89]|20)\d\d|(?i:in the year |en l'an )?{IN_WORDS})"
ONE_DAY = rf"(?:{DAY}|{DAY_IN_WORDS})"
DATE = (
    rf"(?:\d{{4}}{SEPARATED}\d{{1,2}}{SEPARATED}\d{{1,2}}|\d{{4}} \d{{2}} \d{{2}}"
    rf"|\d{{1,2}}{SEPARATED}\d{{1,2}}{SEPARATED}\d{{2}}(?:\d{{2}})?|\d{{2}} \d{{2}} \d{{4}}"
    rf"|{ONE_DAY}{B}(?:\(\d{{1,2}}\){B})?(?:(?i:of|day{B}of|de){B})?{MONTH},?{B}(?:(?i:de|of|in){B})?{YEAR}"
    rf"|\d{{1,2}}[- ]?{MONTH}[- ,]?[ ]?\d{{2}}(?:\d{{2}})?"
    rf"|{MONTH}{B}(?:(?i:the){B})?{ONE_DAY},?{B}(?:(?i:of|in){B})?{YEAR}|{MONTH}{B}{DAY}[,/][ ]?'?\d{{2}}"
    rf"|\d{{4}}[ -]{MONTH}[ -]{DAY}"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\w)"
)
DAY_OF_YEAR = (
    rf"(?:{MONTH}{B}(?:(?i:the){B})?{ONE_DAY}|{ONE_DAY}{B}(?:(?i:of|de){B})?{MONTH})(?!\w|[,]?[ ]?\d)"
)
"""`March 3rd`, without its year."""
WHOLE = re.compile(DATE)
NUMERIC = re.compile(
    r"(?:1[89]|20)\d\d(?:[ \-/.](?:0?[1-9]|1[0-2])[ \-/.](?:0?[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])(?:0[1-9]"
    r"|[12]\d|3[01]))"
    r"|(?:0?[1-9]|[12]\d|3[01])[ \-/.](?:0?[1-9]|[12]\d|3[01])[ \-/.](?:(?:1[89]|20)\d\d|\d\d)"
)
"""A date in figures alone, with a year, a month and a day that there are."""
YEARS = re.compile(r"(?:1[89]\d|20[0-4])\d(?:[ ]?[-/ ][ ]?(?:(?:1[89]\d|20[0-4])\d|\d\d))*")
"""A year, or years: `2019`, `2019-2020`, `2023/24`."""


QUARTER = re.compile(r"[QT][1-4][ /-]?(?:1[89]|20)\d\d")
"""`Q2 2026`, and `T2 2026` in French."""


def is_date(value: str) -> bool:
    return NUMERIC.fullmatch(value) is not None or WHOLE.fullmatch(value) is not None


def is_years(value: str) -> bool:
    """A year, a quarter of one, or a span that goes forward: `2020-1953` is a reference."""
    if QUARTER.fullmatch(value) is not None:
        return True
    if YEARS.fullmatch(value) is None:
        return False
    whole = [year for year in re.split(r"\D+", value) if len(year) == 4]
    return whole == sorted(whole)
