"""When somebody was born, by what is said of it: the patterns from a leading word to its date. Over plain text."""

from __future__ import annotations

import re

from apps.policy.identifying.dates import DATE, DAY_OF_YEAR, IN_WORDS
from apps.policy.identifying.leaders import BROKEN, LEADER, W

BIRTH = re.compile(rf"(?:[^\d\x00\x01\n$]|{BROKEN}){{0,60}}?{LEADER}[\"'(\[]?({DATE})")
BIRTH_DOTTED = re.compile(rf"(?<=D\.O\.B|d\.o\.b|D\.D\.N|d\.d\.n)\.?[^\d\x00\x01\n$]{{0,40}}?({DATE})")
BIRTH_BRIEF = re.compile(rf"\.[ ]?(?:(?i:on|the|le)[ ])?({DATE})")
"""`b. 7 March 1984`, `n. 1984-03-07`."""
AND_ANOTHER = re.compile(
    rf"(?:,|,?{W}(?i:and|et|&))(?:(?:{W}[A-ZÀ-Þ][\w'.-]*){{1,4}},?{W}(?i:on|le)"
    rf"|{W}(?i:on|le|the))?{W}({DATE})"
)
"""The next of several children's, whose name may stand ahead."""
CAME_OF_AGE = re.compile(
    rf"{W}(?:(?i:ses|his|her){W})?(?:\d{{1,3}}|{IN_WORDS}|(?i:eighteen|sixteen))(?:{W}(?i:years?(?:{W}old|{W}of{W}age)?|ans))?"
    rf"(?:,?{W}(?i:on|le))?,?{W}({DATE})"
)
"""`turned 40 on March 3, 2024`."""
BIRTHDAY = re.compile(rf"[^\d\x00\x01\n$.;]{{0,24}}?{LEADER}({DAY_OF_YEAR})")
BORN_BEFORE = re.compile(
    rf"({DATE})[ ]?[,(\[/–-]*[ ]?(?:(?i:his|her|their|the|your|my|sa|son|la|ma|votre|is|was|being|comme|est"
    rf"|[eé]tant|she|he|they|elle"
    r"|il|were|date|of|de|year|d'une?)[ ]){0,4}$"
)
"""`7 March 1984 (date of birth)`, `on 7 March 1984 she was`."""
