"""A walk through a practice system's lists, page by page, from where the last one stopped.

Where it stands is stored after each page, so that a walk that was cut off goes on there. ``rest`` is called after each:
it renews the lease of whoever walks, and raises to end the walk between two pages.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import sleep

from django.db import transaction
from django.utils import timezone

from apps.integrations.errors import Fault, Permanent, RemoteError
from apps.integrations.listed import Turns, pages
from apps.integrations.models import Connection, HintKind
from apps.sync import copies, differences, due, incoming, matters_in, ours, papers, parties, reopened, unread
from apps.sync.apart import HERE, Alone, Apart
from apps.sync.incoming import FromClio, FromMyCase
from apps.sync.matters_in import ASKED_AGAIN, Counts
from apps.sync.models import RecordKind
from apps.sync.shapes import Batch, Incoming, Part

OVERLAP = timedelta(minutes=10)
"""How far a walk reaches back before the last one began: the vendor's clock is not ours."""
LONGEST_TURN = 90.0
"""Seconds that a vendor may ask for within a walk; whoever asks for more is come back to."""
MOST_TURNS = 5
"""In a row that it asks to wait for one page: whoever goes on asking is come back to as well."""
AT_ONCE = 200
"""Matters that are asked for by id in one walk, the longest listed first."""
TAKEN_IN = {RecordKind.MATTER, RecordKind.RELATIONSHIP, *copies.PEOPLE}
"""Of these it is said when they were taken in; of other kinds, when they can be read."""
READ_WHOLE = {
    RecordKind.RELATIONSHIP,
    RecordKind.TASK,
    RecordKind.EVENT,
    RecordKind.DOCUMENT,
    RecordKind.NOTE,
}
"""Of these a reading of everything reads all, so that one which it does not come across is there no more."""
NO_PAGE = {Fault.REFUSED, Fault.NOT_FOUND, Fault.NOT_ACCEPTED, Fault.WRONG_HOST}
"""What a page that is asked for by its address may be refused with when the list itself is not."""
Rest = Callable[[], None]


def walk(connection: Connection, counts: Counts, *, whole: bool, rest: Rest) -> None:
    """What changed since the last walk, or all there is (``whole``), from where an unfinished one stopped.

    Raises RemoteError where the vendor fails, and whatever ``rest`` raises; what came before that is kept.
    """
    with incoming.reach(connection) as there:
        _Walk(connection, there, counts, rest).all_lists(whole)


class _Walk:
    def __init__(
        self, connection: Connection, there: FromClio | FromMyCase, counts: Counts, rest: Rest
    ) -> None:
        self.connection, self.there, self.counts, self.rest = connection, there, counts, rest
        # Matters there of which something could not be taken in: what is missing of them here is not gone there.
        self.left_out = set(connection.cursor.get("left_out", ()))
        # Records that made no sense, or of whom something failed: what is listed of others by then is gone.
        self.odd = set(connection.cursor.get("odd", ()))

    def all_lists(self, whole: bool) -> None:
        cursor = self.connection.cursor or self._fresh(whole)
        since, changed = (_moment(cursor.get(name, "")) for name in ("since", "changed"))
        if since is not None:
            self._look_again()
        # Of people only who changed is read: the first reading brings them with their matters and parts.
        lists = self.there.lists + (self.there.changes if changed else ())
        if cursor["list"] not in lists:  # it stopped in a list that is not read any more
            cursor = cursor | {"list": lists[0], "next": ""}
        for which in lists[lists.index(cursor["list"]) :]:
            page, turns = cursor["next"] if which == cursor["list"] else "", Turns()
            while True:
                batch = self._page(which, since=since, changed=changed, page=page)
                self._take_in(batch)
                if not (page := turns.on(page, batch.next)):
                    break
                self._store(cursor | {"list": which, "next": page})
                self.rest()
            if which != lists[-1]:
                cursor = cursor | {"list": lists[lists.index(which) + 1], "next": ""}
                self._store(cursor)
                self.rest()
        self._finish(datetime.fromisoformat(cursor["began"]), everything=since is None)

    def _fresh(self, whole: bool) -> dict:
        pulled_at = self.connection.pulled_at
        changed = (pulled_at - OVERLAP).isoformat() if pulled_at else ""
        return {
            "since": "" if whole else changed,
            "changed": changed,
            "began": timezone.now().isoformat(),
            "list": self.there.lists[0],
            "next": "",
        }

    def _page(self, which: str, *, since: datetime | None, changed: datetime | None, page: str) -> Batch:
        """A page; where the vendor no longer knows the one we stopped at, or it is none of the vendor's own, the list
        from its start."""
        gone = False
        try:
            return self._read(which, since, changed, page)
        except Permanent as error:
            if not page or error.code not in NO_PAGE:
                raise
            gone = True
        assert gone
        return self._read(which, since, changed, "")

    def _read(self, which: str, since: datetime | None, changed: datetime | None, page: str) -> Batch:
        if which in self.there.lists:
            return self.there.page(which, since=since, page=page)
        assert changed is not None
        return self.there.changed(which, since=changed, page=page)

    def _look_again(self) -> None:
        """Matters that could not be opened before: what was missing may have been put right here, not there.

        One that is not there any more, or not shown any more, is wanted no longer.
        """
        waiting = differences.standing(self.connection, RecordKind.MATTER, ASKED_AGAIN)[:AT_ONCE]
        if waiting:
            batch = self.there.again(waiting)
            self._take_in(batch)
            differences.end(self.connection, RecordKind.MATTER, set(waiting) - _told_of(batch), ASKED_AGAIN)
        self._read_reopened()
        self._look_for_deleted()

    def _read_reopened(self) -> None:
        """Matters that were opened again here: while they were closed, nobody was added to them. Where one is there no
        more, or not shown, nobody can be added, and that is listed."""
        began = timezone.now()
        asked = {differences.key(RecordKind.MATTER, each): each for each in reopened.unread(self.connection)}
        ids = set([each for key, each in asked.items() if key not in self.odd][:AT_ONCE])
        if ids:
            batch = self.there.again(ids)
            self._take_in(batch)
            gone = ids - _told_of(batch)
            matters_in.gone(self.connection, gone)
            reopened.were_read(self.connection, gone, since=began)

    def _look_for_deleted(self) -> None:
        """Matters that the vendor told were deleted: no list of what changed has them. Asked for, not believed."""
        told = self.connection.hints.filter(kind=HintKind.MATTER, part="deleted", taken_at=None)
        ids = set(told.exclude(remote_id="").values_list("remote_id", flat=True)[:AT_ONCE])
        if ids:
            matters_in.gone(self.connection, ids - _told_of(self.there.again(ids)))

    def _take_in(self, batch: Batch) -> None:
        odd = Apart(self.connection, batch.kind)
        for each in batch.odd:
            odd.odd(each)
        if batch.kind == RecordKind.MATTER:
            self._whose((each.remote_id, each.clients) for each in batch.odd)
        self.left_out |= {each.matter_id for each in batch.odd if each.matter_id}
        self.odd |= {differences.key(batch.kind, each.remote_id) for each in batch.odd}
        self._matters(batch)
        self._parts(batch.parts)
        copies.compare_clients(self.connection, batch.people)
        self.odd |= parties.follow(self.connection, batch.people)
        self.left_out |= papers.note(self.connection, batch.papers)
        ours.seen(self.connection, batch.kind, batch.within)
        copies.compare_documents(self.connection, batch.papers)
        self.left_out |= due.note(self.connection, batch.due)
        if batch.kind not in TAKEN_IN:
            odd.read(batch.read)
            odd.done()

    def _matters(self, batch: Batch) -> None:
        unread = [each for each in batch.odd if batch.kind == RecordKind.MATTER]
        self.counts.seen += len(unread)
        self.counts.refused += len(unread)
        matters = Apart(self.connection, RecordKind.MATTER)
        to_be_read = set(reopened.unread(self.connection)) if batch.matters else set()
        for matter in batch.matters:
            self.counts.seen += 1
            self._matter(matter, matters, was_closed=matter.remote_id in to_be_read)
        matters.done()
        self._whose(
            (each.remote_id, [(who.kind, who.remote_id) for who in each.clients])
            for each in batch.matters
            if each.remote_id in matters.left_out
        )
        self.counts.refused += len(matters.left_out)
        self.left_out |= matters.left_out

    def _whose(self, odd: Iterable[tuple[str, Iterable[tuple[RecordKind, str]]]]) -> None:
        """Of matters that could not be taken in or compared: what goes into one must not go to another client."""
        matters = Alone(self.connection, "client of matter")
        for remote_id, clients in odd:
            with matters.each(remote_id):
                matters_in.whose(self.connection, remote_id, clients)

    def _matter(self, matter: Incoming, matters: Apart, *, was_closed: bool) -> None:
        """One matter, with everybody's parts where it is to be opened or was opened again: asked for first, so that it
        is never here without them. A list of what changed does not have them, and one of everything is reached long
        after the matter. Not of one that waits to be opened: a firm may have hundreds that are looked at again by each
        pull.

        But for the first reading, in which all matters are new: there nothing may be sent of any before the whole is
        read (``policy.reasons``).
        """
        began, opens = timezone.now(), matters_in.opens(self.connection, matter)
        is_first = self.connection.pulled_at is None
        there = self._parts_of(matter) if (opens or was_closed) and not is_first else []
        with matters.each(matter.remote_id, label=matter.number, read=matter), transaction.atomic():
            if matters_in.bring(self.connection, matter, self.counts, ready=opens) or was_closed:
                for more in there:
                    self._take_in(more)
            if was_closed and not is_first:
                reopened.were_read(self.connection, {matter.remote_id}, since=began)

    def _parts_of(self, matter: Incoming) -> list[Batch]:
        """Everybody's parts in a matter, page by page."""
        found: list[Batch] = []
        for batch in pages(partial(self._page_of_parts, matter.remote_id)):
            # One that does not say of which matter it is was listed as this one's.
            odd = tuple(replace(each, matter_id=each.matter_id or matter.remote_id) for each in batch.odd)
            found.append(replace(batch, odd=odd))
        return found

    def _page_of_parts(self, remote_id: str, page: str) -> Batch:
        self.rest()
        return self._in_turn(partial(self.there.parts_of, remote_id, page=page))

    def _in_turn(self, read: Callable[[], Batch]) -> Batch:
        """Of one matter all is read in a row, and where the vendor asks to slow down its minute is waited for: begun
        anew by each pull, more than a minute allows would never be read, and the connection would bring nothing else.
        """
        for _turn in range(MOST_TURNS):
            wait = 0.0
            try:
                return read()
            except RemoteError as error:
                if error.code != Fault.RATE_LIMITED or not 0 < (error.retry_after or 0) <= LONGEST_TURN:
                    raise
                wait = error.retry_after or 0.0
            sleep(wait)
            self.rest()
        return read()

    def _parts(self, found: Iterable[Part]) -> None:
        parts = Apart(self.connection, RecordKind.RELATIONSHIP)
        for part in found:
            with parts.each(part.remote_id, within=part.matter_id, read=part):
                matters_in.bring_part(self.connection, part)
        parts.done()
        self.odd |= {differences.key(RecordKind.RELATIONSHIP, each) for each in parts.left_out}

    def _store(self, cursor: dict) -> None:
        cursor = cursor | {"left_out": sorted(self.left_out), "odd": sorted(self.odd)}
        Connection.objects.filter(pk=self.connection.pk).update(cursor=cursor)

    def _finish(self, began: datetime, *, everything: bool) -> None:
        if everything:
            matters_in.missing(self.connection, since=began, left_out=self.left_out)
            unknown = self.left_out | matters_in.not_met(self.connection, since=began)
            papers.missing(self.connection, since=began, left_out=unknown)
            due.missing(self.connection, since=began, left_out=unknown)
            ours.missing(self.connection, since=began, left_out=self.left_out)
            differences.end_but(self.connection, READ_WHOLE | unread.PEOPLE, self.odd, HERE)
        Connection.objects.filter(pk=self.connection.pk).update(cursor={}, pulled_at=began)
        told = self.connection.hints.filter(kind__in=HintKind.records(), taken_at=None, heard_at__lte=began)
        told.update(taken_at=timezone.now())


def _told_of(batch: Batch) -> set[str]:
    """What is there, whether sense could be made of it or not."""
    return {*batch.read, *(each.remote_id for each in batch.odd)}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
