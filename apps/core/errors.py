"""What can go wrong, said so that the person at the screen can do something about it.

The text of each of these is a translated sentence, never content: it may be shown, logged and stored.
"""

from collections.abc import Callable, Iterable
from typing import Any


class FirmaiError(Exception):
    """Something expected went wrong; `str(error)` is a sentence fit for the person."""


class NotAllowed(FirmaiError):
    """The person, or the matter, does not permit this. `codes` name every reason for the record."""

    def __init__(self, sentence: object, *, codes: Iterable[str] = ()) -> None:
        super().__init__(sentence)
        self.codes = tuple(codes)


class WrongState(FirmaiError):
    """The thing is not in a state from which this can be done."""


class BadInput(FirmaiError):
    """What was given cannot be used as it is."""


class Conflict(FirmaiError):
    """Somebody else changed the same thing first."""


def holds(check: Callable[..., Any], *given: Any, **named: Any) -> bool:
    """Whether a rule lets somebody, as a yes or no: a check raises one of these where it does not."""
    try:
        check(*given, **named)
    except FirmaiError:
        return False
    return True
