"""The scheduler holds no content: whatever a look does in its process, it does without opening anything."""

import ast
import datetime as dt
import inspect
from functools import cache
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core import ciphers
from apps.desk import schedule
from apps.intake.models import Arrival, Source, State
from apps.integrations.models import Hint, HintKind, Pairing, PairingState, Region, Vendor
from apps.keeping import services as keeping
from apps.keeping.models import Destruction
from apps.keeping.models import State as Destroying
from apps.matters import keys
from apps.matters.models import MatterKey
from apps.notices.models import Notification
from apps.review import services as reviews
from apps.review import tasks
from apps.review.models import ReviewTask
from apps.sync.models import Delivery
from tests import factories
from tests.audit import sequenced
from tests.drafting import factories as drafts
from tests.guards import test_services as graph
from tests.integrations import accounts
from tests.keeping.conftest import closed_then, notice_over, rule
from tests.review import factories as people
from tests.sync import factories as deliveries

LOOKS = {look.name: look for look in schedule.looks()}


# What the code could do ------------------------------------------------------------------------------------------


@cache
def named(function):
    """Functions and classes of ours that a function names, whether it calls them or hands them on to be called."""
    tree = graph.tree_of(function)
    own = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    names = {name: value for name, value in function.__globals__.items() if name not in own}
    found, waiting = set(), [tree]
    while waiting:
        node = waiting.pop()
        meant = graph.named_by(node, names)
        if inspect.isclass(meant) and meant.__module__.startswith("apps."):
            found |= {inspect.unwrap(value) for value in vars(meant).values() if graph.ours(value)}
        elif inspect.isroutine(meant):
            meant = inspect.unwrap(getattr(meant, "__func__", meant))
            found |= {meant} if graph.ours(meant) else set()
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def reached(function):
    """The function and all that it could come to, by name."""
    seen, waiting = set(), [inspect.unwrap(function)]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += named(current)
    return seen


def test_the_search_follows_a_name_to_what_opens():
    assert ciphers.open_sealed in reached(reviews.open_review)
    assert ciphers.open_sealed in reached(reviews.collect)


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_no_look_leads_to_what_opens(name):
    assert ciphers.open_sealed not in reached(LOOKS[name].claim)


# What it does ----------------------------------------------------------------------------------------------------


def ask(name):
    """One round of that look alone, as the scheduler makes it, with what it hands on."""
    handed = []
    doorway = LOOKS[name].doorway and SimpleNamespace(
        apply_async=lambda *, kwargs, retry: handed.append(kwargs)
    )
    look = schedule.Look(name, LOOKS[name].claim, doorway, LOOKS[name].argument)
    schedule.once([look])
    assert look.failures == 0
    return handed


def stored():
    matter = drafts.matter(responsible=drafts.person("lawyer"))
    return drafts.draft(
        matter, matter.responsible, people.LETTER, sources=[drafts.source(matter, people.SOURCE)]
    )


@pytest.mark.django_db(transaction=True)
class TestOneRound:
    def test_of_a_stored_draft_hands_on_its_id_and_the_worker_opens_the_review(self):
        draft = stored()

        assert ask("drafts") == [{"draft_id": draft.pk}]
        assert ask("drafts") == []
        assert not ReviewTask.objects.exists()

        tasks.open_review(draft_id=str(draft.pk))
        tasks.open_review(draft_id=str(draft.pk))

        assert ReviewTask.objects.get().draft == draft
        assert Entry.objects.filter(event="review.task_opened").count() == 1

    def test_hands_a_draft_on_again_whose_message_was_lost(self, settings):
        settings.HANDED_OUT_SECONDS = 0
        draft = stored()

        assert ask("drafts") == ask("drafts") == [{"draft_id": draft.pk}]

    def test_that_would_open_something_fails_as_a_look_and_opens_nothing(self, caplog):
        draft = stored()
        look = schedule.Look("bad", lambda _limit: keys.reveal(draft.latest, "text"))

        schedule.once([look])

        assert [record.getMessage() for record in caplog.records] == ["look at bad failed: OpensNothing"]
        assert keys.reveal(draft.latest, "text").reveal()

    def test_queues_deliveries_of_what_was_approved(self):
        deliveries.approved(deliveries.linked(accounts.clio(accounts.fresh())))

        ask("approved")

        assert Delivery.objects.exists()

    def test_announces_what_a_vendor_hinted_at(self):
        accounts.fresh()
        Hint.objects.create(
            connection=accounts.zoom(), kind=HintKind.TRANSCRIPT, remote_id="ab/cd+e==", part="file-1"
        )

        ask("hints")

        assert Arrival.objects.count() == 1

    def test_ends_working_copies(self):
        source = factories.source(factories.matter())
        long_ago = timezone.now() - dt.timedelta(days=400)
        Source.objects.filter(pk=source.pk).update(origin="clio_document", arrived_at=long_ago)

        ask("copies to end")

        source.refresh_from_db()
        assert (source.state, bytes(source.original)) == (State.ENDED, b"")

    def test_destroys_what_is_due_under_a_rule_that_acts_by_itself_and_lists_it(self, settings, tmp_path):
        settings.BACKUP_DIR = str(tmp_path)
        partner, other = factories.person("partner"), factories.person("partner")
        matter = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
        factories.source(matter)
        closed = closed_then(matter, partner)
        rule(partner, other, by_itself=True)
        keeping.propose(matter=closed, by=partner)
        notice_over()

        ask("due to be destroyed")
        ask("destroyed, not listed")

        assert Destruction.objects.get().state == Destroying.DESTROYED
        assert MatterKey.objects.get(matter=matter).data_key is None
        assert str(matter.pk) in (tmp_path / "destroyed.jsonl").read_text()

    def test_lets_a_connection_that_nobody_confirmed_lapse(self):
        Pairing.objects.create(vendor=Vendor.CLIO, region=Region.CANADA, begun_by=factories.administrator())
        Pairing.objects.update(state=PairingState.ANSWERED)
        Pairing.objects.update(state=PairingState.REACHED, tokens=b"sealed", account_id="1")
        Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(hours=1))

        ask("pairings")

        assert (Pairing.objects.get().state, Pairing.objects.get().tokens) == (PairingState.LAPSED, None)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_round_of_the_news_tells_people():
    people.task()
    sequenced.sequence_all()

    while ask("news"):
        pass
    ask("news")

    assert Notification.objects.exists()
