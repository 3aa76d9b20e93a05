"""Consent, tokens and their end. The consent page of the stand-in always presses "allow"."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sandbox.deliveries import LOOPBACK
from sandbox.http import Request, Response

from .base import CLIENTS, ClioBase, Refused, routes

CODE_LIFE = timedelta(minutes=10)
FORM = "application/x-www-form-urlencoded"


class Authorizing(ClioBase):
    @routes("GET", "/oauth/authorize", operation="oauth.authorize")
    def authorize(self, request: Request) -> Response:
        """Redirects with ``code`` and ``state``; the fault ``declined`` presses the other button."""
        where = request.one("redirect_uri") or ""
        if request.one("client_id") != CLIENTS[self.region(request)][0]:
            return Response.text("Unknown application.", 401)
        if not self._registered(where):
            return Response.text("The redirect URI is not the registered one.", 400)
        state = {"state": request.one("state")} if request.one("state") is not None else {}
        if request.one("response_type") != "code":
            return _back(where, {"error": "unsupported_response_type", **state})
        if request.fault and request.fault.kind == "declined":
            if request.one("redirect_on_decline") != "true":
                return Response.text("You did not allow the connection.", 200)
            return _back(where, {"error": "access_denied", **state})
        code = self.identifier("code", self.serial("code"), length=32)
        self.codes[code] = {
            "region": self.region(request),
            "redirect_uri": where,
            "until": self.clock.now() + CODE_LIFE,
            "user": self.approving_user,
        }
        return _back(where, {"code": code, **state})

    @routes("POST", "/oauth/token", operation="oauth.token")
    def exchange(self, request: Request) -> Response:
        if not request.headers.get("content-type", "").startswith(FORM):
            return _refused(400, "invalid_request")
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != CLIENTS[self.region(request)]:
            return _refused(401, "invalid_client")
        match form.get("grant_type"):
            case "authorization_code":
                return self._from_code(request)
            case "refresh_token":
                return self._from_refresh(request)
        return _refused(400, "unsupported_grant_type")

    @routes("POST", "/oauth/deauthorize", operation="oauth.deauthorize")
    def deauthorize(self, request: Request) -> Response:
        token = self.known(request)
        if token is None:
            raise Refused(401, "The access token is invalid, expired or revoked.")
        named = self.tokens.get(request.form.get("token", ""))
        if named is None or named.refresh != token.refresh:
            return _refused(400, "invalid_request")
        for other in self.tokens.values():
            other.revoked = other.revoked or other.refresh == named.refresh
        self.refreshes.pop(named.refresh, None)
        return Response.json({})

    def _from_code(self, request: Request) -> Response:
        held = self.codes.pop(request.form.get("code", ""), None)
        if held is None or held["until"] < self.clock.now() or held["region"] != self.region(request):
            return _refused(400, "invalid_grant")
        if held["redirect_uri"] != request.form.get("redirect_uri"):
            return _refused(400, "invalid_grant")
        access, refresh = self.grant(held["region"], held["user"])
        return self._tokens(access, refresh)

    def _from_refresh(self, request: Request) -> Response:
        old = request.form.get("refresh_token", "")
        region, user = self.refreshes.get(old, ("", None))
        if region != self.region(request):
            return _refused(400, "invalid_grant")
        fault = request.fault
        if self.rotate_refresh_tokens or (fault and fault.kind == "rotated_refresh_token"):
            del self.refreshes[old]
            return self._tokens(*self.grant(region, user))
        access, _ = self.grant(region, user, old)
        return self._tokens(access, None)

    def _tokens(self, access: str, refresh: str | None) -> Response:
        told = {"token_type": "bearer", "access_token": access, "expires_in": self.token_seconds}
        return Response.json({**told, "refresh_token": refresh} if refresh else told)

    def _registered(self, where: str) -> bool:
        try:
            host = urlsplit(where).hostname
        except ValueError:
            return False
        return where in self.redirect_uris or host in LOOPBACK


def _back(where: str, told: dict) -> Response:
    return Response.redirect(f"{where}{'&' if '?' in where else '?'}{urlencode(told)}")


def _refused(status: int, error: str) -> Response:
    return Response.json({"error": error, "error_description": "The request was refused."}, status)
