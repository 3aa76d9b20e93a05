"""Where the authorities that a filed document cites lead: to the page that a person opened, where the court's rule asks
for it (Ontario r. 4.06.1: a factum's authorities are hyperlinked)."""

from __future__ import annotations

from collections.abc import Sequence

from apps.drafting.models import Version
from apps.matters import keys
from apps.review.authorities import ledger
from apps.review.authorities.ledger import Line
from apps.review.filing import queries
from apps.review.filing.queries import Filing
from apps.review.models import AuthorityFinding, ReviewTask
from apps.review.written.pieces import Link


def of(filing: Filing | None, lines: Sequence[Line]) -> tuple[Link, ...]:
    """Each place of the text at which an authority is cited, with its page. Empty where no rule asks for links."""
    if filing is None or not filing.rule.links_required:
        return ()
    led = ((line, queries.link_of(line)) for line in ledger.relied_on(lines))
    return tuple(Link(start, end, to) for line, to in led if to for start, end in line.places)


def ever(task: ReviewTask) -> set[str]:
    """Each page that somebody named of an authority: where places of a document may lead that was taken away before
    another page was named. Empty where no rule asks for links."""
    filing = queries.of(task)
    if filing is None or not filing.rule.links_required:
        return set()
    named = AuthorityFinding.objects.filter(authority__task=task, link__isnull=False)
    return {keys.reveal(each, "link").reveal() for each in named}


def of_version(task: ReviewTask, version: Version, text: str) -> tuple[Link, ...]:
    """The same for a version whose text is given and was not read with its ledger."""
    filing = queries.of(task)
    if filing is None or not filing.rule.links_required:
        return ()
    return of(filing, ledger.lines(task, version, text))
