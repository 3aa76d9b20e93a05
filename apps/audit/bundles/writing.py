"""A bundle, file by file: the entries' exact bytes, their proofs, and all that is needed to check them elsewhere.

Memory stays flat however many entries there are: they are read in the order of the log, and hashes of subtrees that
were made for one proof serve the next ones until there are too many of them.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS

from apps.audit import notes, stamps, tree
from apps.audit.facts import microseconds
from apps.audit.models import Entry
from apps.audit.stored import Stored

from . import archive, verifier
from .selection import ROWS_AT_A_TIME, Selection

HERE = Path(__file__).parent
SHIPPED = {"README.md": "README.md", "LISEZMOI.md": "LISEZMOI.md", "verify.py": "verifier.py"}
LARGE = 500_000  # entries, from where a file of the archive may come near to 4 GiB
PROOFS_AT_A_TIME = 64


@dataclass(frozen=True)
class About:
    """What the manifest says of how the bundle came to be: ids and codes."""

    by: uuid.UUID
    recipient: str
    made_at: dt.datetime


class Companion(Protocol):
    """Whoever can say in words what the entries are: it sees each once, in order, and then adds files of its own.

    One of them is `names.json`, with the names of people and matters by id.
    """

    def sees(self, index: int, entry: Entry) -> None: ...

    def files(self, manifest: Mapping[str, object]) -> Iterable[tuple[str, bytes]]: ...


def pieces(
    selection: Selection, about: About, companion: Companion, *, using: str = DEFAULT_DB_ALIAS
) -> Iterator[bytes]:
    """The bundle as a ZIP archive, piece by piece. The same entries and words give the same bytes."""
    files = _files(selection, about, companion, using)
    return archive.pieces(files, large=len(selection.ids) > LARGE)


def _files(selection: Selection, about: About, companion: Companion, using: str) -> Iterator[archive.File]:
    for name, source in SHIPPED.items():
        yield name, [(HERE / source).read_bytes()]
    signed = [selection.checkpoint, *([selection.later] if selection.later else [])]
    yield "keys.txt", ["".join(f"{key}\n" for key in _keys([each.note for each in signed])).encode()]
    yield "checkpoint.txt", [selection.checkpoint.note.encode()]
    if selection.stamp and (authorities := stamps.trusted()):
        yield verifier.STAMP, [bytes(selection.stamp.answer)]
        yield "authority.pem", [stamps.as_pem(authorities)]
    if selection.later:
        yield "later.txt", [selection.later.note.encode()]
        yield "consistency.txt", [_consistency(selection, using)]
    yield "entries.txt", _entries(selection, companion, using)
    yield "proofs.txt", _proofs(selection, using)
    manifest = _manifest(selection, about)
    for name, content in companion.files(manifest):
        yield name, [content]
    yield "manifest.json", [json.dumps(manifest, sort_keys=True, indent=1).encode() + b"\n"]


def _keys(signed: Iterable[str]) -> list[notes.Verifier]:
    """The keys that signed the notes, the first note's first, each once."""
    known = notes.verifiers()
    return list(dict.fromkeys(notes.read(note, known)[1] for note in signed))


def _consistency(selection: Selection, using: str) -> bytes:
    assert selection.later is not None
    ranges = tree.consistency_ranges(selection.checkpoint.size, selection.later.size)
    return "".join(f"{hash_.hex()}\n" for hash_ in Stored(using).proof(ranges)).encode()


def entries_of(selection: Selection, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[tuple[int, Entry]]:
    """Each entry with its place, in the order of the log."""
    for start in range(0, len(selection.ids), ROWS_AT_A_TIME):
        ids = selection.ids[start : start + ROWS_AT_A_TIME].tolist()
        found = Entry.objects.using(using).in_bulk(ids)
        for index, entry in zip(selection.indexes[start : start + ROWS_AT_A_TIME], ids, strict=True):
            yield index, found[entry]


def proofs_of(selection: Selection, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[tuple[int, list[bytes]]]:
    """Each entry's place with the hashes that lead from it to the root of the checkpoint."""
    stored, size = Stored(using), selection.checkpoint.size
    for start in range(0, len(selection.indexes), PROOFS_AT_A_TIME):
        indexes = selection.indexes[start : start + PROOFS_AT_A_TIME]
        paths = [tree.inclusion_ranges(index, size) for index in indexes]
        yield from zip(indexes, stored.proofs(paths), strict=True)


def _entries(selection: Selection, companion: Companion, using: str) -> Iterator[bytes]:
    for index, entry in entries_of(selection, using=using):
        companion.sees(index, entry)
        yield entry.body.encode() + b"\n"


def _proofs(selection: Selection, using: str) -> Iterator[bytes]:
    for index, hashes in proofs_of(selection, using=using):
        yield " ".join([str(index), *(hash_.hex() for hash_ in hashes)]).encode() + b"\n"


def _manifest(selection: Selection, about: About) -> dict[str, object]:
    return {
        "by": str(about.by),
        "entries": len(selection.ids),
        "format": verifier.FORMAT,
        "made_at": microseconds(about.made_at),
        "origin": notes.read(selection.checkpoint.note, notes.verifiers())[0].origin,
        "recipient": about.recipient,
        "scope": selection.scope.as_json(),
        "size": selection.checkpoint.size,
        "waiting": selection.waiting,
    }
