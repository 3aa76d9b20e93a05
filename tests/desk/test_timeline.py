"""Who reads which entries, and that nothing betrays the rest."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from apps.audit.events import Event
from apps.audit.facts import Kind
from apps.audit.models import Entry
from apps.desk import facts, timeline
from apps.desk.timeline import Filters
from apps.people.models import Robot, User
from tests import factories
from tests.audit import rows

pytestmark = pytest.mark.django_db

READERS = ("administrator", "auditor", "partner", "screened partner", "lawyer", "stranger")
ENTRIES = ("firm", "mine", "theirs", "screened", "strange")
BEGUN, ENDED = date(2020, 1, 1), date(2100, 1, 1)
READS = {
    "administrator": set(ENTRIES),
    "auditor": set(ENTRIES),
    "partner": {"mine", "theirs"},
    "screened partner": set(),
    "lawyer": {"theirs"},
    "stranger": set(),
}


@pytest.fixture
def world(begun):
    """A matter with a partner and a lawyer on it, from which another partner is screened after having acted there."""
    people, made, *matters = begun
    found = User.objects.in_bulk([each.pk for each in people.values()])
    return {name: found[each.pk] for name, each in people.items()}, made, *matters


@pytest.fixture(scope="module")
def begun(beforehand):
    with beforehand():
        return founded()


def founded():
    partner, screened, lawyer = (
        factories.person("partner"),
        factories.person("partner"),
        factories.person("lawyer"),
    )
    own = factories.matter(responsible=partner, team=[lawyer, screened])
    other = factories.matter()
    people = {
        "administrator": factories.administrator(),
        "auditor": factories.person("auditor"),
        "partner": partner,
        "screened partner": screened,
        "lawyer": lawyer,
        "stranger": factories.person("lawyer"),
    }
    stranger = rows.row("people.user")
    made = {}
    for name, by, matter in (
        ("firm", stranger, None),
        ("mine", partner, own),
        ("theirs", lawyer, own),
        ("screened", screened, other),
        ("strange", stranger, other),
    ):
        rows.record(by=by, matter=matter)
        made[name] = Entry.objects.latest("id").pk
    for matter in (own, other):
        factories.screen(matter, screened)
    return people, made, own, other


@pytest.mark.parametrize("reader", READERS)
def test_each_reads_what_is_theirs(world, reader):
    people, made, _own, _other = world

    readable = set(
        timeline.readable_by(people[reader]).filter(pk__in=made.values()).values_list("pk", flat=True)
    )

    assert {name for name, pk in made.items() if pk in readable} == READS[reader]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entrys_page_is_for_those_who_read_it(world, reader, entry):
    people, made, _own, _other = world
    client = Client()
    client.force_login(people[reader])

    answer = client.get(f"/log/{made[entry]}/")

    assert answer.status_code == (200 if entry in READS[reader] else 404)


@pytest.mark.parametrize("reader", ["screened partner", "stranger", "lawyer"])
def test_no_gap_or_count_betrays_a_matter_that_is_hidden(world, reader):
    """What the page says is the same whether or not others' matters have any entries."""
    people, _made, own, other = world
    user = people[reader]
    before = timeline.page(user, Filters()), own_page(user)

    for _ in range(timeline.PAGE + 5):
        rows.record(by=rows.row("people.user"), matter=other)
    for matter in (own, other):
        rows.record(by=rows.row("people.user"), matter=matter)

    assert (timeline.page(user, Filters()), own_page(user)) == before
    for filters in (Filters(matter=other.pk), Filters(matter=other.pk, outcome="done")):
        assert timeline.page(user, filters) == ([], None)


def own_page(user):
    """The page of the log, without the token that differs each time."""
    client = Client()
    client.force_login(user)
    text = client.get("/log/").content.decode()
    return [line for line in text.splitlines() if "csrf" not in line.lower()]


def test_pages_follow_one_another_without_a_gap():
    user = factories.person("lawyer")
    for _ in range(2 * timeline.PAGE + 3):
        rows.record(by=user)
    expected = list(Entry.objects.filter(actor=user.pk).order_by("-id").values_list("pk", flat=True))

    seen, before, pages = [], None, 0
    while True:
        lines, before = timeline.page(user, Filters(before=before))
        seen += [line.id for line in lines]
        pages += 1
        if before is None:
            break

    assert seen == expected
    assert pages == -(-len(expected) // timeline.PAGE)


@pytest.mark.parametrize("filters", [{}, {"since": BEGUN}, {"until": ENDED}, {"event": "review.withdrawn"}])
@pytest.mark.parametrize("reader", READERS)
def test_pages_of_any_reader_hold_what_is_theirs_and_was_asked_for_once(world, reader, filters, monkeypatch):
    people, _made, own, _other = world
    user = people[reader]
    for at in range(7):
        rows.record(by=user, matter=(None, own)[at % 2])
        rows.record(by=people["lawyer"], asked_by=user, matter=own)
        rows.record(Event.PEOPLE_SIGNED_OUT, by=user, on=user)
    monkeypatch.setattr(timeline, "PAGE", 4)
    expected = set(
        timeline._filtered(timeline.readable_by(user), Filters(**filters)).values_list("pk", flat=True)
    )

    seen, before = [], None
    while True:
        found, before = timeline.page(user, Filters(before=before, **filters))
        seen += [line.id for line in found]
        if before is None:
            break

    assert set(seen) == expected
    assert seen == sorted(seen, reverse=True)


def test_a_period_is_read_in_the_order_of_time_even_where_entries_were_numbered_in_another(monkeypatch):
    user, at = factories.administrator(), timezone.now()
    for minutes in (5, 1, 4, 2, 3):
        with time_machine.travel(at - timedelta(minutes=minutes), tick=False):
            rows.record(Event.PEOPLE_SIGNED_OUT, by=user, on=user)
    monkeypatch.setattr(timeline, "PAGE", 2)

    seen, before = [], None
    while True:
        found, before = timeline.page(user, Filters(event="people.signed_out", since=BEGUN, before=before))
        seen += [line.at for line in found]
        if before is None:
            break

    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5


def test_every_event_has_one_outcome_at_most_and_each_kind_something():
    outcomes = [set(timeline._codes(timeline.OUTCOMES, name)) for name in timeline.OUTCOMES]

    assert not set.intersection(*outcomes)
    assert all(outcomes)
    assert {name for name, _label in timeline.kinds()} >= {"access", "export", "sign_in", "log"}


def test_kinds_and_outcomes_narrow_the_page():
    user = factories.administrator()
    rows.record(timeline.Event.PEOPLE_SIGN_IN_FAILED, by=user, on=user)
    failed = Entry.objects.latest("id").pk
    rows.record(timeline.Event.PEOPLE_SIGNED_IN, by=user, on=user)
    held = Entry.objects.latest("id").pk

    def ids(**filters):
        return {line.id for line in timeline.page(user, Filters(actor=user.pk, **filters))[0]} & {
            failed,
            held,
        }

    assert ids(kind="sign_in") == {failed, held}
    assert ids(outcome="failed") == {failed}
    assert ids(outcome="done") == {held}
    assert ids(kind="access") == set()
    assert ids(kind="nonsense") == set()


def test_a_time_among_the_facts_is_said_as_one_and_to_the_microsecond_on_the_entrys_page():
    user, ends = factories.administrator(), datetime(2026, 11, 27, 18, 5, 9, 123456, tzinfo=UTC)
    rows.record(Event.PEOPLE_INVITED, by=user, user=user.pk, ends_at=ends, again=False)
    client = Client()
    client.force_login(user)

    with timezone.override("America/Toronto"):
        (line,) = timeline.page(user, Filters(event="people.invited"))[0]
    shown, page = (client.get(address).content.decode() for address in ("/log/", line.url))

    in_words, exact = "27 Nov 2026, 13:05", "2026-11-27T18:05:09.123456+00:00"
    assert ("ends at", in_words, exact) in line.facts
    assert in_words in shown
    assert exact not in shown
    assert in_words in page
    assert exact in page


def test_what_something_cost_is_said_in_dollars(world):
    people, _made, own, _other = world
    rows.record(Event.DRAFTING_REQUEST_CONFIRMED, by=people["partner"], on=own, cost_micro_usd=178_838)

    line = timeline.entries_of_matter(own, people["partner"])[0]

    assert ("cost", "US$ 0.1788", "") in line.facts


def test_a_matters_own_page_names_it_once_and_not_in_each_line(world):
    people, _made, own, _other = world

    lines = timeline.entries_of_matter(own, people["partner"])

    assert lines
    assert not [line for line in lines if str(own.pk) in line.html or own.title in line.html]


def test_a_person_of_whom_an_entry_tells_is_named_and_is_an_id_where_names_are_not_given():
    by, clerk = factories.administrator(), factories.person("clerk")
    rows.record(Event.PEOPLE_INVITATION_WITHDRAWN, by=by, user=clerk.pk)
    entries = [Entry.objects.latest("id")]

    (named,), (unnamed,) = timeline.as_lines(entries, by), timeline.as_lines(entries, by, {})

    assert named.facts == [("person", clerk.full_name, str(clerk.pk))]
    assert unnamed.facts == [("person", str(clerk.pk)[:8] + "…", "")]


def test_a_fact_is_shown_as_it_stands_where_its_event_is_not_known(monkeypatch):
    user = factories.administrator()
    rows.record(Event.PEOPLE_INVITED, by=user, user=user.pk, ends_at=timezone.now(), again=False)
    entry = Entry.objects.latest("id")
    monkeypatch.delitem(timeline.BY_CODE, "people.invited")

    (line,) = timeline.as_lines([entry], user)

    assert ("ends at", str(entry.facts["ends_at"]), "") in line.facts
    assert line.what == "people.invited"


def test_every_fact_that_an_event_may_have_is_called_something_and_nothing_else_is():
    declared = {name for event in Event for name in event.facts}

    assert set(facts.NAMES) == declared


def test_facts_and_labels_of_an_entry_are_said_in_the_readers_language():
    reader = factories.person("auditor", language="fr")
    rows.record(Event.PEOPLE_INVITED, by=reader, user=reader.pk, ends_at=timezone.now(), again=True)
    client = Client()
    client.force_login(reader)

    page = client.get(f"/log/{Entry.objects.latest('id').pk}/").content.decode()

    assert "<dt>Objet</dt>" in page
    assert "<dt>prend fin le</dt>" in page
    assert "<dt>ends at</dt>" not in page


def test_a_robot_is_called_in_the_readers_language_in_a_line_and_among_those_to_choose():
    reader, sweeper = factories.person("auditor", language="fr"), User.for_robot(Robot.SWEEPER)
    rows.record(Event.PEOPLE_INVITED, by=sweeper, user=reader.pk, ends_at=timezone.now(), again=True)
    client = Client()
    client.force_login(reader)

    page = client.get("/log/").content.decode()

    assert "Entretien</option>" in page
    assert "Sweeper" not in page
    with override("fr-ca"):
        assert (str(sweeper), sweeper.short_name, sweeper.full_name) == ("Entretien", "Entretien", "Sweeper")


def test_every_page_of_an_entry_and_a_matter_is_where_its_line_says(world):
    people, _made, own, _other = world
    client = Client()
    client.force_login(people["partner"])

    lines = timeline.page(people["partner"], Filters())[0]

    assert {line.matter_url for line in lines if line.matter} == {f"/matter/{own.pk}/"}
    assert {client.get(line.url).status_code for line in lines} == {200}


DAYS = [
    (Event.MATTERS_NOTICE_RECORDED, "given_at", {}),
    (Event.MATTERS_DELEGATION_GIVEN, "ends_at", {"delegate": None, "what": rows.Reason.ASKED}),
    (Event.PEOPLE_LICENCE_RECORDED, "ends_at", {}),
    (Event.PEOPLE_LICENCE_CHANGED, "ends_at", {"user": None, "fields": []}),
    (Event.PEOPLE_TRAINING_RECORDED, "day", {"user": None}),
]


@pytest.mark.parametrize(("event", "name", "besides"), DAYS, ids=[event.value for event, *_rest in DAYS])
@pytest.mark.parametrize("zone", [UTC, ZoneInfo("America/Toronto")], ids=["by UTC", "by the firm's"])
def test_a_day_among_the_facts_is_said_as_that_day(event, name, besides, zone):
    """Whichever clock its midnight was written by: an entry of years ago is read still."""
    user = factories.administrator()
    told = {key: user.pk if value is None else value for key, value in besides.items()}
    rows.record(event, by=user, **told, **{name: datetime(2026, 11, 27, tzinfo=zone)})

    with timezone.override("America/Toronto"):
        (line,) = timeline.page(user, Filters(event=event.value, actor=user.pk))[0][:1]

    (said,) = [(value, exact) for _name, value, exact in line.facts if exact.startswith("2026-11-27T0")]
    assert said[0] == "27 Nov 2026"


@pytest.mark.parametrize("day", [date.min, date.max], ids=str)
def test_a_day_at_the_edge_of_the_calendar_breaks_no_page(day):
    user = factories.administrator()
    rows.record(
        Event.MATTERS_NOTICE_RECORDED, by=user, given_at=datetime.combine(day, datetime.min.time(), UTC)
    )
    client = Client()
    client.force_login(user)

    assert client.get("/log/").status_code == 200


def test_what_is_said_as_a_day_is_a_time_that_its_event_has():
    declared = {event.value: event.facts for event in Event}

    assert {declared[event].get(name, declared[event].get(f"{name}?")) for event, name in facts.DAYS} == {
        Kind.TIME
    }
