"""Cases, people, notes and the rest: bare bodies, bare answers, PUT with everything."""

from typing import Any

from sandbox.http import Request, Response

from .base import Refused, Row, at, routes
from .kinds import ADDRESS, BY_PATH, CHOICES, KINDS, RENAMED, Kind
from .listing import Listing

OWN_WAYS = {"documents", "document_versions", "folders"}
NOTED = {"cases": "case", "clients": "client", "companies": "company"}
MATCHED_BY_NAME = {"practice_area": "practice_area", "case_stage": "case_stage"}


class Records(Listing):
    @routes("GET", "/v1/me", operation="me.read")
    def me(self, request: Request) -> Response:
        staff = self.found("staff")
        if not staff:
            raise Refused(404)
        return Response.json(self.shown(staff[0]))

    @routes("GET", "/v1/firm", operation="firm.read")
    def read_firm(self, request: Request) -> Response:
        return Response.json({"name": self.firm["name"], "url": self.firm["url"]})

    def list_records(self, request: Request) -> Response:
        kind = self.kind(request)
        rows = self.found(kind.name)
        for name in kind.filters:
            if (given := request.one(f"filter[{name}]")) is not None:
                rows = [row for row in rows if str(row.data.get(name) or "").lower() == given.lower()]
        if kind.name == "staff" and (given := request.one("filter[status]")) is not None:
            rows = [row for row in rows if bool(row.data.get("active", True)) == (given == "active")]
        return self.page(request, rows)

    def read_record(self, request: Request) -> Response:
        row = self.row(request, self.kind(request).name)
        return Response.json(self.in_answer(request, row))

    def create_record(self, request: Request) -> Response:
        kind = self.kind(request)
        row = self.add(kind.name, self.checked(kind, self.body(request)), late=self.late(request))
        self.lose_if_late(request)
        return Response.json(self.shown(row), kind.created)

    def update_record(self, request: Request) -> Response:
        row = self.row(request, self.kind(request).name)
        given = self.checked(row.kind, self.body(request), row)
        row.data.update(given)
        self.touch(row)
        return Response(204)

    def delete_record(self, request: Request) -> Response:
        self.row(request, self.kind(request).name).gone = True
        return Response(204)

    @routes("GET", "/v1/clients/{id}/cases", operation="clients.cases")
    def cases_of_client(self, request: Request) -> Response:
        client = self.row(request, "client")
        cases = self.found("case")
        rows = [c for c in cases if client.id in [one["id"] for one in c.data.get("clients") or ()]]
        return self.page(request, rows)

    @routes("POST", "/v1/cases/{id}/relationships/clients", operation="cases.relate")
    @routes("POST", "/v1/cases/{id}/relationships/companies", operation="cases.relate")
    @routes("POST", "/v1/cases/{id}/relationships/staff", operation="cases.relate")
    def relate(self, request: Request) -> Response:
        """A role that the firm does not have is made, without a word."""
        row, name = self.row(request, "case"), request.path.rpartition("/")[2]
        given = self.body(request).get(name)
        if not isinstance(given, list) or not given:
            raise at(name, f"{name} is required.")
        self._check_references(KINDS["case"], {name: given})
        known = {role.data["name"].lower() for role in self.found("case_role")}
        for one in given:
            if (role := one.get("role")) and role.lower() not in known:
                self.add("case_role", {"name": role})
        row.data[name] = [*(row.data.get(name) or []), *given]
        self.touch(row)
        return Response(204)

    def notes_of(self, request: Request) -> Response:
        name = NOTED[request.operation.partition(".")[0]]
        owner = self.row(request, name)
        rows = [n for n in self.found("note") if (n.data.get(name) or {}).get("id") == owner.id]
        return self.page(request, rows)

    def create_note(self, request: Request) -> Response:
        """200, not 201."""
        name = NOTED[request.operation.partition(".")[0]]
        owner, kind = self.row(request, name), KINDS["note"]
        data = self.checked(kind, self.body(request))
        data.update(dict.fromkeys(NOTED.values()), archived=False)
        staff = self.found("staff")
        author = {"id": staff[0].id} if staff else None
        data.update({name: {"id": owner.id}, "created_by": author, "updated_by": author})
        row = self.add("note", data, late=self.late(request))
        self.lose_if_late(request)
        return Response.json(self.shown(row), kind.created)

    def checked(self, kind: Kind, given: dict[str, Any], row: Row | None = None) -> dict[str, Any]:
        """The known part of a body. Raises Refused (422) naming every field that breaks a rule."""
        given = dict(given)
        for old, new in RENAMED.get(kind.name, ()):
            if old in given and new in given:
                raise at(old, f"{old} and {new} are the same thing; send one of them.")
            if old in given:
                given[new] = given.pop(old)
        required = kind.body[: kind.required]
        missing = [name for name in required if given.get(name) in (None, "", [])]
        if missing:
            raise Refused(422, *((f"{name} is required.", f"/{name}", "") for name in missing))
        data = {name: given[name] for name in kind.body if name in given}
        for name, value in data.items():
            if (allowed := CHOICES.get((kind.name, name))) and value not in allowed:
                raise at(name, f"{name} is one of {', '.join(sorted(allowed))}.")
        address = data.get("address")
        if address and any(part not in address for part in ADDRESS):
            raise at("address", "An address has all of its parts or is left out.")
        self._check_references(kind, data)
        if kind.name == "case":
            self._settle_case(data, row)
        return data

    def _check_references(self, kind: Kind, data: dict[str, Any]) -> None:
        for name, target in {**kind.ones, **kind.lists}.items():
            value = data.get(name)
            for one in value if isinstance(value, list) else [value] if value is not None else []:
                if not isinstance(one, dict) or self.get(target, one.get("id")) is None:
                    raise at(name, f"{name} does not exist.")

    def _settle_case(self, data: dict[str, Any], row: Row | None) -> None:
        same = data["name"].strip().lower()
        if any(c is not row and c.data["name"].strip().lower() == same for c in self.found("case")):
            raise at("name", "There is a case with this name already.")
        for name, kind in MATCHED_BY_NAME.items():
            if name in data:
                # A name that the firm does not have leaves the field blank, and nothing says so.
                known = {area.data["name"].lower(): area.data["name"] for area in self.found(kind)}
                data[name] = known.get(str(data[name]).lower())
        if row is None:
            data.setdefault("status", "open")


def _lay_out() -> None:
    for path in NOTED:
        if path != "companies":  # there is no list of a company's notes
            routes("GET", f"/v1/{path}/{{id}}/notes", operation=f"{path}.notes")(Records.notes_of)
        routes("POST", f"/v1/{path}/{{id}}/notes", operation=f"{path}.create_note")(Records.create_note)
    for path, kind in BY_PATH.items():
        if path in OWN_WAYS:
            continue
        ways = {
            "list": ("GET", f"/v1/{path}", Records.list_records),
            "create": ("POST", f"/v1/{path}", Records.create_record),
            "read": ("GET", f"/v1/{path}/{{id}}", Records.read_record),
            "update": ("PUT", f"/v1/{path}/{{id}}", Records.update_record),
            "delete": ("DELETE", f"/v1/{path}/{{id}}", Records.delete_record),
        }
        for name, (method, template, handler) in ways.items():
            if name in kind.methods:
                routes(method, template, operation=f"{path}.{name}")(handler)


_lay_out()
