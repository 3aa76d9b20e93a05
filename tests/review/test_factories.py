"""What a person of tests answers is, row for row and entry for entry, what the services write."""

import datetime as dt
import json

import pytest
import time_machine

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.matters import keys
from apps.review.models import Authority, AuthorityFinding, ChecklistAnswer
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db
CITES = "We rely on R v Jordan, 2016 SCC 27, at para 5, and on the Wills Act.\n\nYours truly"


@pytest.fixture(autouse=True)
def _no_time_passes():
    with time_machine.travel(dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC), tick=False):
        yield


def written(task, act):
    """The rows and entries of that act, but for ids, nonces and what is sealed under keys of its own matter."""
    after, shown = Entry.objects.order_by("pk").last().pk, r.version(task)
    act(task, task.responsible)
    found = AuthorityFinding.objects.filter(version=shown, by=task.responsible)
    answers = ChecklistAnswer.objects.filter(task=task, version=shown, by=task.responsible)
    rows = [
        *found.values_list("authority__order", "check_code", "outcome", "source_class", "note", "at"),
        *answers.values_list("item", "answer", "note", "at"),
    ]
    pages = sorted(keys.reveal(row, "link").reveal() for row in found if row.link is not None)
    entries = [json.loads(body) for body in Entry.objects.filter(pk__gt=after).values_list("body", flat=True)]
    told = sorted(json.dumps({**each, "nonce": ""}, sort_keys=True) for each in entries)
    for pk in (task.pk, task.matter_id, task.responsible_id, shown.pk, *ids(task)):
        told = [each.replace(str(pk), "") for each in told]
    return sorted(map(str, rows)), pages, sorted(told)


def ids(task):
    return Authority.objects.filter(task=task).values_list("pk", flat=True)


def test_what_is_answered_is_what_the_services_write():
    one, other = (r.task(CITES, cites=False) for _ in range(2))

    expected, made = written(one, r.answer_one_by_one), written(other, r.answer_all)

    assert made == expected
    assert len(made[1]) > 0
    assert r.obstacles(other, other.responsible) == r.obstacles(one, one.responsible) == []


def test_nobody_answers_who_may_not():
    task = r.task()

    with pytest.raises(NotAllowed):
        r.answer_all(task, f.person("lawyer"))

    assert not ChecklistAnswer.objects.exists()
