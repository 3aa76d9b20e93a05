"""Our own description of what each vendor answers: by operation, its body, its headers, and what an error looks like.

Written beside ``described`` from the same facts, and apart from the stand-ins, whose every recorded answer is held to
it: a stand-in that answers what the vendor does not would let a client pass that fails at the firm's. ``faults`` does
that for one answer. An answer that a test asked to be wrong (a fault that was switched on) is not held to anything.
"""

import re
from collections.abc import Mapping
from typing import Any

from .record import Recorded
from .shapes import clio, mycase, zoom
from .shapes.words import MAY_ANY, NUMBER, TEXT, Answer, Shape

ANSWERED: Mapping[str, Mapping[str, Answer]] = {
    "clio": clio.ANSWERS,
    "mycase": mycase.ANSWERS,
    "zoom": zoom.ANSWERS,
}
ERRORS: Mapping[str, Shape] = {
    "clio": {"error": {"type": TEXT, "message": TEXT}},
    "mycase": {"errors": [{"description": TEXT, "source?": {"pointer?": TEXT, "parameter?": TEXT}}]},
    "zoom": {"code": NUMBER, "message": TEXT, "errors?": (list,)},
}
OAUTH_ERRORS: Mapping[str, Shape] = {
    "clio": {"error": TEXT, "error_description?": TEXT},
    "mycase": ERRORS["mycase"],
    "zoom": {"reason": TEXT, "error": TEXT},
}


def faults(recorded: Recorded) -> list[str]:
    """What of one recorded answer is not as described, in words; values are never quoted."""
    if recorded.spoilt or recorded.status is None or not recorded.kept_answer:
        return []
    where = f"{recorded.vendor} {recorded.operation} answer"
    found: list[str] = []
    described = ANSWERED[recorded.vendor].get(recorded.operation)
    if described is None:
        return [f"{where}: nobody described this answer"]
    if recorded.status in (204, 304):
        return []
    if recorded.status >= 400:
        shapes = OAUTH_ERRORS if recorded.operation.startswith("oauth.") else ERRORS
        _hold(found, f"{where} {recorded.status}", recorded.answer, shapes[recorded.vendor])
        return found
    if recorded.status not in described.status:
        found.append(f"{where}: {recorded.status} is not described")
    for name in described.headers:
        if name not in recorded.answer_headers:
            found.append(f"{where}: no header {name}")
    if described.body is not None:
        body = described.body
        if described.chosen:
            body = _chosen(found, where, body, recorded)
        _hold(found, where, recorded.answer, body)
    return found


def _chosen(found: list[str], where: str, body: Any, recorded: Recorded) -> Any:
    """The description of what was asked for: Clio answers with those fields, and by themselves id and etag alone."""
    shape = body["data"][0] if isinstance(body["data"], list) else body["data"]
    asked = (recorded.query.get("fields") or ["id,etag"])[-1]
    part: dict[str, Any] = {}
    for name, inner in re.findall(r"(\w+)(?:\{([^}]*)\})?", asked):
        if name not in shape:
            found.append(f"{where}: {name} is not described")
            continue
        part[name] = _inside(found, where, name, shape[name], inner)
    return {**body, "data": [part] if isinstance(body["data"], list) else part}


def _inside(found: list[str], where: str, name: str, shape: Any, inner: str) -> Any:
    """Of a record that is pointed at: the fields in the braces, or id and etag."""
    if isinstance(shape, list):
        return [_inside(found, where, name, shape[0], inner)]
    nothing = isinstance(shape, tuple) and len(shape) == 2 and shape[1] is None
    held = shape[0] if nothing else shape
    if not isinstance(held, Mapping):
        return shape
    if not inner:
        # Small shapes without an id come whole.
        part = {n: held[n] for n in ("id", "etag") if n in held} or dict.fromkeys(
            (f"{n}?" for n in held), MAY_ANY
        )
    else:
        part = {}
        for each in inner.split(","):
            if each in held:
                part[each] = held[each]
            else:
                found.append(f"{where}: {name}.{each} is not described")
    return (part, None) if nothing else part


def _hold(found: list[str], place: str, value: Any, shape: Any) -> None:
    if isinstance(shape, tuple) and len(shape) == 2 and shape[1] is None:
        if value is not None:
            _hold(found, place, value, shape[0])
    elif isinstance(shape, tuple):
        if not isinstance(value, shape) or (isinstance(value, bool) and not {bool, object} & set(shape)):
            found.append(f"{place} is not {' or '.join(each.__name__ for each in shape)}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            found.append(f"{place} is not a list")
            return
        for each in value:
            _hold(found, f"{place}[]", each, shape[0])
    elif not isinstance(value, dict):
        found.append(f"{place} is not an object")
    else:
        names = {name.rstrip("?"): inner for name, inner in shape.items()}
        found += [f"{place}.{name} is not described" for name in sorted(set(value) - set(names))]
        found += [
            f"{place}.{name} is missing" for name in shape if not name.endswith("?") and name not in value
        ]
        for name in value:
            if name in names:
                _hold(found, f"{place}.{name}", value[name], names[name])
