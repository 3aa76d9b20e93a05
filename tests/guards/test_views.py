"""Every address is behind sign-in, or is listed here with the reason why not."""

import uuid

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import URLPattern, get_resolver

from tests import factories

pytestmark = pytest.mark.django_db

THE_DOOR = "it is how people come in"
ONE_TIME = "a link with a one-time key; it answers a wrong key with nothing"
CLOSED = "closed: it leads to the page that says whom to ask for a new password"
PUBLIC = {
    "desk:healthz": "alive or not, for whoever starts and stops the process; says nothing else",
    "desk:readyz": "ready or not, for the same; says which part is missing to the firm's monitoring only",
    "desk:metrics": "counts for the firm's own monitoring; answers the addresses that are set for it only",
    "people:awake": "whose session this is and for how long, for a page that is open; tells a stranger nothing",
    "people:welcome": ONE_TIME,
    "people:choose_password": "the page after that; for a visitor who came by such a link, and nothing else",
    "integrations:clio_posts": "Clio's, to an address given to it alone; each is taken only with its signature",
    "integrations:mycase_posts": "MyCase's, to an address given to it alone; nothing of them is read",
    "integrations:zoom_posts": "Zoom's events; each is taken only with Zoom's signature, and says only where to look",
    "account_login": THE_DOOR,
    "account_logout": "leaving needs no sign-in; it sends a stranger on to the front page",
    "account_signup": "closed: it says that accounts are made by an administrator",
    "account_inactive": "tells a person whose account was ended",
    "account_reset_password": "says whom to ask for a new password; takes nothing",
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key": CLOSED,
    "account_reset_password_from_key_done": CLOSED,
    "account_confirm_email": ONE_TIME,
    "account_email_verification_sent": "the page after that",
    "account_confirm_login_code": "the second half of signing in with a code; without the first it leads back",
    "account_request_login_code": "closed unless codes are switched on",
    "mfa_authenticate": "the second half of signing in; without the first it leads back",
    "mfa_trust": "part of signing in; without the first half it leads back",
    "mfa_login_webauthn": THE_DOOR,
    "mfa_signup_webauthn": "closed with signing up",
}
SAMPLES = {"uuid": str(uuid.UUID(int=1)), "int": "1", "str": "x", "slug": "x", "path": "x"}


def addresses(patterns, before="", space=""):
    """Each name with an address that it answers."""
    for pattern in patterns:
        route = before + sample(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", "/" + route
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)


def sample(pattern):
    """A pattern's route with something in each place. Regular expressions are allauth's, for keys in links."""
    route = str(pattern)
    if not hasattr(pattern, "_route"):
        return (
            route.replace("^", "")
            .replace("$", "")
            .replace(r"(?P<key>[-:\w]+)/", "x/")
            .replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "1-x")
        )
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        route = route.replace(f"<{kind}:{name}>", SAMPLES[kind]).replace(f"<{name}>", SAMPLES["str"])
    return route


ADDRESSES = dict(addresses(get_resolver().url_patterns))


def test_every_address_leads_to_the_view_it_was_made_for():
    for name, address in ADDRESSES.items():
        assert get_resolver().resolve(address).view_name == name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in(client, method):
    sent = {}
    for name in sorted(set(ADDRESSES) - set(PUBLIC)):
        response = getattr(client, method)(ADDRESSES[name])
        sent[name] = (response.status_code, response.headers.get("Location", "").partition("?")[0])

    assert len(sent) > 150
    assert {
        name: where for name, where in sent.items() if where != (302, resolve_url(settings.LOGIN_URL))
    } == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_who_asks_for_a_part_of_a_page_is_told_that_they_are_signed_out(client, method):
    response = getattr(client, method)(ADDRESSES["drafting:progress"], headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Trigger"], response.content) == (401, "signed-out", b"")
    assert "Location" not in response


@pytest.mark.parametrize("name", sorted(set(PUBLIC) & set(ADDRESSES)))
def test_a_public_page_sets_aside_the_rule_of_sign_in(name):
    view = get_resolver().resolve(ADDRESSES[name]).func

    assert view.login_required is False


def test_every_view_is_found_by_a_name():
    assert not [name for name in ADDRESSES if name.endswith("None")]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["administrator", "partner"])
def test_nothing_is_at_an_address_with_what_no_text_holds(client, monkeypatch, who, method):
    monkeypatch.setitem(SAMPLES, "str", "x%00")
    found = [address for _name, address in addresses(get_resolver().url_patterns) if "%00" in address]
    client.force_login(factories.administrator() if who == "administrator" else factories.person(who))

    assert len(found) > 8
    assert {address: getattr(client, method)(address).status_code for address in found} == dict.fromkeys(
        found, 404
    )
