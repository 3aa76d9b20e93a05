"""The certificate of destruction: what, when, by whom, under which rule, and until when a backup still has the keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.audit import proofs
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.downloads import download
from apps.core.languages import spoken
from apps.core.paper import pdf
from apps.desk import paper
from apps.desk.dossier_words import moment
from apps.keeping import queries
from apps.keeping.models import Destruction, RetentionRule, State
from apps.matters.models import Matter
from apps.people.models import Robot, User
from apps.people.visit import Visit

KINDS: dict[str, Promise] = {
    "intake.source": gettext_lazy("Sources: originals, titles, what was read in them"),
    "intake.earlierreading": gettext_lazy("What sources were read as before they were read again"),
    "drafting.request": gettext_lazy("Assignments and remarks"),
    "drafting.version": gettext_lazy("Versions of drafts"),
    "policy.placeholder": gettext_lazy("Names and numbers behind placeholders"),
    "policy.replacement": gettext_lazy("What people had replaced or let stand"),
    "review.comment": gettext_lazy("Comments"),
    "review.checklistanswer": gettext_lazy("Notes to checklist answers"),
    "review.authority": gettext_lazy("Citations of authorities"),
    "review.authorityfinding": gettext_lazy("Notes to checks of authorities"),
    "review.authoritylookup": gettext_lazy("What a register of decisions answered"),
    "review.dismissal": gettext_lazy("Notes to what names no authority"),
    "review.rendering": gettext_lazy("Approved files"),
    "review.decision": gettext_lazy("Notes to decisions"),
    "review.secondlook": gettext_lazy("Notes to second looks"),
    "review.secondpersonexception": gettext_lazy("Notes to approvals without a second person"),
    "review.filinganswer": gettext_lazy("Notes to what was said for the court"),
    "review.signedstatement": gettext_lazy("Signed statements"),
    "review.correction": gettext_lazy("Notes to what was found wrong"),
    "review.correctivetask": gettext_lazy("Notes to what was done about it"),
    "review.earlierfilings": gettext_lazy("What was found in earlier filings"),
    "matters.party": gettext_lazy("What parties were known by"),
    "matters.deadline": gettext_lazy("Titles of what fell due"),
    "sync.paper": gettext_lazy("Titles of documents in the practice system"),
    "notices.savedfilter": gettext_lazy("Names that people gave to filters"),
}
"""What a kind of row held."""


def certificate(request: Visit, pk: UUID) -> HttpResponse:
    """On screen, for whoever is shown the destruction."""
    destruction = _shown(request.user, pk)
    return render(
        request,
        "desk/certificate.html",
        {"destruction": destruction, "data": data(destruction, request.user, timezone.now())},
    )


def certificate_pdf(request: Visit, pk: UUID) -> HttpResponseBase:
    """The same on paper (PDF/A), in the reader's language."""
    destruction, now = _shown(request.user, pk), timezone.now()
    with spoken(request.user.language):
        made = pdf(paper.CERTIFICATE, data(destruction, request.user, now), at=now)
    name = f"destruction-{destruction.settled_at:%Y-%m-%d}.pdf"
    return download(made, kind="application/pdf", name=name)


def data(destruction: Destruction, reader: User, now: datetime) -> dict[str, Any]:
    """What the certificate says, as plain values; the matter by number where the reader sees it, else by id."""
    return {
        "lang": reader.language,
        "firm": settings.FIRM_NAME,
        "title": _("Certificate of destruction"),
        "intro": _(
            "The content named here was destroyed: the keys that opened it, and the ciphertext. Entries of the log "
            "about the matter remain, with digests whose meaning went with the key, and the log still verifies."
        ),
        "facts": _facts(destruction, reader),
        "what": _("What was destroyed"),
        "heads": [_("Kind"), _("Rows")],
        "rows": [
            [str(KINDS.get(code, code)), str(count)] for code, count in sorted(destruction.what.items())
        ],
        "besides": [
            _("Also: the matter's data key and digest key, its title, and its list of parties."),
            _("Kept: number, client, dates, who answered for it, fingerprints, and every entry of the log."),
            _(
                "Not reached from here: what was delivered to the practice system, what the client was given, and "
                "copies made outside firmai."
            ),
        ],
        "backups": _("Backups"),
        "backup": _backup(destruction),
        "proof": _("In the log"),
        "proofs": _proof(destruction),
        "made": _("As of %(when)s") % {"when": moment(now)},
    }


def _facts(destruction: Destruction, reader: User) -> list[tuple[str, str]]:
    seen = Matter.objects.visible_to(reader).select_related("client").filter(pk=destruction.matter_id).first()
    assert destruction.settled_at
    assert destruction.settled_by
    rows = [(_("Matter"), seen.number if seen else str(destruction.matter_id))]
    if seen:
        rows.append((_("Client"), seen.client.name))
    return [
        *rows,
        (_("Destroyed"), f"{moment(destruction.settled_at)}, {destruction.settled_by.called}"),
        (_("Approved"), _approved(destruction)),
        (_("Proposed"), f"{moment(destruction.proposed_at)}, {destruction.proposed_by.called}"),
        *_rule(destruction.rule),
        (_("Due since"), formats.date_format(destruction.due_on, "DATE_FORMAT")),
        (_("Bytes of ciphertext"), str(destruction.octets)),
        *([(_("Again"), str(_AGAIN))] if destruction.again else []),
    ]


_AGAIN = gettext_lazy(
    "An earlier backup was restored, and what it brought back was destroyed again before anybody could read it."
)


def _rule(rule: RetentionRule | None) -> list[tuple[str, str]]:
    if rule is None:
        return [(_("Under the rule"), _("Of a later day than the backup that was restored"))]
    years = ngettext("%(n)d year after closing", "%(n)d years after closing", rule.years) % {"n": rule.years}
    return [
        (_("Under the rule"), f"{rule.basis} ({years})"),
        (_("Who answers for the rule"), rule.owner.full_name),
    ]


def _approved(destruction: Destruction) -> str:
    if destruction.approved_at is None or destruction.approved_by is None:
        return _("Not known here: of a later day than the backup that was restored")
    said = f"{moment(destruction.approved_at)}, {destruction.approved_by.full_name}"
    if destruction.settled_by and destruction.settled_by.robot == Robot.SWEEPER:
        return _("%(who)s, with the rule, which acts by itself") % {"who": said}
    return said


def _backup(destruction: Destruction) -> str:
    last = queries.last_with_keys(destruction)
    if last is None:
        return _("No backup in the register still holds the keys.")
    if last.expires_on < timezone.localdate():
        return _("%(name)s still holds the keys. It expired %(day)s and has not been removed.") % {
            "name": last.name,
            "day": formats.date_format(last.expires_on, "DATE_FORMAT"),
        }
    return _("The last backup that still holds the keys is %(name)s, kept until %(day)s.") % {
        "name": last.name,
        "day": formats.date_format(last.expires_on, "DATE_FORMAT"),
    }


def _proof(destruction: Destruction) -> list[tuple[str, str]]:
    events = (Event.KEEPING_MATTER_DESTROYED.value, Event.KEEPING_DESTROYED_AGAIN.value)
    entry = Entry.objects.filter(subject=destruction.pk, event__in=events).first()
    if entry is None:
        return [(_("Entry"), _("Not in this log: an earlier backup was restored."))]
    try:
        proof = proofs.inclusion(entry)
    except proofs.NotYet:
        return [(_("Entry"), _("It is signed within a minute."))]
    return [
        (_("Place"), str(proof.index)),
        (_("Signed over"), ngettext("%(n)d entry", "%(n)d entries", proof.size) % {"n": proof.size}),
        (_("Hash"), proof.leaf().hex()),
    ]


def _shown(user: User, pk: UUID) -> Destruction:
    rows = Destruction.objects.shown_to(user).filter(state=State.DESTROYED)
    return get_object_or_404(
        rows.select_related("rule__owner", "matter__key", "proposed_by", "approved_by", "settled_by"), pk=pk
    )
