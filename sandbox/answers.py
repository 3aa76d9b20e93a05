"""Our own description of what each vendor answers: by operation, its body, its headers, and what an error looks like.

Written beside ``described`` from the same facts, and apart from the stand-ins, whose every recorded answer is held to
it: a stand-in that answers what the vendor does not would let a client pass that fails at the firm's. ``faults`` does
that for one answer. An answer that a test asked to be wrong (a fault that was switched on) is not held to anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .record import Recorded

Shape = Mapping[str, Any]
"""Names of a body and what each holds: a tuple of types, a shape, or a list with one shape in it. ``?`` marks a name
that may be left out."""

NONE = type(None)
TEXT, NUMBER, FLAG = (str,), (int,), (bool,)
MAY_TEXT, MAY_NUMBER, MAY_FLAG, MAY_ANY = (str, NONE), (int, float, NONE), (bool, NONE), (object,)
QUANTITY = (int, float)


@dataclass(frozen=True)
class Answer:
    """``chosen``: the vendor answers with the fields that were asked for, and no others (Clio). ``listed``: bare lists
    have a count in their headers (MyCase). ``headers`` have to be there."""

    body: Any = None
    status: frozenset[int] = frozenset({200})
    headers: tuple[str, ...] = ()
    chosen: bool = False


def _may(shape: Shape) -> tuple[Shape, None]:
    """That shape, or nothing."""
    return (shape, None)


# --- Clio: {"data": …}, with the fields that were asked for ------------------------------------------------------

_CLIO_COMMON: Shape = {"id": NUMBER, "etag": TEXT, "created_at": TEXT, "updated_at": TEXT}
_USER: Shape = {
    **_CLIO_COMMON,
    "name": TEXT,
    "email": TEXT,
    "enabled": FLAG,
    "account": {"id": NUMBER, "name": TEXT},
}
_CONTACT: Shape = {
    **_CLIO_COMMON,
    "name": TEXT,
    "first_name": MAY_TEXT,
    "last_name": MAY_TEXT,
    "type": TEXT,
    "date_of_birth": MAY_TEXT,
    "primary_email_address": MAY_TEXT,
    "primary_phone_number": MAY_TEXT,
    "email_addresses": [{"address": TEXT}],
    "phone_numbers": [{"number": TEXT}],
    "addresses": [{"street": MAY_TEXT, "city": MAY_TEXT, "province": MAY_TEXT, "postal_code": MAY_TEXT}],
}
_MATTER: Shape = {
    **_CLIO_COMMON,
    "display_number": TEXT,
    "description": MAY_TEXT,
    "status": TEXT,
    "location": MAY_TEXT,
    "open_date": MAY_TEXT,
    "close_date": MAY_TEXT,
    "practice_area": _may({"name": TEXT}),
    "responsible_attorney": _may(_USER),
    "client": _may(_CONTACT),
}
_MATTER_ID = _may({"id": NUMBER})
_NOTE: Shape = {
    **_CLIO_COMMON,
    "type": TEXT,
    "subject": MAY_TEXT,
    "detail": MAY_TEXT,
    "detail_text_type": TEXT,
    "date": TEXT,
    "matter": _MATTER_ID,
}
_VERSION: Shape = {
    **_CLIO_COMMON,
    "uuid": TEXT,
    "size": MAY_NUMBER,
    "fully_uploaded": FLAG,
    "put_url": TEXT,
    "put_headers": [{"name": TEXT, "value": TEXT}],
}
_DOCUMENT: Shape = {
    **_CLIO_COMMON,
    "name": TEXT,
    "filename": MAY_TEXT,
    "size": MAY_NUMBER,
    "content_type": MAY_TEXT,
    "matter": _MATTER_ID,
    "latest_document_version": _may(_VERSION),
    "external_properties": [{"name": TEXT, "value": MAY_ANY}],
}
_TASK: Shape = {
    **_CLIO_COMMON,
    "name": TEXT,
    "due_at": MAY_TEXT,
    "status": TEXT,
    "statute_of_limitations": MAY_FLAG,
    "matter": _MATTER_ID,
}
_ENTRY: Shape = {**_CLIO_COMMON, "summary": TEXT, "start_at": TEXT, "all_day": MAY_FLAG, "matter": _MATTER_ID}
_ACTIVITY: Shape = {
    **_CLIO_COMMON,
    "type": TEXT,
    "date": TEXT,
    "quantity": QUANTITY,
    "note": MAY_TEXT,
    "reference": MAY_TEXT,
    "non_billable": MAY_FLAG,
    "matter": _MATTER_ID,
    "user": _may({"id": NUMBER}),
}
_RELATIONSHIP: Shape = {
    **_CLIO_COMMON,
    "description": MAY_TEXT,
    "matter": {"id": NUMBER},
    "contact": _CONTACT,
}
_WEBHOOK: Shape = {
    **_CLIO_COMMON,
    "url": TEXT,
    "model": TEXT,
    "status": TEXT,
    "shared_secret": MAY_TEXT,
    "expires_at": MAY_TEXT,
}
_RATE = ("x-api-version", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def _one(shape: Shape, status: int = 200) -> Answer:
    return Answer({"data": shape}, frozenset({status}), (*_RATE, "etag"), chosen=True)


def _list(shape: Shape) -> Answer:
    paging = {"paging?": {"next?": TEXT, "previous?": TEXT}}
    return Answer({"data": [shape], "meta": paging}, frozenset({200}), _RATE, chosen=True)


_CLIO: Mapping[str, Answer] = {
    "oauth.token": Answer(
        {"token_type": TEXT, "access_token": TEXT, "expires_in": NUMBER, "refresh_token?": TEXT}
    ),
    "oauth.deauthorize": Answer(MAY_ANY),
    "oauth.authorize": Answer(status=frozenset({302, 303}), headers=("location",)),
    "users.who_am_i": _one(_USER),
    "users.list": _list(_USER),
    "matters.list": _list(_MATTER),
    "contacts.list": _list(_CONTACT),
    "relationships.list": _list(_RELATIONSHIP),
    "tasks.list": _list(_TASK),
    "calendar_entries.list": _list(_ENTRY),
    "notes.list": _list(_NOTE),
    "notes.read": _one(_NOTE),
    "notes.create": _one(_NOTE, 201),
    "activities.list": _list(_ACTIVITY),
    "activities.read": _one(_ACTIVITY),
    "activities.create": _one(_ACTIVITY, 201),
    "documents.list": _list(_DOCUMENT),
    "documents.read": _one(_DOCUMENT),
    "documents.create": _one(_DOCUMENT, 201),
    "documents.update": _one(_DOCUMENT),
    "documents.versions": _list(_VERSION),
    "documents.download": Answer(status=frozenset({303}), headers=("location",)),
    "webhooks.list": _list(_WEBHOOK),
    "webhooks.create": _one(_WEBHOOK, 201),
    "webhooks.update": _one(_WEBHOOK),
}

# --- MyCase: bare records and bare lists, every field of them -----------------------------------------------------

_ID: Shape = {"id": NUMBER}
_TIMES: Shape = {"id": NUMBER, "created_at": TEXT, "updated_at": TEXT}
_ADDRESS: Shape = {
    f"{name}?": MAY_TEXT for name in ("address1", "address2", "city", "state", "zip_code", "country")
}
_PHONES: Shape = {f"{name}_phone_number": MAY_TEXT for name in ("cell", "work", "home")}
_VALUES = (list, NONE)
_STAFF: Shape = {
    **_TIMES,
    **_PHONES,
    "first_name": TEXT,
    "last_name": TEXT,
    "middle_initial": MAY_TEXT,
    "email": MAY_TEXT,
    "address": _may(_ADDRESS),
    "type": MAY_TEXT,
    "title": MAY_TEXT,
    "active": MAY_FLAG,
    "default_hourly_rate": (int, float, str, NONE),
}
_CLIENT: Shape = {
    **_TIMES,
    **_PHONES,
    "fax_phone_number": MAY_TEXT,
    "first_name": TEXT,
    "last_name": TEXT,
    "middle_name": MAY_TEXT,
    "email": MAY_TEXT,
    "address": _may(_ADDRESS),
    "birthdate": MAY_TEXT,
    "people_group": MAY_ANY,
    "notes": MAY_TEXT,
    "cases": [_ID],
    "custom_field_values": _VALUES,
}
_COMPANY: Shape = {
    **_TIMES,
    "name": TEXT,
    "email": MAY_TEXT,
    "website": MAY_TEXT,
    "main_phone_number": MAY_TEXT,
    "fax_phone_number": MAY_TEXT,
    "address": _may(_ADDRESS),
    "notes": MAY_TEXT,
    "cases": [_ID],
    "clients": [_ID],
    "custom_field_values": _VALUES,
}
_CASE: Shape = {
    **_TIMES,
    "name": TEXT,
    "case_number": MAY_TEXT,
    "description": MAY_TEXT,
    "opened_date": MAY_TEXT,
    "closed_date": MAY_TEXT,
    "sol_date": MAY_TEXT,
    "practice_area": MAY_TEXT,
    "case_stage": MAY_TEXT,
    "status": MAY_TEXT,
    "outstanding_balance": MAY_ANY,
    "billing_contact": _may(_ID),
    "billing_type": MAY_TEXT,
    "clients": [_ID],
    "companies": [_ID],
    "staff": [
        {"id": NUMBER, "lead_lawyer?": MAY_FLAG, "originating_lawyer?": MAY_FLAG, "case_rate?": MAY_ANY}
    ],
    "custom_field_values": _VALUES,
    "office": MAY_ANY,
}
_CASE_NOTE: Shape = {
    **_TIMES,
    "subject": MAY_TEXT,
    "note": MAY_TEXT,
    "archived": MAY_FLAG,
    "date": MAY_TEXT,
    "client": _may(_ID),
    "company": _may(_ID),
    "case": _may(_ID),
    "created_by": _may(_ID),
    "updated_by": _may(_ID),
}
_PAPER: Shape = {
    **_TIMES,
    "name": MAY_TEXT,
    "filename": TEXT,
    "path": TEXT,
    "description": MAY_TEXT,
    "assigned_date": MAY_TEXT,
    "case": _may(_ID),
    "folder": _may(_ID),
    "self_url": TEXT,
    "staff?": (list, NONE),
}
_UPLOAD: Shape = {"put_url": TEXT, "put_headers": {"x-amz-acl?": TEXT}}
_DUE_STAFF = [{"id": NUMBER, "required?": MAY_FLAG}]
_DUTY: Shape = {
    **_TIMES,
    "name": TEXT,
    "priority": MAY_TEXT,
    "due_date": MAY_TEXT,
    "description": MAY_TEXT,
    "completed": MAY_FLAG,
    "completed_at": MAY_TEXT,
    "case": _may(_ID),
    "staff": _DUE_STAFF,
}
_EVENT: Shape = {
    **_TIMES,
    "name": TEXT,
    "start": TEXT,
    "end": MAY_TEXT,
    "description": MAY_TEXT,
    "all_day": MAY_FLAG,
    "private": MAY_FLAG,
    "location": _may(_ID),
    "case": _may(_ID),
    "staff": _DUE_STAFF,
}
_TIME: Shape = {
    **_TIMES,
    "activity_name": TEXT,
    "description": MAY_TEXT,
    "billable": MAY_FLAG,
    "entry_date": TEXT,
    "rate": (int, float, str),
    "hours": QUANTITY,
    "flat_fee": MAY_FLAG,
    "case": _ID,
    "staff": _ID,
}
_SUBSCRIPTION: Shape = {"id": TEXT, "model": TEXT, "url": TEXT, "actions": [TEXT], "hmac_key": TEXT}


def _bare(shape: Shape, status: int = 200) -> Answer:
    return Answer(shape, frozenset({status}))


def _array(shape: Shape) -> Answer:
    return Answer([shape], headers=("item-count",))


_MYCASE: Mapping[str, Answer] = {
    "oauth.token": Answer(
        {
            "access_token": TEXT,
            "token_type": TEXT,
            "scope": TEXT,
            "refresh_token": TEXT,
            "expires_in": NUMBER,
            "firm_uuid?": TEXT,
        }
    ),
    "oauth.authorize": Answer(status=frozenset({302, 303}), headers=("location",)),
    "me.read": _bare(_STAFF),
    "firm.read": _bare({"name": TEXT, "url": TEXT}),
    "staff.list": _array(_STAFF),
    "cases.list": _array(_CASE),
    "cases.read": _bare(_CASE),
    "clients.list": _array(_CLIENT),
    "clients.read": _bare(_CLIENT),
    "companies.list": _array(_COMPANY),
    "companies.read": _bare(_COMPANY),
    "tasks.list": _array(_DUTY),
    "events.list": _array(_EVENT),
    "time_entries.list": _array(_TIME),
    "time_entries.read": _bare(_TIME),
    "time_entries.create": _bare(_TIME, 201),
    "cases.notes": _array(_CASE_NOTE),
    "notes.read": _bare(_CASE_NOTE),
    "cases.create_note": _bare(_CASE_NOTE),
    "cases.documents": _array(_PAPER),
    "documents.list": _array(_PAPER),
    "documents.read": _bare(_PAPER),
    "documents.data": Answer(status=frozenset({302}), headers=("location",)),
    "cases.create_document": _bare({**_PAPER, **_UPLOAD}, 201),
    "documents.create_version": _bare(
        {**_TIMES, "version": NUMBER, "document": _ID, "self_url": TEXT, **_UPLOAD}, 201
    ),
    "webhooks.list": _bare([_SUBSCRIPTION]),  # type: ignore[arg-type]
    "webhooks.create": _bare(_SUBSCRIPTION, 201),
}

# --- Zoom ---------------------------------------------------------------------------------------------------------

_FILE: Shape = {
    "id": TEXT,
    "meeting_id": TEXT,
    "recording_start": TEXT,
    "recording_end": TEXT,
    "file_type": TEXT,
    "file_extension": TEXT,
    "file_size": NUMBER,
    "play_url": TEXT,
    "download_url": TEXT,
    "status": TEXT,
    "recording_type": TEXT,
    "deleted_time?": TEXT,
    "file_path?": TEXT,
}
_SET: Shape = {
    "account_id": TEXT,
    "duration": NUMBER,
    "host_id": TEXT,
    "id": NUMBER,
    "uuid": TEXT,
    "recording_count": NUMBER,
    "start_time": TEXT,
    "topic": TEXT,
    "total_size": NUMBER,
    "type": (str, int),
    "recording_play_passcode?": TEXT,
    "auto_delete?": FLAG,
    "auto_delete_date?": TEXT,
    "password?": TEXT,
    "download_access_token?": TEXT,
    "timezone?": TEXT,
    "share_url?": TEXT,
    "host_email?": TEXT,
    "participant_audio_files?": (list,),
    "recording_files": [_FILE],
}
_ZOOM: Mapping[str, Answer] = {
    "oauth.token": Answer({"access_token": TEXT, "token_type": TEXT, "expires_in": NUMBER, "scope": TEXT,
                           "api_url?": TEXT}),
    "users.recordings": Answer({"from": TEXT, "to": TEXT, "next_page_token": TEXT, "page_count": NUMBER,
                                "page_size": NUMBER, "total_records": NUMBER, "meetings": [_SET]}),
    "meetings.recordings": Answer(_SET),
    "download": Answer(status=frozenset({301, 302}), headers=("location",)),
}  # fmt: skip

ANSWERED: Mapping[str, Mapping[str, Answer]] = {"clio": _CLIO, "mycase": _MYCASE, "zoom": _ZOOM}
ERRORS: Mapping[str, Shape] = {
    "clio": {"error": {"type": TEXT, "message": TEXT}},
    "mycase": {"errors": [{"description": TEXT, "source?": {"pointer?": TEXT, "parameter?": TEXT}}]},
    "zoom": {"code": NUMBER, "message": TEXT, "errors?": (list,)},
}
OAUTH_ERRORS: Mapping[str, Shape] = {
    "clio": {"error": TEXT, "error_description?": TEXT},
    "mycase": ERRORS["mycase"],
    "zoom": {"reason": TEXT, "error": TEXT},
}


def faults(recorded: Recorded) -> list[str]:
    """What of one recorded answer is not as described, in words; values are never quoted."""
    if recorded.spoilt or recorded.status is None or not recorded.kept_answer:
        return []
    where = f"{recorded.vendor} {recorded.operation} answer"
    found: list[str] = []
    described = ANSWERED[recorded.vendor].get(recorded.operation)
    if described is None:
        return [f"{where}: nobody described this answer"]
    if recorded.status in (204, 304):
        return []
    if recorded.status >= 400:
        shapes = OAUTH_ERRORS if recorded.operation.startswith("oauth.") else ERRORS
        _hold(found, f"{where} {recorded.status}", recorded.answer, shapes[recorded.vendor])
        return found
    if recorded.status not in described.status:
        found.append(f"{where}: {recorded.status} is not described")
    for name in described.headers:
        if name not in recorded.answer_headers:
            found.append(f"{where}: no header {name}")
    if described.body is not None:
        body = described.body
        if described.chosen:
            body = _chosen(found, where, body, recorded)
        _hold(found, where, recorded.answer, body)
    return found


def _chosen(found: list[str], where: str, body: Any, recorded: Recorded) -> Any:
    """The description of what was asked for: Clio answers with those fields, and by themselves id and etag alone."""
    shape = body["data"][0] if isinstance(body["data"], list) else body["data"]
    asked = (recorded.query.get("fields") or ["id,etag"])[-1]
    part: dict[str, Any] = {}
    for name, inner in re.findall(r"(\w+)(?:\{([^}]*)\})?", asked):
        if name not in shape:
            found.append(f"{where}: {name} is not described")
            continue
        part[name] = _inside(found, where, name, shape[name], inner)
    return {**body, "data": [part] if isinstance(body["data"], list) else part}


def _inside(found: list[str], where: str, name: str, shape: Any, inner: str) -> Any:
    """Of a record that is pointed at: the fields in the braces, or id and etag."""
    if isinstance(shape, list):
        return [_inside(found, where, name, shape[0], inner)]
    nothing = isinstance(shape, tuple) and len(shape) == 2 and shape[1] is None
    held = shape[0] if nothing else shape
    if not isinstance(held, Mapping):
        return shape
    if not inner:
        # Small shapes without an id come whole.
        part = {n: held[n] for n in ("id", "etag") if n in held} or dict.fromkeys(
            (f"{n}?" for n in held), MAY_ANY
        )
    else:
        part = {}
        for each in inner.split(","):
            if each in held:
                part[each] = held[each]
            else:
                found.append(f"{where}: {name}.{each} is not described")
    return (part, None) if nothing else part


def _hold(found: list[str], place: str, value: Any, shape: Any) -> None:
    if isinstance(shape, tuple) and len(shape) == 2 and shape[1] is None:
        if value is not None:
            _hold(found, place, value, shape[0])
    elif isinstance(shape, tuple):
        if not isinstance(value, shape) or (isinstance(value, bool) and not {bool, object} & set(shape)):
            found.append(f"{place} is not {' or '.join(each.__name__ for each in shape)}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            found.append(f"{place} is not a list")
            return
        for each in value:
            _hold(found, f"{place}[]", each, shape[0])
    elif not isinstance(value, dict):
        found.append(f"{place} is not an object")
    else:
        names = {name.rstrip("?"): inner for name, inner in shape.items()}
        found += [f"{place}.{name} is not described" for name in sorted(set(value) - set(names))]
        found += [
            f"{place}.{name} is missing" for name in shape if not name.endswith("?") and name not in value
        ]
        for name in value:
            if name in names:
                _hold(found, f"{place}.{name}", value[name], names[name])
