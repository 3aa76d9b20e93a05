"""A person at a browser: signs in, uploads, asks, reads the preview, confirms. Pages are read and forgotten."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

SHOWN = re.compile(r'name="shown" value="([^"]+)"')


class PageRefused(AssertionError):
    """A page answered otherwise than it does to a person who may see it."""


class Visit:
    """One browser. Use it from one thread."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._cookies: dict[str, str] = {}

    def sign_in(self, email: str, password: str) -> None:
        self.get("/account/login/")
        self.post("/account/login/", {"login": email, "password": password})

    def get(self, path: str) -> str:
        status, _, page = self._ask("GET", path)
        if status != 200:
            raise PageRefused(f"GET {path} gave {status}")
        return page

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> str:
        """Where the answer leads. A form that is shown again was refused."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._cookies["csrftoken"]}, doseq=True).encode()
        return self._post(path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, field: str, filename: str, data: bytes) -> str:
        edge, token = secrets.token_hex(16), self._cookies["csrftoken"]
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        body = parts.encode() + data + f"\r\n--{edge}--\r\n".encode()
        return self._post(path, body, f"multipart/form-data; boundary={edge}")

    def _post(self, path: str, body: bytes, kind: str) -> str:
        status, place, _ = self._ask("POST", path, body, kind)
        if status not in (302, 303):
            raise PageRefused(f"POST {path} gave {status}")
        return place

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        line = http.client.HTTPConnection(self._host, self._port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            for given in answer.headers.get_all("Set-Cookie", []):
                self._cookies |= {name: each.value for name, each in SimpleCookie(given).items()}
            return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8")
        finally:
            line.close()
