"""What carries a returned or superseded item on, whatever became of its sources and of who answered for it."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import Request
from apps.intake.models import Source, State
from apps.matters import keys
from apps.matters.models import Matter, Screen
from apps.people.models import User
from apps.review import services
from apps.review.models import CorrectiveTask, TaskState
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db


def end_copies(*sources):
    """What the sweep leaves of working copies once they are needed no longer."""
    Source.objects.filter(pk__in=[each.pk for each in sources]).update(
        state=State.ENDED, original=b"", reading=None, origin="clio_document"
    )


def brought_in_again(source):
    """The same row once it was fetched and read again."""
    Source.objects.filter(pk=source.pk).update(
        state=State.READY, original=source.original, reading=source.reading, reading_hmac="e" * 64
    )


def approved_letter(*, sources=1):
    """A letter of some sources that its responsible lawyer approved; the lawyer, and the sources."""
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    made = [f.source(matter, r.SOURCE, title=f"Letter {n + 1}") for n in range(sources)]
    draft = f.draft(matter, lawyer, r.LETTER, sources=made, responsible=lawyer)
    services.collect(10)
    task = draft.task
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task), lawyer, made


def found_wrong(task, by):
    return r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=by)


# --- sources that are not here any more ----------------------------------------------------------------------


def test_an_item_delivered_long_ago_is_superseded_though_its_working_copies_are_gone():
    task, lawyer, (source,) = approved_letter()
    found_wrong(task, lawyer)
    end_copies(source)

    request = services.supersede(task=r.fresh(task), by=lawyer)

    assert (request.state, request.revises) == ("preview", task.draft)
    assert [each.source for each in request.chosen.all()] == [source]
    with pytest.raises(WrongState):
        drafting.preview(request=request, by=lawyer)


def superseding(*, sources):
    task, lawyer, made = approved_letter(sources=sources)
    found_wrong(task, lawyer)
    end_copies(made[0])
    return services.supersede(task=r.fresh(task), by=lawyer), lawyer, made


def test_a_preview_says_which_source_is_not_here_and_how_it_comes_back_or_is_left_out(client):
    request, lawyer, (gone, _here) = superseding(sources=2)
    client.force_login(lawyer)
    where = reverse("drafting:detail", args=[request.pk])

    page = client.get(where).content.decode()

    assert "Letter 1" in page
    assert "Letter 2" not in page
    assert reverse("sync:there", args=[request.matter_id]) in page
    assert reverse("drafting:leave_out", args=[request.pk, gone.pk]) in page
    assert reverse("drafting:confirm", args=[request.pk]) not in page
    assert reverse("drafting:withdraw", args=[request.pk]) in page


def test_a_source_that_could_not_be_read_again_leads_to_its_own_page(client):
    request, lawyer, (gone, _here) = superseding(sources=2)
    Source.objects.filter(pk=gone.pk).update(state=State.UNREADABLE, trouble="empty")
    client.force_login(lawyer)

    page = client.get(reverse("drafting:detail", args=[request.pk])).content.decode()

    assert reverse("intake:source", args=[gone.pk]) in page
    assert reverse("sync:there", args=[request.matter_id]) not in page


def test_what_was_fetched_again_is_shown_and_its_new_reading_is_on_file(client):
    request, lawyer, (gone, _here) = superseding(sources=2)
    f.allow(request.matter, lawyer)
    brought_in_again(gone)

    drafting.preview(request=request, by=lawyer)

    assert request.chosen.get(source=gone).reading_hmac == "e" * 64
    client.force_login(lawyer)
    page = client.get(reverse("drafting:detail", args=[request.pk])).content.decode()
    assert reverse("drafting:confirm", args=[request.pk]) in page


def test_a_person_leaves_out_what_is_not_here_on_record_and_the_rest_is_previewed(client):
    request, lawyer, (gone, here) = superseding(sources=2)
    f.allow(request.matter, lawyer)
    client.force_login(lawyer)

    answer = client.post(reverse("drafting:leave_out", args=[request.pk, gone.pk]))

    assert answer["Location"] == reverse("drafting:detail", args=[request.pk])
    assert [each.source for each in request.chosen.all()] == [here]
    entry = Entry.objects.get(event="drafting.source_left_out")
    assert (entry.subject, entry.actor, entry.facts["source"]) == (request.pk, lawyer.pk, str(gone.pk))
    assert drafting.preview(request=Request.objects.get(pk=request.pk), by=lawyer).digest


def test_nothing_else_is_left_out():
    request, lawyer, (gone, here) = superseding(sources=2)
    stranger = f.person("lawyer")
    other = f.source(request.matter, "Another.")

    with pytest.raises(NotAllowed):
        drafting.leave_out(request=request, source=gone, by=stranger)
    with pytest.raises(WrongState, match="can be read"):
        drafting.leave_out(request=request, source=here, by=lawyer)
    with pytest.raises(BadInput, match="not one of"):
        drafting.leave_out(request=request, source=other, by=lawyer)
    drafting.leave_out(request=request, source=gone, by=lawyer)
    end_copies(here)
    with pytest.raises(BadInput, match="at least one"):
        drafting.leave_out(request=request, source=here, by=lawyer)
    drafting.withdraw(request=request, by=lawyer)
    with pytest.raises(WrongState):
        drafting.leave_out(request=request, source=here, by=lawyer)

    assert [each.source for each in request.chosen.all()] == [here]
    assert Entry.objects.filter(event="drafting.source_left_out").count() == 1


def test_the_last_source_of_a_request_is_not_offered_to_be_left_out(client):
    request, lawyer, (gone,) = superseding(sources=1)
    client.force_login(lawyer)

    page = client.get(reverse("drafting:detail", args=[request.pk])).content.decode()

    assert "Letter 1" in page
    assert reverse("drafting:leave_out", args=[request.pk, gone.pk]) not in page


# --- who answers for it ---------------------------------------------------------------------------------------


def _left(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def _lost_licence(person):
    person.licences.update(until=dt.date(2026, 1, 1))


def _screened(person):
    for matter in Matter.objects.filter(team__user=person):
        Screen.objects.create(matter=matter, user=person, reason="personal", raised_by=matter.responsible)


AWAY = pytest.mark.parametrize("gone", [_left, _lost_licence, _screened])


def answered_by_an_associate():
    """A letter for which an associate answers, in a partner's matter with a clerk."""
    partner, associate, clerk = f.person("partner"), f.person("lawyer"), f.person("clerk")
    matter = f.matter(responsible=partner, team=[associate, clerk])
    return r.task(matter=matter, responsible=associate, by=clerk), partner, associate, clerk


@AWAY
def test_what_is_returned_goes_on_under_the_matters_lawyer_where_its_own_may_not_answer_any_more(gone):
    task, partner, associate, clerk = answered_by_an_associate()
    gone(associate)

    revision = services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["tone"], note=None, by=clerk
    )

    assert r.fresh(task).state == TaskState.RETURNED
    assert revision.responsible == partner
    made = Entry.objects.get(event="drafting.request_made", subject=revision.pk)
    assert made.facts["responsible"] == str(partner.pk)
    draft = f.answered(revision, clerk, r.LETTER)
    services.collect(10)
    assert draft.task.responsible == partner
    assert not Entry.objects.filter(event="review.refused").exists()


def test_the_page_says_who_answers_for_it_now(client):
    task, partner, associate, clerk = answered_by_an_associate()
    _left(associate)
    client.force_login(clerk)

    where = reverse("review:return", args=[task.pk, 1])
    page = client.post(where, {"reasons": ["tone"]}, follow=True).content.decode()

    assert f"{partner.full_name} answers for it now" in page


def test_where_nobody_can_answer_for_it_the_sentence_and_the_record_say_so_and_nothing_changes():
    lawyer, clerk = f.person("lawyer"), f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk]), by=clerk)
    _left(lawyer)

    with pytest.raises(NotAllowed, match=f"{lawyer.full_name} cannot answer"):
        services.return_with_reasons(
            task=r.fresh(task), version=r.version(task), reasons=["tone"], note=None, by=clerk
        )

    assert r.fresh(task).state == TaskState.OPEN
    assert not Request.objects.filter(revises=task.draft).exists()
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.actor, refused.facts["reasons"]) == (clerk.pk, ["responsible_may_not"])


@AWAY
def test_what_is_owed_for_an_item_found_wrong_falls_to_whoever_can_answer_for_it(gone):
    task, partner, associate, clerk = answered_by_an_associate()
    r.answer_all(task, associate)
    r.approve(task, associate)
    other = f.person("lawyer")
    f.join(task.matter, other)
    r.answer_all(task, other)
    r.approve(task, other)
    gone(associate)

    correction = found_wrong(task, clerk)
    request = services.supersede(task=r.fresh(task), by=clerk)

    assert set(CorrectiveTask.objects.values_list("assigned_to", flat=True)) == {partner.pk}
    assert correction.duties.exists()
    assert request.responsible == partner


# --- asked for again ------------------------------------------------------------------------------------------


def test_a_corrected_text_whose_request_was_withdrawn_can_be_asked_for_again(client):
    task, lawyer, _sources = approved_letter()
    found_wrong(task, lawyer)
    first = services.supersede(task=r.fresh(task), by=lawyer)
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)
    drafting.withdraw(request=first, by=lawyer)
    client.force_login(lawyer)
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert reverse("review:supersede", args=[task.pk]) in page

    second = services.supersede(task=r.fresh(task), by=lawyer)

    assert set(task.draft.revisions.values_list("pk", "state")) == {
        (first.pk, "withdrawn"),
        (second.pk, "preview"),
    }
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert reverse("drafting:detail", args=[second.pk]) in page
    assert reverse("review:supersede", args=[task.pk]) not in page


def test_a_corrected_text_that_was_given_up_in_review_can_be_asked_for_again():
    task, lawyer, _sources = approved_letter()
    found_wrong(task, lawyer)
    draft = f.answered(services.supersede(task=r.fresh(task), by=lawyer), lawyer, r.LETTER)
    services.collect(10)
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)
    returned = services.return_with_reasons(
        task=draft.task, version=draft.latest, reasons=["tone"], note=None, by=lawyer
    )
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)
    drafting.withdraw(request=returned, by=lawyer)

    assert services.supersede(task=r.fresh(task), by=lawyer).state == "preview"


# --- what was returned, and its request did not go on --------------------------------------------------------


def returned_letter():
    """A letter that was returned with a reason, a note and a comment; its lawyer, and the request that it became."""
    task = r.task()
    lawyer = task.responsible
    services.comment(
        task=task, version=r.version(task), text=Sensitive("Say which."), by=lawyer, start=0, end=11
    )
    revision = services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["tone"], note=Sensitive("Warmer."), by=lawyer
    )
    return r.fresh(task), lawyer, revision


def ended(request, by):
    """Every way in which a request may end without a text to go on with."""
    drafting.withdraw(request=request, by=by)


def stopped_and_withdrawn(request, by):
    row = Request.objects.filter(pk=request.pk)
    row.update(state="confirmed", confirmed_at=request.made_at, confirmed_by=by, preview_hmac="a" * 64)
    row.update(state="drafting", lease=request.pk, leased_until=request.made_at)
    row.update(state="stopped", trouble="refused_by_gate")
    drafting.withdraw(request=request, by=by)


def given_up_in_review(request, by):
    draft = f.answered(request, by, r.LETTER)
    services.collect(10)
    r.withdraw(draft.task, by)


WAYS = pytest.mark.parametrize("end", [ended, stopped_and_withdrawn, given_up_in_review])


@WAYS
def test_a_returned_item_whose_request_ended_is_asked_for_again_with_all_that_it_carried(end):
    task, lawyer, first = returned_letter()
    end(first, lawyer)

    again = services.ask_again(task=r.fresh(task), by=lawyer)

    assert (again.state, again.revises, again.confirmed_at) == ("preview", task.draft, None)
    assert [each.source for each in again.chosen.all()] == [each.source for each in first.chosen.all()]
    for what in ("assignment", "remarks"):
        assert keys.reveal(again, what).reveal() == keys.reveal(first, what).reveal()
    assert "Warmer." in keys.reveal(again, "remarks").reveal()
    assert "Say which." in keys.reveal(again, "remarks").reveal()
    entry = Entry.objects.get(event="review.asked_again")
    assert (entry.subject, entry.actor, entry.facts) == (task.pk, lawyer.pk, {"revision": str(again.pk)})


def test_the_page_of_a_returned_item_offers_the_way_on_and_its_history_says_what_became_of_each_request(
    client,
):
    task, lawyer, first = returned_letter()
    client.force_login(lawyer)
    where, again = reverse("review:detail", args=[task.pk]), reverse("review:ask_again", args=[task.pk])
    assert again not in client.get(where).content.decode()
    client.post(reverse("drafting:withdraw", args=[first.pk]))
    assert where in client.get(reverse("drafting:detail", args=[first.pk])).content.decode()
    assert again in client.get(where).content.decode()

    answer = client.post(again)

    second = task.draft.revisions.get(state="preview")
    assert answer["Location"] == reverse("drafting:detail", args=[second.pk])
    page = client.get(where).content.decode()
    assert again not in page
    history = page[page.index('id="history"') :]
    assert reverse("drafting:detail", args=[first.pk]) in history
    assert reverse("drafting:detail", args=[second.pk]) in history
    assert "Withdrawn" in history


def refused_acts(task, by):
    """What is on record of attempts that were refused, newest last."""
    rows = Entry.objects.filter(event="review.refused", subject=task.pk, actor=by.pk).order_by("id")
    return [(row.facts["attempted"], row.facts["reasons"]) for row in rows]


def test_what_is_carried_on_is_neither_asked_for_again_nor_given_up():
    task, lawyer, _first = returned_letter()

    with pytest.raises(WrongState, match="carries this on"):
        services.ask_again(task=task, by=lawyer)
    with pytest.raises(WrongState, match="carries this on"):
        services.give_up(task=task, note=Sensitive("Settled."), by=lawyer)

    assert (r.fresh(task).state, task.draft.revisions.count()) == ("returned", 1)
    assert refused_acts(task, lawyer) == [("ask_again", ["decided"]), ("give_up", ["decided"])]


def test_what_is_not_returned_has_its_own_ways():
    task = r.task()

    with pytest.raises(WrongState, match="returned"):
        services.ask_again(task=task, by=task.responsible)
    with pytest.raises(WrongState, match="returned"):
        services.give_up(task=task, note=Sensitive("Settled."), by=task.responsible)

    assert (r.fresh(task).state, task.draft.revisions.count()) == ("open", 0)


def test_of_two_rounds_that_ended_one_is_carried_on_and_not_both():
    task, lawyer, first = returned_letter()
    draft = f.answered(first, lawyer, r.LETTER)
    services.collect(10)
    later = draft.task
    last = services.return_with_reasons(
        task=later, version=draft.latest, reasons=["tone"], note=None, by=lawyer
    )
    drafting.withdraw(request=last, by=lawyer)
    services.ask_again(task=r.fresh(task), by=lawyer)

    with pytest.raises(WrongState, match="carries this on"):
        services.ask_again(task=r.fresh(later), by=lawyer)

    assert (later.draft.revisions.count(), task.draft.revisions.count()) == (1, 2)


def test_a_returned_item_is_given_up_in_words_by_whoever_may_and_its_history_keeps_them(client):
    task, lawyer, first = returned_letter()
    drafting.withdraw(request=first, by=lawyer)
    clerk, stranger = f.person("clerk"), f.person("lawyer")
    f.join(task.matter, clerk)
    for by, error in ((clerk, NotAllowed), (stranger, NotAllowed), (lawyer, BadInput)):
        with pytest.raises(error):
            services.give_up(task=task, note=None if by == lawyer else Sensitive("No."), by=by)
        assert r.fresh(task).state == "returned"
    assert refused_acts(task, clerk) == [("give_up", ["not_theirs"])]
    assert refused_acts(task, stranger) == [("give_up", ["not_on_matter"])]
    client.force_login(lawyer)

    client.post(reverse("review:give_up", args=[task.pk]), {"note": "They settled on Friday."})

    assert r.fresh(task).state == "withdrawn"
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "They settled on Friday." in page
    assert reverse("review:ask_again", args=[task.pk]) not in page
    entry = Entry.objects.get(event="review.withdrawn")
    assert (entry.subject, entry.actor) == (task.pk, lawyer.pk)
    assert "note" in entry.facts
    with pytest.raises(WrongState):
        services.ask_again(task=r.fresh(task), by=lawyer)


def test_a_stranger_is_told_of_no_such_item(client):
    task, lawyer, first = returned_letter()
    drafting.withdraw(request=first, by=lawyer)
    client.force_login(f.person("lawyer"))

    assert client.post(reverse("review:ask_again", args=[task.pk])).status_code == 404
    assert client.post(reverse("review:give_up", args=[task.pk])).status_code == 404
    assert task.draft.revisions.count() == 1
