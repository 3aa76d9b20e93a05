"""What goes wrong with an outside system is one of two things, and callers need no others.

Neither carries anything that was sent or received: a code for the record, a sentence for the person, and how long
the vendor asks us to wait. They are raised ``from None``, so that no library's error with an address, a header or
a body in it stands behind them.
"""

from typing import Literal

from django.utils.functional import Promise

from apps.core.errors import FirmaiError


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
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry_after = retry_after
        """Seconds the vendor asks for, or None."""
        self.status = status
        self.sent = sent

    @property
    def sentence(self) -> str:
        """The sentence for the person at the screen."""
        return str(self)


class Transient(RemoteError):
    """Worth trying again later: a timeout, a 429, a 5xx."""


class Permanent(RemoteError):
    """Trying again will not help: a person has to change something."""
