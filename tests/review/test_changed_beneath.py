"""Approved files that somebody changed behind the house's back: nobody signs for them."""

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import Conflict
from apps.review import services
from apps.review.models import SignedStatement
from apps.review.signing import certificates
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_signs_for_files_that_are_not_the_bytes_that_were_approved(connect_as):
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    made = certificates.prepare(r.fresh(task), lawyer)
    satisfied = [str(line.authority.pk) for line in made.lines]
    with connect_as("owner") as owner:
        owner.execute("ALTER TABLE review_rendering DISABLE TRIGGER USER")
        owner.execute("UPDATE review_rendering SET sha256 = %s WHERE format = 'pdf'", ["0" * 64])
        owner.execute("ALTER TABLE review_rendering ENABLE TRIGGER USER")

    with pytest.raises(Conflict, match="not the bytes that were approved"):
        services.sign(task=r.fresh(task), shown=made.sha256, satisfied=satisfied, by=lawyer)

    assert not SignedStatement.objects.exists()
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "sign"
    assert signed_in(lawyer).get(reverse("review:sign", args=[task.pk])).status_code == 302
