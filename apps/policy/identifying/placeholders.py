"""How a placeholder is written: by this house, and by a model that changed it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.policy.identifying.kinds import PlaceholderKind as Kind

TIE = r"(?:\\?_|[ -])"
KINDS = "|".join(kind.value.replace("_", TIE) for kind in Kind)
PLACEHOLDER = re.compile(
    rf"\[ ?({KINDS}){TIE}([1-9][0-9]{{0,8}}) ?\]",
    re.IGNORECASE | re.ASCII,
)
"""`[PERSON_3]`, in either case, and as a model may change it: `[Person 3]`, or with the backslash that Markdown takes.
Whatever of a source looks like one of these is replaced itself, so that none of them means anybody else."""
BRACKETS, AMONG = "[{<\u3010\u3014", r"[ *_`.:#\\\n-]{0,6}"
BARE = re.compile(r"_0{0,3}[1-9]\d{0,8}(?![^\W_])")
BARE_AHEAD = re.compile(rf"(?<![^\W_])(?:{KINDS})\\?\Z", re.IGNORECASE)
LONGEST_KIND = max(len(kind.value) for kind in Kind) + 4
IN_BRACKETS = re.compile(
    rf"[{re.escape(BRACKETS)}]{AMONG}(?:{KINDS}){AMONG}0{{0,3}}[1-9]\d{{0,8}}{AMONG}[\]}}>\u3011\u3015]",
    re.IGNORECASE,
)


def alike(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says what a placeholder says, without its brackets or with others: `PERSON_1`, `<Person #1>`. A
    model may put them right, and somebody's name would then stand where the text means another."""
    if any(bracket in text for bracket in BRACKETS):
        yield from (match.span() for match in IN_BRACKETS.finditer(text))
    if "_" in text:
        for number in BARE.finditer(text):
            kind = BARE_AHEAD.search(text[max(0, number.start() - LONGEST_KIND) : number.start()])
            if kind is not None:
                yield number.start() - len(kind.group()), number.end()


def named(placeholder: re.Match[str]) -> tuple[Kind, int]:
    """Whom a placeholder stands for, however it is written."""
    return Kind(re.sub(TIE, "_", placeholder.group(1)).lower()), int(placeholder.group(2))
