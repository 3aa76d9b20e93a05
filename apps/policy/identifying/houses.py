"""Houses whose street has no type, and those whose number is in words: `at 44 Lakeview`, `forty-four Elm Street`,
`au quarante-quatre de la rue des Érables`, and the line of a letter's address that stands over a postal code.

Pure, and over plain text. Each is looked for only where something else says that somebody may be found there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from apps.core.text import fold
from apps.policy.identifying.addresses import ENGLISH, FRENCH, NUMBER, NUMBERED, UNIT, B, is_street
from apps.policy.identifying.dates import FIGURE_WORDS, MONTH
from apps.policy.identifying.given import GIVEN, NEVER
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found
from apps.policy.identifying.numerals import TEENS, TENS, UNITS

NAME = r"[A-ZÀ-Þ][\w'.-]{2,30}"
HOUSE = rf"[1-9]\d{{1,4}}[A-Z]?,?{B}(?!{MONTH}){NAME}(?:[ ]{NAME}){{0,2}}"
BEHIND = r"(?=[.,;:)\n|\x00\x01]|[ ]+(?:[a-zà-ÿ(]|$)|$)(?!,?[ ](?:C\.?)?J\.)"
AT = re.compile(rf"at[ \n](?<=(?<![\w-])at.)({HOUSE}){BEHIND}")
AT_FRENCH = re.compile(rf"au (?<=(?<![\w-])au.)({HOUSE}){BEHIND}")
OF = re.compile(rf", (?:of|du) ({HOUSE})(?=,[ ][A-ZÀ-Þ])")
"""`I, Ada Roe, of 44 Lakeview, Barrie`."""
CITED = re.compile(r"[\d\])][,]?[ \n]$")
"""`2 SCR 817 at 844 Lamer`: a page that somebody is quoted from."""
A_YEAR = re.compile(r"(?:1[89]|20)\d\d\b")
NO_STREET = NEVER | frozenset(
    {"noon", "midnight", "eastern", "pacific", "central", "atlantic", "mountain", "percent", "degrees", "celsius",
     "fahrenheit", "division", "american", "hours", "minutes", "years", "days", "km", "canadian", "canadians",
     "canadien", "canadiens", "heures", "jours", "ans"}
)  # fmt: skip
STREET = (
    rf"(?:{UNIT},?{B})?(?!(?:1[89]|20)\d\d\b)\d{{1,5}}[A-Z]?(?:-\d{{1,5}})?,?[ ](?!{MONTH})"
    rf"(?:(?:{NAME}|of|de|du|des|la|le)[ ]){{0,3}}{NAME}"
)
AHEAD_OF_A_CODE = re.compile(
    rf"(?:(?<![^\n\x01])|[,:;|(\x00][ ]?|[ ]{{2}}|\b(?i:at|of|is|au|est)[ ])[ ]{{0,20}}({STREET})"
    r"(?:,[ ]?|[ ]{0,20}\n[ ]{0,20}|[ ]{2,20})[^\d\x00\x01|;:]{2,50}$"
)
"""A number and a name, the city behind them, and then the code."""
LONGEST_AHEAD = 130

LEADS = frozenset({*UNITS, *TEENS, *TENS, "hundred", "cent", "mille"}) - {"un", "vingts"}
START = rf"(?i:{'|'.join(sorted(LEADS, key=len, reverse=True))})"
IN_WORDS = rf"{START}(?![^\W_])(?:[ -]{FIGURE_WORDS}(?![^\W_])){{0,6}}(?:[ ]\(\d{{1,5}}\))?"
WORDED = tuple(
    re.compile(each.pattern.replace(NUMBER, f"(?i:{IN_WORDS})")) for each in (NUMBERED, ENGLISH, FRENCH)
)
SAID_TO_BE = frozenset({"at", "au", "is", "est"})
FIGURES = LEADS | {"and", "et", "un", "une", "vingts", "cents", "thousand", "oh", "zero"}
LONGEST = 110


def by_form(text: str) -> Iterator[Found]:
    """Streets without a type, behind a word of place."""
    for pattern in (AT, AT_FRENCH, OF):
        for match in pattern.finditer(text):
            begins = match.start()
            if pattern is not OF and CITED.search(text, max(0, begins - 3), begins):
                continue
            if _may_be_a_street(match.group(1)):
                start = match.start(1)
                yield Found(start, start + len(match.group(1).rstrip(".")), Kind.ADDRESS)


def over(text: str, codes: Iterable[Found]) -> Iterator[Found]:
    """The street that stands ahead of each postal code, whatever it is called."""
    for code in codes:
        match = AHEAD_OF_A_CODE.search(text, max(0, code.start - LONGEST_AHEAD), code.start)
        if match is not None:
            yield Found(*match.span(1), Kind.ADDRESS)


def may_begin(folded: Sequence[str], at: int) -> bool:
    """Whether more of a number than one word stands here, or one that somebody lives at: `three King Street shops` is
    a count."""
    if at + 1 < len(folded) and (folded[at + 1] in FIGURES or folded[at + 1].isdigit()):
        return True
    return at > 0 and folded[at - 1] in SAID_TO_BE


def led_by(text: str, start: int) -> Iterator[Found]:
    """A house whose number in words begins at `start`."""
    for pattern in WORDED:
        match = pattern.match(text, start, start + LONGEST)
        if match is not None and is_street(text, match):
            yield Found(start, start + len(match.group().rstrip(".")), Kind.ADDRESS)
            return


def _may_be_a_street(house: str) -> bool:
    """`at 16 Marie left home`: somebody was of that age."""
    if A_YEAR.match(house):
        return False
    names = [fold(word.strip(".,'")) for word in house.split()[1:]]
    return NO_STREET.isdisjoint(names) and names[0] not in GIVEN
