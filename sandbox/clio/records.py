"""Reading, making, changing and removing the records that have no ways of their own."""

from typing import Any

from sandbox.http import Request, Response

from . import fields, render
from .base import API, ClioBase, Refused, routes
from .kinds import BY_PATH, CHOICES, KINDS, Kind
from .listing import Page, filtered
from .store import Row, Store, faults_of, stamp

JSON = {"content-type": "application/json; charset=utf-8"}
OWN_WAYS = {"documents", "webhooks"}
READ_ONLY = {"users", "matter_stages"}
MOST_PROPERTIES = 5


class Records(ClioBase):
    @routes("GET", API + "users/who_am_i.json", operation="users.who_am_i")
    @routes("GET", API + "users/who_am_i", operation="users.who_am_i")
    def who_am_i(self, request: Request) -> Response:
        user = self.user_of(request)
        if user is None:
            raise Refused(404, "The account has no users.")
        return self.single(request, user)

    def list_records(self, request: Request) -> Response:
        kind = self.kind(request)
        if kind.name == "note" and (request.one("type") or "").lower() not in ("matter", "contact"):
            raise Refused(422, "type is needed, and is Matter or Contact.")
        return self.page(
            request, kind, filtered(self.store(request), self.listed(request, kind), request, kind)
        )

    def listed(self, request: Request, kind: Kind) -> list[Row]:
        """The rows that this list may show at all."""
        rows = self.store(request).found(kind.name)
        if kind.name == "contact" and request.one("client_only") == "true":
            rows = [row for row in rows if row.data.get("is_client")]
        if kind.name == "user" and (name := request.one("name")):
            rows = [row for row in rows if name.lower() in row.data["name"].lower()]
        if "external_properties" in kind.many:
            rows = _with_property(rows, request)
        if "deleted_at" in kind.plain and request.one("include_deleted") != "true":
            rows = [row for row in rows if not row.data.get("deleted_at")]
        return rows

    def page(self, request: Request, kind: Kind, rows: list[Row]) -> Response:
        selection = fields.parse(request.one("fields"), kind)
        page = Page(rows, request, kind.longest_list)
        paging = {
            name: self.address(request, f"{request.path}?{page.query(request, token)}")
            for name, token in (("previous", page.previous), ("next", page.next))
            if token
        }
        shown = [render.shown(self.store(request), row, selection) for row in page.rows]
        return Response.json({"data": shown, "meta": {"paging": paging}}, 200, JSON)

    def read_record(self, request: Request) -> Response:
        row = self.row(request)
        answer = self.single(request, row)
        if _unchanged(request, row, dict(answer.headers)["last-modified"]):
            return Response(304, b"", {"etag": row.etag})
        return answer

    def create_record(self, request: Request) -> Response:
        kind = self.kind(request)
        self.check_fields(request, kind)
        given = checked(self.store(request), kind, self.data(request))
        self._fill(request, kind, given)
        store = self.store(request)
        row = store.add(kind.name, given, lag=self.search_lag, late=self.late(request))
        self.lose_if_late(request)
        return self.single(request, row, 201)

    def update_record(self, request: Request) -> Response:
        row = self.row(request)
        self.check_fields(request, row.kind)
        self.check_match(request, row)
        given = checked(self.store(request), row.kind, self.data(request), row)
        if row.data.get("locked"):
            raise Refused(422, "The record is locked.")
        self.store(request).change(row, given)
        return self.single(request, row)

    def delete_record(self, request: Request) -> Response:
        row = self.row(request)
        self.check_match(request, row)
        if row.kind.name == "contact" and row.data.get("is_client"):
            raise Refused(422, "The contact is the client of a matter.")
        if "deleted_at" in row.kind.plain:
            row.data["deleted_at"] = stamp(self.clock.now())
        else:
            row.kept["gone"] = True
        return Response(204)

    @routes("GET", API + "matters/{id}/client.json", operation="matters.client")
    def client_of_matter(self, request: Request) -> Response:
        client = self.store(request).point("contact", self.row(request, "matter").data.get("client"))
        if client is None:
            raise Refused(404, "The matter has no client.")
        return self.single(request, client)

    @routes("GET", API + "matters/{id}/contacts.json", operation="matters.contacts")
    @routes("GET", API + "matters/{id}/related_contacts.json", operation="matters.related_contacts")
    def contacts_of_matter(self, request: Request) -> Response:
        store, matter = self.store(request), self.row(request, "matter")
        ids = {
            r.value("contact.id") for r in store.found("relationship") if r.value("matter.id") == matter.id
        }
        if request.operation == "matters.contacts":
            ids.add(matter.value("client.id"))
        rows = [row for row in store.found("contact") if row.id in ids]
        return self.page(request, KINDS["contact"], rows)

    @routes("GET", API + "contacts/{id}/email_addresses.json", operation="contacts.email_addresses")
    @routes("GET", API + "contacts/{id}/phone_numbers.json", operation="contacts.phone_numbers")
    def reached_by(self, request: Request) -> Response:
        if tuple(map(int, self.version(request).split("."))) < (4, 0, 11):
            raise Refused(404, "This path came with version 4.0.11.")
        name = request.operation.partition(".")[2]
        kind = KINDS[KINDS["contact"].many[name]]
        selection = fields.parse(request.one("fields"), kind)
        held = self.row(request, "contact").data.get(name) or ()
        rows = [{key: item.get(key) for key in selection} for item in held]
        return Response.json({"data": rows, "meta": {"paging": {}}}, 200, JSON)

    def _fill(self, request: Request, kind: Kind, given: dict[str, Any]) -> None:
        """Who made it, where Clio says so from the token."""
        user = self.user_of(request)
        me = {"id": user.id} if user else None
        for name in ("author", "creator", "assigner"):
            if name in kind.one:
                given[name] = me
        if kind.name == "activity":
            given.setdefault("user", me)


def checked(store: Store, kind: Kind, given: dict[str, Any], row: Row | None = None) -> dict[str, Any]:
    """The known part of a body. Raises Refused (422) when a rule of the record is broken."""
    data = {name: value for name, value in given.items() if name in kind.body}
    if row is None:
        required = set(kind.required)
        if kind.name == "contact" and (data.get("first_name") or data.get("last_name")):
            required.discard("name")
        if missing := sorted(name for name in required if data.get(name) in (None, "", [])):
            raise Refused(422, f"{', '.join(missing)} can't be blank")
    for name, value in data.items():
        allowed = CHOICES.get((kind.name, name))
        if allowed and value is not None and value not in allowed:
            raise Refused(422, f"{name} is not one of {', '.join(sorted(allowed))}")
        if name in kind.one and value is not None and name != "custom_rate":  # the rate is given in place
            _check_reference(store, kind.one[name], name, value)
    for told in faults_of(kind, data):
        raise Refused(422, told)
    if len(data.get("external_properties") or ()) > MOST_PROPERTIES:
        raise Refused(422, f"at most {MOST_PROPERTIES} external properties")
    _check_own_rules(kind, data, row)
    return data


def _check_reference(store: Store, target: str, name: str, value: Any) -> None:
    if not isinstance(value, dict) or "id" not in value:
        raise Refused(422, f"{name} has to be an object with an id")
    if store.point(target, value) is None:
        raise Refused(422, f"{name} does not exist")


def _check_own_rules(kind: Kind, data: dict[str, Any], row: Row | None) -> None:
    if row is None and kind.name == "note" and not data.get(str(data["type"]).lower()):
        raise Refused(422, f"{str(data['type']).lower()} can't be blank")
    person = row is None and kind.name == "contact" and data["type"] == "Person"
    if person and not (data.get("first_name") or data.get("last_name")):
        raise Refused(422, "a person needs a first_name or a last_name")
    if row is not None and kind.name == "note":
        data.pop("type", None)
    begins, ends = data.get("start_at"), data.get("end_at")
    if kind.name == "calendar_entry" and begins and ends and ends < begins:
        raise Refused(422, "end_at is before start_at")


def _with_property(rows: list[Row], request: Request) -> list[Row]:
    name, value = request.one("external_property_name"), request.one("external_property_value")
    if name is None:
        return rows
    return [
        row
        for row in rows
        for held in row.data.get("external_properties") or ()
        if held.get("name") == name and (value is None or str(held.get("value")) == value)
    ]


def _unchanged(request: Request, row: Row, changed: str) -> bool:
    if (given := request.headers.get("if-none-match")) is not None:
        return row.etag in [part.strip() for part in given.split(",")]
    return request.headers.get("if-modified-since") == changed


def _lay_out() -> None:
    for path in BY_PATH:
        if path in OWN_WAYS:
            continue
        for end in (".json", ""):
            routes("GET", f"{API}{path}{end}", operation=f"{path}.list")(Records.list_records)
            if path not in READ_ONLY:
                routes("POST", f"{API}{path}{end}", operation=f"{path}.create")(Records.create_record)
        routes("GET", f"{API}{path}/{{id}}", operation=f"{path}.read")(Records.read_record)
        if path not in READ_ONLY:
            routes("PATCH", f"{API}{path}/{{id}}", operation=f"{path}.update")(Records.update_record)
            routes("DELETE", f"{API}{path}/{{id}}", operation=f"{path}.delete")(Records.delete_record)


_lay_out()
