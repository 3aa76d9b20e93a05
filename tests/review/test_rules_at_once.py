"""Two people who propose or approve what a court asks for in the same moment."""

import pytest

from apps.audit.models import Entry
from apps.core.errors import Conflict
from apps.matters.models import Forum
from apps.review import services
from apps.review.filing import queries as filings
from apps.review.models import FilingRule
from tests.drafting import factories as f
from tests.review.test_closing_at_once import at_once
from tests.review.test_rulebook import proposal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "forum", ["bc_supreme", "on_superior"], ids=["the first of its kind", "after others"]
)
def test_rules_that_are_proposed_at_once_are_both_proposed(forum):
    clerk, lawyer = f.person("clerk"), f.person("lawyer")
    proposing = services.propose_filing_rule.__wrapped__

    raised = at_once(
        lambda: proposing(given=proposal(forum=forum, source="One"), by=clerk),
        lambda: services.propose_filing_rule(given=proposal(forum=forum, source="Other"), by=lawyer),
    )

    assert raised is None
    found = FilingRule.objects.proposed().order_by("number").values_list("source", "number")
    last = FilingRule.objects.in_force().filter(forum=forum, document="factum").count()
    assert list(found) == [("One", last + 1), ("Other", last + 2)]


def test_of_rules_that_are_approved_at_once_the_second_is_not_put_over_one_that_nobody_compared_it_with():
    partners = f.person("partner"), f.person("partner")
    one, other = (services.propose_filing_rule(given=proposal(source=each), by=partners[0]) for each in "ab")
    approving = services.approve_filing_rule.__wrapped__

    raised = at_once(
        lambda: approving(rule=one, instead_of=None, by=partners[0]),
        lambda: services.approve_filing_rule(rule=other, instead_of=None, by=partners[1]),
    )

    assert isinstance(raised, Conflict)
    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM) == one
    assert FilingRule.objects.proposed().get() == other
    assert Entry.objects.filter(event="review.refused").get().facts["reasons"] == ["stale"]
