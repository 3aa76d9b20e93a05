"""What is refused is on record and stays there.

Every service that says who acts keeps what it refuses, or is named here with the reason; and none that keeps it is a
part of another transaction, which would take the record away with itself.
"""

import ast
import importlib
import inspect
import pkgutil
from functools import cache

import pytest
from django.conf import settings
from django.db import transaction

import apps
from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.people import services as people
from apps.people.models import Robot, RoleCode, RoleGrant, User
from apps.people.refusals import REFUSED
from tests import factories
from tests.guards.test_services import named_by, offered, ours, reached, tree_of

KEPT = people.add_person.__code__
"""What `people.refusals.recording` makes of a service, whichever it is."""

APART = {
    "apps.intake.confirming.open_picture": "asks first, and begins its own transaction afterwards",
    "apps.integrations.pairings.reach_zoom": "the same",
}

# Services that do not keep what they refuse in one act of theirs, each with the reason. Plain bad input is no refusal,
# whichever service it is given to: `people.refusals.REFUSED` says why.
ASKS_FIRST: dict[str, str] = {
    "drafting.let_stand": "whether it is in preview; the gate's own act keeps the rest",
    "drafting.replace": "the same",
    "drafting.take_back": "the same",
    "intake.open_picture": "draws the page afterwards, without a transaction",
    "intake.receive": "a file that cannot be taken is on record in another way; one that is here already is no refusal",
    "integrations.arrive": "asks the vendor; an answer that is not taken has an event of its own",
    "integrations.check": "asks the vendor",
    "integrations.confirm": "an account that was not meant has an event of its own, and stays",
    "integrations.depart": "a vendor that nobody set up here is no refusal",
    "integrations.drop": "tells the vendor",
    "integrations.end": "tells the vendor",
    "integrations.reach_zoom": "asks the vendor; an answer that is not taken has an event of its own",
    "review.insert_statement": "puts the text together, and saves it as any edit is saved",
    "review.look_up": "asks CanLII",
    "review.take_back": "reads the document, and saves it as any edit is saved",
    "sync.fetch_paper": "asks the vendor",
    "sync.look": "asks the vendor",
    "sync.pull_documents": "asks the vendor",
    "sync.pull_matters": "asks the vendor",
}
A_PART = "a part of acts that keep what is refused of them"
A_ROBOTS = "the house's own rounds, in which nobody tries anything: what stops them is listed, or tried again"
NO_PAGE_LEADS_TO: dict[str, str] = {
    "drafting.add_version": A_PART,
    "drafting.open_revision": A_PART,
    "intake.announce": A_ROBOTS,
    "intake.end_copy": A_ROBOTS,
    "intake.sweep": A_ROBOTS,
    "intake.wipe": A_PART,
    "integrations.connect": A_PART,
    "keeping.let_lapse": A_ROBOTS,
    "matters.add_client": f"{A_PART}; and {A_ROBOTS}",
    "matters.add_to_party": A_ROBOTS,
    "matters.bring_matter": A_ROBOTS,
    "matters.bring_party": A_ROBOTS,
    "matters.end_deadlines": A_ROBOTS,
    "matters.keep_apart": A_ROBOTS,
    "matters.let_deadline_go": A_PART,
    "matters.note_deadlines": A_ROBOTS,
    "policy.ask": "the gate: its answer, yes or no, is a row and an entry before anything is raised",
    "policy.give_up": f"{A_PART}; and {A_ROBOTS}",
}
AT_A_TERMINAL = "whoever holds the server runs it and reads there why not; what it does is on record"
A_COMMAND: dict[str, str] = {
    "keeping.make_backup": AT_A_TERMINAL,
    "keeping.remove_expired": AT_A_TERMINAL,
    "keeping.rewrap": AT_A_TERMINAL,
    "sync.begin_witness_folder": AT_A_TERMINAL,
}
REFUSES_NOTHING: dict[str, str] = {"notices.mark_all_read": "a person's own ticks, all of them"}


@cache
def functions():
    """Every function and method that the apps have, as their modules offer it."""
    offered_by = (
        (found.name, each)
        for found in pkgutil.walk_packages(apps.__path__, "apps.")
        if ".migrations" not in found.name
        for each in vars(importlib.import_module(found.name)).values()
    )
    own = (each for module, each in offered_by if getattr(each, "__module__", "") == module)
    parts = (vars(each).values() if inspect.isclass(each) else [each] for each in own)
    return [each for some in parts for each in some if inspect.isfunction(each)]


def keeps(function):
    return function.__code__ is KEPT


def holds_a_transaction(function):
    nodes = ast.walk(tree_of(inspect.unwrap(function)))
    return any(isinstance(node, ast.Attribute) and node.attr == "atomic" for node in nodes)


@cache
def called_by(function):
    """What it calls of ours by a name that leads to it, as modules offer it."""
    nodes = (node for node in ast.walk(tree_of(function)) if isinstance(node, ast.Call))
    named = (named_by(node.func, function.__globals__) for node in nodes)
    return {each for each in named if inspect.isfunction(each) and ours(each)}


def calls_one_that_keeps(function):
    return any(keeps(each) for part in reached(inspect.unwrap(function)) for each in called_by(part))


def named(function):
    return f"{function.__module__}.{function.__qualname__}"


def callers():
    """For each function of ours, those that call it by a name that leads to it."""
    found = {}
    for each in functions():
        for called in called_by(inspect.unwrap(each)):
            found.setdefault(called, set()).add(each)
    return found


def leads_to_it(function, by):
    """Whatever calls it, directly or not, without a service in between that keeps what is refused."""
    seen, waiting = set(), [function]
    while waiting:
        for each in by.get(waiting.pop(), ()):
            if each not in seen and not keeps(each):
                seen.add(each)
                waiting.append(each)
    return {each.__module__.partition(".")[2].partition(".")[2] for each in seen}


def is_a_page(module):
    return module.endswith(("views", "pages")) or module.startswith("management.")


def refuses(function):
    """What it raises of what counts as a refusal, itself or through functions of ours that it calls."""
    for each in reached(function):
        for node in ast.walk(tree_of(each)):
            if isinstance(node, ast.Raise) and node.exc is not None:
                raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
                kind = named_by(raised, each.__globals__)
                if inspect.isclass(kind) and issubclass(kind, REFUSED):
                    yield kind


def test_a_service_that_says_who_acts_keeps_what_it_refuses_or_is_named_with_the_reason():
    services = dict(offered())
    said = {name for name, each in services.items() if "by" in inspect.signature(each).parameters}

    assert len(said) > 150
    assert {name for name in said if not keeps(services[name])} == {
        *ASKS_FIRST,
        *NO_PAGE_LEADS_TO,
        *A_COMMAND,
        *REFUSES_NOTHING,
    }


def test_what_is_named_is_as_it_is_said_to_be():
    services, by = dict(offered()), callers()

    assert [name for name in ASKS_FIRST if not calls_one_that_keeps(services[name])] == []
    assert {
        name: pages
        for name in NO_PAGE_LEADS_TO
        if (pages := {each for each in leads_to_it(services[name], by) if is_a_page(each)})
    } == {}
    assert all(
        {each for each in leads_to_it(services[name], by) if is_a_page(each)}
        <= {"management.commands.backup", "management.commands.rewrap", "management.commands.witness"}
        for name in A_COMMAND
    )
    assert [name for name in REFUSES_NOTHING if list(refuses(services[name]))] == []


def test_whoever_keeps_refusals_keeps_each_kind_of_them():
    kept = [each for each in functions() if keeps(each)]

    assert [
        named(each)
        for each in kept
        if set(REFUSED) - set(inspect.getclosurevars(each).nonlocals["refused_by"])
    ] == []


def test_nothing_puts_a_service_that_keeps_its_refusals_into_a_transaction():
    every = functions()
    kept = [each for each in every if keeps(each)]
    around = [each for each in every if not keeps(each) and holds_a_transaction(each)]

    found = {f"{each.__module__}.{each.__qualname__}" for each in around if calls_one_that_keeps(each)}

    assert len(kept) > 100
    assert len(around) > 100
    assert found == set(APART)
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db(transaction=True)
def test_such_a_service_begins_in_no_other_transaction():
    admin = factories.administrator()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        people.grant_role(user=factories.person(), role=RoleCode.CLERK, by=admin)

    assert RoleGrant.objects.filter(role=RoleCode.CLERK).count() == 0


@pytest.mark.django_db(transaction=True)
def test_such_a_service_may_be_a_part_of_another_whose_refusal_is_kept_for_both():
    admin, other = factories.administrator(), factories.person("clerk")

    with pytest.raises(NotAllowed, match="has an administrator"):
        people.make_administrator(
            user=other,
            email="",
            full_name="",
            password=None,
            language="en",
            by=User.for_robot(Robot.OPERATOR),
        )

    refused = Entry.objects.get(event="people.refused")
    assert (refused.facts["attempted"], refused.facts["reasons"]) == (
        "make_administrator",
        ["not_administrator"],
    )
    assert admin.is_administrator
