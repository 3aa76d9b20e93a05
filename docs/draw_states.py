"""Draws docs/states.md from the tables of moves: `python -m docs.draw_states`, with `--check` to only compare.

Every dictionary in an app's states.py that leads from states to sets of states is a life cycle and gets a drawing. A
test compares the page with the tables, so a move that is added or taken away has to be drawn in the same commit.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent / "states.md"
HEAD = """\
# Life cycles

<!-- Drawn by docs/draw_states.py from the tables in apps/*/states.py. Change a table, then run it again. -->

Each drawing is one table in code. One function makes moves, and a move that is not in the table is refused with a
sentence; where a trigger guards the column as well, the database refuses it too. A state without a way out is final.
An arrow from a state to itself is another worker taking over a lease that ran out.
"""


@dataclass(frozen=True)
class LifeCycle:
    """A table of moves: the app and module it stands in, what it is called there, and the moves."""

    app: str
    name: str
    says: str
    moves: Mapping[Any, frozenset[Any]]

    @property
    def states(self) -> type:
        """The enumeration of the states."""
        return type(next(iter(self.moves)))


def life_cycles() -> list[LifeCycle]:
    """Every table of moves there is, in the order of the apps' names. Django has to be set up."""
    return [cycle for app in _apps() for cycle in _of(app)]


def _apps() -> list[str]:
    apps = Path(__file__).resolve().parent.parent / "apps"
    return sorted(path.parent.name for path in apps.glob("*/states.py"))


def _of(app: str) -> Iterator[LifeCycle]:
    module = importlib.import_module(f"apps.{app}.states")
    for name, value in vars(module).items():
        if isinstance(value, dict) and value and all(isinstance(to, frozenset) for to in value.values()):
            yield LifeCycle(app, name, inspect.getdoc(module) or "", value)


def page() -> str:
    """The whole page as it should read."""
    from django.utils import translation

    with translation.override("en"):
        return HEAD + "".join(_section(cycle) for cycle in life_cycles())


def _section(cycle: LifeCycle) -> str:
    title = f"{cycle.app}: {cycle.states.__name__}"
    where = f"`apps/{cycle.app}/states.py`, `{cycle.name}`. {cycle.says.splitlines()[0]}"
    drawing = "\n".join(_drawing(cycle))
    rows = "\n".join(_row(state, to) for state, to in cycle.moves.items())
    return (
        f"\n## {title}\n\n{where}\n\n```mermaid\n{drawing}\n```\n\n"
        f"| State | On screen | May become |\n|---|---|---|\n{rows}\n"
    )


def _drawing(cycle: LifeCycle) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {next(iter(cycle.moves)).value}"
    for state, targets in cycle.moves.items():
        for to in _in_order(targets):
            yield f"    {state.value} --> {to.value}"
        if not targets:
            yield f"    {state.value} --> [*]"


def _row(state: Any, targets: frozenset[Any]) -> str:
    to = ", ".join(f"`{each.value}`" for each in _in_order(targets)) or "final"
    return f"| `{state.value}` | {state.label} | {to} |"


def _in_order(targets: frozenset[Any]) -> list[Any]:
    if not targets:
        return []
    order = list(type(next(iter(targets))))
    return sorted(targets, key=order.index)


def main(arguments: list[str]) -> int:
    """Exit status 1 if asked to check and the page is not what the tables say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firmai.settings.testing")
    import django

    django.setup()
    drawn = page()
    if arguments == ["--check"]:
        return int(not PAGE.exists() or PAGE.read_text("utf-8") != drawn)
    PAGE.write_text(drawn, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
