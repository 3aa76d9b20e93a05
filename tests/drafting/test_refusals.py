"""What was tried with a request and not allowed is on record, and changed nothing."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services
from apps.drafting.models import Request
from apps.intake.models import Source, State
from apps.matters.models import Screen
from tests.drafting import factories as f

pytestmark = pytest.mark.django_db


def refused():
    """Who tried what, about what, and why not, newest last."""
    rows = Entry.objects.filter(event="drafting.request_refused").order_by("id")
    return [(row.actor, row.subject, row.facts["attempted"], row.facts["reasons"]) for row in rows]


@pytest.fixture
def asked():
    """A request in preview, and its lawyer."""
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    return making(matter, lawyer, sources=[f.source(matter, "One."), f.source(matter, "Two.")]), lawyer


ACTS = {
    "preview": lambda request, by: services.preview(request=request, by=by),
    "confirm": lambda request, by: services.confirm(request=request, by=by, preview_hmac="a" * 64),
    "withdraw": lambda request, by: services.withdraw(request=request, by=by),
    "resume": lambda request, by: services.resume(request=request, by=by),
    "leave_out": lambda request, by: services.leave_out(
        request=request, source=request.chosen.order_by("order")[0].source, by=by
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_somebody_may_not_do_is_on_record(act, asked):
    request, lawyer = asked
    stranger, clerk = f.person("lawyer"), f.person("clerk")
    f.join(request.matter, clerk)
    Screen.objects.create(matter=request.matter, user=clerk, reason="personal", raised_by=lawyer)

    for by in (stranger, clerk):
        with pytest.raises(NotAllowed):
            ACTS[act](request, by)

    assert refused() == [(by.pk, request.pk, act, ["not_on_matter"]) for by in (stranger, clerk)]
    assert (Request.objects.get().state, request.chosen.count()) == ("preview", 2)


def test_what_cannot_be_done_any_more_is_on_record(asked):
    request, lawyer = asked
    with pytest.raises(Conflict):
        ACTS["confirm"](request, lawyer)
    services.withdraw(request=request, by=lawyer)

    for act in ACTS:
        with pytest.raises(WrongState):
            ACTS[act](request, lawyer)

    assert refused() == [
        (lawyer.pk, request.pk, "confirm", ["conflict"]),
        *((lawyer.pk, request.pk, act, ["wrong_state"]) for act in ACTS),
    ]


def making(matter, by, **given):
    usual = {
        "matter": matter,
        "workflow": f.workflow(),
        "language": "en",
        "needed_by": timezone.localdate() + dt.timedelta(days=7),
        "responsible": matter.responsible,
        "assignment": Sensitive("Write it."),
        "sources": [f.source(matter, "One.")],
        "by": by,
    }
    return services.make_request(**usual | given)


def test_whoever_may_not_ask_in_a_matter_is_on_record_with_the_matter():
    matter, stranger = f.matter(), f.person("lawyer")

    with pytest.raises(NotAllowed):
        making(matter, stranger)
    with pytest.raises(NotAllowed):
        making(matter, matter.responsible, responsible=stranger)

    assert refused() == [
        (stranger.pk, matter.pk, "make", ["not_on_matter"]),
        (matter.responsible.pk, matter.pk, "make", ["responsible_may_not"]),
    ]
    assert Request.objects.count() == 0


def test_a_source_of_another_matter_is_refused_on_record_wherever_it_is_named(asked):
    request, lawyer = asked
    strange = f.source(f.matter(), "Of another client.")

    with pytest.raises(NotAllowed, match="another matter"):
        making(request.matter, lawyer, sources=[strange])
    with pytest.raises(NotAllowed, match="another matter"):
        services.leave_out(request=request, source=strange, by=lawyer)

    assert refused() == [
        (lawyer.pk, request.matter_id, "make", ["other_matter"]),
        (lawyer.pk, request.pk, "leave_out", ["other_matter"]),
    ]
    assert Request.objects.count() == 1


def test_leaving_out_what_a_request_does_not_have_or_cannot_do_without_is_on_record(asked):
    request, lawyer = asked
    first, second = (each.source for each in request.chosen.order_by("order"))
    with pytest.raises(BadInput, match="not one of"):
        services.leave_out(request=request, source=f.source(request.matter, "Three."), by=lawyer)
    Source.objects.filter(pk__in=[first.pk, second.pk]).update(
        state=State.ENDED, original=b"", reading=None, origin="clio_document"
    )
    services.leave_out(request=request, source=first, by=lawyer)

    with pytest.raises(BadInput, match="at least one"):
        services.leave_out(request=request, source=second, by=lawyer)

    assert refused() == [(lawyer.pk, request.pk, "leave_out", ["not_chosen"])] * 2
    assert [each.source for each in request.chosen.all()] == [second]


def test_a_field_that_was_left_empty_is_no_refusal():
    matter = f.matter()

    with pytest.raises(BadInput):
        making(matter, matter.responsible, assignment=Sensitive("  "))

    assert refused() == []
