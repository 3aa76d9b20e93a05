"""What somebody may not do, all over the house: nothing changed, and it is on record under their name."""

import datetime as dt

import pytest
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import RequestState
from apps.integrations import services as integrations
from apps.integrations.models import Connection, Pairing
from apps.matters import services as matters
from apps.matters.models import Party
from apps.notices import services as notices
from apps.notices.models import NoticeKind, Notification, SavedFilter
from apps.people import services as people
from apps.people.models import Robot, User
from apps.policy import services as policy
from apps.policy.models import AiPolicy, Ground, Replacement
from apps.review import refusals as reviews
from apps.sync import services as sync
from apps.sync.models import CopyChoice, Paper, Pull, PullState, Word
from tests import factories
from tests.drafting import factories as requests
from tests.integrations import accounts
from tests.sync.factories import linked

pytestmark = pytest.mark.django_db
ROWS = (CopyChoice, Connection, Notification, Pairing, Paper, Party, Pull, Replacement, SavedFilter, Word)


def everything():
    return [[model_to_dict(row) for row in kind.objects.order_by("pk")] for kind in ROWS]


def refused(error, act, *, by):
    """The one entry that a refused act left, where it changed nothing."""
    before, last = everything(), Entry.objects.latest("pk").pk

    with pytest.raises(error):
        act()

    assert everything() == before
    [entry] = Entry.objects.filter(pk__gt=last)
    assert entry.actor == by.pk
    return entry.event, entry.subject, entry.facts


def tried(attempted, *reasons):
    return {"attempted": attempted, "reasons": list(reasons)}


# --- people and parties


def test_a_party_is_listed_described_and_opened_by_those_of_the_matter():
    matter, stranger = factories.matter(), factories.person("lawyer")
    party = factories.party(matter)
    add = {"matter": matter, "name": "Somebody", "role": "witness", "by": stranger}

    assert refused(NotAllowed, lambda: matters.add_party(**add), by=stranger) == (
        "matters.refused", matter.pk, tried("add_party", "not_on_matter"),
    )  # fmt: skip
    assert refused(NotAllowed, lambda: matters.known_of(party=party, by=stranger), by=stranger) == (
        "matters.refused", party.pk, tried("open_party", "not_on_matter"),
    )  # fmt: skip


def test_nobody_chooses_anothers_language_or_accepts_the_policy_for_a_robot():
    one, other = factories.person("lawyer"), factories.person("lawyer")
    robot = User.for_robot(Robot.DRAFTING)
    published = AiPolicy.objects.create(
        version=1, text="x", text_fr="x", published_by=factories.person("partner")
    )

    assert refused(NotAllowed, lambda: people.choose_language(user=other, language="fr", by=one), by=one) == (
        "people.refused",
        other.pk,
        tried("choose_language", "not_own"),
    )
    assert refused(NotAllowed, lambda: policy.acknowledge(policy=published, by=robot), by=robot) == (
        "policy.act_refused", robot.pk, tried("acknowledge_policy", "robot"),
    )  # fmt: skip
    other.refresh_from_db()
    assert other.language == "en"
    assert not published.acknowledgements.exists()


# --- what is replaced in a request that is on its way


def test_what_is_replaced_is_not_changed_once_a_request_is_confirmed():
    matter = requests.matter()
    stale = requests.confirmed(matter, by=matter.responsible)
    stale.state = RequestState.PREVIEW  # as whoever opened the page before has it
    given = {"value": Sensitive("Olga"), "kind": "person", "ground": Ground.NAMES_SOMEBODY}

    assert refused(
        WrongState,
        lambda: drafting.replace(request=stale, by=matter.responsible, **given),
        by=matter.responsible,
    ) == ("drafting.request_refused", stale.pk, tried("change_replaced", "wrong_state"))


# --- connections and what comes over them


@pytest.fixture
def connection():
    return accounts.clio(accounts.fresh())


STEERS = {
    "ask_pull": lambda connection, by: sync.ask_pull(connection=connection, by=by),
    "set_word": lambda connection, by: sync.set_word(
        connection=connection, field="area", word="Maritime", meaning="other", by=by
    ),
    "check": lambda connection, by: integrations.check(connection=connection, by=by),
    "listen": lambda connection, by: integrations.listen(
        connection=connection, base="https://firmai.example", by=by
    ),
    "stop_listening": lambda connection, by: integrations.stop_listening(connection=connection, by=by),
}


@pytest.mark.parametrize("attempted", STEERS)
def test_a_lawyer_steers_no_connection(attempted, connection):
    lawyer = factories.person("lawyer")

    found = refused(NotAllowed, lambda: STEERS[attempted](connection, lawyer), by=lawyer)

    assert found == ("integrations.refused", connection.pk, tried(attempted, "role"))


@pytest.mark.parametrize(
    ("attempted", "act"), [("stop_pull", sync.stop_pull), ("resume_pull", sync.resume_pull)]
)
def test_a_pull_is_stopped_and_resumed_by_who_may_and_where_it_can_be(attempted, act, connection):
    lawyer, boss = factories.person("lawyer"), factories.administrator()
    pull = Pull.objects.create(connection=connection, kind="changes", asked_by=boss, opened_at=timezone.now())
    wrong = PullState.STOPPED if attempted == "stop_pull" else PullState.WAITING
    if wrong != pull.state:
        sync.stop_pull(pull=pull, by=boss)

    assert refused(NotAllowed, lambda: act(pull=pull, by=lawyer), by=lawyer) == (
        "integrations.refused", pull.pk, tried(attempted, "role"),
    )  # fmt: skip
    assert refused(WrongState, lambda: act(pull=pull, by=boss), by=boss) == (
        "integrations.refused", pull.pk, tried(attempted, "wrong_state"),
    )  # fmt: skip


def test_a_connection_that_ended_is_not_ended_checked_or_told_of_again(connection):
    boss = factories.administrator()
    integrations.end(connection=connection, by=boss)

    for attempted, act in (("end", integrations.end), ("check", integrations.check)):
        found = refused(WrongState, lambda act=act: act(connection=connection, by=boss), by=boss)
        assert found == ("integrations.refused", connection.pk, tried(attempted, "wrong_state"))


COPIES = {
    "keep_copies": lambda matter, by: sync.keep_copies(
        matter=matter, until=timezone.localdate() + dt.timedelta(days=9), by=by
    ),
    "stop_copies": lambda matter, by: sync.stop_copies(matter=matter, by=by),
    "look_there": lambda matter, by: sync.look(matter=matter, by=by),
    "bring_papers": lambda matter, by: sync.pull_documents(matter=matter, by=by),
}


@pytest.mark.parametrize("attempted", COPIES)
def test_papers_of_a_matter_are_for_those_of_the_matter(attempted, connection):
    matter, stranger = linked(connection), factories.person("lawyer")

    found = refused(NotAllowed, lambda: COPIES[attempted](matter, stranger), by=stranger)

    assert found == ("matters.refused", matter.pk, tried(attempted, "not_on_matter"))


@pytest.mark.parametrize("attempted", COPIES)
def test_papers_of_a_matter_that_no_practice_system_has_are_nowhere(attempted):
    matter = factories.matter()
    by = matter.responsible

    found = refused(WrongState, lambda: COPIES[attempted](matter, by), by=by)

    assert found == ("matters.refused", matter.pk, tried(attempted, "wrong_state"))


def test_a_paper_is_fetched_by_those_of_the_matter(connection):
    matter, stranger = linked(connection), factories.person("lawyer")
    paper = Paper(connection=connection, matter=matter, kind="document", remote_id="60")

    found = refused(NotAllowed, lambda: sync.fetch_paper(paper=paper, by=stranger), by=stranger)

    assert found == ("matters.refused", matter.pk, tried("bring_papers", "not_on_matter"))


# --- filters and notices


def test_anothers_filter_stays_as_it_is():
    owner, other = factories.person("lawyer"), factories.person("lawyer")
    saved = notices.save_filter(asked={"outcome": "refused"}, by=owner, shared=True)

    assert refused(NotAllowed, lambda: notices.remove_filter(saved=saved, by=other), by=other) == (
        "notices.refused", other.pk, tried("remove_filter", "not_theirs"),
    )  # fmt: skip
    assert refused(
        NotAllowed, lambda: notices.share_filter(saved=saved, shared=False, by=other), by=other
    ) == ("notices.refused", other.pk, tried("share_filter", "not_theirs"))


def test_a_filter_names_no_matter_that_is_not_seen():
    matter, stranger = factories.matter(), factories.person("lawyer")

    found = refused(
        NotAllowed, lambda: notices.save_filter(asked={"matter": matter}, by=stranger), by=stranger
    )

    assert found == ("notices.refused", stranger.pk, tried("keep_filter", "not_on_matter"))


def test_what_was_said_to_another_is_not_marked_read():
    one, other = factories.person("lawyer"), factories.person("lawyer")
    notice = Notification.objects.create(
        user=other, kind=next(iter(NoticeKind)), subject=other.pk, entry=Entry.objects.latest("pk").pk
    )

    found = refused(NotAllowed, lambda: notices.mark_read(notification=notice, by=one), by=one)

    assert found == ("notices.refused", one.pk, tried("mark_read", "not_theirs"))


# --- an act for which there is no page


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_an_act_on_what_is_not_there_for_a_person_is_on_record_and_a_look_is_not():
    matter, stranger = factories.matter(), factories.person("lawyer")
    visitor = browser(stranger)
    last = Entry.objects.latest("pk").pk
    address = reverse("matters:reopen", args=[matter.pk])

    assert visitor.get(reverse("desk:matter", args=[matter.pk])).status_code == 404
    assert visitor.get("/people/").status_code == 404
    assert visitor.post("/no/such/page/").status_code == 404
    assert not Entry.objects.filter(pk__gt=last).exists()
    assert visitor.post(address).status_code == 404

    [entry] = Entry.objects.filter(pk__gt=last)
    assert (entry.event, entry.actor, entry.matter) == ("people.act_refused", stranger.pk, None)
    assert entry.facts == {"where": "matters.reopen", "row": str(matter.pk)}


def test_whatever_its_page_calls_the_thing_the_record_of_an_act_names_it():
    matter, stranger = factories.matter(), factories.person("lawyer")

    for page in ("sync:look", "sync:copies"):
        assert browser(stranger).post(reverse(page, args=[matter.pk])).status_code == 404

    facts = [each.facts for each in Entry.objects.filter(event="people.act_refused").order_by("pk")]
    assert facts == [{"where": page, "row": str(matter.pk)} for page in ("sync.look", "sync.copies")]


def test_an_act_that_is_done_or_answered_is_no_such_attempt():
    matter = factories.matter()
    visitor = browser(matter.responsible)

    visitor.post(reverse("matters:reopen", args=[matter.pk]))
    Client().post(reverse("matters:reopen", args=[matter.pk]))

    assert not Entry.objects.filter(event="people.act_refused").exists()


def test_a_party_that_is_listed_already_is_a_refusal_too():
    matter = factories.matter()
    factories.party(matter, "Tunde Adeyemi")
    by = matter.responsible

    assert refused(Conflict, lambda: factories.party(matter, "Tunde Adeyemi"), by=by) == (
        "matters.refused", matter.pk, tried("add_party", "conflict"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not_licensed", "not_licensed"),
        ("role_does_not_work", "not_on_matter"),
        ("workflow_not_approved", "other"),
        (None, "other"),
    ],
)
def test_a_review_says_of_another_apps_refusal_no_more_than_it_knows(code, said):
    refused = NotAllowed("No.", codes=(code,) if code else ())

    assert reviews._codes(refused) == [said]
