"""Zoom over HTTP: list recordings, find a meeting's transcript, fetch it. Facts: developers.zoom.us.

The bearer goes in a header, to the hosts that ``hosts`` names and to no other; a download's redirect is followed
without it. A refused download can come back as a page with status 200, so a transcript has to begin like one.
"""

from datetime import date
from urllib.parse import quote, urlencode, urljoin

from apps.core.sensitive import Sensitive
from apps.integrations import http
from apps.integrations.access import Access
from apps.integrations.errors import Fault, Permanent
from apps.integrations.zoom import hosts, reading
from apps.integrations.zoom.types import Page, Transcript

LARGEST_TRANSCRIPT = 16 * 1024 * 1024
HOPS = 3


class Zoom:
    """One firm's Zoom account."""

    def __init__(self, *, access: Access) -> None:
        self._access = access
        self._line = http.Line(allows=hosts.may_be_read)

    def __enter__(self) -> "Zoom":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def recordings(self, user: str, *, since: date, until: date, page: str = "") -> Page:
        """Finished transcripts of a user's recordings between two days, about a month at a time at most.

        ``user`` is an id or an e-mail; ``me`` does not work with this kind of application.
        """
        params = {"from": since.isoformat(), "to": until.isoformat(), "page_size": "300"}
        if page:
            params["next_page_token"] = page
        answer = self._read(f"/v2/users/{quote(user, safe='')}/recordings?{urlencode(params)}")
        found: Page | None = None
        try:
            found = reading.page(answer.json())
        except reading.Unreadable:
            found = None
        if found is None:
            raise http.fault(Fault.GARBLED, status=answer.status)
        return found

    def transcripts(self, meeting: str) -> list[Transcript]:
        """The finished transcripts of one meeting instance, by its UUID. Empty while there is none yet.

        Raises Permanent ``not_found`` where Zoom has no such recording, which right after a webhook can pass.
        """
        answer = self._read(f"/v2/meetings/{_in_path(meeting)}/recordings")
        found: list[Transcript] | None = None
        try:
            found = reading.transcripts(answer.json())
        except reading.Unreadable:
            found = None
        if found is None:
            raise http.fault(Fault.GARBLED, status=answer.status)
        return found

    def download(self, url: str, *, token: Sensitive[str] | None = None) -> Sensitive[bytes]:
        """The bytes of a transcript. ``token`` is a webhook's own; a dead one gives way to the account's.

        Raises Transient ``garbled`` where what came is not a transcript (a page, or an empty one: not ready yet).
        """
        refused = False
        try:
            content = self._fetch(url, token or self._access.token())
        except Permanent as error:
            if error.status not in (401, 403):
                raise
            refused = True
        if refused:
            held = self._access.token()
            content = self._fetch(url, held if token else self._access.instead_of(held))
        if not _begins_like_a_transcript(content.reveal()):
            raise http.fault(Fault.GARBLED, status=200)
        return content

    def _fetch(self, url: str, token: Sensitive[str]) -> Sensitive[bytes]:
        began = url
        for _hop in range(HOPS):
            headers = hosts.bearer(token, url, began=began)
            answer = self._line.get(
                url, headers=headers, ok=(200, 301, 302, 303, 307), most=LARGEST_TRANSCRIPT
            )
            if answer.status == 200:
                return Sensitive(answer.body)
            url = urljoin(url, answer.headers.get("location", ""))
        raise http.fault(Fault.REFUSED)

    def _read(self, path: str) -> http.Answer:
        token = self._access.token()
        try:
            return self._get(path, token)
        except Permanent as error:
            if error.code != Fault.NOT_CONNECTED:
                raise
        return self._get(path, self._access.instead_of(token))

    def _get(self, path: str, token: Sensitive[str]) -> http.Answer:
        """At the address that came with the newest token, which was asked for first."""
        url = f"https://{self._access.host() or hosts.API}{path}"
        headers = {"Accept": "application/json", **hosts.bearer(token, url, began=url)}
        return self._line.get(url, headers=headers)


def _in_path(meeting: str) -> str:
    """A UUID in a path: encoded, and once more when it begins with a slash or holds two, as Zoom asks."""
    once = quote(meeting, safe="")
    return quote(once, safe="") if meeting.startswith("/") or "//" in meeting else once


def _begins_like_a_transcript(content: bytes) -> bool:
    """WEBVTT, a byte-order mark allowed, and something after the heading."""
    start = content.removeprefix(b"\xef\xbb\xbf")
    return start.startswith(b"WEBVTT") and b"-->" in start
