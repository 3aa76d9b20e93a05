"""The ledger of a review as its page prints it: authorities, quotations and comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared
from apps.drafting import tongues
from apps.drafting.models import Language, Version
from apps.intake.withdrawn import withdrawal_of
from apps.matters import keys
from apps.people.models import User
from apps.review.authorities import outside
from apps.review.authorities.ledger import Line
from apps.review.citing.quotations import Match, Quotation
from apps.review.filing import queries as filings
from apps.review.models import (
    AuthorityCheck,
    AuthorityFinding,
    ChecklistAnswer,
    Comment,
    Decision,
    Dismissal,
    Outcome,
    ReviewTask,
)
from apps.review.models.aftermath import Correction
from apps.review.models.lookups import AuthorityOpening
from apps.review.reading.queries import Reading
from apps.review.written import redline
from apps.review.written.redline import Segment


def withdrawals(reading: Reading) -> list[str]:
    """Of each source of it that was withdrawn, by whom, when and why."""
    sources = [*(each.source for each in reading.chosen), *reading.left_out]
    return [withdrawal_of(each) for each in sources if each.is_withdrawn]


def language(task: ReviewTask, reading: Reading) -> str:
    """That the text seems to be in the other language than was asked for; empty where nothing is to be said."""
    asked = task.draft.request.language
    found = tongues.instead_of(asked, reading.text)
    if found is None:
        return ""
    if found == Language.ENGLISH:
        return _("This draft seems to be in English, and French was asked for.")
    return _("This draft seems to be in French, and English was asked for.")


def passage_id(order: int, anchor: str) -> str:
    """The name of a passage on the page: its source's place in the request, and its anchor."""
    return f"s{order}-{anchor}"


@dataclass(frozen=True)
class CheckShown:
    """One of an authority's six checks, and the finding that counts."""

    code: str
    id: str
    label: str
    finding: AuthorityFinding | None
    note: str = field(repr=False)

    @property
    def outcome(self) -> str:
        return self.finding.outcome if self.finding else ""

    link: str = field(repr=False, default="")
    """The page that was opened, or the one that is offered until somebody names it."""

    says: str = ""
    """What the check is, and how it stands."""
    is_open: bool = True
    """Whether it does not count as confirmed."""

    @property
    def names_source(self) -> bool:
        return self.code == AuthorityCheck.EXISTS

    @property
    def names_page(self) -> bool:
        return self.code == AuthorityCheck.OPENED


@dataclass(frozen=True)
class AuthorityShown:
    """An authority with its checks; ``look_up`` is the page outside where it can be looked for."""

    line: Line
    id: str
    title: str = field(repr=False)
    citation: str = field(repr=False)
    checks: list[CheckShown]
    look_up: str = field(repr=False)
    is_open: bool
    is_full: bool
    """Whether its checks are on the page already; else they come when it is opened."""
    address: str
    """Where its checks come from when it is opened."""
    page: str = field(repr=False, default="")
    """Its own page outside, where there is one to offer; else it has to be searched for."""
    was_opened: bool = False
    """Whether this reader went to its page from this version's ledger."""
    hint: str = field(repr=False, default="")
    """What CanLII's metadata said, as a sentence."""
    warns: bool = False
    may_ask_again: bool = False
    """Whether CanLII did not answer about it, and can be asked again."""
    dismissed_why: str = field(repr=False, default="")
    """The note of whoever said that it names no authority."""
    lacks_page: bool = False
    """Whether all is confirmed and the address of its page, which the forum asks for, is still to be given."""

    @property
    def dots(self) -> SafeString:
        """Each check as a dot: how it stands, where it leads, and that in words. A page has some hundred."""
        told = [
            part
            for check in self.checks
            for before, after in (_dot(check.outcome, check.says),)
            for part in (before, check.id if self.is_full else self.id, after)
        ]
        return format_html("{}{}{}" * len(self.checks), *told)

    @property
    def may_be_none(self) -> bool:
        """Whether it can be said to be no authority: nothing more than a name is given of it."""
        return self.line.dismissal is None and not self.line.has_citation

    @property
    def has_one_act(self) -> bool:
        """Whether something can be said of it in one act."""
        return bool(self.unanswered) or (self.may_be_none and not self.line.confirmed)

    @property
    def unanswered(self) -> int:
        """Checks that nobody answered for this text."""
        return sum(check.finding is None for check in self.checks)

    @property
    def trouble(self) -> str:
        """What was found wrong, is contradicted, or is asked for besides the checks; empty while there is nothing."""
        if self.line.dismissal is not None:
            return ""
        if self.line.contradicted:
            return _("CanLII says otherwise")
        bad = next(
            (check for check in self.checks if check.outcome in (Outcome.WRONG, Outcome.COULD_NOT)), None
        )
        if not bad or not bad.finding:
            return _("Give the address of the page you opened") if self.lacks_page else ""
        return _("%(name)s: %(value)s") % {"name": bad.finding.get_outcome_display(), "value": bad.label}


@lru_cache(maxsize=200)
def _dot(outcome: str, says: str) -> tuple[SafeString, SafeString]:
    """A dot up to where it leads and after that, drawn once for each of the few there are."""
    words = '" title="{}"><span class="visually-hidden">{}</span></a>'
    return format_html('<a class="dot {}" href="#', outcome), format_html(words, says, says)


def authorities(reading: Reading, user: User, acted_on: UUID | None = None) -> list[AuthorityShown]:
    """The ledger of authorities in the order of the text. The one just acted on stays open."""
    went_to = set(_OPENED(version=reading.version.pk, by=user.pk)) if reading.ledger else set()
    next_open = next((line.authority.pk for line in reading.ledger if not line.confirmed), None)
    full = {acted_on, next_open, *(line.authority.pk for line in reading.ledger if not line.is_listed)}
    labels = {check: str(check.label) for check in AuthorityCheck}
    words = {outcome.value: str(outcome.label) for outcome in Outcome} | {"": _("open")}
    address = _address_of_any(reading.version, reading.ledger[0].authority.task_id) if reading.ledger else ""
    return [
        _authority(
            line,
            labels,
            words,
            acted_on,
            address,
            is_full=pk in full,
            was_opened=pk in went_to,
            lacks_page=line.confirmed and filings.lacks_its_page(reading.filing, line),
        )
        for line in reading.ledger
        for pk in (line.authority.pk,)
    ]


_OPENED = Prepared(
    lambda version, by: AuthorityOpening.objects.filter(version=version, by=by).values_list(
        "authority", flat=True
    )
)


def authority(reading: Reading, user: User, pk: UUID) -> AuthorityShown:
    """One of them, with its checks. Raises StopIteration where this text does not cite it."""
    return next(each for each in authorities(reading, user, pk) if each.line.authority.pk == pk)


NOBODY = UUID(int=0)


def _address_of_any(version: Version, task: UUID) -> str:
    """Where the checks of an authority come from, with ``NOBODY`` for it: looked up once for a ledger."""
    return reverse("review:authority", args=[task, version.number, NOBODY])


def _authority(
    line: Line,
    labels: dict[AuthorityCheck, str],
    words: dict[str, str],
    acted_on: UUID | None,
    address: str,
    *,
    is_full: bool,
    was_opened: bool,
    lacks_page: bool,
) -> AuthorityShown:
    pk = line.authority.pk
    place = outside.page(line) if is_full else ""
    still_open = line.open_checks
    checks = [
        CheckShown(
            check.value,
            f"check-{pk}-{check.value}",
            labels[check],
            finding,
            note_of(finding) if is_full else "",
            (filings.link_of(line) or place or "") if is_full and check == AuthorityCheck.OPENED else "",
            _("%(name)s: %(value)s")
            % {"name": labels[check], "value": words[finding.outcome if finding else ""]},
            check in still_open,
        )
        for check, finding in line.findings.items()
    ]
    hint, warns = outside.hint(line) if is_full else ("", False)
    besides = ", ".join(filter(None, (*line.parallel, line.pinpoint)))
    return AuthorityShown(
        line=line,
        id=f"authority-{pk}",
        title=line.style or line.citation,
        citation=", ".join(filter(None, (line.citation, besides))) if line.style else besides,
        checks=checks,
        look_up=outside.look_up(line) if is_full else "",
        is_open=pk == acted_on and not line.confirmed,
        is_full=is_full,
        address=address.replace(str(NOBODY), str(pk)),
        page=place or "",
        was_opened=was_opened,
        hint=hint,
        warns=warns,
        may_ask_again=is_full and outside.did_not_answer(line),
        dismissed_why=note_of(line.dismissal) if is_full else "",
        lacks_page=lacks_page,
    )


def dismissed(reading: Reading) -> list[tuple[str, Dismissal, str]]:
    """What was said to be no authority, with who said so and the note."""
    return [
        (line.style, line.dismissal, note_of(line.dismissal))
        for line in reading.ledger
        if line.dismissal is not None
    ]


def plain(words: str) -> str:
    """Words of a draft for a list: without the marks of emphasis, and of a block that is quoted."""
    return re.sub(r"(?m)^[\s>]+|[*_`]+", "", words)


EXCERPT = 110
"""Characters of a sentence in a list."""


def shortened(words: str) -> str:
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"


def note_of(row: AuthorityFinding | ChecklistAnswer | Correction | Decision | Dismissal | None) -> str:
    return keys.reveal(row, "note").reveal() if row is not None and row.note is not None else ""


@dataclass(frozen=True)
class QuotationShown:
    """A quotation that differs from the sources, or stands in another than the one cited for it: where they hold it
    nearly or with more words, the words from the source to the draft."""

    target: str
    words: str = field(repr=False)
    passage: str
    changes: list[Segment] = field(repr=False)
    is_cut: bool
    is_elsewhere: bool


def quotations(reading: Reading) -> list[QuotationShown]:
    """Quotations that do not stand word for word in a source."""
    orders = {each.source.pk: each.order for each in reading.chosen}
    return [_quotation(each, orders) for each in reading.quotations if each.match != Match.EXACT]


def _quotation(each: Quotation, orders: dict[UUID, int]) -> QuotationShown:
    near = each.match in (Match.NEAR, Match.CUT) and each.source in orders
    return QuotationShown(
        target=f"quotation-{each.start}",
        words=plain(each.text),
        passage=passage_id(orders[each.source], each.anchor) if each.source in orders else "",
        changes=redline.redline(each.found, each.text) if near else [],
        is_cut=each.match == Match.CUT,
        is_elsewhere=each.match == Match.ELSEWHERE,
    )


@dataclass(frozen=True)
class CommentShown:
    """A comment with the words it is about."""

    row: Comment
    text: str = field(repr=False)
    about: str = field(repr=False)


def remarks(task: ReviewTask) -> list[Comment]:
    """Every comment on a draft, in order."""
    return _COMMENTS(task=task.pk)


_COMMENTS = Prepared(
    lambda task: (
        Comment.objects.filter(task=task)
        .select_related("by", "version")
        .defer("version__text", "version__anchors")
    )
)


def comments(rows: Sequence[Comment], texts: dict[UUID, str]) -> list[CommentShown]:
    """Comments in order. ``texts`` holds the versions already opened; others are opened for what they are about."""
    shown = []
    for row in rows:
        about = ""
        if row.start is not None:
            if row.version_id not in texts:
                texts[row.version_id] = keys.reveal(row.version, "text").reveal()
            about = " ".join(texts[row.version_id][row.start : row.end].split())
        shown.append(CommentShown(row, keys.reveal(row, "text").reveal(), about))
    return shown
