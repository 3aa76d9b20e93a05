"""A timestamp authority over HTTP (RFC 3161, 3.4): one question, one answer, both opaque here."""

from urllib.parse import urlsplit

from apps.integrations import http
from apps.integrations.errors import Fault

ASKED, ANSWERED = "application/timestamp-query", "application/timestamp-reply"


class Timestamps:
    """The authority at one address.

    Most of them are at an address without encryption. That gives nothing away that is not public, and an answer that
    was changed on the way does not hold.
    """

    def __init__(self, *, url: str) -> None:
        self._url = url
        host = (urlsplit(url).hostname or "").lower()
        self._line = http.Line(allows=lambda asked: asked == host, open_air=True)

    def __enter__(self) -> "Timestamps":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def stamp(self, question: bytes, *, most: int) -> bytes:
        """The answer, of at most so many bytes, as it came: whoever asked reads it. Raises RemoteError."""
        headers = {"Content-Type": ASKED, "Accept": ANSWERED}
        answer = self._line.post(
            self._url, ok=(200,), changes=False, content=question, headers=headers, most=most
        )
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != ANSWERED:
            raise http.fault(Fault.GARBLED, status=answer.status)
        return answer.body
