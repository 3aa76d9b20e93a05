"""A version opened, with all that is computed from its text. Privileged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from apps.core.prepared import Prepared
from apps.drafting import anchors
from apps.drafting.anchors import Gap, Sentence, Stretch
from apps.drafting.models import RequestSource, Version
from apps.intake import earlier
from apps.intake.models import Source
from apps.intake.passages import Passage
from apps.matters import keys
from apps.review import rules
from apps.review.authorities import ledger
from apps.review.authorities.ledger import Line
from apps.review.citing import quotations
from apps.review.citing.quotations import Match, Quotation
from apps.review.filing import queries as filings
from apps.review.filing.queries import Filing
from apps.review.models import AuthorityCheck, ItemRule, ReviewTask
from apps.review.preparation.checklist import Findings
from apps.review.preparation.withdrawn import left_out


@dataclass(frozen=True)
class Reading:
    """A version opened, with everything computed from its text. Privileged: for a page or a service, never kept."""

    version: Version
    newest: Version
    """The newest version of the draft when this one was read."""
    rule: ItemRule
    filing: Filing | None
    """What it is for its court; None for what goes to none."""
    chosen: list[Chosen] = field(repr=False)
    """The sources of its request in order, each opened."""
    left_out: list[Source]
    """Those of an earlier round that were withdrawn and that its request left out: their words may stand in what it
    carries on."""
    text: str = field(repr=False)
    stretches: list[Stretch] = field(repr=False)
    unsupported: list[Sentence]
    gaps: list[Gap]
    quotations: list[Quotation] = field(repr=False)
    ledger: list[Line] = field(repr=False)

    @property
    def withdrawn(self) -> list[datetime | None]:
        """When each source that the text may rest on was withdrawn, if it was."""
        return [each.source.withdrawn_at for each in self.chosen] + [
            each.withdrawn_at for each in self.left_out
        ]

    @property
    def findings(self) -> Findings:
        return Findings(
            placeholders=sum(gap.is_placeholder for gap in self.gaps),
            gaps=sum(not gap.is_placeholder for gap in self.gaps),
            unsupported=len(self.unsupported),
            quotations=sum(each.match != Match.EXACT for each in self.quotations),
        )


@dataclass(frozen=True)
class Chosen:
    """A source of the request and what stands in it."""

    source: Source
    order: int
    passages: list[Passage] = field(repr=False)


def read(task: ReviewTask, version: Version, newest: Version | None = None) -> Reading:
    """Open a version and compare it with the sources its request chose. Opening is recorded by ``open_draft``.
    ``newest`` is the draft's newest version, where it is at hand."""
    chosen = _opened(task)
    held = [
        quotations.Passage(each.source.pk, passage.anchor, passage.text, passage.speaker)
        for each in chosen
        for passage in each.passages
    ]
    text = keys.reveal(version, "text").reveal()
    stretches = anchors.load(keys.reveal(version, "anchors").reveal())
    return Reading(
        version=version,
        newest=newest or task.draft.latest,
        rule=rules.rule_for(task.kind),
        filing=filings.of(task),
        chosen=chosen,
        left_out=left_out(task),
        text=text,
        stretches=stretches,
        unsupported=anchors.unsupported(text, stretches),
        gaps=anchors.gaps(text),
        quotations=quotations.check(text, held, stretches),
        ledger=ledger.lines(task, version, text),
    )


def _opened(task: ReviewTask) -> list[Chosen]:
    """The sources of a draft's request, without the bytes they came as. Those that were withdrawn, or whose copy was
    ended, hold nothing."""
    rows = _CHOSEN(request=task.draft.request_id)
    with keys.opened(task.matter_id) as seal:
        return [
            Chosen(row.source, row.order, earlier.rested(row.source, row.reading_hmac, seal).passages)
            for row in rows
        ]


_CHOSEN = Prepared(
    lambda request: (
        RequestSource.objects.filter(request=request)
        .select_related("source")
        .defer("source__original")
        .order_by("order")
    )
)


def open_checks(reading: Reading) -> list[tuple[Line, AuthorityCheck]]:
    """Each check that is still to be made, in the order of the text."""
    return [(line, check) for line in reading.ledger for check in line.open_checks]
