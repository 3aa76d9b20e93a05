import datetime as dt
import html
import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.desk import context
from apps.drafting.models import ItemKind, Request
from apps.matters import calendar
from apps.matters.models import Forum
from apps.people import services as people
from apps.people.models import User
from apps.review import rules, seconds, services
from apps.review.decisions import alone
from apps.review.filing import queries as filings
from apps.review.models import (
    Cover,
    FilingRule,
    ItemRule,
    Manifest,
    SecondLook,
    SecondPersonException,
)
from apps.review.models.checklist import FLOOR, Item
from apps.review.queue import piles
from apps.review.rulebook import services as rulebook
from tests import factories as firm
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import factum
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db
FIRST_USE = seconds.is_first_use


def proposal(**more):
    given = {
        "forum": "bc_supreme",
        "document": "factum",
        "statement": "use",
        "wording": "Use of AI: {tool}.",
        "wording_fr": "Utilisation de l’IA : {tool}.",
        "must_stand": "Use of AI",
        "must_stand_fr": "Utilisation de l’IA",
        "source": "Practice direction 99",
        "source_url": "https://www.bccourts.ca/",
        "checked_on": timezone.localdate(),
    }
    return rulebook.Proposal(**given | more)


def put_in_force(rule, by):
    return services.approve_filing_rule(rule=rule, instead_of=rule.in_its_place, by=by)


def refused():
    return Entry.objects.filter(event="review.refused").last().facts


# Filing rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forum", [each for each in Forum.values if each != "none"])
def test_every_forum_has_a_rule_with_a_source_and_a_day(forum):
    for document in filings.Document.values:
        rule = filings.rule_for(Forum(forum), filings.Document(document))

        assert rule.source
        assert rule.source_url.startswith("https://")
        assert rule.is_old(dt.date(2027, 1, 1)) is (forum in ADDED_UNREAD)
        assert rule.is_old(dt.date(2028, 1, 1))
        with translation.override("fr-ca"):
            assert rule.local_source != rule.source


ADDED_UNREAD = ("on_appeal", "ab_appeal", "ab_justice")


@pytest.mark.parametrize("forum", ADDED_UNREAD)
def test_a_rule_whose_source_nobody_read_says_so_until_somebody_has(forum):
    partner = f.person("partner")
    rule = filings.rule_for(Forum(forum), filings.Document.FACTUM)
    matter = f.matter(responsible=partner, forum=forum)
    task = r.task(code="factum_section", matter=matter)

    def said(address):
        return html.unescape(signed_in(partner).get(address).content.decode())

    assert rule.checked_on is None
    rules_page, review = reverse("review:rules"), reverse("review:detail", args=[task.pk])
    assert said(rules_page).count("checked by nobody yet") == 4
    assert "Nobody has checked the source of this rule yet" in said(review)

    for each in FilingRule.objects.in_force().filter(forum=forum):
        services.confirm_filing_rule(rule=each, by=partner)

    rule.refresh_from_db()
    assert (rule.checked_on, rule.is_old(timezone.localdate())) == (timezone.localdate(), False)
    assert "Nobody has checked" not in said(review)


def test_a_firms_own_source_is_read_as_it_was_written():
    rule = services.propose_filing_rule(given=proposal(source="Notices"), by=f.person("partner"))

    with translation.override("fr-ca"):
        assert rule.local_source == "Notices"


def test_a_clerk_proposes_a_rule_and_a_partner_puts_it_in_force():
    clerk, partner = f.person("clerk"), f.person("partner")
    rule = services.propose_filing_rule(given=proposal(), by=clerk)
    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM).statement == "none"

    with pytest.raises(NotAllowed):
        put_in_force(rule, clerk)
    assert refused()["attempted"] == "approve_rule"
    put_in_force(rule, partner)

    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM) == rule
    with pytest.raises(WrongState):
        put_in_force(rule, partner)


@pytest.mark.parametrize("who", ["partner", "proposer"])
def test_what_was_proposed_is_declined_for_good_by_a_partner_or_by_whoever_proposed_it(who):
    clerk, other, partner = f.person("clerk"), f.person("lawyer"), f.person("partner")
    rule = services.propose_filing_rule(given=proposal(), by=clerk)
    to = reverse("review:act_on_rule", args=[rule.pk, "decline"])
    by = {"partner": partner, "proposer": clerk}[who]
    pages = [signed_in(each).get(reverse("review:rules")).content.decode() for each in (by, other)]
    assert [to in page for page in pages] == [True, False]
    with pytest.raises(NotAllowed):
        services.decline_filing_rule(rule=rule, by=other)
    assert (refused()["attempted"], refused()["reasons"]) == ("decline_rule", ["not_partner"])
    assert FilingRule.objects.proposed().get() == rule

    signed_in(by).post(to)

    assert not FilingRule.objects.proposed().exists()
    assert Entry.objects.get(event="review.filing_rule_declined").facts["forum"] == "bc_supreme"
    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM).statement == "none"
    with pytest.raises(WrongState):
        put_in_force(rule, partner)
    with pytest.raises(WrongState):
        services.decline_filing_rule(rule=rule, by=partner)


def test_a_rule_is_put_in_force_in_place_of_the_one_that_it_was_compared_with():
    one, other = f.person("partner"), f.person("partner")
    stricter, looser = (services.propose_filing_rule(given=proposal(source=each), by=one) for each in "ab")
    client = signed_in(other)
    page = client.get(reverse("review:rules")).content.decode()
    assert page.count('name="instead_of" value=""') == 2
    put_in_force(stricter, one)

    client.post(reverse("review:act_on_rule", args=[looser.pk, "approve"]), {"instead_of": ""})

    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM) == stricter
    assert (refused()["attempted"], refused()["reasons"]) == ("approve_rule", ["stale"])
    assert f'name="instead_of" value="{stricter.pk}"' in client.get(reverse("review:rules")).content.decode()
    client.post(reverse("review:act_on_rule", args=[looser.pk, "approve"]), {"instead_of": stricter.pk})
    assert filings.rule_for(Forum.BC_SUPREME, filings.Document.FACTUM) == looser


def test_what_is_in_force_is_not_declined():
    partner = f.person("partner")
    rule = filings.rule_for(Forum.FEDERAL, filings.Document.FACTUM)

    with pytest.raises(WrongState):
        services.decline_filing_rule(rule=rule, by=partner)

    assert filings.rule_for(Forum.FEDERAL, filings.Document.FACTUM) == rule


def test_a_partner_sees_every_word_of_a_rule_before_it_is_put_in_force():
    clerk, partner = f.person("clerk"), f.person("partner")
    rule = services.propose_filing_rule(
        given=proposal(signer="delegate", asks=["ai_part", "forum"], place="first", links_required=True),
        by=clerk,
    )

    page = html.unescape(signed_in(partner).get(reverse("review:rules")).content.decode())
    proposed = page[: page.index("<h2>What courts ask for")]

    for said in (
        rule.wording, rule.wording_fr, "Words that have to stand, in French", rule.get_signer_display(),
        rule.get_place_display(), "What part AI had in it; What this court or tribunal asks for", rule.source_url,
        "each authority leads to its page",
    ):  # fmt: skip
        assert str(said) in proposed
    assert proposed.count(rule.must_stand) >= 2


SAYS = {
    "forum": "ab_kings_bench", "document": "motion", "number": 2, "statement": "declaration", "place": "first",
    "wording": "Other", "wording_fr": "Autre", "must_stand": "Other", "must_stand_fr": "Autre", "asks": ["ai_part"],
    "signer": "lawyer", "links_required": True, "source": "Another", "source_url": "https://www.ontario.ca/",
}  # fmt: skip


@pytest.mark.parametrize("name", SAYS)
def test_all_that_a_rule_says_is_in_the_digest_that_the_log_has_of_it(name):
    rule = services.propose_filing_rule(given=proposal(), by=f.person("partner"))
    kept = Entry.objects.filter(event="review.filing_rule_proposed").get().facts["digest"]
    assert rulebook._facts(rule)["digest"].hmac in str(kept)

    setattr(rule, name, SAYS[name])

    assert rulebook._facts(rule)["digest"].hmac not in str(kept)


@pytest.mark.parametrize("language", ["", "_fr"])
def test_a_rule_cannot_ask_for_words_that_it_does_not_insert(language):
    with pytest.raises(BadInput, match="not in the wording"):
        services.propose_filing_rule(
            given=proposal(**{f"must_stand{language}": "Something else"}), by=f.person("partner")
        )

    assert not FilingRule.objects.proposed().exists()


@pytest.mark.parametrize("words", ["***", "> #", "`_`"])
def test_a_rule_asks_for_words_and_not_for_marks_alone(words):
    with pytest.raises(BadInput, match="not in the wording"):
        services.propose_filing_rule(
            given=proposal(wording=f"Use of AI {words}", must_stand=words), by=f.person("partner")
        )

    assert not FilingRule.objects.proposed().exists()


def test_a_statement_in_the_first_paragraph_is_known_by_words_of_its_first_paragraph():
    with pytest.raises(BadInput, match="first paragraph of the wording"):
        services.propose_filing_rule(
            given=proposal(place="first", wording="Declaration.\n\nUse of AI: {tool}."),
            by=f.person("partner"),
        )

    assert not FilingRule.objects.proposed().exists()


def test_nobody_proposes_what_no_court_asks_for():
    partner = f.person("partner")
    with pytest.raises(BadInput, match="not one of the choices"):
        services.propose_filing_rule(given=proposal(forum="none"), by=partner)

    assert not FilingRule.objects.proposed().exists()
    page = signed_in(partner).get(reverse("review:propose")).content.decode()
    assert "No court or tribunal" not in page


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("# Factum\n\nUse of AI: so.\n\nThe facts.", True),
        ("Factum\n===\n\n---\n\nUse of AI: so.", True),
        ("# Factum\nUse of AI: so.\n\nThe facts.", True),
        ("# Factum\nThe facts.\n\nUse of AI: so.", False),
        ("#1 The facts.\n\nUse of AI: so.", False),
        ("> The facts.\n\nUse of AI: so.", False),
    ],
)
def test_the_first_paragraph_is_the_one_that_the_page_has_first(text, stands):
    assert filings.would_stand(text, "Use of AI", "first") is stands


@pytest.mark.parametrize("place", ["first", "anywhere"])
def test_a_statement_that_was_put_in_is_seen_by_whatever_words_its_rule_asks_for(place):
    task, lawyer, _second = factum(forum=Forum.BC_SUPREME)
    partner = f.person("partner")
    words = "made with {tool} for {purpose}"
    rule = services.propose_filing_rule(
        given=proposal(
            place=place, wording=f"# Notice\n\nThis was {words}.", must_stand=words, wording_fr=f"{words}.",
            must_stand_fr=words,
        ),
        by=partner,
    )  # fmt: skip
    put_in_force(rule, partner)
    r.describe(task, lawyer, "factum")
    assert "statement" in r.obstacles(task, lawyer)

    services.insert_statement(task=r.fresh(task), base_version=r.version(task), by=lawyer)

    assert "{" not in r.text(task)
    assert "statement" not in r.obstacles(task, lawyer)


def test_a_new_rule_retires_the_one_before_which_never_changes():
    partner = f.person("partner")
    first = services.propose_filing_rule(given=proposal(), by=partner)
    put_in_force(first, partner)
    second = services.propose_filing_rule(given=proposal(source="Practice direction 100"), by=partner)
    put_in_force(second, partner)

    first.refresh_from_db()
    assert (second.number, first.retired_at is not None) == (2, True)
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingRule.objects.filter(pk=second.pk).update(wording="Something else")


@pytest.mark.parametrize(
    "wrong",
    [{"forum": "moon"}, {"source": " "}, {"source_url": "http://x.ca"}, {"wording_fr": ""}, {"asks": ["age"]},
     {"checked_on": dt.date(2999, 1, 1)}, {"statement": "none", "signer": "lawyer"}],
    ids=str,
)  # fmt: skip
def test_a_rule_that_says_too_little_is_not_proposed(wrong):
    before = FilingRule.objects.count()

    with pytest.raises(BadInput):
        services.propose_filing_rule(given=proposal(**wrong), by=f.person("partner"))

    assert FilingRule.objects.count() == before


def test_the_owner_reads_the_source_again_and_others_do_not():
    partner, owner, other = f.person("partner"), f.person("lawyer"), f.person("lawyer")
    rule = filings.rule_for(Forum.FEDERAL, filings.Document.FACTUM)
    services.name_rule_owner(rule=rule, owner=owner, by=partner)
    rule.refresh_from_db()

    with pytest.raises(NotAllowed, match="owns this rule"):
        services.confirm_filing_rule(rule=rule, by=other)
    with pytest.raises(NotAllowed):
        services.name_rule_owner(rule=rule, owner=other, by=other)
    services.confirm_filing_rule(rule=rule, by=owner)

    rule.refresh_from_db()
    assert rule.checked_on == timezone.localdate()


# Minimum review -------------------------------------------------------------------------------------------


def letters():
    return ItemRule.objects.get(kind="client_letter")


def set_letters(by, **more):
    rule = letters()
    given = {
        "was": rule.version,
        "decider": rule.decider,
        "second_person": "always",
        "checklist": rule.checklist,
        "goes_as": rule.goes_as,
        "sample_one_in": rule.sample_one_in,
        "lead_days": rule.lead_days,
    }
    return services.set_item_rule(rule=rule, by=by, **given | more)


def test_the_owner_of_a_rule_sets_it_and_it_counts_for_the_next_review():
    owner, partner = f.person("lawyer"), f.person("partner")
    services.name_rule_owner(rule=letters(), owner=owner, by=partner)
    before = r.task()

    set_letters(owner)

    assert (letters().version, letters().second_person) == (2, "always")
    assert (r.fresh(before).needs_second, r.task().needs_second) == (False, True)
    assert Entry.objects.filter(event="review.item_rule_set").get().facts["second_person"] == "always"
    with pytest.raises(NotAllowed, match="owns this rule"):
        set_letters(partner)


@pytest.mark.parametrize("who", ["owner", "cover"])
def test_whoever_kept_a_rule_and_works_on_matters_no_more_keeps_none(who):
    owner, covering, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    services.name_rule_owner(rule=letters(), owner=owner, by=partner)
    cover(owner, covering)
    keeper = owner if who == "owner" else covering
    keeper.grants.update(until=timezone.now())
    keeper.grants.create(role_id="administrator", granted_by=partner)
    keeper = User.objects.get(pk=keeper.pk)

    with pytest.raises(NotAllowed, match="Your role"):
        set_letters(keeper, second_person="never")

    assert letters().version == 1
    assert (refused()["attempted"], refused()["reasons"]) == ("set_rule", ["not_owner"])


def test_the_owner_of_a_rule_says_how_long_before_its_day_a_review_begins():
    partner, before = f.person("partner"), r.task()

    set_letters(partner, lead_days=12)

    task = r.task()
    assert task.act_by == calendar.before(task.due_on, 12, task.matter.province) < task.due_on
    assert r.fresh(before).act_by == before.act_by
    assert Entry.objects.filter(event="review.item_rule_set").get().facts["lead_days"] == 12
    for wrong in (-1, rulebook.MOST_LEAD_DAYS + 1):
        with pytest.raises(BadInput, match="at most 30 working days"):
            set_letters(partner, lead_days=wrong)
    assert (letters().lead_days, letters().version) == (12, 2)
    assert "begins 12 working days before" in signed_in(partner).get(reverse("review:rules")).content.decode()


def test_the_owner_of_a_rule_says_how_often_an_approval_is_looked_at_again():
    partner = f.person("partner")

    set_letters(partner, sample_one_in=1, second_person="never")

    assert letters().sample_one_in == 1
    assert Entry.objects.filter(event="review.item_rule_set").get().facts["one_in"] == 1
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    assert SecondLook.objects.get().task == task
    for wrong in (-1, rulebook.RAREST + 1):
        with pytest.raises(BadInput, match="One approval in 100"):
            set_letters(partner, sample_one_in=wrong)
    assert (letters().sample_one_in, letters().version) == (1, 2)
    page = signed_in(partner).get(reverse("review:rules")).content.decode()
    assert "second look: one in 1<" in page


def test_nobody_lowers_the_floor():
    for left_out in sorted(FLOOR):
        with pytest.raises(NotAllowed, match="Nobody lowers this"):
            set_letters(f.person("partner"), checklist=[each for each in Item if each != left_out])
        assert refused()["reasons"] == ["floor"]
        short = [each for each in letters().checklist if each != left_out]
        with pytest.raises(IntegrityError, match="less_than_the_floor"), transaction.atomic():
            ItemRule.objects.filter(kind="client_letter").update(checklist=short)
    assert letters().version == 1


INSIDE = ["internal_note", "chronology", "time_entry"]


@pytest.mark.parametrize("kind", ItemKind.values)
def test_what_leaves_the_house_is_the_responsible_lawyers_to_decide(kind):
    partner, rule = f.person("partner"), ItemRule.objects.get(kind=kind)
    given = {"checklist": rule.checklist, "second_person": rule.second_person, "goes_as": rule.goes_as}
    given |= {"sample_one_in": rule.sample_one_in, "lead_days": rule.lead_days}

    def lower():
        return services.set_item_rule(rule=rule, was=1, decider="licensee", by=partner, **given)

    page = signed_in(partner).get(reverse("review:item_rule", args=[rule.pk])).content.decode()
    assert ("A licensee of the matter" in page) == (kind in INSIDE)
    if kind in INSIDE:
        assert lower().decider == "licensee"
        return
    with pytest.raises(NotAllowed, match="leaves the house"):
        lower()
    assert refused()["reasons"] == ["floor"]
    with pytest.raises(IntegrityError, match="what_leaves_is"), transaction.atomic():
        ItemRule.objects.filter(kind=kind).update(decider="licensee")
    rule.refresh_from_db()
    assert (rule.decider, rule.version) == ("responsible", 1)


@pytest.fixture
def first_uses_count(monkeypatch):
    """As in a house: what has no approval yet is used for the first time."""
    monkeypatch.setattr(seconds, "is_first_use", FIRST_USE)


@pytest.mark.usefixtures("first_uses_count")
def test_what_was_approved_in_the_training_matter_is_no_first_use():
    tried = r.task()
    tried.matter.is_training = True
    tried.matter.save(update_fields=["is_training"])
    lawyer, second = tried.responsible, f.person("lawyer")
    f.join(tried.matter, second)
    for each in (lawyer, second):
        r.answer_all(tried, each)
        r.approve(tried, each)

    assert r.fresh(tried).state == "approved"
    assert r.task().needs_second


def test_a_rule_that_asks_for_more_counts_for_open_reviews_at_their_approval():
    task = r.task()
    lawyer, second = task.responsible, f.person("lawyer")
    f.join(task.matter, second)
    r.answer_all(task, lawyer)
    address = reverse("review:approve", args=[task.pk, 1])
    assert "then fixed" in signed_in(lawyer).get(address).content.decode()

    set_letters(f.person("partner"))
    assert "second person has approved it too" in signed_in(lawyer).get(address).content.decode()
    decision = r.approve(task, lawyer)

    assert (r.fresh(task).state, r.fresh(task).needs_second) == ("second", True)
    assert decision.manifest.rule_version == letters().version == 2
    assert not Manifest.objects.approved().exists()
    r.answer_all(task, second)
    r.approve(task, second)
    assert r.fresh(task).state == "approved"


@pytest.mark.parametrize("who", ["asked", "edited"])
def test_a_rule_about_what_a_clerk_prepares_counts_for_what_a_clerk_prepared_before_it(who):
    set_letters(f.person("partner"), second_person="never")
    matter, clerk = f.matter(responsible=f.person("lawyer")), f.person("clerk")
    f.join(matter, clerk)
    task = r.task(matter=matter, by=clerk if who == "asked" else None)
    if who == "edited":
        r.edit(task, clerk)
    assert not r.fresh(task).needs_second
    set_letters(f.person("partner"), second_person="if_prepared_by_non_lawyer")
    r.answer_all(task, task.responsible)

    r.approve(task, task.responsible)

    assert r.fresh(task).state == "second"


def test_a_rule_that_asks_for_less_takes_no_second_person_away():
    set_letters(f.person("partner"))
    task = r.task()
    set_letters(f.person("partner"), second_person="never")
    r.answer_all(task, task.responsible)

    r.approve(task, task.responsible)

    assert r.fresh(task).state == "second"


def test_as_which_files_a_kind_goes_is_the_owners_to_say_and_on_record():
    owner, partner = f.person("lawyer"), f.person("partner")
    services.name_rule_owner(rule=letters(), owner=owner, by=partner)

    set_letters(owner, goes_as="pdf")

    assert (letters().goes_as, letters().version) == ("pdf", 2)
    assert Entry.objects.filter(event="review.item_rule_set").get().facts["goes_as"] == "pdf"
    with pytest.raises(NotAllowed, match="owns this rule"):
        set_letters(partner, goes_as="word")
    for wrong in ("none", "fax"):
        with pytest.raises(BadInput, match="not one of the choices"):
            set_letters(owner, goes_as=wrong)
    assert (letters().goes_as, letters().version) == ("pdf", 2)


@pytest.mark.parametrize(("kind", "goes_as"), [("time_entry", "word"), ("client_letter", "none")])
def test_the_database_knows_that_all_but_time_goes_as_a_file(kind, goes_as):
    with pytest.raises(IntegrityError, match="all_but_time_goes_as_a_file"), transaction.atomic():
        ItemRule.objects.filter(kind=kind).update(goes_as=goes_as)


def test_two_owners_do_not_overwrite_one_another():
    partner = f.person("partner")
    set_letters(partner)

    with pytest.raises(Conflict):
        set_letters(partner, was=1)


@pytest.mark.usefixtures("first_uses_count")
def test_first_use_of_instructions_asks_for_a_second_person_until_one_was_approved():
    assert letters().second_person == "if_non_lawyer_or_first_use"  # as a firm begins
    first = r.task()
    assert first.needs_second
    lawyer, second = first.responsible, f.person("lawyer")
    f.join(first.matter, second)
    for each in (lawyer, second):
        r.answer_all(first, each)
        r.approve(first, each)

    assert not r.task().needs_second


# Cover and exceptions -------------------------------------------------------------------------------------


def cover(away, by_whom, by=None, *, days=3):
    today = timezone.localdate()
    return services.record_cover(
        away=away, by_whom=by_whom, reason="ill", first_day=today, last_day=today + dt.timedelta(days=days),
        by=by or away,
    )  # fmt: skip


def test_who_covers_decides_in_the_place_of_whoever_is_away():
    task = r.task()
    other = f.person("lawyer")
    f.join(task.matter, other)
    assert not rules.can_decide(other, task)

    row = cover(task.responsible, other)

    assert rules.can_decide(other, task)
    services.end_cover(cover=row, by=task.responsible)
    assert not rules.can_decide(other, task)


def test_somebody_covers_for_whoever_left_and_still_answers_for_an_open_review():
    task = r.task()
    left, other, partner = task.responsible, f.person("lawyer"), f.person("partner")
    f.join(task.matter, other)
    User.objects.filter(pk__in=[left.pk, f.person("lawyer", name="Gone Long Ago").pk]).update(is_active=False)
    client, today = signed_in(partner), timezone.localdate()
    offered = client.get(reverse("review:rules")).content.decode()
    assert (left.full_name in offered, "Gone Long Ago" in offered) == (True, False)

    client.post(
        reverse("review:cover"),
        {"away": left.pk, "by_whom": other.pk, "reason": "other", "first_day": today, "last_day": today},
    )

    assert [each.pk for each in piles.listed(other)] == [task.pk]
    r.answer_all(task, other)
    r.approve(task, other)
    assert r.fresh(task).state == "approved"
    client.post(
        reverse("review:cover"),
        {"away": partner.pk, "by_whom": left.pk, "reason": "other", "first_day": today, "last_day": today},
    )
    assert not Cover.objects.filter(by_whom=left).exists()


def test_what_falls_to_whoever_is_away_is_in_the_queue_of_who_covers():
    task = r.task()
    other = f.person("lawyer")
    f.join(task.matter, other)
    unseen = r.task(responsible=task.responsible)

    def needs(user):
        return [each.pk for each in piles.listed(user)]

    assert needs(other) == []
    row = cover(task.responsible, other)

    assert needs(other) == [task.pk]
    assert set(needs(task.responsible)) == {task.pk, unseen.pk}
    assert context.counted(context.around(other)).waiting == 1
    client = Client()
    client.force_login(other)
    html = client.get(reverse("review:queue")).content.decode()
    assert f"you cover for {task.responsible.short_name}" in html
    assert unseen.matter.title not in html
    services.end_cover(cover=row, by=task.responsible)
    assert needs(other) == []


def test_cover_gives_no_licence_no_matter_and_no_right_to_those_who_are_here():
    task = r.task()
    clerk, stranger = f.person("clerk"), f.person("lawyer")
    with pytest.raises(BadInput, match="another licensee"):
        cover(task.responsible, clerk)
    cover(task.responsible, stranger)
    with pytest.raises(NotAllowed):
        cover(task.responsible, f.person("lawyer"), by=clerk)

    assert not rules.can_decide(stranger, task)


def test_who_covers_for_the_owner_keeps_the_rule():
    owner, other = f.person("lawyer"), f.person("lawyer")
    services.name_rule_owner(rule=letters(), owner=owner, by=f.person("partner"))
    cover(owner, other)

    assert set_letters(other).version == 2


def first_approved():
    task, lawyer, second = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task), lawyer, second


def approve_alone(task, by, **more):
    newest = r.version(task)
    given = {"version": newest, "text_hmac": newest.text_hmac, "reason": "others_away"}
    given["note"] = Sensitive("I read it again the next day.")
    return services.approve_alone(task=r.fresh(task), by=by, **given | more)


def test_a_firm_with_one_available_lawyer_approves_with_a_recorded_exception(awaited):
    task, lawyer, second = awaited
    with pytest.raises(NotAllowed, match="could be the second person"):
        approve_alone(task, lawyer)
    assert refused()["reasons"] == ["others_could"]
    cover(second, lawyer)
    assert alone.could_be_second(task) == []

    row = approve_alone(task, lawyer)

    assert r.fresh(task).state == "approved"
    assert Manifest.objects.approved().filter(task=task).exists()
    assert Entry.objects.filter(event="review.approved_alone").get().facts["reason"] == "others_away"
    assert b"next day" not in bytes(row.note)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondPersonException.objects.update(reason="sole_lawyer")


@pytest.mark.parametrize("who", ["elsewhere", "partner", "screened", "asker", "administrator", "notary"])
def test_a_lawyer_who_could_be_put_on_the_team_could_be_the_second_person(awaited, who):
    task, lawyer, second = awaited
    cover(second, lawyer)
    other = {
        "partner": lambda: f.person("partner"),
        "administrator": lambda: f.person("administrator"),
        "notary": lambda: f.person("lawyer", licence="notary"),
    }.get(who, lambda: f.person("lawyer"))()
    if who == "screened":
        task.matter.screens.create(user=other, reason="personal", raised_by=lawyer)
    if who == "asker":
        Request.objects.filter(pk=task.draft.request_id).update(confirmed_by=other)
    task = r.fresh(task)

    if who in ("elsewhere", "partner"):
        assert alone.could_be_second(task) == [other]
        with pytest.raises(NotAllowed, match="could be the second person"):
            approve_alone(task, lawyer)
        assert refused()["reasons"] == ["others_could"]
        page = signed_in(lawyer).get(reverse("review:alone", args=[task.pk, r.version(task).number]))
        assert other.full_name in page.content.decode()
        assert r.fresh(task).state == "second"
    else:
        assert alone.could_be_second(task) == []
        approve_alone(task, lawyer)
        assert r.fresh(task).state == "approved"


@pytest.mark.parametrize(
    "more",
    [{"note": None}, {"reason": "busy"}, {"note": Sensitive(" ")}, {"reason": "sole_lawyer"}],
    ids=["note", "reason", "blank", "untrue"],
)
def test_an_exception_says_why(awaited, more):
    task, lawyer, second = awaited
    cover(second, lawyer)

    with pytest.raises(BadInput):
        approve_alone(task, lawyer, **more)

    assert r.fresh(task).state == "second"
    assert not SecondPersonException.objects.exists()


def test_the_only_lawyer_of_a_firm_says_so(awaited):
    task, lawyer, second = awaited
    people.end_person(user=second, reason="left", by=firm.administrator())

    assert approve_alone(task, lawyer, reason="sole_lawyer").reason == "sole_lawyer"


def test_an_exception_is_for_who_decided_first_and_for_that_text(awaited):
    task, lawyer, second = awaited
    cover(second, lawyer)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    with pytest.raises(NotAllowed, match="decided first"):
        approve_alone(task, clerk)
    with pytest.raises(Conflict):
        approve_alone(task, lawyer, text_hmac="0" * 64)
    r.edit(task, lawyer, r.text(task) + "\nMore.\n")

    with pytest.raises(WrongState):
        approve_alone(task, lawyer)


def test_the_database_lets_nobody_approve_alone_without_the_exception(awaited):
    task, _lawyer, _second = awaited

    with pytest.raises(DatabaseError), transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(state="approved", decided_at=timezone.now())


def test_a_notary_decides_nothing_that_goes_to_a_court():
    notary = f.person("lawyer", licence="notary")
    task = r.task(code="factum_section", matter=f.matter(responsible=notary, forum=Forum.QC_SUPERIOR))
    letter = r.task(responsible=notary)

    assert not rules.can_decide(notary, task)
    assert rules.can_decide(notary, letter)


# What the sources say -------------------------------------------------------------------------------------

ASKED = {
    # professional rules, section 2: what is inserted, where, who signs, what is asked, for each forum and document
    ("on_superior", "factum"): ("certificate", "anywhere", "delegate", []),
    ("on_superior", "expert_report"): ("none", "anywhere", "expert", ["expert"]),
    ("on_superior", "motion"): ("none", "anywhere", "nobody", []),
    ("on_appeal", "factum"): ("certificate", "anywhere", "delegate", []),
    ("on_appeal", "motion"): ("none", "anywhere", "nobody", []),
    ("on_family", "factum"): ("certificate", "anywhere", "delegate", []),
    ("on_small_claims", "factum"): ("none", "anywhere", "nobody", ["forum"]),
    ("federal", "factum"): ("declaration", "first", "delegate", ["ai_part"]),
    ("federal", "tribunal_record"): ("none", "anywhere", "nobody", []),
    ("federal", "expert_report"): ("none", "anywhere", "expert", ["expert"]),
    ("mb_kings_bench", "motion"): ("use", "anywhere", "nobody", []),
    ("yt_supreme", "motion"): ("use", "anywhere", "nobody", []),
    ("ab_kings_bench", "factum"): ("none", "anywhere", "nobody", []),
    ("ab_appeal", "factum"): ("none", "anywhere", "nobody", []),
    ("ab_justice", "factum"): ("none", "anywhere", "nobody", []),
    ("ns_provincial", "factum"): ("use", "anywhere", "nobody", []),
    ("ns_supreme", "factum"): ("none", "anywhere", "nobody", []),
    ("qc_superior", "factum"): ("none", "anywhere", "nobody", []),
    ("bc_supreme", "factum"): ("none", "anywhere", "nobody", []),
    ("other", "factum"): ("none", "anywhere", "nobody", ["forum"]),
}


@pytest.mark.parametrize("place", ASKED, ids=["-".join(each) for each in ASKED])
def test_the_firms_first_rules_ask_what_the_sources_say(place):
    forum, document = place

    rule = filings.rule_for(Forum(forum), filings.Document(document))

    assert (rule.statement, rule.place, rule.signer, rule.asks) == ASKED[place]


def test_a_rule_names_the_source_of_its_own_court():
    family = filings.rule_for(Forum.ON_FAMILY, filings.Document.EXPERT_REPORT)
    small = filings.rule_for(Forum.ON_SMALL_CLAIMS, filings.Document.ANY)

    assert ("990114" in family.source_url, "980258" in small.source_url) == (True, True)


def test_a_rule_whose_source_was_put_right_does_not_say_that_its_owner_read_that_source():
    rules = FilingRule.objects.filter(forum="on_small_claims", document="any")
    rules.filter(number=2).update(retired_at=timezone.now())
    rules.filter(number=1).update(retired_at=None, checked_on=dt.date(2027, 1, 5))
    put_right = importlib.import_module("apps.review.migrations.0026_what_no_source_says")

    put_right.replace(apps, SimpleNamespace(connection=connection))

    made = rules.get(retired_at=None)
    assert (made.number, made.asks, made.checked_on) == (3, ["forum"], dt.date(2026, 11, 21))
    assert "980258" in made.source_url


def test_yukon_is_told_which_tool_was_used():
    task, lawyer, _second = factum(forum=Forum.YT_SUPREME)
    r.describe(task, lawyer)

    r.edit(task, lawyer, f"{r.text(task)}\nUse of artificial intelligence: a first outline.\n")
    assert "statement" in r.obstacles(task, lawyer)
    r.edit(
        task, lawyer, f"{r.text(task)}\nUse of artificial intelligence: Claude (Anthropic), for an outline.\n"
    )

    assert "statement" not in r.obstacles(task, lawyer)


@pytest.mark.parametrize("read_since", [False, True])
def test_a_rule_that_was_added_is_read_by_nobody_unless_somebody_has_since(read_since):
    rules = FilingRule.objects.filter(forum="ab_appeal")
    rules.update(checked_on=dt.date(2026, 12, 3) if read_since else dt.date(2026, 11, 21))
    unread = importlib.import_module("apps.review.migrations.0041_read_by_nobody")

    unread.unread(apps, SimpleNamespace(connection=connection))

    assert rules.get().checked_on == (dt.date(2026, 12, 3) if read_since else None)
    assert FilingRule.objects.get(forum="federal", document="any").checked_on == dt.date(2026, 11, 21)


def test_a_firms_own_words_for_yukon_stay():
    partner = f.person("partner")
    kept = filings.rule_for(Forum.YT_SUPREME, filings.Document.FACTUM)
    en, fr = "Use of artificial intelligence", "Utilisation de l’intelligence artificielle"
    words = {"wording": f"{en}: {{tool}}.", "wording_fr": f"{fr}\u00a0: {{tool}}."}
    own = services.propose_filing_rule(
        given=proposal(forum="yt_supreme", document="any", must_stand=en, must_stand_fr=fr, **words),
        by=partner,
    )
    put_in_force(own, partner)
    migration = importlib.import_module("apps.review.migrations.0041_read_by_nobody")

    migration.name_the_tool(apps, SimpleNamespace(connection=connection))

    assert filings.rule_for(Forum.YT_SUPREME, filings.Document.FACTUM) == own
    assert FilingRule.objects.filter(forum="yt_supreme").count() == kept.number + 1
