"""Lists of sources and transcripts. Titles are opened only for people who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.intake import held, rules
from apps.intake.models import READ, Arrival, Kind, Origin, Precedent, Source, State, Tag, Trouble
from apps.intake.readers import versions
from apps.intake.withdrawn import title_of, withdrawal_of
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User


@dataclass(frozen=True)
class ShownPrecedent:
    """A precedent of the firm as a list shows it."""

    row: Precedent
    title: str = field(repr=False)


@dataclass(frozen=True)
class ShownSource:
    """A source as a list shows it."""

    pk: UUID
    matter_id: UUID
    title: str = field(repr=False)
    filename: str = field(repr=False)
    kind: Kind
    origin: Origin
    tag: str
    state: State
    trouble: str
    size: int
    pages: int | None
    blank_pages: int
    unseen: int
    read_with: int
    reread_trouble: str
    reread_at: datetime | None
    recognised_pages: int
    doubtful_pages: int
    seconds: int | None
    passage_count: int
    arrived_at: datetime
    parent_id: UUID | None
    withdrawal: str
    """Of one that was withdrawn, by whom, when and why; else empty."""
    may_withdraw: bool = False

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def can_be_opened(self) -> bool:
        """Also one that could not be read, for the names of the files that came inside it."""
        return self.state in READ or (self.state == State.UNREADABLE and self.passage_count > 0)

    @property
    def can_be_read_again(self) -> bool:
        trouble = self.trouble if self.state == State.UNREADABLE else self.reread_trouble
        return self.state in {State.UNREADABLE, *READ} and trouble in rules.READ_AGAIN

    @property
    def sentence(self) -> str:
        """What is wrong with it, what a person has to do, or what of it could not be read; else empty."""
        if self.trouble:
            return rules.sentence(Trouble(self.trouble), size=self.size)
        return " ".join((*self._read_before(), *self._left_out()))

    @property
    def is_held_back(self) -> bool:
        """Whether nothing of it is sent, because an older reader read it."""
        return self.state in READ and not versions.is_as_seen(self.kind, self.read_with)

    def _read_before(self) -> Iterator[str]:
        if self.state not in READ:
            return
        if self.is_held_back:
            yield _(
                "It was read before firmai left out words that are covered, or that nobody sees when it is opened."
            )
            if self.reread_trouble:
                yield _("It could not be read again, so nothing of it is sent. %(why)s") % {
                    "why": rules.sentence(Trouble(self.reread_trouble), size=self.size)
                }
            else:
                yield _(
                    "It is read again by itself while its matter is open, and nothing of it is sent before."
                )
        elif self.reread_at:
            yield _("It was read again on %(day)s, and not as before.") % {
                "day": date_format(localtime(self.reread_at), "DATE_FORMAT")
            }

    def _left_out(self) -> Iterator[str]:
        if self.doubtful_pages:
            yield ngettext(
                "%(n)s scanned page is hard to read. Compare it with its picture: nothing rests on this source before.",
                "%(n)s scanned pages are hard to read. Compare them with their pictures: nothing rests on this source "
                "before.",
                self.doubtful_pages,
            ) % {"n": self.doubtful_pages}
        if self.blank_pages:
            yield ngettext(
                "%(n)s of its pages is a picture that was not read, or empty.",
                "%(n)s of its pages are pictures that were not read, or empty.",
                self.blank_pages,
            ) % {"n": self.blank_pages}
        if self.unseen:
            yield _unseen(self.kind, self.unseen)

    def get_kind_display(self) -> str:
        return str(self.kind.label)

    def get_origin_display(self) -> str:
        return str(self.origin.label)

    def get_state_display(self) -> str:
        if self.is_held_back:
            return _("Could not be read again") if self.reread_trouble else _("To be read again")
        return str(self.state.label)

    def get_tag_display(self) -> str:
        return str(Tag(self.tag).label) if self.tag else ""


def _unseen(kind: Kind, count: int) -> str:
    """A PDF is read page by page, and counts pages; what has none counts the places."""
    if kind == Kind.PDF:
        return ngettext(
            "On %(n)s page, words are covered or cannot be seen when it is opened. They were not read, and are not "
            "sent. If they belong to it, add a copy in which they are seen.",
            "On %(n)s pages, words are covered or cannot be seen when it is opened. They were not read, and are not "
            "sent. If they belong to it, add a copy in which they are seen.",
            count,
        ) % {"n": count}
    return ngettext(
        "In %(n)s place, words are covered or cannot be seen when it is opened. They were not read, and are "
        "not sent. If they belong to it, add a copy in which they are seen.",
        "In %(n)s places, words are covered or cannot be seen when it is opened. They were not read, and are "
        "not sent. If they belong to it, add a copy in which they are seen.",
        count,
    ) % {"n": count}


def sources_of(matter: Matter, user: User) -> list[ShownSource]:
    """The matter's sources, newest first, attachments after what they came with. Empty for whoever may not see,
    and where there is nothing left to see."""
    rows = list(
        Source.objects.visible_to(user)
        .filter(matter=matter)
        .select_related("withdrawn_by")
        .defer("original", "reading")
        .order_by("-arrived_at", "id")
    )
    if not rows:
        return []
    try:
        with keys.opened(matter.pk) as seal:
            return _under_parents([_shown(row, seal, user) for row in rows])
    except keys.KeysDestroyed:
        return []


def _under_parents(rows: list[ShownSource]) -> list[ShownSource]:
    children: dict[UUID | None, list[ShownSource]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    ordered: list[ShownSource] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += children.get(row.pk, [])  # newest first, so that the first to have come out is taken next
    return ordered


def shown(source: Source, user: User | None = None) -> ShownSource:
    """One source, fetched through ``visible_to`` by the caller."""
    with keys.opened(source.matter_id) as seal:
        return _shown(source, seal, user)


def _shown(source: Source, seal: keys.Seal, user: User | None) -> ShownSource:
    return ShownSource(
        pk=source.pk,
        matter_id=source.matter_id,
        title=title_of(source, seal),
        filename=seal.reveal(source, "filename").reveal(),
        kind=Kind(source.kind),
        origin=Origin(source.origin),
        tag=source.tag,
        state=State(source.state),
        trouble=source.trouble,
        size=source.size,
        pages=source.pages,
        blank_pages=source.blank_pages,
        unseen=source.unseen,
        read_with=source.read_with,
        reread_trouble=source.reread_trouble,
        reread_at=source.reread_at,
        recognised_pages=source.recognised_pages,
        doubtful_pages=source.doubtful_pages,
        seconds=source.seconds,
        passage_count=source.passage_count,
        arrived_at=source.arrived_at,
        parent_id=source.parent_id,
        withdrawal=withdrawal_of(source),
        may_withdraw=user is not None and rules.is_theirs_to_withdraw(user, source),
    )


@dataclass(frozen=True)
class ShownArrival:
    """A transcript without a matter, as the list of them shows it."""

    pk: UUID
    topic: str = field(repr=False)
    host: User | None
    started_at: datetime | None
    announced_at: datetime


def unmatched(user: User) -> list[ShownArrival]:
    """Transcripts that wait for a matter and that this person may see (``held.seen_by``)."""
    return [unmatched_one(row) for row in held.seen_by(user)]


def unmatched_one(row: Arrival) -> ShownArrival:
    """One that this person may see."""
    return ShownArrival(
        pk=row.pk,
        topic=held.topic_of(row),
        host=row.host,
        started_at=row.started_at,
        announced_at=row.announced_at,
    )


def precedents(user: User) -> list[ShownPrecedent]:
    """The firm's precedents in force, by title. They stand in training matters, so everybody who works on matters may
    see them, whichever team they are on."""
    if not user.is_active or not user.works_on_matters:
        return []
    rows = Precedent.objects.in_force().select_related("source", "approved_by").defer("source__original")
    found = [ShownPrecedent(row, keys.reveal(row.source, "title").reveal()) for row in rows]
    return sorted(found, key=lambda each: each.title.lower())
