"""The register of crossings: what a person sees of it, and what they may take away."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pypdf
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.integrations.errors import RemoteError
from apps.people.models import Robot, User
from apps.policy import gateway, register, services
from apps.policy.models import Arrangement, Crossing, Surface, WorkspaceCheck
from apps.policy.register import Scope
from tests.factories import person, screen
from tests.policy import factories

pytestmark = pytest.mark.django_db
Form = services.Form


def sent(matter):
    """One answered crossing."""
    answer = gateway.ask(
        request=factories.request(matter), by=User.for_robot(Robot.DRAFTING), lease_is_mine=lambda: True
    )
    from django.db import transaction

    with transaction.atomic():
        return services.settle(answer.crossing, answer)


@pytest.fixture
def matter(db, sandbox):
    made = factories.matter(responsible=person("partner"))
    factories.terms(made.responsible)
    return made


def table(made):
    return list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))


def text_of(made):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def page(user, name, *arguments, **query):
    browser = Browser()
    browser.force_login(user)
    return browser.get(reverse(name, args=arguments), query)


def test_a_table_says_everything_of_each_attempt_and_the_exact_cost(matter):
    crossing = sent(matter)

    [row] = table(services.export_crossings(scope=Scope(matter=matter), form=Form.CSV, by=matter.responsible))

    assert Decimal(row["cost_usd"]) == crossing.cost
    assert row["vendor_request"] == crossing.vendor_request
    assert (row["geo_asked"], row["geo_returned"], row["surface"]) == ("us", "us", "messages")
    assert (row["agreement"], row["us_multiplier"]) == ("ZDR-2026-1", "1.10")
    assert row["prompt_fingerprint"] == crossing.prompt_hmac
    assert row["information"] == "contact"


def test_what_an_attempt_may_have_cost_besides_is_said_wherever_its_cost_is(matter):
    crossing = sent(matter)
    Crossing.objects.filter(pk=crossing.pk).update(state="unknown", reply_hmac="", reserved=Decimal("0.25"))
    scope, by = Scope(matter=matter), matter.responsible

    [row] = table(services.export_crossings(scope=scope, form=Form.CSV, by=by))
    paper = text_of(services.export_crossings(scope=scope, form=Form.PDF, by=by))

    assert Decimal(row["may_cost_more_usd"]) == Decimal("0.25")
    assert "(+ 0.25?)" in " ".join(paper.split())
    assert "May have cost more" in paper
    assert "0.2500 more" in page(by, "policy:crossings").content.decode()
    assert "0.2500 more" in page(by, "policy:crossing", crossing.pk).content.decode()


def test_taking_it_away_is_on_record_with_the_digest_of_what_it_said(matter):
    sent(matter)

    services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)

    said = json.loads(Entry.objects.order_by("-pk").first().body)
    assert said["event"] == "policy.crossings_exported"
    assert (said["facts"]["form"], said["facts"]["rows"]) == ("pdf", 1)
    assert said["facts"]["digest"]["hmac"]


def test_the_paper_can_be_read_by_somebody_from_outside(matter):
    crossing = sent(matter)

    told = text_of(
        services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)
    )

    for words in (
        "Register of information sent to Claude", "ZDR-2026-1", matter.number, crossing.vendor_request,
        matter.responsible.full_name, "by agreement, not observed", "two years", "routing",
    ):  # fmt: skip
        assert words in told
    assert f"US$ {crossing.cost:f}" in told


def test_a_title_that_looks_like_a_formula_or_like_markup_is_text(matter):
    matter.title = "=HYPERLINK(1) #panic() *x* \\"
    matter.save(update_fields=["title"])
    sent(matter)

    [row] = table(services.export_crossings(scope=Scope(), form=Form.CSV, by=matter.responsible))
    told = text_of(services.export_crossings(scope=Scope(), form=Form.PDF, by=matter.responsible))

    assert row["title"].startswith("'=")
    assert "#panic()" in told


def test_a_register_with_nothing_in_it_says_so(matter):
    told = text_of(
        services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)
    )

    assert "Nothing was sent." in told


def test_a_screened_partner_takes_nothing_of_the_matter_away_and_cannot_tell(matter):
    sent(matter)
    other = person("partner")
    screen(matter, other)

    assert table(services.export_crossings(scope=Scope(), form=Form.CSV, by=other)) == []
    assert b"Nothing has crossed" in page(other, "policy:crossings").content
    assert page(other, "policy:crossings", matter=str(matter.pk)).status_code == 404
    assert page(other, "policy:crossings", client=str(matter.client_id)).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_reads_without_content_gets_every_row_by_id(matter, role):
    sent(matter)
    reader = person(role)

    [row] = table(services.export_crossings(scope=Scope(), form=Form.CSV, by=reader))
    told = text_of(services.export_crossings(scope=Scope(), form=Form.PDF, by=reader))
    shown = page(reader, "policy:crossings").content.decode()

    assert (row["matter"], row["title"], row["number"]) == (str(matter.pk), "", "")
    for page_text in (told, shown, json.dumps(row)):
        assert matter.title not in page_text
        assert matter.client.name not in page_text
    assert str(matter.pk) in shown


@pytest.mark.parametrize("role", ["lawyer", "clerk"])
def test_others_look_and_take_nothing_away(matter, role):
    sent(matter)
    reader = person(role)
    with pytest.raises(NotAllowed):
        services.export_crossings(scope=Scope(), form=Form.CSV, by=reader)

    said = json.loads(Entry.objects.order_by("-pk").first().body)
    assert (said["event"], said["facts"]["attempted"]) == ("policy.act_refused", "export_crossings")


def test_a_period_is_whole_days_where_the_firm_is(matter, settings):
    settings.FIRM_TIME_ZONE = "America/Vancouver"
    crossing = sent(matter)
    # Half past six in the evening of the 19th in Vancouver.
    at = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
    Crossing.objects.filter(pk=crossing.pk).update(started_at=at)
    day = dt.date(2026, 11, 19)

    def count(**scope):
        return register.found(matter.responsible, Scope(**scope)).count()

    assert count(first=day, last=day) == 1
    assert count(first=day + dt.timedelta(days=1)) == 0
    assert count(last=day - dt.timedelta(days=1)) == 0


def test_of_one_client_only(matter):
    sent(matter)
    other = factories.matter(responsible=matter.responsible)
    sent(other)

    rows = table(
        services.export_crossings(scope=Scope(client=other.client), form=Form.CSV, by=matter.responsible)
    )

    assert [row["matter"] for row in rows] == [str(other.pk)]


@pytest.mark.parametrize(
    "days", ["first=2026-02-30", "first=2026-03-02&last=2026-03-01"], ids=["none", "no period"]
)
def test_a_day_that_there_is_not_shows_no_other_clients_and_lets_nothing_be_taken_away(matter, days):
    sent(matter)
    other = factories.matter(responsible=matter.responsible)
    sent(other)
    browser = Browser()
    browser.force_login(matter.responsible)
    asked = f"?client={other.client_id}&{days}"

    shown = browser.get(reverse("policy:crossings") + asked).content.decode()
    taken = browser.post(reverse("policy:export", args=["csv"]) + asked)

    rows = shown[shown.index("<tbody") : shown.index("</tbody>")]
    assert other.number in rows
    assert matter.number not in rows
    assert (taken.status_code, taken.url) == (302, reverse("policy:crossings") + asked)


def looked(matter, days, **changes):
    arrangement = Arrangement.objects.get()
    return WorkspaceCheck.objects.create(
        organization=arrangement.organization,
        workspace=arrangement.workspace,
        at=timezone.now() - dt.timedelta(days=days),
        trigger="timer",
        **{"outcome": "held", "retention": "off_since", "watched_since": timezone.now()} | changes,
    )


def test_the_paper_says_what_the_last_look_found_also_where_that_is_not_as_it_has_to_be(matter):
    sent(matter)
    looked(matter, days=3)
    looked(matter, days=2, outcome="differs", retention="on", faults=["retention_on"])
    looked(
        matter, days=1, outcome="not_seen", retention="unwatched", trouble="not_connected", watched_since=None
    )

    made = services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)

    told = " ".join(text_of(made).split())
    assert "retention: switched on, last seen" in told
    assert "Somebody switched 30-day retention on for the workspace." in told


def test_what_was_seen_after_an_arrangement_ended_says_nothing_of_it(matter):
    sent(matter)
    looked(matter, days=0)
    Arrangement.objects.update(ended_at=timezone.now() - dt.timedelta(days=1))

    made = services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)

    assert "by agreement, not observed" in " ".join(text_of(made).split())


def test_of_a_call_that_failed_midway_nobody_says_that_nothing_was_received(matter, sandbox):
    sandbox.faults.set("claude", "messages.create", "error_event")
    with pytest.raises(RemoteError):
        sent(matter)

    made = services.export_crossings(scope=Scope(matter=matter), form=Form.PDF, by=matter.responsible)

    assert Crossing.objects.get().output_tokens > 0
    assert "nothing received" not in " ".join(text_of(made).split())


def test_too_much_for_one_file_is_refused_and_not_cut(matter, monkeypatch):
    sent(matter)
    monkeypatch.setattr(register, "MOST_ROWS", 0)
    with pytest.raises(BadInput, match="shorter period"):
        services.export_crossings(scope=Scope(), form=Form.CSV, by=matter.responsible)


def test_the_page_costs_the_same_with_one_row_and_with_three(matter, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sent(matter)
    page(matter.responsible, "policy:crossings")
    with CaptureQueriesContext(connection) as one:
        assert page(matter.responsible, "policy:crossings").status_code == 200
    sent(matter)
    sent(matter)

    with django_assert_num_queries(len(one)):
        page(matter.responsible, "policy:crossings")


def test_an_export_from_the_page_is_a_file(matter):
    sent(matter)
    browser = Browser()
    browser.force_login(matter.responsible)

    made = browser.post(reverse("policy:export", args=["csv"]) + f"?matter={matter.pk}")
    unknown = browser.post(reverse("policy:export", args=["xls"]))

    assert made["Content-Disposition"].startswith("attachment; filename=")
    assert len(table(made.content)) == 1
    assert unknown.status_code == 404


@pytest.mark.parametrize("role", ["partner", "lawyer", "administrator", "auditor"])
def test_the_pages_of_surfaces_and_path_open_for_everyone_and_offer_acts_to_some(role):
    reader = person(role)

    surfaces, path = page(reader, "policy:surfaces"), page(reader, "desk:path")

    assert surfaces.status_code == path.status_code == 200
    may = role in ("partner", "administrator")
    assert (b"I read it again today" in surfaces.content) is may
    assert (b"/gate/path/host/" in path.content) is may
    assert b"Claude Enterprise" in surfaces.content
    assert b"claude-haiku-5-5" in surfaces.content


def test_a_blocked_surface_stays_shut_from_the_page():
    browser = Browser()
    browser.force_login(person("partner"))
    until = timezone.localdate() + dt.timedelta(days=9)

    answer = browser.post(
        reverse("policy:confirm_surface", args=["files"]), {"reference": "x", "until": until.isoformat()}
    )

    assert b"Nobody can open a blocked one" in answer.content
    assert Surface.objects.get(code="files").confirmations.count() == 0


def test_each_kind_of_work_has_its_own_path():
    partner = person("partner")

    memo = page(partner, "desk:path", work="intake_memo").content
    letter = page(partner, "desk:path", work="demand_letter").content

    assert b"Zoom" in memo
    assert b"<svg" in letter
    assert memo != letter
