"""A leak is planted in each place, and is found and named."""

import base64
import json
import os
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import settings

from bench.rig import Rig
from proof import files, postgres, run, statements, watch
from proof.custody import Finding, Place
from proof.patterns import Hits, Needle, patterns
from tests import database

WORD = "vbkqzrtwplmxgdhs"
SOUGHT = patterns([Needle("sealed", WORD)])
COMPRESSED = patterns([Needle("sealed", WORD)], compressed=True)
SENTENCE = f"on the {WORD}s arrears"
OFTEN = 50
"""What is used least is let go first, and other processes of tests fill the server's texts at the same time."""


# Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "size", [0, files.PIECE - 8, files.PIECE * 2 - 30], ids=["first", "on an edge", "later"]
)
def test_a_line_of_a_log_is_found(tmp_path, size):
    log = tmp_path / "worker.log"
    log.write_bytes(b"." * size + SENTENCE.encode())

    finding = files.look(Place.LOGS, [log], SOUGHT)

    assert (finding.leaks, finding.where, finding.searched) == (1, ["worker.log"], log.stat().st_size)


def test_a_temporary_file_is_found_at_any_depth(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "upload").write_text(SENTENCE)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "kept").write_text(SENTENCE)

    finding = files.look(Place.TEMPORARY, files.below(tmp_path, without=[tmp_path / "own"]), SOUGHT)

    assert (finding.leaks, finding.where) == (1, ["upload"])


def test_a_file_without_a_name_is_found_while_it_is_open():
    with tempfile.TemporaryFile() as file:
        file.write(SENTENCE.encode())
        file.flush()

        finding = files.look(Place.TEMPORARY, files.nameless([os.getpid()]), SOUGHT)

    assert finding.leaks == 1


def test_a_file_from_before_is_left_alone(tmp_path):
    (tmp_path / "old").write_text(SENTENCE)

    finding = files.look(Place.SHARED, files.below(tmp_path), SOUGHT, since=time.time() + 5)

    assert (finding.leaks, finding.searched) == (0, 0)


@pytest.mark.parametrize("name", ["core", "core.4711", "python.core"])
def test_a_core_dump_is_found(tmp_path, name):
    (tmp_path / name).write_bytes(b"\x7fELF" + SENTENCE.encode("utf-16-le"))

    finding = files.look(Place.CORES, files.cores([tmp_path]), SOUGHT, since=time.time() - 60)

    assert (finding.leaks, finding.where) == (1, [name])


def test_swapped_memory_counts_as_found():
    finding = Finding(Place.SWAP, hits=Hits({("swapped", "bytes"): 4096}))

    assert finding.leaks == 4096


# The queue --------------------------------------------------------------------------------------------------------

KINDS = {
    "text": lambda queue, name: queue.set(name, SENTENCE),
    "message": lambda queue, name: queue.lpush(name, _message()),
    "set": lambda queue, name: queue.sadd(name, SENTENCE),
    "sorted set": lambda queue, name: queue.zadd(name, {SENTENCE: 1}),
    "hash": lambda queue, name: queue.hset(name, "field", SENTENCE),
    "stream": lambda queue, name: queue.xadd(name, {"field": SENTENCE}),
    "name": lambda queue, name: queue.set(name + WORD, "1"),
}


def _message():
    return json.dumps({"body": base64.b64encode(json.dumps([[], {"text": SENTENCE}]).encode()).decode()})


@pytest.fixture
def queue():
    with redis.Redis.from_url(urlsplit(settings.REDIS_URL)._replace(path="/11").geturl()) as queue:
        yield queue
        for name in queue.scan_iter("planted*"):
            queue.delete(name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_the_queue_is_found_whatever_it_is(queue, kind):
    KINDS[kind](queue, "planted")

    everything, results = watch.keys(settings.REDIS_URL, SOUGHT)

    assert everything.leaks == 1
    assert everything.where[0].startswith("11:planted")
    assert results.leaks == 0


def test_a_stored_result_of_a_task_is_found(queue):
    queue.set("celery-task-meta-planted", SENTENCE)

    _, results = watch.keys(settings.REDIS_URL, SOUGHT)
    queue.delete("celery-task-meta-planted")

    assert results.leaks == 1


# PostgreSQL -------------------------------------------------------------------------------------------------------


@pytest.fixture
def begun():
    """A moment from which files are searched: other processes of tests write to this server too, and much."""
    return time.time() - 1


@pytest.fixture
def table(begun, transactional_db, connect_as):
    """A table with a column of each sort, in the database under test."""
    owner = connect_as("owner", autocommit=True)
    owner.execute("CREATE TABLE planted (line text, sealed bytea, facts jsonb)")
    yield owner
    owner.execute("DROP TABLE planted")


@pytest.fixture
def administrator(monkeypatch):
    """The role that may ask where the server's files are."""
    monkeypatch.setenv(postgres.ADDRESS, _address())


def _address():
    config = settings.DATABASES["admin"]
    return (
        f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    )


def found(since):
    """Places with leaks, and in which tables or files, of those that changed since then."""
    return {
        finding.place: finding.where
        for finding in postgres.look(SOUGHT, COMPRESSED, since=since)
        if finding.leaks
    }


@pytest.fixture
def owner_alone(monkeypatch):
    """Nobody is named who may ask where the server's files are."""
    monkeypatch.delenv(postgres.ADDRESS, raising=False)


@pytest.mark.parametrize("column", ["line", "sealed", "facts"])
def test_a_row_is_found_in_any_sort_of_column(table, owner_alone, begun, column):
    value = {"line": SENTENCE, "sealed": SENTENCE.encode(), "facts": json.dumps({"said": [SENTENCE]})}[column]
    table.execute(f"INSERT INTO planted ({column}) VALUES (%s)", [value])

    assert found(begun)[Place.ROWS] == ["public.planted"]


def test_a_row_that_was_deleted_is_found_in_the_files_and_in_the_log_of_writes(table, administrator, begun):
    places = _deleted_and_looked_for(table, begun)
    if Place.WAL not in places:
        # Other processes filled the segment meanwhile, and the checkpoint of the search let go of it with all it held.
        places = _deleted_and_looked_for(table, begun)

    assert Place.ROWS not in places
    assert {Place.DATA, Place.WAL} <= set(places)


def _deleted_and_looked_for(table, begun):
    for _ in range(3):  # a page of the log of writes may end within one of them
        table.execute("INSERT INTO planted (line) VALUES (%s)", [SENTENCE])
    table.execute("DELETE FROM planted")
    return found(begun)


def test_a_packed_row_is_found_in_the_files(table, administrator, begun):
    long = f"{WORD} " + "the same words again and again " * 400
    table.execute("ALTER TABLE planted ALTER line SET COMPRESSION pglz")
    table.execute("INSERT INTO planted (line) VALUES (%s)", [long])

    assert Place.DATA in found(begun)


def test_a_line_of_the_server_s_log_is_found(table, administrator, begun):
    with pytest.raises(psycopg.OperationalError):
        database.connect("admin", dbname=WORD)

    assert Place.SERVER_LOG in found(begun)


@pytest.mark.parametrize("name", ["lines.log", "lines.csv", "lines.before.log"])
def test_each_form_of_a_collected_log_is_searched_and_the_file_before_this_one(tmp_path, name):
    (tmp_path / "log").mkdir()
    (tmp_path / "current_logfiles").write_text("stderr log/lines.log\ncsvlog log/lines.csv\n")
    for each in ("lines.log", "lines.csv", "lines.before.log"):
        (tmp_path / "log" / each).write_text(SENTENCE if each == name else "nothing")

    assert files.look(Place.SERVER_LOG, postgres._logs(tmp_path), SOUGHT).where == [name]


def kept(since):
    return next(
        each for each in postgres.look(SOUGHT, COMPRESSED, since=since) if each.place == Place.STATEMENTS
    )


def test_the_text_of_a_statement_that_the_server_keeps_is_found(table, administrator, begun):
    for _ in range(OFTEN):
        table.execute(f"SELECT /* {SENTENCE} */ count(*) FROM planted")

    finding = kept(begun)

    assert finding.leaks >= 1  # the server's other databases count too
    assert (finding.where, finding.unsearched) == (["pg_stat_statements"], "")
    assert table.execute(
        "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'"
    ).fetchone() == (0,)


def test_texts_that_are_kept_and_may_not_be_read_prove_nothing(table, owner_alone, begun):
    table.execute(f"SELECT /* {SENTENCE} */ count(*) FROM planted")

    finding = kept(begun)

    assert (finding.leaks, finding.withheld, finding.unsearched) == (0, True, statements.WITHHELD)
    assert not run.Proof(findings=[finding]).held
    assert run.Proof(findings=[Finding(Place.STATEMENTS, unsearched=statements.NOT_LOADED)]).held


def test_without_the_right_role_the_files_are_said_not_to_have_been_searched(table, owner_alone):
    unsearched = {each.place for each in postgres.look(SOUGHT, COMPRESSED, since=0) if each.unsearched}

    assert {Place.DATA, Place.WAL, Place.SERVER_LOG} <= unsearched


# While it happens -------------------------------------------------------------------------------------------------


def test_what_comes_and_goes_while_it_runs_is_found(table, tmp_path):
    port = urlsplit(settings.REDIS_URL).port
    watching = watch.Watch(SOUGHT, port=port, temporary=tmp_path, pids=list)
    passing = Path(tmp_path, "passing")
    passing.write_text(SENTENCE)
    table.execute(f"SELECT '{SENTENCE}'")
    seen = {}
    deadline = time.monotonic() + 20
    while len(seen) < 2 and time.monotonic() < deadline:
        seen = {each.place: each for each in (watching.queries, watching.temporary) if each.leaks}
    passing.unlink()
    watching.close()

    assert set(seen) == {Place.QUERIES, Place.TEMPORARY}
    assert watching.gave_up == ""


@pytest.mark.parametrize(
    "what", ["ended early: ZeroDivisionError", "ended early: MONITOR", "clock was set back"]
)
def test_what_was_not_looked_at_whole_proves_nothing(table, tmp_path, monkeypatch, what):
    house = run.House(Rig(), lambda line: None)
    house.stage.temporary, house.rig.queue_port = tmp_path, urlsplit(settings.REDIS_URL).port

    def way(chosen):
        if what == "clock was set back":
            house.begun += 60
        elif what.endswith("MONITOR"):
            house.watch._ear.close()
        else:
            house.watch._pids = lambda: 1 / 0
            house.watch._looking.exception(20)
            house.watch._pids = list

    monkeypatch.setattr(house, "_ways", way)
    monkeypatch.setattr(house, "_memory", lambda: None)

    with pytest.raises(run.NotProved, match=what):
        house.prove([])
