"""What a person types into an address or a field: nonsense asks for nothing, and no page falls over it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import get_resolver, reverse

from apps.core.days import EARLIEST, LATEST, DayField
from tests import factories
from tests.guards.test_views import ADDRESSES, PUBLIC, SAMPLES

pytestmark = pytest.mark.django_db
LONG = "9" * 5_000
DATES = ("since", "until", "first", "last", "needed_by")
PLACES = ("before", "after", "q")
CHOICES = (
    "status", "show", "kind", "due", "event", "outcome", "matter", "client", "person", "actor", "workflow",
    "work", "role", "licence", "state", "model", "from", "page", "authority",
)  # fmt: skip
TYPED = [
    *((DATES, value) for value in ("9999-12-31", "0001-01-01")),
    *((PLACES, value) for value in ("²", LONG, "a\x00b")),
    *((CHOICES, value) for value in (LONG, "a\x00b")),
]


def listed():
    """The firm's own pages whose addresses name nothing: what they show is asked for after the address."""
    for name in ADDRESSES.keys() - PUBLIC.keys():
        address = ADDRESSES[name]
        view = get_resolver().resolve(address).func
        named = set(address.strip("/").split("/")) & set(SAMPLES.values())
        if getattr(view, "__module__", "").startswith("apps.") and not named:
            yield name


LISTED = sorted(listed())


def reads_what_is_typed(browser, name):
    """Whether the page looks at what is asked for after its address, so that anything can come of it."""
    answer = browser.get(ADDRESSES[name])
    assert answer.status_code < 500, name
    return "GET" in vars(answer.wsgi_request)  # parsed when it is first looked at, and kept there


@pytest.mark.parametrize("role", ["partner", "administrator"])
def test_no_listed_page_falls_over_what_is_typed_into_its_address(role):
    user = factories.administrator() if role == "administrator" else factories.person(role)
    factories.matter(responsible=factories.person("partner"), team=[user] if role == "partner" else [])
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)

    read = [name for name in LISTED if reads_what_is_typed(browser, name)]
    fell = [
        (name, *asked, value[:12])
        for name in read
        for asked, value in TYPED
        if browser.get(ADDRESSES[name], dict.fromkeys(asked, value)).status_code >= 500
    ]

    assert len(LISTED) > 30
    assert len(read) > 10
    assert fell == []


@pytest.mark.parametrize("value", ["²", LONG, "9" * 19, "-1", ""])
def test_a_place_in_the_log_that_is_none_is_its_beginning(client, value):
    client.force_login(factories.administrator())

    shown = client.get(reverse("desk:log"), {"before": value})

    assert shown.status_code == 200
    assert shown.context["days"]


@pytest.mark.parametrize(
    ("name", "asked"), [("desk:log", "until"), ("policy:crossings", "last"), ("desk:supervision", "until")]
)
def test_a_day_on_which_nothing_can_be_asks_for_nothing(client, name, asked):
    client.force_login(factories.person("partner"))

    form = client.get(reverse(name), {asked: "9999-12-31"}).context["form"]

    assert asked in form.errors


def test_a_role_is_given_until_a_day_that_can_be(client):
    client.force_login(factories.administrator())
    lawyer = factories.person("lawyer")

    answer = client.post(
        reverse("people:give_role", args=[lawyer.pk]), {"role": "auditor", "last_day": "9999-12-31"}
    )

    assert answer.status_code < 500
    assert "auditor" not in lawyer.role_codes


@pytest.mark.parametrize(
    ("day", "taken"),
    [
        (EARLIEST, True),
        (LATEST, True),
        (EARLIEST - dt.timedelta(days=1), False),
        (LATEST + dt.timedelta(days=1), False),
        (dt.date.max, False),
        (dt.date.min, False),
    ],
)
def test_a_day_is_taken_within_the_years_in_which_something_can_fall_due(day, taken):
    if taken:
        assert DayField().clean(day.isoformat()) == day
        return
    with pytest.raises(ValidationError, match="2000 to 2099"):
        DayField().clean(day.isoformat())


def test_what_is_looked_for_among_matters_is_in_no_address(client):
    partner = factories.person("partner")
    wanted, other = (factories.matter(responsible=partner, title=title) for title in ("Re Adeyemi", "Re Roy"))
    client.force_login(partner)

    answer = client.post(reverse("matters:list"), {"words": "adeyemi", "status": "any"})

    assert answer["Location"] == f"{reverse('matters:list')}?status=any&found=1"
    page = client.get(answer["Location"]).content.decode()
    assert wanted.title in page
    assert other.title not in page
    assert 'value="adeyemi"' in page
    assert other.title in client.get(reverse("matters:list"), {"q": "adeyemi"}).content.decode()
    assert client.post(reverse("matters:list"), {"status": "open"})["Location"].endswith("?status=open")
    assert "adeyemi" not in client.get(f"{reverse('matters:list')}?found=1").content.decode()
