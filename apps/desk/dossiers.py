"""The file that a partner gives to a practice auditor: chosen matters on paper, with the log's proofs behind them.

It holds content, so it is only for a partner and their own matters, is made in memory, and is kept nowhere. That it was
made is recorded on each matter, with a digest by which the very file can be told again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import notes, tree
from apps.audit import services as audit
from apps.audit.bundles import writing
from apps.audit.bundles.selection import NothingToProve, Scope, Selection, select
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.core.languages import spoken
from apps.core.paper import pdf
from apps.desk import dossier_parts, dossier_words, exporting, paper
from apps.desk.exporting import Reason, Recipient
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User, called

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Dossier:
    """A file on its way out. Privileged: its bytes go to the person who asked and are kept nowhere."""

    name: str
    data: bytes = field(repr=False)


def can_make(user: User) -> bool:
    """Only a partner: the file holds content, which administrators and auditors do not get from firmai."""
    return user.is_active and user.is_partner


def make(*, matters: Sequence[UUID], recipient: Recipient, by: User) -> Dossier:
    """The file of these matters. Raises NotAllowed, which is on record, where one is not the partner's own: when it is
    asked for, and when it is printed, which takes its time."""
    own = _checked(matters, by)
    now = timezone.now()
    with spoken(by.language):
        proofs = {matter.pk: _selection(matter, by) for matter in own}
        data = _pages(own, proofs, recipient, by, now)
        made = pdf(paper.DOSSIER, data, at=now)
    _checked(matters, User.objects.get(pk=by.pk))
    with transaction.atomic():
        for matter, shown in zip(own, data["matters"], strict=True):
            _record(matter, proofs[matter.pk], len(shown["requests"]), made, recipient, by)
    return Dossier(name=f"file-{timezone.localdate():%Y-%m-%d}.pdf", data=made)


def _checked(matters: Sequence[UUID], by: User) -> list[Matter]:
    try:
        return _own(matters, by)
    except NotAllowed as refused:
        _record_refusal(refused, by)
        raise


def _own(matters: Sequence[UUID], by: User) -> list[Matter]:
    if not can_make(by):
        raise NotAllowed(_("Only a partner makes a matter's file."), codes=(Reason.ROLE_DOES_NOT_EXPORT,))
    found = exporting.own_matters(by).filter(pk__in=matters).select_related("client", "responsible", "key")
    own = list(found.order_by("number"))
    if not own or len(own) != len({*matters}):
        raise NotAllowed(_("This is not one of your own matters."), codes=(Reason.NOT_OWN_MATTER,))
    return own


def _selection(matter: Matter, by: User) -> Selection | None:
    try:
        return select(Scope(matter=matter.pk), exporting.exportable_by(by))
    except NothingToProve:
        return None


def _pages(
    matters: Sequence[Matter],
    proofs: dict[UUID, Selection | None],
    recipient: Recipient,
    by: User,
    now: datetime,
) -> dict[str, Any]:
    """Everything the paper says, as plain values."""
    shown = []
    for matter in matters:
        with dossier_parts.opener(matter) as opened:
            shown.append(
                dossier_parts.matter_in_words(matter, opened) | {"proofs": _proofs(proofs[matter.pk], by)}
            )
    return {
        "lang": by.language,
        "firm": settings.FIRM_NAME,
        "title": _("Matters on file") if len(matters) > 1 else _("A matter on file"),
        "warning": _("Privileged and confidential"),
        "warned": [
            _(
                "This file holds what the client told the firm and what the firm wrote for them. The privilege is the "
                "client's. What a regulator may see in spite of it, and on what terms, differs by statute: settle that "
                "before this leaves the firm, and send it only to whom it is for."
            ),
        ],
        "front": [
            [_("For"), str(recipient.label)],
            [_("Made by"), dossier_words.person(by, now)],
            [_("Made"), dossier_words.moment(now)],
            [_("Matters"), ", ".join(matter.number for matter in matters)],
        ],
        "left_out_title": _("What is not in it"),
        "left_out": [
            _(
                "The documents themselves: each is named, with the fingerprint of its bytes and of what was read in it."
            ),
            _("What was assembled for Claude: it is kept nowhere; its fingerprint is."),
            _("What was replaced by placeholders before it was sent, and what was let stand."),
            _("Comments that no revision carried on, and versions between the first and the last."),
            _("Matters that this partner does not answer for or work on."),
        ],
        "words": _words(),
        "matters": shown,
    }


def _proofs(selection: Selection | None, by: User) -> dict[str, Any] | None:
    if selection is None:
        return None
    signed = [selection.checkpoint, *([selection.later] if selection.later else [])]
    return {
        "note": selection.checkpoint.note,
        "later": selection.later.note if selection.later else "",
        "keys": [str(key) for key in {notes.read(each.note, notes.verifiers())[1] for each in signed}],
        "waiting": selection.waiting,
        "entries": list(_entries(selection)),
    }


def _entries(selection: Selection) -> Iterator[dict[str, Any]]:
    descriptions = {event.value: str(event.description) for event in Event}
    everybody = User.objects.values_list("pk", "full_name", "robot")
    names = {pk: called(name, robot) for pk, name, robot in everybody}
    both = zip(writing.entries_of(selection), writing.proofs_of(selection), strict=True)
    for (index, entry), (_index, hashes) in both:
        yield {
            "index": index,
            "when": (EPOCH + timedelta(microseconds=entry.at_us)).strftime("%Y-%m-%d %H:%M:%S"),
            "what": f"{_who(entry, names)} {descriptions.get(entry.event, entry.event)}",
            "body": entry.body,
            "hash": tree.leaf_hash(entry.body.encode()).hex(),
            "path": " ".join(hash_.hex() for hash_ in hashes),
        }


def _who(entry: Entry, names: dict[UUID, str]) -> str:
    who = names.get(entry.actor, _("somebody"))
    if not entry.asked_by:
        return who
    return _("%(robot)s, asked by %(person)s") % {
        "robot": who,
        "person": names.get(entry.asked_by, _("somebody")),
    }


def _words() -> dict[str, Any]:
    """Headings, so that the page has none of its own and both languages are in one place."""
    return {
        "notices": _("What the client was told"),
        "assignment": _("The assignment"),
        "remarks": _("What was said of the draft that it revises"),
        "sources": _("Sources used"),
        "kind": _("Kind"),
        "arrived": _("Arrived"),
        "original": _("Fingerprint of the original"),
        "reading": _("Fingerprint of what was read"),
        "cited": _("Places that the model's text cites"),
        "crossings": _("Sent to Claude"),
        "versions": _("Versions"),
        "version_heads": [_("No."), _("Made by"), _("Kept by"), _("When")],
        "redline": _("Changes"),
        "unchanged": _("The text stands as the model wrote it."),
        "checklist": _("Checklist"),
        "checklist_heads": [_("Question"), _("Answer"), _("By"), _("Version")],
        "authorities": _("Authorities"),
        "authority_heads": [_("Check"), _("Outcome"), _("Looked up in"), _("By")],
        "decisions": _("Decisions"),
        "files": _("Files that the approval names"),
        "file_heads": [_("File"), _("Bytes"), _("SHA-256")],
        "file_note": _("The AI file note"),
        "deliveries": _("Deliveries"),
        "none": _("None on record."),
        "no_requests": _("Nothing was asked of Claude in this matter."),
        "proofs": _("Appendix: proofs"),
        "proofs_of": _("Entries of the log"),
        "proofs_intro": _(
            "Each entry of the log about the matter: its place, when, what, the exact bytes that are hashed, the hash "
            "of the entry, and the hashes that lead from it to the root that the firm signed (RFC 6962). The same "
            "entries can be had as a file, with a program that checks them."
        ),
        "checkpoint": _("What the firm signed"),
        "later": _("What it signed later"),
        "keys": _("The log's public key"),
        "waiting": _("Not signed yet when this was made, and left out: %(n)s"),
        "bytes": _("Bytes"),
        "hash": _("Hash"),
        "path": _("Path"),
        "nothing_signed": _("No entry of this matter has been signed yet."),
    }


def _record(
    matter: Matter, selection: Selection | None, requests: int, made: bytes, recipient: Recipient, by: User
) -> None:
    audit.record(
        event=Event.LOG_FILE_MADE,
        by=by,
        on=matter,
        recipient=recipient,
        requests=requests,
        entries=len(selection.ids) if selection else 0,
        size=selection.checkpoint.size if selection else None,
        bytes=len(made),
        digest=None
        if matter.key.destroyed_at
        else keys.digest(matter.pk, b"dossier", hashlib.sha256(made).digest()),
    )


def _record_refusal(refused: NotAllowed, by: User) -> None:
    with transaction.atomic():
        audit.record(
            event=Event.LOG_EXPORT_REFUSED, by=by, on=by, reasons=[Reason(code) for code in refused.codes]
        )
