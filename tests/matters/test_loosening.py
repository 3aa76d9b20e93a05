"""Who may loosen what the gate and the minimiser rest on: by role, and nothing changed where it is refused."""

import datetime as dt
import json

import pytest

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.matters import keys, loosening, services
from apps.matters.models import Client, Matter, Residency
from apps.matters.opening import SAID
from apps.people.models import Robot, RoleCode, User
from tests import factories

pytestmark = pytest.mark.django_db
LOOSER = [Residency.NO_STORAGE_ABROAD, Residency.DOCUMENTED_TRANSFER]
WORKING = [
    RoleCode.PARTNER,
    RoleCode.LAWYER,
    RoleCode.PARALEGAL,
    RoleCode.CLERK,
    RoleCode.STUDENT,
    RoleCode.STAFF,
]
LICENSEES = {RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.PARALEGAL}


def last():
    return Entry.objects.order_by("-id")[0]


def refused(attempt, *reasons):
    entry = last()
    return (entry.event, entry.facts) == (
        "matters.refused",
        {"attempted": attempt, "reasons": list(reasons)},
    )


def on(matter, role):
    """A person with the role who works on the matter."""
    user = factories.person(role)
    return user if role == RoleCode.PARTNER else factories.member(matter, user)


def opening(**more):
    return {
        "number": "2026-7000",
        "title": "Estate of Adeyemi",
        "office": factories.office(),
        "responsible": factories.person("lawyer"),
        "practice_area": "estates",
        "province": "ON",
        "opened_on": dt.date(2026, 3, 2),
    } | more


# --- whether a matter is for training


@pytest.mark.parametrize("role", WORKING)
def test_only_a_partner_opens_a_training_matter(role):
    by = factories.person(role)
    given = opening(client=factories.client(), is_training=True)

    if role == RoleCode.PARTNER:
        assert services.open_matter(**given, by=by).is_training
        return
    with pytest.raises(NotAllowed, match="Only a partner opens a training matter"):
        services.open_matter(**given, by=by)

    assert refused("open_matter", "not_partner")
    assert not Matter.objects.exists()


def test_a_file_of_a_clients_is_no_training_matter_and_becomes_none():
    matter, partner = factories.matter(), factories.person("partner")

    for client in (matter.client, matter.client.name.upper()):  # or another who is called the same
        with pytest.raises(NotAllowed, match="nobody's file"):
            services.open_matter(**opening(client=client, is_training=True), by=partner)
    with pytest.raises(TypeError):
        services.change_details(matter=matter, is_training=True, by=partner)

    assert not Matter.objects.filter(is_training=True).exists()


def test_whoever_was_made_up_for_a_training_matter_gets_no_file_of_their_own():
    partner, client = factories.person("partner"), factories.client()
    training = services.open_matter(**opening(client=client, is_training=True), by=partner)

    with pytest.raises(NotAllowed, match="made up for a training matter"):
        services.open_matter(**opening(client=client, number="2026-7001"), by=partner)

    assert refused("open_matter", "conflict")
    assert Matter.objects.get() == training
    assert services.open_matter(**opening(client=client, number="T-2", is_training=True), by=partner)


def test_the_page_of_a_new_matter_opens_a_training_matter_for_a_partner_alone(client):
    lawyer, office = factories.person("lawyer"), factories.office()
    posted = opening(client_name="Nobody", office=office.pk, responsible=lawyer.pk, forum="none") | {
        "residency": Residency.NEVER_LEAVES,
        "is_training": "on",
    }
    client.force_login(factories.person("clerk"))
    client.post("/matters/new/", posted)
    client.force_login(factories.person("partner"))
    client.post("/matters/new/", posted | {"number": "T-1", "client_name": "No client"})

    assert dict(Matter.objects.values_list("number", "is_training")) == {"2026-7000": False, "T-1": True}


# --- where the information of a new matter may go


@pytest.mark.parametrize("residency", LOOSER)
@pytest.mark.parametrize("role", WORKING)
def test_only_a_partner_opens_a_matter_of_which_something_may_leave_canada(role, residency):
    client, by = factories.client(), factories.person(role)

    if role == RoleCode.PARTNER:
        assert (
            services.open_matter(**opening(client=client, residency=residency), by=by).residency == residency
        )
        return
    with pytest.raises(NotAllowed, match="Only a partner opens a matter"):
        services.open_matter(**opening(client=client, residency=residency), by=by)

    assert refused("open_matter", "not_partner")
    assert last().subject == client.pk
    assert not Matter.objects.exists()
    assert services.open_matter(**opening(client=client), by=by).residency == Residency.NEVER_LEAVES


def test_a_practice_system_brings_no_matter_of_which_something_may_leave_canada():
    with pytest.raises(NotAllowed):
        services.open_matter(
            **opening(client=factories.client(), residency=LOOSER[0]), by=User.for_robot(Robot.SYNC)
        )

    assert not Matter.objects.exists()


@pytest.mark.parametrize("held", loosening.STRICTNESS)
@pytest.mark.parametrize("residency", LOOSER)
def test_a_clients_next_matter_is_as_strict_as_the_others_unless_a_partner_says_that_it_differs(
    held, residency
):
    first = factories.matter(residency=held)
    factories.matter(client=first.client, residency=loosening.STRICTNESS[0])
    partner = factories.person("partner")
    given = opening(client=first.client, residency=residency)

    if loosening.is_looser(residency, held):
        with pytest.raises(NotAllowed, match="kept stricter"):
            services.open_matter(**given, by=partner)
        assert refused("open_matter", "kept_stricter")
        assert Matter.objects.count() == 2
        given["unlike_others"] = True

    assert services.open_matter(**given, by=partner).residency == residency


def test_a_refused_matter_leaves_no_new_client_behind(client):
    clerk = factories.person("clerk")
    client.force_login(clerk)
    lawyer, office = factories.person("lawyer"), factories.office()
    posted = opening(client_name="Adeyemi Holdings", office=office.pk, responsible=lawyer.pk, forum="none")

    page = client.post("/matters/new/", posted | {"residency": LOOSER[0]})

    assert "Only a partner opens a matter" in page.content.decode()
    assert refused("open_matter", "not_partner")
    assert (last().actor, last().subject) == (clerk.pk, clerk.pk)
    assert (Matter.objects.count(), Client.objects.count()) == (0, 0)
    client.post("/matters/new/", posted | {"residency": Residency.NEVER_LEAVES})
    assert (Matter.objects.get().client.name, Matter.objects.get().residency) == (
        "Adeyemi Holdings",
        Residency.NEVER_LEAVES,
    )


@pytest.mark.parametrize(("role", "closed"), [("partner", 0), ("clerk", 2), ("lawyer", 2)])
def test_the_page_of_a_new_matter_says_who_chooses_a_looser_rule(client, role, closed):
    factories.office()
    client.force_login(factories.person(role))

    page = client.get("/matters/new/").content.decode()

    assert page.count("disabled") == closed
    assert ("Only a partner chooses a looser rule." in page) == bool(closed)


def test_the_page_asks_a_partner_whether_the_matter_differs_and_takes_their_word(client):
    first = factories.matter(residency=Residency.NEVER_LEAVES)
    client.force_login(factories.person("partner"))
    given = opening(client=first.client.pk, residency=LOOSER[0], forum="none")
    posted = given | {"office": given["office"].pk, "responsible": given["responsible"].pk}

    asked = client.post("/matters/new/", posted).content.decode()

    assert "kept stricter" in asked
    assert 'name="unlike_others"' in asked
    assert Matter.objects.get() == first
    client.post("/matters/new/", posted | {"unlike_others": "on"})
    assert Matter.objects.get(number="2026-7000").residency == LOOSER[0]


# --- what the gate asks of a matter


LOOSENED = {
    "the mark that the vendor may flag it": ({"may_trip_classifiers": True}, {"may_trip_classifiers": False}),
    "out of Quebec": ({"province": "QC"}, {"province": "ON"}),
    "to another practice area": ({"practice_area": "estates"}, {"practice_area": "family"}),
}
TIGHTENED = {
    "the mark that the vendor may flag it": ({}, {"may_trip_classifiers": True}, {}),
    "into Quebec": ({"province": "ON"}, {"province": "QC"}, {"province": "qc"}),
    "between other provinces": ({"province": "ON"}, {"province": "AB"}, {"province": "ab"}),
    "what is neither": (
        {},
        {"practice_area": "estates", "forum": "federal", "health_information": True},
        {"forum": "federal", "health_information": True},
    ),
}


def said(entry):
    return {name: value for name, value in entry.facts.items() if name != "fields"}


@pytest.mark.parametrize("what", LOOSENED)
@pytest.mark.parametrize("role", WORKING)
def test_what_the_gate_rests_on_is_loosened_by_a_partner_alone(role, what):
    before, to = LOOSENED[what]
    matter = factories.matter(**before)
    by, held = on(matter, role), Matter.objects.values().get(pk=matter.pk)

    if role == RoleCode.PARTNER:
        services.change_details(matter=matter, by=by, **to)
        assert last().facts == {
            "fields": list(to),
            **{
                SAID[name][0]: value.lower() if isinstance(value, str) else value
                for name, value in to.items()
            },
        }
        return
    with pytest.raises(NotAllowed, match="Only a partner"):
        services.change_details(matter=matter, by=by, **to)

    assert Matter.objects.values().get(pk=matter.pk) == held
    assert refused("change_details", "not_partner")


@pytest.mark.parametrize("robot", [Robot.SYNC, Robot.OPERATOR])
@pytest.mark.parametrize("what", LOOSENED)
def test_no_robot_loosens_what_the_gate_rests_on(robot, what):
    before, to = LOOSENED[what]
    matter = factories.matter(**before)

    with pytest.raises(NotAllowed):
        services.change_details(matter=matter, by=User.for_robot(robot), **to)

    assert all(getattr(Matter.objects.get(pk=matter.pk), name) == value for name, value in before.items())


@pytest.mark.parametrize("what", TIGHTENED)
@pytest.mark.parametrize("role", WORKING)
def test_everybody_on_the_matter_tightens_it_and_the_log_says_to_what(role, what):
    before, to, facts = TIGHTENED[what]
    matter = factories.matter(**before)

    services.change_details(matter=matter, by=on(matter, role), **to)

    assert all(getattr(Matter.objects.get(pk=matter.pk), name) == value for name, value in to.items())
    assert said(last()) == (facts or {"may_trip_classifiers": True})


BROUGHT_IN = {
    "to the court": ({"forum": "on_superior"}, {"forum": "on_small_claims"}),
    "by its area, where no court is named": (
        {"forum": "federal", "practice_area": "small_claims"},
        {"forum": "none"},
    ),
}


@pytest.mark.parametrize("what", BROUGHT_IN)
@pytest.mark.parametrize("licensed", [None, "paralegal", "lawyer", "clerk with a licence"])
def test_a_lawyer_alone_brings_a_matter_within_a_limited_licence(licensed, what):
    before, to = BROUGHT_IN[what]
    matter = factories.matter(**before)
    scope = ["small_claims"] if licensed == "paralegal" else []
    role = licensed if licensed in ("paralegal", "lawyer") else "clerk"
    by = factories.member(matter, factories.person(role, scope=scope) if scope else factories.person(role))
    if licensed == "clerk with a licence":
        factories.licensed(by)
    if licensed == "lawyer":
        services.change_details(matter=matter, by=by, **to)
        assert Matter.objects.get(pk=matter.pk).forum == to["forum"]
        return

    with pytest.raises(NotAllowed, match="Only a lawyer moves"):
        services.change_details(matter=matter, by=by, **to)

    assert Matter.objects.get(pk=matter.pk).forum == before["forum"]
    assert refused("change_details", "not_a_lawyer")


def test_what_is_within_a_limited_licence_already_is_changed_by_whoever_may():
    matter = factories.matter(forum="on_small_claims")
    by = factories.member(matter, factories.person("clerk"))

    services.change_details(matter=matter, by=by, forum="on_small_claims", health_information=True)
    services.change_details(matter=matter, by=by, forum="on_superior")

    assert Matter.objects.get(pk=matter.pk).forum == "on_superior"


def test_the_page_of_the_details_says_who_may_loosen_them(client):
    matter = factories.matter(province="QC", may_trip_classifiers=True)
    lines = (
        "Only a partner moves a matter to another practice area",
        "Only a partner moves a matter out of Quebec.",
        "Only a partner takes this mark away.",
    )

    def page(user):
        client.force_login(user)
        return client.get(f"/matters/{matter.pk}/details/").content.decode()

    assert all(line in page(factories.member(matter, factories.person("clerk"))) for line in lines)
    assert not any(line in page(factories.person("partner")) for line in lines)


# --- what a party is known by


KNOWN = {
    "aliases": ["Tunde", "T. A."],
    "identifiers": {
        "sin": "046 454 286",
        "health_number": "1234-567-897",
        "born": "1980-02-29",
        "phones": ["416-555-0100"],
        "emails": ["tunde@mail.example", "ta@mail.example"],
        "addresses": ["12 Main Street, Toronto"],
    },
}
OPENS_DOORS = ("sin", "health_number", "born")


@pytest.fixture
def party():
    return factories.party(factories.matter(), **KNOWN)


def kept(party):
    party.refresh_from_db()
    aliases, identifiers = (
        json.loads(keys.reveal(party, name).reveal()) for name in ("aliases", "identifiers")
    )
    return {"aliases": aliases, "identifiers": identifiers}


def without(kind):
    """What is told once everything of a kind is taken away, and how much that was."""
    if kind == "aliases":
        return KNOWN | {"aliases": []}, 2
    rest = {name: value for name, value in KNOWN["identifiers"].items() if name != kind}
    gone = KNOWN["identifiers"][kind]
    return KNOWN | {"identifiers": rest}, 1 if isinstance(gone, str) else len(gone)


@pytest.mark.parametrize("kind", ["aliases", *KNOWN["identifiers"]])
@pytest.mark.parametrize("role", WORKING)
def test_what_a_party_is_known_by_is_taken_away_by_those_who_may_let_it_cross(role, kind, party):
    by = on(party.matter, role)
    told, count = without(kind)

    if role == RoleCode.PARTNER or (role in LICENSEES and kind not in OPENS_DOORS):
        services.describe_party(party=party, by=by, **told)
        assert kept(party) == told
        assert last().facts == {"fields": ["parties"], "added": 0, "removed": count, "kinds": [kind]}
        return
    with pytest.raises(NotAllowed):
        services.describe_party(party=party, by=by, **told)

    assert kept(party) == KNOWN
    assert refused("describe_party", "not_partner" if kind in OPENS_DOORS else "not_licensee")
    assert last().subject == party.pk


@pytest.mark.parametrize("kind", OPENS_DOORS)
def test_another_number_in_its_place_takes_the_first_one_away(kind, party):
    other = {"identifiers": KNOWN["identifiers"] | {kind: "130 692 544"}}

    with pytest.raises(NotAllowed, match="Only a partner"):
        services.describe_party(party=party, by=party.matter.responsible, **KNOWN | other)

    assert kept(party) == KNOWN


@pytest.mark.parametrize("role", WORKING)
def test_everybody_on_the_matter_adds_to_what_a_party_is_known_by(role):
    party = factories.party(factories.matter(), aliases=["Tunde"], identifiers={"phones": ["416-555-0100"]})

    services.describe_party(
        party=party,
        by=on(party.matter, role),
        aliases=["Tunde", "T. A."],
        identifiers={"phones": ["416-555-0100", "416-555-0199"], "sin": "046 454 286"},
    )

    assert kept(party) == {
        "aliases": ["Tunde", "T. A."],
        "identifiers": {"phones": ["416-555-0100", "416-555-0199"], "sin": "046 454 286"},
    }
    assert last().facts == {"fields": ["parties"], "added": 3, "removed": 0}


def test_a_clerk_who_saves_the_page_as_it_is_takes_nothing_away(client, party):
    """Not even where the form writes a line or a comma otherwise than it is kept."""
    services.add_to_party(
        party=party, by=party.matter.responsible, identifiers={"addresses": ["Unit 4\n9 Elm Road, Ottawa"]}
    )
    before = Entry.objects.filter(event="matters.refused").count()
    client.force_login(on(party.matter, "clerk"))
    path = f"/matters/{party.matter_id}/party/{party.pk}/"
    form = client.get(path).context["form"]

    client.post(path, {name: form[name].value() for name in form.fields})

    assert Entry.objects.filter(event="matters.refused").count() == before
    assert kept(party)["identifiers"]["addresses"] == [
        "12 Main Street, Toronto",
        "Unit 4, 9 Elm Road, Ottawa",
    ]


def test_what_was_learnt_while_somebody_had_the_page_open_is_not_taken_away(client, party):
    client.force_login(on(party.matter, "partner"))
    path = f"/matters/{party.matter_id}/party/{party.pk}/"
    form = client.get(path).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"emails": "tunde@mail.example"}
    services.add_to_party(party=party, by=User.for_robot(Robot.SYNC), aliases=["B. Adeyemi"])

    page = client.post(path, typed, follow=True)

    assert "changed meanwhile" in page.content.decode()
    assert kept(party)["aliases"] == ["Tunde", "T. A.", "B. Adeyemi"]
    assert kept(party)["identifiers"] == KNOWN["identifiers"]
    assert refused("describe_party", "conflict")
    again = client.get(path).context["form"]
    client.post(path, {name: again[name].value() for name in again.fields} | {"emails": "tunde@mail.example"})
    assert kept(party)["identifiers"]["emails"] == ["tunde@mail.example"]
    assert kept(party)["aliases"] == ["Tunde", "T. A.", "B. Adeyemi"]


def test_the_page_of_a_party_names_it_and_says_who_takes_something_away(client, party):
    def page(role):
        client.force_login(on(party.matter, role))
        shown = client.get(f"/matters/{party.matter_id}/party/{party.pk}/").content.decode()
        assert f"<p>{party.name}</p>" in shown
        return shown

    names, numbers = "Only a licensee takes away a name", "Only a partner changes a number"
    told = {
        role: (page(role).count(names), page(role).count(numbers)) for role in ("partner", "lawyer", "clerk")
    }

    assert told == {"partner": (0, 0), "lawyer": (0, 1), "clerk": (1, 1)}


def test_adding_to_a_party_takes_nothing_away_and_says_nothing_where_all_is_known(party):
    robot = User.for_robot(Robot.SYNC)

    before = Entry.objects.count()

    services.add_to_party(
        party=party, by=robot, aliases=["Tunde"], identifiers={"sin": "1", "born": "1990-01-01"}
    )
    assert (kept(party), Entry.objects.count()) == (KNOWN, before)
    services.add_to_party(
        party=party, by=robot, aliases=["B. Adeyemi"], identifiers={"emails": ["b@mail.example"]}
    )

    assert kept(party)["aliases"] == ["Tunde", "T. A.", "B. Adeyemi"]
    assert kept(party)["identifiers"] == KNOWN["identifiers"] | {
        "emails": ["tunde@mail.example", "ta@mail.example", "b@mail.example"]
    }
    assert last().facts == {"fields": ["parties"], "added": 2, "removed": 0}
