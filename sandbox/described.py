"""Our own description of what each vendor takes: by operation, its method, query, headers and body, and its answers.

Written from the same facts as the clients and apart from them, and stricter than the vendors, who pass over what they
do not know: a name that is not listed is a mistake of ours. Only what the house asks for is listed, so that a call
nobody described cannot be made unseen. ``faults`` holds one recorded request to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .record import Recorded

Shape = Mapping[str, Any]
"""Names of a body and what each holds: a type, a shape, or a list with one shape in it. ``?`` marks one left out."""

ANY_TROUBLE = frozenset(
    {400, 401, 403, 404, 408, 409, 410, 412, 413, 415, 422, 425, 429, 500, 502, 503, 504, 529}
)
TEXT, NUMBER, FLAG = (str,), (int,), (bool,)
REFERENCE = {"id": NUMBER}


@dataclass(frozen=True)
class Call:
    """``query`` lists the names that may stand in the address; ``form`` and ``json`` say what a body is."""

    method: str
    query: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    json: Shape | None = None
    form: Shape | None = None
    ok: frozenset[int] = frozenset({200})


def _call(method: str, query: str = "", *, ok: tuple[int, ...] = (200,), **more: Any) -> Call:
    names = query.split()
    needed = frozenset(name.rstrip("!") for name in names if name.endswith("!"))
    return Call(method, frozenset(name.rstrip("!") for name in names), needed, ok=frozenset(ok), **more)


LISTED = "fields! order! limit! page_token updated_since ids[]"
TOKEN = {"grant_type": TEXT, "client_id": TEXT, "client_secret": TEXT, "code?": TEXT, "redirect_uri?": TEXT,
         "refresh_token?": TEXT}  # fmt: skip
CLIO: Mapping[str, Call] = {
    "oauth.token": _call("POST", form=TOKEN),
    "oauth.deauthorize": _call("POST", form={"token": TEXT}),
    "oauth.authorize": _call(
        "GET", "response_type! client_id! redirect_uri! state! redirect_on_decline", ok=(200, 302, 303)
    ),
    "users.who_am_i": _call("GET", "fields!"),
    "users.list": _call("GET", LISTED),
    "matters.list": _call("GET", LISTED),
    "contacts.list": _call("GET", f"{LISTED} client_only"),
    "relationships.list": _call("GET", f"{LISTED} matter_id"),
    "tasks.list": _call("GET", LISTED),
    "calendar_entries.list": _call("GET", LISTED),
    "notes.list": _call("GET", f"{LISTED} type! matter_id query"),
    "notes.read": _call("GET", "fields!"),
    "notes.create": _call(
        "POST",
        "fields!",
        ok=(201,),
        json={"data": {"type": TEXT, "matter": REFERENCE, "subject": TEXT, "detail": TEXT, "detail_text_type": TEXT,
                       "date": TEXT}},
    ),
    "documents.list": _call(
        "GET",
        f"{LISTED} matter_id external_property_name external_property_value show_uncompleted",
    ),
    "documents.read": _call("GET", "fields!"),
    "documents.create": _call(
        "POST",
        "fields!",
        ok=(201,),
        json={"data": {"name": TEXT, "filename?": TEXT, "content_type?": TEXT,
                       "parent": {"id": NUMBER, "type": TEXT},
                       "external_properties?": [{"name": TEXT, "value": TEXT}]}},
    ),
    "documents.update": _call("PATCH", "fields!", json={"data": {"uuid": TEXT, "fully_uploaded": FLAG}}),
    "documents.versions": _call("GET", "fields! limit! page_token"),
    "documents.download": _call("GET", "document_version_id", ok=(303,)),
    "activities.list": _call("GET", f"{LISTED} type! matter_id! start_date! end_date!"),
    "activities.read": _call("GET", "fields!"),
    "activities.create": _call(
        "POST",
        "fields!",
        ok=(201,),
        json={"data": {"type": TEXT, "date": TEXT, "quantity": NUMBER, "note": TEXT, "matter": REFERENCE,
                       "user": REFERENCE, "non_billable": FLAG, "reference": TEXT}},
    ),
    "webhooks.list": _call("GET", LISTED),
    "webhooks.create": _call(
        "POST",
        "fields!",
        ok=(201,),
        json={"data": {"url": TEXT, "model": TEXT, "fields": TEXT, "events": [TEXT], "expires_at": TEXT}},
    ),
    "webhooks.read": _call("GET", "fields!"),
    "webhooks.update": _call("PATCH", "fields!", json={"data": {"expires_at": TEXT}}),
}  # fmt: skip

PAGED = "page_size! page_token"
CHANGED = f"{PAGED} filter[updated_after]"
MYCASE: Mapping[str, Call] = {
    "oauth.token": _call("POST", json=TOKEN),
    "oauth.authorize": _call("GET", "response_type! client_id! redirect_uri! state!", ok=(200, 302, 303)),
    "me.read": _call("GET"),
    "firm.read": _call("GET"),
    "staff.list": _call("GET", PAGED),
    "cases.list": _call("GET", CHANGED),
    "cases.read": _call("GET"),
    "clients.list": _call("GET", CHANGED),
    "clients.read": _call("GET"),
    "companies.list": _call("GET", CHANGED),
    "companies.read": _call("GET"),
    "tasks.list": _call("GET", CHANGED),
    "events.list": _call("GET", CHANGED),
    "cases.notes": _call("GET", PAGED),
    "notes.read": _call("GET"),
    "cases.create_note": _call("POST", json={"subject": TEXT, "note": TEXT, "date": TEXT}),
    "time_entries.list": _call("GET", CHANGED),
    "time_entries.read": _call("GET"),
    "time_entries.create": _call(
        "POST",
        ok=(201,),
        json={
            "activity_name": TEXT,
            "description": TEXT,
            "entry_date": TEXT,
            "hours": (int, float),
            "rate": (int, float),
            "billable": FLAG,
            "case": REFERENCE,
            "staff": REFERENCE,
        },
    ),
    "cases.documents": _call("GET", PAGED),
    "documents.list": _call("GET", CHANGED),
    "documents.read": _call("GET"),
    "documents.data": _call("GET", ok=(302,)),
    "cases.create_document": _call(
        "POST", ok=(201,), json={"path": TEXT, "filename": TEXT, "description?": TEXT}
    ),
    "documents.create_version": _call("POST", ok=(201,)),
    "webhooks.list": _call("GET"),
    "webhooks.create": _call("POST", ok=(201,), json={"model": TEXT, "url": TEXT, "actions": [TEXT]}),
}
ZOOM: Mapping[str, Call] = {
    "oauth.token": _call("POST", form={"grant_type": TEXT, "account_id": TEXT}),
    "users.recordings": _call("GET", "from! to! page_size! next_page_token"),
    "meetings.recordings": _call("GET", "include_fields ttl"),
    "download": _call("GET", ok=(200, 301, 302)),
}
DESCRIBED = {"clio": CLIO, "mycase": MYCASE, "zoom": ZOOM}
OPEN = frozenset({"oauth.token", "oauth.authorize"})
"""Asked without a bearer's token."""
BEGIN_AT = frozenset({"us02web.zoom.us"})
"""Where Zoom's downloads begin."""


@dataclass
class _Held:
    where: str
    found: list[str] = field(default_factory=list)

    def say(self, told: str) -> None:
        self.found.append(f"{self.where}: {told}")


def faults(recorded: Recorded) -> list[str]:
    """What of one recorded request is not as described, in words; values are never quoted."""
    held = _Held(f"{recorded.vendor} {recorded.operation or recorded.path}")
    call = DESCRIBED[recorded.vendor].get(recorded.operation)
    if call is None:
        held.say("nobody described this call")
        return held.found
    if recorded.method != call.method:
        held.say(f"{recorded.method} where {call.method} is described")
    _check_query(held, recorded.query, call)
    _check_headers(held, recorded)
    _check_body(held, recorded, call)
    # A page with status 200, from something in between, is trouble as well: clients are tested with it.
    if recorded.status is not None and recorded.status not in call.ok | ANY_TROUBLE | {200}:
        held.say(f"an answer {recorded.status} that is not described")
    return held.found


def all_faults(requests: Iterable[Recorded]) -> list[str]:
    """``faults`` of many, each kind once."""
    return sorted({told for each in requests for told in faults(each)})


def _check_query(held: _Held, query: Mapping[str, list[str]], call: Call) -> None:
    for name in sorted(set(query) - call.query):
        held.say(f"{name} is not described")
    if "page_token" not in query:  # a further page is asked for as the vendor named it
        for name in sorted(call.needed - set(query)):
            held.say(f"{name} is missing")
    for name, values in query.items():
        if len(values) > 1 and not name.endswith("[]"):
            held.say(f"{name} stands twice")


def _check_headers(held: _Held, recorded: Recorded) -> None:
    signed_in = recorded.headers.get("authorization", "").startswith(("Bearer ", "Basic "))
    redirected = recorded.operation == "download" and recorded.headers.get("host") not in BEGIN_AT
    if redirected and signed_in:
        held.say("a token where a redirect led")
    if recorded.operation not in OPEN and not redirected and not signed_in:
        held.say("no token")
    versioned = recorded.vendor == "clio" and recorded.operation.partition(".")[0] != "oauth"
    if versioned and not recorded.headers.get("x-api-version", "").startswith("4.0."):
        held.say("no version")
    if recorded.vendor == "clio" and recorded.method == "PATCH" and not recorded.headers.get("if-match"):
        held.say("a change of whatever stands there")
    if any(
        "token" in name.lower() and name != "page_token" and name != "next_page_token"
        for name in recorded.query
    ):
        held.say("a token in the address")


def _check_body(held: _Held, recorded: Recorded, call: Call) -> None:
    shape = call.json if call.json is not None else call.form
    if shape is None:
        if recorded.raw:
            held.say("a body where none is described")
        return
    kind = recorded.headers.get("content-type", "").partition(";")[0]
    wanted = "application/json" if call.json is not None else "application/x-www-form-urlencoded"
    if kind != wanted:
        held.say(f"{kind or 'no media type'} where {wanted} is described")
    _check_shape(held, "body", recorded.body, shape)


def _check_shape(held: _Held, place: str, value: Any, shape: Any) -> None:
    if isinstance(shape, tuple):
        if not isinstance(value, shape) or (isinstance(value, bool) and bool not in shape):
            held.say(f"{place} is not {shape[0].__name__}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            held.say(f"{place} is not a list")
            return
        for each in value:
            _check_shape(held, f"{place}[]", each, shape[0])
    elif not isinstance(value, dict):
        held.say(f"{place} is not an object")
    else:
        names = {name.rstrip("?"): inner for name, inner in shape.items()}
        for name in sorted(set(value) - set(names)):
            held.say(f"{place}.{name} is not described")
        for name in shape:
            if not name.endswith("?") and name not in value:
                held.say(f"{place}.{name} is missing")
        for name in value:
            if name in names:
                _check_shape(held, f"{place}.{name}", value[name], names[name])
