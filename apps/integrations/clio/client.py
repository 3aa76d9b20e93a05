"""Clio Manage over HTTP. Facts: docs.developers.clio.com and the OpenAPI description of Manage v4.

The verbs are the ones the firm needs: read matters and what hangs on them, add a note, add a document. There is
no way here to delete, to send a message, or to make a call that is not listed.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from apps.core.sensitive import Sensitive
from apps.integrations import http, places
from apps.integrations.clio import reading
from apps.integrations.clio.calls import Calls, number
from apps.integrations.clio.types import (
    Account,
    Appointment,
    Contact,
    Document,
    Matter,
    Note,
    Page,
    Relationship,
    TimeEntry,
    Upload,
    User,
    Version,
    Webhook,
)
from apps.integrations.errors import Fault, Permanent

CONTACT = "id,etag,name,first_name,last_name,type,date_of_birth,primary_email_address,primary_phone_number"
CONTACT_WHOLE = (
    f"{CONTACT},email_addresses{{address}},phone_numbers{{number}},"
    "addresses{street,city,province,postal_code}"
)
MATTER = (
    "id,etag,display_number,description,status,location,open_date,close_date,updated_at,practice_area{name},"
    f"responsible_attorney{{id,name,email}},client{{{CONTACT}}}"
)
RELATIONSHIP = f"id,etag,description,matter{{id}},contact{{{CONTACT}}}"
NOTE = "id,etag,subject,detail,updated_at"
NOTE_MARKED = "id,detail"
NOTE_LISTED = "id,etag,subject,updated_at,matter{id}"
TASK = "id,name,due_at,status,statute_of_limitations,updated_at,matter{id}"
CALENDAR_ENTRY = "id,summary,start_at,all_day,updated_at,matter{id}"
WEBHOOK = "id,url,model,status,shared_secret,expires_at"
TOLD = "id,etag,updated_at"
"""All that a webhook says of a record: enough to tell two changes apart, and nothing of what changed."""
TIME_MARKED = "id,reference"
TIME_ENTRY = "id,type,date,quantity,note,reference,non_billable,matter{id},user{id}"
DOCUMENT = (
    "id,etag,name,filename,size,content_type,updated_at,matter{id},"
    "latest_document_version{id,uuid,size,fully_uploaded},external_properties{name,value}"
)
DOCUMENT_MARKED = "id,matter{id},latest_document_version{id,fully_uploaded},external_properties{name,value}"
DOCUMENT_VERSION = "id,uuid,size,fully_uploaded"
UPLOAD = (
    "id,etag,matter{id},external_properties{name,value},latest_document_version{uuid,put_url,put_headers}"
)


class Clio(Calls):
    """One firm's Clio account in one region."""

    def __enter__(self) -> "Clio":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Who

    def who_am_i(self) -> Account:
        """The firm and the person behind the token."""
        answer = self._read("/users/who_am_i.json", {"fields": "id,name,email,account{id,name}"})
        return reading.one(answer, reading.account)

    def users(self, page: str = "") -> Page[User]:
        return reading.page(self._list("/users.json", page, "id,name,email,enabled"), reading.user)

    # What a matter has

    def matters(self, *, since: datetime | None = None, page: str = "") -> Page[Matter]:
        """Matters changed since a moment, in the order of their ids so that pages do not move while they are read."""
        more = {"updated_since": since.isoformat()} if since else {}
        answer = self._list("/matters.json", page, MATTER, **more)
        return reading.records(answer, reading.matter, however_many=since is not None)

    def matters_by_id(self, ids: Iterable[str]) -> Page[Matter]:
        return self._by_id("/matters.json", ids, MATTER, reading.matter)

    def contacts_by_id(self, ids: Iterable[str]) -> Page[Contact]:
        """With every e-mail, telephone number and address on file. At most 200 ids."""
        return self._by_id("/contacts.json", ids, CONTACT_WHOLE, reading.contact)

    def contacts(self, *, since: datetime, page: str = "") -> Page[Contact]:
        """People and companies changed since a moment, clients or not, with everything on file that reaches them."""
        answer = self._list("/contacts.json", page, CONTACT_WHOLE, updated_since=since.isoformat())
        return reading.records(answer, reading.contact, however_many=True)

    def relationships(
        self, *, since: datetime | None = None, matter_id: str = "", page: str = ""
    ) -> Page[Relationship]:
        """Who has which part in which matter: of one matter, or of all."""
        more = {"updated_since": since.isoformat()} if since else {}
        if matter_id:
            more["matter_id"] = matter_id
        answer = self._list("/relationships.json", page, RELATIONSHIP, **more)
        return reading.records(answer, reading.relationship, however_many=True)

    # Notes

    def notes(self, *, matter_id: str, page: str = "", query: str = "") -> Page[Note]:
        """A matter's notes. ``query`` looks in subject and detail, through an index that can lag."""
        return reading.records(self._notes(NOTE, matter_id, page, query), reading.note)

    def notes_to_search(self, *, matter_id: str, page: str = "", query: str = "") -> Page[Note]:
        """The same with nothing but what they say, so that nothing else about a note can make it unreadable."""
        return reading.records(self._notes(NOTE_MARKED, matter_id, page, query), reading.note_to_search)

    def _notes(self, fields: str, matter_id: str, page: str, query: str) -> http.Answer:
        more = {"matter_id": matter_id} | ({"query": query} if query else {})
        try:
            return self._list("/notes.json", page, fields, type="Matter", **more)
        except Permanent as error:
            if error.code != Fault.NOT_ACCEPTED or page:
                raise
        # The description says Matter; one account was seen to want it in lower case.
        return self._list("/notes.json", page, fields, type="matter", **more)

    def note(self, note_id: str) -> Note:
        fields = f"{NOTE},matter{{id}}"
        return reading.one(self._read(f"/notes/{number(note_id)}.json", {"fields": fields}), reading.note)

    def create_note(self, *, matter_id: str, subject: str, detail: Sensitive[str], on: date) -> str:
        """Add a plain-text note to a matter; its id. Nobody is subscribed, so nobody is e-mailed.

        Clio has no key against repetition: put a marker in ``detail`` and look for it before calling again.
        """
        data = {
            "type": "Matter",
            "matter": {"id": int(number(matter_id))},
            "subject": subject,
            "detail": detail.reveal(),
            "detail_text_type": "plain_text",
            "date": on.isoformat(),
        }
        answer = self._post("/notes.json", {"fields": "id"}, data)
        return reading.one(answer, reading.created)

    def notes_changed(self, *, since: datetime | None = None, page: str = "") -> Page[Note]:
        """Notes of every matter that changed since a moment, without what they say."""
        more = {"updated_since": since.isoformat()} if since else {}
        answer = self._list("/notes.json", page, NOTE_LISTED, type="Matter", **more)
        return reading.records(answer, reading.note, however_many=since is not None)

    # Time

    def references(self, *, matter_id: str, day: date, page: str = "") -> Page[tuple[str, str]]:
        """Id and reference of a matter's time entries of one day, in the order of their ids."""
        more = {"type": "TimeEntry", "start_date": day.isoformat(), "end_date": day.isoformat()}
        answer = self._list("/activities.json", page, TIME_MARKED, matter_id=number(matter_id), **more)
        return reading.records(answer, reading.reference)

    def time_entry(self, entry_id: str) -> TimeEntry:
        answer = self._read(f"/activities/{number(entry_id)}.json", {"fields": TIME_ENTRY})
        return reading.one(answer, reading.time_entry)

    def create_time_entry(
        self,
        *,
        matter_id: str,
        user_id: str,
        day: date,
        seconds: int,
        note: Sensitive[str],
        billable: bool,
        reference: str,
    ) -> str:
        """Add a person's time to a matter; its id. The rate is what Clio has for them.

        Clio has no key against repetition: ``reference`` is looked for before this is called again.
        """
        data = {
            "type": "TimeEntry",
            "date": day.isoformat(),
            "quantity": seconds,
            "note": note.reveal(),
            "matter": {"id": int(number(matter_id))},
            "user": {"id": int(number(user_id))},
            "non_billable": not billable,
            "reference": reference,
        }
        return reading.one(self._post("/activities.json", {"fields": "id"}, data), reading.created)

    # What falls due

    def tasks(self, *, since: datetime | None = None, page: str = "") -> Page[Appointment]:
        """Tasks that changed since a moment, those that are done included."""
        more = {"updated_since": since.isoformat()} if since else {}
        answer = self._list("/tasks.json", page, TASK, **more)
        return reading.records(answer, reading.task, however_many=since is not None)

    def calendar_entries(self, *, since: datetime | None = None, page: str = "") -> Page[Appointment]:
        more = {"updated_since": since.isoformat()} if since else {}
        answer = self._list("/calendar_entries.json", page, CALENDAR_ENTRY, **more)
        return reading.records(answer, reading.calendar_entry, however_many=since is not None)

    # Webhooks

    def webhooks(self, page: str = "") -> Page[Webhook]:
        return reading.page(self._list("/webhooks.json", page, WEBHOOK), reading.webhook)

    def create_webhook(self, *, url: str, model: str, until: datetime) -> Webhook:
        """Have Clio post to ``url`` when a record of ``model`` is made, changed or deleted, until a moment at most
        31 days away. Clio asks the address for a handshake right away: it has to be known before this is called."""
        data = {
            "url": url,
            "model": model,
            "fields": TOLD,
            "events": ["created", "updated", "deleted"],
            "expires_at": until.astimezone(UTC).isoformat(timespec="seconds"),
        }
        return reading.one(self._post("/webhooks.json", {"fields": WEBHOOK}, data), reading.webhook)

    def prolong_webhook(self, webhook_id: str, *, until: datetime) -> Webhook:
        """Move its end, as it is now. Raises Permanent ``changed_there`` where somebody changes it meanwhile."""
        path = f"/webhooks/{number(webhook_id)}.json"
        etag = reading.one(self._read(path, {"fields": "id,etag"}), reading.etag)
        data = {"expires_at": until.astimezone(UTC).isoformat(timespec="seconds")}
        return reading.one(self._change(path, {"fields": WEBHOOK}, data, etag=etag), reading.webhook)

    # Documents

    def documents(self, *, matter_id: str, page: str = "") -> Page[Document]:
        """A matter's finished documents."""
        answer = self._list("/documents.json", page, DOCUMENT, matter_id=matter_id)
        return reading.records(answer, reading.document)

    def documents_changed(self, *, since: datetime | None = None, page: str = "") -> Page[Document]:
        """Finished documents of the whole firm: those that changed since a moment, or all."""
        more = {"updated_since": since.isoformat()} if since else {}
        answer = self._list("/documents.json", page, DOCUMENT, **more)
        return reading.records(answer, reading.document, however_many=since is not None)

    def document(self, document_id: str) -> Document:
        """Raises Permanent ``not_found`` for one that lies in the trash as well, where Clio keeps it for a month."""
        answer = self._read(f"/documents/{number(document_id)}.json", {"fields": f"{DOCUMENT},deleted_at"})
        found = reading.one(answer, reading.document)
        if found.in_trash:
            raise http.fault(Fault.NOT_FOUND)
        return found

    def documents_marked(self, marker: str) -> list[Document]:
        """Documents that carry our marker, those whose upload was never finished included: where each is, and whether
        it is whole.

        Raises Transient ``garbled`` where one makes no sense and none that does is whole: it could be that one.
        """
        answer = self._list(
            "/documents.json",
            "",
            DOCUMENT_MARKED,
            external_property_name=reading.EXTERNAL_PROPERTY,
            external_property_value=marker,
            show_uncompleted="true",
        )
        found = reading.records(answer, reading.document_to_search)
        # An unknown filter is ignored without an error: believe the property, not the filter.
        ours = [document for document in found.items if document.marker == marker]
        if found.unread and not any(each.latest and each.latest.complete for each in ours):
            raise http.fault(Fault.GARBLED, status=answer.status)
        return ours

    def begin_document(self, *, matter_id: str, filename: str, content_type: str, marker: str) -> Upload:
        """Step one of three. The document stays hidden until ``finish_document``."""
        data = {
            "name": filename,
            "filename": filename,
            "content_type": content_type,
            "parent": {"id": int(number(matter_id)), "type": "Matter"},
            "external_properties": [{"name": reading.EXTERNAL_PROPERTY, "value": marker}],
        }
        return reading.one(self._post("/documents.json", {"fields": UPLOAD}, data), reading.upload)

    def begin_version(self, *, document_id: str, filename: str, content_type: str) -> Upload:
        """A new address for a document already begun: an old one lives ten minutes and is never used again."""
        data = {
            "name": filename,
            "filename": filename,
            "content_type": content_type,
            "parent": {"id": int(number(document_id)), "type": "Document"},
        }
        return reading.one(self._post("/documents.json", {"fields": UPLOAD}, data), reading.upload)

    def put(self, upload: Upload, content: Sensitive[bytes]) -> None:
        """Step two: the bytes to Amazon, with every signed header and without our token.

        Raises Transient ``address_expired`` where the address is refused: ask for a new one.
        """
        refused: Permanent | None = None
        try:
            self._line.put(upload.put_url, headers=dict(upload.put_headers), content=content.reveal())
        except Permanent as error:
            refused = error
        if refused is not None:
            if refused.status in (400, 403):
                raise http.fault(Fault.ADDRESS_EXPIRED, status=refused.status)
            raise refused

    def finish_document(self, upload: Upload) -> Version:
        """Step three: the document appears, if it is as it was begun.

        Clio says 422 while the bytes are not there or their arrival is not settled: Transient ``busy``. Where the
        document is another than it was, it is looked at: one that is still ours and in the same matter is finished as
        it is now; otherwise Permanent ``changed_there``.
        """
        refused: Permanent | None = None
        try:
            return self._finish(upload, upload.etag)
        except Permanent as error:
            refused = error
        if refused.code != Fault.CHANGED_THERE:
            raise refused
        now = self.document(upload.document_id)
        if (now.matter_id, now.marker) != (upload.matter_id, upload.marker):
            raise refused
        return self._finish(upload, now.etag)

    def _finish(self, upload: Upload, etag: str) -> Version:
        path = f"/documents/{number(upload.document_id)}.json"
        fields = f"id,latest_document_version{{{DOCUMENT_VERSION}}}"
        data, early = {"uuid": upload.version_uuid, "fully_uploaded": True}, False
        try:
            answer = self._change(path, {"fields": fields}, data, etag=etag)
        except Permanent as error:
            if error.code != Fault.NOT_ACCEPTED:
                raise
            early = True
        if early:
            raise http.fault(Fault.BUSY, status=422)
        return reading.one(answer, lambda found: reading.version(found["latest_document_version"]))

    def versions(self, document_id: str) -> list[Version]:
        answer = self._short_list(f"/documents/{number(document_id)}/versions.json", DOCUMENT_VERSION)
        return reading.page(answer, reading.version).items

    def download(self, document_id: str, *, version_id: str = "") -> Sensitive[bytes]:
        """The bytes of a document, fetched from Amazon without our token. The newest version unless one is named."""
        params = {"document_version_id": number(version_id)} if version_id else {}
        url = self._url(f"/documents/{number(document_id)}/download.json", params)
        answer = self._send(lambda headers: self._line.get(url, headers=headers, ok=(303,)))
        place = answer.headers.get("location", "")
        if not places.is_storage((urlsplit(place).hostname or "").lower()):
            raise http.fault(Fault.WRONG_HOST)
        return Sensitive(self._line.get(place, most=http.LARGEST_FILE).body)
