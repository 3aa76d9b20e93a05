"""Reading again what an older reader read: the whole way, on real rows."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.intake import earlier, passages, queries, rereading, rules, services, tasks
from apps.intake.models import (
    EarlierReading,
    Kind,
    Origin,
    Rereading,
    Source,
    State,
    Tag,
    Trouble,
)
from apps.intake.passages import Passage
from apps.intake.readers import choose, versions
from apps.intake.readers.reading import Attachment, Reading, Unreadable
from apps.matters import keys
from apps.matters import services as matters
from tests import factories
from tests.intake import files

pytestmark = pytest.mark.django_db
COVERED = "[covered: not read]"
NUMBERS = itertools.count(1)
"""The same bytes are a source of a matter once."""


@pytest.fixture
def matter():
    return factories.matter()


def read_before(matter, *texts, data=None, **more):
    """A PDF as an older reader left it, with words that the reader of today leaves out."""
    source = factories.source(matter, data or files.pdf(f"For nobody ({next(NUMBERS)})."), filename="a.pdf")
    held = [Passage(number, f"p{number + 1}", text, page=number + 1) for number, text in enumerate(texts)]
    return as_before(source, held or [Passage(0, "p1", "For Ade Bello.", page=1)], **more)


def as_before(source, held, **more):
    """The row as it is on file since before versions were counted."""
    content = passages.dump(held)
    keys.seal(source, "reading", content)
    source.reading_hmac = keys.digest(source.matter_id, content.reveal()).hmac
    source.passage_count = len(held)
    for name, value in ({"read_with": 0, "tried_with": 0} | more).items():
        setattr(source, name, value)
    source.save()
    return source


def fresh(source):
    return Source.objects.get(pk=source.pk)


def texts(source):
    return [each.text for each in passages.of(fresh(source))]


def recorded(event):
    return list(Entry.objects.filter(event=event).order_by("pk"))


def again(source):
    assert services.claim_outdated(64) == [source.pk]
    tasks.read_outdated(source_id=str(source.pk))
    return fresh(source)


def lease_ran_out():
    Rereading.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))


def reads(monkeypatch, *held, **more):
    """The reader of today finds these passages."""
    found = Reading(list(held), pages=len(held), **more)
    monkeypatch.setattr(choose, "read", lambda *_given: found)


# --- versions


def test_every_kind_has_a_version_and_leaves_out_what_nobody_sees_from_one_of_those():
    assert set(versions.VERSIONS) == set(Kind)
    assert all(1 <= since <= versions.VERSIONS[kind] for kind, since in versions.AS_SEEN.items())


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        (Kind.PDF, "a.pdf", files.pdf("One.")),
        (Kind.TEXT, "a.txt", b"One."),
        (Kind.TRANSCRIPT, "a.vtt", files.VTT.encode()),
    ],
)
def test_a_source_keeps_the_version_of_the_reader_that_read_it_and_so_does_the_log(matter, kind, name, data):
    source = factories.source(matter, data, filename=name)

    assert (source.kind, source.read_with, source.tried_with) == (kind, *[versions.VERSIONS[kind]] * 2)
    (entry,) = recorded("intake.source_read")
    assert (entry.facts["reader"], entry.facts["reader_version"]) == (kind, versions.VERSIONS[kind])
    assert services.claim_outdated(64) == []


@pytest.mark.parametrize(
    ("kind", "version", "is_as_seen"),
    [("pdf", 0, False), ("pdf", 1, True), ("docx", 0, False), ("email", 0, False), ("text", 0, True)],
)
def test_only_kinds_in_which_words_can_be_hidden_have_to_be_read_again_before_they_cross(
    kind, version, is_as_seen
):
    assert versions.is_as_seen(kind, version) is is_as_seen


# --- what becomes of a reading


def test_another_reading_takes_its_place_and_the_one_before_stands_beside_it(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    before = source.reading_hmac
    reads(monkeypatch, Passage(0, "p1", f"For {COVERED}.", page=1), unseen=1)

    source = again(source)

    assert texts(source) == [f"For {COVERED}."]
    assert (source.state, source.read_with, source.unseen) == (State.READY, versions.VERSIONS[Kind.PDF], 1)
    assert source.reading_hmac != before
    kept = EarlierReading.objects.get()
    assert (kept.source_id, kept.reading_hmac, kept.read_with, kept.unseen) == (source.pk, before, 0, 0)
    with keys.opened(matter.pk) as seal:
        rests = earlier.rested(source, before, seal)
    assert [each.text for each in rests.passages] == ["For Ade Bello."]
    assert rests.covered_since == kept.replaced_at
    (entry,) = recorded("intake.source_reread")
    assert {name: entry.facts[name] for name in ("changed", "unseen", "reader_version")} == {
        "changed": True,
        "unseen": 1,
        "reader_version": versions.VERSIONS[Kind.PDF],
    }
    assert entry.facts["earlier"]["hmac"] == before
    assert not Rereading.objects.exists()
    assert services.claim_outdated(64) == []


def test_a_reading_that_comes_out_the_same_only_takes_the_newer_version(matter):
    source = factories.source(matter, files.pdf("One."), filename="a.pdf")
    as_before(source, passages.of(source))
    before = source.reading_hmac

    source = again(source)

    assert (source.reading_hmac, source.read_with) == (before, versions.VERSIONS[Kind.PDF])
    assert source.reread_at is None
    assert not EarlierReading.objects.exists()
    (entry,) = recorded("intake.source_reread")
    assert (entry.facts["changed"], "earlier" in entry.facts) == (False, False)


@pytest.mark.parametrize("trouble", [Trouble.DAMAGED, Trouble.TOOK_TOO_LONG, Trouble.NO_RECOGNITION])
def test_what_cannot_be_read_the_second_time_stays_as_it_was_read_and_says_so(matter, monkeypatch, trouble):
    source = read_before(matter, "For Ade Bello.")
    before = source.reading_hmac

    def unreadable(*_given):
        raise Unreadable(trouble)

    monkeypatch.setattr(choose, "read", unreadable)
    source = again(source)

    assert (source.state, source.trouble, source.reread_trouble) == (State.READY, "", trouble)
    assert (source.reading_hmac, source.read_with, texts(source)) == (before, 0, ["For Ade Bello."])
    (entry,) = recorded("intake.source_not_reread")
    assert entry.facts["reason"] == trouble
    assert services.claim_outdated(64) == []
    shown = queries.shown(source).sentence
    assert "could not be read again" in shown
    assert str(rules.sentence(trouble)) in shown


def test_original_bytes_that_nothing_opens_leave_the_reading_as_it_is(matter):
    source = read_before(matter, "For Ade Bello.")
    Source.objects.filter(pk=source.pk).update(original=b"\x01 changed outside")

    source = again(source)

    assert (source.state, source.reread_trouble, texts(source)) == (
        State.READY,
        Trouble.DAMAGED,
        ["For Ade Bello."],
    )


def test_what_came_inside_and_was_not_found_before_becomes_a_source_beside_it(matter, monkeypatch):
    source = read_before(matter, "See inside.")
    found = [Attachment("lease.txt", b"Rent is due.")]
    reads(monkeypatch, Passage(0, "p1", "See inside.", page=1), attachments=found)

    source = again(source)

    inside = Source.objects.get(parent=source)
    assert (inside.origin, inside.state) == (Origin.ATTACHMENT, State.RECEIVED)


# --- whom it may keep waiting


def test_new_sources_come_first(matter):
    old = read_before(matter, "For Ade Bello.")
    new = factories.source(matter, b"New.", ready=False)

    assert services.claim_outdated(64) == []
    services.read(new.pk)
    assert services.claim_outdated(64) == [old.pk]


def test_one_at_a_time_however_many_there_are(matter):
    old = [read_before(matter, f"For {number}.") for number in range(3)]

    assert services.claim_outdated(64) == [old[-1].pk]
    assert services.claim_outdated(64) == []
    tasks.read_outdated(source_id=str(old[-1].pk))
    assert services.claim_outdated(64) == [old[-2].pk]


def test_what_somebody_waits_for_is_taken_before_the_others_and_before_what_is_new(matter):
    old = [read_before(matter, f"For {number}.") for number in range(3)]
    factories.source(matter, b"New.", ready=False)

    rereading.hasten([old[0].pk])
    rereading.hasten([old[0].pk])

    assert services.claim_outdated(64) == [old[0].pk]


def test_what_is_waited_for_while_it_is_in_hand_is_not_claimed_twice(matter):
    source = read_before(matter, "For Ade Bello.")
    services.claim_outdated(64)

    rereading.hasten([source.pk])

    assert services.claim_outdated(64) == []
    assert Rereading.objects.get().is_wanted


def test_looking_for_the_next_costs_the_same_for_many_as_for_one(matter, django_assert_num_queries):
    read_before(matter, "For 0.")
    with django_assert_num_queries(9):
        services.claim_outdated(64)
    Rereading.objects.all().delete()
    for number in range(1, 4):
        read_before(matter, f"For {number}.")

    with django_assert_num_queries(9):
        services.claim_outdated(64)


# --- what is left alone


def test_a_closed_matter_is_left_as_it_is_until_it_is_opened_again(matter):
    source = read_before(matter, "For Ade Bello.")
    matters.close_matter(matter=matter, on=timezone.localdate(), by=matter.responsible)

    assert services.claim_outdated(64) == []
    assert "while its matter is open" in queries.shown(fresh(source)).sentence
    matters.reopen_matter(matter=matter, by=matter.responsible)
    assert services.claim_outdated(64) == [source.pk]


@pytest.mark.parametrize("state", sorted(set(State) - {State.READY, State.DOUBTFUL}))
def test_nothing_else_than_what_was_read_is_read_again(matter, state):
    source = read_before(matter, "For Ade Bello.")
    rereading.hasten([source.pk])
    services.claim_outdated(64)
    gone = {"original": b"", "reading": None} if state in ("ended", "withdrawn") else {}
    more = {}
    if state == State.WITHDRAWN:
        more = {
            "withdrawn_by": matter.responsible,
            "withdrawn_at": timezone.now(),
            "withdrawal_reason": "mistake",
        }
    if state == State.UNREADABLE:
        more = {"trouble": Trouble.SCANNED}
    if state == State.HELD:
        more = {"reading": None}
    Source.objects.filter(pk=source.pk).update(state=state, **gone, **more)

    services.read_outdated(source.pk)

    assert fresh(source).state == state
    assert recorded("intake.source_reread") == []
    assert not Rereading.objects.exists()


def test_a_source_that_is_withdrawn_while_it_is_read_again_keeps_nothing(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    read = choose.read

    def slow(*given):
        services.wipe(source=source, reason="mistake", by=matter.responsible, in_use=False)
        return read(*given)

    monkeypatch.setattr(choose, "read", slow)
    source = again(source)

    assert (source.state, source.reading, bytes(source.original)) == (State.WITHDRAWN, None, b"")
    assert not EarlierReading.objects.exists()
    assert not Rereading.objects.exists()


def test_earlier_readings_go_with_a_source_that_is_withdrawn(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    reads(monkeypatch, Passage(0, "p1", f"For {COVERED}.", page=1), unseen=1)
    source = again(source)

    services.wipe(source=source, reason="mistake", by=matter.responsible, in_use=False)

    assert not EarlierReading.objects.exists()


# --- workers that die, and two at once


def _dies(*_given):
    raise SystemExit


def test_a_worker_that_dies_is_followed_by_another(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    services.claim_outdated(64)
    with monkeypatch.context() as patch:
        patch.setattr(choose, "read", _dies)
        with pytest.raises(SystemExit):
            services.read_outdated(source.pk)

    services.read_outdated(source.pk)  # somebody holds the lease, as far as anyone can tell
    assert services.claim_outdated(64) == []
    assert fresh(source).read_with == 0

    lease_ran_out()
    assert again(source).read_with == versions.VERSIONS[Kind.PDF]
    services.read_outdated(source.pk)
    assert len(recorded("intake.source_reread")) == 1


def test_a_worker_that_dies_as_it_writes_leaves_all_as_it_was(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    before = source.reading_hmac
    services.claim_outdated(64)
    with monkeypatch.context() as patch:
        patch.setattr("apps.intake.rereading.take_out", _dies)
        with pytest.raises(SystemExit):
            services.read_outdated(source.pk)

    assert (fresh(source).reading_hmac, texts(source)) == (before, ["For Ade Bello."])
    assert not EarlierReading.objects.exists()
    assert recorded("intake.source_reread") == []
    lease_ran_out()
    assert again(source).reading_hmac != before


def test_the_later_of_two_readers_keeps_and_the_one_that_was_given_up_does_not(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    read = choose.read

    def slow(kind, data, deadline):
        monkeypatch.setattr(choose, "read", read)
        lease_ran_out()
        assert services.claim_outdated(64) == [source.pk]
        services.read_outdated(source.pk)
        return Reading([Passage(0, "p1", "Late.", page=1)], pages=1)

    monkeypatch.setattr(choose, "read", slow)
    again(source)

    assert "Late." not in texts(source)
    assert len(recorded("intake.source_reread")) == 1
    assert EarlierReading.objects.count() == 1


def test_a_reader_that_was_given_up_keeps_nothing_while_another_is_at_it(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    before = source.reading_hmac

    def slow(*_given):
        lease_ran_out()
        assert services.claim_outdated(64) == [source.pk]
        rereading._begin(source.pk)
        return Reading([Passage(0, "p1", "Late.", page=1)], pages=1)

    monkeypatch.setattr(choose, "read", slow)
    source = again(source)

    assert (source.reading_hmac, recorded("intake.source_reread")) == (before, [])
    assert Rereading.objects.get().fence == 2


def test_a_file_that_takes_every_worker_down_is_left_as_it_is(matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.")
    monkeypatch.setattr(choose, "read", _dies)

    for _time in range(3):
        services.claim_outdated(64)
        with pytest.raises(SystemExit):
            services.read_outdated(source.pk)
        lease_ran_out()
    source = again(source)

    assert (source.state, source.reread_trouble) == (State.READY, Trouble.TOOK_TOO_LONG)
    assert services.claim_outdated(64) == []


# --- what people settled


def scanned(matter, *held):
    source = factories.source(matter, files.pdf("One.", "Two.", "Three."), filename="scan.pdf")
    doubtful = sum(each.doubtful for each in held)
    state = State.DOUBTFUL if doubtful else State.READY
    return as_before(source, held, state=state, recognised_pages=len(held), doubtful_pages=doubtful)


def page(number, text, confidence, *, doubtful=False):
    return Passage(number - 1, f"p{number}", text, page=number, confidence=confidence, doubtful=doubtful)


def test_what_people_settled_of_scanned_pages_stays_settled(matter, monkeypatch):
    source = scanned(matter, page(1, "For $18,450.", 70), page(2, "Sure then.", 96))
    reads(
        monkeypatch,
        page(1, "For £14,450.", 72, doubtful=True),
        page(2, "Sure now.", 97),
        page(3, "Nobody could make it out.", 40, doubtful=True),
    )

    source = again(source)

    assert texts(source) == ["For $18,450.", "Sure now."]
    assert (source.state, source.doubtful_pages, source.recognised_pages, source.blank_pages) == (
        State.READY,
        0,
        2,
        1,
    )


def test_a_page_of_which_the_engine_is_not_sure_any_more_waits_for_a_person(matter, monkeypatch):
    source = scanned(matter, page(1, "Sure then.", 96), page(2, "Two.", 40, doubtful=True))
    reads(monkeypatch, page(1, "5ure.", 60, doubtful=True), page(2, "Two.", 40, doubtful=True))

    source = again(source)

    assert (source.state, source.doubtful_pages) == (State.DOUBTFUL, 2)


def test_a_page_that_is_confirmed_while_it_is_read_again_stays_confirmed(matter, monkeypatch):
    source = scanned(matter, page(1, "For £14,450.", 70, doubtful=True))

    def slow(*_given):
        text = Sensitive("For $18,450.")
        services.confirm_page(source=source, page=1, text=text, by=matter.responsible)
        return Reading([page(1, "For £14,450.", 70, doubtful=True)], pages=1)

    monkeypatch.setattr(choose, "read", slow)
    source = again(source)

    assert (texts(source), source.state) == (["For $18,450."], State.READY)


# --- asked for by a person


def test_nobody_takes_for_ready_what_is_not_sent_before_it_was_read_again(client, matter):
    source = read_before(matter, "For Ade Bello.")
    client.force_login(matter.responsible)
    page = reverse("desk:matter", args=[matter.pk])

    before = client.get(page).text
    again(source)
    after = client.get(page).text

    assert 'class="state attention">To be read again<' in before
    assert "To be read again" not in after


def test_a_person_has_it_tried_once_more_where_that_may_help(client, matter, monkeypatch):
    source = read_before(
        matter, "For Ade Bello.", tried_with=versions.VERSIONS[Kind.PDF], reread_trouble=Trouble.TOOK_TOO_LONG
    )
    assert queries.shown(source).can_be_read_again
    assert services.claim_outdated(64) == []

    services.read_again(source=source, by=matter.responsible)
    source = again(source)

    assert (source.read_with, source.reread_trouble) == (versions.VERSIONS[Kind.PDF], "")
    assert recorded("intake.source_to_read_again")[0].facts["reason"] == Trouble.TOOK_TOO_LONG


def test_where_it_would_change_nothing_nobody_has_it_tried_again(matter):
    source = read_before(
        matter, "For Ade Bello.", tried_with=versions.VERSIONS[Kind.PDF], reread_trouble=Trouble.DAMAGED
    )

    with pytest.raises(WrongState):
        services.read_again(source=source, by=matter.responsible)

    assert not queries.shown(source).can_be_read_again
    assert not Rereading.objects.exists()


def test_nobody_behind_a_screen_has_it_tried_again(matter):
    source = read_before(
        matter, "For Ade Bello.", tried_with=versions.VERSIONS[Kind.PDF], reread_trouble=Trouble.TOOK_TOO_LONG
    )
    screened = factories.person("partner")
    factories.screen(matter, screened)

    with pytest.raises(NotAllowed):
        services.read_again(source=source, by=screened)

    assert not Rereading.objects.exists()


# --- shown


def test_the_list_and_the_page_say_that_it_was_read_again(client, matter, monkeypatch):
    source = read_before(matter, "For Ade Bello.", tag=Tag.HEALTH)
    assert "nothing of it is sent before" in queries.shown(source).sentence
    reads(monkeypatch, Passage(0, "p1", f"For {COVERED}.", page=1), unseen=1)
    source = again(source)
    client.force_login(matter.responsible)

    opened = client.get(f"/sources/{source.pk}/").content.decode()

    (shown,) = queries.sources_of(matter, matter.responsible)
    assert shown.sentence.startswith("It was read again on ")
    assert "not sent" in shown.sentence
    assert "It was read again on " in opened
