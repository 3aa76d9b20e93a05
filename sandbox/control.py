"""The switchboard over HTTP, for the served form: ``/_control/...``, JSON in and out.

GET    /_control                       what there is
GET    /_control/faults                faults still waiting
POST   /_control/faults                {"vendor", "operation", "fault", "times"?, ...options}
DELETE /_control/faults[/{vendor}]     clear
POST   /_control/release               let go of held requests
GET    /_control/requests/{vendor}     what was asked of a vendor
POST   /_control/settings/{vendor}     {"name": value}
POST   /_control/do/{vendor}/{name}    call one of the vendor's controls with the body as its arguments
POST   /_control/{vendor}/load         put a dataset in; bytes as `content_base64`
GET    /_control/clock                 the sandbox's instant
POST   /_control/clock                 {"move": {"seconds": 60}} or {"stop": "2026-11-21T09:00:00+00:00"}
POST   /_control/reset                 {"seed"?: 7}
"""

import json
from datetime import datetime
from typing import Any

from .http import Response
from .vendor import Frame, Vendor


class _Refused(ValueError):
    pass


def answer(sandbox: Frame, method: str, path: str, body: bytes) -> Response:
    """Refusals (unknown vendor, fault, operation or setting) are 400 with a sentence."""
    try:
        given = json.loads(body) if body else {}
        if not isinstance(given, dict):
            raise _Refused("the body has to be a JSON object")
        value = _do(sandbox, method, [part for part in path.split("/") if part], given)
    except (ValueError, TypeError, KeyError) as error:
        return Response.json({"error": str(error)}, 400)
    return Response.json(value)


def _do(sandbox: Frame, method: str, path: list[str], given: dict) -> Any:
    match method, path:
        case "GET", []:
            return _overview(sandbox)
        case "GET", ["faults"]:
            return {"faults": list(sandbox.faults.waiting())}
        case "POST", ["faults"]:
            sandbox.faults.set(given.pop("vendor"), given.pop("operation"), given.pop("fault"), **given)
        case "DELETE", ["faults"]:
            sandbox.faults.clear()
        case "DELETE", ["faults", vendor]:
            sandbox.faults.clear(_vendor(sandbox, vendor).name)
        case "POST", ["release"]:
            sandbox.faults.release()
        case "GET", ["requests", vendor]:
            return {"requests": [kept.summary() for kept in _vendor(sandbox, vendor).requests]}
        case "POST", ["settings", vendor]:
            _vendor(sandbox, vendor).configure(**given)
        case "POST", ["do", vendor, name]:
            return {"result": _call(_vendor(sandbox, vendor), name, given)}
        case "POST", [vendor, "load"]:
            return {"result": _call(_vendor(sandbox, vendor), "load", {"dataset": given})}
        case "GET", ["clock"]:
            return {"now": sandbox.clock.now().isoformat()}
        case "POST", ["clock"]:
            return {"now": _move(sandbox, given)}
        case "POST", ["reset"]:
            sandbox.reset(**given)
        case _:
            raise _Refused("no such control")
    return {"done": True}


def _overview(sandbox: Frame) -> dict:
    return {
        "seed": sandbox.seed,
        "vendors": {
            name: {
                "operations": sorted(vendor.routes.operations),
                "faults": sorted(vendor.own_faults),
                "settings": sorted(vendor.settings()),
                "controls": sorted(vendor.controls),
            }
            for name, vendor in sandbox.vendors.items()
        },
    }


def _vendor(sandbox: Frame, name: str) -> Vendor:
    if name not in sandbox.vendors:
        raise _Refused(f"no vendor {name!r}")
    return sandbox.vendors[name]


def _call(vendor: Vendor, name: str, given: dict) -> Any:
    if name not in vendor.controls:
        raise _Refused(f"{vendor.name} has no control {name!r}")
    return getattr(vendor, name)(**given)


def _move(sandbox: Frame, given: dict) -> str:
    if "stop" in given:
        sandbox.clock.stop(datetime.fromisoformat(given["stop"]) if given["stop"] else None)
    if "move" in given:
        sandbox.clock.move(**given["move"])
    return sandbox.clock.now().isoformat()
