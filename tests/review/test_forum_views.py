import datetime as dt
import re

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.matters.models import Forum
from apps.review import queries
from apps.review.decisions import alone
from apps.review.filing import queries as filings
from apps.review.models import Authority, Correction, Cover, FilingRule, ItemRule, Manifest, SignedStatement
from apps.review.rulebook import services as rulebook
from apps.review.signing import certificates
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import PLANTED, factum
from tests.review.test_certificates import sign
from tests.review.test_rulebook import cover, first_approved, proposal
from tests.review.test_views import SEES, reader, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filed")]


def url(name, task, *more):
    return reverse(f"review:{name}", args=[task.pk, *more])


def post(user, address, **data):
    return signed_in(user).post(address, data)


def get(user, address, **data):
    return signed_in(user).get(address, data)


@pytest.mark.parametrize("kind", [kind for kind, sees in SEES.items() if not sees])
def test_a_stranger_gets_404_from_every_page_about_a_filing_and_changes_nothing(approved, kind):
    task, lawyer, _second = approved
    statement = sign(task, lawyer)
    correction = r.report_wrong(task=task, faults=["misquoted"], by=lawyer)
    user = reader(kind, task)
    client = signed_in(user)
    before = Entry.objects.latest("pk").pk
    pages = [
        url("sign", task), url("wrong", task), url("statement", task, statement.pk), url("alone", task, 1),
    ]  # fmt: skip
    acts = [
        *pages, url("describe", task, 1), url("insert", task, 1), url("look_up", task), url("supersede", task),
        reverse("review:discharge", args=[correction.duties.first().pk]),
    ]  # fmt: skip

    assert [client.get(page).status_code for page in pages] == [404] * len(pages)
    assert [client.post(act).status_code for act in acts] == [404] * len(acts)
    refused = Entry.objects.filter(pk__gt=before)
    assert {(each.event, each.actor) for each in refused} == {("people.act_refused", user.pk)}
    assert len(refused) == len(acts)


def test_a_filing_is_described_and_its_statement_inserted_from_the_page():
    task, lawyer, _second = factum(forum=Forum.FEDERAL)
    page = get(lawyer, url("detail", task)).content.decode()
    assert "Notice on the use of artificial intelligence in court proceedings" in page

    post(lawyer, url("describe", task, 1), document="motion", ai_part="co_author")
    assert "Put it into the text" in get(lawyer, url("detail", task)).content.decode()
    post(lawyer, url("insert", task, 1))

    assert r.version(task).number == 2
    assert filings.stands(r.text(task), filings.of(r.fresh(task)))


def offered(client, task):
    """What the form about a filing offers, and which of it has to be chosen."""
    page = client.get(url("detail", task)).content.decode()
    inputs = re.findall(r'<input type="radio" id="filing-[^"]*" name="([^"]*)" value="([^"]*)"([^>]*)>', page)
    return {(name, value) for name, value, _more in inputs}, {
        name for name, _v, more in inputs if "required" in more
    }


ASKING = [Forum.ON_SUPERIOR, Forum.ON_SMALL_CLAIMS, Forum.BC_SUPREME, Forum.FEDERAL]


@pytest.mark.parametrize("forum", Forum)
def test_every_court_has_the_questions_of_one_of_those_whose_forms_are_filled_in(forum):
    def asks(court):
        return [filings.rule_for(court, kind).asks for kind in filings.KINDS]

    assert asks(forum) in [asks(each) for each in ASKING]


@pytest.mark.parametrize("forum", ASKING)
def test_every_kind_of_document_can_be_said_on_the_page_and_said_again_as_any_other(forum):
    task, lawyer, _second = factum(forum=forum)
    note, client = "Looked up on the court's own page.", signed_in(lawyer)

    for document in [*filings.KINDS, *reversed(filings.KINDS[:-1])]:
        choices, required = offered(client, task)
        asks = filings.rule_for(forum, document).asks
        chosen = {"document": document.value}
        if "ai_part" in required or "ai_part" in asks:
            chosen["ai_part"] = "co_author"
        if "forum_asks" in required or "forum" in asks:
            chosen["forum_asks"] = "nothing"
        assert set(chosen.items()) <= choices

        client.post(url("describe", task, 1), {"note": note, **chosen})

        said = filings.of(r.fresh(task)).answer
        assert (said.document, said.rule) == (document, filings.rule_for(forum, document))
        assert (bool(said.ai_part), bool(said.forum_asks)) == ("ai_part" in asks, "forum" in asks)


def test_what_was_refused_is_said_on_the_page():
    task, lawyer, _second = factum(forum=Forum.OTHER)

    response = signed_in(lawyer).post(
        url("describe", task, 1), {"document": "factum", "forum_asks": "nothing"}, follow=True
    )

    assert "Say where you found out" in response.content.decode()
    assert not task.filing_answers.exists()


def test_canlii_is_asked_from_the_page_which_warns_of_what_is_not_there():
    task, lawyer, _second = factum(PLANTED)

    page = signed_in(lawyer).post(url("look_up", task), follow=True).content.decode()

    assert "CanLII has no such decision." in page
    assert "CanLII answered about 1 of 1 decisions." in page
    assert "sandbox-canlii-key" not in page


def test_what_canlii_cannot_be_asked_about_is_not_said_to_have_been_asked():
    task, lawyer, _second = factum(f"{PLANTED}\nSo also in *Roe v. Doe*, [1994] 3 SCR 670.\n")

    page = signed_in(lawyer).post(url("look_up", task), follow=True).content.decode()

    assert "CanLII answered about 1 of 2 decisions." in page


def test_a_certificate_is_read_and_signed_on_its_page(approved):
    task, lawyer, _second = approved
    client = signed_in(lawyer)
    assert "nothing leaves until it is" in client.get(url("detail", task)).content.decode()
    page = client.get(url("sign", task)).content.decode()
    assert "I certify that I am satisfied" in page
    authority = Authority.objects.get(task=task)

    shown = certificates.prepare(task, lawyer).sha256
    client.post(url("sign", task), {"shown": shown, "satisfied": [str(authority.pk)]})

    statement = SignedStatement.objects.get(task=task)
    assert Manifest.objects.final().filter(task=task).exists()
    assert "Withdraw the signature" in client.get(url("statement", task, statement.pk)).content.decode()
    client.post(url("statement", task, statement.pk), {"reason": "text_wrong"})
    assert not Manifest.objects.final().filter(task=task).exists()


def test_whoever_may_not_sign_is_told_why(approved):
    task, _lawyer, second = approved

    page = signed_in(second).get(url("sign", task), follow=True).content.decode()

    assert "No delegation of this certificate to you is in force." in page


def test_a_lone_lawyer_says_on_a_page_of_its_own_why_there_is_nobody():
    task, lawyer, second = first_approved()
    address = url("alone", task, r.version(task).number)
    assert second.full_name in get(lawyer, address).content.decode()
    for other in alone.could_be_second(task):
        cover(other, lawyer)
    assert "What was done instead" in get(lawyer, address).content.decode()

    post(lawyer, address, shown=r.version(task).text_hmac, reason="others_away", note="Read twice.")

    assert r.fresh(task).state == "approved"
    assert "approved this without a second person" in get(lawyer, url("detail", task)).content.decode()


def test_an_item_is_found_wrong_on_its_page_and_what_is_owed_is_done_there(approved):
    task, lawyer, _second = approved
    client = signed_in(lawyer)
    assert "Something in it is wrong" in client.get(url("detail", task)).content.decode()

    said = {"faults": ["invented_authority"], "note": "It is not in the reports."}
    client.post(url("wrong", task), {**said, "shown": queries.approved_manifest(task).pk})
    duty = Correction.objects.get(task=task).duties.get(duty="court")
    client.post(reverse("review:discharge", args=[duty.pk]), {"note": "Wrote to the registrar."})
    client.post(url("supersede", task))

    duty.refresh_from_db()
    assert duty.done_by == lawyer
    assert task.draft.revisions.count() == 1
    page = client.get(url("detail", task)).content.decode()
    assert "Found wrong by" in page
    assert "Tell the insurer" in page


def test_every_item_of_a_person_is_one_search_away(approved):
    task, lawyer, second = approved
    r.report_wrong(task=task, faults=["misquoted"], by=lawyer)
    other = r.task()

    page = get(lawyer, reverse("review:items"), person=second.pk).content.decode()

    assert url("detail", task) in page
    assert url("detail", other) not in page
    assert "Owed for items found wrong" in page
    assert get(f.person("administrator"), reverse("review:items")).status_code == 302


# Rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{"since": "2026-13-45"}, {"person": "nobody"}, {"model": "none"}], ids=str)
def test_what_cannot_be_looked_for_is_said_and_never_that_nothing_fits(approved, asked):
    task, lawyer, _second = approved

    page = get(lawyer, reverse("review:items"), **asked).content.decode()

    assert '<ul class="wrong"' in page
    assert "No item of your matters fits" not in page
    assert url("detail", task) not in page


def test_rules_are_listed_proposed_and_approved():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    assert "O. Reg. 384/24" in get(lawyer, reverse("review:rules")).content.decode()
    form = {**vars(proposal()), "place": "anywhere", "signer": "nobody", "asks": ["ai_part"]}
    assert get(lawyer, reverse("review:propose")).status_code == 200

    response = post(lawyer, reverse("review:propose"), **form)

    rule = FilingRule.objects.get(forum="bc_supreme", document="factum")
    assert (response.status_code, rule.approved_at, rule.asks) == (302, None, ["ai_part"])
    post(lawyer, reverse("review:act_on_rule", args=[rule.pk, "approve"]))
    rule.refresh_from_db()
    assert rule.approved_at is None
    post(partner, reverse("review:act_on_rule", args=[rule.pk, "approve"]))
    post(partner, reverse("review:act_on_rule", args=[rule.pk, "owner"]), owner=lawyer.pk)
    post(lawyer, reverse("review:act_on_rule", args=[rule.pk, "check"]))
    rule.refresh_from_db()
    assert (rule.approved_by, rule.owner) == (partner, lawyer)
    assert post(partner, reverse("review:act_on_rule", args=[rule.pk, "burn"])).status_code == 404
    start = get(lawyer, reverse("review:propose"), **{"from": rule.pk}).content.decode()
    assert "Practice direction 99" in start


@pytest.mark.parametrize("act", ["approve", "decline", "check"])
def test_what_was_done_about_a_rule_is_said_on_the_page_that_shows_what_each_inserts(act):
    partner = f.person("partner")
    rule = rulebook.propose_filing_rule(given=proposal(wording="Use of AI: said at length."), by=partner)

    answer = signed_in(partner).post(reverse("review:act_on_rule", args=[rule.pk, act]), follow=True)

    assert [each.level_tag for each in answer.context["messages"]] == ["success"]
    assert ("Use of AI: said at length." in answer.content.decode()) is (act != "decline")


def test_minimum_review_is_set_on_its_page_and_never_below_the_floor():
    partner = f.person("partner")
    rule = ItemRule.objects.get(kind="client_letter")
    address = reverse("review:item_rule", args=[rule.pk])
    assert "whatever is set here" in get(partner, address).content.decode()

    post(
        partner,
        address,
        version=1,
        decider="responsible",
        second_person="always",
        goes_as="pdf",
        sample_one_in=5,
        lead_days=4,
        questions=["recipient"],
    )

    rule.refresh_from_db()
    assert (rule.version, rule.second_person, rule.goes_as) == (2, "always", "pdf")
    assert (rule.sample_one_in, rule.lead_days) == (5, 4)
    assert {"facts", "authorities", "recipient"} <= set(rule.checklist)
    given = {"decider": "responsible", "second_person": "never", "goes_as": "both", "sample_one_in": 0}
    given["lead_days"] = 0
    refused = post(f.person("lawyer"), address, version=2, **given)
    assert "Only a partner" in refused.content.decode()
    time = ItemRule.objects.get(kind="time_entry")
    assert "goes_as" not in get(partner, reverse("review:item_rule", args=[time.pk])).content.decode()
    post(
        partner,
        reverse("review:item_rule", args=[time.pk]),
        version=1,
        decider="responsible",
        second_person="never",
        sample_one_in=10,
        lead_days=0,
    )
    time.refresh_from_db()
    assert (time.version, time.goes_as) == (2, "none")


def test_cover_is_recorded_and_ended_on_the_page():
    away, by_whom, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")

    given = {
        "away": away.pk,
        "by_whom": by_whom.pk,
        "reason": "leave",
        "first_day": "2026-01-01",
        "last_day": "2099-01-01",
    }
    post(partner, reverse("review:cover"), **given)

    row = Cover.objects.get()
    assert (
        f"{away.full_name}, covered by {by_whom.full_name}"
        in get(away, reverse("review:rules")).content.decode()
    )
    post(away, reverse("review:end_cover", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is not None
    post(partner, reverse("review:cover"), away="x")
    assert Cover.objects.count() == 1


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_the_rules_are_for_those_who_work_on_matters(role):
    user = f.person(role, until=dt.timedelta(days=9))

    assert get(user, reverse("review:rules")).status_code == 404
