"""An office is added by the holder of the server: without one no matter can be opened."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Entry
from apps.matters.models import Office
from apps.people.models import Robot, User

pytestmark = pytest.mark.django_db


def add(*given):
    said = io.StringIO()
    call_command("add_office", *given, stdout=said)
    return said.getvalue()


def test_an_office_is_added_at_the_command_line_by_the_operator():
    assert add("Ottawa", "ON", "America/Toronto") == "Ottawa is an office of the firm.\n"

    office = Office.objects.get(name="Ottawa")
    assert (office.province, office.time_zone) == ("ON", "America/Toronto")
    entry = Entry.objects.get(event="matters.office_added")
    assert (entry.actor, entry.subject) == (User.for_robot(Robot.OPERATOR).pk, office.pk)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("Ottawa", "ON", "America/Toronto"), "has an office of this name"),
        (("Hull", "QC", "America/Hull"), "not a time zone"),
        (("", "QC", "America/Toronto"), "."),
    ],
)
def test_the_command_says_what_it_cannot_do(given, says):
    add("Ottawa", "ON", "America/Toronto")

    with pytest.raises(CommandError, match=says):
        add(*given)

    assert [office.name for office in Office.objects.all()] == ["Ottawa"]
