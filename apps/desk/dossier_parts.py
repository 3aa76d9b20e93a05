"""What a practice auditor reads of one matter, part by part, in words and tables. Privileged: for one file, never kept.

K2 of the professional rules: readable on paper, complete, and it says what it leaves out. What the matter's keys can no
longer open is said to be destroyed, and everything else still stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from apps.desk import dossier_acts
from apps.desk.dossier_words import Opener, Table, day, moment, person
from apps.drafting import anchors
from apps.drafting.models import Draft, Request, RequestSource, Version
from apps.intake import earlier
from apps.matters import keys
from apps.matters.models import Matter
from apps.policy.models import Crossing
from apps.review import queries
from apps.review.models import Format, ReviewTask
from apps.review.preparation import checklist
from apps.review.rulebook import reasons
from apps.review.written import redline
from apps.review.written.redline import Change


@contextmanager
def opener(matter: Matter) -> Iterator[Opener]:
    """For the length of the block."""
    if matter.key.destroyed_at:
        yield Opener(None)
        return
    with keys.opened(matter.pk) as seal:
        yield Opener(seal)


def matter_in_words(matter: Matter, opened: Opener) -> dict[str, Any]:
    """One matter: what it is, whom the client was told, and each request with everything that came of it."""
    requests = matter.requests.select_related(
        "workflow_version__workflow", "requested_by", "responsible", "confirmed_by", "draft__task"
    ).order_by("made_at")
    return {
        "title": str(matter),
        "facts": _matter_facts(matter),
        "notices": _notices(matter),
        "requests": [request_in_words(request, opened) for request in requests],
    }


def _matter_facts(matter: Matter) -> Table:
    rows = [
        [_("Client"), matter.client.name],
        [_("Responsible"), person(matter.responsible)],
        [_("Practice area"), matter.get_practice_area_display()],
        [_("Province"), matter.get_province_display()],
        [_("Forum"), matter.get_forum_display()],
        [_("Rule on where information may go"), matter.get_residency_display()],
        [_("Opened"), day(matter.opened_on)],
    ]
    return [*rows, [_("Closed"), day(matter.closed_on)]] if matter.closed_on else rows


def _notices(matter: Matter) -> Table:
    found = matter.client.notices.select_related("recorded_by").order_by("given_on", "recorded_at")
    return [
        [day(row.given_on), row.get_kind_display(), row.wording, row.recorded_by.full_name] for row in found
    ]


def request_in_words(request: Request, opened: Opener) -> dict[str, Any]:
    """One request: the assignment, what it rested on, what crossed, what came back, and what people did with it."""
    draft: Draft | None = getattr(request, "draft", None)
    task: ReviewTask | None = getattr(draft, "task", None)
    versions = list(draft.versions.select_related("made_by").order_by("number")) if draft else []
    return {
        "title": request.workflow_version.workflow.local_name,
        "made": moment(request.made_at),
        "facts": _request_facts(request, task),
        "assignment": opened.text(request, "assignment"),
        "remarks": opened.text(request, "remarks"),
        "sources": _sources(request, versions, opened),
        "crossings": _crossings(request),
        "versions": _versions(versions),
        **_redline(task, versions, opened),
        "checklist": _checklist(task, opened) if task else [],
        "authorities": _authorities(task, opened) if task else [],
        "decisions": _decisions(task, opened) if task else [],
        "acts": dossier_acts.sections(task, opened) if task else [],
        **_files(task, opened),
        "deliveries": _deliveries(task) if task else [],
    }


def _request_facts(request: Request, task: ReviewTask | None) -> Table:
    named = task.responsible if task and task.responsible_id != request.responsible_id else None
    rows = [
        [_("Asked for by"), person(request.requested_by, request.made_at)],
        [_("For"), person(request.responsible, request.made_at)],
        *([[_("Named later to answer for it"), person(named)]] if named else []),
        [_("Instructions"), str(request.workflow_version)],
        [_("Language"), request.get_language_display()],
        [_("Needed by"), day(request.needed_by)],
        [_("State"), request.get_state_display()],
    ]
    if request.confirmed_at and request.confirmed_by:
        confirmed = f"{request.confirmed_by.full_name}, {moment(request.confirmed_at)}"
        rows.append([_("What would cross was confirmed by"), confirmed])
    return (
        [*rows, [_("Fingerprint of what was shown"), request.preview_hmac]] if request.preview_hmac else rows
    )


def _sources(request: Request, versions: Sequence[Version], opened: Opener) -> list[dict[str, str]]:
    cited = _cited(versions[0], opened) if versions else {}
    nowhere = _("nothing") if opened.seal or not versions else _("[destroyed]")
    rows = []
    for chosen in request.chosen.select_related("source").defer("source__original"):
        source = chosen.source
        rows.append(
            {
                "title": _("Withdrawn source") if source.is_withdrawn else opened.text(source, "title"),
                "kind": f"{source.get_kind_display()}, {source.get_origin_display().lower()}",
                "arrived": moment(source.arrived_at),
                "original": source.original_hmac,
                "reading": chosen.reading_hmac,
                "cited": ", ".join(_places(chosen, cited.get(source.pk, []), opened)) or nowhere,
            }
        )
    return rows


def _cited(version: Version, opened: Opener) -> dict[Any, list[str]]:
    """By source, the places that the model's text rests on word for word, each once."""
    found: dict[Any, dict[str, None]] = {}
    for stretch in anchors.load(opened.text(version, "anchors")) if opened.seal else ():
        for support in stretch.supports:
            if support.verified:
                found.setdefault(support.source, {})[support.anchor] = None
    return {source: list(places) for source, places in found.items()}


def _places(chosen: RequestSource, cited: Sequence[str], opened: Opener) -> list[str]:
    if not cited or opened.seal is None or chosen.source.reading is None:
        return list(cited)
    rests = earlier.rested(chosen.source, chosen.reading_hmac, opened.seal)
    where = {each.anchor: each.where for each in rests.passages}
    return [where.get(anchor, anchor) for anchor in cited]


def _crossings(request: Request) -> list[Table]:
    found = Crossing.objects.filter(request_id=request.pk).select_related("arrangement").order_by("attempt")
    return [_crossing(row) for row in found]


def _crossing(row: Crossing) -> Table:
    tokens = _("%(input)d in, %(output)d out") % {"input": row.input_tokens, "output": row.output_tokens}
    return [
        [_("Sent"), moment(row.started_at)],
        [_("Outcome"), " ".join(filter(None, [row.get_state_display(), row.reason]))],
        [_("Model"), row.model_returned or row.model_asked],
        [_("Where it ran, as the vendor reported"), row.geo_returned or _("not reported")],
        [
            _("Terms"),
            _("Zero data retention, agreement %(reference)s") % {"reference": row.arrangement.agreement},
        ],
        [_("The vendor's id"), row.vendor_request or _("none")],
        [_("Tokens"), tokens],
        [_("Fingerprint of what was sent"), row.prompt_hmac],
        [_("Fingerprint of what came back"), row.reply_hmac or _("none")],
    ]


def _versions(versions: Sequence[Version]) -> Table:
    return [
        [str(row.number), row.get_maker_display(), row.made_by.called, moment(row.made_at), row.text_hmac]
        for row in versions
    ]


def _redline(task: ReviewTask | None, versions: Sequence[Version], opened: Opener) -> dict[str, Any]:
    """From the model's own text to the text that was approved, or to the newest where none was."""
    if not versions:
        return {"redline": [], "redline_of": ""}
    manifest = queries.approved_manifest(task) if task else None
    last = next((row for row in versions if manifest and row.pk == manifest.version_id), versions[-1])
    said = (
        _("From the model's text to the approved text, version %(n)d")
        if manifest
        else _("From the model's text to the newest, version %(n)d: none is approved")
    )
    segments = [
        {"change": change.value, "text": text} for change, text in _changes(versions[0], last, opened)
    ]
    return {"redline": segments, "redline_of": said % {"n": last.number}}


def _changes(first: Version, last: Version, opened: Opener) -> Iterator[tuple[Change, str]]:
    """Of a text that was destroyed the fingerprints say whether there were any, and no more."""
    before, after = opened.text(first, "text"), opened.text(last, "text")
    if opened.seal is None:
        yield (Change.SAME if first.text_hmac == last.text_hmac else Change.INSERTED), after
        return
    for each in redline.redline(before, after):
        yield each.change, each.text


def _checklist(task: ReviewTask, opened: Opener) -> Table:
    questions = {item.value: str(question) for item, question in checklist.QUESTIONS.items()}
    return [
        [
            questions.get(row.item, row.item),
            " ".join(filter(None, [row.get_answer_display(), opened.text(row, "note")])),
            f"{row.by.full_name}, {moment(row.at)}",
            str(row.version.number),
        ]
        for row in task.answers.select_related("by", "version").order_by("at")
    ]


def _authorities(task: ReviewTask, opened: Opener) -> list[dict[str, Any]]:
    found = []
    rows = task.authorities.prefetch_related("findings__by", "findings__version", "dismissals__by")
    for row in rows:
        written = json.loads(opened.text(row, "citation")) if opened.seal else {}
        title = ", ".join(filter(None, (written.get(part, "") for part in ("style", "citation", "pinpoint"))))
        checks = [
            [
                finding.get_check_code_display(),
                " ".join(filter(None, [finding.get_outcome_display(), opened.text(finding, "note")])),
                finding.get_source_class_display() if finding.source_class else "",
                f"{finding.by.full_name}, {moment(finding.at)}",
            ]
            for finding in row.findings.all()
        ]
        checks += [
            [
                _("Names no authority"),
                opened.text(dismissal, "note"),
                "",
                f"{dismissal.by.full_name}, {moment(dismissal.at)}",
            ]
            for dismissal in row.dismissals.all()
        ]
        gone = ""
        if not row.present:
            is_named = bool(written) and not written.get("citation")
            gone = _("no longer cited, or the matter's own case") if is_named else _("no longer cited")
        found.append({"title": title or _("[destroyed]"), "gone": gone, "checks": checks})
    return found


def _decisions(task: ReviewTask, opened: Opener) -> list[Table]:
    decisions = []
    for row in task.decisions.select_related("by", "voided_by", "version").order_by("at"):
        facts = [
            [_("Decision"), f"{row.get_verdict_display()}, {row.get_step_display().lower()}"],
            [_("By"), person(row.by, row.at)],
            [_("When"), moment(row.at)],
            [_("Version"), str(row.version.number)],
            [_("Fingerprint of the text"), row.text_hmac],
        ]
        if row.manifest_digest:
            facts.append([_("Fingerprint of all that was approved"), row.manifest_digest])
        if row.reasons:
            facts.append([_("Reasons"), reasons.said(row.reasons)])
        if row.note is not None:
            facts.append([_("Note"), opened.text(row, "note")])
        if row.voided_at:
            facts.append([_("Does not stand any more since"), moment(row.voided_at)])
            if row.voided_by:
                facts.append([_("Struck by"), person(row.voided_by, row.voided_at)])
            if row.taken_back:
                facts.append([_("Taken back because"), row.get_taken_back_display()])
        decisions.append(facts)
    return decisions


def _files(task: ReviewTask | None, opened: Opener) -> dict[str, Any]:
    """The files that the approval names, by digest, and the words of the file note."""
    manifest = queries.approved_manifest(task) if task else None
    if manifest is None:
        return {"files": [], "file_note": ""}
    rows = list(manifest.renderings.order_by("format"))
    note = next((row for row in rows if row.format == Format.FILE_NOTE), None)
    return {
        "files": [[row.get_format_display(), str(row.size), row.sha256] for row in rows],
        "file_note": opened.text(note, "content").strip() if note else "",
    }


def _deliveries(task: ReviewTask) -> list[Table]:
    found = []
    for manifest in task.manifests.prefetch_related("deliveries__connection"):
        for row in manifest.deliveries.all():
            found.append(
                [
                    [_("To"), f"{row.connection.get_vendor_display()}, {row.get_kind_display().lower()}"],
                    [
                        _("State"),
                        " ".join(filter(None, [row.get_state_display(), row.get_trouble_display()])),
                    ],
                    [_("The vendor's id"), row.remote_id or _("none")],
                    [_("Sent"), moment(row.sent_at)],
                    [_("Read back"), moment(row.verified_at)],
                    [_("Fingerprint of what was read back"), row.read_back_sha256 or _("none")],
                ]
            )
    return found
