"""Uploads stay in memory: a client's document is never written to a plain temporary file."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

LIMIT = 50 * 1024 * 1024
"""Largest file taken, in bytes. What goes over is counted and dropped, so that the page can say how large it was."""


class MemoryOnly(FileUploadHandler):
    """Keeps up to ``LIMIT`` bytes. A larger file arrives empty with its ``size`` saying why."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= LIMIT:
            self.buffer.write(raw_data)
        elif self.buffer.tell():
            self.buffer = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
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
