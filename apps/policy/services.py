"""Everything that changes the terms under which something may be sent, and the calls that drafting makes."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId, firm_digest
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.integrations.claude.types import OPAQUE_ID
from apps.matters.models import Client, Matter
from apps.people.models import User
from apps.policy import clearances, register, rules
from apps.policy.attempts import Act, on_record
from apps.policy.breaker import ClosingReason, close_breaker, close_incident
from apps.policy.clearances import Assessed, Refusal
from apps.policy.crossings import discard, give_up, settle
from apps.policy.exchange import CallRequest
from apps.policy.lost import end_lost
from apps.policy.models import Acknowledgement, AiPolicy, Arrangement, Assessment, AssessmentKind
from apps.policy.offers import allow_model, record_price
from apps.policy.registry import confirm_surface, recheck, record_hop, withdraw_confirmation
from apps.policy.replacing import add_replacement, lift_replacement, take_back
from apps.policy.surfaces import WORDS

__all__ = [
    "Assessed",
    "ClosingReason",
    "Refusal",
    "acknowledge",
    "add_replacement",
    "allow_model",
    "assess",
    "close_breaker",
    "close_incident",
    "confirm_arrangement",
    "confirm_surface",
    "discard",
    "end_arrangement",
    "end_assessment",
    "end_lost",
    "export_crossings",
    "give_up",
    "lift_replacement",
    "publish_policy",
    "recheck",
    "record_assessment",
    "record_hop",
    "record_price",
    "settle",
    "take_back",
    "withdraw_confirmation",
]


def assess(request: CallRequest) -> Assessed:
    """What the gate would say of this request now, with the estimate. For the preview: nothing is stored."""
    return clearances.assessed(clearances.weigh(request, now=timezone.now()))


@on_record(Act.CONFIRM_ARRANGEMENT)
def confirm_arrangement(
    *,
    organization: str,
    workspace: str,
    agreement: str,
    training_off: bool,
    review_by: date,
    by: User,
    covers: Sequence[str] = ("messages",),
) -> Arrangement:
    """Put on record that the firm's zero-retention arrangement stands, and until when that may be relied on.

    It takes the place of the one in force for the same organization. Raises NotAllowed or BadInput.
    """
    rules.check_may_confirm(by)
    for given in (organization, workspace):
        if not OPAQUE_ID.fullmatch(given):
            raise BadInput(_("Give the organization's and the workspace's ids as the vendor shows them."))
    if not agreement.strip():
        raise BadInput(_("Name the agreement with the vendor by its reference."))
    if not covers or not set(covers) <= set(WORDS):
        raise BadInput(_("Say which of the register's surfaces the agreement covers."))
    if review_by <= timezone.localdate():
        raise BadInput(_("Choose a day to come for looking at the arrangement again."))
    now = timezone.now()
    Arrangement.objects.filter(organization=organization, ended_at=None).update(ended_at=now)
    arrangement = Arrangement.objects.create(
        organization=organization,
        workspace=workspace,
        agreement=agreement.strip(),
        covers=sorted(set(covers)),
        training_off=training_off,
        confirmed_by=by,
        confirmed_at=now,
        review_by=review_by,
    )
    audit.record(
        event=Event.POLICY_ARRANGEMENT_CONFIRMED,
        by=by,
        on=arrangement,
        organization=RemoteId(organization),
        workspace=RemoteId(workspace),
        digest=firm_digest(
            b"agreement",
            arrangement.agreement.encode(),
            " ".join(arrangement.covers).encode(),
            b"training off" if training_off else b"training not off",
            review_by.isoformat().encode(),
        ),
    )
    return arrangement


@on_record(Act.END_ARRANGEMENT)
def end_arrangement(*, arrangement: Arrangement, by: User) -> None:
    """Say that the arrangement no longer stands: from now on nothing is sent. Raises NotAllowed.

    One that has ended already stays as it is.
    """
    rules.check_may_confirm(by)
    held = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    if held.ended_at is not None:
        return
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    audit.record(
        event=Event.POLICY_ARRANGEMENT_ENDED, by=by, on=held, organization=RemoteId(held.organization)
    )


@on_record(Act.PUBLISH_POLICY)
def publish_policy(*, text: str, text_fr: str, after: int, by: User) -> AiPolicy:
    """Publish the next version of the firm's policy on AI: everyone accepts it anew.

    ``after`` is the version that it was written from, 0 for none. Raises NotAllowed, BadInput, or Conflict where
    another was published since, which this one would undo unseen.
    """
    rules.check_is_partner(by)
    if not text.strip() or not text_fr.strip():
        raise BadInput(_("Write the policy in English and in French."))
    if (AiPolicy.objects.aggregate(last=Max("version"))["last"] or 0) != after:
        raise Conflict(
            _(
                "Another version was put in force since this page was opened. Look at what this one changes in it."
            )
        )
    published = AiPolicy.objects.create(version=after + 1, text=text, text_fr=text_fr, published_by=by)
    audit.record(
        event=Event.POLICY_AI_POLICY_PUBLISHED,
        by=by,
        on=published,
        version=published.version,
        digest=firm_digest(b"ai_policy", text.encode(), text_fr.encode()),
    )
    return published


@on_record(Act.ACKNOWLEDGE_POLICY)
def acknowledge(*, policy: AiPolicy, by: User) -> Acknowledgement:
    """A person accepts a version of the policy. Accepting it again changes nothing. Raises NotAllowed."""
    if by.is_robot or not by.is_active:
        raise NotAllowed(_("Only a person may accept the policy."), codes=("robot",))
    held, is_new = Acknowledgement.objects.get_or_create(policy=policy, user=by)
    if is_new:
        audit.record(
            event=Event.POLICY_AI_POLICY_ACKNOWLEDGED,
            by=by,
            on=held,
            version=policy.version,
            policy=policy.pk,
        )
    return held


@on_record(Act.RECORD_ASSESSMENT)
def record_assessment(
    *,
    kind: AssessmentKind,
    reference: str,
    by: User,
    client: Client | None = None,
    matter: Matter | None = None,
    until: date | None = None,
) -> Assessment:
    """Put a document or decision that a rule asks for on file, for a client or for one matter.

    Raises NotAllowed unless a partner (who works on the matter, where one is named) records it, or BadInput.
    """
    rules.check_is_partner(by)
    if (client is None) == (matter is None):
        raise BadInput(_("Record it for a client or for one matter."))
    if matter is not None and not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise NotAllowed(_("You do not work on this matter."), codes=("not_on_matter",))
    if not reference.strip():
        raise BadInput(_("Name the document or note by its reference."))
    made = Assessment.objects.create(
        kind=AssessmentKind(kind),
        client=client,
        matter=matter,
        reference=reference.strip(),
        recorded_by=by,
        until=until,
    )
    audit.record(
        event=Event.POLICY_ASSESSMENT_RECORDED,
        by=by,
        on=made,
        matter=matter,
        outcome=AssessmentKind(made.kind),
        digest=firm_digest(b"assessment", made.reference.encode(), *_about_and_until(made)),
    )
    return made


def _about_and_until(made: Assessment) -> list[bytes]:
    """For which client or matter it is, and until when."""
    return [str(each or "").encode() for each in (made.client_id, made.matter_id, made.until)]


@on_record(Act.END_ASSESSMENT)
def end_assessment(*, assessment: Assessment, by: User) -> None:
    """What is on file holds no longer, from today. Raises NotAllowed as recording it does.

    One that has ended already stays as it is.
    """
    rules.check_is_partner(by)
    held = Assessment.objects.select_for_update(of=("self",)).select_related("matter").get(pk=assessment.pk)
    if held.matter is not None and not Matter.objects.visible_to(by).filter(pk=held.matter.pk).exists():
        raise NotAllowed(_("You do not work on this matter."), codes=("not_on_matter",))
    yesterday = timezone.localdate() - timedelta(days=1)
    if held.until is not None and held.until <= yesterday:
        return
    held.until = yesterday
    held.save(update_fields=["until"])
    audit.record(
        event=Event.POLICY_ASSESSMENT_ENDED,
        by=by,
        on=held,
        matter=held.matter,
        outcome=AssessmentKind(held.kind),
    )


class Form(enum.StrEnum):
    """As what the register is taken away."""

    CSV = "csv"
    PDF = "pdf"


@on_record(Act.EXPORT_CROSSINGS)
def export_crossings(*, scope: register.Scope, form: Form, by: User) -> bytes:
    """The register of crossings as a file, and on record that it was taken, with the digest of what it said.

    Raises NotAllowed, or BadInput where there is more of it than one file takes.
    """
    rules.check_may_export(by)
    named = not register.sees_ids_only(by)
    rows = register.with_all(register.found(by, scope)[: register.MOST_ROWS + 1])
    left = list(register.departed(by, scope)[: register.MOST_ROWS + 1])
    if len(rows) + len(left) > register.MOST_ROWS:
        raise BadInput(_("There is too much of it for one file. Choose a shorter period."))
    table = register.as_csv(rows, left, named=named)
    made = table
    if form == Form.PDF:
        made = register.as_pdf(rows, left, scope=scope, by=by, named=named, now=timezone.now())
    audit.record(
        event=Event.POLICY_CROSSINGS_EXPORTED,
        by=by,
        on=scope.matter or by,
        form=Form(form),
        rows=len(rows) + len(left),
        client=scope.client.pk if scope.client else None,
        starts_at=scope.starts,
        ends_at=scope.ends,
        digest=firm_digest(b"crossings", table),
    )
    return made
