import datetime as dt
import io
from uuid import uuid4

import docx
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Certificate, Forum
from apps.people.models import Robot, User
from apps.review import services
from apps.review.citing import authorities
from apps.review.decisions import manifests, sampling
from apps.review.decisions import services as decisions
from apps.review.filing import queries as filings
from apps.review.models import Authority, ItemRule, Manifest, SignedStatement
from apps.review.models.filing import Document, FilingRule
from apps.review.models.lookups import AuthorityLookup, LookupResult
from apps.review.signing import certificates
from apps.review.word import views as word_views
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice, factum, find
from tests.review.test_rulebook import proposal, put_in_force
from tests.review.test_views import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filed")]


def sign(task, by, **given):
    shown = given.pop("shown", None) or certificates.prepare(r.fresh(task), by).sha256
    every = [str(pk) for pk in Authority.objects.filter(task=task, present=True).values_list("pk", flat=True)]
    return services.sign(task=r.fresh(task), shown=shown, satisfied=given.pop("satisfied", every), by=by)


def url(name, task):
    return reverse(f"review:{name}", args=[task.pk])


def get(user, address, **given):
    return signed_in(user).get(address, **given)


def post(user, address):
    return signed_in(user).post(address)


def delegate(task, to, what=Certificate.AUTHORITIES, days=30, *, opens=True):
    """Somebody signs for the lawyer from now on, with the newest text before them."""
    if opens:
        r.seen(task, to)
    until = timezone.localdate() + dt.timedelta(days=days)
    return matters.give_delegation(
        matter=task.matter, delegate=to, what=what, last_day=until, by=task.responsible
    )


@pytest.mark.parametrize("file", ["approved", "pdf"])
def test_what_is_taken_back_while_somebody_takes_it_away_is_not_given_out(approved, monkeypatch, file):
    task, lawyer, _second = approved
    statement, opened = sign(task, lawyer), services.open_draft

    def taken_back_first(**given):
        services.withdraw_statement(statement=statement, reason="signed_in_error", by=lawyer)
        r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)
        return opened(**given)

    monkeypatch.setattr(word_views, "open_draft", taken_back_first)
    number = r.version(task).number
    args = [task.pk, number] if file == "pdf" else [task.pk]

    answer = signed_in(lawyer).get(reverse(f"review:{file}", args=args))

    assert "approved" not in answer.get("Content-Disposition", "")
    assert answer.status_code == (200 if file == "pdf" else 404)
    if file == "pdf":
        assert f"draft, version {number}" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert (r.fresh(task).state, r.fresh(task).left_at) == ("open", None)


def test_the_certificate_is_made_from_the_ledger_and_lets_the_factum_leave(approved):
    task, lawyer, second = approved
    prepared = certificates.prepare(task, lawyer)
    assert "Colucci v. Colucci, 2021 SCC 24" in prepared.text
    assert "https://www.canlii.org/en/ca/scc/doc/2021/2021scc24/2021scc24.html" in prepared.text
    assert "I certify that I am satisfied as to the authenticity of every authority" in prepared.text

    statement = sign(task, lawyer)

    assert keys.reveal_bytes(statement, "content").reveal() == prepared.content
    assert (statement.by, statement.lawyer, statement.delegation) == (lawyer, lawyer, None)
    assert statement.manifest_digest == Manifest.objects.final().get(task=task).digest
    entry = Entry.objects.filter(event="review.statement_signed").get()
    assert entry.facts["authorities"] == 1
    assert second.full_name not in prepared.text


def test_every_citation_of_an_authority_is_in_the_ledger_and_in_what_is_signed():
    task, lawyer, second = factum(
        "So it was held in Colucci v. Colucci, 2021 SCC 24, [2021] 2 SCR 3, at para 32.\n"
    )
    page = get(lawyer, url("detail", task)).content.decode()
    assert "2021 SCC 24, [2021] 2 SCR 3, at para 32" in page
    approve_twice(task, lawyer, second)

    prepared = certificates.prepare(r.fresh(task), lawyer)

    assert "1. Colucci v. Colucci, 2021 SCC 24, [2021] 2 SCR 3\n" in prepared.text
    assert (
        "Colucci v. Colucci, 2021 SCC 24, [2021] 2 SCR 3 <a"
        in get(lawyer, url("sign", task)).content.decode()
    )


def test_nobody_signs_on_an_approval_that_a_second_look_found_wrong(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, other = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    shown = certificates.prepare(r.fresh(task), lawyer).sha256
    r.look_again(task, other, "overturned", Sensitive("The case held the opposite."))

    with pytest.raises(Conflict, match="second look found that this approval was wrong"):
        sign(task, lawyer, shown=shown)

    assert not SignedStatement.objects.exists()
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.facts["attempted"], refused.facts["reasons"]) == ("sign", ["stale"])
    page = get(lawyer, url("detail", task)).content.decode()
    assert "A second look found that this approval was wrong." in page
    assert url("sign", task) not in page
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    r.edit(task, lawyer, r.text(task) + "\nThe motion judge thought otherwise.\n")
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    assert sign(task, lawyer).by == lawyer


def test_nobody_signs_for_a_text_whose_source_was_withdrawn_since_it_was_approved(approved):
    task, lawyer, second = approved
    shown, source = certificates.prepare(task, lawyer).sha256, task.draft.request.chosen.get().source
    drafting.withdraw_source(source=source, reason="wrong_matter", by=f.person("partner"))

    with pytest.raises(Conflict, match="source of this text was withdrawn"):
        sign(task, lawyer, shown=shown)

    assert not SignedStatement.objects.exists()
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.facts["attempted"], refused.facts["reasons"]) == ("sign", ["stale"])
    page = get(lawyer, url("detail", task)).content.decode()
    assert "A source of this text was withdrawn" in page
    assert url("sign", task) not in page
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)
    for each in (lawyer, second):
        r.answer_one_by_one(task, each)
    for each in (lawyer, second):
        r.approve(task, each)
    assert sign(task, lawyer).by == lawyer


def test_nothing_is_signed_before_approval(begun):
    task, lawyer, _second = begun

    with pytest.raises(WrongState, match="once the text is approved"):
        services.sign(task=task, shown="0" * 64, satisfied=[], by=lawyer)

    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "sign"


def test_other_bytes_than_those_shown_are_not_signed(approved):
    task, lawyer, _second = approved

    with pytest.raises(Conflict, match="not what was shown"):
        sign(task, lawyer, shown="0" * 64)

    assert not SignedStatement.objects.exists()


def test_a_certificate_is_signed_once_and_never_changed(approved):
    task, lawyer, _second = approved
    statement = sign(task, lawyer)

    with pytest.raises(WrongState, match="signed already"):
        sign(task, lawyer)
    for change in ({"sha256": "0" * 64}, {"by": task.matter.responsible, "size": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SignedStatement.objects.filter(pk=statement.pk).update(**change)


@pytest.mark.parametrize("change", ["another lawyer", "no lawyer", "another matter"])
def test_the_database_takes_a_signature_only_as_that_of_the_lawyer_who_answers_for_it(approved, change):
    task, lawyer, second = approved
    row = sign(task, lawyer)
    services.withdraw_statement(statement=row, reason="signed_in_error", by=lawyer)
    row.pk, row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = uuid4(), None, None, ""
    if change == "another lawyer":
        row.by = row.lawyer = second
    if change == "no lawyer":
        lawyer.licences.update(withdrawn_at=timezone.now(), withdrawn_by=second)
    if change == "another matter":
        row.matter = f.matter()

    with (
        pytest.raises(DatabaseError, match=r"answers for the item|but a lawyer of the firm"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)
    assert SignedStatement.objects.get().withdrawn_at is not None


def test_a_factum_that_cites_nothing_is_neither_approved_nor_certified():
    task, lawyer, _second = factum("# Facts\n\nThe parties separated on 3 March 2024.\n")
    r.answer_all(task, lawyer)

    assert r.obstacles(task, lawyer) == ["empty_ledger"]
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)


SIGNERS = [
    ("the lawyer who answers for it", True),
    ("a delegate for this certificate", True),
    ("a delegate for another certificate", False),
    ("a delegate whose delegation was revoked", False),
    ("another lawyer of the team", False),
    ("a delegate who left the team", False),
    ("a partner elsewhere", False),
]


@pytest.mark.parametrize(("who", "may"), SIGNERS, ids=[who for who, _may in SIGNERS])
def test_who_signs_for_the_lawyer(approved, who, may):
    task, lawyer, second = approved
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    signer = {"the lawyer who answers for it": lawyer, "another lawyer of the team": second}.get(who, clerk)
    if who == "a partner elsewhere":
        signer = f.person("partner")
    if who.startswith("a delegate"):
        what = Certificate.DECLARATION if "another" in who else Certificate.AUTHORITIES
        given = delegate(task, clerk, what)
        if "revoked" in who:
            matters.revoke_delegation(delegation=given, by=lawyer)
        if "left" in who:
            task.matter.team.filter(user=clerk).delete()
    shown = certificates.prepare(task, lawyer).sha256

    if may:
        statement = sign(task, signer)
        assert (statement.lawyer, statement.delegation is not None) == (lawyer, signer != lawyer)
        if signer != lawyer:
            assert (
                f"authorised by {lawyer.full_name}"
                in keys.reveal_bytes(statement, "content").reveal().decode()
            )
    else:
        with pytest.raises(NotAllowed):
            sign(task, signer, shown=shown)
        assert not SignedStatement.objects.exists()
        assert not Manifest.objects.final().exists()


def test_nobody_signs_over_a_text_that_was_not_opened_for_them(approved):
    task, lawyer, _second = approved
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    delegate(task, clerk, opens=False)
    shown = certificates.prepare(task, lawyer).sha256

    with pytest.raises(NotAllowed, match="not opened for you") as refused:
        sign(task, clerk, shown=shown)

    assert refused.value.codes == ("not_shown",)
    assert Entry.objects.filter(event="review.refused").last().facts["reasons"] == ["not_shown"]
    assert not SignedStatement.objects.exists()
    assert get(clerk, url("sign", task)).status_code == 302
    statement = sign(task, lawyer)
    with pytest.raises(DatabaseError, match="not opened for them"), transaction.atomic():
        once_more(statement, by=clerk)


def test_a_withdrawn_certificate_holds_the_factum_back_again(approved):
    task, lawyer, second = approved
    statement = sign(task, lawyer)

    with pytest.raises(NotAllowed, match="Only whoever signed"):
        services.withdraw_statement(statement=statement, reason="text_wrong", by=second)
    with pytest.raises(BadInput):
        services.withdraw_statement(statement=statement, reason="because", by=lawyer)
    services.withdraw_statement(statement=statement, reason="signed_in_error", by=lawyer)

    assert not Manifest.objects.final().exists()
    assert sign(task, lawyer).withdrawn_at is None
    assert SignedStatement.objects.count() == 2


def test_an_approved_item_of_no_court_waits_for_nobodys_signature():
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)

    assert Manifest.objects.final().filter(task=task).exists()


def test_an_expert_report_is_not_signed_for_by_the_lawyer(begun):
    task, lawyer, second = begun
    r.describe(task, lawyer, "expert_report", expert_certified=False)
    assert "filing" in r.obstacles(task, lawyer)
    r.describe(task, lawyer, "expert_report")
    approve_twice(task, lawyer, second)

    with pytest.raises(WrongState, match="Nobody at the firm signs"):
        certificates.prepare(r.fresh(task), lawyer)


def test_a_french_filing_gets_its_declaration_in_french():
    from apps.drafting.models import Request

    task, lawyer, _second = factum(REAL, Forum.FEDERAL)
    Request.objects.filter(pk=task.draft.request_id).update(language="fr")
    r.describe(task, lawyer, "factum")

    services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)

    assert r.text(task).startswith("Déclaration : L’intelligence artificielle (IA)")
    assert filings.stands(r.text(task), filings.of(r.fresh(task)))


def test_a_declaration_certifies_no_authority_and_asks_for_no_tick_that_nothing_keeps():
    task, lawyer, second = factum(forum=Forum.FEDERAL)
    approve_twice(task, lawyer, second)

    prepared = certificates.prepare(r.fresh(task), lawyer)
    page = get(lawyer, url("sign", task)).content.decode()

    assert "Colucci" not in prepared.text
    assert "Artificial intelligence (AI) was used" in prepared.text
    assert ("satisfied" in page, "Sign exactly this" in page) == (False, True)
    assert sign(task, lawyer, satisfied=[]).what == "declaration"
    assert Entry.objects.filter(event="review.statement_signed").last().facts["authorities"] == 0


ANEW = REAL.replace("A failure to disclose bears on it", "Not disclosing counts")
"""As a person wrote it after Claude did."""


@pytest.mark.parametrize("beside", ["", "More of it.\n"], ids=["untouched", "with more beside it"])
def test_nobody_says_that_ai_only_suggested_while_every_word_of_claude_stands(beside):
    task, lawyer, _second = factum(forum=Forum.FEDERAL)
    if beside:
        r.edit(task, lawyer, f"{REAL}\n{beside}")

    with pytest.raises(NotAllowed, match="more than suggest"):
        r.describe(task, lawyer, ai_part="suggestions", note="Every sentence was written anew.")

    assert not task.filing_answers.exists()
    refused = Entry.objects.filter(event="review.refused", subject=task.pk).last().facts
    assert (refused["attempted"], refused["reasons"]) == ("file", ["statement"])


def test_what_an_edit_puts_back_is_seen_by_whoever_would_approve_it():
    task, lawyer, _second = factum(forum=Forum.FEDERAL)
    r.edit(task, lawyer, ANEW)
    r.describe(task, lawyer, ai_part="suggestions", note="Every sentence was written anew.")
    r.edit(task, lawyer, REAL)
    r.answer_all(task, lawyer)

    assert r.obstacles(task, lawyer) == ["statement"]
    assert "did more than suggest" in get(lawyer, url("detail", task)).content.decode()
    with pytest.raises(NotAllowed, match="more than suggest"):
        r.approve(task, lawyer)
    assert not task.decisions.exists()
    refused = Entry.objects.filter(event="review.refused", subject=task.pk).last().facts
    assert (refused["attempted"], refused["reasons"]) == ("approve", ["statement"])

    r.edit(task, lawyer, ANEW)
    r.answer_all(task, lawyer)
    assert r.obstacles(task, lawyer) == []


def test_only_suggestions_need_no_declaration_but_a_reason():
    task, lawyer, _second = factum(forum=Forum.FEDERAL)

    r.edit(task, lawyer, ANEW)
    with pytest.raises(BadInput, match="how its words were replaced"):
        r.describe(task, lawyer, ai_part="suggestions", note="")
    r.describe(task, lawyer, ai_part="suggestions", note="Every sentence was written anew.")

    assert not {"filing", "statement"} & set(r.obstacles(task, lawyer))


GIVEN = [
    (Forum.FEDERAL, {"ai_part": "suggestions"}),
    (Forum.FEDERAL, {"ai_part": "co_author"}),
    (Forum.OTHER, {"forum_asks": "nothing"}),
    (Forum.OTHER, {"forum_asks": "statement"}),
    (Forum.ON_SUPERIOR, {"document": "factum"}),
    (Forum.ON_SUPERIOR, {"document": "motion"}),
    (Forum.ON_SUPERIOR, {"document": "expert_report", "expert_certified": True}),
    (Forum.AB_KINGS_BENCH, {"document": "other"}),
]


@pytest.mark.parametrize(("forum", "given"), GIVEN, ids=str)
def test_what_a_document_is_for_its_court_is_a_lawyers_to_say(forum, given):
    task, lawyer, _second = factum(forum=forum)
    r.edit(task, lawyer, ANEW)
    clerk, notary = f.person("clerk"), f.person("lawyer", licence="notary")
    for each in (clerk, notary):
        f.join(task.matter, each)
        with pytest.raises(NotAllowed, match="said by a lawyer") as refusal:
            r.describe(task, each, **given)
        assert refusal.value.codes == ("not_a_lawyer",)

    assert not task.filing_answers.exists()
    assert [entry.facts["attempted"] for entry in Entry.objects.filter(event="review.refused")] == [
        "file"
    ] * 2
    assert r.describe(task, lawyer, **given).by == lawyer


def test_an_experts_report_is_no_factum_by_a_clerks_word(begun):
    task, lawyer, _second = begun
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    r.describe(task, lawyer, "expert_report", expert_certified=False)
    assert "filing" in r.obstacles(task, lawyer)

    for given in ({"document": "factum"}, {"document": "expert_report", "expert_certified": True}):
        with pytest.raises(NotAllowed):
            r.describe(task, clerk, **given)

    assert "filing" in r.obstacles(task, lawyer)
    r.describe(task, lawyer, "expert_report", expert_certified=True)
    assert "filing" not in r.obstacles(task, lawyer)


def test_who_may_sign_for_the_lawyer_frees_from_nothing(begun):
    task, _lawyer, _second = begun
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    delegate(task, clerk)

    with pytest.raises(NotAllowed):
        r.describe(task, clerk, "motion")

    assert not task.filing_answers.exists()


def test_the_court_asks_of_what_nobody_described_as_of_the_document_of_which_it_asks_most():
    task, _lawyer, _second = factum(forum=Forum.BC_SUPREME)
    rule = replaced(Forum.BC_SUPREME, "motion")

    assert filings.of(r.fresh(task)).rule == rule


def test_what_a_clerk_said_before_only_lawyers_said_it_does_not_count():
    task, lawyer, _second = factum(forum=Forum.AB_KINGS_BENCH)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    said = r.describe(task, lawyer, "motion")
    said.pk, said.by, said.at = uuid4(), clerk, timezone.now()
    said.save(force_insert=True)

    assert "filing" in r.obstacles(task, lawyer)
    assert "has to say what kind" in get(lawyer, url("detail", task)).content.decode()
    r.describe(task, lawyer, "motion")
    assert "filing" not in r.obstacles(task, lawyer)


def test_a_court_that_a_clerk_made_another_frees_from_nothing_by_a_clerks_word(begun):
    task, lawyer, _second = begun
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    r.describe(task, lawyer, "factum")
    to(task, Forum.AB_KINGS_BENCH, clerk)

    with pytest.raises(NotAllowed, match="lawyer"):
        r.describe(task, clerk, "factum")

    assert r.obstacles(task, lawyer)[0] == "filing"
    assert r.describe(task, lawyer, "factum").rule.forum == "ab_kings_bench"


def test_a_paralegal_who_answers_for_it_says_what_it_is():
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    matter = f.matter(responsible=paralegal, forum=Forum.ON_SMALL_CLAIMS)
    task = r.task(REAL, code="factum_section", matter=matter)
    other = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    f.join(matter, other)
    replaced(Forum.ON_SMALL_CLAIMS, "factum")

    with pytest.raises(NotAllowed):
        r.describe(task, other, "motion")

    assert r.describe(task, paralegal, "motion").by == paralegal
    assert "filing" not in r.obstacles(task, paralegal)


@pytest.mark.parametrize("forum", [Forum.FEDERAL, Forum.OTHER, Forum.ON_SUPERIOR, Forum.AB_KINGS_BENCH])
def test_the_page_offers_the_answer_to_whoever_may_give_it(forum):
    task, lawyer, _second = factum(forum=forum)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)

    page = get(lawyer, url("detail", task)).content.decode()
    assert "Keep this answer" in page
    assert "Motion or application record" in page
    page = get(clerk, url("detail", task)).content.decode()
    assert "Keep this answer" not in page
    assert "A lawyer of the matter answers this" in page


def test_words_for_a_witness_are_a_lawyers_choice():
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    matter = f.matter(responsible=paralegal, forum=Forum.ON_SMALL_CLAIMS)
    task, lawyer = r.task(REAL, code="factum_section", matter=matter), f.person("lawyer")
    f.join(matter, lawyer)

    with pytest.raises(NotAllowed, match="Only a lawyer chooses"):
        r.describe(task, paralegal, "affidavit")
    r.describe(task, paralegal, "affidavit", witness_chosen=False)
    assert "filing" in r.obstacles(task, lawyer)
    r.describe(task, lawyer, "affidavit")

    assert "filing" not in r.obstacles(task, lawyer)


def test_a_statement_of_use_may_be_written_anew_around_the_words_that_have_to_stand():
    task, lawyer, _second = factum(forum=Forum.MB_KINGS_BENCH)
    r.describe(task, lawyer, "factum")
    assert "statement" in r.obstacles(task, lawyer)

    r.edit(
        task, lawyer, REAL + "\nUse of artificial intelligence: a first outline, which counsel wrote out.\n"
    )

    assert "statement" not in r.obstacles(task, lawyer)
    with pytest.raises(BadInput, match="in the text already"):
        services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)


def test_the_firms_statement_of_use_says_no_more_than_is_on_record():
    rules = FilingRule.objects.filter(statement="use")

    assert rules.filter(retired_at=None).count() == 3
    for rule in rules.filter(retired_at=None):
        assert "reviewed and approved it" in rule.wording
        assert "revised" not in rule.wording
        assert rules.get(forum=rule.forum, number=rule.number - 1).retired_at is not None


def test_what_was_answered_for_the_court_is_part_of_what_is_approved(approved):
    task, _lawyer, _second = approved
    manifest = Manifest.objects.approved().get(task=task)

    from apps.review.decisions import manifests

    assert (manifest.signature_due, len(manifest.filing_hmac)) == ("authorities", 64)
    assert manifests.holds(manifest)
    with pytest.raises(DatabaseError), transaction.atomic():
        task.filing_answers.update(ai_part="")


def test_an_older_text_and_a_letter_are_not_described(begun):
    task, lawyer, _second = begun
    old = r.version(task)
    r.edit(task, lawyer, REAL + "\nMore.\n")

    with pytest.raises(Conflict):
        services.describe_filing(
            task=task, version=old, given=r.Said(document="factum"), by=lawyer, note=Sensitive("x")
        )
    letter = r.task()
    with pytest.raises(BadInput, match="not filed"):
        services.describe_filing(
            task=letter, version=r.version(letter), given=r.Said(document="factum"), by=letter.responsible
        )


# The court of a matter, or its rule, becomes another ------------------------------------------------------


def to(task, forum, by=None):
    return matters.change_details(matter=task.matter, forum=forum, by=by or task.responsible)


def replaced(forum, document="factum", **given):
    """A new rule of that court, put in force by a partner."""
    partner = f.person("partner")
    rule = services.propose_filing_rule(given=proposal(forum=forum, document=document, **given), by=partner)
    return put_in_force(rule, partner)


def test_an_answer_for_one_court_frees_from_nothing_at_another():
    task, lawyer, second = factum(forum=Forum.FEDERAL)
    r.edit(task, lawyer, ANEW)
    r.describe(task, lawyer, ai_part="suggestions", note="Every sentence was written anew.")
    r.answer_all(task, lawyer)
    assert r.obstacles(task, lawyer) == []

    to(task, Forum.ON_SUPERIOR)

    assert r.obstacles(task, lawyer) == ["filing"]
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)
    r.describe(task, lawyer)
    assert r.obstacles(task, lawyer) == ["statement"]
    services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)
    approve_twice(task, lawyer, second)
    assert Manifest.objects.approved().get(task=task).signature_due == "authorities"
    assert not Manifest.objects.final().exists()


def test_an_answer_under_a_rule_that_was_replaced_is_given_again(begun):
    task, lawyer, _second = begun
    r.answer_all(task, lawyer)

    rule = replaced(
        Forum.ON_SUPERIOR, statement="declaration", signer="lawyer", must_stand="Use of AI", asks=["ai_part"]
    )

    assert r.obstacles(task, lawyer) == ["filing"]
    page = get(lawyer, url("detail", task)).content.decode()
    assert "has changed since this was answered" in page
    with pytest.raises(BadInput, match="Say first"):
        services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)
    assert r.describe(task, lawyer).rule == rule


def test_nobody_signs_under_a_rule_that_came_in_force_while_the_text_was_approved(monkeypatch):
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, _second = factum()
    r.answer_all(task, lawyer)
    looked = decisions.check_clear

    def replaced_meanwhile(obstacles):
        looked(obstacles)
        rules = FilingRule.objects.in_force().filter(forum="on_superior", document="factum")
        (rule,) = rules
        rules.update(retired_at=timezone.now())
        rule.pk, rule.number, rule._state.adding = uuid4(), rule.number + 1, True
        rule.wording = rule.wording_fr = rule.must_stand = rule.must_stand_fr = "Signed on another day."
        rule.save()

    monkeypatch.setattr(decisions, "check_clear", replaced_meanwhile)
    r.approve(task, lawyer)

    with pytest.raises(Conflict, match="has changed"):
        certificates.prepare(r.fresh(task), lawyer)


def test_another_statement_is_never_signed_as_the_one_that_was_approved(approved):
    task, lawyer, _second = approved
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    delegate(task, clerk, Certificate.DECLARATION)
    to(task, Forum.FEDERAL, clerk)

    for by in (lawyer, clerk):
        with pytest.raises(Conflict, match="has changed"):
            certificates.prepare(r.fresh(task), by)
        with pytest.raises(Conflict):
            services.sign(task=r.fresh(task), shown="0" * 64, satisfied=[], by=by)

    assert not SignedStatement.objects.exists()
    assert not Manifest.objects.final().exists()
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "sign"
    to(task, Forum.ON_SUPERIOR, clerk)
    assert sign(task, lawyer).what == "authorities"


@pytest.mark.parametrize("change", ["court", "no statement", "same words"])
def test_what_became_another_after_approval_is_taken_back_answered_and_approved_anew(approved, change):
    task, lawyer, second = approved
    if change == "court":
        to(task, Forum.AB_KINGS_BENCH)
    elif change == "no statement":
        replaced(
            Forum.ON_SUPERIOR, statement="none", wording="", wording_fr="", must_stand="", must_stand_fr=""
        )
    else:
        kept = {
            name: getattr(filings.rule_for(Forum.ON_SUPERIOR, Document.FACTUM), name)
            for name in ("statement", "wording", "wording_fr", "must_stand", "must_stand_fr", "signer")
        }
        replaced(Forum.ON_SUPERIOR, **kept)
    page = get(lawyer, url("detail", task)).content.decode()
    assert "nothing can be signed for it" in page
    assert "O. Reg. 384/24" in page
    assert "since this was answered" not in page
    assert "Read and sign" not in page
    assert "has changed" in get(lawyer, url("sign", task), follow=True).content.decode()

    given = {"shown": r.shown(task), "reason": "court", "kept_back": "on"}
    signed_in(lawyer).post(url("open_again", task), given)

    assert r.fresh(task).state == "open"
    assert not Manifest.objects.approved().exists()
    cancelled = Entry.objects.filter(event="review.approval_cancelled")
    assert [entry.facts["reason"] for entry in cancelled] == ["taken_back", "taken_back"]
    assert r.obstacles(task, lawyer) == ["filing"]
    r.describe(task, lawyer)
    approve_twice(task, lawyer, second)
    if change == "same words":
        assert sign(task, lawyer).manifest == Manifest.objects.final().get(task=task)
    else:
        assert Manifest.objects.final().filter(task=task).count() == 1


def contradict(task):
    AuthorityLookup.objects.create(
        authority=Authority.objects.get(task=task, present=True),
        matter=task.matter,
        result=LookupResult.ABSENT,
        by=User.for_robot(Robot.REVIEW),
    )


def find_nothing(monkeypatch):
    monkeypatch.setattr(authorities, "find", lambda *_given: [])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda task, patch: contradict(task), "CanLII has said otherwise"),
        (lambda task, patch: find_nothing(patch), "firmai reads the authorities of this text otherwise"),
        (lambda task, patch: to(task, Forum.FEDERAL), "What the court asks for has changed"),
    ],
    ids=["contradicted", "other ledger", "other court"],
)
@pytest.mark.parametrize("was_signed", [False, True], ids=["never signed", "signed in error"])
def test_what_would_be_refused_is_not_offered_and_the_way_on_is_one(
    approved, monkeypatch, change, says, was_signed
):
    task, lawyer, _second = approved
    if was_signed:
        services.withdraw_statement(statement=sign(task, lawyer), reason="signed_in_error", by=lawyer)
    assert "Read and sign" in get(lawyer, url("detail", task)).content.decode()
    shown = certificates.prepare(r.fresh(task), lawyer).sha256
    way = "Take the approval back first"

    change(task, monkeypatch)

    page = get(lawyer, url("detail", task)).content.decode()
    assert "Read and sign" not in page
    assert says in page
    assert way in page
    assert 'id="take-approval-back"' in page
    with pytest.raises(Conflict, match=f"{says}.*{way}"):
        sign(task, lawyer, shown=shown)
    assert r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=was_signed).state == "open"


def unsign(statement, by, reason="signed_in_error"):
    return services.withdraw_statement(statement=statement, reason=reason, by=by)


def test_an_approval_that_is_signed_is_not_taken_back(approved):
    task, lawyer, _second = approved
    sign(task, lawyer)

    with pytest.raises(WrongState, match="can be found wrong"):
        r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)

    assert r.fresh(task).state == "approved"
    with pytest.raises(DatabaseError, match="may have left"), transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(state="open", decided_at=None)


def test_what_was_signed_in_error_comes_back_where_nothing_left_and_is_approved_and_signed_anew(approved):
    task, lawyer, second = approved
    unsign(sign(task, lawyer), lawyer)
    replaced(Forum.ON_SUPERIOR, statement="declaration", signer="lawyer", must_stand="Use of AI")
    assert 'id="kept-back"' in get(lawyer, url("detail", task)).content.decode()
    with pytest.raises(BadInput, match="filed, sent or handed on by hand"):
        r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=False)
    assert r.fresh(task).state == "approved"

    given = {"kept_back": "on", "reason": "in_error", "shown": r.shown(task)}
    signed_in(lawyer).post(url("open_again", task), given)

    assert r.fresh(task).state == "open"
    cancelled = Entry.objects.filter(event="review.approval_cancelled")
    assert [entry.facts["reason"] for entry in cancelled] == ["signed_in_error"] * 2
    assert not task.statements.filter(withdrawn_reason="text_wrong").exists()
    r.describe(task, lawyer)
    services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)
    approve_twice(task, lawyer, second)
    assert sign(task, lawyer).what == "declaration"
    assert Manifest.objects.final().filter(task=task).count() == 1


@pytest.mark.parametrize("name", ["approved", "pdf"])
def test_what_a_person_took_away_while_it_was_signed_does_not_come_back(approved, name):
    task, lawyer, _second = approved
    number = r.version(task).number
    address = url(name, task) if name == "approved" else reverse(f"review:{name}", args=[task.pk, number])
    assert get(lawyer, address).status_code == (404 if name == "approved" else 200)
    assert r.fresh(task).left_at is None
    statement = sign(task, lawyer)
    assert get(lawyer, address).status_code == 200
    unsign(statement, lawyer)

    with pytest.raises(WrongState, match="can be found wrong"):
        r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)

    assert r.fresh(task).state == "approved"
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "cancel"
    assert 'id="take-approval-back"' not in get(lawyer, url("detail", task)).content.decode()
    for change in ({"state": "open", "decided_at": None}, {"left_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(task).objects.filter(pk=task.pk).update(**change)
    r.report_wrong(task=r.fresh(task), faults=["undeclared_ai"], by=lawyer)


@pytest.mark.parametrize("reason", ["text_wrong", "authority_wrong"])
def test_what_was_said_to_be_wrong_comes_back_and_is_signed_once_it_is_another(approved, reason):
    task, lawyer, second = approved
    unsign(sign(task, lawyer), lawyer, reason)
    page = get(lawyer, url("detail", task)).content.decode()
    assert "nobody signs it again as it is" in page
    assert "Take the approval back first." in page

    r.cancel_approval(task=r.fresh(task), by=lawyer, reason="text_wrong")

    cancelled = Entry.objects.filter(event="review.approval_cancelled")
    assert {entry.facts["reason"] for entry in cancelled} == {"taken_back"}
    approve_twice(task, lawyer, second)
    with pytest.raises(WrongState, match=r"withdrawn because it is wrong\. Take the approval"):
        sign(task, lawyer, shown="0" * 64)
    copied = SignedStatement.objects.get()
    copied.pk, copied._state.adding = None, True
    copied.withdrawn_at, copied.withdrawn_by, copied.withdrawn_reason = None, None, ""
    copied.manifest_id = r.shown(task)
    copied.manifest_digest = Manifest.objects.get(pk=copied.manifest_id).digest
    with pytest.raises(DatabaseError, match="found wrong"), transaction.atomic():
        copied.save(force_insert=True)
    r.cancel_approval(task=r.fresh(task), by=lawyer, reason="text_wrong")
    if reason == "text_wrong":
        r.edit(task, lawyer, r.text(task).replace("bears on it", "counts"))
    else:
        find(task, lawyer, "exists", "wrong")
        find(task, lawyer, "exists", source_class="canlii")
    approve_twice(task, lawyer, second)
    assert sign(task, lawyer).manifest_id == Manifest.objects.final().get(task=task).pk


def test_the_database_lets_nothing_else_be_signed_than_what_was_approved(approved):
    task, lawyer, _second = approved
    good = sign(task, lawyer)
    services.withdraw_statement(statement=good, reason="signed_in_error", by=lawyer)
    federal = filings.rule_for(Forum.FEDERAL, Document.FACTUM)

    for change in ({"what": "declaration"}, {"rule": federal}, {"manifest": other_manifest(good.manifest)}):
        row = SignedStatement.objects.get(pk=good.pk)
        row.pk, row._state.adding = None, True
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = None, None, ""
        for name, value in change.items():
            setattr(row, name, value)
        row.manifest_digest = row.manifest.digest
        with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
            row.save(force_insert=True)


def test_the_database_lets_nobody_sign_for_a_lawyer_under_a_delegation_of_something_else(approved):
    task, lawyer, second = approved
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    good, revoked = delegate(task, clerk), delegate(task, second)
    matters.revoke_delegation(delegation=revoked, by=lawyer)
    statement = sign(task, clerk)
    services.withdraw_statement(statement=statement, reason="signed_in_error", by=lawyer)

    for change in (
        {"delegation": delegate(task, clerk, Certificate.DECLARATION)},
        {"by": second},
        {"by": second, "delegation": revoked},
        {"lawyer": second},
    ):
        with (
            pytest.raises(DatabaseError, match=r"without a delegation|whoever answers"),
            transaction.atomic(),
        ):
            once_more(statement, **change)
    assert once_more(statement, delegation=good).pk != statement.pk


def once_more(statement, **changes):
    """A standing statement like that one, written past the services."""
    row = SignedStatement.objects.get(pk=statement.pk)
    row.pk, row._state.adding = uuid4(), True
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = None, None, ""
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def other_manifest(manifest):
    """One that nobody approved."""
    other = Manifest.objects.get(pk=manifest.pk)
    other.pk, other._state.adding, other.digest = None, True, "f" * 64
    other.save(force_insert=True)
    return other


# What was found wrong -------------------------------------------------------------------------------------


def test_what_was_found_wrong_since_the_page_was_opened_is_not_signed(approved):
    task, lawyer, second = approved
    shown = certificates.prepare(task, lawyer).sha256
    r.report_wrong(task=task, faults=["invented_authority"], by=second)

    with pytest.raises(WrongState, match="found wrong"):
        sign(task, lawyer, shown=shown)
    with pytest.raises(WrongState, match="found wrong"):
        certificates.prepare(r.fresh(task), lawyer)

    assert not SignedStatement.objects.exists()
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "sign"
    with pytest.raises(WrongState):
        r.cancel_approval(task=r.fresh(task), by=lawyer)


@pytest.mark.parametrize("reason", ["authority_wrong", "text_wrong"])
def test_what_was_withdrawn_because_it_is_wrong_is_not_signed_again(approved, reason):
    task, lawyer, _second = approved
    statement = sign(task, lawyer)
    services.withdraw_statement(statement=statement, reason=reason, by=lawyer)

    with pytest.raises(WrongState, match="withdrawn because"):
        sign(task, lawyer, shown=statement.sha256)

    assert not Manifest.objects.final().exists()
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "sign"
    page = get(lawyer, url("detail", task)).content.decode()
    assert "Read and sign" not in page
    assert url("wrong", task) in page
    r.report_wrong(task=r.fresh(task), faults=["misquoted"], by=lawyer)


def test_the_database_lets_nobody_sign_what_was_found_wrong(approved):
    task, lawyer, _second = approved
    statement = sign(task, lawyer)
    services.withdraw_statement(statement=statement, reason="text_wrong", by=lawyer)

    def again():
        row = SignedStatement.objects.get(pk=statement.pk)
        row.pk, row._state.adding = None, True
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = None, None, ""
        with pytest.raises(DatabaseError, match="found wrong"), transaction.atomic():
            row.save(force_insert=True)

    again()
    r.report_wrong(task=r.fresh(task), faults=["misquoted"], by=lawyer)
    again()


# What is taken away while it is not final -----------------------------------------------------------------


def foot(user, task):
    address = reverse("review:pdf", args=[task.pk, r.version(task).number])
    return " ".join(PdfReader(io.BytesIO(get(user, address).content)).pages[0].extract_text().split())


def feet_of_changes(user, task):
    """At the foot of the file in which every change is tracked: accepted, it is the text that was approved."""
    address = reverse("review:redline", args=[task.pk, r.version(task).number])
    document = docx.Document(io.BytesIO(get(user, address).content))
    return " ".join(each.text for section in document.sections for each in section.footer.paragraphs)


def test_no_copy_without_a_mark_is_given_out_before_it_is_signed_or_once_it_was_found_wrong(approved):
    task, lawyer, _second = approved
    assert get(lawyer, url("approved", task)).status_code == 404
    assert "not signed, not to be filed" in foot(lawyer, task)
    assert "not signed, not to be filed" in feet_of_changes(lawyer, task)
    assert r.fresh(task).left_at is None
    assert url("approved", task) not in get(lawyer, url("detail", task)).content.decode()

    sign(task, lawyer)
    assert get(lawyer, url("approved", task)).status_code == 200
    assert "not signed" not in foot(lawyer, task)
    assert "version" not in feet_of_changes(lawyer, task)
    assert url("approved", task) in get(lawyer, url("detail", task)).content.decode()

    r.report_wrong(task=r.fresh(task), faults=["invented_authority"], by=lawyer)
    assert get(lawyer, url("approved", task)).status_code == 404
    assert "found wrong, not to be used" in foot(lawyer, task)
    assert "found wrong, not to be used" in feet_of_changes(lawyer, task)
    assert url("approved", task) not in get(lawyer, url("detail", task)).content.decode()


def test_a_decided_text_is_not_given_out_to_be_edited(approved):
    task, lawyer, _second = approved
    address = reverse("review:word", args=[task.pk, r.version(task).number])

    assert get(lawyer, address).status_code == 302


def test_what_is_signed_while_a_copy_is_made_is_not_given_out_unnoted(approved, monkeypatch):
    task, lawyer, _second = approved
    opens = services.open_draft

    def signed_meanwhile(**given):
        found = opens(**given)
        sign(task, lawyer)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(word_views, "open_draft", signed_meanwhile)
        assert "not to be filed" in foot(lawyer, task)

    assert r.fresh(task).left_at is None
    assert "not to be filed" not in foot(lawyer, task)
    assert r.fresh(task).left_at is not None


# What the rule says is part of what is approved -----------------------------------------------------------


def test_what_was_approved_under_other_words_of_the_same_rule_is_not_what_is_signed(approved):
    task, _lawyer, _second = approved
    manifest, filing = Manifest.objects.approved().get(task=task), filings.of(task)
    assert certificates.what_changed(task, manifest, filing) == ""

    filing.rule.must_stand = "I certify"

    assert "What the court asks for has changed" in certificates.what_changed(task, manifest, filing)


def test_what_was_approved_under_the_name_of_a_rule_alone_is_still_approved_second_and_signed(
    begun, monkeypatch
):
    task, lawyer, second = begun
    with monkeypatch.context() as before:
        before.setattr(
            filings, "digest", lambda task, filing: filings._digest(task, filing, lambda _rule: [])
        )
        r.answer_all(task, lawyer)
        first = r.approve(task, lawyer)
    assert first.manifest.filing_hmac != filings.digest(task, filings.of(r.fresh(task)))

    r.answer_all(task, second)
    r.approve(task, second)
    statement = sign(task, lawyer)

    assert statement.manifest.filing_hmac == first.manifest.filing_hmac
    assert manifests.holds(statement.manifest)
