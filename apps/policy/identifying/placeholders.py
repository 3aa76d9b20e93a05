"""How a placeholder is written: by this house, and by a model that changed it."""

from __future__ import annotations

import re

from apps.policy.identifying.kinds import PlaceholderKind as Kind

TIE = r"(?:\\?_|[ -])"
PLACEHOLDER = re.compile(
    rf"\[ ?({'|'.join(kind.value.replace('_', TIE) for kind in Kind)}){TIE}([1-9][0-9]{{0,8}}) ?\]",
    re.IGNORECASE | re.ASCII,
)
"""`[PERSON_3]`, in either case, and as a model may change it: `[Person 3]`, or with the backslash that Markdown takes.
Whatever of a source looks like one of these is replaced itself, so that none of them means anybody else."""


def named(placeholder: re.Match[str]) -> tuple[Kind, int]:
    """Whom a placeholder stands for, however it is written."""
    return Kind(re.sub(TIE, "_", placeholder.group(1)).lower()), int(placeholder.group(2))
