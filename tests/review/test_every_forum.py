"""A paper that relies on much, from its arrival to what may be filed: at every court, in either language."""

import pytest

from apps.drafting.models import Request
from apps.matters.models import Forum
from apps.review import certificates, filings, services
from apps.review.models import Manifest
from tests.review import factories as r
from tests.review.test_cases import factum
from tests.review.test_certificates import sign
from tests.review.test_pleadings import PLEADED

pytestmark = pytest.mark.django_db
RELIES_ON = {
    "en": "\n\n".join(f"{n}. {rows[0][0]}" for n, rows in enumerate(PLEADED.values(), 1)),
    "fr": "\n\n".join(f"{n}. {rows[-1][0]}" for n, rows in enumerate(PLEADED.values(), 1)),
}


@pytest.mark.parametrize("language", RELIES_ON)
@pytest.mark.parametrize("forum", [each for each in Forum if each != Forum.NONE])
def test_a_paper_is_described_stated_approved_and_signed(forum, language):
    task, lawyer, second = factum(f"# Law\n\n{RELIES_ON[language]}\n", forum=forum)
    Request.objects.filter(pk=task.draft.request_id).update(language=language)
    r.describe(task, lawyer, "expert_report")
    r.describe(task, lawyer, "factum")
    asked = filings.of(r.fresh(task))
    if asked.statement:
        services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)

    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)
    due = Manifest.objects.approved().get(task=task).signature_due
    if due:
        listed = certificates.prepare(r.fresh(task), lawyer).lines
        assert len(listed) >= len(PLEADED) or due == "declaration"
        sign(task, lawyer)

    assert bool(due) == (forum in (Forum.ON_APPEAL, Forum.ON_SUPERIOR, Forum.ON_FAMILY, Forum.FEDERAL))
    assert Manifest.objects.final().filter(task=task).exists()
