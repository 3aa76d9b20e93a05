"""A source in the wrong matter goes out of it: who may, what is wiped, what rests on it, what does not come back."""

import threading

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import chosen, services
from apps.drafting.models import Draft, Request
from apps.intake import queries, reading, withdrawn
from apps.intake import services as intake
from apps.intake.models import Origin, Precedent, Source, State
from apps.intake.sources import Known
from apps.keeping.models import Hold, HoldReason
from apps.matters import keys
from apps.people.models import Robot, User
from apps.policy import clearances
from apps.policy.models import Crossing
from sandbox import wsgi
from tests import factories
from tests.drafting import factories as f
from tests.drafting.test_drafts import CLAUSE, MORE, confirmed, run, sent
from tests.intake import files
from tests.review import factories as r

pytestmark = pytest.mark.django_db
REASON = "wrong_matter"


@pytest.fixture(autouse=True)
def sandbox():
    yield wsgi.reset()
    wsgi.reset()


@pytest.fixture
def lawyer():
    return f.person("lawyer")


@pytest.fixture
def matter(lawyer):
    return f.matter(team=[lawyer])


def added(matter, by, data=b"The will of Amara Osei leaves the house to Tunde.", filename="Osei will.txt"):
    return factories.source(matter, data, filename=filename, by=by)


def withdraw(source, by, reason=REASON):
    return services.withdraw_source(source=Source.objects.get(pk=source.pk), reason=reason, by=by)


def row(source):
    return Source.objects.get(pk=source.pk)


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in (Source, Request)}


def refused(by):
    entry = Entry.objects.order_by("-id").first()
    assert (entry.event, entry.actor, entry.facts["attempted"]) == (
        "matters.refused",
        by.pk,
        "withdraw_source",
    )
    return entry.facts["reasons"]


# --- who, and what is wiped


def test_whoever_added_it_withdraws_it_and_nothing_of_it_is_left(matter, lawyer):
    source = added(matter, lawyer)
    kept = (source.original_hmac, source.reading_hmac)

    withdraw(source, lawyer)

    gone = row(source)
    assert (gone.state, bytes(gone.original), gone.reading) == (State.WITHDRAWN, b"", None)
    assert [keys.reveal(gone, name).reveal() for name in ("title", "filename")] == ["—", "—"]
    assert (gone.original_hmac, gone.reading_hmac) == kept
    assert (gone.withdrawn_by, gone.withdrawal_reason) == (lawyer, REASON)
    entry = Entry.objects.order_by("-id").first()
    assert (entry.event, entry.actor, entry.subject, entry.facts) == (
        "intake.source_withdrawn",
        lawyer.pk,
        source.pk,
        {"reason": REASON, "in_use": False},
    )
    with pytest.raises(WrongState, match="withdrawn"):
        intake.open_source(source=gone, by=lawyer)


def test_what_came_with_it_goes_with_it(matter, lawyer):
    mail = factories.source(matter, files.email().as_bytes(), filename="mail.eml", by=lawyer)
    inside = factories.source(matter, b"Came inside.", filename="inside.txt", by=lawyer)
    deeper = factories.source(matter, b"Came deeper.", filename="deeper.txt", by=lawyer)
    Source.objects.filter(pk=inside.pk).update(parent=mail)
    Source.objects.filter(pk=deeper.pk).update(parent=inside)
    beside = added(matter, lawyer)

    withdraw(mail, lawyer)

    assert {row(each).state for each in (mail, inside, deeper)} == {State.WITHDRAWN}
    assert row(beside).state == State.READY
    said = Entry.objects.filter(event="intake.source_withdrawn").exclude(subject=mail.pk)
    assert {entry.subject for entry in said} >= {inside.pk, deeper.pk}
    assert {entry.facts["source"] for entry in said} == {str(mail.pk)}


MAY = {"who added it": True, "a partner": True, "a colleague": False, "an associate of another matter": False}


@pytest.mark.parametrize("who", MAY)
def test_who_may(who, matter, lawyer):
    by = {
        "who added it": lambda: lawyer,
        "a partner": lambda: f.person("partner"),
        "a colleague": lambda: f.person("clerk"),
        "an associate of another matter": lambda: f.person("lawyer"),
    }[who]()
    if who == "a colleague":
        f.join(matter, by)
    source = added(matter, lawyer)
    before = everything()

    if MAY[who]:
        withdraw(source, by)
        assert row(source).withdrawn_by == by
    else:
        with pytest.raises(NotAllowed):
            withdraw(source, by)
        assert everything() == before
        assert refused(by) == ["not_theirs" if who == "a colleague" else "not_on_matter"]


def test_whoever_added_it_and_is_screened_since_may_not(matter, lawyer):
    source = added(matter, lawyer)
    matter.screens.create(user=lawyer, reason="personal", raised_by=matter.responsible)

    with pytest.raises(NotAllowed):
        withdraw(source, lawyer)

    assert row(source).state == State.READY
    assert refused(lawyer) == ["not_on_matter"]


def on_hold(source):
    Hold.objects.create(
        matter=source.matter, reason=HoldReason.LITIGATION, placed_by=source.matter.responsible
    )


def a_precedent(source):
    Precedent.objects.create(source=source, approved_by=source.matter.responsible)


def withdrawn_before(source):
    withdraw(source, source.matter.responsible)


@pytest.mark.parametrize("so", [on_hold, a_precedent, withdrawn_before])
def test_what_stands_against_it(so, matter, lawyer):
    source = added(matter, lawyer)
    so(source)
    before = everything()

    with pytest.raises(WrongState):
        withdraw(source, lawyer)

    assert everything() == before
    assert refused(lawyer) == ["wrong_state"]


def test_the_database_keeps_nothing_in_a_withdrawn_row_and_says_who(matter, lawyer):
    source = added(matter, lawyer)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Source.objects.filter(pk=source.pk).update(state="withdrawn")
    withdraw(source, lawyer)

    for to in ({"original": b"x"}, {"reading": b"x"}, {"withdrawn_by": None}, {"state": "received"}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Source.objects.filter(pk=source.pk).update(**to)


def test_a_reader_that_has_it_in_hand_keeps_nothing(matter, lawyer):
    source = factories.source(matter, b"Being read.", by=lawyer, ready=False)
    begun = reading._begin(source.pk)

    withdraw(source, lawyer)
    reading._give_up(begun, "damaged")
    intake.read(source.pk)

    assert (row(source).state, row(source).reading) == (State.WITHDRAWN, None)


# --- what rests on it


def in_preview(source, by):
    f.allow(source.matter, by)
    request = services.make_request(
        matter=source.matter,
        workflow=f.workflow(),
        language="en",
        needed_by=f.TODAY,
        responsible=source.matter.responsible,
        assignment=Sensitive("Write to the client."),
        sources=[row(source)],
        by=by,
    )
    return request, services.preview(request=request, by=by).digest


def test_a_request_in_preview_says_that_it_is_gone_and_is_not_confirmed(client, matter, lawyer):
    source = added(matter, lawyer)
    request, digest = in_preview(source, lawyer)

    withdraw(source, lawyer)

    with pytest.raises(Conflict):
        services.confirm(request=request, by=lawyer, preview_hmac=digest)
    request.refresh_from_db()
    assert (request.state, request.preview_hmac) == ("preview", "")
    (missing,) = chosen.missing(request, lawyer)
    assert (missing.title, missing.is_withdrawn) == ("Withdrawn source", True)
    client.force_login(lawyer)
    page = client.get(reverse("drafting:detail", args=[request.pk])).content.decode()
    assert "Withdrawn source" in page
    assert reverse("intake:source", args=[source.pk]) not in page
    assert reverse("drafting:confirm", args=[request.pk]) not in page


@pytest.mark.parametrize("then", ["confirmed", "withdrawn", "put back"])
def test_once_a_confirmed_request_names_it_only_a_partner_withdraws_it(then, matter, lawyer):
    source = added(matter, lawyer)
    request, digest = in_preview(source, lawyer)
    services.confirm(request=request, by=lawyer, preview_hmac=digest)
    if then == "withdrawn":
        services.withdraw(request=Request.objects.get(pk=request.pk), by=lawyer)
    if then == "put back":
        f.crossing(Request.objects.get(pk=request.pk))
        Request.objects.filter(pk=request.pk).update(
            state="drafting", lease=request.pk, leased_until=timezone.now()
        )
        Request.objects.filter(pk=request.pk).update(
            state="stopped", trouble="error", lease=None, leased_until=None
        )
        services.resume(request=Request.objects.get(pk=request.pk), by=lawyer)
    before = everything()

    with pytest.raises(NotAllowed, match="a partner withdraws it"):
        withdraw(source, lawyer)
    assert everything() == before
    assert refused(lawyer) == ["in_use"]

    withdraw(source, matter.responsible)
    assert row(source).state == State.WITHDRAWN
    assert Entry.objects.get(event="intake.source_withdrawn").facts["in_use"] is True


def test_a_confirmed_request_sends_nothing_once_its_source_is_withdrawn(sandbox):
    request = confirmed(texts=(CLAUSE, MORE))
    source = request.chosen.get().source

    withdraw(source, request.matter.responsible)
    run(request)

    assert (request.state, request.trouble) == ("stopped", "source_not_ready")
    assert sent(sandbox) == []
    assert not Crossing.objects.exists()


def test_a_request_in_a_workers_hands_is_stopped_before_its_attempt(sandbox, monkeypatch):
    """The worker has read the source and put the prompt together when it is withdrawn."""
    request = confirmed()
    source, by = request.chosen.get().source, request.matter.responsible
    from apps.policy import gateway

    ask = gateway.ask

    def withdrawn_first(**given):
        withdraw(source, by)
        return ask(**given)

    monkeypatch.setattr("apps.drafting.drafts.gateway.ask", withdrawn_first)
    run(request)

    assert (request.state, request.trouble) == ("stopped", "source_not_ready")
    assert sent(sandbox) == []
    assert not Draft.objects.exists()
    assert not Crossing.objects.exists()


def test_a_draft_that_rests_on_it_stays_and_says_so(client):
    partner = f.person("partner")
    task = r.task(responsible=partner)
    source = task.draft.request.chosen.first().source
    name = keys.reveal(source, "title").reveal()
    text = r.text(task)

    withdraw(source, partner)

    client.force_login(task.responsible)
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert r.text(task) == text
    assert "rests on a source that was withdrawn" in page
    assert withdrawn.withdrawal_of(row(source)) in page
    assert name not in page


def test_the_matters_dossier_does_not_name_it(matter, lawyer):
    source = added(matter, lawyer)
    withdraw(source, lawyer)

    (shown,) = queries.sources_of(matter, lawyer)

    assert (shown.title, shown.filename, shown.may_withdraw) == ("Withdrawn source", "—", False)
    assert lawyer.full_name in shown.withdrawal


# --- coming back


def test_nothing_that_runs_by_itself_brings_it_back_and_a_person_does(matter, lawyer):
    data = b"The will of Amara Osei leaves the house to Tunde."
    source = added(matter, lawyer, data)
    withdraw(source, lawyer)
    robot = User.for_robot(Robot.SYNC)

    for asked_by in (None, lawyer):
        with pytest.raises(Known):
            intake.receive(
                matter=matter,
                by=robot,
                asked_by=asked_by,
                origin=Origin.CLIO_DOCUMENT,
                filename="Osei will.txt",
                data=data,
            )
    assert row(source).state == State.WITHDRAWN

    again = added(matter, matter.responsible, data, "Will.txt")
    back = row(source)
    assert (again.pk, back.state, back.added_by) == (source.pk, State.READY, matter.responsible)
    assert (back.withdrawn_by, back.withdrawn_at, back.withdrawal_reason) == (None, None, "")
    assert keys.reveal(back, "title").reveal() == "Will"
    assert Entry.objects.filter(event="intake.source_withdrawn", subject=source.pk).exists()


# --- races


def closing(act):
    try:
        act()
    finally:
        connection.close()


def at_once(*acts):
    start, errors = threading.Barrier(len(acts)), []

    def go(act):
        start.wait()
        try:
            act()
        except FirmaiError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return errors


@pytest.mark.django_db(transaction=True)
def test_it_is_confirmed_or_withdrawn_by_whoever_added_it_and_not_both():
    lawyer = f.person("lawyer")
    matter = f.matter(team=[lawyer])
    source = added(matter, lawyer)
    request, digest = in_preview(source, lawyer)

    errors = at_once(
        lambda: services.confirm(request=request, by=lawyer, preview_hmac=digest),
        lambda: withdraw(source, lawyer),
    )

    request.refresh_from_db()
    assert len(errors) == 1
    assert (request.state == "confirmed") is (row(source).state == State.READY)


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_withdrawn_while_an_attempt_is_written_down_ends_that_attempt(monkeypatch):
    """Its withdrawal waits for the attempt. Were it over first, the attempt would be written down all the same."""
    request = confirmed()
    source, weigh = request.chosen.get().source, clearances.weigh
    withdrawal = threading.Thread(target=closing, args=[lambda: withdraw(source, request.matter.responsible)])

    def meanwhile(*given, **named):
        withdrawal.start()
        withdrawal.join(1)
        return weigh(*given, **named)

    monkeypatch.setattr(clearances, "weigh", meanwhile)

    run(request)
    withdrawal.join()

    request.refresh_from_db()
    said = list(Entry.objects.order_by("id").values_list("event", flat=True))
    assert said.index("policy.crossing_started") < said.index("intake.source_withdrawn")
    assert (request.state, request.trouble) == ("stopped", "source_not_ready")
    assert not Draft.objects.exists()
    assert not Crossing.objects.filter(state="started").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_withdraw_at_once_leave_one_line():
    lawyer = f.person("lawyer")
    matter = f.matter(team=[lawyer])
    source = added(matter, lawyer)

    errors = at_once(lambda: withdraw(source, lawyer), lambda: withdraw(source, matter.responsible))

    assert [type(error) for error in errors] == [WrongState]
    assert Entry.objects.filter(event="intake.source_withdrawn").count() == 1


# --- the page


def test_it_goes_by_its_page_from_the_matters_sources(client, matter, lawyer):
    source = added(matter, lawyer)
    client.force_login(lawyer)
    where = reverse("drafting:withdraw_source", args=[source.pk])
    home = reverse("desk:matter", args=[matter.pk])
    assert where in client.get(home).content.decode()
    assert where in client.get(reverse("intake:source", args=[source.pk])).content.decode()
    assert "Osei will" in client.get(where).content.decode()

    assert client.post(where, {"reason": ""}).status_code == 400
    assert row(source).state == State.READY
    answer = client.post(where, {"reason": "not_ours"})

    assert answer["Location"] == home
    page = client.get(home).content.decode()
    assert "Osei will" not in page
    assert "Withdrawn source" in page
    assert where not in page


def test_a_stranger_and_whoever_is_screened_finds_no_page(client, matter, lawyer):
    source = added(matter, lawyer)
    where = reverse("drafting:withdraw_source", args=[source.pk])
    screened = f.person("partner")
    matter.screens.create(user=screened, reason="personal", raised_by=matter.responsible)

    for visitor in (f.person("lawyer"), f.person("administrator"), screened):
        client.force_login(visitor)
        assert client.get(where).status_code == 404
        assert client.post(where, {"reason": REASON}).status_code == 404

    assert row(source).state == State.READY


def test_a_colleague_is_told_why_and_the_page_says_what_rests_on_it(client, matter, lawyer):
    colleague = f.person("clerk")
    f.join(matter, colleague)
    source = added(matter, lawyer)
    where = reverse("drafting:withdraw_source", args=[source.pk])
    client.force_login(colleague)
    assert where not in client.get(reverse("desk:matter", args=[matter.pk])).content.decode()
    assert "Whoever added this source withdraws it" in client.get(where, follow=True).content.decode()

    request, digest = in_preview(source, lawyer)
    client.force_login(matter.responsible)
    assert "A confirmed request names this source" not in client.get(where).content.decode()
    services.confirm(request=request, by=lawyer, preview_hmac=digest)
    page = client.get(where).content.decode()
    assert "A confirmed request names this source" in page
    assert "Withdraw and wipe it" in page
    client.force_login(lawyer)
    page = client.get(where).content.decode()
    assert "A confirmed request names this source" in page
    assert "Withdraw and wipe it" not in page
