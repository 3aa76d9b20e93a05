"""One streamed Messages call through the SDK. The only module, with `connect` and `guard`, that imports it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import anthropic
import httpx2

from .guard import AnswerCut, EgressBlocked, HeldBack, sending
from .reading import Reader
from .trouble import BY_TYPE, CallFailed, Trouble, failure, of_status, retry_after
from .types import Call, Reply

logger = logging.getLogger(__name__)

NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


LINE_LOST = (AnswerCut, anthropic.APIConnectionError, httpx2.HTTPError, httpx2.StreamError, OSError)


class Client:
    """Holds the SDK's client with our guard inside. Safe to share between threads."""

    def __init__(self, sdk: anthropic.Anthropic, *, seconds: float) -> None:
        self._sdk = sdk
        self._seconds = seconds

    def __repr__(self) -> str:
        return "<Client of Claude>"

    def close(self) -> None:
        self._sdk.close()

    def complete(
        self,
        call: Call,
        *,
        progress: Callable[[int], None] | None = None,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> Reply:
        """Send it once and read the whole answer.

        `progress` is told how many characters have arrived. `may_leave` is asked once the line to the vendor stands and
        nothing was written on it. The reply is handed over as it came, with what was odd
        about it in `seen.faults`: the gate decides. Raises CallTransient or CallPermanent where there is no reply
        to judge; neither has the SDK's error behind it, which would carry the prompt and the key.
        """
        reader = Reader(progress)
        failed = self._run(call, reader, may_leave)
        if failed is None and not reader.ended and not reader.faulty:
            failed = failure(Trouble.CUT, reader.seen())
        if failed is not None:
            raise failed
        return Reply(tuple(reader.segments), reader.seen())

    def _run(self, call: Call, reader: Reader, may_leave: Callable[[], bool]) -> CallFailed | None:
        """Returns the failure instead of raising it, so that the SDK's error is gone before ours is raised."""
        body = call.body()
        with sending(body, self._seconds, may_leave):
            try:
                with self._sdk.messages.create(**body, stream=True) as stream:
                    response = stream.response
                    reader.answered(response.status_code, response.headers)
                    if not reader.faulty:
                        for event in anthropic.Stream.raw_events(response):
                            reader.event(event.json())
                            if reader.error_type is not None:
                                return _from_event(reader)
            except Exception as error:  # noqa: BLE001  # whatever it is, it may have the prompt inside
                if not reader.ended:
                    return _from_exception(error, reader)
                _after_the_end(error, reader)
        return None


def _from_event(reader: Reader) -> CallFailed:
    """An `error` event after 200: the vendor says itself that the call failed."""
    return failure(BY_TYPE.get(reader.error_type or "", Trouble.VENDOR_ERROR), reader.seen())


def _after_the_end(error: Exception, reader: Reader) -> None:
    """The whole reply is here. What becomes of the line changes nothing of it; what else is sent on it does."""
    if not any(isinstance(cause, LINE_LOST) for cause in (error, error.__cause__)):
        reader.fault("after_the_end")


def _from_exception(error: Exception, reader: Reader) -> CallFailed:
    if isinstance(error, anthropic.APIStatusError):
        reader.answered(error.response.status_code, error.response.headers)
        trouble = of_status(error.response.status_code, error.error_code)
        return failure(trouble, reader.seen(), retry_after=retry_after(error.response.headers))
    causes = (error, error.__cause__)
    if isinstance(error, UnicodeEncodeError):  # while the body was written: nothing was sent
        return failure(Trouble.BLOCKED, reader.seen())
    if any(isinstance(cause, EgressBlocked) for cause in causes):
        rule = next(cause for cause in causes if isinstance(cause, EgressBlocked))
        logger.error("The guard refused a request: %s", str(rule).replace(" ", "_"))
        return failure(Trouble.BLOCKED, reader.seen())
    if any(isinstance(cause, HeldBack) for cause in causes):
        return failure(Trouble.HELD_BACK, reader.seen())
    if any(isinstance(cause, NOT_SENT) for cause in causes):
        return failure(Trouble.NOT_REACHED, reader.seen())
    if any(
        isinstance(cause, AnswerCut | httpx2.TimeoutException | anthropic.APITimeoutError) for cause in causes
    ):
        return failure(Trouble.NO_ANSWER, reader.seen())
    if any(
        isinstance(cause, httpx2.HTTPError | httpx2.StreamError | OSError | ValueError) for cause in causes
    ):
        return failure(Trouble.CUT, reader.seen())
    logger.error("A call ended in %s", type(error).__name__)
    return failure(Trouble.UNEXPECTED, reader.seen())
