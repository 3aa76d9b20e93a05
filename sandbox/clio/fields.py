"""The ``fields`` parameter: ``id,etag,matter{id,client}``, one level of braces."""

import re

from .kinds import KINDS, Kind

DEFAULT = ("id", "etag")
Selection = dict[str, tuple[str, ...] | None]
TOKEN = re.compile(r"[A-Za-z_0-9]+|[{},]")


class InvalidFields(ValueError):
    """A field that the record does not have, or braces that do not close or go too deep."""


def parse(text: str | None, kind: Kind) -> Selection:
    """Names asked of a record, each with the names asked of what it points at (None: the default ones)."""
    if text is None:
        return default(kind)
    selection: Selection = {}
    for name, inner in _split(text):
        _check(name, inner, kind)
        selection[name] = inner
    return selection


def default(kind: Kind) -> Selection:
    """``id`` and ``etag``; everything for the small shapes that have neither."""
    names = [name for name in DEFAULT if name in kind.plain] or sorted({*kind.plain, *kind.many})
    return dict.fromkeys(names)


def _check(name: str, inner: tuple[str, ...] | None, kind: Kind) -> None:
    if name in kind.plain and inner is None:
        return
    target = kind.one.get(name) or kind.many.get(name)
    if target is None:
        raise InvalidFields(f"{name} is not a valid field")
    near = KINDS[target]
    for inside in inner or ():
        if not (inside in near.plain or inside in near.one or inside in near.many):
            raise InvalidFields(f"{name}{{{inside}}} is not a valid field")


def _split(text: str) -> list[tuple[str, tuple[str, ...] | None]]:
    tokens = TOKEN.findall(text.replace(" ", ""))
    if "".join(tokens) != text.replace(" ", "") or not tokens:
        raise InvalidFields("fields could not be read")
    out: list[tuple[str, tuple[str, ...] | None]] = []
    at = 0
    while at < len(tokens):
        name = tokens[at]
        if name in "{},":
            raise InvalidFields("a field name is missing")
        at += 1
        inner: tuple[str, ...] | None = None
        if at < len(tokens) and tokens[at] == "{":
            inner, at = _inside(tokens, at + 1)
        out.append((name, inner))
        if at < len(tokens):
            if tokens[at] != "," or at + 1 == len(tokens):
                raise InvalidFields("fields are parted by commas")
            at += 1
    return out


def _inside(tokens: list[str], at: int) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    while at < len(tokens):
        name, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
        if name in "{}," or after == "{":
            raise InvalidFields("only one level of nested fields is allowed")
        names.append(name)
        if after == "}":
            return tuple(names), at + 2
        if after != ",":
            break
        at += 2
    raise InvalidFields("a brace is not closed")
