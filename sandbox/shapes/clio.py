"""Clio: ``{"data": …}`` with the fields that were asked for."""

from collections.abc import Mapping

from .words import FLAG, MAY_ANY, MAY_FLAG, MAY_NUMBER, MAY_TEXT, NUMBER, QUANTITY, TEXT, Answer, Shape, may

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
    "practice_area": may({"name": TEXT}),
    "responsible_attorney": may(_USER),
    "client": may(_CONTACT),
}
_MATTER_ID = may({"id": NUMBER})
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
    "deleted_at": MAY_TEXT,
    "matter": _MATTER_ID,
    "latest_document_version": may(_VERSION),
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
_ENTRY: Shape = {
    **_CLIO_COMMON,
    "id": TEXT,
    "summary": TEXT,
    "start_at": TEXT,
    "all_day": MAY_FLAG,
    "matter": _MATTER_ID,
}
_ACTIVITY: Shape = {
    **_CLIO_COMMON,
    "type": TEXT,
    "date": TEXT,
    "quantity": QUANTITY,
    "note": MAY_TEXT,
    "reference": MAY_TEXT,
    "non_billable": MAY_FLAG,
    "matter": _MATTER_ID,
    "user": may({"id": NUMBER}),
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


ANSWERS: Mapping[str, Answer] = {
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
    "webhooks.read": _one(_WEBHOOK),
    "webhooks.update": _one(_WEBHOOK),
}
