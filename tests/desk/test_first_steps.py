"""What stands on a desk before any work can be done."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.desk import first_steps
from apps.integrations.models import Connection, ConnectionState
from apps.notices.models import NoticeKind, Notification
from apps.people.models import User
from apps.policy import services as policy
from tests import factories
from tests.drafting import factories as drafting
from tests.integrations import accounts

pytestmark = pytest.mark.django_db


def steps(user):
    return [(item.title, item.url) for item in first_steps.waiting(user)]


def test_the_policy_stands_on_the_desk_of_whoever_works_on_matters_until_they_accept_it():
    partner, lawyer, auditor = (factories.person(role) for role in ("partner", "lawyer", "auditor"))
    drafting.arrangement(partner)
    assert steps(lawyer) == []
    assert steps(partner) == [("The firm's AI policy", reverse("policy:publish"))]
    published = policy.publish_policy(text="Check.", text_fr="Vérifiez.", after=0, by=partner)

    assert steps(lawyer) == [("The firm's AI policy", reverse("policy:ai_policy"))]
    assert steps(auditor) == []
    policy.acknowledge(policy=published, by=lawyer)
    assert steps(lawyer) == []
    policy.publish_policy(text="Check twice.", text_fr="Vérifiez deux fois.", after=1, by=partner)
    assert steps(lawyer) == [("The firm's AI policy", reverse("policy:ai_policy"))]


def test_who_looks_after_the_house_is_asked_for_a_partner_and_for_a_connection_that_broke():
    accounts.clio(accounts.fresh())
    administrator, partner = factories.administrator(), factories.person("partner")
    vendor = ("The arrangement with Claude's vendor", reverse("policy:arrangement"))
    assert steps(administrator) == steps(partner)[:1] == [vendor]
    drafting.arrangement(partner)
    assert steps(administrator) == []

    Connection.objects.update(state=ConnectionState.BROKEN, trouble="revoked")
    User.objects.filter(grants__role="partner").update(is_active=False)

    (broken,) = Connection.objects.all()
    page = reverse("integrations:detail", args=[broken.pk])
    assert steps(administrator) == [("The first partner", reverse("people:list")), ("Clio", page)]


def test_the_desk_tells_what_came_of_things_and_leaves_out_what_stands_on_it_anyway():
    lawyer, browser = factories.person("lawyer"), Client()
    browser.force_login(lawyer)
    matter = factories.matter(responsible=lawyer)
    for entry, kind in enumerate([NoticeKind.DRAFT_READY, NoticeKind.DELIVERED]):
        Notification.objects.create(user=lawyer, kind=kind, matter=matter, subject=matter.pk, entry=-entry)

    desk = browser.get("/").content.decode()

    assert str(NoticeKind.DELIVERED.label) in desk
    assert str(NoticeKind.DRAFT_READY.label) not in desk
