"""Lists: filters, order, and the two ways of paging."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from sandbox.http import Request

from .kinds import Kind
from .store import Row, Store

LONGEST_OFFSET = 10_000  # records reachable by offset in all
ORDER = re.compile(r"(\w+)(?:\((asc|desc)\))?")


class BadList(ValueError):
    """A limit, order or page token that cannot be meant. ``status`` is 400 or 422."""

    def __init__(self, told: str, status: int = 400) -> None:
        super().__init__(told)
        self.status = status


def filtered(store: Store, rows: list[Row], request: Request, kind: Kind) -> list[Row]:
    """What the filters leave. Parameters that Clio does not know for this list change nothing."""
    tests: list[Callable[[Row], bool]] = []
    for name, place in kind.filters.items():
        if name in request.query:
            tests.append(_equals(place, request.query[name]))
    for name, (place, operator) in kind.ranges.items():
        if given := request.one(name):
            tests.append(_compares(place, operator, given))
    for name, place in (("created_since", "created_at"), ("updated_since", "updated_at")):
        if given := request.one(name):
            tests.append(_compares(place, ">=", given))
    for name in ("open_date", "close_date", "pending_date"):
        for given in request.query.get(f"{name}[]", []):
            found = re.match(r"(<=|>=|<|>|=)?(.*)", given)
            assert found is not None
            tests.append(_compares(name, found[1] or "=", found[2]))
    if ids := request.query.get("ids[]"):
        tests.append(lambda row: str(row.id) in ids)
    if query := request.one("query"):
        tests.append(_mentions(store, kind, query))
    return [row for row in rows if all(test(row) for test in tests)]


def _equals(place: str, given: list[str]) -> Callable[[Row], bool]:
    wanted = {part.strip().lower() for value in given for part in value.split(",")}

    def test(row: Row) -> bool:
        value = row.value(place)
        if isinstance(value, list):
            return any(str(each).lower() in wanted for each in value)
        return ("null" if value is None else str(value).lower()) in wanted

    return test


def _compares(place: str, operator: str, given: str) -> Callable[[Row], bool]:
    def test(row: Row) -> bool:
        value = row.value(place)
        if value is None:
            return False
        # Dates and instants of one form sort as text; an instant is cut to the length of a date beside a date.
        left = str(value)[: len(given)] if len(given) == len("2026-01-01") else _utc(str(value))
        right = given if len(given) == len("2026-01-01") else _utc(given)
        return {"=": left == right, "<": left < right, ">": left > right,
                "<=": left <= right, ">=": left >= right}[operator]  # fmt: skip

    return test


def _utc(text: str) -> str:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadList("a date or time could not be read") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _mentions(store: Store, kind: Kind, query: str) -> Callable[[Row], bool]:
    pattern = re.compile(".*".join(re.escape(part) for part in query.split("*")), re.IGNORECASE | re.DOTALL)

    def test(row: Row) -> bool:
        texts = [str(row.data.get(name) or "") for name in kind.searched]
        if kind.name == "matter" and (client := store.point("contact", row.data.get("client"))):
            texts.append(str(client.data.get("name") or ""))
        return any(pattern.search(text) for text in texts)

    return test


class Page:
    """One page of a list: ``rows``, and the page tokens of its neighbours (None where there is none)."""

    def __init__(self, rows: list[Row], request: Request, longest: int) -> None:
        self.limit = _limit(request.one("limit"), longest)
        name, direction = _order(request.one("order"))
        token = request.one("page_token")
        if request.one("order") == "id(asc)" and request.one("offset") is None:
            self._by_cursor(rows, token)
        else:
            known = sorted(rows, key=lambda row: row.id)
            ordered = sorted(known, key=lambda r: _sortable(r.value(name)), reverse=direction == "desc")
            self._by_offset(ordered, token or request.one("offset"))

    def _by_cursor(self, rows: list[Row], token: str | None) -> None:
        at = _number(token, "c") if token else 0
        after = [row for row in rows if row.id > at]
        self.rows = after[: self.limit]
        before = [row for row in rows if row.id <= at]
        self.next = f"c{self.rows[-1].id}" if len(after) > self.limit else None
        back = before[-self.limit - 1].id if len(before) > self.limit else 0
        self.previous = f"c{back}" if before else None

    def _by_offset(self, rows: list[Row], token: str | None) -> None:
        at = _number(token, "o") if token else 0
        if at >= LONGEST_OFFSET:
            raise BadList("offset paging reaches 10000 records", 422)
        end = min(at + self.limit, LONGEST_OFFSET)
        self.rows = rows[at:end]
        self.next = f"o{end}" if end < min(len(rows), LONGEST_OFFSET) else None
        self.previous = f"o{max(0, at - self.limit)}" if at else None

    def query(self, request: Request, token: str) -> str:
        """The query of the neighbouring page: the same, with its token."""
        kept = [(k, v) for k, v in request.pairs if k not in ("page_token", "offset")]
        return urlencode([*kept, ("page_token", token)])


def _limit(given: str | None, longest: int) -> int:
    if given is None:
        return longest
    if not given.isdigit() or not 1 <= int(given) <= longest:
        raise BadList(f"limit is between 1 and {longest}")
    return int(given)


def _order(given: str | None) -> tuple[str, str]:
    found = ORDER.fullmatch(given or "id(asc)")
    if not found:
        raise BadList("order is a field and (asc) or (desc)")
    return found[1], found[2] or "asc"


def _number(token: str, letter: str) -> int:
    digits = token.removeprefix(letter)
    if not digits.isdigit():
        raise BadList("page_token is not one of ours")
    return int(digits)


def _sortable(value: object) -> tuple:
    if isinstance(value, int | float):
        return (0, value, "")
    return (1, 0, str(value or "").lower())
