"""Making the sample firm through the services that people use. Each step looks first and does what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import Request, RequestState, WorkflowState, WorkflowVersion
from apps.intake import services as intake
from apps.intake.models import Origin, Source, State
from apps.integrations import services as integrations
from apps.integrations.models import Connection, ConnectionState, Region, Vendor
from apps.keeping import services as keeping
from apps.keeping.models import HoldReason, RetentionRule
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Client, Matter, NoticeKind, Office, Status
from apps.people import services as people
from apps.people.models import RoleGrant, User
from apps.policy import services as policy
from apps.policy.models import Acknowledgement, AiPolicy, Arrangement, AssessmentKind, Hop
from apps.policy.registers import Where
from apps.review import services as review
from apps.sync import services as sync
from apps.sync.models import Pull, PullState
from demo import reviewing, vendors
from demo.matters import SAMPLES
from demo.matters.shape import Ask, Sample, SampleFile, SampleParty, Stage
from demo.people import AI_POLICY, AI_POLICY_FR, DATA_PATH, OFFICES, PASSWORD, PEOPLE, Someone

Say = Callable[[str], None]


def seed(say: Say) -> None:
    """The whole firm. Interrupted and run again, it goes on from where it was."""
    vendors.open_accounts()
    _people()
    boss = person("amelie")
    _firm(boss)
    clio = _connect_clio_anew()
    if clio.pulled_at is None:
        # Workers start after the first seeding: what an interrupted one held is free.
        Pull.objects.filter(connection=clio, state=PullState.RUNNING).update(lease=None)
        sync.pull_matters(connection=clio, by=boss)
    for sample in SAMPLES:
        matter = _matter(sample)
        _sources(sample, matter)
        say(f"  {matter.number}  {matter.title}")
    for sample in SAMPLES:
        for ask in sample.asks:
            _ask(sample, ask)
    for sample in SAMPLES:
        _finish(sample)
    _keep(boss)


def reopen() -> None:
    """A start after the first: the firm is there, and the stand-ins forgot everything when they stopped."""
    vendors.open_accounts()
    _connect_clio_anew()


def _connect_clio_anew() -> Connection:
    """Connecting the same account again gives the same connection new tokens."""
    return reviewing.connect_in_browser(vendor=Vendor.CLIO, region=Region.CANADA, by=person("ivan"))


def person(key: str) -> User:
    """One of the sample people, by the first part of the address."""
    return User.objects.get(email=f"{key}@arsenault.example")


# People and the firm's own terms ------------------------------------------------------------------------------


def _people() -> None:
    administrator = _person(next(one for one in PEOPLE if "administrator" in one.roles), None)
    for one in PEOPLE:
        _person(one, administrator)


def _person(one: Someone, by: User | None) -> User:
    user = User.objects.filter(email=one.email).first() or people.add_person(
        email=one.email, full_name=one.full_name, by=by, password=PASSWORD, language=one.language
    )
    for role in one.roles:
        if not RoleGrant.objects.filter(user=user, role=role).exists():
            until = timezone.now() + timedelta(days=90) if role == "auditor" else None
            people.grant_role(user=user, role=role, by=by, until=until)
    if one.licence and by and not user.licences.exists():
        kind, regulator, number = one.licence
        people.record_licence(
            user=user,
            licence_class=kind,
            regulator=regulator,
            number=number,
            scope=list(one.scope),
            since=timezone.localdate() - timedelta(days=900),
            by=by,
        )
    return User.objects.get(pk=user.pk)


def _firm(boss: User) -> None:
    administrator = person("ivan")
    for name, province, zone in OFFICES:
        if not Office.objects.filter(name=name).exists():
            matters.add_office(name=name, province=province, time_zone=zone, by=administrator)
    if not Arrangement.objects.filter(ended_at=None).exists():
        policy.confirm_arrangement(
            organization=settings.CLAUDE_ORGANIZATION,
            workspace=settings.CLAUDE_WORKSPACE,
            agreement="ZDR-2026-0117",
            training_off=True,
            review_by=timezone.localdate() + timedelta(days=300),
            by=boss,
        )
    for code, region, in_use, kept, terms in DATA_PATH:
        if Hop.objects.filter(code=code, owner=None).exists():
            policy.record_hop(
                code=code, region=Where(region), in_use=in_use, kept=kept, terms=terms, by=administrator
            )
    newest = AiPolicy.objects.order_by("-version").first() or policy.publish_policy(
        text=AI_POLICY, text_fr=AI_POLICY_FR, after=0, by=boss
    )
    for one in PEOPLE:
        user = person(one.key)
        if user.works_on_matters and not Acknowledgement.objects.filter(user=user, policy=newest).exists():
            policy.acknowledge(policy=newest, by=user)
        if one.trained and not user.trainings.exists():
            on, other = timezone.localdate() - timedelta(days=160), administrator if user == boss else boss
            people.record_training(user=user, completed_on=on, by=other)
    for version in WorkflowVersion.objects.filter(state=WorkflowState.PROPOSED):
        if not version.workflow.versions.filter(state=WorkflowState.APPROVED).exists():
            drafting.approve_workflow(version=version, instead_of=None, by=boss)


def connect_clio(by: User) -> Connection:
    """The firm's account in Clio's Canadian region, connected as an administrator does in a browser."""
    return _connected(Vendor.CLIO) or reviewing.connect_in_browser(
        vendor=Vendor.CLIO, region=Region.CANADA, by=by
    )


def connect_zoom(by: User) -> Connection:
    """The firm's Zoom account, by the credentials of its own application."""
    known = _connected(Vendor.ZOOM)
    if known:
        return known
    return integrations.confirm(pairing=integrations.reach_zoom(by=by), by=by)


def _connected(vendor: Vendor) -> Connection | None:
    return Connection.objects.filter(vendor=vendor).exclude(state=ConnectionState.ENDED).first()


# Matters and their sources ---------------------------------------------------------------------------------------


def _matter(sample: Sample) -> Matter:
    boss, responsible = person("amelie"), person(sample.responsible)
    matter = Matter.objects.filter(number=sample.number).first() or _by_hand(sample, responsible, boss)
    if matter.residency != sample.residency and not matter.is_closed:
        matter = matters.change_residency(matter=matter, residency=sample.residency, by=boss)
    lead = responsible if responsible.is_partner else boss
    for key in sample.team:
        user = person(key)
        if not matter.team.current().filter(user=user).exists():
            matters.join_team(matter=matter, user=user, by=lead)
    for party in sample.parties:
        _party(party, matter, lead)
    _told(sample, matter, lead)
    _details(sample, matter)
    for key in sample.screened:
        user = person(key)
        if not matter.screens.standing().filter(user=user).exists():
            matters.raise_screen(matter=matter, user=user, reason="former_client", by=lead)
    return Matter.objects.get(pk=matter.pk)


def _party(party: SampleParty, matter: Matter, by: User) -> None:
    known = matter.parties.filter(name=party.name).first()
    if known is None:
        matters.add_party(
            matter=matter,
            name=party.name,
            role=party.role,
            by=by,
            aliases=party.aliases,
            identifiers=party.identifiers,
            is_organization=party.is_organization,
        )
        return
    # Read without the service that people open it by: nobody looks here, so the log says nothing.
    aliases = json.loads(keys.reveal(known, "aliases").reveal()) if known.aliases else []
    identifiers = json.loads(keys.reveal(known, "identifiers").reveal()) if known.identifiers else {}
    told = [*aliases, *(alias for alias in party.aliases if alias not in aliases)]
    if (told, {**identifiers, **party.identifiers}) != (aliases, identifiers):
        matters.describe_party(
            party=known, by=by, aliases=told, identifiers={**identifiers, **party.identifiers}
        )


def _by_hand(sample: Sample, responsible: User, boss: User) -> Matter:
    client = Client.objects.filter(name=sample.client).first() or matters.add_client(
        name=sample.client, by=boss, is_organization=sample.client_is_organization
    )
    return matters.open_matter(
        number=sample.number,
        title=sample.title,
        client=client,
        office=Office.objects.get(name=sample.office),
        responsible=responsible,
        practice_area=sample.area,
        province=sample.province,
        forum=sample.forum,
        residency=sample.residency,
        opened_on=sample.opened,
        by=boss,
        is_training=sample.training,
    )


def _told(sample: Sample, matter: Matter, lead: User) -> None:
    client = matter.client
    if sample.told and sample.residency != "never_leaves" and not client.notices.exists():
        matters.record_notice(
            client=client,
            kind=NoticeKind.NOTICE,
            given_on=max(sample.opened, timezone.localdate() - timedelta(days=60)),
            wording="Retainer letter 2026-03, section 7",
            by=lead,
        )
    if sample.province == "QC" and not client.assessments.exists():
        for kind, reference in (
            (AssessmentKind.QUEBEC_ASSESSMENT, "EFVP 2026-04"),
            (AssessmentKind.QUEBEC_AGREEMENT, "Entente 2026-04, annexe B"),
        ):
            policy.record_assessment(kind=kind, client=client, reference=reference, by=lead)


def _details(sample: Sample, matter: Matter) -> None:
    """What arrived from the practice system without the facts that only firmai keeps."""
    wanted = {
        "province": sample.province,
        "forum": sample.forum,
        "practice_area": sample.area,
        "health_information": sample.health,
        "next_deadline": timezone.localdate() + timedelta(days=sample.deadline_in)
        if sample.deadline_in
        else None,
    }
    changed = {name: value for name, value in wanted.items() if getattr(matter, name) != value}
    if changed and not matter.is_closed:
        matters.change_details(matter=matter, by=person("amelie"), **changed)


def _sources(sample: Sample, matter: Matter) -> None:
    boss = person("amelie")
    if any(file.in_clio for file in sample.files):
        sync.pull_documents(matter=matter, by=boss)
    if not matter.is_closed:
        for file in sample.files:
            if not file.in_clio and not file.later:
                _receive(file, matter, person(sample.team[0]))
    for source in Source.objects.filter(matter=matter, state=State.RECEIVED):
        intake.read(source.pk)


def _receive(file: SampleFile, matter: Matter, by: User) -> None:
    try:
        intake.receive(
            matter=matter,
            by=by,
            origin=Origin.UPLOAD,
            filename=file.filename,
            data=file.make(),
            title=file.title,
            tag=file.tag,
        )
    except FirmaiError:
        return  # the same bytes are in the matter already


# Requests at their stages ------------------------------------------------------------------------------------------


def _ask(sample: Sample, ask: Ask) -> None:
    matter = Matter.objects.get(number=sample.number)
    version = WorkflowVersion.objects.get(workflow__code=ask.workflow, state=WorkflowState.APPROVED)
    request = Request.objects.filter(matter=matter, workflow_version=version, revises=None).first()
    by = person(ask.by)
    if request is None:
        request = drafting.make_request(
            matter=matter,
            workflow=version,
            language=ask.language,
            needed_by=timezone.localdate() + timedelta(days=ask.days),
            responsible=person(sample.responsible),
            assignment=Sensitive(ask.assignment),
            sources=list(Source.objects.filter(matter=matter, parent=None).ready().order_by("arrived_at")),
            by=by,
        )
    if ask.stage in (Stage.PREVIEW, Stage.NOTHING):
        return
    if request.state == RequestState.PREVIEW:
        shown = drafting.preview(request=request, by=by)
        drafting.confirm(request=request, by=by, preview_hmac=shown.digest)
    drafting.draft(request.pk)
    if ask.stage is Stage.REFUSED:
        return
    review.collect(50)
    task_id: UUID = Request.objects.get(pk=request.pk).draft.task.pk
    reviewing.take_to(task_id, ask.stage, sample)


def _finish(sample: Sample) -> None:
    """Deliver what is approved, and close what is closed."""
    matter = Matter.objects.get(number=sample.number)
    if any(ask.stage is Stage.DELIVERED for ask in sample.asks):
        reviewing.deliver(matter)
    for file in sample.files:
        if file.later:
            _receive(file, matter, person(sample.team[0]))
    if sample.closed and matter.status != Status.CLOSED:
        matters.close_matter(matter=matter, on=sample.closed, by=person("amelie"))


def _keep(boss: User) -> None:
    """A rule on how long content is kept, one that waits for another person, and a matter on hold."""
    if RetentionRule.objects.exists():
        return
    rules = [
        ("", 15, "Limitations Act, 2002, s. 15, and the firm's policy"),
        ("family", 25, "The firm's policy: until the youngest child is of age"),
    ]
    for area, years, basis in rules:
        proposed = keeping.propose_rule(
            practice_area=area,
            years=years,
            basis=basis,
            first_day=timezone.localdate(),
            by_itself=False,
            by=boss,
        )
        if not area:
            keeping.approve_rule(rule=proposed, by=person("marc"))
    closed = Matter.objects.filter(status=Status.CLOSED).order_by("number").first()
    if closed is not None:
        keeping.place_hold(matter=closed, reason=HoldReason.CLAIM, by=boss)
