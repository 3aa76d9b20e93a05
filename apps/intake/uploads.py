"""Uploads stay in memory: a client's document is never written to a plain temporary file.

A request is read before anybody knows whose it is: the token against forgery is looked for in the body. So nothing is
kept for an address that takes no files, or of somebody who is not signed in.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest

LIMIT = 50 * 1024 * 1024
"""Largest file taken, in bytes. What goes over is counted and dropped, so that the page can say how large it was."""
TOGETHER = 100 * 1024 * 1024
"""Most bytes kept of one request, all its files together."""
FILES = 100
"""Most files kept of one request."""

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """A view whose form has files. Of what is sent to any other, none is kept."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class MemoryOnly(FileUploadHandler):
    """Keeps files within the limits. One that goes over arrives without its bytes, with its ``size`` saying why."""

    chunk_size = 256 * 1024
    keeps = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.keeps, self.files, self.held = _may_send(self.request), 0, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.keeps:
            raise SkipFile
        self.files += 1
        self.room = min(LIMIT, TOGETHER - self.held) if self.files <= FILES else 0
        self.buffer = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= self.room:
            self.buffer.write(raw_data)
        elif self.buffer.tell():
            self.buffer = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.held += self.buffer.tell()
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def _may_send(request: HttpRequest | None) -> bool:
    """Whether somebody who is signed in sends to a view that takes files. What is not known yet means no."""
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    return bool(getattr(match and match.func, "takes_files", False) and user and user.is_authenticated)
