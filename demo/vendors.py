"""The sample firm's accounts at the vendors' stand-ins: what lies in Clio, what was recorded in Zoom."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from demo import consult, files
from demo.matters import SAMPLES
from demo.matters.shape import Sample
from demo.people import FIRM, PEOPLE

NAMESPACE = UUID("5d1f5c3e-8a57-4a52-9d2b-6f2a3b1c9e10")
ACCOUNT = 901
FIRST = {"user": 1, "contact": 101, "matter": 1001, "document": 5001, "relationship": 9001}
AREAS = {
    "family": "Family",
    "estates": "Wills & Estates",
    "leasing": "Commercial Leasing",
    "small_claims": "Small Claims",
    "immigration": "Immigration",
    "employment": "Employment",
    "civil": "Civil",
}
ROLES_IN_CLIO = {
    "opposing": "Opposing party",
    "opposing_counsel": "Opposing counsel",
    "child": "Child",
    "witness": "Witness",
    "expert": "Expert",
    "other": "Other",
}
HOST = "judith"
"""Whose Zoom account the consults are recorded in."""


def control(path: str, body: dict[str, Any]) -> Any:
    """One call of the stand-ins' switchboard."""
    data = json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 (loopback, from the settings)
        f"{settings.SANDBOX_URL}/_control/{path}", data=data, headers={"content-type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def open_accounts() -> None:
    """Put the firm's accounts into the stand-ins of Clio and MyCase, unless they are there. Clio's limit of 50 requests
    a minute is lifted: the first start of a demonstration should not wait for it."""
    control("settings/clio", {"limit": 100_000})
    for vendor, account in (("clio", clio()), ("mycase", mycase())):
        try:
            control(f"{vendor}/load", account)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.BAD_REQUEST:
                raise  # 400: the ids are taken, because it was loaded before


def mycase() -> dict[str, Any]:
    """An account in MyCase without a case in it: to be connected on the page of connections."""
    boss = PEOPLE[0]
    first, _space, last = boss.full_name.partition(" ")
    return {
        "firm": {
            "uuid": "5b0c1d5e-2f64-4a52-8a3e-7c1f0a9b3d21",
            "name": FIRM,
            "url": "https://arsenault.example",
        },
        "staff": [{"id": 1, "first_name": first, "last_name": last, "email": boss.email, "active": True}],
    }


def clio() -> dict[str, Any]:
    """The firm's account in Clio, with the matters and documents that live there. Ids are the same every time."""
    samples = [sample for sample in SAMPLES if sample.in_clio]
    dataset: dict[str, Any] = {
        "account": {"id": ACCOUNT, "name": FIRM, "state": "active"},
        "users": [_user(number, person) for number, person in enumerate(PEOPLE[:7], FIRST["user"])],
        "practice_areas": [{"id": 301 + n, "name": name} for n, name in enumerate(AREAS.values())],
        "contacts": [],
        "matters": [],
        "relationships": [],
        "documents": [],
    }
    for number, sample in enumerate(samples):
        _add(dataset, sample, FIRST["matter"] + number)
    return dataset


def _user(number: int, person: Any) -> dict[str, Any]:
    first, _space, last = person.full_name.partition(" ")
    return {
        "id": number,
        "name": person.full_name,
        "first_name": first,
        "last_name": last,
        "email": person.email,
        "enabled": True,
        "subscription_type": "Attorney",
    }


def _add(dataset: dict[str, Any], sample: Sample, matter_id: int) -> None:
    people = {person.key: FIRST["user"] + n for n, person in enumerate(PEOPLE)}
    client = _contact(dataset, sample.client, sample.client_is_organization)
    areas = {name: 301 + n for n, name in enumerate(AREAS.values())}
    dataset["matters"].append(
        {
            "id": matter_id,
            "display_number": sample.number,
            "custom_number": sample.number,
            "description": sample.title,
            "status": "Open",
            "location": sample.province,
            "open_date": sample.opened.isoformat(),
            "client": {"id": client},
            "responsible_attorney": {"id": people[sample.responsible]},
            "practice_area": {"id": areas[AREAS[sample.area]]},
            "billable": True,
        }
    )
    for party in sample.parties:
        if party.role == "client" and party.name == sample.client:
            continue
        contact = _contact(dataset, party.name, party.is_organization)
        dataset["relationships"].append(
            {
                "id": FIRST["relationship"] + len(dataset["relationships"]),
                "description": ROLES_IN_CLIO.get(party.role, "Other"),
                "matter": {"id": matter_id},
                "contact": {"id": contact},
            }
        )
    for file in sample.files:
        if file.in_clio:
            dataset["documents"].append(
                {
                    "id": FIRST["document"] + len(dataset["documents"]),
                    "name": file.filename,
                    "filename": file.filename,
                    "parent": {"id": matter_id, "type": "Matter"},
                    "matter": {"id": matter_id},
                    "content_base64": base64.b64encode(file.make()).decode(),
                }
            )


def _contact(dataset: dict[str, Any], name: str, organization: bool) -> int:
    for known in dataset["contacts"]:
        if known["name"] == name:
            return known["id"]
    number = FIRST["contact"] + len(dataset["contacts"])
    first, _space, last = name.rpartition(" ")
    split = {} if organization else {"first_name": first or name, "last_name": last}
    dataset["contacts"].append(
        {
            "id": number,
            "name": name,
            "type": "Company" if organization else "Person",
            "is_client": True,
            **split,
        }
    )
    return number


def consult_recording(started: datetime, *, number: str) -> tuple[str, dict[str, Any]]:
    """A recorded consult about a matter: the meeting's uuid and the dataset that puts it in Zoom."""
    uuid = base64.b64encode(uuid5(NAMESPACE, f"{number} {started.isoformat()}").bytes).decode()
    note = f"Recorded {started:%Y-%m-%d %H:%M:%S} UTC"
    meeting = {
        "id": int(started.timestamp()),
        "uuid": uuid,
        "host_id": HOST,
        "topic": f"Consult {number}",
        "start_time": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "duration": 60,
        "recording_files": [
            {"file_type": "M4A", "content_base64": base64.b64encode(b"the sound itself").decode()},
            {
                "file_type": "TRANSCRIPT",
                "content_base64": base64.b64encode(
                    files.vtt(consult.turns(), minutes=60, note=note)
                ).decode(),
                "ready_at": (started + timedelta(minutes=64)).isoformat(),
            },
        ],
    }
    host = {"id": HOST, "email": f"{HOST}@arsenault.example"}
    return uuid, {"users": [host], "meetings": [meeting]}
