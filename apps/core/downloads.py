"""Files that a person takes away: one place that says how a browser keeps them, and that nothing on the way does."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header


def download(content: bytes | Iterable[bytes], *, kind: str, name: str) -> HttpResponseBase:
    """Bytes, or pieces as they are made, as a file. The name says nothing of the matter: it stays on other machines."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store, private",
    }
    if isinstance(content, bytes):
        return HttpResponse(content, content_type=kind, headers=headers)
    return StreamingHttpResponse(content, content_type=kind, headers=headers)
