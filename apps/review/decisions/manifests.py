"""Fixing exactly what a decision is about: the text, each file's bytes, the answers, the ledger and the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core import prepared
from apps.core.languages import spoken
from apps.core.paper import Unreadable
from apps.core.prepared import Prepared, together
from apps.core.sensitive import Sensitive
from apps.drafting.models import Maker, RequestSource, Version
from apps.intake.withdrawn import title_of
from apps.matters import keys
from apps.people.models import LicenceClass, User
from apps.policy.models import Crossing
from apps.review import rules
from apps.review.authorities import ledger as ledgers
from apps.review.authorities.ledger import Line
from apps.review.filing import hyperlinks
from apps.review.filing import queries as filings
from apps.review.filing.queries import Filing
from apps.review.models import Decision, Format, ItemRule, Manifest, Rendering, ReviewTask, Step
from apps.review.preparation import answers
from apps.review.written import printed, renderings
from apps.review.written.pieces import Link


def make(
    *,
    task: ReviewTask,
    version: Version,
    text: str,
    ledger: Sequence[Line],
    filing: Filing | None,
    rule: ItemRule,
    by: User,
    at: datetime,
) -> Manifest:
    """What is approved now, by digest, with its files sealed. Call it in the transaction of the decision. The ledger
    and what the court asks are those that were looked at: a rule may be replaced in that moment.

    The second person approves the very files and what the court asks as the first one did, by the same names; only the
    file note, which names both, is new.
    """
    first = next(iter(_STANDING(task=task.pk)), None)
    files = (
        _first_files(task, version, text, hyperlinks.of(filing, ledger), at)
        if first is None
        else _same_files(first)
    )
    files[Format.FILE_NOTE] = _file_note(task, version, ledger, first, by, at)
    manifest = Manifest(
        task=task,
        version=version,
        matter_id=task.matter_id,
        text_hmac=version.text_hmac,
        checklist_hmac=answers.digest(task, version),
        ledger_hmac=ledgers.digest(task, ledger).hmac,
        filing_hmac=first.manifest.filing_hmac if first else filings.digest(task, filing),  # type: ignore[union-attr]
        signature_due=filing.what or "" if filing is not None else "",
        template_version=first.manifest.template_version if first else renderings.TEMPLATE_VERSION,  # type: ignore[union-attr]
        rule_version=rule.version,
        made_by=by,
        made_at=at,
    )
    rows = [_rendering(manifest, format, content) for format, content in files.items()]
    name = keys.digest(task.matter_id, b"manifest", _canonical(manifest, rows))
    manifest.digest = name.hmac
    prepared.insert(manifest)
    Rendering.objects.bulk_create(rows)
    digest = keys.digester(task.matter_id)
    audit.record(
        event=Event.REVIEW_MANIFEST_MADE,
        by=by,
        on=manifest,
        version=version.pk,
        text=keys.named(task.matter_id, version.text_hmac),
        files=[digest(b"file", row.sha256.encode()) for row in rows],
        ledger=keys.named(task.matter_id, manifest.ledger_hmac),
        template=manifest.template_version,
    )
    return manifest


def _canonical(manifest: Manifest, rows: Sequence[Rendering]) -> bytes:
    """What the manifest's digest is made over: canonical JSON with every part by name."""
    parts = {
        "task": str(manifest.task_id),
        "version": str(manifest.version_id),
        "text": manifest.text_hmac,
        "checklist": manifest.checklist_hmac,
        "ledger": manifest.ledger_hmac,
        "template": manifest.template_version,
        "rule": manifest.rule_version,
        "files": {row.format: row.sha256 for row in rows},
    }
    if manifest.filing_hmac:
        parts |= {"filing": manifest.filing_hmac, "signature": manifest.signature_due}
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()


def holds(manifest: Manifest) -> bool:
    """Whether the stored rows and bytes still are what the digest was made over."""
    rows = _RENDERED(manifest=manifest.pk)
    with keys.opened(manifest.matter_id) as seal:
        whole = all(
            hashlib.sha256(seal.reveal_bytes(row, "content").reveal()).hexdigest() == row.sha256
            for row in rows
        )
        name = seal.digest(b"manifest", _canonical(manifest, rows))
    return whole and name.hmac == manifest.digest


_RENDERED = Prepared(lambda manifest: Rendering.objects.filter(manifest=manifest))


def _rendering(manifest: Manifest, format: Format, content: bytes) -> Rendering:
    row = Rendering(
        manifest=manifest,
        matter_id=manifest.matter_id,
        format=format,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    keys.seal(row, "content", Sensitive(content))
    return row


def _first_files(
    task: ReviewTask, version: Version, text: str, links: Sequence[Link], at: datetime
) -> dict[Format, bytes]:
    """The PDF is set from the very document that becomes the Word file; there is none where it could not be read."""
    document = renderings.document(text, firm=settings.FIRM_NAME, matter=str(task.matter), links=links)
    files = {Format.DOCX: renderings.packed(document), Format.NOTE: renderings.note(text)}
    with suppress(Unreadable):
        files[Format.PDF] = printed.of_version(document, version, at=at, boxes=False)
    return files


def _same_files(first: Decision) -> dict[Format, bytes]:
    kept = first.manifest.renderings.exclude(format=Format.FILE_NOTE)  # type: ignore[union-attr]
    with keys.opened(first.matter_id) as seal:
        return {Format(row.format): seal.reveal_bytes(row, "content").reveal() for row in kept}


def _file_note(
    task: ReviewTask, version: Version, ledger: Sequence[Line], first: Decision | None, by: User, at: datetime
) -> bytes:
    """In the draft's own language, whoever's screen it was approved on."""
    request, workflow = task.draft.request, task.draft.request.workflow_version
    [crossing], [asked_by] = together(
        _CROSSING.of(crossing=task.draft.crossing_id), _PERSON.of(user=request.requested_by_id)
    )
    with spoken(request.language), keys.opened(task.matter_id) as seal:
        earlier = [] if first is None else [_approver(first.by, Step(first.step), first.at)]
        facts = renderings.FileNote(
            firm=settings.FIRM_NAME,
            matter=str(task.matter),
            item=workflow.workflow.name_fr if request.language == "fr" else workflow.workflow.name,
            version=version.number,
            words=version.words,
            requested_by=asked_by,
            responsible=task.responsible.full_name,
            workflow=f"{workflow.workflow.code} {workflow.number}",
            model=crossing.model_returned,
            region=crossing.geo_returned,
            arrangement=crossing.arrangement.agreement,
            crossed_at=crossing.started_at,
            crossing=str(crossing.pk),
            vendor_request=crossing.vendor_request,
            sources=tuple(title_of(chosen.source, seal) for chosen in _CHOSEN(request=request.pk)),
            edited_by=tuple(dict.fromkeys(_EDITORS(draft=task.draft_id))),
            authorities=len(ledgers.relied_on(ledger)),
            approvers=(*earlier, _approver(by, rules.step_due(task), at)),
            text_fingerprint=version.text_hmac[:16],
        )
        return renderings.file_note(facts)


def _approver(user: User, step: Step, at: datetime) -> renderings.Approver:
    licence = user.current_licence
    name = str(LicenceClass(licence.licence_class).label) if licence else ""
    return renderings.Approver(user.full_name, name, str(step.label), at)


_STANDING = Prepared(lambda task: rules.standing(task).select_related("manifest", "by").order_by("at")[:1])
_CROSSING = Prepared(lambda crossing: Crossing.objects.filter(pk=crossing).select_related("arrangement"))
_PERSON = Prepared(lambda user: User.objects.filter(pk=user).values_list("full_name", flat=True))
_CHOSEN = Prepared(
    lambda request: (
        RequestSource.objects.filter(request=request)
        .select_related("source")
        .defer("source__original", "source__reading")
        .order_by("order")
    )
)
_EDITORS = Prepared(
    lambda draft: (
        Version.objects.filter(draft=draft)
        .exclude(maker=Maker.CLAUDE)
        .order_by("number")
        .values_list("made_by__full_name", flat=True)
    )
)
