import os
import random
import signal
import threading
import time

import pytest
from django.conf import settings
from django.db import IntegrityError, connections

from apps.audit import notes, proofs, queries, roles, sequencer, tree
from apps.audit.models import Checkpoint, Entry, Leaf, Node
from bench.rig import addresses
from scripts.house import CHECKED
from tests.starter import Starter

from .rows import record, row
from .sequenced import check, drain, opened, sequence_all

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

INSERT = "INSERT INTO audit_entry (body) VALUES (%s)"


@pytest.fixture(autouse=True)
def _one_at_a_time():
    yield
    connections[roles.log_alias()].close()


def bodies(count):
    """As many bodies as wanted, made the way services make them."""
    record(times=count, by=row("people.user"), on=row())
    return list(Entry.objects.order_by("pk").values_list("body", flat=True))


def in_order():
    return [entry for (entry,) in Leaf.objects.order_by("index").values_list("entry")]


def test_entries_get_contiguous_places_and_a_signed_checkpoint():
    bodies(5)

    assert sequence_all() == 5

    assert list(Leaf.objects.order_by("index").values_list("index", "batch")) == [(i, 0) for i in range(5)]
    assert in_order() == list(Entry.objects.order_by("id").values_list("id", flat=True))
    checkpoint = Checkpoint.objects.get()
    growing = tree.Frontier()
    for entry in Entry.objects.order_by("id"):
        growing.append(tree.leaf_hash(entry.body.encode()))
    statement, signer = notes.read(checkpoint.note, notes.verifiers())
    assert statement == notes.Statement(settings.LOG_ORIGIN, 5, growing.root())
    assert (checkpoint.size, bytes(checkpoint.root)) == (5, growing.root())
    assert checkpoint.key == signer.key_id.hex()
    assert check().sound


def test_nothing_new_means_nothing_written():
    bodies(2)
    sequence_all()

    assert sequence_all() == 0

    assert (Leaf.objects.count(), Checkpoint.objects.count()) == (2, 1)


def test_a_late_committer_with_an_early_number_is_found(connect_as):
    (body,) = bodies(1)
    late, later = connect_as("default"), connect_as("default")
    late.execute(INSERT, [body])
    later.execute(INSERT, [body])
    running = opened()
    drain(running)
    record()
    assert drain(running) == 1

    late.commit()
    record()
    first = drain(running)
    later.commit()
    second = drain(running)

    assert (first, second) == (2, 1)
    assert sorted(in_order()) == list(Entry.objects.order_by("id").values_list("id", flat=True))
    assert in_order() != sorted(in_order())
    assert check().sound


def test_what_was_rolled_back_leaves_no_gap(connect_as):
    (body,) = bodies(1)
    lost = connect_as("default")
    lost.execute(INSERT, [body])
    record()
    lost.rollback()

    assert sequence_all() == 2
    assert check().size == 2


@pytest.mark.parametrize("seed", range(5))
def test_entries_committed_in_any_order_each_get_one_place(connect_as, seed):
    chance = random.Random(seed)
    (body,) = bodies(1)
    running, open_, written = opened(), [], 1
    for _ in range(60):
        what = chance.choice(["write", "write", "commit", "roll back", "sequence"])
        if what == "write":
            open_.append((connect_as("default"), chance.randint(1, 3)))
            for _ in range(open_[-1][1]):
                open_[-1][0].execute(INSERT, [body])
        elif what == "sequence":
            running.step()
        elif open_:
            session, count = open_.pop(chance.randrange(len(open_)))
            written += count if what == "commit" else 0
            session.commit() if what == "commit" else session.rollback()
            session.close()
    for session, count in open_:
        session.commit()
        written += count

    drain(running)

    assert Leaf.objects.count() == written
    report = check()
    assert (report.fault, report.size, report.pending) == (None, written, 0)


def test_more_than_one_batch_fills_the_stored_subtrees_and_is_found_again(connect_as):
    (body,) = bodies(1)
    with connect_as("default") as session, session.cursor() as cursor:
        cursor.executemany(INSERT, [(body,)] * 799)

    assert sequence_all() == 800

    assert list(Node.objects.order_by("level", "index").values_list("level", "index")) == [
        (8, 0),
        (8, 1),
        (8, 2),
    ]
    assert set(Leaf.objects.values_list("batch", flat=True)) == {0, 256, 512, 768}
    again = opened()
    assert again.frontier.root() == bytes(Checkpoint.objects.get().root)
    assert check().sound
    for index in (0, 255, 256, 700, 799):
        entry = Entry.objects.get(pk=Leaf.objects.get(index=index).entry)
        proof = proofs.inclusion(entry)
        assert (proof.index, proof.size) == (index, 800)
        assert proof.holds(again.frontier.root())
        assert not proof.holds(tree.EMPTY_ROOT)


def test_an_earlier_log_is_proved_the_beginning_of_a_later_one():
    bodies(3)
    sequence_all()
    bodies(4)
    sequence_all()

    old, new = Checkpoint.objects.order_by("size")
    proof = proofs.consistency(old.size, new.size)

    assert (old.size, new.size) == (3, 7)
    assert tree.proves_consistency(3, 7, bytes(old.root), bytes(new.root), proof)


@pytest.mark.parametrize("count", [2, 400])
def test_a_proof_takes_two_statements_however_long_the_log_is(django_assert_num_queries, count):
    bodies(count)
    sequence_all()
    entry, newest = Entry.objects.order_by("pk").first(), Checkpoint.objects.get()

    with django_assert_num_queries(2):
        proof = proofs.inclusion(entry)
    with django_assert_num_queries(2):
        again = proofs.inclusion(entry, at=newest)

    assert proof == again
    assert proof.holds(bytes(newest.root))


def test_an_entry_without_a_signed_place_has_no_proof_yet():
    record()

    with pytest.raises(proofs.NotYet):
        proofs.inclusion(Entry.objects.get())


def test_the_state_of_the_log_counts_what_waits():
    record()
    before = queries.state()

    sequence_all()
    after = queries.state()

    assert (before.size, before.pending, before.signed_size, before.signed_at) == (0, 1, 0, None)
    assert (after.size, after.pending, after.oldest_pending, after.signed_size) == (1, 0, None, 1)
    assert after.signed_at is not None


def test_a_second_sequencer_waits_for_the_first(connect_as):
    record()
    holder = connect_as("log", autocommit=True)
    holder.execute("SELECT pg_advisory_lock(%s)", [sequencer.LOCK])
    stop = threading.Event()
    stop.set()
    second = sequencer.Sequencer(roles.log_alias(), notes.Signer.load(), notes.verifiers())

    assert second.open(stop) is False
    assert Leaf.objects.count() == 0


def test_two_at_once_are_harmless_even_without_the_lock(monkeypatch):
    monkeypatch.setattr(sequencer.Sequencer, "_lock", lambda self: True)
    first, second = opened(), opened()
    record()
    assert first.step() == 1
    record()

    with pytest.raises(IntegrityError):
        # It believes the tree is empty and so claims a place that is taken.
        second.step()

    second.open(threading.Event())
    assert drain(second) == 1
    assert check().size == 2


def test_a_new_key_signs_the_same_tree_again(settings, tmp_path):
    record()
    sequence_all()
    path = tmp_path / "log.key"
    path.touch(mode=0o600)
    with open(settings.FIRMAI_LOG_KEY_FILE) as old:
        path.write_text(old.read() + "2:" + "QUJD" * 10 + "QUI=\n")
    settings.FIRMAI_LOG_KEY_FILE = path

    sequence_all()
    sequence_all()

    keys = [verifier.key_id.hex() for verifier in reversed(notes.verifiers())]
    assert list(Checkpoint.objects.order_by("id").values_list("size", "key")) == [(1, keys[0]), (1, keys[1])]
    assert check().sound


@pytest.mark.parametrize(
    "fraud",
    [
        "UPDATE audit_leaf SET hash = sha256('other') WHERE index = 1",
        "DELETE FROM audit_leaf WHERE index = 2",
        "DELETE FROM audit_leaf WHERE index = 1",
        "UPDATE audit_checkpoint SET note = replace(note, E'\\n3\\n', E'\\n2\\n')",
    ],
)
def test_a_sequencer_adds_nothing_to_a_log_that_was_tampered_with(as_nobody_may, fraud):
    bodies(3)
    sequence_all()
    record()
    as_nobody_may(fraud)
    before = Leaf.objects.count()

    with pytest.raises(sequencer.Forked):
        opened()

    assert Leaf.objects.count() == before


@pytest.fixture(scope="module")
def starter(django_db_setup, tmp_path_factory):
    """Whoever starts sequencers on the test database."""
    said = tmp_path_factory.mktemp("starter") / "said"
    made = Starter({**os.environ, **addresses()}, said)
    yield made
    made.close()


@pytest.fixture
def process(starter, tmp_path):
    """Start real sequencer processes on the test database; whatever still runs is killed at the end."""
    started = []

    def start():
        started.append(starter.start(tmp_path / "said", "manage", "sequence", CHECKED))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def wait_for(condition, *, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.crash
def test_the_process_sequences_signs_and_stops_when_told(process):
    running = process()
    record()
    wait_for(lambda: Checkpoint.objects.filter(size=1).exists())
    connections["default"].close()

    record()
    wait_for(lambda: Leaf.objects.count() == 2)
    running.send_signal(signal.SIGTERM)

    assert running.wait(timeout=20) == 0
    assert Checkpoint.objects.filter(size=2).exists()
    assert check().sound


@pytest.mark.crash
def test_the_process_comes_back_after_the_database_dropped_it(process, connect_as):
    process()
    record()
    wait_for(lambda: Leaf.objects.count() == 1)
    owner = connect_as("admin" if "admin" in settings.DATABASES else roles.log_alias(), autocommit=True)
    cut = owner.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()

    record()
    wait_for(lambda: Checkpoint.objects.filter(size=2).exists())

    assert cut == (1,)
    assert check().sound


@pytest.mark.crash
def test_killed_anywhere_it_leaves_no_gap_no_duplicate_and_no_fork(process, connect_as, request):
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    print(f"seed {seed}")
    chance = random.Random(seed)
    (body,) = bodies(1)
    written, session = 1, connect_as("default", autocommit=True)
    for _ in range(10):
        running, killed_after = process(), chance.randint(0, 900)
        begun = Leaf.objects.count()
        with session.cursor() as cursor:
            cursor.executemany(INSERT, [(body,)] * 1000)
        written += 1000
        wait_for(lambda: Leaf.objects.count() >= begun + killed_after)  # noqa: B023
        time.sleep(chance.random() / 50)
        running.kill()
        running.wait()
        # The lock of the dead process is gone when the server has noticed.

    running = process()
    wait_for(lambda: Checkpoint.objects.filter(size=written).exists())
    running.send_signal(signal.SIGTERM)
    running.wait()

    report = check()
    assert (report.fault, report.size, report.pending) == (None, written, 0)
    assert Leaf.objects.count() == Entry.objects.count() == written
