"""Files as places: logs, temporary files, files that are open and have no name any more, core dumps."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from proof.custody import Finding, Place
from proof.patterns import Pattern, search

PIECE = 8 * 1024 * 1024
OVERLAP = 4096
SYSTEM_WIDE = ("/dev/shm", "/tmp", "/var/tmp")
CORES = ("core*", "*.core", "vgcore.*")
COLLECTED = ("/var/lib/systemd/coredump", "/var/crash", "/var/spool/abrt", "/cores")
PATTERN = Path("/proc/sys/kernel/core_pattern")


def look(place: Place, paths: Iterable[Path], sought: tuple[Pattern, ...], *, since: float = 0) -> Finding:
    """Every regular file among these, or changed since then."""
    finding = Finding(place, forms=len(sought))
    for path in paths:
        for before, piece in _pieces(path, since):
            # What lies wholly in the end of the last piece was counted there.
            finding.add(path.name, len(piece), search(before + piece, sought) - search(before, sought))
    return finding


def _pieces(path: Path, since: float) -> Iterator[tuple[bytes, bytes]]:
    """The file in pieces, each with the end of the one before. A file that is gone or may not be read has none."""
    try:
        with path.open("rb", buffering=0) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_mtime < since:
                return
            before = b""
            while piece := file.read(PIECE):
                yield before, piece
                before = piece[-OVERLAP:]
    except OSError:
        return


def below(folder: Path, *, without: Iterable[Path] = ()) -> Iterator[Path]:
    """Every file below a folder, but for these folders and what is in them."""
    left_out = set(without)
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(here, name) not in left_out]
        yield from (Path(here, name) for name in names if Path(here, name) not in left_out)


def nameless(pids: Iterable[int]) -> Iterator[Path]:
    """Files that a process holds open and that no folder names: deleted ones, and memory given out as a file."""
    for pid in pids:
        try:
            handles = list(Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
        for handle in handles:
            try:
                if str(handle.readlink()).endswith(" (deleted)"):
                    yield handle
            except OSError:
                continue


def cores(folders: Iterable[Path]) -> Iterator[Path]:
    """Where the kernel of this machine would have put a dump of a process that ran in one of these."""
    named = _named_by_the_kernel()
    for folder in {*folders, *(Path(each) for each in COLLECTED), *named}:
        for form in CORES if folder not in named else ("*",):
            yield from folder.glob(form)


def _named_by_the_kernel() -> set[Path]:
    try:
        pattern = PATTERN.read_text("utf-8").strip()
    except OSError:
        return set()
    return (
        {Path(pattern).parent} if pattern.startswith("/") and "%" not in str(Path(pattern).parent) else set()
    )


def swapped(pids: Iterable[int]) -> int:
    """Bytes of these processes that are on a swap device now."""
    found = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmSwap:"))
    return found
