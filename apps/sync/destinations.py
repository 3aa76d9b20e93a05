"""Where deliveries go: one shape over Clio and MyCase, and what each can do to be safe to repeat."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from apps.core.sensitive import Sensitive
from apps.integrations import places
from apps.integrations.clio.client import Clio
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.errors import Permanent
from apps.integrations.listed import pages
from apps.integrations.models import Connection, Region, Vendor
from apps.integrations.mycase.client import MyCase
from apps.integrations.mycase.connect import connect as connect_mycase

CLOCKS_APART = timedelta(minutes=10)
"""How far the vendor's clock may be behind ours."""


class Held(StrEnum):
    """What a document that we began holds by now."""

    ABSENT = "absent"
    """It was only begun, nobody sees it, and it is in another matter by now: it is left there and begun anew."""
    NOTHING = "nothing"
    WHOLE = "whole"
    """All its bytes, as far as the vendor can say without giving them; they are read back."""
    ANOTHER = "another"
    """Bytes that are not ours: somebody else put them there."""


@dataclass(frozen=True)
class Begun:
    """A document with an address for its bytes, and where that address keeps them."""

    remote_id: str
    place: Region
    upload: Any = field(repr=False)


@dataclass(frozen=True)
class Time:
    """A time entry: whose, on which day, how long, in which words, and since when it is wanted.

    Whose is known by e-mail address before anything left, and by ``whose_there`` since. ``others`` are entries there
    that are other deliveries'."""

    email: str
    day: date
    minutes: int
    billable: bool
    text: Sensitive[str]
    activity: str
    marker: str
    wanted_since: datetime
    whose_there: str = ""
    others: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TimeThere:
    """A time entry as it is held there. ``whose`` is that person's id there."""

    whose: str
    day: date
    minutes: int
    billable: bool
    text: Sensitive[str]


class Destination(Protocol):
    """A matter in a practice system.

    ``hides_unfinished`` says whether a document that was begun twice and finished once appears once, ``marks_time``
    whether a time entry bears its marker.

    What is looked for by its marker (``find_...``) is found whatever other records there are like. Not found is not
    known to be absent: a record may be unreadable, or shown late. Before anything is created a second time somebody is
    asked.
    """

    hides_unfinished: bool
    marks_time: bool

    def find_note(self, marker: str) -> str: ...
    def add_note(self, *, subject: str, text: Sensitive[str], at: datetime) -> str: ...
    def read_note(self, remote_id: str) -> Sensitive[str]: ...
    def find_document(self, marker: str) -> str: ...
    def begin(self, *, filename: str, media_type: str, marker: str) -> Begun: ...
    def begin_again(self, remote_id: str, *, filename: str, media_type: str) -> Begun: ...
    def put(self, begun: Begun, data: Sensitive[bytes]) -> None: ...
    def finish(self, begun: Begun) -> None: ...
    def held(self, remote_id: str, sha256: str) -> Held: ...
    def read_document(self, remote_id: str) -> Sensitive[bytes]: ...
    def find_time(self, time: Time) -> str: ...
    def whose(self, time: Time) -> Any: ...
    def add_time(self, time: Time, whose: Any) -> str: ...
    def read_time(self, remote_id: str) -> TimeThere: ...
    def email_of(self, whose: str) -> str: ...


@dataclass
class ClioMatter(AbstractContextManager["ClioMatter"]):
    """A matter in Clio. Documents carry the marker as an external property and appear when they are finished."""

    client: Clio
    matter_id: str
    hides_unfinished: bool = True
    marks_time: bool = True

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def find_note(self, marker: str) -> str:
        """Through the search first, then through the list: the index can lag behind the records."""
        for query in (marker, ""):
            read = partial(self.client.notes_to_search, matter_id=self.matter_id, query=query)
            for found in pages(read):
                for note in found.items:
                    if marker in note.detail:
                        return note.id
        return ""

    def add_note(self, *, subject: str, text: Sensitive[str], at: datetime) -> str:
        on = at.astimezone(ZoneInfo(settings.FIRM_TIME_ZONE)).date()
        return self.client.create_note(matter_id=self.matter_id, subject=subject, detail=text, on=on)

    def read_note(self, remote_id: str) -> Sensitive[str]:
        note = self.client.note(remote_id)
        if note.matter_id != self.matter_id:
            raise InAnotherMatter
        return Sensitive(note.detail)

    def find_document(self, marker: str) -> str:
        """The one that is finished, before any that was only begun. Raises InAnotherMatter where somebody moved it."""
        found = self.client.documents_marked(marker)
        here = [each for each in found if each.matter_id == self.matter_id]
        whole = [each for each in found if each.latest and each.latest.complete]
        if whole and not any(each in here for each in whole):
            raise InAnotherMatter
        return next((each.id for each in here if each in whole), here[0].id if here else "")

    def begin(self, *, filename: str, media_type: str, marker: str) -> Begun:
        upload = self.client.begin_document(
            matter_id=self.matter_id, filename=filename, content_type=media_type, marker=marker
        )
        return Begun(upload.document_id, places.of_storage(upload.put_url), upload)

    def begin_again(self, remote_id: str, *, filename: str, media_type: str) -> Begun:
        upload = self.client.begin_version(document_id=remote_id, filename=filename, content_type=media_type)
        return Begun(remote_id, places.of_storage(upload.put_url), upload)

    def put(self, begun: Begun, data: Sensitive[bytes]) -> None:
        self.client.put(begun.upload, data)

    def finish(self, begun: Begun) -> None:
        self.client.finish_document(begun.upload)

    def held(self, remote_id: str, sha256: str) -> Held:
        """What is finished is read back; until then nobody sees it, and nobody else has put anything there."""
        document = self.client.document(remote_id)
        is_here = document.matter_id == self.matter_id
        if document.latest and document.latest.complete:
            if not is_here:
                raise InAnotherMatter
            return Held.WHOLE
        return Held.NOTHING if is_here else Held.ABSENT

    def read_document(self, remote_id: str) -> Sensitive[bytes]:
        if self.client.document(remote_id).matter_id != self.matter_id:
            raise InAnotherMatter
        return self.client.download(remote_id)

    def find_time(self, time: Time) -> str:
        """Entries of that day in the matter, by the marker in their reference, which no bill shows."""
        for found in pages(partial(self.client.references, matter_id=self.matter_id, day=time.day)):
            for entry_id, reference in found.items:
                if reference == time.marker:
                    return entry_id
        return ""

    def whose(self, time: Time) -> Any:
        return _only(_everyone(self.client.users), time.email)

    def add_time(self, time: Time, whose: Any) -> str:
        return self.client.create_time_entry(
            matter_id=self.matter_id,
            user_id=whose.id,
            day=time.day,
            seconds=60 * time.minutes,
            note=time.text,
            billable=time.billable,
            reference=time.marker,
        )

    def read_time(self, remote_id: str) -> TimeThere:
        entry = self.client.time_entry(remote_id)
        if entry.matter_id != self.matter_id:
            raise InAnotherMatter
        return TimeThere(entry.user_id, entry.day, entry.seconds // 60, entry.billable, Sensitive(entry.note))

    def email_of(self, whose: str) -> str:
        return _email_of(_everyone(self.client.users), whose)


@dataclass
class MyCaseCase(AbstractContextManager["MyCaseCase"]):
    """A case in MyCase. It has no search and no last step: the marker stands in a document's description."""

    client: MyCase
    case_id: str
    hides_unfinished: bool = False
    marks_time: bool = False

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def find_note(self, marker: str) -> str:
        for found in pages(partial(self.client.notes_to_search, case_id=self.case_id)):
            for note in found.items:
                if marker in note.text:
                    return note.id
        return ""

    def add_note(self, *, subject: str, text: Sensitive[str], at: datetime) -> str:
        return self.client.create_note(case_id=self.case_id, subject=subject, text=text, at=at)

    def read_note(self, remote_id: str) -> Sensitive[str]:
        note = self.client.note(remote_id)
        if note.case_id != self.case_id:
            raise InAnotherMatter
        return Sensitive(note.text)

    def find_document(self, marker: str) -> str:
        for found in pages(partial(self.client.documents_to_search, case_id=self.case_id)):
            for document in found.items:
                if marker in document.description:
                    return document.id
        return ""

    def begin(self, *, filename: str, media_type: str, marker: str) -> Begun:
        upload = self.client.begin_document(case_id=self.case_id, filename=filename, description=marker)
        return Begun(upload.document_id, places.of_storage(upload.put_url), upload)

    def begin_again(self, remote_id: str, *, filename: str, media_type: str) -> Begun:
        upload = self.client.begin_version(document_id=remote_id)
        return Begun(remote_id, places.of_storage(upload.put_url), upload)

    def put(self, begun: Begun, data: Sensitive[bytes]) -> None:
        self.client.put(begun.upload, data)

    def finish(self, begun: Begun) -> None:
        """MyCase has no such step."""

    def held(self, remote_id: str, sha256: str) -> Held:
        """There is no size and no digest to ask for: fetch it and see. Of a document whose bytes never came there is an
        address, and nothing at it. Bytes that the account may not see are there all the same, or may be: that is
        raised, and a person is asked before anything is put over them. The list of a document's versions settles
        nothing: it does not say whether bytes came, nor is it documented which version a new document begins with."""
        self._check_is_here(remote_id)
        data = _if_there(lambda: self.client.download(remote_id))
        if data is None or not data.reveal():
            return Held.NOTHING
        return Held.WHOLE if hashlib.sha256(data.reveal()).hexdigest() == sha256 else Held.ANOTHER

    def read_document(self, remote_id: str) -> Sensitive[bytes]:
        self._check_is_here(remote_id)
        return self.client.download(remote_id)

    def _check_is_here(self, remote_id: str) -> None:
        if self.client.document(remote_id).case_id != self.case_id:
            raise InAnotherMatter

    def find_time(self, time: Time) -> str:
        """MyCase has no field for a marker that no bill shows: an entry is ours that is the same in everything."""
        whose = time.whose_there or self._known_as(time.email).id
        since = time.wanted_since - CLOCKS_APART
        for found in pages(partial(self.client.time_entries, since=since)):
            for entry in found.items:
                if entry.id in time.others:
                    continue
                where = (entry.case_id, entry.staff_id) == (self.case_id, whose)
                what = (entry.day, entry.minutes, entry.billable) == (time.day, time.minutes, time.billable)
                if where and what and entry.description == time.text.reveal():
                    return entry.id
        return ""

    def whose(self, time: Time) -> Any:
        staff = self._known_as(time.email)
        if staff.rate is None:
            raise NoRate
        return staff

    def _known_as(self, email: str) -> Any:
        return _only(_everyone(self.client.staff), email)

    def add_time(self, time: Time, whose: Any) -> str:
        return self.client.create_time_entry(
            case_id=self.case_id,
            staff_id=whose.id,
            day=time.day,
            hours=time.minutes / 60,
            rate=whose.rate,
            activity=time.activity,
            description=time.text,
            billable=time.billable,
        )

    def read_time(self, remote_id: str) -> TimeThere:
        entry = self.client.time_entry(remote_id)
        if entry.case_id != self.case_id:
            raise InAnotherMatter
        text = Sensitive(entry.description)
        return TimeThere(entry.staff_id, entry.day, entry.minutes, entry.billable, text)

    def email_of(self, whose: str) -> str:
        return _email_of(_everyone(self.client.staff), whose)


class InAnotherMatter(Exception):
    """What we put there, or began, is in another matter by now: somebody moved it."""


class PersonUnknown(Exception):
    """Nobody there, or more than one, has that e-mail address."""


class NoRate(Exception):
    """The person there has no hourly rate on file, and the vendor takes no time without one."""


def _everyone(read: Any) -> Iterator[Any]:
    for found in pages(read):
        yield from found.items


def _only(people: Iterable[Any], email: str) -> Any:
    found = [each for each in people if each.email == email.lower()]
    if len(found) != 1:
        raise PersonUnknown
    return found[0]


def _email_of(people: Iterable[Any], person_id: str) -> str:
    return next((each.email for each in people if each.id == person_id), "")


def reach(connection: Connection, remote_matter_id: str) -> ClioMatter | MyCaseCase:
    """The matter at the vendor's. Close it, or use it as a context manager."""
    if connection.vendor == Vendor.CLIO:
        return ClioMatter(connect_clio(connection), remote_matter_id)
    return MyCaseCase(connect_mycase(connection), remote_matter_id)


def _if_there(read: Any) -> Any:
    try:
        return read()
    except Permanent as error:
        if error.status != 404:
            raise
    return None
