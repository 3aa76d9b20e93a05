"""Each fraud a database superuser could commit, and the line by which it is found."""

import datetime as dt
import json
import random
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from apps.audit import guard, notes, roles, snapshot, tree, triggers, verify
from apps.audit.events import Event
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.audit.triggers import TABLES
from apps.audit.verify import Flaw
from apps.sync.models import Witness

from .rows import record, row
from .sequenced import Written, check, sequence_all

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@Written
def two_batches():
    by, matter = row("people.user"), row("matters.matter")
    record(times=300, by=by, matter=matter)
    sequence_all()
    record(times=4, by=by)
    sequence_all()


@pytest.fixture
def log():
    """Two signed batches, 300 entries and 4, so that there is a stored subtree too."""
    two_batches()


def flaw():
    found = check().fault
    return None if found is None else found.flaw


def body_of(index):
    return Entry.objects.get(pk=Leaf.objects.get(index=index).entry).body


def test_a_sound_log_is_reported_with_its_size_and_root(log):
    record()

    report = check()

    last = Checkpoint.objects.get(size=304)
    assert report == verify.Report(size=304, root=bytes(last.root).hex(), checkpoints=2, pending=1)
    assert report.sound


def test_an_empty_log_is_sound():
    assert check() == verify.Report(root=tree.EMPTY_ROOT.hex())


CHANGED_BODY = "UPDATE audit_entry SET body = replace(body, 'withdrawn', 'approved_') WHERE id = {entry}"
ADDED = (
    "INSERT INTO audit_entry (body) SELECT replace(body, 'withdrawn', 'approved_') FROM audit_entry"
    " WHERE id = {entry};"
    " UPDATE audit_leaf SET index = index + 1000 WHERE index > 299;"
    " UPDATE audit_leaf SET index = index - 999 WHERE index > 299;"
    " INSERT INTO audit_leaf (index, entry, hash, batch)"
    " SELECT 300, id, sha256('\\x00'::bytea || convert_to(body, 'UTF8')), 300 FROM audit_entry"
    " ORDER BY id DESC LIMIT 1; "
)
FRAUDS = {
    "a changed body": (CHANGED_BODY, Flaw.ENTRY_CHANGED),
    "a changed time": (
        "UPDATE audit_entry SET body = replace(body, '\"at\":1', '\"at\":2') WHERE id = {entry}",
        Flaw.ENTRY_CHANGED,
    ),
    "a changed body with its leaf": (
        CHANGED_BODY + "; UPDATE audit_leaf SET hash = (SELECT sha256('\\x00'::bytea || convert_to(body, 'UTF8'))"
        " FROM audit_entry WHERE id = {entry}) WHERE entry = {entry}",
        Flaw.NODE_WRONG,
    ),
    "a changed body with its leaf, without stored subtrees": (
        CHANGED_BODY + "; UPDATE audit_leaf SET hash = (SELECT sha256('\\x00'::bytea || convert_to(body, 'UTF8'))"
        " FROM audit_entry WHERE id = {entry}) WHERE entry = {entry}; DELETE FROM audit_node",
        Flaw.NODE_WRONG,
    ),
    "a missing entry": ("DELETE FROM audit_entry WHERE id = {entry}", Flaw.ENTRY_MISSING),
    "a missing entry and leaf": (
        "DELETE FROM audit_entry WHERE id = {entry}; DELETE FROM audit_leaf WHERE entry = {entry}",
        Flaw.INDEX_GAP,
    ),
    "a missing entry, with the leaves closed up": (
        "DELETE FROM audit_leaf WHERE index = 303; DELETE FROM audit_entry WHERE id = {last}",
        Flaw.ROLLED_BACK,
    ),
    "two leaves that changed places": (
        "UPDATE audit_leaf SET index = 1000 WHERE index = 301; UPDATE audit_leaf SET index = 301 WHERE index = 302;"
        " UPDATE audit_leaf SET index = 302 WHERE index = 1000",
        Flaw.ORDER,
    ),
    "two leaves that changed places, each a batch of its own": (
        "UPDATE audit_leaf SET index = 1000 WHERE index = 301; UPDATE audit_leaf SET index = 301 WHERE index = 302;"
        " UPDATE audit_leaf SET index = 302 WHERE index = 1000; UPDATE audit_leaf SET batch = index WHERE index > 299",
        Flaw.ROOT_DIFFERS,
    ),
    "an added leaf without an entry": (
        "INSERT INTO audit_leaf (index, entry, hash, batch) VALUES (304, 999999, sha256('x'), 304)",
        Flaw.ENTRY_MISSING,
    ),
    "an added entry pushed into a batch": (
        ADDED + "UPDATE audit_leaf SET batch = 300 WHERE index > 299",
        Flaw.ORDER,
    ),
    "an added entry pushed between signed ones, each a batch of its own": (
        ADDED + "UPDATE audit_leaf SET batch = index WHERE index > 299",
        Flaw.ROOT_DIFFERS,
    ),
    "a subtree's hash": ("UPDATE audit_node SET hash = sha256('x')", Flaw.NODE_WRONG),
    "an added subtree": (
        "INSERT INTO audit_node (level, index, hash) VALUES (8, 1, sha256('x'))",
        Flaw.NODE_WRONG,
    ),
    "an earlier checkpoint with another root": (
        "UPDATE audit_checkpoint SET root = sha256('x') WHERE size = 300",
        Flaw.CHECKPOINT_CHANGED,
    ),
    "a checkpoint's note edited": (
        "UPDATE audit_checkpoint SET size = 299, note = replace(note, '300', '299') WHERE size = 300",
        Flaw.CHECKPOINT_FORGED,
    ),
    "a checkpoint under another size": (
        "UPDATE audit_checkpoint SET size = 299 WHERE size = 300",
        Flaw.CHECKPOINT_CHANGED,
    ),
    "a column cut loose and changed": (
        "ALTER TABLE audit_entry ALTER COLUMN matter DROP EXPRESSION;"
        " UPDATE audit_entry SET matter = NULL WHERE id = {entry}",
        Flaw.COLUMN_LOOSE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), FRAUDS.values(), ids=FRAUDS)
def test_a_superusers_fraud_is_found_and_named(log, as_nobody_may, restored_column, statements, expected):
    entry, last = Leaf.objects.get(index=7).entry, Leaf.objects.get(index=303).entry

    as_nobody_may(statements.format(entry=entry, last=last))

    assert flaw() == expected


@pytest.fixture
def restored_column(connect_as):
    """The column `matter` as the migrations made it, whatever a test does to it."""
    question = (
        "SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a"
        " ON (a.attrelid, a.attnum) = (d.adrelid, d.adnum)"
        " WHERE a.attrelid = 'audit_entry'::regclass AND attname = 'matter' AND attgenerated = 's'"
    )
    owner = connect_as("owner", autocommit=True)
    (expression,) = owner.execute(question).fetchone()
    yield expression
    if owner.execute(question).fetchone() is None:
        owner.execute("ALTER TABLE audit_entry DROP COLUMN matter")
        owner.execute(
            f"ALTER TABLE audit_entry ADD COLUMN matter uuid GENERATED ALWAYS AS ({expression}) STORED"
        )
        owner.execute("CREATE INDEX audit_entry_matter ON audit_entry (matter, id)")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "'review.approved'"),
        ("event", "replace(event, 'review', '%')"),
        ("event", "replace(event, 'review', '______')"),
        ("event", r"replace(event, 'r', '\r')"),
        ("event", "NULL"),
        ("actor", "gen_random_uuid()"),
        ("asked_by", "gen_random_uuid()"),
        ("subject", "gen_random_uuid()"),
        ("matter", "NULL"),
        ("matter", "gen_random_uuid()"),
        ("at_us", "at_us + 1"),
    ],
)
def test_a_column_changed_with_the_catalogue_put_back_is_found(log, as_nobody_may, column, value):
    """The database refuses to set a generated column; a superuser can tell it for a moment that it is none."""
    entry = Leaf.objects.get(index=7).entry
    mark = "UPDATE pg_attribute SET attgenerated = '{}' WHERE attrelid = 'audit_entry'::regclass AND attname = '{}'"
    required = column not in {"asked_by", "matter"}

    as_nobody_may(
        mark.format("", column),
        f"ALTER TABLE audit_entry ALTER COLUMN {column} DROP NOT NULL",
        f"UPDATE audit_entry SET {column} = {value} WHERE id = {entry}",
        mark.format("s", column),
    )
    found, quick = check().fault, verify.guard()
    as_nobody_may(
        f"DELETE FROM audit_entry WHERE id = {entry}",
        f"ALTER TABLE audit_entry ALTER COLUMN {column} {'SET' if required else 'DROP'} NOT NULL",
    )

    assert (found.flaw, found.where) == (Flaw.COLUMN_CHANGED, f"index 7, entry {entry}")
    assert quick is None


def test_a_body_with_a_line_break_is_hashed_as_it_is(connect_as):
    session = connect_as("default", autocommit=True)
    record()
    session.execute(
        r"INSERT INTO audit_entry (body) SELECT replace(body, '\"v\":1', E'\n\"v\":1') FROM audit_entry"
    )
    record()
    sequence_all()

    assert check().size == 3
    assert check().sound


TIME_LINE = r"regexp_replace(note, '\n[^\n]*\n$', E'\n')"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("at = at - interval '1 day'", Flaw.CHECKPOINT_CHANGED),
        (f"note = {TIME_LINE}", Flaw.CHECKPOINT_CHANGED),
        (r"note = regexp_replace(note, '[^\n]{8}\n$', E'AAAAAAA=\n')", Flaw.CHECKPOINT_FORGED),
    ],
    ids=["another time", "no time", "a time that was not signed"],
)
def test_the_time_of_a_checkpoint_cannot_be_moved(log, as_nobody_may, change, expected):
    as_nobody_may(f"UPDATE audit_checkpoint SET {change} WHERE size = 304")

    assert flaw() == expected


@pytest.fixture
def counted_when_empty(connect_as):
    """What the server counted of the log's tables is of a moment at which all in them had been undone."""
    admin, names = connect_as("admin", autocommit=True), ("audit_entry", "audit_leaf")
    before = [
        admin.execute(
            "SELECT relname, relpages, reltuples FROM pg_class WHERE relname = %s", [name]
        ).fetchone()
        for name in names
    ]
    put = (
        "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s::text, 'relpages', %s::int, "
        "'reltuples', %s::real)"
    )
    for name in names:
        admin.execute(put, [name, 100, 0])
    yield
    for name, pages, rows in before:
        admin.execute(put, [name, pages, rows])


def test_what_waits_is_found_in_one_pass_whatever_was_counted(log, counted_when_empty):
    def plan():
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {verify.PENDING}")
            return " ".join(line for (line,) in cursor.fetchall())

    with transaction.atomic(), snapshot.Snapshot("default") as taken:
        trusting = plan()
        set_then = taken.compared("SELECT current_setting('enable_nestloop')")
        set_after = [*taken.rows("SELECT current_setting('enable_nestloop')")]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop TO off")
        compared = plan()

    assert "Nested Loop Anti Join" in trusting
    assert "Nested Loop" not in compared
    assert (set_then, set_after) == ([("off",)], [("on",)])


def test_checkpoints_from_before_times_were_signed_still_hold(log, as_nobody_may):
    as_nobody_may(f"UPDATE audit_checkpoint SET note = {TIME_LINE} WHERE size = 300")

    assert check().sound


def test_an_entry_that_was_given_a_second_place_is_found(log, as_nobody_may):
    entry = Leaf.objects.get(index=7).entry

    as_nobody_may(
        "ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_entry_key",
        "INSERT INTO audit_leaf (index, entry, hash, batch)"
        f" SELECT 304, entry, hash, 304 FROM audit_leaf WHERE entry = {entry}",
    )
    found = check().fault
    as_nobody_may(
        "DELETE FROM audit_leaf WHERE index = 304",
        "ALTER TABLE audit_leaf ADD CONSTRAINT audit_leaf_entry_key UNIQUE (entry)",
    )

    assert (found.flaw, found.where) == (Flaw.PLACED_TWICE, f"entry {entry}")


def test_two_histories_signed_for_one_size_are_found(log, as_nobody_may, tmp_path):
    """A fork: the true key has signed another root, in the log itself or for a witness."""
    signer = notes.Signer.load()
    at = Checkpoint.objects.get(size=300).at
    forked = signer.sign_at(notes.Statement(signer.verifier.name, 302, b"f" * 32).text, at)
    (tmp_path / "302.note").write_text(forked)

    elsewhere = check(witnesses=tmp_path).fault
    as_nobody_may(
        "INSERT INTO audit_checkpoint (size, root, note, key, at)"
        f" VALUES (302, decode(repeat('66', 32), 'hex'), $note${forked}$note$, '{signer.verifier.key_id.hex()}',"
        f" '{at.isoformat()}')"
    )

    assert (elsewhere.flaw, elsewhere.where) == (Flaw.WITNESS_DIFFERS, "302.note")
    assert flaw() == Flaw.ROOT_DIFFERS


def test_a_rewritten_log_signed_with_a_stolen_key_is_found_by_a_witness(log, as_nobody_may, tmp_path):
    kept = tmp_path / "304.note"
    kept.write_text(Checkpoint.objects.get(size=304).note)
    assert check(witnesses=tmp_path).witnesses == 1

    as_nobody_may(
        CHANGED_BODY.format(entry=Leaf.objects.get(index=7).entry),
        "TRUNCATE audit_leaf, audit_node, audit_checkpoint",
    )
    sequence_all()

    assert check().sound
    found = check(witnesses=tmp_path).fault
    assert (found.flaw, found.where) == (Flaw.WITNESS_DIFFERS, "304.note")


def test_a_log_rolled_back_to_an_old_backup_is_found_by_a_witness(log, as_nobody_may, tmp_path):
    (tmp_path / "304.note").write_text(Checkpoint.objects.get(size=304).note)

    as_nobody_may(
        "DELETE FROM audit_entry WHERE id IN (SELECT entry FROM audit_leaf WHERE index >= 300)",
        "DELETE FROM audit_leaf WHERE index >= 300",
        "DELETE FROM audit_checkpoint WHERE size > 300",
    )

    assert check().sound
    assert check(witnesses=tmp_path).fault.flaw == Flaw.WITNESS_AHEAD


def given_to(witness):
    """The log's own line about a copy that was left with a witness."""
    record(Event.SYNC_WITNESS_KEPT, on=row("sync.witnessreceipt"), size=304, witness=witness)


def test_a_witness_that_is_named_and_not_there_is_a_fault(log, tmp_path):
    """A disk that is not mounted: nothing was held to what it keeps."""
    found = check(witnesses=tmp_path / "unplugged").fault

    assert (found.flaw, found.where) == (Flaw.WITNESS_MISSING, "unplugged")
    (tmp_path / "a-file").write_text("")
    assert check(witnesses=tmp_path / "a-file").fault.flaw == Flaw.WITNESS_MISSING


@pytest.mark.parametrize(
    ("witness", "expected"), [(Witness.FILE, Flaw.WITNESS_MISSING), (Witness.MAIL, None)]
)
def test_a_witness_without_the_copies_that_the_log_says_it_was_given_is_a_fault(
    log, tmp_path, witness, expected
):
    assert check(witnesses=tmp_path).sound
    given_to(witness)
    (tmp_path / "1-timestamp-1.tsr").write_bytes(b"an answer")

    found = check(witnesses=tmp_path).fault

    assert (found and found.flaw) == expected
    (tmp_path / "304.note").write_text(Checkpoint.objects.get(size=304).note)
    assert check(witnesses=tmp_path).sound


def test_a_witness_with_something_else_is_said(log, tmp_path):
    (tmp_path / "304.note").write_text("not a note")

    assert check(witnesses=tmp_path).fault.flaw == Flaw.WITNESS_UNREADABLE


@pytest.mark.parametrize("name", ["304.note", "304-timestamp-1.tsr"])
def test_a_copy_that_cannot_be_read_is_a_fault_and_ends_nothing(log, tmp_path, monkeypatch, name):
    """It went away meanwhile, or its disk did: a person waits for an answer."""
    (tmp_path / name).touch()
    (tmp_path / "more.note").write_text(Checkpoint.objects.get(size=304).note)
    read = Path.read_bytes

    def gone(path):
        if path.name == name:
            raise FileNotFoundError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    monkeypatch.setattr(Path, "read_text", lambda path, encoding: gone(path).decode(encoding))

    assert check(witnesses=tmp_path).fault == verify.Fault(Flaw.WITNESS_UNREADABLE, name)


def test_a_log_that_goes_on_while_it_is_verified_is_not_called_shorter_than_its_witness(
    log, tmp_path, monkeypatch
):
    """A copy over more than the snapshot shows is left once that is taken."""
    (tmp_path / "304.note").write_text(Checkpoint.objects.get(size=304).note)
    look = guard.check

    def goes_on(snapshot):
        look(snapshot)
        record()
        sequence_all()
        (tmp_path / "later.note").write_text(Checkpoint.objects.order_by("-size").first().note)

    monkeypatch.setattr(guard, "check", goes_on)

    report = check(witnesses=tmp_path, using=roles.owner_alias())

    assert (report.fault, report.size, report.witnesses) == (None, 304, 1)


def test_a_checkpoint_signed_with_another_key_is_found(log, as_nobody_may):
    old = Checkpoint.objects.get(size=300)
    statement, _ = notes.read(old.note, notes.verifiers())
    forged = notes.Signer(statement.origin, b"f" * 32)

    as_nobody_may(
        f"UPDATE audit_checkpoint SET note = $note${forged.sign(statement.text)}$note$,"
        f" key = '{forged.verifier.key_id.hex()}' WHERE size = 300"
    )

    assert flaw() == Flaw.CHECKPOINT_FORGED


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "fraud",
    [
        "ALTER TABLE {table} DISABLE TRIGGER audit_refuse_row_change",
        "ALTER TABLE {table} ENABLE TRIGGER audit_refuse_truncate",
        "ALTER TABLE {table} ENABLE REPLICA TRIGGER audit_refuse_row_change",
    ],
)
def test_a_guard_that_is_off_is_found(connect_as, as_nobody_may, fraud, table):
    with connect_as("owner") as owner:
        owner.execute(fraud.format(table=table))

    found, quick = check().fault, verify.guard()
    as_nobody_may()

    assert found == quick
    assert found.flaw == Flaw.GUARD_OFF
    assert found.where.endswith(table)
    assert check().sound
    assert verify.guard() is None


AGAIN = "DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse_change()"
ROW = "audit_refuse_row_change"
HOLLOW = {
    "never": (ROW, AGAIN, "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (false)"),
    "not before a change": (ROW, AGAIN, "BEFORE DELETE ON {table} FOR EACH ROW"),
    "once for a statement": (ROW, AGAIN, "BEFORE UPDATE OR DELETE ON {table}"),
    "not before a removal of all": ("audit_refuse_truncate", AGAIN, "BEFORE INSERT ON {table}"),
    "another beside them, which could swallow what is written": (
        "a_swallower",
        "CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse_change()",
        "BEFORE INSERT ON {table} FOR EACH ROW",
    ),
}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", HOLLOW)
def test_a_guard_of_the_same_name_that_guards_less_is_found(connect_as, table, how):
    name, fraud, when = HOLLOW[how]
    with connect_as("owner") as owner:
        owner.execute(fraud.format(name=name, table=table, when=when.format(table=table)))
        owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    found, quick = check().fault, verify.guard()
    with connect_as("owner") as owner:
        owner.execute(f"DROP TRIGGER {name} ON {table}")
        for each in {ROW, "audit_refuse_truncate"} - {name}:
            owner.execute(f"DROP TRIGGER {each} ON {table}")
        owner.execute(triggers.guard(table))

    assert found == quick
    assert (found.flaw, found.where) == (Flaw.GUARD_OFF, f"{name} on {table}")
    assert check().sound


def test_a_guard_that_was_hollowed_out_is_found(connect_as):
    with connect_as("owner") as owner:
        (source,) = owner.execute("SELECT pg_get_functiondef('audit_refuse_change'::regproc)").fetchone()
        owner.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$"
        )

    found = check().fault
    with connect_as("owner") as owner:
        owner.execute(source)

    assert found.flaw == Flaw.GUARD_OFF
    assert check().sound


LIAR = "CREATE OR REPLACE FUNCTION pg_catalog.textlike(text, text) RETURNS boolean LANGUAGE {} AS '{}'"
BETTER = "FUNCTION pg_catalog.concat(text, text, text)"


@pytest.mark.parametrize(
    ("fraud", "mended", "where"),
    [
        (
            LIAR.format("sql IMMUTABLE STRICT", "SELECT true"),
            LIAR.format("internal IMMUTABLE STRICT", "textlike"),
            "function textlike",
        ),
        (
            f"CREATE {BETTER} RETURNS text LANGUAGE sql AS $$ SELECT $1 $$",
            f"DROP {BETTER}",
            "function concat",
        ),
        (
            "UPDATE pg_aggregate SET aggtransfn = 'boolor_statefunc' WHERE aggfnoid = 'bool_and'::regproc",
            "UPDATE pg_aggregate SET aggtransfn = 'booland_statefunc' WHERE aggfnoid = 'bool_and'::regproc",
            "aggregate bool_and(boolean)",
        ),
        (
            "UPDATE pg_type SET typoutput = 'void_out' WHERE oid = 'uuid'::regtype",
            "UPDATE pg_type SET typoutput = 'uuid_out' WHERE oid = 'uuid'::regtype",
            "type uuid",
        ),
    ],
    ids=["replaced", "one that fits better", "an aggregate of another part", "a type written otherwise"],
)
def test_a_function_of_the_servers_that_was_made_to_lie_is_found(log, as_nobody_may, fraud, mended, where):
    as_nobody_may(fraud)
    found, quick = check().fault, verify.guard()
    as_nobody_may(mended)

    assert found == quick == verify.Fault(Flaw.FUNCTION_REPLACED, where)
    assert check().sound


@pytest.mark.parametrize(
    ("fraud", "mended"),
    [
        (
            "ALTER TABLE audit_leaf ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE audit_leaf DISABLE ROW LEVEL SECURITY",
        ),
        (
            "ALTER TABLE audit_leaf RENAME TO leaf; CREATE VIEW audit_leaf AS SELECT * FROM leaf WHERE index < 300;"
            " GRANT SELECT ON audit_leaf TO PUBLIC",
            "DROP VIEW audit_leaf; ALTER TABLE leaf RENAME TO audit_leaf",
        ),
        ("CREATE TABLE more () INHERITS (audit_leaf)", "DROP TABLE more; ANALYZE audit_leaf"),
    ],
    ids=["row security", "a view", "rows of another table"],
)
def test_a_table_that_shows_other_rows_than_its_own_is_found(log, connect_as, fraud, mended):
    admin = connect_as("admin", autocommit=True)
    admin.execute(fraud)
    found, quick = check().fault, verify.guard()
    admin.execute(mended)

    assert found == quick == verify.Fault(Flaw.TABLE_VEILED, "audit_leaf")
    assert check().sound


@pytest.mark.parametrize("seed", range(4))
def test_entries_placed_in_any_order_are_read_with_their_leaves(as_nobody_may, monkeypatch, seed):
    """Whoever commits late comes later than its number: leaves and entries are read along their own keys."""
    for module, name, width in ((snapshot, "WIDTH", 8), (verify, "WIDTH", 8), (snapshot, "FURTHEST", 16)):
        monkeypatch.setattr(module, name, width)
    record(times=60)
    order = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    chance = random.Random(seed)
    for _ in range(seed * 4):
        at = chance.randrange(60)
        order.insert(min(59, at + chance.choice([1, 2, 9, 40])), order.pop(at))
    as_nobody_may(
        "INSERT INTO audit_leaf (index, entry, hash, batch)"
        " SELECT n - 1, id, sha256('\\x00'::bytea || convert_to(body, 'UTF8')), n - 1"
        f" FROM unnest(ARRAY{order}) WITH ORDINALITY o(id, n) JOIN audit_entry USING (id)"
    )
    frontier = tree.Frontier()
    bodies = dict(Entry.objects.values_list("pk", "body"))
    frontier.extend([tree.leaf_hash(bodies[number].encode()) for number in order])

    assert check() == verify.Report(size=60, root=frontier.root().hex())

    as_nobody_may(CHANGED_BODY.format(entry=order[30]))
    assert check().fault == verify.Fault(Flaw.ENTRY_CHANGED, f"index 30, entry {order[30]}")


@pytest.mark.parametrize(
    "swapped", [False, True], ids=["in the order they came", "the last before all others"]
)
def test_acts_that_were_given_an_earlier_time_are_told_with_where_they_stand(
    as_nobody_may, monkeypatch, swapped
):
    """Whoever sets the clock back leaves no fault: every hash and signature is right. The order of the log tells."""
    for module, name, width in ((snapshot, "WIDTH", 8), (verify, "WIDTH", 8), (snapshot, "FURTHEST", 16)):
        monkeypatch.setattr(module, name, width)
    record(times=10)
    with time_machine.travel(timezone.now() - dt.timedelta(days=3), tick=True):
        record(times=2)
    record(times=2)
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=4), tick=True):
        record()  # as after a transaction that took its time
    order = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
    if swapped:
        order = [order[-1], *order[:-1]]
    as_nobody_may(
        "INSERT INTO audit_leaf (index, entry, hash, batch)"
        " SELECT n - 1, id, sha256('\\x00'::bytea || convert_to(body, 'UTF8')), n - 1"
        f" FROM unnest(ARRAY{order}) WITH ORDINALITY o(id, n) JOIN audit_entry USING (id)"
    )

    report = check(patience=dt.timedelta(days=4))

    assert report.sound
    assert (report.size, report.turned_back, report.turned_back_at) == (15, 2, 11 if swapped else 10)


def test_the_command_says_where_an_earlier_time_stands(log, capsys):
    with time_machine.travel(timezone.now() - dt.timedelta(days=3), tick=True):
        record(times=2)
    sequence_all()

    call_command("audit_verify")
    said = capsys.readouterr().out
    call_command("audit_verify", "--json")

    assert (
        "2 entries say a time that is more than 5 minutes before one that stands earlier, the first at index 304"
        in said
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["sound"], found["turned_back"], found["turned_back_at"]) == (True, 2, 304)


STRANGE = "304\nRoot 00\u202e\udcff" + "x" * 230


def test_the_name_of_a_copy_makes_no_line_of_its_own_and_ends_nothing(log, tmp_path, capsys):
    """Whoever can put a file there chooses its name: 250 bytes, with line breaks, of no text at all."""
    (tmp_path / STRANGE).write_text("not a note")

    with pytest.raises(SystemExit):
        call_command("audit_verify", witnesses=str(tmp_path))

    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("FAULT: A witness's copy cannot be read")
    assert r"(304\nRoot 00\u202e\udcff" in last
    assert last.isascii()


def test_what_cannot_be_verified_with_is_said_in_a_line(log, settings):
    with pytest.raises(CommandError, match="name\\+id\\+key"):
        call_command("audit_verify", key=["nonsense"])
    settings.LOG_WITNESS_AUTHORITY_ROOTS = "/nowhere/roots.pem"
    with pytest.raises(CommandError, match="LOG_WITNESS_AUTHORITY_ROOTS"):
        call_command("audit_verify")


def test_an_entry_that_waits_too_long_is_found():
    record()

    later = timezone.now() + dt.timedelta(seconds=61)

    assert check().sound
    assert check(now=later).fault.flaw == Flaw.PENDING_TOO_LONG


@pytest.mark.parametrize(("gone", "index"), [("", 0), ("WHERE size > 300", 300)], ids=["all", "the last"])
def test_a_log_whose_checkpoints_were_taken_away_is_not_sound(log, as_nobody_may, gone, index):
    as_nobody_may(f"DELETE FROM audit_checkpoint {gone}")
    # Counted from when the log was written: it may have been for a test that ran minutes ago.
    last = max(Entry.objects.values_list("at_us", flat=True))
    made = dt.datetime.fromtimestamp(last / 1_000_000, tz=dt.UTC)

    later = made + dt.timedelta(seconds=61)

    assert check(now=made).sound
    assert check(now=later).fault == verify.Fault(Flaw.UNSIGNED, f"index {index}")
    assert check(now=later, patience=dt.timedelta(minutes=5)).sound


def test_the_command_says_so_and_exits_with_zero(log, capsys):
    call_command("audit_verify")

    said = capsys.readouterr().out
    assert "304 entries, 2 checkpoints, 0 witnesses' copies, 0 timestamps, 0 entries waiting" in said
    assert bytes(Checkpoint.objects.get(size=304).root).hex() in said


def test_the_command_verifies_with_nothing_but_a_public_key(log, settings, capsys):
    keys = [str(verifier) for verifier in notes.verifiers()]
    settings.FIRMAI_LOG_KEY_FILE = "/nonexistent"

    call_command("audit_verify", "--json", key=keys)

    assert json.loads(capsys.readouterr().out)["sound"] is True


def test_the_command_names_the_fault_and_exits_with_one(log, as_nobody_may, capsys):
    entry = Leaf.objects.get(index=7).entry
    as_nobody_may(CHANGED_BODY.format(entry=entry))

    with pytest.raises(SystemExit) as exit_:
        call_command("audit_verify", "--json")

    assert exit_.value.code == 1
    fault = json.loads(capsys.readouterr().out)["fault"]
    assert (fault["code"], fault["where"]) == ("entry_changed", f"index 7, entry {entry}")


def test_the_keys_the_command_prints_verify_the_checkpoints(log, capsys):
    call_command("log_keys")

    printed = [notes.Verifier.parse(line) for line in capsys.readouterr().out.split()]
    assert notes.read(Checkpoint.objects.get(size=304).note, printed)[0].size == 304
