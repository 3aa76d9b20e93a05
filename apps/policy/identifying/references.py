"""A number that nothing explains: neither an amount, a date, a quantity, a page nor the law. It stands for somebody or
something in somebody's books, whatever those call it, and is replaced as a reference.

The other way round (a list of every book that gives numbers) is never finished. Pure, over plain text, and only where
digits stand close together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from apps.policy.identifying.dates import is_date, is_years
from apps.policy.identifying.explained import MONEY_MEANT, is_laws, is_measured, is_money
from apps.policy.identifying.identifiers import digits
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

Taken = Callable[[int, int], bool]
TOKEN = re.compile(
    r"[A-Z\d](?<=(?<![\w$€£.,/'@-])(?=(?:[A-Z/-]*\d){5})[A-Z\d])[A-Z\d]*(?:[/-][A-Z\d]+){0,7}"
    r"(?![\w/@-]|[.,'/]\d|\.\w)(?! ?[$€£%°])"
)
"""Capitals and digits without a blank, at least five digits of them."""
GROUPS = re.compile(
    r"\d(?<![\w$€£.,/-]\d)(?<!\d \d)\d{1,7}(?: \d{2,8}){1,4}(?: [A-Z]{1,4}(?!\w))?"
    r"(?![\w/-]|[.,]\d| \d| ?[$€£%°])"
)
SAID_TO_BE = re.compile(
    r"[\w .'()/-]{0,28}(?::|\b(?!CAD|USD|EUR|GBP)[A-Z]{2,6}|\b(?:is|was|est|[eé]tait))[ ]{1,3}$"
)
THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
LETTERED_GROUPS = re.compile(
    r"[A-Z](?<=(?<![\w/-])(?!CAD|USD|EUR|GBP|CA |US )[A-Z])[A-Z]{0,4} (?=(?:[A-Z/-]*\d){6})[A-Z\d]+"
    r"(?:-[A-Z\d]+){0,4}(?![\w/@-]|[.,]\d)"
)
NINE = re.compile(r"\d{3} \d{3} \d{3}")
ENDED = re.compile(r"[ ]*(?:$|[.;,)\n|\x00\x01](?!\d))|[ ]{2}")
LABELLED = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .#/'-]{0,28}[:#][ ]{0,3}$")
FEWEST_NAMED, LONGEST_LABEL, LONGEST_PAGE = 6, 40, 5
FEWEST_ALONE, FEWEST_GROUPED, FEWEST_LETTERED, FEWEST_SPACED = 7, 6, 5, 7

NUMBERED_COMPANY = re.compile(
    r"[ ][A-ZÀ-Þ][\w.]+(?:[ ][A-Z]\w+)?[ ](?:[Ii]nc|INC|[Ll]td|LTD|[Ll]t[eé]e|[Ll]imited|[Ii]ncorporated)\b"
)
"""Whoever is listed is found by name. Another company's is a name, as in that of a case, and no reference."""
LAW_WITHIN = re.compile(
    r"(?:DIN|SOR|DORS|SI|TR|NI|MI|EYB|REJB|AZ|JE|WL|LC|SC|RSC|LRC|RSO|LRO|RLRQ|CQLR|CCQ|ISO|CSA|COVID|Q|PC|CP)"
    r"(?:[-/]|(?:1[89]|20)\d\d(?!\d))|(?:DIN|AZ)\d{8}(?!\d)|(?:ISO|CSA|COVID)\d{2,5}(?!\d)|(?:EYB|REJB|WL)\d"
)
"""Law, decisions and standards: with a mark behind their letters, or right behind them a year or as many digits as they
have. Anybody's own number may begin with such letters."""


def by_form(text: str, stretches: Sequence[tuple[int, int]], is_taken: Taken) -> Iterator[Found]:
    """Numbers that nothing beside them explains. What is taken as something else already is not asked about: it takes
    long to say that a number is nothing."""
    for start, end in stretches:
        for match in TOKEN.finditer(text, start, end):
            if is_taken(*match.span()):
                continue
            named = _is_named(text, match)
            if (named or _stands_for_something(match.group())) and not _explained(text, match):
                yield Found(*match.span(), Kind.FILE_NUMBER)
        for match in GROUPS.finditer(text, start, end):
            if is_taken(*match.span()):
                continue
            if (_is_spaced(match.group()) or _is_nine(text, match)) and not _explained(text, match):
                yield Found(*match.span(), Kind.FILE_NUMBER)
        for match in LETTERED_GROUPS.finditer(text, start, end):
            if is_taken(*match.span()):
                continue
            if _is_lettered(match.group()) and not _explained(text, match):
                yield Found(*match.span(), Kind.FILE_NUMBER)


def _is_lettered(value: str) -> bool:
    """`HPP 5895482`, but neither the law's nor a date: `DOL 2023-02-17`."""
    return LAW_WITHIN.match(value.replace(" ", "-", 1)) is None and not is_date(value.partition(" ")[2])


def _stands_for_something(value: str) -> bool:
    groups = re.split(r"[/-]", value)
    count = len(digits(value))
    if is_date(value) or is_years(value) or LAW_WITHIN.match(value) is not None or not any(groups):
        return False
    if not value.replace("-", "").replace("/", "").isdigit():
        return count >= FEWEST_LETTERED and not re.fullmatch(r"\d+[A-Z]|[A-Z]\d{1,3}-\d{1,3}", value)
    if len(groups) == 1:
        return count >= FEWEST_ALONE and not value.endswith("0000")
    return count >= FEWEST_GROUPED and ("/" in value or not _is_range(groups))


def _is_named(text: str, match: re.Match[str]) -> bool:
    """`Anything: 207230`, where the label is not of money."""
    value = match.group()
    if len(value) != FEWEST_NAMED or not value.isdigit() or value.endswith("000"):
        return False
    label = LABELLED.search(text, max(0, match.start() - LONGEST_LABEL), match.start())
    return label is not None and MONEY_MEANT.search(label.group()) is None


def _is_range(groups: list[str]) -> bool:
    """`460-465`, `1123-45`: from a page to another."""
    if len(groups) != 2:
        return False
    first, second = groups
    if len(second) <= 2 < len(first) <= LONGEST_PAGE:
        return True
    if not (first + second).isdigit() or second.startswith("0") or first.startswith("0"):
        return False
    return len(second) - len(first) in (0, 1) and 0 <= int(second) - int(first) < int(first)


def _is_nine(text: str, match: re.Match[str]) -> bool:
    """`OEN 189 627 579`: said to be something, with nothing behind it that is counted. In a column it is an amount."""
    if NINE.fullmatch(match.group()) is None or ENDED.match(text, match.end()) is None:
        return False
    said = SAID_TO_BE.search(text, max(0, match.start() - LONGEST_LABEL), match.start())
    return said is not None and MONEY_MEANT.search(said.group()) is None


def _is_spaced(value: str) -> bool:
    groups = [group for group in value.split(" ") if group.isdigit()]
    return (
        len(digits(value)) >= FEWEST_SPACED
        and any(len(group) >= 4 for group in groups)
        and THOUSANDS.fullmatch(value) is None
        and not any(is_years(group) for group in groups)
        and not is_date(value)
    )


def _explained(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    return (
        is_money(text, start)
        or is_laws(text, start)
        or is_measured(text, end)
        or NUMBERED_COMPANY.match(text, end) is not None
    )
