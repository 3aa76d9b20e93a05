"""The pages about people: whose they are, and what they show."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.people import services
from apps.people.models import EndReason, RoleCode, User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-lantern-quill"
SEES = {RoleCode.ADMINISTRATOR, RoleCode.PARTNER}


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def other(admin):
    return factories.person("lawyer", name="Judith Okafor")


def browser(user):
    made = Client()
    made.force_login(user)
    return made


def pages(user):
    """Every page about a person that can be read, with whether a partner may read it too."""
    licence = user.licences.get()
    return {
        "": True,
        "change/": False,
        "role/": False,
        "exception/": True,
        "licence/": False,
        f"licence/{licence.pk}/": False,
        "training/": True,
        "sessions/": False,
        "second-factor/": False,
        "close/": False,
    }


ROLES = ["", *RoleCode]


@pytest.mark.parametrize("role", ROLES, ids=[role or "no role" for role in ROLES])
def test_whose_pages_they_are(role, admin, other):
    visitor = browser(admin if role == RoleCode.ADMINISTRATOR else factories.person(role))

    assert visitor.get("/people/").status_code == (200 if role in SEES else 404)
    assert visitor.get("/people/new/").status_code == (200 if role == RoleCode.ADMINISTRATOR else 404)
    for page, partner_too in pages(other).items():
        may = role == RoleCode.ADMINISTRATOR or (partner_too and role == RoleCode.PARTNER)
        assert visitor.get(f"/people/{other.pk}/{page}").status_code == (200 if may else 404), page
    assert ('href="/people/"' in visitor.get("/people/me/").content.decode().split("<main")[0]) is (
        role in SEES
    )


@pytest.mark.parametrize("act", ["link/", "link/withdraw/", "bring-back/", "role/{grant}/end/", "close/"])
@pytest.mark.parametrize("role", [RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.AUDITOR])
def test_a_stranger_changes_nothing(act, role, admin, other):
    services.invite(user=other, by=admin)
    stranger = factories.person(role)
    visitor = browser(stranger)
    before = Entry.objects.latest("pk").pk

    response = visitor.post(
        f"/people/{other.pk}/{act.format(grant=other.grants.get().pk)}", {"reason": "left"}
    )

    assert response.status_code == 404
    [refused] = Entry.objects.filter(pk__gt=before)
    assert (refused.event, refused.actor) == ("people.act_refused", stranger.pk)
    assert refused.facts["where"].startswith("people.")
    assert refused.facts["row"] == str(other.pk)
    assert User.objects.get(pk=other.pk).has_role(RoleCode.LAWYER)


def test_a_person_is_added_and_the_link_is_shown_once(admin):
    visitor = browser(admin)

    response = visitor.post(
        "/people/new/", {"full_name": "Noor Haddad", "email": "noor@firm.example", "language": "fr"}
    )

    page = response.content.decode()
    address = page.split('value="http://testserver')[1].split('"')[0]
    user = User.objects.get(email="noor@firm.example")
    assert response["Cache-Control"] == "no-store, private"
    assert Client().get(address)["Location"] == "/people/welcome/"
    assert address not in visitor.get(f"/people/{user.pk}/").content.decode()


def test_what_cannot_be_added_says_why_and_keeps_what_was_typed(admin):
    response = browser(admin).post(
        "/people/new/", {"full_name": "Noor Haddad", "email": admin.email, "language": "en"}
    )

    page = response.content.decode()
    assert "has this e-mail address" in page
    assert 'value="Noor Haddad"' in page
    assert User.objects.people().count() == 1


def test_a_role_with_a_last_day_is_given_and_ended_from_the_page(admin, other):
    visitor = browser(admin)
    day = timezone.localdate() + dt.timedelta(days=10)

    visitor.post(f"/people/{other.pk}/role/", {"role": "clerk", "last_day": day.isoformat()})

    grant = other.grants.get(role=RoleCode.CLERK)
    assert grant.until > timezone.now() + dt.timedelta(days=9)
    page = visitor.get(f"/people/{other.pk}/").content.decode()
    assert f"{day.day} {day:%B} {day.year}" in page
    visitor.post(f"/people/{other.pk}/role/{grant.pk}/end/")
    assert not User.objects.get(pk=other.pk).has_role(RoleCode.CLERK)


def test_ones_own_role_is_refused_with_the_reason(admin):
    factories.person("administrator")
    visitor = browser(admin)

    response = visitor.post(f"/people/{admin.pk}/role/", {"role": "clerk"})

    assert "Nobody changes their own roles" in response.content.decode()
    assert Entry.objects.order_by("-id").first().facts == {"attempted": "grant", "reasons": ["own_roles"]}


def names(visitor, query):
    page = visitor.get(f"/people/?{query}").content.decode()
    return [part.split("</a>")[0].rpartition(">")[2] for part in page.split('class="row"')[1:]]


def test_the_list_is_asked_by_role_licence_state_and_words(admin):
    clerk = factories.person("clerk", name="Leila Haddad")
    lawyer = factories.person("lawyer", name="Judith Okafor", password=PASSWORD)
    gone = factories.person("lawyer", name="Sam Nguyen", password=PASSWORD)
    services.end_person(user=gone, reason=EndReason.LEFT, by=admin)
    expired = factories.person("lawyer", name="Dana Redcrow", licence=False)
    factories.licensed(expired, until=dt.date(2020, 1, 1))
    visitor = browser(admin)

    assert names(visitor, "role=clerk") == [clerk.full_name]
    assert names(visitor, "role=lawyer") == [expired.full_name, lawyer.full_name]
    assert names(visitor, "licence=in_force") == [lawyer.full_name, gone.full_name]
    assert names(visitor, "licence=ended") == [expired.full_name]
    assert names(visitor, "licence=none") == [admin.full_name, clerk.full_name]
    assert names(visitor, "state=ended") == [gone.full_name]
    assert names(visitor, "state=open") == [lawyer.full_name]
    assert names(visitor, "state=invited") == [expired.full_name, admin.full_name, clerk.full_name]
    assert names(visitor, "q=haddad") == [clerk.full_name]
    assert names(visitor, "q=nobody-like-that") == []


def test_whoever_lists_people_lists_them_as_a_reader_looks_for_them():
    made = {
        factories.person("lawyer", name=name).pk for name in ("Zoé", "émile", "Fay", "Édith", "ben", "Eve")
    }
    people = User.objects.people().filter(pk__in=made)

    for each in (people, people.distinct()):
        assert [user.full_name for user in each] == ["ben", "Édith", "émile", "Eve", "Fay", "Zoé"]


def test_the_list_goes_on_by_name_and_keeps_what_was_asked(admin, monkeypatch):
    monkeypatch.setattr("apps.people.queries.PAGE", 2)
    for name in ("Ada", "Ben", "Ben", "Émile", "Fay"):
        factories.person("clerk", name=name)
    visitor = browser(admin)

    seen, query = [], "role=clerk"
    while query:
        page = visitor.get(f"/people/?{query}").content.decode()
        seen += names(visitor, query)
        query = (
            page.split('rel="next"')[0].rpartition('href="?')[2].split('"')[0] if 'rel="next"' in page else ""
        )
        query = query.replace("&amp;", "&")

    assert seen == ["Ada", "Ben", "Ben", "Émile", "Fay"]


@pytest.mark.parametrize("address", ["?after=not-a-key", "?after=00000000-0000-4000-8000-000000000000"])
def test_an_address_that_leads_nowhere_is_404(address, admin):
    assert browser(admin).get(f"/people/{address}").status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(admin):
    visitor = browser(admin)
    factories.person("lawyer")
    with CaptureQueriesContext(connection) as one:
        visitor.get("/people/")
    for _each in range(2):
        factories.person("lawyer")
    with CaptureQueriesContext(connection) as three:
        visitor.get("/people/")

    assert len(one) == len(three)


def test_nobody_changes_the_address_they_sign_in_with_behind_the_houses_back(other):
    held, told = other.email, Entry.objects.count()

    answer = browser(other).post("/account/email/", {"action_add": "", "email": "elsewhere@firm.example"})

    assert (answer.status_code, answer["Location"]) == (302, "/people/me/")
    other.refresh_from_db()
    assert other.email == held
    assert list(other.emailaddress_set.exclude(email=held)) == []
    assert Entry.objects.count() == told


def test_who_asks_for_a_page_and_what_they_may_do_is_read_in_one_statement(admin):
    client = Client()
    client.force_login(admin)

    with CaptureQueriesContext(connection) as asked:
        client.get("/people/")

    of_the_reader = [each["sql"] for each in asked if f"'{admin.pk.hex}'" in each["sql"]]
    people = [sql for sql in of_the_reader if sql.startswith('SELECT "people_user"."id"')]
    roles = [sql for sql in of_the_reader if sql.startswith('SELECT "people_rolegrant"."role_id"')]
    assert (len(people), roles) == (1, [])
    assert "people_rolegrant" in people[0]


def test_what_a_role_may_do_is_set_in_french_as_french_is_set():
    admin, user = factories.administrator(), factories.person("student")
    services.choose_language(user=admin, language="fr", by=admin)
    client = Client()
    client.force_login(admin)

    page = client.get(reverse("people:give_role", args=[user.pk])).content.decode()

    assert "Auditeur\xa0: Lit tout le journal" in page
