"""The firm's accounts at the vendors' stand-ins, for tests: a fresh sandbox, its records, and connections to it."""

import datetime as dt

from apps.core.sensitive import Sensitive
from apps.integrations import services
from apps.integrations.access import Given, Tokens
from apps.integrations.models import Region, Vendor
from sandbox import wsgi
from tests import factories

CLIO_FIRM = {
    "account": {"id": 1, "name": "Adeyemi Roy LLP"},
    "users": [
        {"id": 10, "name": "Jane Okafor", "email": "jane@firm.example", "enabled": True, "account_owner": True},
        {"id": 11, "name": "Luc Roy", "email": "luc@firm.example", "enabled": True},
    ],
    "practice_areas": [{"id": 20, "name": "Wills & Estates"}, {"id": 21, "name": "Droit de la famille"}],
    "contacts": [
        {
            "id": 30, "type": "Person", "first_name": "Margaret", "middle_name": "Anne", "last_name": "Tremblay",
            "date_of_birth": "1951-04-02",
            "email_addresses": [{"name": "Home", "address": "margaret@example.ca"}],
            "phone_numbers": [{"name": "Home", "number": "416-555-0188"}],
            "addresses": [{"name": "Home", "street": "12 Elm Street", "city": "Toronto", "province": "ON",
                           "postal_code": "M4B 1B3", "country": "Canada"}],
        },
        {"id": 31, "type": "Person", "first_name": "Peter", "last_name": "Tremblay"},
        {"id": 32, "type": "Company", "name": "Boreal Holdings Ltd."},
    ],
    "matters": [
        {"id": 40, "number": 1, "display_number": "00001-Tremblay", "description": "Estate of H. Tremblay",
         "status": "Open", "location": "Toronto, Ontario", "open_date": "2026-02-03", "client": {"id": 30},
         "practice_area": {"id": 20}, "responsible_attorney": {"id": 10}},
        {"id": 41, "number": 2, "display_number": "00002-Boreal", "description": "Bail commercial",
         "status": "Open", "location": "Montréal (Québec)", "open_date": "2026-03-01", "client": {"id": 32},
         "practice_area": {"id": 21}, "responsible_attorney": {"id": 11}},
    ],
    "relationships": [
        {"id": 50, "description": "Opposing party", "matter": {"id": 40}, "contact": {"id": 31}},
    ],
    "documents": [
        {"id": 60, "name": "Will.txt", "parent": {"id": 40, "type": "Matter"}, "content": b"I, Margaret, leave all."},
    ],
    "notes": [
        {"id": 70, "type": "Matter", "matter": {"id": 40}, "subject": "First call", "detail": "She called at nine.",
         "date": "2026-02-03"},
    ],
}  # fmt: skip
MYCASE_FIRM = {
    "firm": {"uuid": "6f1f3b8e-6e7a-4d0f-9d43-1f6a3a9a0001", "name": "Adeyemi Roy LLP", "url": "https://firm.example"},
    "staff": [
        {"id": 10, "first_name": "Jane", "last_name": "Okafor", "email": "jane@firm.example", "active": True},
    ],
    "practice_areas": [{"id": 20, "name": "Estates"}],
    "clients": [
        {"id": 30, "first_name": "Margaret", "last_name": "Tremblay", "email": "margaret@example.ca"},
    ],
    "cases": [
        {"id": 40, "name": "Tremblay Estate", "case_number": "E-1", "status": "open", "opened_date": "2026-02-03",
         "practice_area": "Estates", "clients": [{"id": 30}], "staff": [{"id": 10, "lead_lawyer": True}]},
    ],
    "documents": [
        {"id": 60, "path": "Will.txt", "filename": "Will.txt", "case": {"id": 40}, "content": b"I leave all."},
    ],
    "notes": [
        {"id": 70, "subject": "First call", "note": "She called.", "date": "2026-02-03T10:00:00Z", "case": {"id": 40}},
    ],
}  # fmt: skip


def fresh():
    """The shared sandbox as after a start: no faults, no records."""
    return wsgi.reset()


def tokens(access, refresh=None, *, seconds=24 * 3600):
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    return Tokens(access=Sensitive(access), refresh=refresh and Sensitive(refresh), expires_at=expires_at)


def given(access, refresh=None):
    """Access with tokens that are not in the database."""
    return Given(tokens(access, refresh))


def clio(box, *, region=Region.CANADA, seconds=24 * 3600, load=True, person_id="10"):
    """A connection to Clio, as an administrator made it. ``person_id`` is who allowed it there."""
    if load:
        box.clio.load(CLIO_FIRM, region=str(region))
    access, refresh = box.clio.grant(str(region), None)
    return services.connect(
        vendor=Vendor.CLIO,
        region=region,
        account_id="1",
        account_name="Adeyemi Roy LLP",
        person_id=person_id,
        tokens=tokens(access, refresh, seconds=seconds),
        by=factories.administrator(),
    )


def clio_again(box, *, region=Region.CANADA):
    """The firm's account in a fresh sandbox, which takes the tokens that it first gave before it was fresh."""
    box.clio.load(CLIO_FIRM, region=str(region))
    box.clio.grant(str(region), None)


def mycase(box, *, seconds=24 * 3600, load=True):
    """A connection to MyCase, as an administrator made it."""
    if load:
        box.mycase.load(MYCASE_FIRM)
    access, refresh = box.mycase.grant()
    return services.connect(
        vendor=Vendor.MYCASE,
        region=None,
        account_id=box.mycase.firm["uuid"],
        account_name="Adeyemi Roy LLP",
        tokens=tokens(access, refresh, seconds=seconds),
        by=factories.administrator(),
    )


def mycase_again(box):
    """The same at MyCase."""
    box.mycase.load(MYCASE_FIRM)
    box.mycase.grant()


def zoom():
    """A connection to Zoom, as an administrator made it."""
    by = factories.administrator()
    return services.confirm(pairing=services.reach_zoom(by=by), by=by)
