"""Clio Manage over HTTP. Facts: docs.developers.clio.com and the OpenAPI description of Manage v4.

The verbs are the ones the firm needs: read matters and what hangs on them, add a note, add a document. There is
no way here to delete, to send a message, or to make a call that is not listed.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import http, places
from apps.integrations.access import Access
from apps.integrations.clio import reading
from apps.integrations.clio.types import (
    Account,
    Contact,
    Document,
    Matter,
    Note,
    Page,
    Relationship,
    Upload,
    User,
    Version,
)
from apps.integrations.errors import Fault, Permanent
from apps.integrations.models import Region

VERSION = "4.0.13"
"""``X-API-VERSION``. 410 means that this line is out of date, never that a record is gone."""
HOSTS = {Region.CANADA: "ca.app.clio.com", Region.UNITED_STATES: "app.clio.com"}
PAGE = 200

CONTACT = "id,name,first_name,last_name,type,date_of_birth,primary_email_address,primary_phone_number"
CONTACT_WHOLE = (
    f"{CONTACT},email_addresses{{address}},phone_numbers{{number}},"
    "addresses{street,city,province,postal_code}"
)
MATTER = (
    "id,etag,display_number,description,status,location,open_date,close_date,updated_at,practice_area{name},"
    f"responsible_attorney{{id,name,email}},client{{{CONTACT}}}"
)
RELATIONSHIP = f"id,description,matter{{id}},contact{{{CONTACT}}}"
NOTE = "id,etag,subject,detail,updated_at"
DOCUMENT = (
    "id,etag,name,filename,size,content_type,updated_at,"
    "latest_document_version{id,uuid,size,fully_uploaded},external_properties{name,value}"
)
DOCUMENT_VERSION = "id,uuid,size,fully_uploaded"
UPLOAD = "id,latest_document_version{uuid,put_url,put_headers}"


class Clio:
    """One firm's Clio account in one region."""

    def __init__(self, *, region: Region, access: Access) -> None:
        if region not in HOSTS:
            raise http.fault(Fault.NOT_CONFIGURED)
        self.region = region
        self._host, self._access = HOSTS[region], access
        self._line = http.Line(allows=lambda host: host == self._host or places.is_storage(host))
        self._free_at: datetime | None = None

    def __enter__(self) -> "Clio":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

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
        return reading.page(self._list("/matters.json", page, MATTER, **more), reading.matter)

    def matters_by_id(self, ids: Iterable[str]) -> list[Matter]:
        return self._by_id("/matters.json", ids, MATTER, reading.matter)

    def contacts_by_id(self, ids: Iterable[str]) -> list[Contact]:
        """With every e-mail, telephone number and address on file. At most 200 ids."""
        return self._by_id("/contacts.json", ids, CONTACT_WHOLE, reading.contact)

    def clients(self, *, since: datetime, page: str = "") -> Page[Contact]:
        """Clients changed since a moment, as lists show them."""
        more = {"updated_since": since.isoformat(), "client_only": "true"}
        return reading.page(self._list("/contacts.json", page, CONTACT, **more), reading.contact)

    def relationships(
        self, *, since: datetime | None = None, matter_id: str = "", page: str = ""
    ) -> Page[Relationship]:
        """Who has which part in which matter: of one matter, or of all."""
        more = {"updated_since": since.isoformat()} if since else {}
        if matter_id:
            more["matter_id"] = matter_id
        return reading.page(
            self._list("/relationships.json", page, RELATIONSHIP, **more), reading.relationship
        )

    # Notes

    def notes(self, *, matter_id: str, page: str = "", query: str = "") -> Page[Note]:
        """A matter's notes. ``query`` looks in subject and detail, through an index that can lag."""
        more = {"matter_id": matter_id} | ({"query": query} if query else {})
        try:
            answer = self._list("/notes.json", page, NOTE, type="Matter", **more)
        except Permanent as error:
            if error.code != Fault.NOT_ACCEPTED or page:
                raise
            answer = None
        if answer is None:  # the description says Matter; one account was seen to want it in lower case
            answer = self._list("/notes.json", page, NOTE, type="matter", **more)
        return reading.page(answer, reading.note)

    def note(self, note_id: str) -> Note:
        return reading.one(self._read(f"/notes/{_number(note_id)}.json", {"fields": NOTE}), reading.note)

    def create_note(self, *, matter_id: str, subject: str, detail: Sensitive[str], on: date) -> str:
        """Add a plain-text note to a matter; its id. Nobody is subscribed, so nobody is e-mailed.

        Clio has no key against repetition: put a marker in ``detail`` and look for it before calling again.
        """
        data = {
            "type": "Matter",
            "matter": {"id": int(_number(matter_id))},
            "subject": subject,
            "detail": detail.reveal(),
            "detail_text_type": "plain_text",
            "date": on.isoformat(),
        }
        answer = self._post("/notes.json", {"fields": "id"}, data)
        return reading.one(answer, reading.created)

    # Documents

    def documents(self, *, matter_id: str, page: str = "") -> Page[Document]:
        """A matter's finished documents."""
        return reading.page(
            self._list("/documents.json", page, DOCUMENT, matter_id=matter_id), reading.document
        )

    def documents_changed(self, *, since: datetime, page: str = "") -> Page[Document]:
        """Finished documents of the whole firm that changed since a moment."""
        more = {"updated_since": since.isoformat()}
        return reading.page(self._list("/documents.json", page, DOCUMENT, **more), reading.document)

    def document(self, document_id: str) -> Document:
        answer = self._read(f"/documents/{_number(document_id)}.json", {"fields": DOCUMENT})
        return reading.one(answer, reading.document)

    def documents_marked(self, marker: str) -> list[Document]:
        """Documents that carry our marker, those whose upload was never finished included."""
        answer = self._list(
            "/documents.json",
            "",
            DOCUMENT,
            external_property_name=reading.EXTERNAL_PROPERTY,
            external_property_value=marker,
            show_uncompleted="true",
        )
        found = reading.page(answer, reading.document).items
        # An unknown filter is ignored without an error: believe the property, not the filter.
        return [document for document in found if document.marker == marker]

    def begin_document(self, *, matter_id: str, filename: str, content_type: str, marker: str) -> Upload:
        """Step one of three. The document stays hidden until ``finish_document``."""
        data = {
            "name": filename,
            "filename": filename,
            "content_type": content_type,
            "parent": {"id": int(_number(matter_id)), "type": "Matter"},
            "external_properties": [{"name": reading.EXTERNAL_PROPERTY, "value": marker}],
        }
        return reading.one(self._post("/documents.json", {"fields": UPLOAD}, data), reading.upload)

    def begin_version(self, *, document_id: str, filename: str, content_type: str) -> Upload:
        """A new address for a document already begun: an old one lives ten minutes and is never used again."""
        data = {
            "name": filename,
            "filename": filename,
            "content_type": content_type,
            "parent": {"id": int(_number(document_id)), "type": "Document"},
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
        """Step three: the document appears. Harmless to repeat, so no condition on its etag is made.

        Clio says 422 while the bytes are not there or their arrival is not settled: Transient ``busy``.
        """
        path = f"/documents/{_number(upload.document_id)}.json"
        fields = f"id,latest_document_version{{{DOCUMENT_VERSION}}}"
        data = {"uuid": upload.version_uuid, "fully_uploaded": True}
        url, early = self._url(path, {"fields": fields}), False
        try:
            answer = self._send(lambda headers: self._line.patch(url, headers=headers, json={"data": data}))
        except Permanent as error:
            if error.code != Fault.NOT_ACCEPTED:
                raise
            early = True
        if early:
            raise http.fault(Fault.BUSY, status=422)
        return reading.one(answer, lambda found: reading.version(found["latest_document_version"]))

    def versions(self, document_id: str) -> list[Version]:
        answer = self._list(f"/documents/{_number(document_id)}/versions.json", "", DOCUMENT_VERSION)
        return reading.page(answer, reading.version).items

    def download(self, document_id: str, *, version_id: str = "") -> Sensitive[bytes]:
        """The bytes of a document, fetched from Amazon without our token. The newest version unless one is named."""
        params = {"document_version_id": _number(version_id)} if version_id else {}
        url = self._url(f"/documents/{_number(document_id)}/download.json", params)
        answer = self._send(lambda headers: self._line.get(url, headers=headers, ok=(303,)))
        place = answer.headers.get("location", "")
        if not places.is_storage((urlsplit(place).hostname or "").lower()):
            raise http.fault(Fault.WRONG_HOST)
        return Sensitive(self._line.get(place, most=http.LARGEST_FILE).body)

    # How a call is made

    def _list(self, path: str, page: str, fields: str, **params: str) -> http.Answer:
        if page:
            return self._follow(page)
        return self._read(path, {"order": "id(asc)", "limit": str(PAGE), "fields": fields, **params})

    def _by_id(self, path: str, ids: Iterable[str], fields: str, read: Callable) -> list:
        wanted = sorted({_number(each) for each in ids}, key=int)
        if not wanted:
            return []
        params = [("order", "id(asc)"), ("limit", str(PAGE)), ("fields", fields)]
        url = f"https://{self._host}/api/v4{path}?{urlencode(params + [('ids[]', each) for each in wanted])}"
        answer = self._send(lambda headers: self._line.get(url, headers=headers))
        found = reading.page(answer, read).items
        return [each for each in found if each.id in wanted]

    def _follow(self, page: str) -> http.Answer:
        """The next page exactly as Clio named it, if it is Clio's."""
        parts = urlsplit(page)
        if parts.hostname != self._host or not parts.path.startswith("/api/v4/"):
            raise http.fault(Fault.WRONG_HOST)
        return self._send(lambda headers: self._line.get(page, headers=headers))

    def _read(self, path: str, params: dict[str, str]) -> http.Answer:
        url = self._url(path, params)
        return self._send(lambda headers: self._line.get(url, headers=headers))

    def _post(self, path: str, params: dict[str, str], data: dict) -> http.Answer:
        url = self._url(path, params)
        return self._send(
            lambda headers: self._line.post(url, headers=headers, json={"data": data}, ok=(201,))
        )

    def _url(self, path: str, params: dict[str, str]) -> str:
        return f"https://{self._host}/api/v4{path}" + (f"?{urlencode(params)}" if params else "")

    def _send(self, call: Callable[[dict[str, str]], http.Answer]) -> http.Answer:
        """With a token; once more with another one if Clio says that this one is no longer good."""
        self._wait_turn()
        token = self._access.token()
        refused = False
        try:
            answer = call(self._headers(token))
        except Permanent as error:
            if error.code != Fault.NOT_CONNECTED:
                raise
            refused = True
        if refused:
            answer = call(self._headers(self._access.instead_of(token)))
        self._count(answer)
        return answer

    def _headers(self, token: Sensitive[str]) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {token.reveal()}",
            "X-API-VERSION": VERSION,
            "Accept": "application/json",
        }

    def _wait_turn(self) -> None:
        """Nothing is sent while the window is known to be used up: the caller keeps its place and comes back."""
        if self._free_at and (wait := (self._free_at - timezone.now()).total_seconds()) > 0:
            raise http.fault(Fault.RATE_LIMITED, retry_after=wait)

    def _count(self, answer: http.Answer) -> None:
        left, reset = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "reset"))
        used_up = left == "0" and reset.isdigit()
        self._free_at = datetime.fromtimestamp(int(reset), tz=UTC) if used_up else None


def _number(value: str) -> str:
    """An id that goes into a path is digits; anything else never came from Clio."""
    if not value.isascii() or not value.isdigit():
        raise http.fault(Fault.NOT_FOUND)
    return value
