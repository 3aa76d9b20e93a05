"""A small firm with everything the gate asks for, and what its people do: ask, confirm, review, approve."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import ItemKind, Request, WorkflowState, WorkflowVersion
from apps.intake.models import Source
from apps.integrations import services as integrations
from apps.integrations.access import Tokens
from apps.integrations.models import Connection, Region, RemoteRecord, Vendor
from apps.matters.models import Matter, NoticeKind, PartyRole, Residency
from apps.people.models import User
from apps.policy import services as policy
from apps.policy.registers import Where
from apps.review import queries, rules
from apps.review import services as review
from apps.review.models import Answer, AuthorityCheck, Outcome, ReviewTask, SecondPerson, SourceClass
from apps.sync.models import RecordKind
from bench.rig import Rig
from tests import factories

WORKFLOW = "client_letter"
CLIO_CLIENT, CLIO_MATTER = 30, 40
CANARIES = ("Quillfeather", "wintergreen-ledger", "hollow-sycamore", "416-555-0143")
"""Words of the client's that stand nowhere else: a party, a source, an assignment and a telephone number."""
PARTY, IN_SOURCE, IN_ASSIGNMENT, PHONE = CANARIES
LETTER = f"""\
{PARTY} Imports Ltd. took the lease of 12 Elm Street on 3 March 2024 for five years.

Clause 4 of the lease says that rent of $4,200 is due on the first day of each month, without deduction or set-off.

Clause 11 says that the landlord may end this lease on ten days' written notice if rent is more than fifteen days late.

Ms. {PARTY} wrote on 2 July 2026 that the {IN_SOURCE} had been paid in full, and asked to be called at {PHONE}.

The landlord answered on 9 July 2026 that nothing had arrived since May, and that three months were outstanding.
"""
ASSIGNMENT = (
    f"A letter to Ms. {PARTY} about the arrears and the {IN_ASSIGNMENT}, for the responsible lawyer: what the lease "
    "says, what is owed, what she should do next. Its purpose is to decide whether to pay under protest."
)


@dataclass
class Firm:
    """Who asks, who answers, and the matter they do it in."""

    partner: User
    matter: Matter
    source: Source
    workflow: WorkflowVersion
    connection: Connection | None = None


def found(*, rig: Rig | None = None, letter: str = LETTER) -> Firm:
    """The firm, its matter and one read source; with a rig, the matter is in Clio's stand-in and linked to it."""
    partner = factories.person("partner")
    factories.licensed(partner)
    matter = factories.matter(
        responsible=partner, told=NoticeKind.NOTICE, residency=Residency.NO_STORAGE_ABROAD
    )
    factories.party(
        matter,
        f"Ada {PARTY}",
        role=PartyRole.CLIENT,
        aliases=[f"{PARTY} Imports Ltd."],
        identifiers={"phones": [PHONE]},
    )
    policy.confirm_arrangement(
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=settings.CLAUDE_WORKSPACE,
        agreement="ZDR-2026-1",
        training_off=True,
        review_by=timezone.localdate() + dt.timedelta(days=90),
        by=partner,
    )
    for code in ("host", "backup"):
        policy.record_hop(code=code, region=Where.CANADA, in_use=True, by=partner)
    published = policy.publish_policy(
        text="Check every word.", text_fr="Vérifiez chaque mot.", after=0, by=partner
    )
    policy.acknowledge(policy=published, by=partner)
    _let_one_approve(partner)
    source = factories.source(matter, letter.encode(), filename="lease.txt")
    firm = Firm(partner, matter, source, _workflow(partner))
    if rig is not None:
        firm.connection = _in_clio(rig, matter)
    return firm


def _let_one_approve(partner: User) -> None:
    """Letters need nobody besides the partner, also where their instructions are used for the first time."""
    rule = rules.rule_for(ItemKind.CLIENT_LETTER)
    review.set_item_rule(
        rule=rule,
        was=rule.version,
        decider=rule.decider,
        second_person=SecondPerson.IF_PREPARED_BY_NON_LAWYER,
        checklist=rule.checklist,
        goes_as=rule.goes_as,
        sample_one_in=rule.sample_one_in,
        lead_days=rule.lead_days,
        by=partner,
    )


def _workflow(partner: User) -> WorkflowVersion:
    version = WorkflowVersion.objects.filter(workflow__code=WORKFLOW).order_by("-number")[0]
    if version.state == WorkflowState.PROPOSED:
        version = drafting.approve_workflow(version=version, instead_of=None, by=partner)
    return version


def _in_clio(rig: Rig, matter: Matter) -> Connection:
    rig.control("clio/load", _account())
    connection = integrations.connect(
        vendor=Vendor.CLIO,
        region=Region.CANADA,
        account_id="1",
        account_name="Adeyemi Roy LLP",
        tokens=Tokens(
            access=Sensitive(rig.do("clio", "token")),
            refresh=None,
            expires_at=timezone.now() + dt.timedelta(hours=20),
        ),
        by=factories.administrator(),
    )
    # As after its first reading: before that the gate lets nothing out of its matters.
    Connection.objects.filter(pk=connection.pk).update(pulled_at=timezone.now())
    for kind, there, here in (
        (RecordKind.MATTER, CLIO_MATTER, matter.pk),
        (RecordKind.CONTACT, CLIO_CLIENT, matter.client_id),
    ):
        RemoteRecord.objects.create(connection=connection, kind=kind, remote_id=str(there), local_id=here)
    return connection


def _account() -> dict[str, Any]:
    owner = {
        "id": 10,
        "name": "Jane Okafor",
        "email": "jane@firm.example",
        "enabled": True,
        "account_owner": True,
    }
    client = {"id": CLIO_CLIENT, "type": "Person", "first_name": "Ada", "last_name": "Client"}
    matter = {
        "id": CLIO_MATTER,
        "number": 1,
        "display_number": "00001-Lease",
        "description": "Lease",
        "status": "Open",
        "open_date": "2026-03-02",
        "client": {"id": CLIO_CLIENT},
        "responsible_attorney": {"id": 10},
    }
    return {
        "account": {"id": 1, "name": "Adeyemi Roy LLP"},
        "users": [owner],
        "contacts": [client],
        "matters": [matter],
    }


def ask(firm: Firm, *, sources: list[Source] | None = None) -> Request:
    """A request, previewed and confirmed by the person who answers for it."""
    request = prepare(firm, sources=sources)
    shown = drafting.preview(request=request, by=firm.partner)
    assert shown.gate.granted, [str(reason.code) for reason in shown.gate.reasons]
    return drafting.confirm(request=request, by=firm.partner, preview_hmac=shown.digest)


def prepare(firm: Firm, *, sources: list[Source] | None = None) -> Request:
    """A request in preview."""
    return drafting.make_request(
        matter=firm.matter,
        workflow=firm.workflow,
        language="en",
        needed_by=timezone.localdate() + dt.timedelta(days=3),
        responsible=firm.partner,
        assignment=Sensitive(ASSIGNMENT),
        sources=sources or [firm.source],
        by=firm.partner,
    )


def approve(task: ReviewTask, *, by: User) -> None:
    """Read, fill the gaps, check every authority, answer every question, and approve the text that was read."""
    reading = review.open_draft(task=task, by=by)
    text = _filled(reading)
    if text != reading.text:
        review.edit(task=_fresh(task), base_version=reading.version, text=Sensitive(text), by=by)
        reading = review.open_draft(task=_fresh(task), by=by)
    for line, check in queries.open_checks(reading):
        review.find(
            authority=line.authority,
            version=reading.version,
            check=check,
            outcome=Outcome.CONFIRMED,
            source_class=SourceClass.CANLII if check == AuthorityCheck.EXISTS else "",
            by=by,
        )
    task = _fresh(task)
    for obstacle in queries.standing_between(task, reading.version, by):
        if obstacle.target.startswith("check-"):
            item = obstacle.target.removeprefix("check-")
            review.answer(task=task, version=reading.version, item=item, answer=Answer.DONE, by=by)
    review.approve(task=_fresh(task), version=reading.version, text_hmac=reading.version.text_hmac, by=by)


def _fresh(task: ReviewTask) -> ReviewTask:
    return ReviewTask.objects.get(pk=task.pk)


def _filled(reading: queries.Reading) -> str:
    """The text with each bracketed gap turned into words."""
    text = reading.text
    for gap in sorted(reading.gaps, key=lambda each: -each.start):
        words = text[gap.start + 1 : gap.end - 1]
        text = f"{text[: gap.start]}{words} (to follow){text[gap.end :]}"
    return text
