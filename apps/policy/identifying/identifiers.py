"""Numbers that are identifiers by their form or a check digit: no word beside them is needed.

Pure, and over plain text (`glyphs`). Looks only where digits stand close together. Patterns cross no barrier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import phonenumbers
from stdnum import iban
from stdnum.ca import bc_phn

from apps.policy.identifying.explained import is_laws, is_money
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

REACH = 20
"""How far a number by form may begin ahead of its digits, and go on behind them: `GB29 NWBK 6016...`, `...-897-AB`."""
S = r"[ \n.\-/]"
"""What groups the digits of a number. A line may have been broken there."""
GAP = r"[ \n\-]{0,3}"

EMAIL = re.compile(
    r"(?<![^\s\x00\x01<>()\[\],;:\"|=/])[^\s\x00\x01@<>()\[\],;:\"|=/]{1,64}"
    r"(?:@\n?|[ ]@[ ])[^\W_](?:[\w-]{0,62}\.(?:\n(?=[a-z]))?)+[^\W\d_]{2,24}(?![\w])"
)
ENCODED_EMAIL = re.compile(
    r"(?<![\w.+%-])(?:[\w.+-]|%(?!40)[\dA-Fa-f]{2}){1,64}%40[\w-]{1,63}(?:\.[\w-]{1,63})+"
)
"""`a%40exemple.ca`: as an address of the web holds one."""
SPELLED_EMAIL = re.compile(
    r"(?<!\w)[\w.+-]{1,64}[ ]?[(\[{][ ]?(?:at|@|arobase|a commercial)[ ]?[)\]}][ ]?"
    r"[\w-]{1,62}(?:[ ]?(?:\.|[(\[{][ ]?(?:dot|point|\.)[ ]?[)\]}])[ ]?[\w-]{1,62})*"
    r"[ ]?(?:\.|[(\[{][ ]?(?:dot|point|\.)[ ]?[)\]}])[ ]?[a-zA-Z]{2,24}(?!\w)"
)
"""`j.roe [at] exemple [point] ca`."""
LONGEST_NAME, LONGEST_HOST = 66, 260
FIRST = r"\d(?<![\w$]\d)"
"""The first digit of a number. What may not be ahead of a form is said behind its first character: a search for a
pattern that begins with a class passes over everything else at once, and this is asked of every text."""
SIN = re.compile(rf"{FIRST}(?<!\d[.,]\d)\d\d{S}{{0,3}}\d{{3}}{S}{{0,3}}\d{{3}}(?!\w|[.,]\d|-\d|[ ]?[$€%])")
BUSINESS = re.compile(
    rf"{FIRST}(?:(?:\d{{4}}{GAP}\d{{4}}|\d\d{GAP}\d{{3}}{GAP}\d{{3}}){GAP}R[CTPRMZ]"
    rf"|(?:\d{{9}}|\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}){GAP}T[QV]){GAP}\d{{4}}(?!\w)"
)
EXTENSION = r"(?:,?[ ]?(?i:extension|ext|x|poste|p)\.?[ ]?(?:\#[ ]?)?\d{1,6})?"
PHONE = re.compile(
    rf"[+(\d](?<![\w$][+(\d])(?:"
    rf"(?:(?<=\+)\(?1\)?|(?<=0)(?:0|11{S})\(?1\)?|(?<=\()1\)?|(?<=1)\)?){S}{{0,3}}(?:\(\d{{3}}\)|\d{{3}})"
    rf"|(?<=\()\d{{3}}\)|(?<=\d)\d\d){S}{{0,3}}\d{{3}}{S}{{0,3}}"
    rf"(?:\d{{4}}|\d{{2}}[ .\-]\d{{2}}){EXTENSION}(?![\w]|[.,]\d|-\d)"
)
MISREAD_PHONE = re.compile(
    r"[1-9OIl(](?<=(?<![\w$])(?=(?:[^\d\n]{0,4}\d){7})[1-9OIl(])"
    r"(?:(?<=1)[ .-]\(?[2-9OIl]|(?<=\()[2-9OIl]|(?<=[2-9OIl]))[\dOIl]{2}\)?[ .-]{1,3}[\dOIl]{3}"
    r"[ .-]{1,3}[\dOIl]{4}(?!\w)"
)
"""A scanner takes 0 for O, and 1 for l."""
LOCAL_PHONE = re.compile(r"[2-9](?<![\w$./-][2-9])(?<!\d [2-9])\d\d-\d{4}(?![\w-]|[.,/]\d)")
ABROAD = re.compile(
    rf"[+0](?<!\w[+0])(?:(?<=\+)[ ]?|(?<=0)(?:0{S}?|11{S}))[2-9](?:{S}?[(]?\d[)]?){{7,13}}{EXTENSION}(?!\w)"
)
RAMQ = re.compile(
    r"[A-Za-z](?<!\w[A-Za-z])(?:(?:(?!(?<=V)ISA)(?<=[A-Z])[A-Z]{3}[ \n\-]{0,3}|(?<=[a-z])[a-z]{3})"
    r"\d{2}(?:[05][1-9]|[16][0-2])[ \n\-]{0,3}(?:0[1-9]|[12]\d|3[01])[ \n\-]?\d{2}(?!\w)"
    r"|(?!(?<=V)ISA)(?<=[A-Z])[A-Z]{3}[ \n\-]{0,3}\d{4}[ \n\-]{0,3}\d{4}(?!\w))"
)
"""Quebec's: four letters of the name, then the birth date, 50 added to a woman's month."""
ONTARIO_CARD = re.compile(rf"\d(?<!\w\d)\d{{3}}{S}{{0,3}}\d{{3}}{S}{{0,3}}\d{{3}}{GAP}[A-Z]{{2}}(?!\w)")
BC_CARD = re.compile(rf"9(?<!\w9)\d{{3}}{S}{{0,3}}\d{{3}}{S}{{0,3}}\d{{3}}(?!\w)")
LICENCE = re.compile(
    r"[A-Z](?<!\w[A-Z])(?:[ ]?\d{4}[ \n\-]{0,3}(?:\d{5}[ \n\-]{0,3}\d{5}|\d{6}[ \n\-]{0,3}\d{2})"
    r"|[A-Z]{4}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{3})(?!\w)"
)
"""Driving licences of Ontario and of Quebec, and of Nova Scotia."""
COURT_FILE = re.compile(
    rf"[A-Z](?<![\w-][A-Z])(?:[A-Z]{GAP}\d{{2}}[ \n\-]\d{{4,8}}(?:{GAP}\d{{4}})?(?:{GAP}[A-Z\d]{{1,4}})?"
    r"|(?:(?<=[TA])|(?<=I)MM)[ \n\-]{1,2}\d{2,5}[ \n\-]{1,2}\d{2})(?![\w-])"
)
"""Files of the courts of Ontario and of the Federal Court."""
QUEBEC_FILE = re.compile(r"\d(?<![\w-]\d)\d\d[ \n\-]{1,2}\d{2}[ \n\-]{1,2}\d{6}[ \n\-]{1,2}\d{2,3}(?![\w-])")
IBAN = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]\d{2}(?:[ ]?[A-Z\d]{4}){2,7}(?:[ ]?[A-Z\d]{1,3})?(?!\w)")
CARD = re.compile(
    rf"{FIRST}(?<!\d[.,]\d)(?:\d{{12,18}}|\d{{3}}(?:[ \-.\n]{{1,3}}\d{{4}}){{3}}(?:[ \-.\n]{{1,3}}\d{{3}})?"
    r"|\d{3}[ \-.\n]{1,3}\d{6}[ \-.\n]{1,3}\d{4,5})"
    r"(?!\w|[.,]\d|-\d)"
)
MASKED = re.compile(
    r"(?<![\w*])(?:[*xX\u2022]{2,}[ -]?){1,5}(?<=[*xX\u2022]{3}|[*xX\u2022]{2}[ -])\d{2,6}(?!\w)"
)
"""`XXXX-XXXX-XXXX-1234`, `***-***-286`: somebody hid the rest already."""
VEHICLE = re.compile(
    r"[A-HJ-NPR-Z\d](?<=(?<!\w)(?=(?:[A-Z]*\d){5})(?=(?:\d*[A-Z]){2})[A-HJ-NPR-Z\d])"
    r"[A-HJ-NPR-Z\d]{10}\d{6}(?!\w)"
)
APART = re.compile(
    r"\d(?<![\w.$]\d)(?<!\d[ \-]\d)(?<!\d[ \-]{2}\d)(?:[ \-]{1,2}\d){6,}(?![ \-]{1,2}\d|\w|[.,]\d)"
)
"""`0 4 6  4 5 4  2 8 6`: as boxes of a form are read."""
DENSE = re.compile(r"\d(?:[ \n./\-()lA-Z]{0,3}\d){4,}")
"""Five digits close together, capitals between them or not: every form below has them."""
LETTER, DIGIT = re.compile(r"[A-Za-z]"), re.compile(r"[0-9]")


def by_form(text: str, stretches: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """Identifiers that need no word beside them. `stretches` is what `dense` says of the text."""
    at = text.find("@")
    while at >= 0:
        for match in EMAIL.finditer(text, max(0, at - LONGEST_NAME), at + LONGEST_HOST):
            yield Found(*match.span(), Kind.EMAIL)
        at = text.find("@", at + 1)
    at = text.find("%40")
    while at >= 0:
        for match in ENCODED_EMAIL.finditer(text, max(0, at - LONGEST_NAME), at + LONGEST_HOST):
            yield Found(*match.span(), Kind.EMAIL)
        at = text.find("%40", at + 1)
    for sign in ("at]", "at)", "at }", "at ]", "at )", "arobase", "(@", "[@"):
        if sign in text:
            for match in SPELLED_EMAIL.finditer(text):
                yield Found(*match.span(), Kind.EMAIL)
            break
    if "**" in text or "xx" in text or "XX" in text or "\u2022\u2022" in text:
        for match in MASKED.finditer(text):
            yield Found(*match.span(), Kind.ACCOUNT)
    for start, end in stretches:
        stretch = text[start:end]
        count, lettered = len(DIGIT.findall(stretch)), LETTER.search(stretch) is not None
        for kind, pattern, holds, fewest, letters in FORMS:
            if count < fewest or letters > lettered:
                continue
            for match in pattern.finditer(text, start, end):
                if holds(text, match):
                    yield Found(*match.span(), kind)


def dense(text: str) -> Iterator[tuple[int, int]]:
    """Stretches round digits that stand close together, merged where they meet."""
    begun = ended = -1
    for match in DENSE.finditer(text):
        start, end = max(0, match.start() - REACH), match.end() + REACH
        if start > ended:
            if ended >= 0:
                yield begun, ended
            begun = start
        ended = end
    if ended >= 0:
        yield begun, ended


def _always(_text: str, _match: re.Match[str]) -> bool:
    return True


def _is_sin(text: str, match: re.Match[str]) -> bool:
    """Nine digits, and Luhn. The first digit is not looked at: 0 stands in every example and in forged ones."""
    found = digits(match.group())
    return len(found) == 9 and luhn(found) and not found.endswith("000") and not is_money(text, match.start())


def _is_health_card(_text: str, match: re.Match[str]) -> bool:
    return luhn(digits(match.group()))


def _is_bc_card(_text: str, match: re.Match[str]) -> bool:
    return bool(bc_phn.is_valid(digits(match.group())))


def _is_card(_text: str, match: re.Match[str]) -> bool:
    return luhn(digits(match.group()))


def _is_iban(_text: str, match: re.Match[str]) -> bool:
    return bool(iban.is_valid(match.group()))


def digits(text: str) -> str:
    return "".join(DIGIT.findall(text))


def luhn(number: str) -> bool:
    """The check digit of Canadian social insurance numbers, of Ontario's health cards and of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and bool(number)


NORTH_AMERICAN = re.compile(r"1?[2-9](?!11)\d\d[2-9](?!11)\d{6}")
AS_READ = str.maketrans({"O": "0", "I": "1", "l": "1"})


def _is_phone(text: str, match: re.Match[str]) -> bool:
    """Grouped as numbers here are written, or in the numbering plan of some country."""
    given = re.split(r"[,a-zA-Z]", match.group())[0].strip()
    found = digits(given)
    if is_money(text, match.start()):
        return False
    if len(found) == 11 and given.startswith("+1"):
        return True
    if len(found) == 11 and found.startswith("1"):
        return NORTH_AMERICAN.fullmatch(found) is not None
    if not given.startswith(("+", "00", "011")):
        return NORTH_AMERICAN.fullmatch(found) is not None
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(re.sub(r"^(?:00|011)\D?", "+", given), "CA"))
    except phonenumbers.NumberParseException:
        return False


def _was_misread(_text: str, match: re.Match[str]) -> bool:
    given = match.group()
    read = digits(given.translate(AS_READ))
    return read != digits(given) and NORTH_AMERICAN.fullmatch(read) is not None


MOST_APART = 24


def _is_apart(_text: str, match: re.Match[str]) -> bool:
    """`1 2 3 4 5 6 7` counts."""
    found = digits(match.group())
    return len(found) <= MOST_APART and found not in "12345678910111213141516171819"


MOST_PAGES = 60


def _is_local(text: str, match: re.Match[str]) -> bool:
    """`995-1000` is from a page to another."""
    first, last = match.group().split("-")
    if not last.startswith("0") and 0 < int(last) - int(first) <= MOST_PAGES:
        return False
    return not (is_money(text, match.start()) or is_laws(text, match.start()))


Holds = Callable[[str, re.Match[str]], bool]
FORMS: tuple[tuple[Kind, re.Pattern[str], Holds, int, bool], ...] = (
    (Kind.BUSINESS_NUMBER, BUSINESS, _always, 13, True),
    (Kind.SIN, SIN, _is_sin, 9, False),
    (Kind.FILE_NUMBER, COURT_FILE, _always, 4, True),
    (Kind.FILE_NUMBER, QUEBEC_FILE, _always, 13, False),
    (Kind.PHONE, PHONE, _is_phone, 10, False),
    (Kind.PHONE, ABROAD, _is_phone, 8, False),
    (Kind.PHONE, MISREAD_PHONE, _was_misread, 7, True),
    (Kind.PHONE, LOCAL_PHONE, _is_local, 7, False),
    (Kind.HEALTH_NUMBER, RAMQ, _always, 8, True),
    (Kind.HEALTH_NUMBER, ONTARIO_CARD, _is_health_card, 10, True),
    (Kind.HEALTH_NUMBER, BC_CARD, _is_bc_card, 10, False),
    (Kind.LICENCE, LICENCE, _always, 9, True),
    (Kind.LICENCE, VEHICLE, _always, 6, True),
    (Kind.ACCOUNT, IBAN, _is_iban, 2, True),
    (Kind.ACCOUNT, CARD, _is_card, 13, False),
    (Kind.FILE_NUMBER, APART, _is_apart, 7, False),
)
"""A form, whether a match of it holds, and the fewest digits and letters of ours without which none stands there."""
