"""Calls to Claude for the tests to make and to spoil."""

from apps.core.sensitive import Sensitive
from apps.integrations.claude.types import Call, SourceText

PASSAGES = (
    "The tenant shall pay rent of $4,200 on the first day of each month, without deduction or set-off.",
    "The landlord may end this lease on ten days' written notice if rent is more than fifteen days late.",
)


def call(
    *, instruction="Write a letter about the arrears.", model="claude-opus-5-5", sources=None, **changes
):
    """A whole call, with one lease as its source unless told otherwise."""
    if sources is None:
        sources = (SourceText(Sensitive("Lease"), tuple(map(Sensitive, PASSAGES))),)
    given = {"max_tokens": 8000, "effort": "medium", "system": Sensitive("You draft for a law firm.")}
    return Call(model=model, instruction=Sensitive(instruction), sources=sources, **(given | changes))
