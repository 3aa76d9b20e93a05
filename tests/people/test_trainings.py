"""Who completed the firm's training on AI, as supervision has to be able to show it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.people import services
from apps.people.models import Robot, RoleCode, Training, User
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)
MAY = (RoleCode.PARTNER, RoleCode.ADMINISTRATOR)


@pytest.fixture
def partner():
    return factories.person("partner")


@pytest.fixture
def lawyer():
    return factories.person("lawyer", name="Judith Okafor")


def last_entry():
    return Entry.objects.order_by("id").last()


def browser(user):
    made = Client()
    made.force_login(user)
    return made


@pytest.mark.parametrize("role", MAY)
def test_a_partner_or_an_administrator_records_that_somebody_was_trained(role, lawyer):
    by = factories.person(role)

    training = services.record_training(user=lawyer, completed_on=DAY, by=by)

    assert (training.user, training.completed_on, training.recorded_by) == (lawyer, DAY, by)
    entry = last_entry()
    assert (entry.event, entry.actor, entry.subject) == ("people.training_recorded", by.pk, training.pk)
    assert entry.facts["user"] == str(lawyer.pk)
    begins = timezone.make_aware(dt.datetime.combine(DAY, dt.time()))
    assert entry.facts["day"] == int(begins.timestamp()) * 1_000_000


@pytest.mark.parametrize("role", ["", *(each for each in RoleCode if each not in MAY)])
def test_nobody_else_does_and_the_attempt_is_on_record(role, lawyer):
    by = factories.person(role)

    with pytest.raises(NotAllowed, match="Only a partner or an administrator"):
        services.record_training(user=lawyer, completed_on=DAY, by=by)

    assert not Training.objects.exists()
    entry = last_entry()
    assert (entry.event, entry.subject) == ("people.refused", lawyer.pk)
    assert entry.facts == {"attempted": "record_training", "reasons": ["may_not_record_training"]}


def test_ones_own_only_where_nobody_else_could(partner):
    other = factories.person("partner")
    others = User.objects.people().exclude(pk=partner.pk)
    others.update(is_active=False)
    services.record_training(user=partner, completed_on=DAY, by=partner)
    others.filter(pk=other.pk).update(is_active=True)

    with pytest.raises(NotAllowed, match="Somebody else records your training"):
        services.record_training(user=partner, completed_on=DAY + dt.timedelta(days=1), by=partner)

    assert Training.objects.get().completed_on == DAY
    assert last_entry().facts["reasons"] == ["own_training"]


def test_a_robot_is_not_trained(partner):
    with pytest.raises(NotAllowed, match="not a person"):
        services.record_training(user=User.for_robot(Robot.SYNC), completed_on=DAY, by=partner)

    assert not Training.objects.exists()


def test_a_day_that_has_not_come_and_a_day_on_record_are_not_taken(partner, lawyer):
    services.record_training(user=lawyer, completed_on=DAY, by=partner)

    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(BadInput, match="today or earlier"):
        services.record_training(user=lawyer, completed_on=tomorrow, by=partner)
    with pytest.raises(Conflict, match="on record already"):
        services.record_training(user=lawyer, completed_on=DAY, by=partner)

    assert Training.objects.get().completed_on == DAY
    assert last_entry().facts["reasons"] == ["conflict"]


def test_what_was_recorded_by_mistake_is_withdrawn_once_and_stays_as_such(partner, lawyer):
    training = services.record_training(user=lawyer, completed_on=DAY, by=partner)

    services.withdraw_training(training=training, by=partner)

    assert list(lawyer.trainings.standing()) == []
    assert lawyer.trainings.get().withdrawn_by == partner
    assert (last_entry().event, last_entry().facts["user"]) == ("people.training_withdrawn", str(lawyer.pk))
    with pytest.raises(WrongState, match="withdrawn already"):
        services.withdraw_training(training=training, by=partner)
    assert last_entry().facts == {"attempted": "withdraw_training", "reasons": ["wrong_state"]}
    services.record_training(user=lawyer, completed_on=DAY, by=partner)
    with pytest.raises(NotAllowed):
        services.withdraw_training(training=lawyer.trainings.standing().get(), by=lawyer)
    assert lawyer.trainings.standing().count() == 1


LATER = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("constraint", "withdrawn", "by_somebody"),
    [
        ("a_training_is_on_record_once", None, False),
        ("whoever_withdrew_a_training_is_named", LATER, False),
        ("a_training_is_withdrawn_after_it_was_recorded", -LATER, True),
    ],
)
def test_the_database_holds_it_too(partner, lawyer, constraint, withdrawn, by_somebody):
    services.record_training(user=lawyer, completed_on=DAY, by=partner)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Training.objects.create(
            user=lawyer,
            completed_on=DAY,
            recorded_by=partner,
            withdrawn_at=withdrawn and timezone.now() + withdrawn,
            withdrawn_by=partner if by_somebody else None,
        )


def test_it_is_recorded_and_withdrawn_on_the_persons_page_and_read_on_their_own(partner, lawyer):
    visitor, page = browser(partner), reverse("people:person", args=[lawyer.pk])
    assert "No training on record." in visitor.get(page).content.decode()

    visitor.post(reverse("people:record_training", args=[lawyer.pk]), {"completed_on": "2026-03-04"})

    shown = date_format(DAY, "DATE_FORMAT")
    assert f"<strong>{shown}</strong>" in visitor.get(page).content.decode()
    own = browser(lawyer)
    assert f"training on AI on {shown}" in own.get(reverse("people:me")).content.decode()
    training = lawyer.trainings.get()
    visitor.post(reverse("people:withdraw_training", args=[lawyer.pk, training.pk]))
    assert "No training on record." in visitor.get(page).content.decode()
    assert "No training of yours" in own.get(reverse("people:me")).content.decode()


def test_who_does_not_see_people_finds_neither_the_form_nor_the_act(partner, lawyer):
    training = services.record_training(user=lawyer, completed_on=DAY, by=partner)
    for visitor in (browser(lawyer), browser(factories.person("auditor"))):
        record = reverse("people:record_training", args=[lawyer.pk])
        assert visitor.get(record).status_code == 404
        assert visitor.post(record, {"completed_on": "2026-03-05"}).status_code == 404
        withdraw = reverse("people:withdraw_training", args=[lawyer.pk, training.pk])
        assert visitor.post(withdraw).status_code == 404

    assert lawyer.trainings.standing().get() == training
