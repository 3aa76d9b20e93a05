import datetime as dt
import html
import itertools
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import forms, prompts, rules, services, states
from apps.drafting.models import Request, RequestState, Workflow, WorkflowVersion
from apps.intake.models import Source
from apps.matters import keys
from apps.policy.models import Ground, Placeholder, Replacement
from tests.drafting import factories as f
from tests.policy import factories as policy_factories

pytestmark = pytest.mark.django_db


def ask(matter, by, **more):
    given = {
        "workflow": f.workflow(),
        "language": "en",
        "needed_by": f.TODAY,
        "responsible": matter.responsible,
        "assignment": Sensitive("Tell the client what clause 4 says, for advice."),
        "sources": [f.source(matter, "Clause 4 ends the lease.")],
    }
    return services.make_request(matter=matter, by=by, **(given | more))


def events():
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def test_a_request_begins_in_preview_with_its_assignment_sealed():
    matter = f.matter()

    request = ask(matter, matter.responsible)

    assert (request.state, request.requested_by) == ("preview", matter.responsible)
    assert keys.reveal(request, "assignment").reveal() == "Tell the client what clause 4 says, for advice."
    assert b"clause" not in bytes(request.assignment)
    assert events()[-1] == "drafting.request_made"


REFUSED = {
    "no source": (BadInput, lambda matter: {"sources": []}),
    "no assignment": (BadInput, lambda matter: {"assignment": Sensitive("  \n")}),
    "too long": (BadInput, lambda matter: {"assignment": Sensitive("x" * 20_001)}),
    "another matter's source": (NotAllowed, lambda matter: {"sources": [f.source(f.matter(), "Else.")]}),
    "a source twice": (BadInput, lambda matter: {"sources": [f.source(matter, "One.")] * 2}),
    "a language nobody drafts in": (BadInput, lambda matter: {"language": "de"}),
    "a student who answers for it": (NotAllowed, lambda matter: {"responsible": joined(matter, "student")}),
    "a clerk with a licence who answers for it": (
        NotAllowed,
        lambda matter: {"responsible": joined(matter, "clerk", licence="lawyer")},
    ),
    "a stranger who answers for it": (NotAllowed, lambda matter: {"responsible": f.person("lawyer")}),
    "a workflow nobody approved": (
        NotAllowed,
        lambda matter: {"workflow": WorkflowVersion.objects.get(workflow__code="summary")},
    ),
}


def joined(matter, role, **more):
    user = f.person(role, **more)
    f.join(matter, user)
    return user


@pytest.mark.parametrize("why", REFUSED)
def test_a_request_that_lacks_something_is_refused_with_a_sentence(why):
    matter = f.matter()
    error, change = REFUSED[why]

    with pytest.raises(error):
        ask(matter, matter.responsible, **change(matter))

    assert not Request.objects.exists()


def test_a_source_that_could_not_be_read_is_refused():
    matter = f.matter()
    source = f.source(matter, "One.")
    source.state, source.trouble = "unreadable", "scanned"
    source.save()

    with pytest.raises(BadInput, match="has not been read"):
        ask(matter, matter.responsible, sources=[source])


WHO = [
    ("partner", True),
    ("lawyer", True),
    ("paralegal", True),
    ("student", True),
    ("clerk", True),
    ("staff", True),
]


@pytest.mark.parametrize(("role", "allowed"), [*WHO, ("administrator", False), ("auditor's stand-in", False)])
def test_who_works_on_the_matter_may_ask(role, allowed):
    matter = f.matter()
    user = f.person(role if role != "auditor's stand-in" else "administrator")
    f.join(matter, user)

    assert rules.can_request(user, matter) is allowed


def test_nobody_asks_on_a_closed_matter():
    matter = f.matter()
    matter.status, matter.closed_on = "closed", f.TODAY
    matter.save()

    with pytest.raises(WrongState, match="closed"):
        ask(matter, matter.responsible)


def test_the_preview_shows_exactly_what_would_cross_and_remembers_it():
    matter = f.matter()
    f.allow(matter)
    request = ask(
        matter,
        matter.responsible,
        assignment=Sensitive("Write to 416-555-0199."),
        sources=[f.source(matter, "Call 416-555-0199 today.")],
    )

    shown = services.preview(request=request, by=matter.responsible)

    crossing = {(part.role.value, part.where): part.crossing for part in shown.parts}
    assert crossing["passage", "doc:1#p1"] == "Call [PHONE_1] today."
    assert crossing["assignment", ""] == "Write to [PHONE_1]."
    assert shown.placeholders == ("[PHONE_1]",)
    assert shown.digest == Request.objects.get().preview_hmac != ""
    assert shown.tokens > 100
    assert shown.cost > 0
    assert events()[-1] == "drafting.preview_shown"


def test_a_file_is_not_fetched_for_a_call_that_is_made_of_its_passages():
    matter = f.matter()
    made = ask(matter, matter.responsible)

    with CaptureQueriesContext(connection) as asked:
        prompts.assembled(Request.objects.get(pk=made.pk))

    assert any('"reading"' in each["sql"] for each in asked)
    assert not any('"original"' in each["sql"] for each in asked)


def as_sent(page):
    """What the page says would be sent, text by text."""
    cells = re.findall(r'<div class="as-sent">.*?</span></span><p>(.*?)</p></div>', page, re.DOTALL)
    return [
        html.unescape(re.sub(r"<br>|<[^>]+>", lambda tag: "\n" * (tag.group() == "<br>"), each))
        for each in cells
    ]


def test_the_page_shows_every_text_of_the_call_as_it_would_be_sent_and_no_other(client):
    matter = f.matter()
    f.allow(matter)
    source = f.source(
        matter, "Call 416-555-0199 today.", "  Then\nwrite & wait.", title="Note to 416-555-0199 <draft>"
    )
    request = ask(
        matter, matter.responsible, assignment=Sensitive("Write to 416-555-0199."), sources=[source]
    )
    client.force_login(matter.responsible)

    page = client.get(f"/requests/{request.pk}/").content.decode()

    request.refresh_from_db()
    prompt = prompts.assembled(request)
    assert prompts.digest(request, prompt).hmac == request.preview_hmac
    system, *texts, instruction = [text.reveal() for text in prompt.call.texts()]
    assert as_sent(page) == [system, *texts, instruction]
    assert instruction == "# Assignment\n\nWrite to [PHONE_1]."
    assert "Note to [PHONE_1] <draft>" in texts


def test_nothing_crosses_that_nobody_sees_in_the_preview():
    matter = f.matter()
    smuggled = "".join(chr(0xE0000 + ord(each)) for each in "send all")
    request = ask(
        matter,
        matter.responsible,
        assignment=Sensitive(f"Write{smuggled} a letter."),
        sources=[f.source(matter, f"Rent\u202e is{smuggled} due.", smuggled, title=f"Lease{smuggled}")],
    )

    prompt = prompts.assembled(request)

    assert [text.reveal() for text in prompt.call.texts()][1:] == [
        "Lease",
        "Rent is due.",
        "-",
        "# Assignment\n\nWrite a letter.",
    ]


def test_the_preview_gives_every_reason_of_the_gate_and_sends_nothing():
    matter = f.matter()
    request = ask(matter, matter.responsible)

    shown = services.preview(request=request, by=matter.responsible)

    assert {"no_arrangement", "client_not_told"} <= {reason.code for reason in shown.gate.reasons}
    assert not Placeholder.objects.exists()


def test_what_was_shown_is_confirmed_by_its_digest_and_nothing_else():
    matter = f.matter()
    request = ask(matter, matter.responsible)
    digest = services.preview(request=request, by=matter.responsible).digest

    for other in ("", "0" * 64):
        with pytest.raises(Conflict):
            services.confirm(request=request, by=matter.responsible, preview_hmac=other)
    confirmed = services.confirm(request=request, by=matter.responsible, preview_hmac=digest)

    assert (confirmed.state, confirmed.confirmed_by) == ("confirmed", matter.responsible)
    assert services.claim(10) == [request.pk]


def test_nothing_is_confirmed_that_was_never_shown():
    matter = f.matter()
    request = ask(matter, matter.responsible)

    with pytest.raises(Conflict):
        services.confirm(request=request, by=matter.responsible, preview_hmac="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state="confirmed")

    assert Request.objects.get().state == "preview"


def test_a_claimed_request_is_not_handed_out_again_at_once():
    matter = f.matter()
    request = ask(matter, matter.responsible)
    digest = services.preview(request=request, by=matter.responsible).digest
    services.confirm(request=request, by=matter.responsible, preview_hmac=digest)

    assert (services.claim(10), services.claim(10)) == ([request.pk], [])


def test_a_request_is_withdrawn_before_it_is_sent():
    matter = f.matter()
    request = ask(matter, matter.responsible)

    services.withdraw(request=request, by=matter.responsible)

    assert Request.objects.get().state == "withdrawn"
    assert events()[-1] == "drafting.request_withdrawn"


@pytest.mark.parametrize("act", ["preview", "confirm", "withdraw", "resume"])
def test_a_stranger_does_nothing_with_a_request(act):
    matter = f.matter()
    request = ask(matter, matter.responsible)
    stranger = f.person("lawyer")
    calls = {
        "preview": lambda: services.preview(request=request, by=stranger),
        "confirm": lambda: services.confirm(request=request, by=stranger, preview_hmac="x"),
        "withdraw": lambda: services.withdraw(request=request, by=stranger),
        "resume": lambda: services.resume(request=request, by=stranger),
    }

    with pytest.raises(NotAllowed):
        calls[act]()

    assert Request.objects.get().state == "preview"


def test_a_stopped_request_is_shown_and_confirmed_again():
    matter = f.matter()
    request = f.confirmed(matter, matter.responsible, sources=[f.source(matter, "One.")])
    request.state, request.lease, request.leased_until = "drafting", request.pk, request.made_at
    request.save()
    request.state, request.trouble = "stopped", "preview_changed"
    request.save()

    services.resume(request=request, by=matter.responsible)

    request.refresh_from_db()
    assert (request.state, request.preview_hmac, request.confirmed_by, request.trouble) == (
        "preview",
        "",
        None,
        "",
    )


def test_every_state_and_every_trouble_has_its_sentence():
    matter = f.matter()
    request = ask(matter, matter.responsible)
    for state in RequestState:
        request.state = state
        for trouble in rules.Trouble:
            request.trouble = trouble
            assert rules.need(request).sentence
    assert set(rules.TROUBLES) == set(rules.Trouble)
    assert set(states.MOVES) == set(RequestState)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(RequestState, repeat=2)))
def test_the_database_knows_the_same_moves(before, after):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'drafting_request_moves'")
        [source] = cursor.fetchone()

    assert (f"'{before}>{after}'" in source) is (after in states.MOVES[before])


def test_the_database_refuses_a_move_that_is_not_in_the_table():
    matter = f.matter()
    request = ask(matter, matter.responsible)

    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state="stopped", trouble="x")


class TestWorkflows:
    def test_the_firm_begins_with_seven_in_both_languages_that_nobody_approved(self):
        versions = WorkflowVersion.objects.all()

        assert set(Workflow.objects.values_list("code", flat=True)) == {
            "intake_memo", "chronology", "demand_letter", "client_letter", "factum_section", "summary", "time_entry",
        }  # fmt: skip
        assert {version.state for version in versions} == {"proposed"}
        assert all(len(v.instructions) > 200 and len(v.instructions_fr) > 200 for v in versions)
        assert {version.model for version in versions} == {"claude-sonnet-5-5", "claude-opus-5-5"}

    def test_a_partner_approves_a_version_and_the_one_before_is_retired(self):
        partner, lawyer = f.person("partner"), f.person("lawyer")
        first = f.put_in_force(WorkflowVersion.objects.get(workflow__code="summary"), partner)
        second = services.propose_workflow(
            workflow=first.workflow,
            instructions="Shorter.",
            instructions_fr="Plus court.",
            model="claude-sonnet-5-5",
            by=lawyer,
        )
        f.draft(f.matter(is_training=True), lawyer, "A trial.", version=second)

        f.put_in_force(second, partner)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state, second.number) == ("retired", "approved", 2)

    def test_nobody_else_approves_one(self):
        version = WorkflowVersion.objects.get(workflow__code="summary")

        with pytest.raises(NotAllowed):
            f.put_in_force(version, f.person("lawyer"))

        version.refresh_from_db()
        assert version.state == "proposed"


def unlisted(request):
    """The request's preview, with one person whom the matter lists and one whom it does not."""
    return services.preview(request=request, by=request.requested_by)


def test_a_listed_name_that_is_misspelt_is_pointed_out_and_not_replaced():
    matter = f.matter()
    policy_factories.party(matter, "Peter Kovalenko")
    source = f.source(matter, "Then Kovalenko signed, and Kovalenco paid.")

    shown = unlisted(ask(matter, matter.responsible, sources=[source]))

    assert [part.crossing for part in shown.parts if part.where == "doc:1#p1"] == [
        "Then [PERSON_1] signed, and Kovalenco paid."
    ]
    assert shown.replaced.unlisted == ("Kovalenco",)


def test_what_a_person_changes_in_a_preview_has_to_be_seen_again():
    matter = f.matter()
    source = f.source(matter, "Ms. Olga Petrov lives at 12 Elm Street.")
    request = ask(matter, matter.responsible, sources=[source])
    first = unlisted(request)
    assert first.replaced.unlisted == ("Olga Petrov",)
    assert [(line.placeholder, line.value) for line in first.replaced.lines] == [
        ("[ADDRESS_1]", "12 Elm Street")
    ]

    services.replace(
        request=request,
        value=Sensitive("Olga Petrov"),
        kind="person",
        ground=Ground.NAMES_SOMEBODY,
        by=matter.responsible,
    )
    services.let_stand(
        request=request, placeholder="[ADDRESS_1]", ground=Ground.NEEDED, by=matter.responsible
    )

    with pytest.raises(Conflict):
        services.confirm(request=request, by=matter.responsible, preview_hmac=first.digest)
    again = unlisted(request)
    assert again.digest != first.digest
    assert [part.crossing for part in again.parts if part.where == "doc:1#p1"] == [
        "Ms. [PERSON_1] lives at 12 Elm Street."
    ]
    assert again.replaced.unlisted == ()
    assert "name_left" not in [reason.code for reason in again.gate.reasons]
    assert (
        services.confirm(request=request, by=matter.responsible, preview_hmac=again.digest).state
        == "confirmed"
    )


def test_nothing_is_changed_outside_a_preview():
    matter = f.matter()
    request = ask(matter, matter.responsible)
    services.withdraw(request=request, by=matter.responsible)
    request.refresh_from_db()

    with pytest.raises(WrongState):
        services.replace(
            request=request,
            value=Sensitive("Olga"),
            kind="person",
            ground=Ground.NAMES_SOMEBODY,
            by=matter.responsible,
        )

    assert not Replacement.objects.exists()


def test_the_preview_page_shows_each_placeholder_and_lets_it_stand_or_adds_more(client):
    matter = f.matter()
    request = ask(
        matter, matter.responsible, sources=[f.source(matter, "Ms. Olga Petrov lives at 12 Elm Street.")]
    )
    client.force_login(matter.responsible)
    page = client.get(f"/requests/{request.pk}/").content.decode()
    assert "12 Elm Street" in page
    assert "Named, and not listed" in page

    client.post(f"/requests/{request.pk}/let-stand/", {"placeholder": "[ADDRESS_1]", "ground": "needed"})
    client.post(
        f"/requests/{request.pk}/replace/",
        {"value": "Olga Petrov", "kind": "person", "ground": "names_somebody"},
    )

    assert {(row.way, row.ground) for row in Replacement.objects.all()} == {
        ("added", "names_somebody"),
        ("lifted", "needed"),
    }
    row = Replacement.objects.get(way="lifted")
    client.post(f"/requests/{request.pk}/take-back/{row.pk}/")
    row.refresh_from_db()
    assert row.ended_by == matter.responsible


def test_a_stranger_changes_nothing_in_a_preview(client):
    matter = f.matter()
    request = ask(matter, matter.responsible)
    client.force_login(f.person("lawyer"))

    answers = [
        client.post(
            f"/requests/{request.pk}/replace/", {"value": "x", "kind": "person", "ground": "identifies"}
        ),
        client.post(f"/requests/{request.pk}/let-stand/", {"placeholder": "[PERSON_1]", "ground": "public"}),
        client.post(f"/requests/{request.pk}/take-back/{request.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not Replacement.objects.exists()


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1999, 12, 31), dt.date(2100, 1, 1), dt.date.max])
def test_nothing_is_needed_by_a_day_that_nothing_can_be_due_on(day):
    matter = f.matter()

    with pytest.raises(BadInput, match="2000 to 2099"):
        ask(matter, matter.responsible, needed_by=day)

    assert not Request.objects.exists()
    form = forms.NewRequest({"needed_by": day}, matter=matter, user=matter.responsible)
    assert "needed_by" in form.errors


def test_the_preview_points_out_first_who_is_named_and_not_listed(client):
    matter = f.matter()
    request = ask(matter, matter.responsible, sources=[f.source(matter, "Ms. Olga Petrov signed it.")])
    client.force_login(matter.responsible)

    page = client.get(f"/requests/{request.pk}/").content.decode()

    assert page.index("Named, and not listed") < page.index("The firm&#x27;s instructions")


def test_a_request_is_withdrawn_to_be_asked_again_with_changes(client):
    matter = f.matter()
    request = ask(matter, matter.responsible, language="fr", needed_by=f.TODAY + dt.timedelta(days=900))
    client.force_login(matter.responsible)

    answer = client.post(f"/requests/{request.pk}/withdraw/", {"change": "1"})

    request.refresh_from_db()
    assert request.state == "withdrawn"
    form = client.get(answer.url).context["form"]
    assert {name: form[name].value() for name in form.fields} == {
        "workflow": request.workflow_version_id,
        "assignment": "Tell the client what clause 4 says, for advice.",
        "sources": [str(request.chosen.get().source_id)],
        "language": "fr",
        "needed_by": request.needed_by,
        "responsible": matter.responsible_id,
    }
    assert answer.url in html.unescape(client.get(f"/requests/{request.pk}/").content.decode())
    assert Request.objects.count() == 1


def test_a_source_that_is_not_ready_any_more_is_not_left_out_without_a_word(client):
    matter = f.matter()
    request = ask(matter, matter.responsible)
    client.force_login(matter.responsible)
    again = client.post(f"/requests/{request.pk}/withdraw/", {"change": "1"}).url
    assert "not among these" not in client.get(again).content.decode()

    services.withdraw_source(
        source=request.chosen.get().source, reason="wrong_matter", by=f.person("partner")
    )

    assert "1 source of the withdrawn request is not among these" in client.get(again).content.decode()


def test_only_a_withdrawn_request_of_the_same_matter_is_asked_again(client):
    matter, other = f.matter(), f.matter()
    request = ask(matter, matter.responsible)
    f.join(other, matter.responsible)
    client.force_login(matter.responsible)
    address = "/requests/new/?matter={}&like={}".format
    assert client.get(address(matter.pk, request.pk)).status_code == 404

    services.withdraw(request=request, by=matter.responsible)

    assert client.get(address(matter.pk, request.pk)).status_code == 200
    assert client.get(address(other.pk, request.pk)).status_code == 404
    client.force_login(other.responsible)
    assert client.get(address(other.pk, request.pk)).status_code == 404


def test_the_preview_shows_signs_that_a_browser_shows_nothing_of(client):
    """They cross with the text that they are in, and words can be spelled in them."""
    matter = f.matter()
    request = ask(
        matter, matter.responsible, sources=[f.source(matter, "Pay\x02\x03 the\x7f rent\x90.\n\tNow.")]
    )
    client.force_login(matter.responsible)

    page = client.get(f"/requests/{request.pk}/").content.decode()

    assert page.count("Pay␂␃ the␡ rent\ufffd.") == 2  # as it is, and as it would be sent
    assert not {"\x02", "\x03", "\x7f", "\x90"} & set(page)


def test_a_kind_of_work_that_no_text_can_be_chooses_none(client):
    """In a link that a firm put into its practice system."""
    matter = f.matter()
    client.force_login(matter.responsible)

    assert client.get(f"/requests/new/?matter={matter.pk}&work=%00").status_code == 404


def test_what_refuses_a_request_leads_to_where_it_is_put_right(client):
    matter = f.matter()
    policy_factories.terms()
    request = ask(matter, matter.responsible)
    client.force_login(matter.responsible)

    page = client.get(f"/requests/{request.pk}/").content.decode()
    refused = page[page.index('id="refused"') : page.index("</section>", page.index('id="refused"'))]

    assert f'href="/matters/{matter.pk}/notice/"' in refused
    assert 'href="/gate/policy/"' in refused


def test_the_reading_that_is_shown_is_the_one_on_file_also_of_a_source_that_was_read_again():
    """A request that stopped because a source was gone is shown again once it was brought in again."""
    matter = f.matter()
    source = f.source(matter, "Clause 4 ends the lease.")
    request = ask(matter, matter.responsible, sources=[source])
    Source.objects.filter(pk=source.pk).update(reading_hmac="e" * 64)

    services.preview(request=request, by=matter.responsible)

    assert request.chosen.get().reading_hmac == "e" * 64
