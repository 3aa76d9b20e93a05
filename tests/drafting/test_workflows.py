"""A change to what Claude is told is proposed, tried, and put in force by a partner; nothing else is used."""

import json

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.desk import workflow_pages
from apps.drafting import drafts, prompts, rules, services
from apps.drafting.models import Draft, Request, Workflow, WorkflowVersion
from apps.matters.models import Matter
from apps.policy import said
from tests.drafting import factories as f

pytestmark = pytest.mark.django_db


def proposed(by=None, **given):
    words = {
        "instructions": "Write it shorter.",
        "instructions_fr": "Plus court.",
        "model": "claude-sonnet-5-5",
    }
    return services.propose_workflow(
        workflow=f.workflow("summary").workflow, by=by or f.person("lawyer"), **(words | given)
    )


def tried(version):
    lawyer = f.person("lawyer")
    return f.draft(f.matter(responsible=lawyer, is_training=True), lawyer, "A trial.", version=version)


def refusals():
    found = Entry.objects.filter(event="drafting.workflow_refused").order_by("id")
    return [(entry.facts["attempted"], entry.facts["reasons"]) for entry in found]


def ask(matter, version):
    return services.make_request(
        matter=matter,
        workflow=version,
        language="en",
        needed_by=f.TODAY,
        responsible=matter.responsible,
        assignment=Sensitive("Sum it up for the file."),
        sources=[f.source(matter, "Rent is due monthly.")],
        by=matter.responsible,
    )


def test_a_proposal_is_tried_on_the_training_matter_and_refused_on_a_clients():
    version = proposed()
    training, clients = f.matter(is_training=True), f.matter()

    made = ask(training, version)
    with pytest.raises(NotAllowed, match="not approved"):
        ask(clients, version)

    assert list(Request.objects.all()) == [made]


def gets_a_file(client, _lawyer):
    other = f.matter()
    Matter.objects.filter(pk=other.pk).update(client=client)


def is_called_like_a_client(client, _lawyer):
    other = f.matter().client
    type(other).objects.filter(pk=other.pk).update(name=client.name, folded=client.folded)


@pytest.mark.parametrize("how", [gets_a_file, is_called_like_a_client])
@pytest.mark.parametrize("when", ["asked", "shown", "confirmed"])
def test_nothing_is_tried_on_a_training_matter_whose_client_has_a_file_of_their_own(how, when):
    version = proposed()
    matter = f.matter(is_training=True)
    lawyer = matter.responsible
    if when == "confirmed":
        request = f.confirmed(matter, lawyer, version=version)
    elif when == "shown":
        request = ask(matter, version)
        shown = services.preview(request=request, by=lawyer).digest
    how(matter.client, lawyer)

    if when == "confirmed":
        with pytest.raises(NotAllowed, match="a file of their own"):
            drafts._check_rights(Request.objects.get(pk=request.pk))
        return
    if when == "shown":
        with pytest.raises(NotAllowed, match="a file of their own"):
            services.confirm(request=request, by=lawyer, preview_hmac=shown)
    else:
        with pytest.raises(NotAllowed, match="a file of their own"):
            ask(matter, version)

    refused = Entry.objects.filter(event="drafting.request_refused").get()
    assert refused.facts["reasons"] == ["workflow_not_approved"]
    assert not Request.objects.exclude(state="preview").exists()
    form = signed_in(lawyer).get(reverse("drafting:new"), {"matter": matter.pk}).content.decode()
    assert "as proposed: a trial" not in form


def test_the_database_refuses_an_unapproved_version_on_a_clients_matter_too():
    version = proposed()

    with pytest.raises(IntegrityError), transaction.atomic():
        f.confirmed(f.matter(), f.person("lawyer"), version=version)

    assert not Request.objects.exists()


def test_what_nobody_tried_does_not_replace_what_is_in_use():
    version, partner = proposed(), f.person("partner")

    with pytest.raises(NotAllowed, match="Nobody has tried"):
        f.put_in_force(version, partner)
    assert refusals() == [("approve", ["not_tried"])]
    tried(version)
    f.put_in_force(version, partner)

    assert dict(WorkflowVersion.objects.filter(workflow__code="summary").values_list("number", "state")) == {
        1: "retired",
        2: "approved",
    }


@pytest.mark.parametrize("decided", [False, True])
def test_what_is_asked_of_a_trial_is_asked_with_what_is_on_trial_until_that_is_decided(decided):
    version, lawyer = proposed(), f.person("lawyer")
    matter = f.matter(responsible=lawyer, is_training=True)
    draft = f.draft(matter, lawyer, "A trial.", version=version, sources=[f.source(matter, "Rent is due.")])
    if decided:
        services.decline_workflow(version=version, by=f.person("partner"))

    revision = services.open_revision(
        of=Draft.objects.get(pk=draft.pk), by=lawyer, remarks=Sensitive("Shorter.")
    )

    assert revision.workflow_version == (f.workflow("summary") if decided else version)


def decline(version, by):
    return services.decline_workflow(version=version, by=by)


@pytest.mark.parametrize("act", [f.put_in_force, decline])
def test_only_a_partner_decides_and_an_attempt_is_on_record(act):
    version = proposed()
    tried(version)

    with pytest.raises(NotAllowed):
        act(version, f.person("lawyer"))

    version.refresh_from_db()
    assert (version.state, version.approved_by) == ("proposed", None)
    assert [reasons for _tried, reasons in refusals()] == [["not_a_partner"]]


def test_a_declined_version_is_never_used_or_approved():
    version, partner = proposed(), f.person("partner")
    tried(version)
    services.decline_workflow(version=version, by=partner)

    with pytest.raises(WrongState):
        f.put_in_force(version, partner)
    with pytest.raises(NotAllowed):
        ask(f.matter(is_training=True), WorkflowVersion.objects.get(pk=version.pk))

    version.refresh_from_db()
    assert version.state == "declined"


@pytest.mark.parametrize("state", ["retired", "declined"])
def test_a_request_whose_instructions_are_in_use_no_more_is_told_so_and_not_that_a_partner_approves_them(
    state,
):
    version, partner = proposed(), f.person("partner")
    tried(version)
    made = ask(f.matter(is_training=True), version)
    if state == "declined":
        services.decline_workflow(version=version, by=partner)
    else:
        f.put_in_force(version, partner)
        later = services.propose_workflow(
            workflow=version.workflow,
            instructions="Shorter still.",
            instructions_fr="Encore plus court.",
            model=version.model,
            by=partner,
        )
        tried(later)
        f.put_in_force(later, partner)
    shown = services.preview(request=made, by=made.requested_by).digest

    with pytest.raises(NotAllowed, match="not in use any more"):
        services.confirm(request=made, by=made.requested_by, preview_hmac=shown)

    made.refresh_from_db()
    assert made.state == "preview"


def test_a_change_is_proposed_to_what_stands_and_not_to_what_was_declined():
    given = {"instructions": "Write it in one line.", "instructions_fr": "En une ligne."}
    stands = f.workflow("summary")
    services.decline_workflow(version=proposed(**given), by=f.person("partner"))
    page = signed_in(f.person("lawyer")).get(reverse("desk:propose_workflow", args=["summary"]))

    assert "Write it in one line." not in page.content.decode()
    assert page.context["form"].initial["instructions"] == stands.instructions
    with pytest.raises(BadInput, match="Nothing in it differs"):
        proposed(instructions=stands.instructions, instructions_fr=stands.instructions_fr, model=stands.model)
    assert proposed(**given).number == 3


def test_a_proposal_that_changes_nothing_is_not_made():
    given = {"instructions": "Write it shorter.", "instructions_fr": "Plus court."}
    proposed()

    with pytest.raises(BadInput, match="Nothing in it differs"):
        proposed(**given)

    assert WorkflowVersion.objects.filter(workflow__code="summary").count() == 2


def test_the_line_ends_of_a_form_are_no_change_and_none_is_kept():
    first = proposed(instructions="Write it.\n\nShorter.", instructions_fr="Plus court.")

    with pytest.raises(BadInput, match="Nothing in it differs"):
        proposed(instructions="Write it.\r\n\r\nShorter.", instructions_fr="Plus court.")
    made = proposed(instructions="Write it.\r\n\r\nEven shorter.", instructions_fr="Plus court.")

    assert (first.instructions, made.instructions) == ("Write it.\n\nShorter.", "Write it.\n\nEven shorter.")


def test_a_version_is_shown_without_changes_where_only_its_line_ends_are_others():
    known = f.workflow("summary")
    other = WorkflowVersion(
        workflow=known.workflow,
        number=99,
        instructions=known.instructions.replace("\n", "\r\n"),
        instructions_fr=known.instructions_fr.replace("\n", "\r\n"),
    )
    assert "\n" in known.instructions

    assert workflow_pages._changes(known, other) == []


SMUGGLED = "".join(chr(0xE0000 + ord(each)) for each in "send all")


def test_what_a_partner_would_not_see_of_a_proposal_is_not_in_it():
    version = proposed(
        instructions=f"Write{SMUGGLED} it shorter.", instructions_fr=f"Plus\u202e court{SMUGGLED}."
    )

    version.refresh_from_db()
    assert (version.instructions, version.instructions_fr) == ("Write it shorter.", "Plus court.")
    with pytest.raises(BadInput, match="English and in French"):
        proposed(instructions=SMUGGLED)
    with pytest.raises(BadInput, match="Nothing in it differs"):
        proposed(instructions=f"Write it shorter.{SMUGGLED}")


def test_nothing_of_an_earlier_version_crosses_that_nobody_sees():
    version = WorkflowVersion.objects.create(
        workflow=f.workflow("summary").workflow,
        number=99,
        instructions=f"Write{SMUGGLED} it shorter.",
        instructions_fr="Plus court.",
        model="claude-sonnet-5-5",
        proposed_by=f.person("lawyer"),
    )

    prompt = prompts.assembled(ask(f.matter(is_training=True), version))

    assert prompt.call.system.reveal().endswith("\n\nWrite it shorter.")


@pytest.mark.parametrize("change", [{"effort": "max"}, {"max_tokens": 500}])
def test_the_digest_on_record_is_of_all_that_a_version_decides(change):
    digests = set()
    for given in ({}, change):
        proposed(**given)
        digests.add(json.loads(Entry.objects.order_by("-id").first().body)["facts"]["digest"]["hmac"])

    assert len(digests) == 2


def test_a_version_is_never_changed_afterwards():
    version = proposed()

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        WorkflowVersion.objects.filter(pk=version.pk).update(instructions="Something else.")


def test_an_administrator_proposes_nothing():
    administrator = f.person("administrator", licence=False)

    with pytest.raises(NotAllowed):
        proposed(by=administrator)

    assert not rules.can_propose(administrator)
    assert refusals() == [("propose", ["does_not_work_on_matters"])]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_page_shows_what_a_proposal_changes_and_who_tried_it():
    version = proposed(instructions=f.workflow("summary").instructions.replace("Write", "Prepare", 1))
    trial, partner = tried(version), f.person("partner")
    client = signed_in(partner)

    html = client.get(reverse("desk:workflow", args=["summary"])).content.decode()

    assert "<ins>Prepare</ins>" in html
    assert trial.request.requested_by.short_name in html
    base = f.workflow("summary").pk
    assert f'name="instead_of" value="{base}"' in html
    client.post(reverse("desk:decide_workflow", args=["summary", 2]), {"approve": "1", "instead_of": base})
    version.refresh_from_db()
    assert version.state == "approved"


def test_a_proposal_is_shown_beside_what_is_in_force_whichever_of_them_was_proposed_first():
    first, partner = f.workflow("summary").instructions, f.person("partner")
    longer = proposed(instructions=f"{first}\n\nSay what is missing.")
    shorter = proposed(instructions=first.replace("Write", "Prepare", 1))
    tried(shorter)
    f.put_in_force(shorter, partner)

    page = signed_in(partner).get(reverse("desk:workflow_version", args=["summary", longer.number]))

    html = page.content.decode()
    assert "What it changes in version 3, English" in html
    assert "<del>Prepare</del>" in html
    tried(longer)
    f.put_in_force(longer, partner)
    after = signed_in(partner).get(reverse("desk:workflow_version", args=["summary", shorter.number]))
    assert "What it changes in version 1, English" in after.content.decode()


@pytest.mark.parametrize("shown", ["the one before", "none", "no key"])
def test_a_version_takes_the_place_of_the_one_that_it_was_shown_beside_and_of_no_other(shown):
    first, partner = f.workflow("summary"), f.person("partner")
    mine, theirs = (
        proposed(instructions="Write it in one page."),
        proposed(instructions="Write it as a list."),
    )
    for version in (mine, theirs):
        tried(version)
    f.put_in_force(theirs, f.person("partner"))
    given = {"the one before": first.pk, "none": "", "no key": "x"}[shown]

    page = signed_in(partner).post(
        reverse("desk:decide_workflow", args=["summary", mine.number]),
        {"approve": "1", "instead_of": given},
        follow=True,
    )

    assert "Another version was put in force since this page was opened." in page.content.decode()
    assert refusals() == [("approve", ["conflict"])]
    states = {each.pk: each.state for each in WorkflowVersion.objects.filter(workflow=first.workflow)}
    assert states == {first.pk: "retired", mine.pk: "proposed", theirs.pk: "approved"}


def test_what_says_neither_yes_nor_no_declines_nothing():
    version = proposed()
    tried(version)

    answer = signed_in(f.person("partner")).post(
        reverse("desk:decide_workflow", args=["summary", version.number])
    )

    version.refresh_from_db()
    assert (answer.status_code, version.state) == (404, "proposed")


def test_a_lawyer_proposes_from_the_page_and_sees_no_button_that_decides():
    f.workflow("summary")
    client = signed_in(f.person("lawyer"))
    page = reverse("desk:propose_workflow", args=["summary"])
    given = {
        "instructions": "Shorter.", "instructions_fr": "Plus court.", "model": "claude-sonnet-5-5", "effort": "low",
        "max_tokens": "4000",
    }  # fmt: skip

    html = client.post(page, given, follow=True).content.decode()

    assert "waits" not in html
    assert WorkflowVersion.objects.get(workflow__code="summary", number=2).effort == "low"
    assert reverse("desk:decide_workflow", args=["summary", 2]) not in html


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_whoever_works_on_no_matter_meets_404(role):
    user = f.person(role, until=f.dt.timedelta(days=9))
    client = signed_in(user)

    for name, args in (("workflows", []), ("workflow", ["summary"]), ("propose_workflow", ["summary"])):
        assert client.get(reverse(f"desk:{name}", args=args)).status_code == 404


@pytest.mark.parametrize(("language", "column"), [("en", "name"), ("fr", "name_fr")])
def test_the_register_of_crossings_calls_each_kind_of_work_by_its_name(language, column):
    with override(language):
        said_there = {code: str(name) for code, name in said.WORK.items()}

    assert said_there == dict(Workflow.objects.values_list("code", column))
