"""What is looked at and said while a database is made ready, by the installed environment."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from demo.people import PEOPLE
from scripts import prepare
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def test_a_firms_own_database_is_not_made_ready_for_the_demonstration():
    call_command("check", databases=["owner"])
    somebody = factories.person("partner")

    with pytest.raises(SystemCheckError, match="DATABASE_URL names is a firm's own"):
        call_command("check", databases=["owner"])

    call_command("check")
    somebody.email = PEOPLE[0].email
    somebody.save(update_fields=["email"])
    call_command("check", databases=["owner"])


def test_a_database_is_told_from_another_by_when_its_tables_were_begun():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT min(applied) FROM django_migrations")
        (first,) = cursor.fetchone()

    assert prepare.begun() == first.isoformat()
