"""`.env`: one NAME=value a line, for `make serve`. What is already set in the environment wins; a name that is set to
nothing is not set, as in the file: `make` hands one on for what was not typed after it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterator, List, Tuple

from scripts.problem import Problem

LINE = re.compile(r"^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")


def load(path: Path) -> None:
    """Into the environment. Raises Problem at a line that is neither empty, nor a comment, nor NAME=value."""
    for name, value in _read(path) if path.exists() else ():
        if value and not os.environ.get(name):
            os.environ[name] = value


def names(path: Path) -> List[str]:
    """The names in it. Raises Problem as above."""
    return [name for name, _value in _read(path)]


def value(path: Path, name: str) -> str:
    """What it gives one name, and nothing where it does not; other lines may be anything that compose takes."""
    if not path.exists():
        return ""
    found = [LINE.match(line.strip()) for line in path.read_text("utf-8-sig", "replace").splitlines()]
    given = [each.group(2).strip("'\"") for each in found if each and each.group(1) == name]
    return given[-1] if given else ""


def _read(path: Path) -> Iterator[Tuple[str, str]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Problem(f"{path} is not in UTF-8: save it so, and try again.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.match(line.strip())
        if not found:
            raise Problem(f"Line {number} of {path} does not read NAME=value.")
        name, value = found.groups()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        yield name, value
