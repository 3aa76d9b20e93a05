"""Bare arrays, 25 at a time, with the next page's address in a ``Link`` header that goes stale."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sandbox.http import Request, Response

from .base import MyCaseBase, Refused, Row

USUAL_PAGE, LARGEST_PAGE = 25, 1000
LINK_LIFE = timedelta(days=3)


class Listing(MyCaseBase):
    def page(self, request: Request, rows: Iterable[Row]) -> Response:
        rows = _since(list(rows), request)
        size, begin = _size(request), self._begin(request)
        shown = [self.in_answer(request, row) for row in rows[begin : begin + size]]
        answer = Response.json(shown, 200, {"item-count": str(len(rows))})
        if begin + size < len(rows):
            answer.headers.append(("link", f'<{self._following(request, begin + size)}>; rel="next"'))
        return answer

    def in_answer(self, request: Request, row: Row) -> dict[str, Any]:
        """A record; a case names its clients by id alone, and by ``field[client]`` where that is asked."""
        told = self.shown(row)
        if row.kind.name == "case":
            names = ["id", *(request.one("field[client]") or "").split(",")]
            clients = [self.get("client", one["id"]) for one in told["clients"]]
            known = [self.shown(client) for client in clients if client]
            told["clients"] = [{name: one[name] for name in names if name in one} for one in known]
        return told

    def _following(self, request: Request, at: int) -> str:
        kept = [(name, value) for name, value in request.pairs if name != "page_token"]
        until = int((self.clock.now() + LINK_LIFE).timestamp())
        query = urlencode(
            [*kept, ("page_token", f"{at}-{until}-{self.identifier('page', at, until, length=8)}")]
        )
        return self.address(request, f"{request.path}?{query}")

    def _begin(self, request: Request) -> int:
        token = request.one("page_token")
        if token is None:
            return 0
        at, _, rest = token.partition("-")
        until, _, seal = rest.partition("-")
        known = (
            at.isdigit()
            and until.isdigit()
            and seal == self.identifier("page", int(at), int(until), length=8)
        )
        if not known or int(until) < self.clock.timestamp():
            raise Refused(400, ("The page token is invalid or has expired.", "", "page_token"))
        return int(at)


def _size(request: Request) -> int:
    given = request.one("page_size") or str(USUAL_PAGE)
    if not given.isdigit() or not 1 <= int(given) <= LARGEST_PAGE:
        raise Refused(422, (f"page_size is at most {LARGEST_PAGE}.", "", "page_size"))
    return int(given)


def _since(rows: list[Row], request: Request) -> list[Row]:
    given = request.one("filter[updated_after]")
    if given is None:
        return rows
    try:
        instant = datetime.fromisoformat(given)
    except ValueError:
        raise Refused(422, ("This is not a timestamp.", "", "filter[updated_after]")) from None
    since = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return [row for row in rows if row.updated_at >= since]  # the instant itself is included
