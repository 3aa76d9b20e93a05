"""Numbers that are identifiers by their form, by a check digit, or by the word that leads to them.

Pure. `by_form` looks only where digits stand close together, `led_by` only behind a word of `LEADS`. Patterns cross no
barrier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import phonenumbers
from stdnum import iban
from stdnum.ca import bc_phn

from apps.policy.known import Found
from apps.policy.models import PlaceholderKind as Kind

REACH = 16
"""How far a number by form may begin ahead of its digits, and go on behind them: `GB29 NWBK 6016...`, `...-897-AB`."""
S = r"[ \u00a0\u202f\n.\-\u2010-\u2015]"
"""What groups the digits of a number. A line may have been broken there."""
GAP = r"[ \u00a0\n\-\u2010-\u2015]"
W = r"[ \t\u00a0\n]"
LEADER = r"[ \t\u00a0.:|_\u2026]{0,60}\n?[ \t\u00a0]{0,12}"
"""From a label to what is filled in beside or under it: `Account ........ 12345`, `| Account | 12345 |`."""
BROKEN = r"(?<![.!?;])\n(?!\n)"
"""The end of a line that is neither a sentence's nor a paragraph's."""
FILL = rf"(?:[^\d\x00\x01\n$]|{BROKEN}){{0,30}}?{LEADER}"
"""From a leading word to its number, in the same sentence and past no other number."""
NUMBER_SIGN = rf"(?:{W}?(?:(?i:numbers?|num[eé]ros?|nos?|nbr|ref|r[eé]f)\b\.?|[Nn][°ºo]\.?|\#|:|\())"

# By form ----------------------------------------------------------------------------------------------------------

EMAIL = re.compile(
    r"(?<![^\s\x00\x01<>()\[\],;:\"'«»|=])[^\s\x00\x01@<>()\[\],;:\"«»|=]{1,64}"
    r"@[^\W_](?:[\w-]{0,62}\.)+[^\W\d_]{2,24}(?![\w])"
)
LONGEST_NAME, LONGEST_HOST = 66, 260
SIN = re.compile(rf"(?<![\w$])(?<!\d[.,])\d{{3}}{S}{{0,3}}\d{{3}}{S}{{0,3}}\d{{3}}(?!\w|[.,]\d|[ \u00a0]?\$)")
BUSINESS = re.compile(
    rf"(?<![\w$])\d{{5}}{GAP}?\d{{4}}{GAP}?R[CTPRMZ]{GAP}?\d{{4}}(?!\w)"
    rf"|(?<![\w$])\d{{3}}{GAP}?\d{{3}}{GAP}?\d{{3}}{GAP}?R[CTPRMZ]{GAP}?\d{{4}}(?!\w)"
    rf"|(?<![\w$])\d{{10}}{GAP}?T[QV]{GAP}?\d{{4}}(?!\w)"
)
PHONE = re.compile(
    rf"(?<![\w$])(?:\+?1{S}?)?(?:\(\d{{3}}\){S}{{0,2}}|\d{{3}}(?:{S}{{0,3}}|/))\d{{3}}{S}{{0,3}}\d{{4}}(?!\w)"
)
ABROAD = re.compile(rf"(?<!\w)\+[2-9](?:{S}?[(]?\d[)]?){{7,13}}(?!\w)")
RAMQ = re.compile(r"(?<!\w)[A-Z]{4}[ \u00a0\-]?\d{4}[ \u00a0\-]?\d{4}(?!\w)")
ONTARIO_CARD = re.compile(rf"(?<!\w)\d{{4}}{GAP}\d{{3}}{GAP}\d{{3}}{GAP}?[A-Z]{{2}}(?!\w)")
BC_CARD = re.compile(rf"(?<!\w)9\d{{3}}{GAP}?\d{{3}}{GAP}?\d{{3}}(?!\w)")
LICENCE = re.compile(rf"(?<!\w)[A-Z]\d{{4}}{GAP}(?:\d{{5}}{GAP}\d{{5}}|\d{{6}}{GAP}\d{{2}})(?!\w)")
"""Driving licences of Ontario and Quebec."""
COURT_FILE = re.compile(
    rf"(?<![\w-])(?:[A-Z]{{2}}{GAP}\d{{2}}{GAP}\d{{4,8}}(?:{GAP}\d{{4}})?(?:{GAP}[A-Z\d]{{1,4}})?"
    rf"|\d{{3}}{GAP}\d{{2}}{GAP}\d{{6}}{GAP}\d{{2,3}}|(?:T|A|IMM){GAP}\d{{2,5}}{GAP}\d{{2}})(?![\w-])"
)
"""Files of the courts of Ontario, of Quebec and of the Federal Court."""
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z\d]{4}){2,7}(?:[ \u00a0]?[A-Z\d]{1,3})?(?!\w)")
CARD = re.compile(r"(?<![\w$])(?<!\d[.,])\d(?:[ \u00a0\-]?\d){12,18}(?!\w|[.,]\d)")
DENSE = re.compile(r"\d(?:[ \t\u00a0\u202f./\-\u2010-\u2015()]{0,3}\d){4,}")
"""Five digits close together: every form below has them."""
MONEY_AHEAD = 3


def by_form(text: str) -> Iterator[Found]:
    """Identifiers that need no word beside them."""
    at = text.find("@")
    while at >= 0:
        for match in EMAIL.finditer(text, max(0, at - LONGEST_NAME), at + LONGEST_HOST):
            yield Found(*match.span(), Kind.EMAIL)
        at = text.find("@", at + 1)
    if "N/" in text or "V/" in text:
        for match in OURS.finditer(text):
            yield Found(*match.span(1), Kind.FILE_NUMBER)
    for start, end in _dense(text):
        for kind, pattern, holds in FORMS:
            for match in pattern.finditer(text, start, end):
                if holds(text, match):
                    yield Found(*match.span(), kind)


def _dense(text: str) -> Iterator[tuple[int, int]]:
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
    digits = _digits(match.group())
    return (
        len(digits) == 9
        and luhn(digits)
        and "$" not in text[max(0, match.start() - MONEY_AHEAD) : match.start()]
    )


def _is_business(_text: str, match: re.Match[str]) -> bool:
    """The Canada Revenue Agency's nine digits have the check digit of a SIN; Quebec's ten are taken as they come."""
    given = match.group()
    return ("T" in given and "RT" not in given) or luhn(_digits(given)[:9])


def _is_health_card(_text: str, match: re.Match[str]) -> bool:
    return luhn(_digits(match.group()))


def _is_bc_card(_text: str, match: re.Match[str]) -> bool:
    return bool(bc_phn.is_valid(_digits(match.group())))


def _is_card(_text: str, match: re.Match[str]) -> bool:
    return luhn(_digits(match.group()))


def _is_iban(_text: str, match: re.Match[str]) -> bool:
    return bool(iban.is_valid(match.group().replace("\u00a0", " ")))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter in "0123456789")


def luhn(digits: str) -> bool:
    """The check digit of Canadian social insurance numbers, of Ontario's health cards and of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and bool(digits)


NORTH_AMERICAN = re.compile(r"1?[2-9](?!11)\d\d[2-9](?!11)\d{6}")


def _is_phone(_text: str, match: re.Match[str]) -> bool:
    """Grouped as numbers here are written, or in the numbering plan of some country."""
    given = match.group()
    digits = _digits(given)
    if not given.startswith("+") and len(digits) != len(given):
        return NORTH_AMERICAN.fullmatch(digits) is not None
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(given, "CA"))
    except phonenumbers.NumberParseException:
        return False


Holds = Callable[[str, re.Match[str]], bool]
FORMS: tuple[tuple[Kind, re.Pattern[str], Holds], ...] = (
    (Kind.BUSINESS_NUMBER, BUSINESS, _is_business),
    (Kind.SIN, SIN, _is_sin),
    (Kind.FILE_NUMBER, COURT_FILE, _always),
    (Kind.PHONE, PHONE, _is_phone),
    (Kind.PHONE, ABROAD, _is_phone),
    (Kind.HEALTH_NUMBER, RAMQ, _always),
    (Kind.HEALTH_NUMBER, ONTARIO_CARD, _is_health_card),
    (Kind.HEALTH_NUMBER, BC_CARD, _is_bc_card),
    (Kind.LICENCE, LICENCE, _always),
    (Kind.ACCOUNT, IBAN, _is_iban),
    (Kind.ACCOUNT, CARD, _is_card),
)

# By the word ahead ------------------------------------------------------------------------------------------------

MONTH = (
    r"(?i:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janv|f[eé]vr|avr|juil|d[eé]c)\b\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th|er)?"
B = rf"{W}{{1,2}}"
DATE = (
    rf"(?:\d{{4}}[-/.\u2010-\u2015]\d{{1,2}}[-/.\u2010-\u2015]\d{{1,2}}"
    rf"|\d{{1,2}}[-/.\u2010-\u2015]\d{{1,2}}[-/.\u2010-\u2015]\d{{2,4}}"
    rf"|{DAY}{B}(?:(?:of|day{B}of|de){B})?{MONTH},?{B}\d{{4}}"
    rf"|{DAY}[- ]{MONTH}[- ]\d{{2}}(?:\d{{2}})?|{MONTH}{B}{DAY},?{B}\d{{4}}"
    rf"|\d{{4}}{B}{MONTH}{B}{DAY})(?!\w)"
)
PLAIN_DATE = re.compile(
    r"(?:1[89]|20)\d\d(?:[ \-/](?:0?[1-9]|1[0-2])[ \-/](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
)
LETTERED = (
    r"(?=[A-Z\d/-]*\d[A-Z\d/-]*\d[A-Z\d/-]*\d)(?!(?:1[89]|20)\d\d[ \u00a0.,;)])"
    r"(?:[A-Z]{1,3}[ \u00a0](?=\d))?[A-Z\d]+(?:[-/\u2010-\u2015][A-Z\d]+){0,6}(?:[ \u00a0]\d{3,6}){0,3}"
)
"""A reference: capitals and at least three digits."""
LABEL = rf"(?:{W}(?:[a-zà-ÿ'’]{{1,12}}|Court|Cour|[A-Z]{{2,8}})){{0,4}}?"

BIRTH = re.compile(rf"(?:[^\d\x00\x01\n$]|{BROKEN}){{0,40}}?{LEADER}({DATE})")
BIRTH_DOTTED = re.compile(rf"(?<=D\.O\.B|d\.o\.b|D\.D\.N|d\.d\.n)\.?[^\d\x00\x01\n$]{{0,40}}?({DATE})")
SIN_LED = re.compile(rf"{FILL}(\d{{3}}{S}{{0,3}}\d{{3}}{S}{{0,3}}\d{{3}})(?!\w|[.,]\d)")
HEALTH_LED = re.compile(
    rf"{FILL}((?:(?<!\w)[A-Z]{{4}}[ \u00a0\-]?|(?<!\w)[A-Z])?\d(?:[ \u00a0\-]?\d){{6,11}}"
    r"(?:[ \u00a0\-]?[A-Z]{2}\b)?)(?!\w)"
)
ACCOUNT_LED = re.compile(
    rf"\.?(?i:{W}(?:bancaires?|bank|de{W}(?:banque|cr[eé]dit|d[eé]bit)|credit|debit|num[eé]ro|numbers?"
    rf"|is|est|le)|{W}(?:nos?\b|n[°ºo]\b|ending{W}in|se{W}terminant{W}par)\.?"
    rf"|{W}?[:#\u2013-]|{W}?n[°º]){{0,4}}{LEADER}"
    r"(\d(?:[ \u00a0\-]?\d){4,22})(?!\w|[.,]\d|[ \u00a0]?\$)"
)
LAST_DIGITS = re.compile(rf"{W}(?:(?i:in|with|par){W}|(?!19|20))(\d{{4}})(?!\w|[.,]\d)")
BUSINESS_LED = re.compile(
    rf"{FILL}(\d(?:[ \u00a0\-]?\d){{8,9}}(?:{GAP}?(?:R[CTPRMZ]|T[QV]){GAP}?\d{{4}})?)(?!\w|[.,]\d)"
)
PASSPORT_LED = re.compile(rf"{FILL}((?<!\w)[A-Z]{{0,2}}[ \u00a0]?\d{{6,9}}[A-Z]{{0,2}})(?!\w|[.,]\d)")
LICENCE_WORDS = (
    r"(?:[ \t\u00a0\n:|_\u2026#.,()'’°º-]|\b(?i:nos?|numbers?|num[eé]ro|n|s|is|was|est|de|conduire|conducteur|driver"
    r"|driving|licen[cs]e|du|la|le|en|qu[eé]bec|ontario|alberta|british|columbia|manitoba|class|classe|bearing|portant|porte)\b){1,40}?"
)
LICENCE_LED = re.compile(
    rf"{LICENCE_WORDS}((?:(?<!\w)[A-Z]{{1,5}}{GAP}?)?\d(?:{GAP}?\d){{4,15}}(?:{GAP}?[A-Z]{{1,2}})?)(?!\w|[.,]\d)"
)
PLATE_LED = re.compile(
    rf"{LICENCE_WORDS}((?<!\w)(?:[A-Z]{{2,4}}{GAP}?\d{{3,4}}|\d{{3}}{GAP}?[A-Z]{{3}}|[A-Z]\d{{2}}{GAP}?[A-Z]{{3}}"
    rf"|[A-Z]{{3}}{GAP}?\d[A-Z]\d))(?!\w)"
)
FILE_LED = re.compile(rf"\.?{LABEL}{W}?{NUMBER_SIGN}(?:{W}?{NUMBER_SIGN})?{LEADER}({LETTERED})(?![\w/])")
FILE_PLAIN_LED = re.compile(
    rf"{W}(?=(?:[A-Z/-]*\d){{5}})(?!(?:19|20)\d\d[-/](?:19|20)?\d\d\b)(?!\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}\b)"
    r"((?:[A-Z]{1,4}-?)?\d{2,10}(?:[-/][A-Z\d]{1,10}){1,4}|[A-Z]{1,4}\d{5,10})(?![\w/-])"
)
"""With no sign that a number follows: `our file 7188-805`, and neither a span of years nor a date."""
REGISTERED_LED = re.compile(
    rf"{FILL}((?<!\w)\d{{2}}[ \u00a0]\d{{3}}[ \u00a0]\d{{3}}|(?<!\w)[A-Z]{{1,2}}\d{{5,8}}|(?<!\w)\d{{7,9}})"
    r"(?!\w|[.,]\d)"
)
"""What a land register gives a title or a deed."""
OURS = re.compile(rf"(?<!\w)[NV]/(?:D|R[ée]f)\.?[ \u00a0]?:?{LEADER}({LETTERED})(?![\w/])")
"""`N/D : 7342-6353`, `V/Réf. : B45048`: our file and theirs, in French letters."""
CLIENT_ID_LED = re.compile(
    rf"{FILL}((?<!\w)\d{{2}}{GAP}\d{{4}}{GAP}\d{{4}}|(?<!\w)\d{{4}}{GAP}\d{{4}}|(?<!\w)\d{{8,10}})(?!\w)"
)

Led = tuple[Kind, re.Pattern[str]]
_BIRTH: Led = (Kind.BIRTH_DATE, BIRTH)
_SIN: Led = (Kind.SIN, SIN_LED)
_HEALTH: Led = (Kind.HEALTH_NUMBER, HEALTH_LED)
_ACCOUNT: Led = (Kind.ACCOUNT, ACCOUNT_LED)
_BUSINESS: Led = (Kind.BUSINESS_NUMBER, BUSINESS_LED)
_PASSPORT: Led = (Kind.PASSPORT, PASSPORT_LED)
_LICENCE: Led = (Kind.LICENCE, LICENCE_LED)
_PLATE: Led = (Kind.LICENCE, PLATE_LED)
_FILE: Led = (Kind.FILE_NUMBER, FILE_LED)
_FILE_PLAIN: Led = (Kind.FILE_NUMBER, FILE_PLAIN_LED)

LEADS: dict[str, tuple[Led, ...]] = {
    **dict.fromkeys(("born", "birth", "dob", "birthdate", "ne", "nee", "nes", "nees", "naissance", "ddn"), (_BIRTH,)),
    **dict.fromkeys(("b", "n"), ((Kind.BIRTH_DATE, BIRTH_DOTTED),)),
    **dict.fromkeys(("sin", "nas", "sociale"), (_SIN,)),
    "social": (_SIN,),
    **dict.fromkeys(
        ("ohip", "hcn", "phn", "phin", "msp", "ramq", "nam", "ahcip", "mhsc", "mcp", "hsn", "health", "maladie",
         "sante", "soleil", "medicare"),
        (_HEALTH,),
    ),
    **dict.fromkeys(("account", "accounts", "acct", "compte", "comptes", "transit"), (_ACCOUNT,)),
    **dict.fromkeys(("card", "cards", "carte", "cartes"), (_ACCOUNT,)),
    **dict.fromkeys(("ending", "terminant"), ((Kind.ACCOUNT, LAST_DIGITS),)),
    **dict.fromkeys(
        ("bn", "gst", "hst", "tps", "tvq", "tvh", "qst", "neq", "business", "entreprise", "corporation"), (_BUSINESS,)
    ),
    **dict.fromkeys(("passport", "passports", "passeport", "passeports"), (_PASSPORT,)),
    **dict.fromkeys(("licence", "license"), (_LICENCE, _PLATE)),
    **dict.fromkeys(("permis", "dl"), (_LICENCE,)),
    **dict.fromkeys(("plate", "plates", "plaque", "plaques", "immatriculation"), (_PLATE,)),
    **dict.fromkeys(
        ("file", "files", "claim", "policy", "docket", "dossier", "dossiers", "reclamation", "sinistre", "police",
         "reference", "ref", "incident", "occurrence", "evenement", "report", "rapport", "contrat", "certificate",
         "certificat"),
        (_FILE, _FILE_PLAIN),
    ),
    **dict.fromkeys(("uci", "iuc"), ((Kind.FILE_NUMBER, CLIENT_ID_LED),)),
    **dict.fromkeys(("title", "titre", "inscription", "instrument"), ((Kind.FILE_NUMBER, REGISTERED_LED),)),
}  # fmt: skip
"""Folded words that lead to an identifier, and what may follow each."""


def led_by(word: str, text: str, end: int) -> Iterator[Found]:
    """The identifiers that a leading word, which ends at `end`, leads to."""
    for kind, pattern in LEADS[word]:
        match = pattern.match(text, end)
        if match and not (kind in (Kind.ACCOUNT, Kind.LICENCE) and PLAIN_DATE.fullmatch(match.group(1))):
            yield Found(*match.span(1), kind)
