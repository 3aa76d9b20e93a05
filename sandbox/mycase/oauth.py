"""Sign-in and tokens. The stand-in's sign-in page always lets the person through."""

from urllib.parse import urlencode, urlsplit

from sandbox.deliveries import LOOPBACK
from sandbox.http import Request, Response

from .base import ACCESS_LIFE, CLIENT, CODE_LIFE, SIGN_IN_HOST, MyCaseBase, Refused, routes

SCOPE = "cases clients companies documents notes tasks events staff"


class Authorizing(MyCaseBase):
    @routes("GET", "/login_sessions/new", operation="oauth.authorize")
    def authorize(self, request: Request) -> Response:
        """The fault ``forbidden`` is a person who may not manage the firm's preferences."""
        self._only_there(request)
        where = request.one("redirect_uri") or ""
        if request.fault and request.fault.kind == "forbidden":
            return Response.text("Forbidden", 403)
        if request.one("client_id") != CLIENT[0] or request.one("response_type") != "code":
            return Response.text("Unknown application.", 400)
        if not (where in self.redirect_uris or urlsplit(where).hostname in LOOPBACK):
            return Response.text("The redirect URI is not the registered one.", 400)
        code = self.identifier("code", self.serial("code"), length=32)
        self.codes[code] = {"redirect_uri": where, "until": self.clock.now() + CODE_LIFE}
        told = {"code": code, **({"state": request.one("state")} if request.one("state") is not None else {})}
        return Response.redirect(f"{where}{'&' if '?' in where else '?'}{urlencode(told)}")

    @routes("POST", "/tokens", operation="oauth.token")
    def exchange(self, request: Request) -> Response:
        self._only_there(request)
        form = request.parsed if isinstance(request.parsed, dict) else {}
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            raise Refused(401, ("invalid_client", "", ""))
        if form.get("grant_type") == "authorization_code":
            held = self.codes.pop(str(form.get("code")), None)
            right = (
                held and held["until"] > self.clock.now() and held["redirect_uri"] == form.get("redirect_uri")
            )
            return self._tokens(first=True) if right else _invalid_grant()
        if form.get("grant_type") == "refresh_token":
            # Used once: the answer carries the next one.
            expires = self.refreshes.pop(str(form.get("refresh_token")), None)
            return self._tokens() if expires and expires > self.clock.now() else _invalid_grant()
        raise Refused(400, ("unsupported_grant_type", "", ""))

    def _tokens(self, first: bool = False) -> Response:
        access, refresh = self.grant()
        told = {
            "access_token": access,
            "token_type": "Bearer",
            "scope": SCOPE,
            "refresh_token": refresh,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
        }
        return Response.json({**told, "firm_uuid": self.firm["uuid"]} if first else told)

    def _only_there(self, request: Request) -> None:
        if request.base is None and request.host != SIGN_IN_HOST:
            raise Refused(404)


def _invalid_grant() -> Response:
    raise Refused(400, ("invalid_grant", "", ""))
