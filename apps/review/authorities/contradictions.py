"""What CanLII's metadata says against an answer of a person's: such an answer takes another source and a note.

Pure. The same rule holds when the answer is given and whenever it is counted, because CanLII may be asked in between.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.review.models import AuthorityCheck, AuthorityFinding, Outcome, SourceClass
from apps.review.models.lookups import AuthorityLookup, LookupResult

ABOUT_IT = frozenset({AuthorityCheck.EXISTS, AuthorityCheck.DETAILS})


def telling(asked: Sequence[AuthorityLookup]) -> AuthorityLookup | None:
    """Of all that CanLII was asked about an authority, in order, what counts: the last time that it said something.

    An outage later takes nothing back; only where it never said anything does it count as not asked.
    """
    said = [each for each in asked if each.result != LookupResult.UNKNOWN]
    return next(iter(reversed(said or asked)), None)


def against(lookup: AuthorityLookup | None, check: str, source_class: str, *, has_note: bool) -> str:
    """Why CanLII's answer does not let a check be confirmed like this, as a sentence; empty where it does."""
    if lookup is None or check not in ABOUT_IT:
        return ""
    if lookup.result == LookupResult.ABSENT and (
        not has_note or (check == AuthorityCheck.EXISTS and source_class == SourceClass.CANLII)
    ):
        return _(
            "CanLII has no such decision. Name the other source where you saw it, and say in a note what it shows."
        )
    if lookup.style_matches is False and check == AuthorityCheck.DETAILS and not has_note:
        return _(
            "CanLII has another style of cause under this citation. Say in a note why the draft's is right."
        )
    return ""


def against_finding(lookup: AuthorityLookup | None, finding: AuthorityFinding | None) -> str:
    """The same for an answer that was given; empty for one that confirms nothing."""
    if finding is None or finding.outcome != Outcome.CONFIRMED:
        return ""
    return against(lookup, finding.check_code, finding.source_class, has_note=finding.note is not None)
