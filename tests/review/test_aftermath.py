import datetime as dt
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Screen
from apps.review import services
from apps.review.aftermath import items, views
from apps.review.models import Correction, CorrectiveTask, Manifest, ReviewTask, SecondLook
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import approve_twice
from tests.review.test_certificates import delegate, sign
from tests.review.test_views import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filed")]


def test_a_filing_found_wrong_withdraws_its_certificate_stops_it_and_lists_what_is_owed(approved):
    task, lawyer, _second = approved
    statement = sign(task, lawyer)
    clerk = f.person("clerk")
    f.join(task.matter, clerk)

    correction = r.report_wrong(task=task, faults=["invented_authority"], by=clerk)

    statement.refresh_from_db()
    assert (statement.withdrawn_by, statement.withdrawn_reason) == (clerk, "authority_wrong")
    assert not Manifest.objects.final().filter(task=task).exists()
    assert r.fresh(task).state == "approved"
    owed = [each.duty for each in correction.duties.order_by("id")]
    assert set(owed) == {"court", "other_side", "client", "insurer", "supersede"}
    assert {each.assigned_to for each in correction.duties.all()} == {lawyer}
    events = list(Entry.objects.order_by("id").values_list("event", flat=True))
    assert events[-2:] == ["review.statement_withdrawn", "review.found_wrong"]


@pytest.mark.parametrize(
    ("found_on", "due_on"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 11, 25)),
        (dt.date(2026, 11, 26), dt.date(2026, 11, 30)),
        (dt.date(2026, 11, 27), dt.date(2026, 11, 30)),
        (dt.date(2026, 12, 23), dt.date(2026, 12, 29)),
    ],
    ids=["Wednesday", "Saturday", "Sunday", "Christmas"],
)
def test_what_is_owed_and_what_takes_its_place_fall_due_when_offices_are_open(found_on, due_on):
    with time_machine.travel(dt.datetime.combine(found_on, dt.time(17), dt.UTC), tick=False):
        task = r.task()
        lawyer = task.responsible
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)
        correction = r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=lawyer)
        request = services.supersede(task=r.fresh(task), by=lawyer)

    assert set(correction.duties.values_list("needed_by", flat=True)) == {due_on}
    assert request.needed_by == due_on


def test_what_was_found_wrong_is_not_said_to_be_on_its_way():
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    client, where = signed_in(task.responsible), reverse("review:detail", args=[task.pk])
    assert "gets it by itself" in client.get(where).content.decode()

    r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=task.responsible)

    assert "gets it by itself" not in client.get(where).content.decode()


def test_a_letter_found_wrong_is_owed_to_client_and_insurer():
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)

    correction = r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=task.responsible)

    assert set(correction.duties.values_list("duty", flat=True)) == {"client", "insurer", "supersede"}


def wrong(task, *faults, note=None, by=None):
    words = Sensitive(note) if note else None
    return r.report_wrong(task=r.fresh(task), faults=list(faults), note=words, by=by or task.responsible)


def test_what_else_is_found_wrong_is_said_too_and_owed_for_and_in_what_takes_its_place(approved):
    task, lawyer, second = approved
    first = wrong(task, "misquoted", note="Paragraph 4.")
    services.discharge(duty=first.duties.get(duty="client"), note=Sensitive("Told of it."), by=lawyer)

    more = wrong(task, "misquoted", "invented_authority", by=second)
    again = wrong(task, "misquoted", note="Paragraph 9 too.")

    assert list(task.corrections.all()) == [first, more, again]
    for each in (more, again):
        assert set(each.duties.filter(done_at=None).values_list("duty", flat=True)) == {
            "court", "other_side", "client", "insurer", "supersede",
        }  # fmt: skip
    said = Entry.objects.filter(event="review.found_wrong").order_by("id")
    assert [(entry.actor, entry.facts["faults"]) for entry in said] == [
        (lawyer.pk, ["misquoted"]),
        (second.pk, ["misquoted", "invented_authority"]),
        (lawyer.pk, ["misquoted"]),
    ]
    with CaptureQueriesContext(connection) as asked:
        page = page_of(task, lawyer)
    assert sum('FROM "review_correctivetask"' in each["sql"] for each in asked) == 1
    assert page.count("Found wrong by") == 3
    assert "Paragraph 9 too." in page
    request = services.supersede(task=r.fresh(task), by=lawyer)
    remarks = keys.reveal(request, "remarks").reveal()
    for words in ("An authority does not exist", "Paragraph 4.", "Paragraph 9 too."):
        assert words in remarks
    assert "What was found wrong since is not in it" not in page_of(task, lawyer)

    wrong(task, "wrong_facts", note="The lease ends in May.")

    page = page_of(task, lawyer)
    assert "What was found wrong since is not in it" in page
    assert "Ask anew" in page
    anew = services.supersede(task=r.fresh(task), by=lawyer)
    assert list(task.draft.revisions.order_by("made_at").values_list("pk", "state")) == [
        (request.pk, "withdrawn"),
        (anew.pk, "preview"),
    ]
    remarks = keys.reveal(anew, "remarks").reveal()
    for words in ("Paragraph 4.", "Paragraph 9 too.", "The lease ends in May."):
        assert words in remarks
    assert "What was found wrong since" not in page_of(task, lawyer)
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)


@pytest.mark.parametrize("how", ["confirmed", "drafted"])
def test_what_somebody_let_be_sent_is_not_asked_for_anew_and_its_page_says_what_then(how):
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    wrong(task, "wrong_facts")
    request = services.supersede(task=r.fresh(task), by=lawyer)
    if how == "drafted":
        f.answered(request, lawyer, r.LETTER)
    else:
        confirmed = {"state": "confirmed", "confirmed_at": timezone.now(), "confirmed_by": lawyer}
        type(request).objects.filter(pk=request.pk).update(preview_hmac="a" * 64, **confirmed)
    wrong(task, "misquoted")

    page = page_of(task, lawyer)
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)

    assert "Ask anew" not in page
    says = {"drafted": "where its draft is reviewed", "confirmed": "Withdraw it there"}
    assert says[how] in page
    assert task.draft.revisions.count() == 1


def page_of(task, user):
    return signed_in(user).get(reverse("review:detail", args=[task.pk])).content.decode()


def test_whoever_reviews_what_takes_its_place_is_shown_what_was_found_wrong():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    wrong(task, "wrong_facts", note="The lease ends in May.")
    later = f.answered(services.supersede(task=r.fresh(task), by=lawyer), lawyer, r.LETTER)
    wrong(task, "confidentiality")
    services.collect(10)

    page = page_of(later.task, lawyer)
    shown = signed_in(lawyer).get(reverse("review:round", args=[later.task.pk, 1])).content.decode()

    for html in map(unescape, (page, shown)):
        assert "A fact is not in the client's documents; It says what it should not" in html
    assert "The lease ends in May." in shown


@pytest.mark.parametrize("note", [None, "Paragraph 4."])
def test_what_was_said_already_is_not_said_twice(approved, note):
    task, _lawyer, _second = approved
    wrong(task, "misquoted", "wrong_facts", note="Paragraph 4.")
    before = CorrectiveTask.objects.count()

    with pytest.raises(WrongState, match="said already"):
        wrong(task, "misquoted", note=note)

    assert (Correction.objects.count(), CorrectiveTask.objects.count()) == (1, before)
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.subject, refused.facts["attempted"]) == (task.pk, "correct")


def test_what_is_not_approved_is_returned_and_not_reported():
    task = r.task()

    with pytest.raises(WrongState, match="can be returned"):
        r.report_wrong(task=task, faults=["wrong_facts"], by=task.responsible)
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    for faults in ([], ["nonsense"], ["other"]):
        with pytest.raises(BadInput):
            r.report_wrong(task=task, faults=faults, by=task.responsible)
    for shown in (uuid4(), None):
        with pytest.raises(Conflict):
            r.report_wrong(task=task, faults=["wrong_facts"], shown=shown, by=task.responsible)
    with pytest.raises(NotAllowed):
        r.report_wrong(task=task, faults=["wrong_facts"], by=f.person("lawyer"))

    assert not Correction.objects.exists()


def test_a_duty_is_done_by_a_licensee_in_words_and_once(approved):
    task, lawyer, _second = approved
    correction = r.report_wrong(task=task, faults=["misquoted"], by=lawyer)
    duty = correction.duties.get(duty="court")
    clerk = f.person("clerk")
    f.join(task.matter, clerk)

    with pytest.raises(NotAllowed):
        services.discharge(duty=duty, note=Sensitive("Wrote to the registrar."), by=clerk)
    with pytest.raises(BadInput):
        services.discharge(duty=duty, note=None, by=lawyer)
    done = services.discharge(duty=duty, note=Sensitive("Wrote to the registrar."), by=lawyer)

    assert (done.done_by, done.done_at is not None) == (lawyer, True)
    assert b"registrar" not in bytes(done.note)
    with pytest.raises(WrongState):
        services.discharge(duty=duty, note=Sensitive("Again."), by=lawyer)
    assert CorrectiveTask.objects.filter(correction=correction, done_at=None).count() == 4


def test_what_takes_its_place_is_a_request_in_preview_that_says_what_was_wrong(approved):
    task, lawyer, _second = approved
    with pytest.raises(WrongState, match="first what is wrong"):
        services.supersede(task=task, by=lawyer)
    r.report_wrong(task=task, faults=["misquoted"], by=lawyer, note=Sensitive("See paragraph 4."))

    request = services.supersede(task=r.fresh(task), by=lawyer)

    assert (request.state, request.revises_id) == ("preview", task.draft_id)
    with pytest.raises(WrongState, match="made already"):
        services.supersede(task=r.fresh(task), by=lawyer)


def test_a_correction_stays_as_it_was_said(approved):
    task, lawyer, _second = approved
    r.report_wrong(task=task, faults=["misquoted"], by=lawyer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(faults=["other"])


def test_items_are_found_by_person_instructions_model_and_period_and_screens_hold(approved):
    task, lawyer, second = approved
    partner = f.person("partner")
    model = task.draft.crossing.model_returned
    today = timezone.localdate()

    def by(**asked):
        return task in items.found(partner, items.Asked(**asked))

    assert by(person=second.pk)
    assert by(person=lawyer.pk, model=model, since=today, until=today)
    assert by(workflow=task.draft.request.workflow_version.workflow_id)
    assert not by(person=partner.pk)
    assert not by(model="another-model")
    assert not by(until=today - dt.timedelta(days=1))
    Screen.objects.create(matter=task.matter, user=partner, reason="former_client", raised_by=lawyer)
    assert not by()


def test_what_somebody_did_on_a_day_is_found_by_that_day_however_long_before_it_arrived(approved):
    task, lawyer, _second = approved
    today, partner = timezone.localdate(), f.person("partner")
    before, open_still = timezone.now() - dt.timedelta(days=20), r.task(responsible=lawyer)
    for each in (task, open_still):
        type(each).objects.filter(pk=each.pk).update(opened_at=before)
        type(each.draft).objects.filter(pk=each.draft_id).update(stored_at=before)

    def of(days_ago):
        day = today - dt.timedelta(days=days_ago)
        return set(items.found(partner, items.Asked(person=lawyer.pk, since=day, until=day)))

    assert of(0) == of(10) == {task, open_still}
    assert of(21) == set()
    type(task).objects.filter(pk=task.pk).update(decided_at=timezone.now() - dt.timedelta(days=5))
    assert (of(0), of(5)) == ({open_still}, {task, open_still})
    sign(task, lawyer)
    assert of(0) == {task, open_still}


def test_what_is_refused_of_an_item_found_wrong_keeps_its_words(approved):
    task, lawyer, _second = approved
    where = reverse("review:wrong", args=[task.pk])

    given = {"note": "Paragraph 4 quotes nobody.", "shown": r.shown(task)}
    page = signed_in(lawyer).post(where, given).content.decode()

    assert not Correction.objects.exists()
    assert "Say what is wrong with it." in page
    assert "Paragraph 4 quotes nobody.</textarea>" in page
    wrong(task, "misquoted")
    shown = Manifest.objects.approved().get(task=task).pk
    page = signed_in(lawyer).post(where, {"faults": ["misquoted"], "shown": shown}).content.decode()
    assert Correction.objects.count() == 1
    assert "said already that this is wrong" in page
    assert 'value="misquoted" checked' in page


def test_nothing_is_found_wrong_with_an_approval_until_the_page_that_showed_another_shows_that_one(approved):
    task, lawyer, second = approved
    where = reverse("review:wrong", args=[task.pk])
    shown = Manifest.objects.approved().get(task=task)
    assert f'name="shown" value="{shown.pk}"' in signed_in(second).get(where).content.decode()
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    r.edit(task, lawyer, r.text(task) + "\nThe order is final.\n")
    approve_twice(task, lawyer, second)
    statement = sign(task, lawyer)

    given = {"faults": ["misquoted"], "note": "Paragraph 4.", "shown": shown.pk}
    page = signed_in(second).post(where, given).content.decode()

    assert "Another approval was given since this page was opened." in page
    assert "Paragraph 4.</textarea>" in page
    assert 'value="misquoted" checked' in page
    assert not Correction.objects.exists()
    statement.refresh_from_db()
    assert statement.withdrawn_at is None
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.facts["attempted"], refused.facts["reasons"]) == ("correct", ["stale"])
    assert f'name="shown" value="{r.shown(task)}"' in page
    assert f"{second.full_name} approved version 3" in page

    answer = signed_in(second).post(where, given | {"shown": r.shown(task)})

    assert answer.url == reverse("review:detail", args=[task.pk])
    assert Correction.objects.get().manifest_id == r.shown(task)


def test_an_item_that_carries_on_what_a_model_wrote_is_found_by_that_model_too():
    lawyer = f.person("lawyer")
    task = r.task(responsible=lawyer)
    crossing = task.draft.crossing
    type(crossing).objects.filter(pk=crossing.pk).update(model_returned="claude-faulty-1")
    revision = services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["wrong_facts"], note=None, by=lawyer
    )
    later = f.answered(revision, lawyer, r.LETTER)
    services.collect(10)
    r.task(matter=task.matter)

    found = items.found(lawyer, items.Asked(model="claude-faulty-1"))

    assert list(found) == [later.task, task]


def test_whoever_answered_remarked_said_what_it_is_or_signed_had_a_part(approved):
    filed_task, lawyer, _second = approved
    clerks = [f.person("clerk") for _ in range(4)]
    task = r.task(matter=f.matter(responsible=f.person("lawyer"), team=clerks))
    shown = r.version(task)
    services.answer(task=task, version=shown, item="facts", answer="done", by=clerks[0])
    services.comment(task=r.fresh(task), version=shown, text=Sensitive("Which day?"), by=clerks[1])
    f.join(filed_task.matter, clerks[2])
    delegate(filed_task, clerks[2])
    sign(filed_task, clerks[2])

    assert items_of(clerks[0]) == items_of(clerks[1]) == [task]
    assert items_of(clerks[2]) == [filed_task]
    assert filed_task in items_of(lawyer)
    assert items_of(clerks[3]) == []


def test_who_looked_again_had_a_part(approved):
    task, _lawyer, _second = approved
    partner = f.person("partner")
    last = task.decisions.latest("at")
    SecondLook.objects.create(task=task, matter=task.matter, decision=last, one_in=1)

    r.look_again(task, partner)

    assert items_of(partner) == [task]


def items_of(person):
    return list(items.found(f.person("partner"), items.Asked(person=person.pk)))


def test_a_long_list_goes_on_where_it_ended(monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    tasks = [r.task(matter=matter) for _ in range(3)]
    client = signed_in(lawyer)

    first = client.get(reverse("review:items"), {"person": lawyer.pk})
    assert [each.pk for each in first.context["rows"]] == [tasks[2].pk, tasks[1].pk]
    second = client.get(reverse("review:items") + first.context["more"])
    assert [each.pk for each in second.context["rows"]] == [tasks[0].pk]
    assert second.context["more"] == ""
    for odd in ("x", str(lawyer.pk), f"2026-01-01T00:00:00_{lawyer.pk}", f"x_{lawyer.pk}"):
        again = client.get(reverse("review:items"), {"person": lawyer.pk, "after": odd})
        assert [each.pk for each in again.context["rows"]] == [tasks[2].pk, tasks[1].pk]
    partner = f.person("partner")
    client.force_login(partner)
    more = client.get(reverse("review:items"), {"person": lawyer.pk}).context["more"]
    later = r.task(responsible=lawyer)
    ReviewTask.objects.filter(pk=later.pk).update(opened_at=tasks[0].opened_at - dt.timedelta(days=1))
    matter.screens.create(user=partner, reason="personal", raised_by=lawyer)
    assert [each.pk for each in client.get(reverse("review:items") + more).context["rows"]] == [later.pk]


def test_a_draft_whose_review_could_not_be_opened_is_among_the_items():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    draft = f.draft(f.matter(responsible=lawyer), lawyer, r.LETTER)
    given = draft.crossing.model_returned
    type(draft).objects.filter(pk=draft.pk).update(stored_at=timezone.now() - dt.timedelta(days=9))

    def listed(user, **asked):
        client = signed_in(user)
        page = client.get(reverse("review:items"), asked).content.decode()
        return reverse("drafting:detail", args=[draft.request_id]) in page

    for asked in ({}, {"person": lawyer.pk}, {"model": given}, {"since": timezone.localdate()}):
        assert listed(partner, show="1", **asked)
    for asked in ({"person": partner.pk}, {"until": "2020-01-01"}):
        assert not listed(partner, show="1", **asked)
    assert not listed(f.person("lawyer"), show="1")
    draft.matter.screens.create(user=partner, reason="personal", raised_by=lawyer)
    assert not listed(partner, show="1")
    services.collect(10)
    assert not listed(lawyer, show="1")
