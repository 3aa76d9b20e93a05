"""People of tests are, row for row and entry for entry, the people that the services make."""

import datetime as dt
import json

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.utils import timezone

from apps.audit.models import Entry
from apps.people import services
from apps.people.models import Licence, LicenceClass, Regulator, RoleCode, RoleGrant, Scope, User
from tests import factories
from tests.database import held

pytestmark = pytest.mark.django_db
LICENSED = {
    RoleCode.PARTNER: LicenceClass.LAWYER,
    RoleCode.LAWYER: LicenceClass.LAWYER,
    RoleCode.PARALEGAL: LicenceClass.PARALEGAL,
}
NUMBER = "A-1"


@pytest.fixture(autouse=True)
def _no_time_passes():
    with time_machine.travel(dt.datetime(2126, 3, 2, 15, tzinfo=dt.UTC), tick=False):
        yield


def by_the_services(role, *, by, password=None):
    """A person of that role who speaks French, as an administrator makes one."""
    user = services.add_person(
        email="made@firm.example", full_name="Judith Okafor", by=by, language="fr", password=password
    )
    if role:
        until = timezone.now() + dt.timedelta(days=90) if role == RoleCode.AUDITOR else None
        services.grant_role(user=user, role=role, by=by, until=until)
    if role in LICENSED:
        services.record_licence(
            user=user,
            licence_class=LICENSED[role],
            regulator=Regulator.LSO,
            number=NUMBER,
            scope=list(Scope) if role == RoleCode.PARALEGAL else [],
            since=dt.date(2015, 1, 5),
            by=by,
        )
    return user


def written(user, after):
    """Every row about this person and every entry after that one, but for ids, the address, the licence's number and
    what is random: the password and the entries' nonces."""
    found = {
        model: list(model.objects.filter(**{"pk" if model is User else "user": user.pk}))
        for model in (User, EmailAddress, RoleGrant, Licence)
    }
    entries = [
        json.loads(body)
        for body in Entry.objects.filter(pk__gt=after).order_by("pk").values_list("body", flat=True)
    ]
    assert len({entry.pop("nonce") for entry in entries}) == len(entries)
    told = json.dumps(entries, sort_keys=True)
    rows = {
        model: [
            {
                field.attname: getattr(row, field.attname)
                for field in model._meta.concrete_fields
                if field.name not in {"id", "email", "user", "number", "password"}
            }
            for row in each
        ]
        for model, each in found.items()
    }
    for model, each in found.items():
        for row in each:
            told = told.replace(f'"{row.pk}"', f'"{model.__name__}"')
    return rows, told


def newest():
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.mark.parametrize("role", ["", *RoleCode], ids=lambda role: role or "no role")
def test_a_person_is_what_the_services_make(role):
    by = factories.administrator()
    first = newest()
    theirs = written(by_the_services(role, by=by), first)
    second = newest()

    ours = written(factories.person(role, name="Judith Okafor", language="fr"), second)

    assert ours == theirs
    assert ours[1].count('"event": "people.') == 1 + bool(role) + (role in LICENSED)


def test_the_first_administrator_is_what_the_services_make():
    with held():
        user = services.add_person(email="admin@firm.example", full_name="Ivan Petrenko", by=None)
        services.grant_role(user=user, role=RoleCode.ADMINISTRATOR, by=None)
        theirs = written(user, 0)
        transaction.set_rollback(True)
    between = newest()

    made = factories.administrator()

    assert written(made, between) == theirs
    assert factories.administrator() == made


def test_a_person_with_a_password_signs_in_with_it_and_one_without_does_not():
    open_, closed = factories.person("lawyer", password="harbour-lantern-quill"), factories.person("lawyer")

    assert open_.check_password("harbour-lantern-quill")
    assert open_.has_usable_password()
    assert not closed.has_usable_password()


def test_a_licence_may_be_held_without_a_deciding_role_and_left_out_with_one():
    clerk, lawyer = factories.person("clerk", licence=True), factories.person("lawyer", licence=False)

    assert [each.licence_class for each in clerk.licences.all()] == [LicenceClass.LAWYER]
    assert not lawyer.licences.exists()


def test_whoever_is_signed_in_at_once_is_signed_in_as_by_django():
    made = []
    for begun in (False, True):
        user, client = factories.person(password="correct horse battery"), Client()
        if begun:  # where there is a session, Django goes on with its own way
            client.session.save()
        client.force_login(user)
        held = client.session
        assert held.pop("_auth_user_id") == str(user.pk)
        assert held.pop("_auth_user_hash") == user.get_session_auth_hash()
        assert client.get("/").status_code == 200
        made.append((dict(held), held.ends_at, User.objects.get(pk=user.pk).last_login))

    assert made[0] == made[1]
    assert made[0][2] == timezone.now()
