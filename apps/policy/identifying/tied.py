"""A number whose parts a hyphen ties together: what was found of it is made whole. Pure, over plain text."""

from __future__ import annotations

import re

from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import Found

NUMBERED = frozenset(
    {Kind.PHONE, Kind.SIN, Kind.ACCOUNT, Kind.FILE_NUMBER, Kind.HEALTH_NUMBER, Kind.BUSINESS_NUMBER}
)
TIED, LONGEST_TIED = re.compile(r"(?<![\w.,/$])\d+-(?:\d+-)*$"), 30


def whole(text: str, found: Found) -> Found:
    """With the digits that a hyphen ties to its front: `45590-815-6245916` is one number, and no telephone's."""
    if (
        found.kind in NUMBERED
        and found.start > 1
        and text[found.start - 1] == "-"
        and text[found.start - 2].isdigit()
    ):
        front = TIED.search(text, max(0, found.start - LONGEST_TIED), found.start)
        if front is not None:
            return found._replace(start=front.start())
    return found
