"""Claude's endpoints."""

from sandbox.http import Request, Response, Routes
from sandbox.vendor import Vendor

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class Claude(Vendor):
    name = "claude"
    routes = Routes()
    SETTINGS = ("delay",)
    delay: float = 0.0

    def error(self, status: int, request: Request, told: str = "", code: str | None = None) -> Response:
        kind = TYPES.get(status, "api_error")
        error: dict = {"type": kind, "message": told or kind.replace("_", " ")}
        if code:
            error["details"] = {"error_code": code}
        return Response.json(
            {"type": "error", "error": error, "request_id": self.request_id(request)}, status
        )

    def request_id(self, request: Request) -> str:
        return "req_" + self.identifier("request", request.number)

    def finish(self, request: Request, response: Response) -> Response:
        return response.with_headers(request_id=self.request_id(request))
