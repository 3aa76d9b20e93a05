"""A very small firm for the stand-ins, and the clients that speak to them."""

import copy
from datetime import UTC, datetime

import httpx

import sandbox as package

NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
CLIO = "https://ca.app.clio.com"
CLIO_FIRM = {
    "account": {"id": 1, "name": "Two Rivers Law", "state": "active"},
    "users": [
        {"id": 10, "first_name": "Ada", "last_name": "Roy", "email": "ada@firm.example", "account_owner": True},
        {"id": 11, "first_name": "Bo", "last_name": "Li", "email": "bo@firm.example", "enabled": False},
    ],
    "practice_areas": [{"id": 20, "name": "Family", "code": "FAM"}],
    "custom_fields": [{"id": 25, "name": "Court file", "parent_type": "matter", "field_type": "text_line"}],
    "calendars": [{"id": 28, "name": "Ada Roy", "type": "UserCalendar"}],
    "contacts": [
        {"id": 30, "type": "Person", "first_name": "Cy", "last_name": "Orr",
         "email_addresses": [{"name": "Work", "address": "cy@client.example"}]},
        {"id": 31, "type": "Company", "name": "Opposite Inc."},
    ],
    "matters": [
        {"id": 40, "description": "Orr separation", "client": {"id": 30}, "practice_area": {"id": 20},
         "responsible_attorney": {"id": 10}, "open_date": "2026-01-15",
         "custom_field_values": [{"custom_field": {"id": 25}, "value": "FS-1"}]},
        {"id": 41, "description": "Orr lease", "client": {"id": 30}, "status": "Closed", "open_date": "2025-05-01"},
    ],
    "relationships": [{"id": 50, "description": "Opposing party", "matter": {"id": 40}, "contact": {"id": 31}}],
    "documents": [
        {"id": 60, "name": "Retainer.txt", "parent": {"id": 40, "type": "Matter"}, "content": b"agreed"}
    ],
    "notes": [{"id": 70, "type": "Matter", "matter": {"id": 40}, "subject": "Call", "detail": "They called."}],
}  # fmt: skip

MYCASE = "https://external-integrations.mycase.com"
MYCASE_FIRM = {
    "firm": {"name": "Two Rivers Law", "url": "https://two-rivers.example"},
    "staff": [
        {"id": 10, "first_name": "Ada", "last_name": "Roy", "email": "ada@firm.example", "active": True}
    ],
    "case_roles": [{"name": "Opposing counsel"}],
    "practice_areas": [{"name": "Family"}],
    "clients": [{"id": 30, "first_name": "Cy", "last_name": "Orr", "email": "cy@client.example"}],
    "cases": [{"id": 40, "name": "Orr separation", "practice_area": "family", "clients": [{"id": 30}]}],
    "documents": [
        {
            "id": 60,
            "path": "Letters/Retainer",
            "filename": "Retainer.txt",
            "case": {"id": 40},
            "content": b"agreed",
        }
    ],
}

VTT = b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nAda Roy: Good morning.\n"
ZOOM = "https://api.zoom.us/v2"
SLASHED = "/ab//cd=="
ZOOM_ACCOUNT = {
    "users": [{"id": "u-ada", "email": "ada@firm.example"}],
    "meetings": [
        {"id": 900, "uuid": "plain==", "host_id": "u-ada", "topic": "Consult", "start_time": "2026-03-04T15:00:00Z",
         "recording_files": [{"file_type": "M4A", "content": b"sound"},
                             {"file_type": "TRANSCRIPT", "content": VTT}]},
        {"id": 900, "uuid": SLASHED, "host_id": "u-ada", "topic": "Older", "start_time": "2026-03-01T15:00:00Z",
         "recording_files": [{"file_type": "M4A", "content": b"older sound"}]},
    ],
}  # fmt: skip


def stopped_box():
    """A new sandbox whose clock stands still at noon in Toronto."""
    box = package.build(seed=7)
    box.clock.stop(NOON)
    return box


def client(box, base="", token=None, **headers):
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.Client(transport=httpx.WSGITransport(box), base_url=base, headers=headers)


def clio_box():
    box = stopped_box()
    box.clio.load(copy.deepcopy(CLIO_FIRM))
    return box, client(box, CLIO + "/api/v4", box.clio.token())


def mycase_box():
    box = stopped_box()
    box.mycase.load(copy.deepcopy(MYCASE_FIRM))
    return box, client(box, MYCASE + "/v1", box.mycase.token())


def zoom_box():
    box = stopped_box()
    box.zoom.load(copy.deepcopy(ZOOM_ACCOUNT))
    with client(box) as http:
        token = zoom_token(http).json()["access_token"]
    return box, client(box, ZOOM, token)


def zoom_token(http, **form):
    told = {"grant_type": "account_credentials", "account_id": "sandbox-zoom-account", **form}
    return http.post(
        "https://zoom.us/oauth/token", data=told, auth=("sandbox-zoom-client", "sandbox-zoom-secret")
    )
