"""MyCase: bare records and bare lists, with every field of them."""

from collections.abc import Mapping

from .words import MAY_ANY, MAY_FLAG, MAY_TEXT, NONE, NUMBER, QUANTITY, TEXT, Answer, Shape, may

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
    "address": may(_ADDRESS),
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
    "address": may(_ADDRESS),
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
    "address": may(_ADDRESS),
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
    "billing_contact": may(_ID),
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
    "client": may(_ID),
    "company": may(_ID),
    "case": may(_ID),
    "created_by": may(_ID),
    "updated_by": may(_ID),
}
_PAPER: Shape = {
    **_TIMES,
    "name": MAY_TEXT,
    "filename": TEXT,
    "path": TEXT,
    "description": MAY_TEXT,
    "assigned_date": MAY_TEXT,
    "case": may(_ID),
    "folder": may(_ID),
    "self_url": TEXT,
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
    "case": may(_ID),
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
    "location": may(_ID),
    "case": may(_ID),
    "staff": _DUE_STAFF,
}
_TIME: Shape = {
    **_TIMES,
    "activity_name": TEXT,
    "description": MAY_TEXT,
    "billable": MAY_FLAG,
    "entry_date": TEXT,
    "rate": TEXT,
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


ANSWERS: Mapping[str, Answer] = {
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
