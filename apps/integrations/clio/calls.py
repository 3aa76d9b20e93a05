"""How a call to Clio is made: with a token, in turn, and to Clio's own host."""

from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations import http, places, waits
from apps.integrations.access import Access
from apps.integrations.clio import reading
from apps.integrations.clio.types import Page
from apps.integrations.errors import Fault, Permanent
from apps.integrations.models import Region

VERSION = "4.0.13"
"""``X-API-VERSION``. 410 means that this line is out of date, never that a record is gone."""
HOSTS = {Region.CANADA: "ca.app.clio.com", Region.UNITED_STATES: "app.clio.com"}
PAGE = 200


class Calls:
    """One firm's Clio account in one region. What may be asked of it is in ``client.Clio``."""

    def __init__(self, *, region: Region, access: Access) -> None:
        if region not in HOSTS:
            raise http.fault(Fault.NOT_CONFIGURED)
        self.region = region
        self._host, self._access = HOSTS[region], access
        self._line = http.Line(allows=lambda host: host == self._host or places.is_storage(host))
        self._free_at: datetime | None = None

    def close(self) -> None:
        self._line.close()

    def _list(self, path: str, page: str, fields: str, **params: str) -> http.Answer:
        """In the order of ids, by cursor. Clio's page on paging asks for this order of any list that may have more than
        10,000 records. Its description names it only for lists that can also be sorted otherwise: of relationships and
        of calendar entries, which a firm may have more of, it is documented there and not described."""
        if page:
            return self._follow(page)
        return self._read(path, {"order": "id(asc)", "limit": str(PAGE), "fields": fields, **params})

    def _short_list(self, path: str, fields: str) -> http.Answer:
        """A list that has one page, and whose description knows no order."""
        return self._read(path, {"limit": str(PAGE), "fields": fields})

    def _by_id(self, path: str, ids: Iterable[str], fields: str, read: Callable) -> Page:
        wanted = sorted({number(each) for each in ids}, key=int)
        if not wanted:
            return Page([])
        params = [("order", "id(asc)"), ("limit", str(PAGE)), ("fields", fields)]
        url = f"https://{self._host}/api/v4{path}?{urlencode(params + [('ids[]', each) for each in wanted])}"
        answer = self._send(lambda headers: self._line.get(url, headers=headers))
        found = reading.records(answer, read, however_many=True)
        unread = tuple(each for each in found.unread if each.id in wanted)
        return Page([each for each in found.items if each.id in wanted], unread=unread)

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

    def _change(self, path: str, params: dict[str, str], data: dict, *, etag: str) -> http.Answer:
        """A change of a record as it was read: Permanent ``changed_there`` where it is another by now."""
        url, known = self._url(path, params), {"If-Match": etag}
        return self._send(
            lambda headers: self._line.patch(url, headers={**headers, **known}, json={"data": data})
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
            raise http.fault(Fault.RATE_LIMITED, retry_after=min(wait, waits.LONGEST))

    def _count(self, answer: http.Answer) -> None:
        left, reset = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "reset"))
        self._free_at = waits.unix_time(reset) if left == "0" else None


def number(value: str) -> str:
    """An id that goes into a path is digits; anything else never came from Clio."""
    if not value.isascii() or not value.isdigit():
        raise http.fault(Fault.NOT_FOUND)
    return value
