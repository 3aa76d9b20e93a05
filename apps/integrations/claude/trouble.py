"""What can go wrong with a call, as codes and sentences. No error of the SDK leaves this folder.

The SDK's exceptions carry the prompt, the reply and the key, in their text, their attributes and when pickled.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.integrations import waits
from apps.integrations.errors import Permanent, RemoteError, Transient

from .types import Seen

LONGEST_WAIT = 900.0
"""Seconds. A `Retry-After` of a day was seen; nobody is put to sleep for longer than this by a header."""


class Trouble(enum.StrEnum):
    """Codes for the record."""

    BLOCKED = "blocked"
    HELD_BACK = "held_back"
    NOT_REACHED = "not_reached"
    NO_ANSWER = "no_answer"
    CUT = "cut"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    VENDOR_ERROR = "vendor_error"
    VENDOR_TIMEOUT = "vendor_timeout"
    BAD_REQUEST = "bad_request"
    RETENTION_REQUIRED = "retention_required"
    ON_HOLD = "on_hold"
    SPEND_LIMIT = "spend_limit"
    CREDENTIAL = "credential"
    BILLING = "billing"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    REDIRECTED = "redirected"
    UNEXPECTED = "unexpected"


Kind = Literal["again", "stop", "lost"]


@dataclass(frozen=True)
class Meaning:
    """`kind`: worth trying again, no use trying again, or sent with an outcome nobody knows.

    `stops_all`: no other call can fare better until a person has done something.
    """

    sentence: Promise
    kind: Kind
    stops_all: bool = False


MEANINGS: dict[Trouble, Meaning] = {
    Trouble.BLOCKED: Meaning(
        _("The request was not sent: it differed from what may leave this house. Tell your administrator."),
        "stop",
    ),
    Trouble.HELD_BACK: Meaning(_("It was stopped just before it was sent. Nothing was sent."), "again"),
    Trouble.NOT_REACHED: Meaning(_("Claude could not be reached. Nothing was sent."), "again"),
    Trouble.NO_ANSWER: Meaning(_("The request was sent and no answer came in time."), "lost"),
    Trouble.CUT: Meaning(_("The line was lost before the answer was complete."), "lost"),
    Trouble.RATE_LIMITED: Meaning(_("Claude asked us to wait before sending more."), "again"),
    Trouble.OVERLOADED: Meaning(_("Claude is overloaded at the moment."), "again"),
    Trouble.VENDOR_ERROR: Meaning(_("Claude had an error of its own."), "again"),
    Trouble.VENDOR_TIMEOUT: Meaning(_("Claude took too long and gave up."), "again"),
    Trouble.BAD_REQUEST: Meaning(
        _("Claude refused the request as it is. It will be refused again unless something is changed."),
        "stop",
    ),
    Trouble.RETENTION_REQUIRED: Meaning(
        _("This model cannot be used without data retention. Choose another model."), "stop"
    ),
    Trouble.ON_HOLD: Meaning(
        _("The vendor has suspended the firm's account. Your administrator has to speak to the vendor."),
        "stop",
        stops_all=True,
    ),
    Trouble.SPEND_LIMIT: Meaning(
        _("The spending limit set with the vendor is reached. Your administrator can raise it there."),
        "stop",
        stops_all=True,
    ),
    Trouble.CREDENTIAL: Meaning(
        _("The firm's key for Claude no longer works. Your administrator has to replace it."),
        "stop",
        stops_all=True,
    ),
    Trouble.BILLING: Meaning(
        _("The vendor refused the call because of the firm's account. Your administrator has to settle it."),
        "stop",
        stops_all=True,
    ),
    Trouble.FORBIDDEN: Meaning(
        _("The firm's key may not do this. Your administrator has to look at it."), "stop"
    ),
    Trouble.NOT_FOUND: Meaning(
        _("Claude does not know this model or address. Tell your administrator."), "stop"
    ),
    Trouble.CONFLICT: Meaning(_("Claude refused the request because of another one."), "stop"),
    Trouble.TOO_LARGE: Meaning(_("The request is too large. Choose fewer or shorter sources."), "stop"),
    Trouble.REDIRECTED: Meaning(
        _("Claude's address answered that it is elsewhere. Nothing was sent there. Tell your administrator."),
        "stop",
    ),
    Trouble.UNEXPECTED: Meaning(
        _("The call ended in a way that is not known. Tell your administrator."), "lost"
    ),
}


class CallFailed(RemoteError):
    """A call without a usable reply. `seen` is what is known of it, `trouble` its code."""

    trouble: Trouble
    seen: Seen

    @property
    def outcome_unknown(self) -> bool:
        """Whether it may have been carried out, and billed, without anybody here seeing the end."""
        return MEANINGS[self.trouble].kind == "lost"

    @property
    def stops_all(self) -> bool:
        return MEANINGS[self.trouble].stops_all


class CallTransient(CallFailed, Transient):
    """Worth trying again, later."""


class CallPermanent(CallFailed, Permanent):
    """A person has to change something."""


def failure(trouble: Trouble, seen: Seen, *, retry_after: float | None = None) -> CallFailed:
    """The exception for a trouble, not raised."""
    meaning = MEANINGS[trouble]
    kind = CallPermanent if meaning.kind == "stop" else CallTransient
    made = kind(
        trouble.value,
        meaning.sentence,
        retry_after=retry_after,
        status=seen.status,
        sent="unknown" if meaning.kind == "lost" else "no",
    )
    made.trouble, made.seen = trouble, seen
    return made


BY_STATUS = {
    400: Trouble.BAD_REQUEST,
    401: Trouble.CREDENTIAL,
    402: Trouble.BILLING,
    403: Trouble.FORBIDDEN,
    404: Trouble.NOT_FOUND,
    408: Trouble.VENDOR_TIMEOUT,
    409: Trouble.CONFLICT,
    413: Trouble.TOO_LARGE,
    429: Trouble.RATE_LIMITED,
    500: Trouble.VENDOR_ERROR,
    502: Trouble.VENDOR_ERROR,
    503: Trouble.VENDOR_ERROR,
    504: Trouble.VENDOR_TIMEOUT,
    529: Trouble.OVERLOADED,
}
BY_TYPE = {
    "invalid_request_error": Trouble.BAD_REQUEST,
    "authentication_error": Trouble.CREDENTIAL,
    "billing_error": Trouble.BILLING,
    "permission_error": Trouble.FORBIDDEN,
    "not_found_error": Trouble.NOT_FOUND,
    "conflict_error": Trouble.CONFLICT,
    "request_too_large": Trouble.TOO_LARGE,
    "rate_limit_error": Trouble.RATE_LIMITED,
    "api_error": Trouble.VENDOR_ERROR,
    "timeout_error": Trouble.VENDOR_TIMEOUT,
    "overloaded_error": Trouble.OVERLOADED,
}
BY_CODE = {
    "enforced_spend_limit_reached": Trouble.SPEND_LIMIT,
    "contract_spend_limit_reached": Trouble.SPEND_LIMIT,
    "model_not_available": Trouble.RETENTION_REQUIRED,
    "organization_on_hold": Trouble.ON_HOLD,
}


def of_status(status: int, code: str | None) -> Trouble:
    """From an error answer: its own code where it has one that is known, else the status."""
    if code in BY_CODE:
        return BY_CODE[code]
    if 300 <= status < 400:
        return Trouble.REDIRECTED
    return BY_STATUS.get(status, Trouble.VENDOR_ERROR if status >= 500 else Trouble.BAD_REQUEST)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the vendor asks for, from either header and either form, never more than LONGEST_WAIT."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _capped(milliseconds / 1000)
    wait = waits.asked(headers.get("retry-after"), now=their_now(headers))
    return None if wait is None else _capped(wait)


def their_now(headers: Mapping[str, str]) -> datetime:
    """The time it is at the vendor's: the answer's own where it tells, so that a skewed clock here does not matter."""
    return waits.said_now(headers.get("date"), otherwise=datetime.now(UTC))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _capped(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT)
