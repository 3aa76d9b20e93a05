"""What is refused stays on record: no service that keeps its refusals is a part of another transaction."""

import ast
import importlib
import inspect
import pkgutil

import pytest
from django.conf import settings
from django.db import transaction

import apps
from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.people import services as people
from apps.people.models import Robot, RoleCode, RoleGrant, User
from tests import factories
from tests.guards.test_services import named_by, ours, reached, tree_of

KEPT = people.add_person.__code__
"""What `people.refusals.recording` makes of a service, whichever it is."""

APART = {
    "apps.intake.confirming.open_picture": "asks first, and begins its own transaction afterwards",
}


def functions():
    """Every function and method that the apps have, as their modules offer it."""
    for found in pkgutil.walk_packages(apps.__path__, "apps."):
        if ".migrations" not in found.name:
            for each in vars(importlib.import_module(found.name)).values():
                if getattr(each, "__module__", "") == found.name:
                    yield from filter(
                        inspect.isfunction, vars(each).values() if inspect.isclass(each) else [each]
                    )


def keeps(function):
    return function.__code__ is KEPT


def holds_a_transaction(function):
    nodes = ast.walk(tree_of(inspect.unwrap(function)))
    return any(isinstance(node, ast.Attribute) and node.attr == "atomic" for node in nodes)


def calls_one_that_keeps(function):
    for each in reached(inspect.unwrap(function)):
        for node in ast.walk(tree_of(each)):
            called = named_by(node.func, each.__globals__) if isinstance(node, ast.Call) else None
            if inspect.isfunction(called) and ours(called) and keeps(called):
                return True
    return False


def test_nothing_puts_a_service_that_keeps_its_refusals_into_a_transaction():
    every = list(functions())
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
