"""A write is a service: it takes `by`, by keyword and only by keyword, and it leaves a line in the log."""

import ast
import importlib
import inspect
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.guards.reading import HERE

SERVICES = sorted(
    ".".join(path.relative_to(HERE).with_suffix("").parts)
    for name in ("services", "gateway")
    for path in (HERE / "apps").glob(f"*/{name}.py")
    if path.parent.name != "audit"  # the log itself: what everything else is recorded by
)

A_HAND_OFF = "takes rows nobody has, for a robot; nothing has been done to them yet"
A_ROBOTS = "the whole job of a robot, which is found by its kind; the person who asked is on the row"
LOOKS = "reads and changes nothing"

SAVES = {"atomic", "save", "create", "bulk_create", "update", "bulk_update", "get_or_create", "delete"}
BY_KEYWORD = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}

# Services that do not take `by`, with the reason.
WITHOUT_BY: dict[str, str] = {
    "policy.assess": LOOKS,
    "policy.settle": "ends what `ask` began: who acts, and for whom, is in the answer",
    "policy.discard": "the same, of an answer that is no draft",
    "policy.end_lost": A_ROBOTS,
    "drafting.claim": A_HAND_OFF,
    "drafting.draft": A_ROBOTS,
    "drafting.let_go_readings": A_ROBOTS,
    "intake.claim_arrivals": A_HAND_OFF,
    "intake.claim_outdated": A_HAND_OFF,
    "intake.claim_sweeps": A_HAND_OFF,
    "intake.claim_unread": A_HAND_OFF,
    "intake.fetch": A_ROBOTS,
    "intake.read": A_ROBOTS,
    "intake.read_outdated": A_ROBOTS,
    "intake.take_hints": A_ROBOTS,
    "integrations.claim_ageing": A_HAND_OFF,
    "integrations.claim_subscriptions": A_HAND_OFF,
    "integrations.forget_posts": A_ROBOTS,
    "integrations.hear_clio": "what a vendor said is done by the robot that heard it",
    "integrations.hear_mycase": "what a vendor said is done by the robot that heard it",
    "integrations.keep_subscriptions": A_ROBOTS,
    "integrations.hear_zoom": "what a vendor said is done by the robot that heard it",
    "integrations.heard": A_ROBOTS,
    "integrations.heard_of": A_ROBOTS,
    "integrations.lapse": A_ROBOTS,
    "integrations.let_lapse": A_ROBOTS,
    "integrations.mark_broken": "what a vendor said is done by the robot that heard it",
    "integrations.refresh": A_ROBOTS,
    "keeping.list_destroyed": A_ROBOTS,
    "keeping.sweep": A_ROBOTS,
    "matters.follow_days": A_ROBOTS,
    "matters.release_departed": A_ROBOTS,
    "notices.claim_letters": A_HAND_OFF,
    "notices.gather": A_ROBOTS,
    "notices.send_letter": A_ROBOTS,
    "people.end_unused": A_ROBOTS,
    "review.claim_unasked": A_HAND_OFF,
    "review.claim_unopened": A_HAND_OFF,
    "review.collect": A_ROBOTS,
    "review.follow_deadlines": A_ROBOTS,
    "review.hand_back": A_ROBOTS,
    "review.look_up_one": A_ROBOTS,
    "review.open_drafted": A_ROBOTS,
    "review.open_review": A_ROBOTS,
    "sync.carry_checkpoints": A_ROBOTS,
    "sync.claim": A_HAND_OFF,
    "sync.claim_copies": A_HAND_OFF,
    "sync.claim_pulls": A_HAND_OFF,
    "sync.claim_read_back": A_HAND_OFF,
    "sync.claim_witnesses": A_HAND_OFF,
    "sync.carry_to_witness": A_ROBOTS,
    "sync.collect": A_ROBOTS,
    "sync.collect_lately": A_ROBOTS,
    "sync.fetch_copies": A_ROBOTS,
    "sync.open_pulls": A_ROBOTS,
    "sync.pull": A_ROBOTS,
    "sync.read_back": A_ROBOTS,
    "sync.send": A_ROBOTS,
    "sync.sweep_copies": A_ROBOTS,
}
# Services that leave no line themselves, with the reason.
WITHOUT_A_LINE: dict[str, str] = {
    "drafting.claim": A_HAND_OFF,
    "policy.assess": LOOKS,
    "intake.claim_arrivals": A_HAND_OFF,
    "intake.claim_outdated": A_HAND_OFF,
    "intake.claim_sweeps": A_HAND_OFF,
    "intake.claim_unread": A_HAND_OFF,
    "integrations.claim_ageing": A_HAND_OFF,
    "integrations.claim_subscriptions": A_HAND_OFF,
    "integrations.forget_posts": "lets go of digests of signatures, hints that were taken, and counts",
    "integrations.heard": "when a vendor last answered: what it answered to has a line of its own",
    "integrations.heard_of": "whom a vendor knows, as it said; counted in the house's own log where that is new",
    "keeping.list_destroyed": "writes what the log already says to the list beside the backups",
    "matters.follow_days": "which day is the next; what falls due on it has a line of its own",
    "notices.choose": "how a person wants to be told, which says nothing of the firm's work",
    "notices.claim_letters": A_HAND_OFF,
    "notices.gather": "makes from the log what the log already says",
    "notices.mark_all_read": "a person's own tick, which says nothing of the firm's work",
    "notices.mark_read": "a person's own tick, which says nothing of the firm's work",
    "review.attend": "that a page is open still, every few moments; time that is offered has a line of its own",
    "review.collect": "opens what waits one by one, each with its line",
    "review.follow_deadlines": "the order of a queue; the deadline that it follows has a line of its own",
    "review.claim_unasked": A_HAND_OFF,
    "review.claim_unopened": A_HAND_OFF,
    "sync.claim": A_HAND_OFF,
    "sync.claim_copies": A_HAND_OFF,
    "sync.claim_pulls": A_HAND_OFF,
    "sync.claim_read_back": A_HAND_OFF,
    "sync.claim_witnesses": A_HAND_OFF,
    "sync.open_pulls": "a pull that is due is noted; what it brings has lines of its own",
}


def offered():
    """The public functions that a services module offers, as it offers them, whichever module they are written in."""
    for module in map(importlib.import_module, SERVICES):
        app = module.__name__.rpartition(".")[0]
        for name, value in vars(module).items():
            if inspect.isroutine(value) and not name.startswith("_"):
                written_in = getattr(inspect.unwrap(value), "__module__", "")
                public = written_in == module.__name__ or name in getattr(module, "__all__", ())
                if public and written_in.startswith(app + "."):
                    yield f"{app.removeprefix('apps.')}.{name}", value


ALL = {name: inspect.unwrap(value) for name, value in offered()}


def reached(function):
    """The function and every function of ours that it calls, directly or not."""
    seen, waiting = set(), [function]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += calls(current)
    return seen


def records(function):
    """Whether the function calls audit.record, itself or through functions of ours that it calls."""
    return any(each.__module__ == "apps.audit.recording" for each in reached(function))


def writes(function):
    """Whether it looks like a write: it says who acts, holds a transaction, or saves something somewhere."""
    return "by" in inspect.signature(function).parameters or any(
        isinstance(node, ast.Attribute) and node.attr in SAVES
        for each in reached(function)
        if not each.__module__.startswith("apps.core.")  # ciphers, which update digests and save nothing
        for node in ast.walk(tree_of(each))
    )


@cache
def tree_of(function):
    """What is written in the function; nothing for one that a decorator made, such as a dataclass's own methods."""
    code = function.__code__
    written = _written_in(code.co_filename).get((code.co_firstlineno, code.co_name), [])
    return ast.Module(body=written, type_ignores=[])


@cache
def _written_in(file):
    """Every function of a file, by its first line, which may be a decorator's, and its name."""
    found = defaultdict(list)
    if Path(file).is_file():
        for each in ast.walk(ast.parse(Path(file).read_text("utf-8"))):
            if isinstance(each, ast.FunctionDef):
                found[min(part.lineno for part in [each, *each.decorator_list]), each.name].append(each)
            elif isinstance(each, ast.Lambda):
                found[each.lineno, "<lambda>"].append(each)
    return found


def within(tree):
    for each in tree.body:
        for part in getattr(each, "body", ()) if isinstance(each, ast.FunctionDef) else [each]:
            yield from ast.walk(part)


@cache
def calls(function):
    """The functions of ours, methods included, that a function calls by a name that leads to them. Not what decorates
    it: that a refusal would be on record says nothing of the act."""
    found = []
    for node in within(tree_of(function)):
        if isinstance(node, ast.Call):
            called = named_by(node.func, function.__globals__)
            if inspect.isclass(called) and called.__module__.startswith("apps."):
                found += [inspect.unwrap(value) for value in vars(called).values() if ours(value)]
            elif inspect.isroutine(called) and ours(inspect.unwrap(called)):
                found.append(inspect.unwrap(called))
    return found


def named_by(node, names):
    """What a name, or a name with attributes, stands for among a module's globals."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(named_by(node.value, names), node.attr, None)
    return None


def ours(function):
    return inspect.isfunction(function) and function.__module__.startswith("apps.")


@pytest.fixture(scope="module")
def writes_by_name():
    """The services that look like a write. Found out by the one process that runs these tests."""
    return {name: function for name, function in ALL.items() if writes(function)}


def says_who(function):
    """Whether it takes `by`, and everything else too, by keyword and only so."""
    parameters = inspect.signature(function).parameters
    return "by" in parameters and {each.kind for each in parameters.values()} <= BY_KEYWORD


def test_there_are_services_to_look_at(writes_by_name):
    assert {"people.add_person", "matters.open_matter", "policy.ask", "sync.send"} <= set(writes_by_name)


def test_a_service_says_who_by_keyword_only(writes_by_name):
    assert {name for name, each in writes_by_name.items() if not says_who(each)} <= set(WITHOUT_BY)
    assert {name for name in WITHOUT_BY if "by" in inspect.signature(ALL[name]).parameters} == set()


def test_a_service_leaves_a_line_in_the_log(writes_by_name):
    looked_at = {*writes_by_name, *WITHOUT_A_LINE}
    assert {name for name in looked_at if not records(ALL[name])} == set(WITHOUT_A_LINE)


def test_nothing_is_excused_that_has_gone():
    assert {*WITHOUT_BY, *WITHOUT_A_LINE} <= set(ALL)
