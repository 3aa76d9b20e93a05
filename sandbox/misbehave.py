"""What the common faults do to an answer. Each function makes the answer that the client will see."""

from collections.abc import Callable, Iterator

from .clock import sleep
from .faults import COMMON, Fault
from .http import Request, Response
from .lost import connection_lost, no_answer
from .vendor import Vendor

HTML = b"<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"
GARBAGE = b'{"half": [1, 2, \x00 \xff\xfe not a document'
LONGEST_WAIT = 60.0  # seconds; nobody waits for ever on a sandbox


def answer_with_faults(vendor: Vendor, request: Request) -> Response:
    """The vendor's answer, or what the switchboard has for this operation.

    A route that does not exist has no faults.
    """
    fault = vendor.sandbox.faults.take(vendor.name, request.operation) if request.operation else None
    request.spoilt = fault is not None
    if fault is None or fault.kind in vendor.own_faults:
        request.fault = fault
        return vendor.finish(request, vendor.answer(request))
    if fault.kind == "status":
        return vendor.finish(request, _status(vendor, request, fault))
    assert fault.kind in COMMON
    return KINDS[fault.kind](vendor, request, fault)


def _status(vendor: Vendor, request: Request, fault: Fault) -> Response:
    headers = {str(k): str(v) for k, v in fault.get("headers", {}).items()}
    if (wait := fault.get("retry_after")) is not None:
        headers["retry-after"] = str(wait)
    if fault.options["status"] == 429:
        return vendor.limited(request, headers)
    answer = vendor.error(fault.options["status"], request, fault.get("told", ""), fault.get("code"))
    answer.headers += list(headers.items())
    return answer


def _retry_after(vendor: Vendor, request: Request, fault: Fault) -> Response:
    return vendor.finish(request, vendor.limited(request, {"retry-after": str(fault.get("value", 1))}))


def _done(vendor: Vendor, request: Request) -> Response:
    return vendor.finish(request, vendor.answer(request))


def _garbage(vendor: Vendor, request: Request, fault: Fault) -> Response:
    return vendor.finish(request, Response(200, GARBAGE, {"content-type": "application/json"}))


def _html(vendor: Vendor, request: Request, fault: Fault) -> Response:
    return vendor.finish(request, Response(200, HTML, {"content-type": "text/html; charset=utf-8"}))


def _empty(vendor: Vendor, request: Request, fault: Fault) -> Response:
    return vendor.finish(request, Response(200, b"", {"content-type": "application/json"}))


def _truncated(vendor: Vendor, request: Request, fault: Fault) -> Response:
    answer = _done(vendor, request)
    whole = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
    answer.body = _half(whole)
    return answer


def _half(whole: bytes) -> Iterator[bytes]:
    yield whole[: len(whole) // 2]
    raise connection_lost("the connection was closed in the middle of the answer")


def _never(vendor: Vendor, request: Request, fault: Fault) -> Response:
    vendor.sandbox.faults.hold(float(fault.get("cap", LONGEST_WAIT)))
    raise no_answer()


def _dropped(vendor: Vendor, request: Request, fault: Fault) -> Response:
    answer = vendor.answer(request)
    if answer.streamed:
        list(answer.body)  # the work is done to the end; only the answer is lost
    raise connection_lost()


def _dropped_before(vendor: Vendor, request: Request, fault: Fault) -> Response:
    raise connection_lost()


def _slow(vendor: Vendor, request: Request, fault: Fault) -> Response:
    sleep(min(float(fault.get("seconds", 1)), LONGEST_WAIT))
    return _done(vendor, request)


def _redirect(vendor: Vendor, request: Request, fault: Fault) -> Response:
    return vendor.finish(
        request,
        Response.redirect(fault.get("location", "https://elsewhere.example/"), fault.get("status", 307)),
    )


def _headers(vendor: Vendor, request: Request, fault: Fault) -> Response:
    answer = _done(vendor, request)
    changed = {name.lower(): value for name, value in fault.get("headers", {}).items()}
    answer.headers = [(k, v) for k, v in answer.headers if k.lower() not in changed]
    answer.headers += [(k, str(v)) for k, v in changed.items() if v is not None]
    return answer


KINDS: dict[str, Callable[[Vendor, Request, Fault], Response]] = {
    "garbage": _garbage,
    "html": _html,
    "empty": _empty,
    "truncated": _truncated,
    "never": _never,
    "dropped": _dropped,
    "dropped_before": _dropped_before,
    "slow": _slow,
    "redirect": _redirect,
    "headers": _headers,
    "retry_after": _retry_after,
}
