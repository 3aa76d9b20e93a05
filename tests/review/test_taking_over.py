"""Whoever takes over a matter before the Federal Court is asked to look through what was filed in it before."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.desk.queries import needs_you
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Forum, Handover, Matter
from apps.people.models import User
from apps.review import services
from apps.review.aftermath import pages as duty_pages
from apps.review.aftermath import taking_over
from apps.review.models import EarlierFilings
from tests import factories as firm
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_rulebook import cover
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db


def filed(forum=Forum.FEDERAL):
    task, lawyer, second = factum(forum=forum)
    approve_twice(task, lawyer, second)
    return r.fresh(task), lawyer, second


@pytest.fixture(scope="module")
def filed_once(beforehand):
    with beforehand():
        return filed()


@pytest.fixture
def federal(filed_once):
    return r.anew(filed_once)


def hand_over(task, to, by):
    matter = Matter.objects.get(pk=task.matter_id)
    matters.change_responsible(matter=matter, responsible=to, by=by)
    services.follow_handovers(10)


def titles(user):
    return [item.title for item in needs_you(user) if "content that AI wrote" in item.title]


def look(duty, by, note="Read all of it; the declaration stands in each."):
    return services.look_through(duty=duty, note=Sensitive(note) if note else None, by=by)


def test_the_new_lawyer_is_asked_once_and_finds_it_on_the_desk_with_what_was_filed(federal):
    task, lawyer, _second = federal
    new = f.person("lawyer")

    hand_over(task, new, lawyer)
    services.follow_handovers(10)

    duty = EarlierFilings.objects.get()
    assert (duty.assigned_to, duty.handover.before) == (new, lawyer)
    assert len(titles(new)) == 1
    assert titles(lawyer) == []
    entry = Entry.objects.get(event="review.earlier_filings_owed")
    assert (entry.matter, entry.facts["owed_by"]) == (task.matter_id, str(new.pk))
    page = signed_in(new).get(reverse("review:earlier", args=[duty.pk])).content.decode()
    assert reverse("review:detail", args=[task.pk]) in page
    assert "AI wrote content that stands in it" in page


def test_the_page_asks_as_much_of_many_filings_as_of_one(federal, django_assert_num_queries):
    task, lawyer, second = federal
    again = r.task(code="factum_section", matter=task.matter)
    approve_twice(again, lawyer, second)
    hand_over(task, f.person("lawyer"), lawyer)
    duty, by = EarlierFilings.objects.get(), User.objects.get(pk=lawyer.pk)
    with CaptureQueriesContext(connection) as rights:
        taking_over.can_look_through(by, duty)
    duty, by = EarlierFilings.objects.select_related("handover").get(), User.objects.get(pk=lawyer.pk)

    with django_assert_num_queries(len(rights) + 3):
        page = duty_pages.earlier_filings(duty, by)

    assert [each["task"].pk for each in page["listed"]] == [task.pk, again.pk]


def test_it_is_done_in_words_and_stays_on_file(federal):
    task, lawyer, _second = federal
    new = f.person("lawyer")
    hand_over(task, new, lawyer)
    duty, client = EarlierFilings.objects.get(), signed_in(new)
    with pytest.raises(BadInput):
        look(duty, new, note="")

    client.post(reverse("review:earlier", args=[duty.pk]), {"note": "Read all of it."})

    duty.refresh_from_db()
    assert (duty.done_by, keys.reveal(duty, "note").reveal()) == (new, "Read all of it.")
    assert titles(new) == []
    assert Entry.objects.get(event="review.earlier_filings_looked").facts["items"] == 1
    with pytest.raises(WrongState):
        look(duty, new)


@pytest.mark.parametrize("who", ["before", "partner", "stranger", "clerk"])
def test_nobody_else_says_it_was_done(federal, who):
    task, lawyer, _second = federal
    new = f.person("lawyer")
    hand_over(task, new, lawyer)
    by = lawyer if who == "before" else f.person({"stranger": "lawyer"}.get(who, who))
    if who == "clerk":
        f.join(task.matter, by)
    duty = EarlierFilings.objects.get()

    with pytest.raises(NotAllowed):
        look(duty, by)

    duty.refresh_from_db()
    assert duty.done_at is None
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "look_through"
    if who == "stranger":
        assert signed_in(by).get(reverse("review:earlier", args=[duty.pk])).status_code == 404


def test_who_covers_for_them_does_it(federal):
    task, lawyer, _second = federal
    new = f.person("lawyer")
    hand_over(task, new, lawyer)
    cover(new, lawyer)

    assert len(titles(lawyer)) == 1
    look(EarlierFilings.objects.get(), lawyer)
    assert titles(lawyer) == []


def test_what_a_paralegal_took_over_is_looked_through_by_a_lawyer_of_the_matter(federal):
    task, lawyer, _second = federal
    paralegal, clerk = f.person("paralegal", licence="paralegal", scope=["small_claims"]), f.person("clerk")
    f.join(task.matter, clerk)
    hand_over(task, paralegal, lawyer)
    duty = EarlierFilings.objects.get()
    for by in (paralegal, clerk):
        with pytest.raises(NotAllowed):
            look(duty, by)
        assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "look_through"
    page = signed_in(paralegal).get(reverse("review:earlier", args=[duty.pk])).content.decode()
    assert "outside the scope of your licence" in page
    assert (len(titles(paralegal)), titles(clerk), len(titles(lawyer))) == (1, [], 1)

    look(duty, lawyer)

    duty.refresh_from_db()
    assert duty.done_by == lawyer
    assert titles(lawyer) == titles(paralegal) == []


@pytest.mark.parametrize("why", ["a role that decides nothing", "no account any more"])
def test_what_nobody_in_charge_may_look_through_is_on_the_desk_of_who_may(federal, why):
    task, lawyer, _second = federal
    new = f.person("paralegal" if why == "a role that decides nothing" else "lawyer", licence="lawyer")
    hand_over(task, new, lawyer)
    if why == "no account any more":
        User.objects.filter(pk=new.pk).update(is_active=False)

    assert len(titles(lawyer)) == 1
    look(EarlierFilings.objects.get(), lawyer)
    assert titles(lawyer) == []


def test_whoever_handed_it_on_again_owes_it_no_more(federal):
    task, lawyer, _second = federal
    new, newer = f.person("lawyer"), f.person("lawyer")
    hand_over(task, new, lawyer)
    hand_over(task, newer, new)

    assert (titles(new), len(titles(newer))) == ([], 1)


def taken_over(how):
    """A matter that other counsel acted in before, and who answers for it."""
    lawyer = f.person("lawyer")
    at_once = how in ("when it is opened", "before its court is known")
    court = Forum.FEDERAL if how in ("when it is opened", "later") else Forum.OTHER
    matter = firm.matter(responsible=lawyer, forum=court, by=f.person("partner"), from_others=at_once)
    services.follow_handovers(10)
    assert EarlierFilings.objects.exists() is (how == "when it is opened")
    if how != "when it is opened":
        matters.change_details(matter=matter, forum=Forum.FEDERAL, from_others=not at_once, by=lawyer)
        services.follow_handovers(10)
    return matter, lawyer


@pytest.mark.parametrize("how", ["when it is opened", "later", "before its court is known"])
def test_whoever_takes_over_a_matter_from_other_counsel_looks_through_what_those_filed(how):
    matter, lawyer = taken_over(how)

    services.follow_handovers(10)

    duty = EarlierFilings.objects.get()
    assert (duty.assigned_to, duty.handover.before, len(titles(lawyer))) == (lawyer, None, 1)
    said = Entry.objects.filter(matter=matter.pk, event__startswith="matters.matter_")
    facts = [each.facts for each in said]
    assert any(each.get("from_others") or "from_others" in each.get("fields", ()) for each in facts)
    page = signed_in(lawyer).get(reverse("review:earlier", args=[duty.pk])).content.decode()
    assert "took over this matter from other counsel" in page
    look(
        duty,
        lawyer,
        "Two motion records by Roe LLP; neither has a declaration, and nothing in them reads as AI.",
    )
    assert titles(lawyer) == []


def test_that_other_counsel_acted_before_is_said_once():
    matter, lawyer = taken_over("later")

    matters.change_details(matter=matter, from_others=True, by=lawyer)

    assert Handover.objects.get(matter=matter).before is None
    page = signed_in(lawyer).get(reverse("matters:details", args=[matter.pk])).content.decode()
    assert "Other counsel acted" not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(matter=matter, before=None, after=lawyer, by=lawyer)


def test_what_other_counsel_filed_is_owed_by_whoever_the_matter_is_handed_on_to():
    matter, lawyer = taken_over("when it is opened")
    new = f.person("lawyer")

    matters.change_responsible(matter=matter, responsible=new, by=lawyer)
    services.follow_handovers(10)

    assert (titles(lawyer), len(titles(new))) == ([], 1)


@pytest.mark.parametrize("what", ["another court", "nothing filed", "filed after", "the same person"])
def test_nobody_is_asked_where_there_is_nothing_to_look_through(what):
    if what == "nothing filed":
        task, lawyer, _second = factum(forum=Forum.FEDERAL)
    else:
        task, lawyer, _second = filed(Forum.AB_KINGS_BENCH if what == "another court" else Forum.FEDERAL)
    new = lawyer if what == "the same person" else f.person("lawyer")
    if what == "filed after":
        task.draft.task.__class__.objects.filter(pk=task.pk).update(decided_at="2099-01-01T00:00:00Z")

    hand_over(task, new, lawyer)

    assert not EarlierFilings.objects.exists()
    assert Handover.objects.exists() is (what != "the same person")


def test_what_is_refused_of_earlier_filings_keeps_its_words(federal):
    task, lawyer, _second = federal
    hand_over(task, f.person("lawyer"), lawyer)
    duty = EarlierFilings.objects.get()

    said = {"note": "The factum of May needs one."}
    page = signed_in(lawyer).post(reverse("review:earlier", args=[duty.pk]), said).content.decode()

    duty.refresh_from_db()
    assert duty.done_at is None
    assert "took over this matter and looks through it" in page
    assert "The factum of May needs one." in page
