"""A paper that relies on much, from its arrival to what may be filed: at every court, in either language."""

import pytest

from apps.drafting.models import Request
from apps.matters.models import Forum
from apps.review import services
from apps.review.filing import queries as filings
from apps.review.models import Manifest
from apps.review.models.filing import Document
from apps.review.signing import certificates
from tests.review import factories as r
from tests.review.test_cases import factum
from tests.review.test_certificates import sign
from tests.review.test_pleadings import PLEADED

pytestmark = pytest.mark.django_db
RELIES_ON = {
    "en": "\n\n".join(f"{n}. {rows[0][0]}" for n, rows in enumerate(PLEADED.values(), 1)),
    "fr": "\n\n".join(f"{n}. {rows[-1][0]}" for n, rows in enumerate(PLEADED.values(), 1)),
}


ALL_THAT_A_RULE_SAYS = (
    "asks", "statement", "place", "signer", "links_required", "wording", "wording_fr", "must_stand", "must_stand_fr",
)  # fmt: skip


def asked(forum):
    """What a court asks for each kind of document."""
    rules = [filings.rule_for(forum, kind) for kind in filings.KINDS]
    return [[getattr(rule, name) for name in ALL_THAT_A_RULE_SAYS] for rule in rules]


@pytest.mark.parametrize("forum", Forum)
def test_every_court_asks_what_one_of_those_asks_that_papers_are_taken_to(forum):
    rule = filings.rule_for(forum, Document.FACTUM)
    signed = {Forum.ON_APPEAL, Forum.ON_SUPERIOR, Forum.ON_FAMILY, Forum.FEDERAL}

    assert asked(forum) in [asked(each) for each in r.COURTS]
    assert (rule.signer in filings.SIGNED_BY) == (forum in signed)


@pytest.mark.parametrize("language", RELIES_ON)
@pytest.mark.parametrize("forum", r.COURTS)
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

    assert bool(due) == (forum in (Forum.ON_APPEAL, Forum.ON_SUPERIOR, Forum.FEDERAL))
    assert Manifest.objects.final().filter(task=task).exists()
