"""Every control the firm relies on: what is promised, how it is held, what was seen, and when.

Grey when nobody looked; never green by default. A check that cannot be made says ``unknown`` and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.audit import notes, roles, verify
from apps.audit import queries as audit
from apps.core.errors import FirmaiError
from apps.desk import alive, backed_up, guards, keyed, mailed, manned, scanned, terms, texts, witnessed
from apps.desk.seen import Seen, Status
from apps.integrations.models import PRACTICE_SYSTEMS, Connection, ConnectionState, Region
from apps.policy import said
from apps.policy.models import Breaker


@dataclass(frozen=True)
class Check:
    """A control and the function that looks at it."""

    code: str
    promise: int
    short: Promise
    claim: Promise
    mechanism: Promise
    look: Callable[[], Seen]


PROMISES = {
    1: gettext_lazy("Only through the gate"),
    2: gettext_lazy("Prompts are held only while a job runs"),
    3: gettext_lazy("Where it ran, and under what terms, is on record"),
    4: gettext_lazy("Nothing counts until a person approved that exact text"),
    5: gettext_lazy("The record cannot be changed quietly"),
    6: gettext_lazy("People see only what is theirs"),
}


@dataclass(frozen=True)
class Control:
    """A control as it was seen."""

    code: str
    promise: int
    short: str
    claim: str
    mechanism: str
    status: Status
    word: str
    evidence: str
    checked_at: datetime

    @property
    def promised(self) -> Promise:
        """What the firm is promised, in the words of the page."""
        return PROMISES[self.promise]


def look(*codes: str) -> list[Control]:
    """Look at every control now, or at those named. A check that breaks is ``unknown``, not a broken page."""
    return [_seen(check) for check in CHECKS if not codes or check.code in codes]


def _seen(check: Check) -> Control:
    try:
        seen = check.look()
    except ImproperlyConfigured as error:
        # A key file that cannot be used, as its own sentence says: what is sealed under it opens nowhere.
        seen = Seen(Status.FAIL, _("not set up"), str(error))
    except (DatabaseError, redis.RedisError, OSError, FirmaiError) as error:
        seen = Seen(Status.UNKNOWN, _("could not look"), type(error).__name__)
    return Control(
        code=check.code,
        promise=check.promise,
        short=str(check.short),
        claim=str(check.claim),
        mechanism=str(check.mechanism),
        status=seen.status,
        word=seen.word,
        evidence=seen.evidence,
        checked_at=timezone.now(),
    )


# 1: nothing goes to Claude except through the gate -----------------------------------------------------------


def _origin() -> Seen:
    if settings.SANDBOX_URL or settings.VENDOR_WSGI:
        return Seen(
            Status.WARN, _("demonstration"), _("Calls go to the stand-in on this machine, not to the vendor.")
        )
    return Seen(
        Status.OK, _("vendor only"), _("The only address that calls go to is %s.") % settings.CLAUDE_ORIGIN
    )


def _breaker() -> Seen:
    breaker = Breaker.objects.filter(is_open=True).first()
    if breaker is None:
        return Seen(
            Status.OK,
            _("sending allowed"),
            _("No answer and no key has been found wrong since sending was last allowed."),
        )
    return Seen(
        Status.FAIL,
        _("sending stopped"),
        _("Stopped %(at)s. %(why)s Once the cause is known, a partner allows sending again, with a reason.")
        % {
            "at": date_format(timezone.localtime(breaker.changed_at), "DATETIME_FORMAT"),
            "why": said.reason(breaker.reason),
        },
    )


# 2: workers hold prompts only while a job runs ---------------------------------------------------------------


def _memory() -> Seen:
    said = alive.everyone()
    kinds = {process.kind for process in said}
    if "worker" not in kinds:
        return Seen(Status.UNKNOWN, _("no worker seen"), _("No worker has given a sign of life."))
    plain = [f"{process.kind} {process.pid}" for process in said if not process.clean_memory]
    if plain:
        return Seen(
            Status.FAIL,
            _("not overwritten"),
            _("Started so that freed memory is left as it was (PYTHONMALLOC, GLIBC_TUNABLES): %s.")
            % ", ".join(plain),
        )
    if "scheduler" not in kinds:
        return Seen(Status.UNKNOWN, _("no scheduler seen"), _("The scheduler has given no sign of life."))
    return Seen(
        Status.OK,
        _("overwritten"),
        ngettext(
            "%d running program overwrites its memory after use.",
            "%d running programs overwrite their memory after use.",
            len(said),
        )
        % len(said),
    )


def _broker() -> Seen:
    with alive.connect() as client:
        kept = client.config_get("save", "appendonly")
    if kept.get("save") or kept.get("appendonly") != "no":
        return Seen(
            Status.FAIL,
            _("written to disk"),
            _('Redis is set to write to disk. Set save "" and appendonly no.'),
        )
    return Seen(
        Status.OK,
        _("numbers alone"),
        _("The queue writes nothing to disk and holds reference numbers alone."),
    )


# 4: nothing counts until a person approved that exact text ---------------------------------------------------


def _decisions() -> Seen:
    if off := guards.wrong():
        return Seen(
            Status.FAIL,
            _("triggers off"),
            _("Missing, switched off or changed in the database: %s.") % ", ".join(off),
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM review_decision d JOIN drafting_version v ON v.id = d.version_id "
            "WHERE d.verdict = 'approved' AND d.voided_at IS NULL AND d.text_hmac <> v.text_hmac"
        )
        wrong = cursor.fetchone()[0]
    if wrong:
        return Seen(
            Status.FAIL, _("not held"), _("%d approvals name another text than their version's.") % wrong
        )
    return Seen(
        Status.OK,
        _("held"),
        _(
            "All %d safeguards in the database stand; every approval that stands is of its version's exact text."
        )
        % len(guards.meant()),
    )


# 5: the record cannot be changed quietly -----------------------------------------------------------------------


def _log() -> Seen:
    log = audit.state()
    if not log.is_signed(timezone.now()):
        return Seen(
            Status.FAIL,
            _("not signed"),
            _("Entries that have their place wait to be signed: see what the sequencer says."),
        )
    if log.signed_at is None:
        return Seen(Status.UNKNOWN, _("no checkpoint yet"), _("The sequencer has signed nothing yet."))
    if not log.fresh(timezone.now(), within=timedelta(seconds=10)):
        return Seen(
            Status.FAIL, _("sequencer behind"), _("An entry waits for its place: is the sequencer running?")
        )
    try:
        notes.read(log.note, notes.verifiers())
    except notes.BadNote:
        return Seen(
            Status.FAIL,
            _("unknown signature"),
            _(
                "No key that is known here signed the newest checkpoint. Have the log verified, and see who could sign."
            ),
        )
    age = round((timezone.now() - log.signed_at).total_seconds())
    return Seen(Status.OK, _("signed"), _("Last signed %d seconds ago; nothing waits for long.") % age)


def _triggers() -> Seen:
    if fault := verify.guard():
        return Seen(Status.FAIL, _("triggers off"), str(fault))
    if rights := roles.excess():
        return Seen(
            Status.WARN,
            _("too many rights"),
            _("The triggers stand, but this role could: %s.") % ", ".join(map(str, rights)),
        )
    return Seen(
        Status.OK, _("refused"), _("Every safeguard stands, and firmai's own account lacks the right.")
    )


# 6, and the ground it stands on ----------------------------------------------------------------------------------


def _canada() -> Seen:
    live = Connection.objects.exclude(state=ConnectionState.ENDED).filter(vendor__in=PRACTICE_SYSTEMS)
    elsewhere = [c.get_vendor_display() for c in live if c.region != Region.CANADA]
    if elsewhere:
        return Seen(
            Status.WARN,
            _("%s not shown") % ", ".join(elsewhere),
            _(
                "Not shown to keep records in Canada: %s. Deliveries there need a matter's rule that permits it."
            )
            % ", ".join(elsewhere),
        )
    if not live:
        return Seen(Status.UNKNOWN, _("none connected"), _("No practice system is connected."))
    return Seen(Status.OK, _("in Canada"), _("Every connected practice system is in its Canadian region."))


CHECKS: tuple[Check, ...] = (
    Check("retention", 3, gettext_lazy("Zero data retention"),
          gettext_lazy("Claude keeps nothing we send, by agreement"),
          gettext_lazy("A person recorded the agreement and looks at it again by a set day; without it "
              "nothing is sent"),
          terms.retention),
    Check("routing", 3, gettext_lazy("US routing"),
          gettext_lazy("Every call is to run in the United States, and every answer says that it did"),
          gettext_lazy("Asked with each call and checked in each answer; an answer from elsewhere is "
              "discarded unread"), terms.routing),
    Check("workspace", 3, gettext_lazy("Workspace"),
          gettext_lazy("The firm's account with the vendor allows the United States only"),
          gettext_lazy("Looked up at the vendor's regularly; where nobody could look, this warns, then "
              "nothing is sent"),
          terms.workspace),
    Check("usage", 3, gettext_lazy("Usage"),
          gettext_lazy("The vendor counts what we count"),
          gettext_lazy("Our register of what was sent beside the vendor's own report, day by day; each "
              "difference is on record"), terms.usage),
    Check("path", 6, gettext_lazy("Data path"),
          gettext_lazy("firmai and its backups are kept where the firm says"),
          gettext_lazy("Recorded by a person and looked at each year; while in doubt, nothing is sent"), terms.path),
    Check("surfaces", 1, gettext_lazy("Ways to Claude"),
          gettext_lazy("Of Claude, only what zero retention covers is used"),
          gettext_lazy("A dated list of every way to use Claude; what is blocked there cannot be "
              "used"), terms.surfaces),
    Check("log", 5, gettext_lazy("Log signed"),
          gettext_lazy("What happened can be proved later"),
          gettext_lazy("Each entry is numbered and signed within a second or so"), _log),
    Check("canada", 6, gettext_lazy("Records in Canada"),
          gettext_lazy("Approved work rests in Canada"),
          gettext_lazy("Connected to the vendors' Canadian regions; where a file goes is checked before "
              "each upload"), _canada),
    Check("origin", 1, gettext_lazy("One way out"),
          gettext_lazy("Nothing reaches Claude that was not checked first"),
          gettext_lazy("There is one way out of firmai to Claude, and it leads to the vendor alone"), _origin),
    Check("breaker", 1, gettext_lazy("Breaker"),
          gettext_lazy("One wrong answer stops all sending"),
          gettext_lazy("Stops by itself; a partner lets it go on, with a reason"), _breaker),
    Check("memory", 2, gettext_lazy("Memory"),
          gettext_lazy("What is sent does not stay in the computer's memory"),
          gettext_lazy("Memory is overwritten as soon as it is given back"), _memory),
    Check("broker", 2, gettext_lazy("Queue"),
          gettext_lazy("The list of waiting jobs holds reference numbers alone"),
          gettext_lazy("No names and no text, and nothing of it is written to disk"), _broker),
    Check("statements", 2, gettext_lazy("Texts of statements"),
          gettext_lazy("The database server keeps no copies of what is written into it, or they are searched"),
          gettext_lazy("Asked of the server; searched by the retention proof wherever they are "
              "kept"), texts.statements),
    Check("scans", 2, gettext_lazy("Scanned pages"),
          gettext_lazy("Text of scanned pages is recognized on the firm's own machine, or not at all"),
          gettext_lazy("Programs of the distribution, without network and files, ended after each page"),
          scanned.scans),
    Check("decisions", 4, gettext_lazy("Approvals"),
          gettext_lazy("An approval is of one exact text"),
          gettext_lazy("Each approval carries the fingerprints of what was approved; the database takes "
              "no other"), _decisions),
    Check("triggers", 5, gettext_lazy("Log is append-only"),
          gettext_lazy("The database refuses to change or remove an entry"),
          gettext_lazy("Set so for everybody, and firmai's own account lacks the right as well"), _triggers),
    Check("witness", 5, gettext_lazy("Witness"),
          gettext_lazy("Signed proof of what the log said is kept elsewhere"),
          gettext_lazy("Carried to another disk, by e-mail, or to the practice system; tried again until kept"),
          witnessed.witness),
    Check("keys", 6, gettext_lazy("Keys"),
          gettext_lazy("Content is sealed under keys of its own matter"),
          gettext_lazy("Encrypted (AES-256); the firm's own key is in a file apart from the data"), keyed.keys),
    Check("backup", 6, gettext_lazy("Backup"),
          gettext_lazy("A lost disk loses no work, and a restore brings back nothing that was destroyed"),
          gettext_lazy("Encrypted copies in a register; every restore reads the list of what was destroyed"),
          backed_up.backup),
    Check("mail", 6, gettext_lazy("E-mail"),
          gettext_lazy("Whoever chose to be told by e-mail is told, and of no content"),
          gettext_lazy("Counts of notices, tried again until the mail server takes them; recorded once it did"),
          mailed.mail),
    Check("administrators", 6, gettext_lazy("Administrators"),
          gettext_lazy("Nobody's absence locks the firm out of its own house"),
          gettext_lazy("Two administrators at least, counted each time"), manned.administrators),
)  # fmt: skip

ON_THE_DESK = ("retention", "routing", "log", "canada")
OF_ADMINISTRATORS = (*ON_THE_DESK, "mail")


def failing(controls: list[Control]) -> Iterator[Control]:
    return (control for control in controls if control.status is Status.FAIL)
