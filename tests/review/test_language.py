"""What a reviewer is told of a draft that came in the other language than was asked for."""

import pytest
from django.urls import reverse

from tests.drafting.test_tongues import ENGLISH, FRENCH
from tests.review import factories as r
from tests.review.test_forum_views import get, url

pytestmark = pytest.mark.django_db

SAYS = "seems to be in French, and English was asked for"


def test_a_reviewer_is_told_of_a_draft_in_the_other_language_until_it_is_put_right():
    task = r.task(FRENCH * 3, cites=False)
    lawyer = task.responsible
    ahead = get(lawyer, url("detail", task)).content.decode()
    r.answer_all(task, lawyer)
    asked_once_more = get(lawyer, reverse("review:approve", args=[task.pk, 1])).content.decode()
    r.edit(task, lawyer, ENGLISH * 3)

    after = get(lawyer, url("detail", task)).content.decode()

    assert SAYS in ahead
    assert SAYS in asked_once_more
    assert "was asked for" not in after
