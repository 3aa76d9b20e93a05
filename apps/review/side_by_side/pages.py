"""What the bench prints: sources, draft and ledger side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.drafting.models import Version
from apps.intake import earlier, passages
from apps.intake.models import Kind as SourceKind
from apps.intake.withdrawn import title_of, withdrawal_of
from apps.matters import keys
from apps.people.models import User
from apps.review import rules
from apps.review.attendance import presence
from apps.review.attendance.presence import top
from apps.review.authorities import lookups
from apps.review.citing.quotations import Match
from apps.review.decisions import pages as decision_pages
from apps.review.decisions import past, rounds
from apps.review.decisions.pages import second_look
from apps.review.models import Answer, Comment, Outcome, ReviewTask, SourceClass
from apps.review.reading import asked, dock, shown
from apps.review.reading.obstacles import standing_between
from apps.review.reading.queries import Reading
from apps.review.reading.shown import passage_id
from apps.review.rules import Refusal
from apps.review.side_by_side import court, outcome
from apps.review.written import markup, redline
from apps.review.written.markup import Kind, Mark

MOST_EXCERPTS = 20
"""Sentences without a source that the ledger lists; the text marks all of them."""


@dataclass(frozen=True)
class Place:
    """A passage on the page, and the numbers of the sentences that rest on it."""

    id: str
    where: str
    text: str = field(repr=False)
    speaker: str = ""
    cited_by: tuple[tuple[str, str], ...] = ()
    """Each as it is printed, and where it leads in words."""

    @property
    def html(self) -> SafeString:
        """The passage as it stands in its source: a page has too many of them for a template."""
        back = [words for n, leads in self.cited_by for words in (n, n, leads, n)]
        return format_html(
            PASSAGE[0] + BACK * len(self.cited_by) + PASSAGE[1],
            self.id,
            self.where,
            f" · {self.speaker}" if self.speaker else "",
            *back,
            linebreaksbr(self.text),
        )


PASSAGE = (
    '<div class="passage" id="{}"><span class="where">{}{}',
    '</span><p class="serif">{}</p></div>',
)
BACK = ' <a class="back-link" href="#cite-{}" data-sentence="cite-{}" aria-label="{}">{}</a>'


@dataclass(frozen=True)
class SourceShown:
    """A source of the request with its passages in order."""

    id: str
    pk: UUID
    title: str = field(repr=False)
    kind: str
    size: str
    places: list[Place] = field(repr=False)
    withdrawn: str
    """Of one that was withdrawn, by whom, when and why; else empty."""
    read_again: str
    """Of one that is read otherwise today, what has to be known of that; else empty."""


def sources(
    task: ReviewTask, reading: Reading, cited: dict[tuple[UUID, str], list[int]]
) -> list[SourceShown]:
    """The sources that were chosen for the request. ``cited`` is which sentences rest on which passage."""
    found = []
    kinds = {kind.value: str(kind.label) for kind in SourceKind}
    leads = _("To sentence %(n)s of the draft")
    with keys.opened(task.matter_id) as seal:
        for chosen in reading.chosen:
            source, order = chosen.source, chosen.order
            places = [
                _place(order, each, cited.get((source.pk, each.anchor), ()), leads)
                for each in chosen.passages
            ]
            found.append(
                SourceShown(
                    id=f"source-{order}",
                    pk=source.pk,
                    title=title_of(source, seal),
                    kind=kinds[source.kind],
                    size=_size(places),
                    places=places,
                    withdrawn=withdrawal_of(source),
                    read_again=earlier.sentence(chosen.rests),
                )
            )
    return found


def _size(places: Sequence[Place]) -> str:
    return ngettext("%(n)s passage", "%(n)s passages", len(places)) % {"n": len(places)}


def _place(order: int, passage: passages.Passage, cited_by: Sequence[int], leads: str) -> Place:
    return Place(
        id=passage_id(order, passage.anchor),
        where=passage.where,
        text=passage.text,
        speaker=passage.speaker,
        cited_by=tuple((str(n), leads % {"n": n}) for n in cited_by),
    )


@dataclass(frozen=True)
class Drawn:
    """A draft as a document, and which numbered sentences rest on which passage."""

    html: str = field(repr=False)
    cited: dict[tuple[UUID, str], list[int]]


def draw(task: ReviewTask, reading: Reading, comments: Sequence[Comment] = ()) -> Drawn:
    """The text as a document with everything marked that was found in it."""
    orders = {each.source.pk: each.order for each in reading.chosen}
    marks, cited = _cited(reading, orders)
    marks += _found(reading)
    marks += [
        Mark(
            row.start,
            row.end,
            Kind.COMMENTED,
            to=f"comment-{row.pk}",
            says=str(_("A comment is about this.")),
        )
        for row in comments
        if row.start is not None and row.end is not None and row.version_id == reading.version.pk
    ]
    return Drawn(markup.render(reading.text, marks), cited)


def _cited(reading: Reading, orders: dict[UUID, int]) -> tuple[list[Mark], dict[tuple[UUID, str], list[int]]]:
    marks: list[Mark] = []
    cited: dict[tuple[UUID, str], list[int]] = {}
    number = 0
    for stretch in reading.stretches:
        verified = [each for each in stretch.supports if each.verified and each.source in orders]
        if not verified:
            continue
        number += 1
        lights = tuple(dict.fromkeys(passage_id(orders[each.source], each.anchor) for each in verified))
        for each in verified:
            cited.setdefault((each.source, each.anchor), []).append(number)
        marks.append(
            Mark(stretch.start, stretch.end, Kind.CITED, f"cite-{number}", lights[0], lights, number)
        )
    return marks, cited


def _found(reading: Reading) -> list[Mark]:
    """Sentences without support, quotations that differ, gaps, and authorities."""
    says = {
        Match.CUT: _("Words of the source are left out here: see which in the ledger."),
        Match.ELSEWHERE: _("Word for word in a source, but not in the one that is cited for it."),
        Match.NEAR: _("Nearly what the source says: the difference is in the ledger."),
        Match.ABSENT: _("These words stand in none of the sources."),
    }
    kinds = dict.fromkeys((Match.CUT, Match.ELSEWHERE, Match.NEAR), Kind.NEAR) | {Match.ABSENT: Kind.ABSENT}
    alone = _("No passage supports this.")
    marks = [
        Mark(each.start, each.end, Kind.UNSUPPORTED, f"sentence-{each.start}", says=alone)
        for each in reading.unsupported
    ]
    marks += [
        Mark(each.start, each.end, kinds[each.match], f"quotation-{each.start}", says=says[each.match])
        for each in reading.quotations
        if each.match in kinds
    ]
    marks += [
        Mark(each.start, each.end, Kind.PLACEHOLDER if each.is_placeholder else Kind.GAP, f"gap-{each.start}")
        for each in reading.gaps
    ]
    for line in reading.ledger:
        kind = Kind.CONFIRMED if line.confirmed else Kind.UNCONFIRMED
        kind = kind if line.dismissal is None else Kind.DISMISSED
        name = f"authority-{line.authority.pk}"
        marks += [
            Mark(start, end, kind, id=f"in-text-{line.authority.pk}", to=name) for start, end in line.places
        ]
    return marks


def ledger(task: ReviewTask, reading: Reading, user: User, acted_on: UUID | None = None) -> dict[str, Any]:
    """The context of the ledger and the dock: what the fragments need when an act has changed them."""
    version, newest = reading.version, reading.newest
    listed = shown.authorities(reading, user, acted_on)
    questions = asked.questions(task, reading, user)
    may_prepare = rules.can_prepare(user, task) and newest.pk == version.pk
    rows = shown.remarks(task)
    obstacles = standing_between(task, version, user, reading)
    awaited = decision_pages.awaited(task, user)
    unsupported = [
        (f"sentence-{each.start}", shown.shortened(shown.plain(reading.text[each.start : each.end])))
        for each in reading.unsupported[:MOST_EXCERPTS]
    ]
    return {
        "task": task,
        "version": version,
        "newest": newest,
        "is_newest": newest.pk == version.pk,
        "authorities": listed,
        "relied_on": sum(each.line.dismissal is None for each in listed),
        "confirmed": sum(each.line.confirmed and each.line.dismissal is None for each in listed),
        "dismissed": shown.dismissed(reading),
        "may_dismiss": rules.can_decide(user, task),
        "questions": questions,
        "answered": sum(bool(each.mine or (each.others and not may_prepare)) for each in questions),
        "counted": asked.counted(reading),
        "language": shown.language(task, reading),
        "withdrawals": shown.withdrawals(reading),
        "covered": reading.covered,
        "unsupported": unsupported,
        "unsupported_count": len(reading.unsupported),
        "unsupported_besides": max(0, len(reading.unsupported) - MOST_EXCERPTS),
        "quotations": shown.quotations(reading),
        "comment_rows": rows,
        "comments": shown.comments(rows, {version.pk: reading.text}),
        "history": past.history(task),
        "obstacles": obstacles,
        "between": dock.between(obstacles),
        "may_prepare": may_prepare,
        "may_withdraw": rules.can_withdraw(user, task),
        "awaited": awaited,
        "may_be_alone": awaited is not None and awaited.is_mine and newest.pk == version.pk,
        "filing": court.filing(task, reading, user),
        "may_look_up": lookups.is_configured(),
        "source_classes": SourceClass.choices,
        "outcomes": Outcome.choices,
        "not_applicable": Answer.NOT_APPLICABLE,
        "taken_back": Answer.TAKEN_BACK,
    }


def bench(task: ReviewTask, reading: Reading, user: User, to_open: UUID | None = None) -> dict[str, Any]:
    """The context of the review page. ``to_open`` is the authority that is to be open."""
    context = ledger(task, reading, user, to_open)
    drawn = draw(task, reading, context["comment_rows"])
    unsigned = (each.sentence for each in context["obstacles"] if each.code == Refusal.RESPONSIBLE_MAY_NOT)
    return (
        context
        | top(task, user)
        | {
            "document": drawn.html,
            "sources": sources(task, reading, drawn.cited),
            "assignment": keys.reveal(task.draft.request, "assignment").reveal(),
            "outcome": outcome.outcome(task, user),
            "rounds": rounds.of(task),
            "begun": _was_begun(context, user),
            "look": second_look(task, user),
        }
        | presence.handing_on(task, reading.filing, user, next(unsigned, ""))
    )


def _was_begun(context: dict[str, Any], user: User) -> bool:
    """Whether this person said anything of this version yet: to a question, of an authority, or for the court."""
    of_court = context["filing"] and context["filing"].answer
    return (
        any(each.mine for each in context["questions"])
        or any(
            row and row.by_id == user.pk
            for each in context["authorities"]
            for row in (*each.line.findings.values(), each.line.dismissal)
        )
        or bool(of_court and of_court.by_id == user.pk)
    )


def changes(task: ReviewTask, before: Version, after: Version) -> dict[str, Any]:
    """The redline from one version to another."""
    segments = redline.redline(keys.reveal(before, "text").reveal(), keys.reveal(after, "text").reveal())
    return {
        "before": before,
        "after": after,
        "blocks": redline.blocks(segments),
        "changed": any(segment.change != redline.Change.SAME for segment in segments),
        "versions": list(task.draft.versions.select_related("made_by").order_by("number")),
    }
