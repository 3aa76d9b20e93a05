"""A record as Clio shows it: the chosen fields, and nothing more of what it points at than was asked for."""

from typing import Any

from .fields import DEFAULT, Selection, default
from .kinds import KINDS, Kind
from .store import Row, Store, fingerprint, stamp

TEXT_IDS = frozenset({"calendar_entry"})
"""Kinds whose id Clio describes as text: one of a series is named by its number and its day."""
DAYS = frozenset({("task", "due_at")})
"""What Clio takes as a moment, and describes and gives as a day."""


def shown(store: Store, row: Row, selection: Selection) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, inner in selection.items():
        if name in row.kind.plain:
            out[name] = plain(row, name)
        elif name in row.kind.one:
            out[name] = _one(store, row, name, inner)
        else:
            out[name] = _many(store, row, name, inner)
    return out


def plain(row: Row, name: str) -> Any:
    if name == "etag":
        return row.etag
    if name == "id" and row.kind.name in TEXT_IDS:
        return str(row.id)
    if name in ("created_at", "updated_at", "id"):
        return row.value(name)
    value = row.data.get(name)
    return value[:10] if value and (row.kind.name, name) in DAYS else value


def _one(store: Store, row: Row, name: str, inner: tuple[str, ...] | None) -> dict | None:
    kind = KINDS[row.kind.one[name]]
    if name == "latest_document_version":
        version = row.kept.get("showing") or store.latest_version(row)
        return shown(store, version, _chosen(kind, inner)) if version else None
    return _item(store, kind, row.data.get(name), inner)


def _many(store: Store, row: Row, name: str, inner: tuple[str, ...] | None) -> list:
    kind = KINDS[row.kind.many[name]]
    if row.kind.name == "matter" and name == "relationships":
        items: list = [{"id": r.id} for r in store.found("relationship") if r.value("matter.id") == row.id]
    else:
        items = row.data.get(name) or []
    return [item for item in (_item(store, kind, each, inner) for each in items) if item is not None]


def _item(store: Store, kind: Kind, held: Any, inner: tuple[str, ...] | None) -> dict | None:
    if held is None:
        return None
    selection = _chosen(kind, inner)
    pointed = store.point(kind.name, held)
    if pointed is not None and kind.name != "party":
        return shown(store, pointed, selection)
    if pointed is not None:
        name = pointed.data.get("name") or pointed.data.get("display_number")
        held = {**held, "name": name, "email": pointed.data.get("email"), "etag": pointed.etag}
    return {name: _embedded(store, kind, held, name) for name in selection}


def _embedded(store: Store, kind: Kind, held: dict, name: str) -> Any:
    if name == "etag":
        return held.get("etag") or fingerprint(held)
    if name in kind.one:
        return _item(store, KINDS[kind.one[name]], held.get(name), None)
    if name in kind.many:
        inner = KINDS[kind.many[name]]
        return [_item(store, inner, each, None) for each in held.get(name) or ()]
    return held.get(name)


def _chosen(kind: Kind, inner: tuple[str, ...] | None) -> Selection:
    return default(kind) if inner is None else dict.fromkeys(inner)


def in_full(store: Store, row: Row) -> dict[str, Any]:
    """Everything of a record, for tests: plain fields, and references as they are held."""
    names = sorted({*row.kind.plain, *DEFAULT})
    held = {k: v for k, v in row.data.items() if k in row.kind.one or k in row.kind.many}
    return {**{name: plain(row, name) for name in names}, **held, "created_at": stamp(row.created_at)}
