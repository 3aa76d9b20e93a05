"""The controls of what may cross: green only for what somebody saw."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from apps.desk import posture
from apps.integrations.claude import connect
from apps.people.models import Robot, User
from apps.policy import reconciled, watching
from apps.policy.models import Hop, Surface, WorkspaceCheck
from apps.policy.observed import Trigger
from sandbox import wsgi
from tests.factories import person
from tests.policy import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox():
    made = wsgi.reset()
    connect.forget()
    yield made
    wsgi.reset()


@pytest.fixture
def terms(db):
    return factories.terms(by=person("partner"))


def look():
    return watching.check_workspace(trigger=Trigger.HAND, by=User.for_robot(Robot.OPERATOR))


def seen(code):
    [control] = posture.look(code)
    return control.status.value, control.word


def test_retention_that_nobody_watches_is_by_agreement_and_never_green(sandbox, terms):
    never = seen("retention")
    sandbox.claude.configure(feed_enabled=False)
    look()

    assert never == seen("retention") == ("warn", "by agreement")


def test_retention_is_green_only_while_the_feed_was_read_lately_and_shows_it_off(sandbox, terms):
    look()
    fresh = seen("retention")
    WorkspaceCheck.objects.update(at=timezone.now() - dt.timedelta(hours=27))
    late = seen("retention")
    sandbox.claude.set_retention(enabled=True)
    look()

    assert fresh == ("ok", "observed")
    assert late == ("warn", "not looked at lately")
    assert seen("retention") == ("fail", "switched on")


def test_a_feed_that_began_later_is_not_green_either(sandbox, terms):
    sandbox.claude.configure(feed_shows_making=False)
    check = look()

    assert seen("retention") == (
        "warn",
        f"observed since {date_format(timezone.localdate(check.watched_since), 'DATE_FORMAT')}",
    )


def test_a_workspace_nobody_looked_at_is_grey_and_one_found_wrong_is_red(sandbox, terms):
    before = seen("workspace")
    sandbox.claude.set_residency(default_inference_geo="global", allowed_inference_geos="unrestricted")
    look()

    assert before == ("unknown", "never looked at")
    assert seen("workspace") == ("fail", "not as required")


def test_exports_that_the_vendor_does_not_tell_of_are_not_green(sandbox, terms):
    sandbox.faults.set("claude", "telemetry.list", 403)
    look()

    assert seen("workspace") == ("warn", "exports not seen")


def test_a_look_that_failed_is_no_green(sandbox, terms):
    look()
    sandbox.claude.configure(admin_key="another")
    look()

    assert seen("workspace") == ("warn", "could not look")


def test_usage_is_grey_until_compared_and_green_where_it_agrees(sandbox, terms):
    before = seen("usage")
    starts, ends = reconciled.last_days(1, now=timezone.now())
    watching.reconcile(starts=starts, ends=ends, trigger=Trigger.HAND, by=User.for_robot(Robot.OPERATOR))

    assert before == ("unknown", "never compared")
    assert seen("usage") == ("ok", "agrees")


def test_days_that_were_never_compared_are_named(sandbox, terms):
    now = timezone.now()
    for days in (9, 1):
        starts, ends = reconciled.last_days(1, now=now - dt.timedelta(days=days - 1))
        watching.reconcile(starts=starts, ends=ends, trigger=Trigger.HAND, by=User.for_robot(Robot.OPERATOR))
    [control] = posture.look("usage")

    first, last = ((now - dt.timedelta(minutes=10, days=days)).date() for days in (8, 2))
    assert (control.status.value, control.word) == ("warn", "days missing")
    assert f"{date_format(first, 'DATE_FORMAT')} to {date_format(last, 'DATE_FORMAT')}" in control.evidence


def test_a_report_not_read_for_days_is_not_green(sandbox, terms):
    starts, ends = reconciled.last_days(1, now=timezone.now() - dt.timedelta(days=3))
    watching.reconcile(starts=starts, ends=ends, trigger=Trigger.TIMER, by=User.for_robot(Robot.OPERATOR))

    assert seen("usage") == ("warn", "days missing")


def test_a_house_of_which_nobody_knows_where_it_is_fails(terms):
    Hop.objects.filter(code="host").update(region="unknown")

    assert seen("path") == ("fail", "in doubt")


def test_a_register_read_long_ago_warns(terms):
    assert seen("surfaces") == ("ok", "read lately")
    Surface.objects.filter(code="files").update(checked_on=timezone.localdate() - dt.timedelta(days=91))

    assert seen("surfaces") == ("warn", "read long ago")
