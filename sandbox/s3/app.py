"""Signed addresses, and nothing else of S3: one PUT or GET, the headers that were signed, until a time.

The rules are Amazon's for presigned URLs: every signed header has to be sent with the signed value, an
``Authorization`` header beside a query signature is refused, and a wrong ``Content-MD5`` is ``BadDigest``.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from sandbox import sites
from sandbox.http import Request, Response, Routes
from sandbox.vendor import Vendor

CANADA, UNITED_STATES = "s3-canada", "s3-us"
LONGEST_PUT = 5 * 1024**3  # bytes in one PUT


class S3(Vendor):
    """``objects`` holds what was uploaded, by (site, key)."""

    name = "s3"
    routes = Routes()

    def reset(self) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}

    def presign(
        self,
        method: str,
        key: str,
        *,
        site: str,
        base: str | None,
        seconds: float,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """An address for one ``method`` on ``key``, good for ``seconds`` of the sandbox's clock.

        ``base`` is the way the asker came in (``Request.base``); ``headers`` have to be sent with the request.
        """
        signed = {name.lower(): value for name, value in (headers or {}).items()}
        until = int(self.clock.timestamp() + seconds)
        query = urlencode(
            {
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-SignedHeaders": ";".join(["host", *sorted(signed)]),
                "X-Sandbox-Until": until,
                "X-Amz-Signature": self._signature(method, site, key, until, signed),
            }
        )
        return sites.address(site, f"/{key}?{query}", base=base)

    @routes("PUT", "/{key:path}", operation="object.put")
    def put(self, request: Request) -> Response:
        if "authorization" in request.headers:
            return self.error(400, request, "Only one auth mechanism allowed.", "InvalidArgument")
        if refused := self._refused(request):
            return refused
        if len(request.body) > LONGEST_PUT:
            return self.error(400, request, "The object is too large.", "EntityTooLarge")
        digest = hashlib.md5(request.body).digest()
        if (told := request.headers.get("content-md5")) and told != base64.b64encode(digest).decode():
            return self.error(400, request, "The digest does not match what was received.", "BadDigest")
        with self.lock:
            self.objects[request.site, request.params["key"]] = request.body
        return Response(200, b"", {"etag": f'"{digest.hex()}"'})

    @routes("GET", "/{key:path}", operation="object.get")
    def get(self, request: Request) -> Response:
        # On loopback every site is one origin, where a client that rightly drops the header on leaving an
        # origin keeps it; so this is refused only where the hosts differ.
        if "authorization" in request.headers and request.base is None:
            return self.error(400, request, "Only one auth mechanism allowed.", "InvalidArgument")
        if refused := self._refused(request):
            return refused
        held = self.objects.get((request.site, request.params["key"]))
        if held is None:
            return self.error(404, request, "The key does not exist.", "NoSuchKey")
        return Response(200, held, {"content-type": "application/octet-stream"})

    def _refused(self, request: Request) -> Response | None:
        query = dict(parse_qsl(request.query_string))
        names = [n for n in query.get("X-Amz-SignedHeaders", "").split(";") if n and n != "host"]
        until = int(query["X-Sandbox-Until"]) if query.get("X-Sandbox-Until", "").isdigit() else 0
        if not until or "X-Amz-Signature" not in query:
            return self.error(403, request, "Access denied.", "AccessDenied")
        sent = {name: request.headers.get(name, "") for name in names}
        right = self._signature(request.method, request.site, request.params["key"], until, sent)
        if not hmac.compare_digest(right, query["X-Amz-Signature"]):
            told = "The signature does not match: a signed header is missing or differs."
            return self.error(403, request, told, "SignatureDoesNotMatch")
        if self.clock.timestamp() > until:
            return self.error(403, request, "Request has expired.", "AccessDenied")
        return None

    def _signature(self, method: str, site: str, key: str, until: int, headers: Mapping[str, str]) -> str:
        lines = [method, site, key, str(until), *(f"{name}:{headers[name]}" for name in sorted(headers))]
        secret = self.identifier("signing key").encode()
        return hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code or 'InternalError'}</Code><Message>{told or 'We could not do this.'}"
            f"</Message><RequestId>{self.identifier('request', request.number, length=16)}</RequestId></Error>"
        )
        return Response.text(text, status, "application/xml")
