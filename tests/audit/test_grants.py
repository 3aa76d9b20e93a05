"""The rights that the roles are given, and what is said of one too many."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from apps.audit import roles

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def test_granting_twice_changes_nothing(connect_as, capsys):
    question = (
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    before = connect_as("owner", autocommit=True).execute(question).fetchall()

    call_command("grants")

    assert connect_as("owner", autocommit=True).execute(question).fetchall() == before
    assert roles.configured().apart
    assert "granted" in capsys.readouterr().out


def test_one_role_for_everything_is_said_and_loses_no_rights(connect_as):
    owner = settings.DATABASES["owner"]["USER"]

    sentences = roles.grant(roles.Roles(owner, owner, owner))

    assert len(sentences) == 3
    assert connect_as("owner").execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)


def test_the_application_has_no_right_over_the_log_that_it_should_not_have():
    assert roles.excess() == []


def test_a_right_too_many_is_named(connect_as):
    user = settings.DATABASES["default"]["USER"]
    with connect_as("owner") as owner:
        owner.execute(f"GRANT DELETE ON audit_leaf TO {user}; GRANT UPDATE (body) ON audit_entry TO {user}")

    try:
        found = roles.excess()
    finally:
        roles.grant(roles.configured())

    assert found == ["audit_entry: UPDATE", "audit_leaf: DELETE"]
    assert roles.excess() == []


def test_a_table_that_the_application_owns_is_named(connect_as):
    if "admin" not in settings.DATABASES:
        pytest.skip("No database superuser is configured.")
    user, owner = settings.DATABASES["default"]["USER"], settings.DATABASES["owner"]["USER"]
    session = connect_as("admin", autocommit=True)
    session.execute(f"ALTER TABLE audit_leaf OWNER TO {user}")

    try:
        found = roles.excess()
    finally:
        session.execute(f"ALTER TABLE audit_leaf OWNER TO {owner}")
        roles.grant(roles.configured())

    assert "audit_leaf: OWNER" in found
    assert roles.excess() == []


# --- production


RIGHTS = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
SAME = [
    ({"owner": "one", "default": "one", "log": "one"}, 3),
    ({"owner": "one", "default": "one", "log": "two"}, 1),
    ({"owner": "one", "default": "two", "log": "one"}, 1),
    ({"owner": "one", "default": "two", "log": "two"}, 1),
    ({"default": "one", "log": "one"}, 1),
    ({"owner": "one", "default": "two", "log": "three"}, 0),
    ({"default": "one", "log": "two"}, 0),
    ({"default": "one"}, 0),
]


@pytest.fixture
def named(monkeypatch):
    """A process that is given these roles. Nothing is connected to by them."""

    def named(users):
        given = {alias: {"USER": user} for alias, user in users.items()}
        monkeypatch.setattr(roles, "settings", SimpleNamespace(DATABASES=given))

    return named


@pytest.mark.parametrize(("users", "errors"), SAME)
def test_the_deploy_check_names_each_role_that_stands_for_two_of_those_a_process_is_given(
    settings, named, users, errors
):
    settings.ROLES_APART_REQUIRED = True
    named(users)

    found = run_checks(tags=["audit"], include_deployment_checks=True)

    assert [each.id for each in found] == ["firmai.E201"] * errors
    assert all("Production refuses this" in each.msg for each in found)


def test_where_it_is_not_required_one_role_is_let_be(named):
    named({"owner": "one", "default": "one", "log": "one"})

    assert run_checks(tags=["audit"], include_deployment_checks=True) == []


def test_production_grants_nothing_to_one_role_for_all_and_says_so(settings, monkeypatch, connect_as):
    owner = settings.DATABASES["owner"]["USER"]
    before = connect_as("owner", autocommit=True).execute(RIGHTS).fetchall()
    settings.ROLES_APART_REQUIRED = True
    monkeypatch.setattr(roles, "configured", lambda: roles.Roles(owner, owner, owner))

    with pytest.raises(CommandError, match="Production refuses this"):
        call_command("grants")

    assert connect_as("owner", autocommit=True).execute(RIGHTS).fetchall() == before


def test_production_grants_to_three(settings, capsys):
    settings.ROLES_APART_REQUIRED = True

    call_command("grants")

    assert "granted" in capsys.readouterr().out
