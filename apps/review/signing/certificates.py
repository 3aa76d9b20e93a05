"""The certificate or declaration that a court asks for: generated from the ledger of exactly what was approved.

Ontario r. 4.06.1(2.1) and (2.2): the person who signs is satisfied that every authority listed is authentic. A
signature is an act for each authority by the signer, whoever prepared the ledger (Reddy v. Saroya, 2026 ABCA 20).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import prepared
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.core.languages import spoken
from apps.matters import keys
from apps.matters.models import Certificate, Delegation
from apps.people.models import LicenceClass, User
from apps.review import rules
from apps.review.attendance import in_charge
from apps.review.authorities import ledger
from apps.review.authorities.ledger import Line
from apps.review.decisions import manifests
from apps.review.filing import queries as filings
from apps.review.filing.queries import Filing
from apps.review.models import AuthorityCheck, AuthorityFinding, Manifest, ReviewTask, TaskState
from apps.review.models.aftermath import Correction
from apps.review.models.filing import Document, SignedStatement, Withdrawal
from apps.review.reading.opened import check_opened
from apps.review.rules import Refusal
from apps.review.standing import coming_back, doubts
from apps.review.standing.doubts import Doubt


@dataclass(frozen=True)
class Prepared:
    """A statement as it would be signed by one person now. ``sha256`` names its bytes."""

    manifest: Manifest
    filing: Filing
    lines: Sequence[Line] = field(repr=False)
    """The authorities that it certifies; none of a declaration, which says nothing of them."""
    content: bytes = field(repr=False)
    delegation: Delegation | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def text(self) -> str:
        return self.content.decode()


def prepare(task: ReviewTask, by: User) -> Prepared:
    """The statement over the approved manifest, for this signer. Pure reading.

    Raises WrongState before approval, where nothing is signed, and once it was found wrong; Conflict where the bytes,
    the court, its rule or the ledger are not those that were approved, or CanLII contradicts it since, with what the
    way on is; NotAllowed for whoever may not sign or never had the text before them, and on an empty ledger.
    """
    with keys.read_once(task.matter_id):
        return _prepared(task, by)


def _prepared(task: ReviewTask, by: User) -> Prepared:
    if task.state != TaskState.APPROVED:
        raise WrongState(_("It is signed once the text is approved."))
    manifest = next(iter(_APPROVED(task=task.pk)), None)
    filing = filings.of(task)
    if manifest is None or filing is None or not manifest.signature_due:
        raise WrongState(_("Nobody at the firm signs for this document."))
    _check_not_wrong(task, manifest)
    if not manifests.holds(manifest):
        raise Conflict(
            _("The files on record are not the bytes that were approved, so nobody signs for them.")
        )
    lines = _listed(task, manifest)
    sentence = _what_changed(task, manifest, filing, lines)
    if filing.what is None or sentence:
        raise Conflict(sentence)
    rules.check_can_read(by, task)
    if sentence := _nobody_could(task, filing):
        raise NotAllowed(sentence, codes=(Refusal.RESPONSIBLE_MAY_NOT,))
    delegation = rules.check_can_sign(by, task, filing.rule.signer, filing.what)
    check_opened(manifest.version, by)
    certified = ledger.relied_on(lines) if filing.what == Certificate.AUTHORITIES else []
    if filing.what == Certificate.AUTHORITIES and not certified:
        raise NotAllowed(
            _("No authority is listed: a certificate cannot be signed on nothing."),
            codes=(Refusal.EMPTY_LEDGER,),
        )
    content = _written(task, manifest, filing, lines, by, delegation)
    return Prepared(manifest, filing, certified, content, delegation)


_APPROVED = prepared.Prepared(
    lambda task: Manifest.objects.approved().filter(task=task).select_related("version").order_by("pk")[:1]
)


def was_withdrawn_as_wrong(manifest: Manifest) -> bool:
    """Whether a signature over the same was taken back because an authority or the text turned out to be wrong:
    approved anew, a text is no other one, and authorities are once something else was found of them."""
    earlier = SignedStatement.objects.filter(manifest__version=manifest.version_id)
    text = Q(withdrawn_reason=Withdrawal.TEXT_WRONG)
    authority = Q(withdrawn_reason=Withdrawal.AUTHORITY_WRONG, manifest__ledger_hmac=manifest.ledger_hmac)
    return earlier.filter(text | authority).exists()


def _check_not_wrong(task: ReviewTask, manifest: Manifest) -> None:
    """Nobody certifies what was said to be wrong (r. 4.06.1(2.1): the signer is satisfied). A corrected text takes its
    place, and is approved and signed for itself."""
    if Correction.objects.filter(task=task).exists():
        raise WrongState(_("This was found wrong, so nobody signs for it. Ask for a corrected text."))
    if was_withdrawn_as_wrong(manifest):
        sentence = _("A signature over this was withdrawn because it is wrong.")
        raise WrongState(f"{sentence} {way_on(task)}")


def what_changed(task: ReviewTask, manifest: Manifest, filing: Filing) -> str:
    """Why nobody can sign for what was approved, as things are now, and what the way on is; empty where it stands."""
    return _what_changed(task, manifest, filing, _listed(task, manifest)) or _nobody_could(task, filing)


def _listed(task: ReviewTask, manifest: Manifest) -> list[Line]:
    return ledger.lines(task, manifest.version, keys.reveal(manifest.version, "text").reveal())


def _what_changed(task: ReviewTask, manifest: Manifest, filing: Filing, lines: Sequence[Line]) -> str:
    if not _is_as_approved(task, manifest, filing):
        sentence = _("What the court asks for has changed since this was approved.")
    elif not compare_digest(ledger.digest(task, lines).hmac, manifest.ledger_hmac):
        sentence = _(
            "firmai reads the authorities of this text otherwise than when it was approved: it lists another one, or "
            "counts a check no more. A new release of firmai may do that; nobody has to have changed anything."
        )
    elif any(line.contradicted for line in lines):
        sentence = doubts.said(Doubt.CONTRADICTED)
    elif doubt := doubts.of(manifest.pk):
        sentence = doubts.said(doubt)
    else:
        return ""
    return f"{sentence} {way_on(task)}"


def _nobody_could(task: ReviewTask, filing: Filing) -> str:
    """The same where whoever answers for it may not sign, nor anybody for them: another is named once it is open."""
    sentence = in_charge.lacking(task, filing)
    return f"{sentence} {way_on(task)}" if sentence else ""


def way_on(task: ReviewTask) -> str:
    """What can be done where an approval is of no use any more: while nothing left it is given anew."""
    if coming_back.may_come_back(task):
        return _("Take the approval back first.")
    if task.left_at is None and task.statements.filter(withdrawn_at=None).exists():
        return _("Withdraw the signature first.")
    return _("Say what is wrong with it and ask for a corrected text.")


def _is_as_approved(task: ReviewTask, manifest: Manifest, filing: Filing) -> bool:
    """Whether the court's rule and what was answered are still those of the manifest, and so is what is signed."""
    return filings.is_named(manifest.filing_hmac, task, filing) and manifest.signature_due == (
        filing.what or ""
    )


def _written(
    task: ReviewTask,
    manifest: Manifest,
    filing: Filing,
    lines: Sequence[Line],
    by: User,
    delegation: Delegation | None,
) -> bytes:
    """Markdown in the document's own language. The same facts give the same bytes: what is shown is what is signed."""
    with spoken(filing.language):
        document = Document(filing.answer.document).label if filing.answer else ""
        parts = [
            f"# {filing.rule.get_statement_display()}",
            f"{settings.FIRM_NAME}\n{task.matter.get_forum_display()}\n{task.matter}",
            _("%(document)s, version %(number)d, fingerprint %(name)s")
            % {
                "document": document,
                "number": manifest.version.number,
                "name": manifest.text_hmac[:16],
            },
            filing.statement,
            *(_authorities(lines) if filing.what == Certificate.AUTHORITIES else ()),
            _signature(task, by, delegation),
        ]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _authorities(lines: Sequence[Line]) -> Iterator[str]:
    """Each authority, and after them what the text names that was said to be none: the signer relies on that too."""
    yield "\n".join(_entry(number, line) for number, line in enumerate(ledger.relied_on(lines), 1))
    if dismissed := [(line.style, line.dismissal) for line in lines if line.dismissal is not None]:
        yield _("Named in the text and no authority:")
        yield "\n".join(
            _("- %(words)s (said by %(name)s on %(day)s)")
            % {"words": words, "name": each.by.full_name, "day": f"{timezone.localtime(each.at):%Y-%m-%d}"}
            for words, each in dismissed
        )


def _entry(number: int, line: Line) -> str:
    """An authority with where it was seen and who opened it."""
    seen, opened = line.findings[AuthorityCheck.EXISTS], line.findings[AuthorityCheck.OPENED]
    source = seen.get_source_class_display() if seen else ""
    where = "; ".join(filter(None, (source, _opened(opened), filings.link_of(line) or "")))
    return f"{number}. {line.name}\n   {where}"


def _opened(finding: AuthorityFinding | None) -> str:
    if finding is None:
        return ""
    return _("opened by %(name)s on %(day)s") % {
        "name": finding.by.full_name,
        "day": f"{timezone.localtime(finding.at):%Y-%m-%d}",
    }


def _signature(task: ReviewTask, by: User, delegation: Delegation | None) -> str:
    licence = by.current_licence
    signer = f"{by.full_name}, {LicenceClass(licence.licence_class).label}" if licence else by.full_name
    if delegation is None:
        return signer
    return _("%(signer)s, specifically authorised by %(lawyer)s on %(day)s") % {
        "signer": signer,
        "lawyer": task.responsible.full_name,
        "day": f"{timezone.localtime(delegation.given_at):%Y-%m-%d}",
    }
