"""A version opened, with all that is computed from its text. Privileged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from apps.core.prepared import Prepared
from apps.drafting import anchors
from apps.drafting.anchors import Gap, Sentence, Stretch
from apps.drafting.models import RequestSource, Version
from apps.intake import earlier
from apps.intake.earlier import Rested
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
from apps.review.preparation.withdrawn import covered_before, left_out


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
    covered_before: list[datetime]
    """When that turned out of sources of an earlier round."""
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
    def covered(self) -> list[datetime]:
        """When words of a source that the text may rest on turned out to be covered, or to be seen by nobody."""
        return [*filter(None, (each.rests.covered_since for each in self.chosen)), *self.covered_before]

    @property
    def came_up(self) -> list[datetime | None]:
        """Both: what was answered of the sources before is asked again."""
        return [*self.withdrawn, *self.covered]

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
    """A source of the request, and what stands in the reading of it that the draft was made from."""

    source: Source
    order: int
    rests: Rested

    @property
    def passages(self) -> list[Passage]:
        return self.rests.passages


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
    stretches = _cited(anchors.load(keys.reveal(version, "anchors").reveal()), chosen)
    return Reading(
        version=version,
        newest=newest or task.draft.latest,
        rule=rules.rule_for(task.kind),
        filing=filings.of(task),
        chosen=chosen,
        covered_before=covered_before(task),
        left_out=left_out(task),
        text=text,
        stretches=stretches,
        unsupported=anchors.unsupported(text, stretches),
        gaps=anchors.gaps(text),
        quotations=quotations.check(text, held, stretches),
        ledger=ledger.lines(task, version, text),
    )


def _cited(stretches: list[Stretch], chosen: list[Chosen]) -> list[Stretch]:
    """What the text cites. Where a source is not here as it was when it was cited, no place says what is not there."""
    others = {
        each.source.pk: anchors.Held(each.source.pk, tuple((one.anchor, one.text) for one in each.passages))
        for each in chosen
        if not each.rests.is_the_one
    }
    return [_held(each, others) for each in stretches] if others else stretches


def _held(stretch: Stretch, others: dict[UUID, anchors.Held]) -> Stretch:
    supports = (
        anchors.in_another(each, others[each.source]) if each.source in others else each
        for each in stretch.supports
    )
    return replace(stretch, supports=tuple(supports))


def _opened(task: ReviewTask) -> list[Chosen]:
    """The sources of a draft's request, without the bytes they came as. Those that were withdrawn, or whose copy was
    ended, hold nothing."""
    rows = _CHOSEN(request=task.draft.request_id)
    with keys.opened(task.matter_id) as seal:
        return [
            Chosen(row.source, row.order, earlier.rested(row.source, row.reading_hmac, seal)) for row in rows
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
