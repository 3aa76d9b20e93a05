"""What goes wrong with an outside system is one of two things, and callers need no others.

Neither carries anything that was sent or received: a code for the record, a sentence for the person, and how long
the vendor asks us to wait. They are raised outside the block that caught a library's error, so that no exception
with an address, a header or a body in it stands behind them.
"""

import enum
from typing import Literal

from django.utils.functional import Promise

from apps.core.errors import FirmaiError


class Fault(enum.StrEnum):
    """Why an outside system did not do what was asked. Sentences are in ``http``."""

    CANNOT_REACH = "cannot_reach"
    NO_ANSWER = "no_answer"
    GARBLED = "garbled"
    RATE_LIMITED = "rate_limited"
    VENDOR_TROUBLE = "vendor_trouble"
    BUSY = "busy"
    NOT_CONNECTED = "not_connected"
    NOT_PERMITTED = "not_permitted"
    NOT_FOUND = "not_found"
    OUT_OF_DATE = "out_of_date"
    CHANGED_THERE = "changed_there"
    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    WRONG_HOST = "wrong_host"
    TOO_LARGE = "too_large"
    ADDRESS_EXPIRED = "address_expired"
    NOT_CONFIGURED = "not_configured"
    FAILED_HERE = "failed_here"


class RemoteError(FirmaiError):
    """An outside system did not do what was asked.

    ``code`` is lower-case words for states and the log. ``status`` is the HTTP status where there was one.
    ``sent`` says whether the vendor may have acted: ``no`` (the request never left, or was refused), or
    ``unknown`` (it left and no whole answer came back). Look before repeating something that creates.
    """

    def __init__(
        self,
        code: str,
        sentence: str | Promise,
        *,
        retry_after: float | None = None,
        status: int | None = None,
        sent: Literal["no", "unknown"] = "no",
        size: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after = retry_after
        """Seconds the vendor asks for, or None."""
        self.status = status
        self.sent = sent
        self.size = size
        """Bytes of what was too large: as the answer says, or as many as came before it was given up."""

    @property
    def sentence(self) -> str:
        """The sentence for the person at the screen."""
        return str(self)


class Transient(RemoteError):
    """Worth trying again later: a timeout, a 429, a 5xx."""


class Permanent(RemoteError):
    """Trying again will not help: a person has to change something."""


OF_ONE_RECORD = frozenset(
    {
        Fault.NOT_PERMITTED,
        Fault.NOT_FOUND,
        Fault.CHANGED_THERE,
        Fault.NOT_ACCEPTED,
        Fault.REFUSED,
        Fault.WRONG_HOST,
        Fault.TOO_LARGE,
    }
)
"""What a vendor says of the one record that was asked for. Whatever else goes wrong is true of all that it has."""
