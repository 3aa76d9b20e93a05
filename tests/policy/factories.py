"""What has to stand before anything may be sent, and a request to send."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.integrations.claude.types import Call, SourceText
from apps.matters.models import NoticeKind, PartyRole, Residency
from apps.policy import services as policy
from apps.policy.exchange import CallRequest, Readings, prompt_digest
from apps.policy.minimise import opened
from apps.policy.models import AiPolicy, Departure, ModelTerm, Surface
from apps.policy.registers import Where
from tests import factories

PASSAGES = (
    "John Smith shall pay rent of $4,200 on the first day of each month, without deduction or set-off.",
    "The landlord may end this lease on ten days' written notice if rent is more than fifteen days late.",
)


def matter(*, responsible=None, told=NoticeKind.NOTICE, **more):
    """An open matter whose client was told, under a rule that the firm can keep."""
    given = {
        "residency": Residency.NO_STORAGE_ABROAD,
        "responsible": responsible or factories.person("lawyer"),
    }
    return factories.matter(told=told, **(given | more))


def party(matter, name, *, role=PartyRole.CLIENT, aliases=(), is_organization=False, **identifiers):
    """A party with aliases and identifiers."""
    return factories.party(
        matter, name, role=role, aliases=aliases, is_organization=is_organization, identifiers=identifiers
    )


def terms(*acknowledged_by, by=None):
    """An arrangement for the organization in the settings, and a policy on AI that these people accepted."""
    partner = by or factories.person("partner")
    arrangement = policy.confirm_arrangement(
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=settings.CLAUDE_WORKSPACE,
        agreement="ZDR-2026-1",
        training_off=True,
        review_by=timezone.localdate() + dt.timedelta(days=90),
        by=partner,
    )
    for code in ("host", "backup"):
        policy.record_hop(code=code, region=Where.CANADA, in_use=True, by=partner)
    for register in (Surface, ModelTerm):  # what the migrations say was read in 2026
        register.objects.update(checked_on=timezone.localdate())
    published = policy.publish_policy(
        text="Check every word.", text_fr="Vérifiez chaque mot.", after=AiPolicy.objects.count(), by=partner
    )
    for user in acknowledged_by:
        policy.acknowledge(policy=published, by=user)
    return arrangement


def call(matter, *, instruction="Write to the tenant about the arrears.", passages=PASSAGES, **changes):
    """A call from one lease, minimised as drafting does it."""
    with opened(matter) as minimiser:
        title, told, *texts = minimiser.minimise_all(["Lease", instruction, *passages])
    source = SourceText(Sensitive(title.text), tuple(Sensitive(each.text) for each in texts))
    given = {
        "model": "claude-opus-5-5",
        "max_tokens": 8000,
        "effort": "medium",
        "system": Sensitive("You draft."),
    }
    return Call(**(given | {"instruction": Sensitive(told.text), "sources": (source,)} | changes))


def request(matter, *, asked_by=None, sending=None, **changes):
    """A request that was shown and confirmed a moment ago."""
    sending = sending or call(matter)
    asked_by = asked_by or matter.responsible
    given = {
        "request_id": uuid.uuid4(),
        "matter": matter,
        "asked_by": asked_by,
        "confirmed_by": asked_by,
        "responsible": matter.responsible,
        "workflow": "demand_letter",
        "purpose": "drafting",
        "information": ("contact",),
        "shown_hmac": prompt_digest(matter.pk, sending).hmac,
        "confirmed_at": timezone.now(),
        "call": sending,
        "readings": Readings.AS_SEEN,
    }
    return CallRequest(**(given | changes))


def departure(matter, **given):
    """A delivery that left Canada, arrived unless told otherwise."""
    values = {
        "matter": matter, "delivery_id": uuid.uuid4(), "system": "mycase", "what": "note", "place": "unknown",
        "permitted_by": "documented_transfer", "asked_by": matter.responsible, "responsible": matter.responsible,
        "size": 2048, "content_hmac": "d" * 64, "arrived_at": timezone.now(),
    }  # fmt: skip
    return Departure.objects.create(**(values | given))
