"""The rights that the roles are given, and what is said of one too many."""

import pytest
from django.conf import settings
from django.core.management import call_command

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
