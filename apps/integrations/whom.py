"""Whom a vendor's tokens reach."""

from contextlib import suppress
from dataclasses import dataclass, field

from apps.core.sensitive import Sensitive
from apps.integrations import credentials
from apps.integrations.access import Access, Given, Tokens
from apps.integrations.clio import oauth as clio_oauth
from apps.integrations.clio.client import Clio
from apps.integrations.errors import RemoteError
from apps.integrations.models import Connection, Region, Vendor
from apps.integrations.mycase import oauth as mycase_oauth
from apps.integrations.mycase.client import MyCase
from apps.integrations.zoom import oauth as zoom_oauth


@dataclass(frozen=True)
class Whom:
    """A firm's account at a vendor. ``person`` is who allowed it there, where the vendor says, and ``person_id`` what
    they are known by there: what is read is what that person may see."""

    account_id: str
    account_name: str
    person: str = field(default="", repr=False)
    person_id: str = ""


@dataclass(frozen=True)
class Answer:
    """Tokens that are not stored yet, and whom they reach."""

    tokens: Tokens
    whom: Whom


def from_code(vendor: Vendor, region: Region, code: Sensitive[str], redirect_uri: str) -> Answer:
    """Exchange the code of a vendor's page and ask whom it reaches. Raises RemoteError."""
    if vendor == Vendor.CLIO:
        tokens = clio_oauth.exchange(region=region, code=code, redirect_uri=redirect_uri)
        try:
            return Answer(tokens, _clio(region, Given(tokens)))
        except RemoteError:
            with suppress(RemoteError):  # nobody keeps them, and without an end they would stay good there
                clio_oauth.withdraw(region=region, access=tokens.access)
            raise
    granted = mycase_oauth.exchange(code=code, redirect_uri=redirect_uri)
    with MyCase(access=Given(granted.tokens)) as mycase:
        firm, person = mycase.firm(), mycase.me()
    return Answer(granted.tokens, Whom(granted.firm_uuid, firm.name, person.name, person.id))


def from_file() -> Answer:
    """Zoom has no page: the application is made inside the firm's own account, and its file names that account."""
    account = credentials.zoom().account_id
    return Answer(zoom_oauth.ask(), Whom(account, account))


def now(connection: Connection, access: Access) -> Whom | None:
    """Whom a stored connection reaches today. None where the vendor's answers name no account (MyCase).

    Asks for something, so that a connection that is no longer good shows it. Raises RemoteError.
    """
    if connection.vendor == Vendor.CLIO:
        return _clio(Region(connection.region), access)
    if connection.vendor == Vendor.MYCASE:
        with MyCase(access=access) as mycase:
            mycase.firm()
        return None
    return from_file().whom


def _clio(region: Region, access: Access) -> Whom:
    with Clio(region=region, access=access) as clio:
        who = clio.who_am_i()
    return Whom(who.id, who.name, who.person, who.person_id)
