"""The bytes of an entry: canonical JSON (the part of RFC 8785 that an entry needs), which are what is hashed.

    {"asked_by":uuid?,"at":µs,"by":uuid,"event":code,"facts":{…},"matter":uuid|null,"nonce":32 hex,
     "on":{"id":uuid,"kind":app.model},"v":1}

Keys are sorted, there are no spaces, and every key and string is plain ASCII without anything to escape. The
nonce keeps equal acts from having equal hashes, so that the hashes beside one entry in a proof tell nothing.
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from .events import Event
from .facts import plain

VERSION = 1
NONCE_BYTES = 16


def compose(
    *,
    event: Event,
    at: int,
    by: uuid.UUID,
    asked_by: uuid.UUID | None,
    kind: str,
    subject: uuid.UUID,
    matter: uuid.UUID | None,
    facts: Mapping[str, object],
) -> str:
    """The canonical text of a new entry.

    Raises TypeError for a fact that the event does not take, lacks, or takes in another kind.
    """
    body: dict[str, Any] = {
        "v": VERSION,
        "nonce": secrets.token_hex(NONCE_BYTES),
        "at": at,
        "event": event.value,
        "by": str(by),
        "on": {"kind": kind, "id": str(subject)},
        "matter": None if matter is None else str(matter),
        "facts": _checked(event, facts),
    }
    if asked_by is not None:
        body["asked_by"] = str(asked_by)
    return canonical_json(body)


def canonical_json(value: Any) -> str:
    """RFC 8785 for ASCII keys and strings, integers within ±(2^53-1), booleans, nulls, arrays and objects."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _checked(event: Event, facts: Mapping[str, object]) -> dict[str, Any]:
    given = {name: value for name, value in facts.items() if value is not None}
    unknown, missing = given.keys() - event.facts.keys(), event.needed - given.keys()
    if unknown or missing:
        wrong = [f"takes no fact {name}" for name in sorted(unknown)]
        wrong += [f"needs the fact {name}" for name in sorted(missing)]
        raise TypeError(f"The event {event.value} {' and '.join(wrong)}.")
    return {name: plain(name, event.facts[name], value) for name, value in given.items()}
