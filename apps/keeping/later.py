"""Witnesses' copies of a log that is longer than the one a restore brought back.

What they say was true of the log that is gone. In the place where copies of this one are kept they would be a fault for
ever, and hide every other: they are put into a folder of their own there, and the log says how many.
"""

from __future__ import annotations

from pathlib import Path

from apps.audit import notes
from apps.audit.stamped import SUFFIX


def set_aside(folder: Path, *, size: int, known: list[notes.Verifier]) -> tuple[Path, int]:
    """Move the checkpoints over more entries than that, and the timestamps over such, into a folder in that one.

    Gives it and how many are in it now, those of a run that ended on the way among them. What cannot be read stays, and
    is a fault of its own. Raises OSError.
    """
    later = folder / f"past-{size:020d}"
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(".") and _size(path, known) > size:
            later.mkdir(exist_ok=True)
            path.rename(later / path.name)
    return later, sum(1 for _each in later.iterdir()) if later.is_dir() else 0


def _size(path: Path, known: list[notes.Verifier]) -> int:
    """How many entries it is over; 0 where that cannot be told. A timestamp's name says it, as it was given."""
    if path.suffix == SUFFIX:
        said = path.name.partition("-")[0]
        return int(said) if said.isdecimal() else 0
    try:
        return notes.read(path.read_text("utf-8"), known)[0].size
    except (notes.BadNote, UnicodeDecodeError):
        return 0
