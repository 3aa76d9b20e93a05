"""The page of what comes in: who sees it, how much of it, and what may be done there."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.integrations import services as integrations
from apps.matters.models import Screen
from apps.sync import pulls, queries, services
from apps.sync.models import Difference, Oddity, Pull, PullState, RecordKind
from tests import factories
from tests.integrations import accounts

PAGE = reverse("sync:incoming")


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def connection(box):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    return accounts.clio(box)


def differs(connection, matter=None, *, remote_id="40", label="00001-Tremblay", oddity=Oddity.TITLE_DIFFERS):
    return Difference.objects.create(
        connection=connection,
        kind=RecordKind.MATTER,
        remote_id=remote_id,
        oddity=oddity,
        label=label,
        matter=matter,
    )


def signed_in(client, role):
    user = factories.administrator() if role == "administrator" else factories.person(role)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("partner", 200),
        ("administrator", 200),
        ("lawyer", 404),
        ("clerk", 404),
        ("auditor", 404),
        (None, 404),
    ],
)
def test_who_sees_what_comes_in(client, connection, role, status):
    signed_in(client, role)

    assert client.get(PAGE).status_code == status
    assert client.get(reverse("sync:progress")).status_code == status


@pytest.mark.parametrize("role", ["lawyer", "clerk", "auditor", None])
def test_others_steer_nothing(client, connection, role):
    services.open_pulls(10)
    pull = Pull.objects.get()
    signed_in(client, role)
    before = Entry.objects.latest("pk").pk

    told = {
        client.post(reverse("sync:ask", args=[connection.pk])).status_code,
        client.post(reverse("sync:stop", args=[pull.pk])).status_code,
        client.post(reverse("sync:resume", args=[pull.pk])).status_code,
    }

    pull.refresh_from_db()
    refused = Entry.objects.filter(pk__gt=before).order_by("pk")
    assert (told, pull.state) == ({404}, PullState.WAITING)
    assert [(each.event, each.facts["where"]) for each in refused] == [
        ("people.act_refused", f"sync.{act}") for act in ("ask", "stop", "resume")
    ]


@pytest.mark.parametrize("role", ["partner", "administrator"])
def test_a_pull_is_asked_for_stopped_and_let_go_on_from_the_page(client, connection, role):
    signed_in(client, role)

    client.post(reverse("sync:ask", args=[connection.pk]), {"what": "whole"})
    pull = Pull.objects.get()
    client.post(reverse("sync:stop", args=[pull.pk]))
    pull.refresh_from_db()
    stopped = pull.state
    client.post(reverse("sync:resume", args=[pull.pk]))

    pull.refresh_from_db()
    assert (pull.kind, stopped, pull.state) == ("whole", PullState.STOPPED, PullState.WAITING)
    assert list(
        Entry.objects.filter(event__startswith="sync.pull_").order_by("id").values_list("event", flat=True)
    ) == ["sync.pull_asked", "sync.pull_stopped", "sync.pull_resumed"]


@pytest.mark.parametrize("first", [True, False])
def test_a_reading_that_was_stopped_says_what_waits_for_it(client, connection, first):
    if not first:
        connection.pulled_at = timezone.now()
        connection.save(update_fields=["pulled_at"])
    services.open_pulls(10)
    services.stop_pull(pull=Pull.objects.get(), by=signed_in(client, "partner"))

    page = client.get(PAGE).text

    assert ("nothing is drafted in the matters that it brought" in page) is first
    assert "before somebody lets it go on" in page
    assert ">Go on<" in page


def test_the_page_says_which_list_the_account_there_may_not_read(client, box, connection):
    box.faults.set("clio", "tasks.list", 403)
    services.open_pulls(10)
    services.pull(services.claim_pulls(1)[0])
    signed_in(client, "administrator")

    page = client.get(PAGE).text

    assert " · Tasks" in page
    assert "not_permitted" in page


def test_what_is_asked_for_while_the_reading_before_it_ends_is_read_after_it(connection, monkeypatch):
    services.open_pulls(10)
    before, look = Pull.objects.get(), pulls._open

    def ended_meanwhile(*given, **more):
        made = look(*given, **more)
        if Pull.objects.filter(pk=before.pk, state="waiting").exists():
            Pull.objects.filter(pk=before.pk).update(state="running")
            Pull.objects.filter(pk=before.pk).update(state="done", ended_at=timezone.now())
        return made

    monkeypatch.setattr(pulls, "_open", ended_meanwhile)

    asked = services.ask_pull(connection=connection, by=factories.administrator())

    assert asked.pk != before.pk
    assert list(Pull.objects.exclude(state="done")) == [asked]


def test_a_broken_connection_says_why_nothing_comes(client, connection):
    integrations.mark_broken(connection.pk)
    signed_in(client, "partner")

    assert "needs attention" in client.get(PAGE).text
    told = client.post(reverse("sync:ask", args=[connection.pk]), follow=True)
    assert len(list(told.context["messages"])) == 1
    assert not Pull.objects.exists()


def test_an_administrator_sees_ids_and_no_number_of_a_matter(client, connection):
    matter = factories.matter(number="00001-Tremblay")
    differs(connection, matter)
    differs(connection, remote_id="41", label="00002-Boreal", oddity=Oddity.NO_CLIENT)
    signed_in(client, "administrator")

    page = client.get(PAGE).text

    assert ("00001-Tremblay" in page, "00002-Boreal" in page, str(matter.pk) in page) == (False, False, False)
    assert page.count("Clio <span") >= 2


def test_a_partner_sees_the_differences_of_matters_that_are_not_screened_from_them(client, connection):
    open_to, screened = factories.matter(number="A-1"), factories.matter(number="A-2")
    differs(connection, open_to, label="A-1")
    differs(connection, screened, remote_id="41", label="A-2")
    differs(connection, remote_id="42", label="A-3", oddity=Oddity.NO_CLIENT)
    partner = signed_in(client, "partner")
    factories.screen(screened, partner)

    shown = [odd.number for odd in queries.differences(partner)]

    assert "A-1" in shown
    assert "A-2" not in client.get(PAGE).text


def test_the_number_of_a_matter_that_is_not_here_is_shown_to_who_is_kept_from_nothing_it_may_name(connection):
    """Practice systems put the client's name into it."""
    differs(connection, remote_id="42", label="00003-Tremblay", oddity=Oddity.NO_CLIENT)
    differs(connection, remote_id="43", label="00004-Unknown", oddity=Oddity.NO_CLIENT)
    hidden = factories.matter(client=factories.client("Luc Tremblay"))
    kept, other = factories.person("partner"), factories.person("partner")
    factories.screen(hidden, kept)

    shown = {who: sorted(odd.number for odd in queries.differences(who)) for who in (kept, other)}

    assert shown == {kept: ["", ""], other: ["00003-Tremblay", "00004-Unknown"]}


@pytest.mark.parametrize("around", ["client", "matter"])
def test_who_is_kept_from_somebody_of_that_name_is_not_told_that_there_is_one(client, connection, around):
    theirs = factories.matter(number="A-1", client=factories.client("Marie Roy"))
    hidden = factories.matter(number="A-2", client=factories.client("marie ROY"))
    differs(connection, theirs, label="A-1", oddity=Oddity.CLIENT_NAME_TWICE)
    differs(connection, theirs, label="A-1", oddity=Oddity.TITLE_DIFFERS)
    kept, other = factories.person("partner"), factories.person("partner")
    given = {"matter": hidden} if around == "matter" else {"client": hidden.client}
    by = factories.person("partner")
    Screen.objects.create(user=kept, reason="personal", raised_by=by, **given)

    shown = {who: sorted(odd.oddity for odd in queries.differences(who)) for who in (kept, other)}

    title, twice = str(Oddity.TITLE_DIFFERS.label), str(Oddity.CLIENT_NAME_TWICE.label)
    assert shown == {kept: [title], other: sorted([title, twice])}


def test_differences_that_are_gone_are_not_shown(connection):
    partner = factories.person("partner")
    differs(connection)
    Difference.objects.update(gone_at=timezone.now())

    assert queries.differences(partner) == []


def test_three_of_everything_take_as_many_questions_as_one(client, connection):
    def fill(n):
        differs(connection, factories.matter(number=f"Q-{n}"), remote_id=str(100 + n), label=f"Q-{n}")
        Pull.objects.create(
            connection=connection, kind="whole", state="waiting", asked_by=factories.administrator()
        )
        Pull.objects.filter(state="waiting").update(state="running")
        Pull.objects.filter(state="running").update(state="done", ended_at=timezone.now(), seen=3)

    signed_in(client, "partner")
    fill(1)
    client.get(PAGE)
    with CaptureQueriesContext(database) as one:
        client.get(PAGE)
    fill(2)
    fill(3)
    with CaptureQueriesContext(database) as three:
        client.get(PAGE)

    assert len(three) == len(one)
