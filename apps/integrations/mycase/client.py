"""MyCase over HTTP. Facts: MyCase's OpenAPI files and its Getting Started, Pagination and Error Handling pages.

No region of MyCase is shown to be in Canada, and its uploads go to Amazon: whoever writes here checks first.
There is no way here to delete, to send a message to a client, or to make a call that is not listed.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlencode, urlsplit

from apps.core.sensitive import Sensitive
from apps.integrations import http, places
from apps.integrations.access import Access
from apps.integrations.errors import Fault, Permanent
from apps.integrations.listed import Unread
from apps.integrations.mycase import reading
from apps.integrations.mycase.types import (
    Appointment,
    Case,
    Client,
    Document,
    Firm,
    Note,
    Page,
    Staff,
    Subscription,
    TimeEntry,
    Upload,
)

HOST = "external-integrations.mycase.com"
PAGE = 200
CONTENT = {"Content-Type": "application/octet-stream"}


class MyCase:
    """One firm's MyCase account."""

    def __init__(self, *, access: Access) -> None:
        self._access = access
        self._line = http.Line(allows=lambda host: host == HOST or places.is_storage(host))

    def __enter__(self) -> "MyCase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    # Who

    def me(self) -> Staff:
        return reading.one(self._read("/v1/me"), reading.staff)

    def firm(self) -> Firm:
        return reading.one(self._read("/v1/firm"), reading.firm)

    def staff(self, page: str = "") -> Page[Staff]:
        return reading.page(self._list("/v1/staff", page), reading.staff)

    # What a case has

    def cases(self, *, since: datetime | None = None, page: str = "") -> Page[Case]:
        """Cases changed since a moment (inclusive)."""
        more = _after(since) if since else {}
        answer = self._list("/v1/cases", page, **more)
        return reading.records(answer, reading.case, however_many=since is not None)

    def case(self, case_id: str) -> Case | Unread:
        return reading.record(self._read(f"/v1/cases/{_number(case_id)}"), reading.case)

    def clients(self, *, since: datetime, page: str = "") -> Page[Client]:
        """Clients changed since a moment (inclusive)."""
        answer = self._list("/v1/clients", page, **_after(since))
        return reading.records(answer, reading.client, however_many=True)

    def companies(self, *, since: datetime, page: str = "") -> Page[Client]:
        answer = self._list("/v1/companies", page, **_after(since))
        return reading.records(answer, reading.company, however_many=True)

    def client(self, client_id: str) -> Client | Unread:
        return reading.record(self._read(f"/v1/clients/{_number(client_id)}"), reading.client)

    def company(self, company_id: str) -> Client | Unread:
        return reading.record(self._read(f"/v1/companies/{_number(company_id)}"), reading.company)

    # Notes

    def notes(self, *, case_id: str, page: str = "") -> Page[Note]:
        return reading.records(self._list(f"/v1/cases/{_number(case_id)}/notes", page), reading.note)

    def notes_to_search(self, *, case_id: str, page: str = "") -> Page[Note]:
        """The same for nothing but what they say: whatever else is odd about a note does not hide that."""
        answer = self._list(f"/v1/cases/{_number(case_id)}/notes", page)
        return reading.records(answer, reading.note_to_search)

    def note(self, note_id: str) -> Note:
        return reading.one(self._read(f"/v1/notes/{_number(note_id)}"), reading.note)

    def create_note(self, *, case_id: str, subject: str, text: Sensitive[str], at: datetime) -> str:
        """Add a note to a case; its id. Answered with 200, not 201.

        There is no key against repetition and no search: put a marker in the note and list before calling again.
        """
        body = {"subject": subject, "note": text.reveal(), "date": at.astimezone(UTC).isoformat()}
        answer = self._post(f"/v1/cases/{_number(case_id)}/notes", body, ok=(200, 201))
        return reading.one(answer, reading.created)

    # Time

    def time_entries(self, *, since: datetime, page: str = "") -> Page[TimeEntry]:
        """Time entries of the whole firm that changed since a moment (inclusive)."""
        return reading.records(self._list("/v1/time_entries", page, **_after(since)), reading.time_entry)

    def time_entry(self, entry_id: str) -> TimeEntry:
        return reading.one(self._read(f"/v1/time_entries/{_number(entry_id)}"), reading.time_entry)

    def create_time_entry(
        self,
        *,
        case_id: str,
        staff_id: str,
        day: date,
        hours: float,
        rate: float,
        activity: str,
        description: Sensitive[str],
        billable: bool,
    ) -> str:
        """Add a person's time to a case; its id. MyCase wants a rate, and has no key against repetition."""
        body = {
            "activity_name": activity,
            "description": description.reveal(),
            "entry_date": day.isoformat(),
            "hours": hours,
            "rate": rate,
            "billable": billable,
            "case": {"id": int(_number(case_id))},
            "staff": {"id": int(_number(staff_id))},
        }
        return reading.one(self._post("/v1/time_entries", body, ok=(201,)), reading.created)

    # What falls due

    def tasks(self, *, since: datetime | None = None, page: str = "") -> Page[Appointment]:
        more = _after(since) if since else {}
        answer = self._list("/v1/tasks", page, **more)
        return reading.records(answer, reading.task, however_many=since is not None)

    def events(self, *, since: datetime | None = None, page: str = "") -> Page[Appointment]:
        more = _after(since) if since else {}
        answer = self._list("/v1/events", page, **more)
        return reading.records(answer, reading.event, however_many=since is not None)

    # Webhooks

    def subscriptions(self) -> list[Subscription]:
        answer = self._read("/v1/webhooks/subscriptions")
        return reading.page(answer, reading.subscription).items

    def subscribe(self, *, model: str, url: str) -> Subscription:
        """Have MyCase post to ``url`` when a record of ``model`` is made, changed or deleted."""
        body = {"model": model, "url": url, "actions": ["created", "updated", "deleted"]}
        answer = self._post("/v1/webhooks/subscriptions", body, ok=(201,))
        return reading.one(answer, reading.subscription)

    # Documents

    def documents(self, *, case_id: str, page: str = "") -> Page[Document]:
        answer = self._list(f"/v1/cases/{_number(case_id)}/documents", page)
        return reading.records(answer, reading.document)

    def documents_to_search(self, *, case_id: str, page: str = "") -> Page[Document]:
        """The same for nothing but their descriptions, in which our marker stands."""
        answer = self._list(f"/v1/cases/{_number(case_id)}/documents", page)
        return reading.records(answer, reading.document_to_search)

    def documents_changed(self, *, since: datetime | None = None, page: str = "") -> Page[Document]:
        """Documents of the whole firm: those that changed since a moment (inclusive), or all."""
        more = _after(since) if since else {}
        answer = self._list("/v1/documents", page, **more)
        return reading.records(answer, reading.document, however_many=since is not None)

    def document(self, document_id: str) -> Document:
        return reading.one(self._read(f"/v1/documents/{_number(document_id)}"), reading.document)

    def begin_document(self, *, case_id: str, filename: str, description: str) -> Upload:
        """A new document and where its bytes go. It is visible, and empty, from here on: there is no last step."""
        body = {"path": filename, "filename": filename, "description": description}
        answer = self._post(f"/v1/cases/{_number(case_id)}/documents", body, ok=(201,))
        return reading.one(answer, reading.upload)

    def begin_version(self, *, document_id: str) -> Upload:
        """A new address for a document whose upload failed, instead of another document beside it."""
        answer = self._post(f"/v1/documents/{_number(document_id)}/versions", None, ok=(201,))
        return reading.one(answer, reading.upload_again)

    def put(self, upload: Upload, content: Sensitive[bytes]) -> None:
        """The bytes to Amazon, with every signed header and without our token.

        Raises Transient ``address_expired`` where the address is refused: ask for a new version's.
        """
        refused: Permanent | None = None
        try:
            self._line.put(
                upload.put_url, headers=dict(upload.put_headers) | CONTENT, content=content.reveal()
            )
        except Permanent as error:
            refused = error
        if refused is not None:
            if refused.status in (400, 403):
                raise http.fault(Fault.ADDRESS_EXPIRED, status=refused.status)
            raise refused

    def download(self, document_id: str) -> Sensitive[bytes]:
        """The bytes of a document's newest version, fetched from Amazon without our token."""
        url = f"https://{HOST}/v1/documents/{_number(document_id)}/data"
        answer = self._send(lambda headers: self._line.get(url, headers=headers, ok=(302,)))
        place = answer.headers.get("location", "")
        if not places.is_storage((urlsplit(place).hostname or "").lower()):
            raise http.fault(Fault.WRONG_HOST)
        return Sensitive(self._line.get(place, most=http.LARGEST_FILE).body)

    # How a call is made

    def _list(self, path: str, page: str, **params: str) -> http.Answer:
        if page:
            parts = urlsplit(page)
            if parts.hostname != HOST or not parts.path.startswith("/v1/"):
                raise http.fault(Fault.WRONG_HOST)
            return self._send(lambda headers: self._line.get(page, headers=headers))
        return self._read(f"{path}?{urlencode({'page_size': str(PAGE), **params})}")

    def _read(self, path: str) -> http.Answer:
        return self._send(lambda headers: self._line.get(f"https://{HOST}{path}", headers=headers))

    def _post(self, path: str, body: dict | None, *, ok: tuple[int, ...]) -> http.Answer:
        url = f"https://{HOST}{path}"
        return self._send(lambda headers: self._line.post(url, headers=headers, json=body, ok=ok))

    def _send(self, call: Callable[[dict[str, str]], http.Answer]) -> http.Answer:
        """With a token; once more with another one if MyCase says that this one is no longer good."""
        token = self._access.token()
        try:
            return call(self._headers(token))
        except Permanent as error:
            if error.code != Fault.NOT_CONNECTED:
                raise
        return call(self._headers(self._access.instead_of(token)))

    def _headers(self, token: Sensitive[str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {token.reveal()}", "Accept": "application/json"}


def _after(since: datetime) -> dict[str, str]:
    return {"filter[updated_after]": since.astimezone(UTC).isoformat()}


def _number(value: str) -> str:
    """An id that goes into a path is digits; anything else never came from MyCase."""
    if not value.isascii() or not value.isdigit():
        raise http.fault(Fault.NOT_FOUND)
    return value
