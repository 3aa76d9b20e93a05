"""A ZIP archive made while it is sent: the same files give the same bytes, and none is held whole."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator

File = tuple[str, Iterable[bytes]]

SUMS = "SHA256SUMS"
BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3
PIECE = 1 << 16


class _Sink:
    """Where the archive is written to: a file that cannot be wound back, emptied as it is sent."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self, least: int) -> bytes:
        """What was written and not yet taken, once it is `least` bytes; else nothing."""
        if self._size < least:
            return b""
        taken, self._parts, self._size = b"".join(self._parts), [], 0
        return taken


def pieces(files: Iterable[File], *, large: bool = False) -> Iterator[bytes]:
    """The archive piece by piece, with a list of the files' SHA-256 as its last file.

    `large` prepares every file for more than 4 GiB, which some older programs cannot unpack.
    """
    sink, sums = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, chunks in files:
            hash_ = hashlib.sha256()
            with archive.open(_entry(name), "w", force_zip64=large) as file:
                for chunk in chunks:
                    hash_.update(chunk)
                    file.write(chunk)
                    if taken := sink.taken(PIECE):
                        yield taken
            sums.append(f"{hash_.hexdigest()}  {name}\n")
        with archive.open(_entry(SUMS), "w") as file:
            file.write("".join(sums).encode())
    yield sink.taken(0)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, BEGINNING_OF_TIME)
    info.create_system, info.external_attr, info.compress_type = UNIX, READABLE, zipfile.ZIP_DEFLATED
    return info
