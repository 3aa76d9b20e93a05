"""People, a matter with a read source, and drafts as the pipeline leaves them, made row by row."""

import datetime as dt
import itertools

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.prepared import Prepared, insert, update
from apps.core.sensitive import Sensitive
from apps.drafting import anchors, drafts, services
from apps.drafting.drafts import write_version
from apps.drafting.models import Draft, Maker, Request, RequestSource, WorkflowVersion
from apps.intake import passages
from apps.intake.models import Kind, Origin, Source, State
from apps.intake.passages import Passage
from apps.intake.readers.versions import VERSIONS
from apps.matters import keys
from apps.matters.models import Client, Forum, Matter, Notice, Office, PracticeArea, Residency, TeamMember
from apps.people.models import Licence, LicenceClass, Robot, RoleGrant, User
from apps.policy.models import Acknowledgement, AiPolicy, Arrangement, Clearance, Crossing, Hop
from tests.at_once import write
from tests.factories import asked_at, keyed

_numbers = itertools.count(1)
TODAY = dt.date(2026, 11, 25)


def person(*roles, licence=None, scope=(), name=None, until=None):
    number = next(_numbers)
    user = User(email=f"person{number}@firm.test", full_name=name or f"Person Number{number}")
    user.set_unusable_password()
    since = timezone.now() - dt.timedelta(days=1)
    rows: list = [
        RoleGrant(
            user=user,
            role_id=role,
            granted_by=user,
            since=since,
            until=until and timezone.now() + until,
            asked_at=asked_at(role, since),
        )
        for role in roles or ("lawyer",)
    ]
    if licence is None and {"partner", "lawyer"} & set(roles or ("lawyer",)):
        licence = "lawyer"
    if licence:
        rows.append(
            Licence(
                user=user,
                licence_class=LicenceClass(licence),
                regulator="lso",
                number=f"P{number:05}",
                scope=list(scope),
                since=dt.date(2015, 1, 1),
            )
        )
    write(user, *rows)
    return user


def matter(*, responsible=None, team=(), forum=Forum.NONE, area=PracticeArea.LITIGATION, **more):
    number = next(_numbers)
    responsible = responsible or person("partner")
    client = Client(name=f"Client {number}")
    row = Matter(
        number=f"2026-{number:04}",
        title=f"Matter {number}",
        client=client,
        office=_office(),
        responsible=responsible,
        practice_area=area,
        province="ON",
        forum=forum,
        residency=Residency.NO_STORAGE_ABROAD,
        opened_on=TODAY,
        **more,
    )
    members = [TeamMember(matter=row, user=user, added_by=responsible) for user in (responsible, *team)]
    with transaction.atomic(savepoint=False):
        key, on_record = keyed(row, responsible)
        write(client, row, key, *members, entries=[on_record])
    return row


def _office():
    for office in _OFFICES(name="Toronto"):
        return office
    office = Office(name="Toronto", province="ON", time_zone="America/Toronto")
    insert(office)
    return office


_OFFICES = Prepared(lambda name: Office.objects.filter(name=name))


def join(matter, user):
    insert(TeamMember(matter=matter, user=user, added_by=matter.responsible))


def source(matter, *texts, title="Letter of 3 March"):
    held = [Passage(ordinal, f"p{ordinal + 1}", text, page=ordinal + 1) for ordinal, text in enumerate(texts)]
    row = Source(
        matter=matter,
        kind=Kind.PDF,
        origin=Origin.UPLOAD,
        size=10,
        original_hmac=f"{next(_numbers):064x}",
        state=State.READY,
        read_at=timezone.now(),
        reading_hmac=f"{next(_numbers):064x}",
        read_with=VERSIONS[Kind.PDF],
        tried_with=VERSIONS[Kind.PDF],
        passage_count=len(held),
        added_by=matter.responsible,
    )
    with keys.opened(matter.pk) as seal:
        for column, value in (("title", title), ("filename", "letter.pdf"), ("original", b"bytes")):
            seal.seal(row, column, Sensitive(value))
        seal.seal(row, "reading", passages.dump(held))
    insert(row)
    return row


def workflow(code="client_letter"):
    """The approved version of one of the firm's workflows."""
    (version,) = _FIRST(code=code)
    if version.state != "approved":
        approved = {"state": "approved", "approved_by": version.proposed_by, "approved_at": timezone.now()}
        update(version, approved)
    return version


def put_in_force(version, by):
    """As a partner does who saw it beside the one in force."""
    in_force = version.workflow.versions.filter(state="approved").first()
    return services.approve_workflow(version=version, instead_of=in_force, by=by)


_FIRST = Prepared(
    lambda code: WorkflowVersion.objects.filter(workflow__code=code, number=1).select_related(
        "workflow", "proposed_by"
    )
)


def confirmed(matter, by, **given):
    """A request that the person confirmed, of the sources that are given."""
    row, used = _request(matter, by, **given)
    write(row, *used)
    return _confirm(row, by)


def _request(
    matter, by, *, code="client_letter", sources=(), responsible=None, assignment="Write it.", version=None
):
    row = Request(
        matter=matter,
        workflow_version=version or workflow(code),
        needed_by=TODAY,
        responsible=responsible or matter.responsible,
        requested_by=by,
    )
    keys.seal(row, "assignment", Sensitive(assignment))
    return row, [
        RequestSource(request=row, source=each, order=order, reading_hmac=each.reading_hmac)
        for order, each in enumerate(sources)
    ]


def _confirm(request, by):
    now = timezone.now()
    update(request, {"state": "confirmed", "confirmed_by": by, "confirmed_at": now, "preview_hmac": "0" * 64})
    return request


def crossing(request):
    """A crossing as the gate leaves it once it was answered."""
    rows = _crossing(request, request.confirmed_by)
    write(*rows)
    return rows[-1]


def _crossing(request, by):
    clearance = Clearance(
        matter=request.matter,
        request_id=request.pk,
        asked_by=request.requested_by,
        responsible=request.responsible,
        purpose="draft",
        workflow="client_letter",
        model="claude-opus-5-5",
        region="us",
        granted=True,
        facts={},
        rules_version=1,
        prompt_hmac="0" * 64,
    )
    row = Crossing(
        clearance=clearance,
        matter=request.matter,
        request_id=request.pk,
        attempt=1,
        state="answered",
        model_asked="claude-opus-5-5",
        model_returned="claude-opus-5-5",
        geo_asked="us",
        geo_returned="us",
        vendor_request="req_01",
        arrangement=arrangement(by),
        prompt_hmac="0" * 64,
        reply_hmac="1" * 64,
        ended_at=timezone.now(),
    )
    return clearance, row


def draft(
    matter, by, text, *, code="client_letter", sources=(), responsible=None, stretches=(), version=None
):
    """A stored draft, as the worker leaves it: its first version is Claude's."""
    request, used = _request(matter, by, code=code, sources=sources, responsible=responsible, version=version)
    return _stored(request, by, text, stretches, *used, new=True)


def answered(request, by, text):
    """The draft that came of a request in preview once that person had confirmed it."""
    return _stored(request, by, text)


def stopped(matter, by, **given):
    """A request that a worker had in hand and left to a person."""
    request = confirmed(matter, by, **given)
    update(request, {"state": "drafting", "lease": request.pk, "leased_until": timezone.now()})
    with transaction.atomic():
        drafts._stopped(request, drafts.Trouble.NOT_ALLOWED)
    return request


def _stored(request, by, text, stretches=(), *used, new=False):
    clearance, crossed = _crossing(request, by)
    row = Draft(request=request, matter=request.matter, crossing=crossed)
    write(*([request] if new else []), *used, clearance, crossed, row)
    _confirm(request, by)
    update(request, {"state": "drafting", "lease": request.pk, "leased_until": timezone.now()})
    write_version(row, 1, Maker.CLAUDE, User.for_robot(Robot.DRAFTING), text, list(stretches))
    update(request, {"state": "drafted"})
    return row


def supported(text, words, source):
    """A stretch of the text with a verified citation of the source's first passage."""
    start = text.index(words)
    support = anchors.Support(source.pk, "p1", 0, 1, words, verified=True)
    return anchors.Stretch(start, start + len(words), (support,))


def allow(matter, *users):
    """All that the gate asks for: the client told, the policy accepted, the arrangement confirmed."""
    by = matter.responsible
    Notice.objects.create(client=matter.client, kind="notice", given_on=TODAY, wording="v1", recorded_by=by)
    policy = AiPolicy.objects.first() or AiPolicy.objects.create(
        version=1, text="Check everything.", text_fr="Vérifiez tout.", published_by=by
    )
    for user in {by, *users}:
        Acknowledgement.objects.get_or_create(policy=policy, user=user)
    Hop.objects.filter(ours=True).update(region="canada", in_use=True)
    arrangement(by)


def arrangement(by):
    for confirmed in _ARRANGEMENTS():
        return confirmed
    row = Arrangement(
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=settings.CLAUDE_WORKSPACE,
        agreement="ZDR-2026-11",
        training_off=True,
        confirmed_by=by,
        review_by=timezone.localdate() + dt.timedelta(days=365),
    )
    insert(row)
    return row


_ARRANGEMENTS = Prepared(lambda: Arrangement.objects.filter(ended_at=None)[:1])
