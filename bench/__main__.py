"""`python -m bench [--soak] [--json FILE] [NAME ...]`: measure, and print a table.

Runs every `bench/bench_*.py`, or with --soak every `bench/soak_*.py` (long runs), or those of them that are named.
Each module has `run() -> list[Figure]`. Exit status 1 if a figure did not hold or nothing was measured.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import platform
import sys
from pathlib import Path

import django

import bench
from bench.figure import Figure


def modules(kind: str) -> list[str]:
    """The names of all modules of a kind, without their prefix."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name.removeprefix(f"{kind}_") for name in found if name.startswith(f"{kind}_"))


def measure(kind: str, name: str) -> list[Figure]:
    figures: list[Figure] = importlib.import_module(f"bench.{kind}_{name}").run()
    return figures


def table(figures: list[Figure]) -> str:
    """The figures for a person to read."""
    rows = [("figure", "median", "spread", "ratio", "limit", "")]
    for figure in figures:
        rows.append(
            (
                figure.name,
                f"{figure.median:.4g} {figure.unit}",
                f"± {figure.spread:.2g}",
                "-" if figure.ratio is None else f"{figure.ratio:.3f} of {figure.peer_name}",
                f"{'at least' if figure.at_least else 'at most'} {figure.limit:g}",
                "held" if figure.held else "NOT HELD",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench")
    options.add_argument("--json", type=Path, help="write the figures to this file as well")
    options.add_argument("--soak", action="store_true", help="the long runs instead of the benchmarks")
    options.add_argument("names", nargs="*", metavar="NAME")
    given = options.parse_args()
    kind = "soak" if given.soak else "bench"
    there = modules(kind)
    unknown = set(given.names) - set(there)
    if unknown or not there:
        options.error(
            f"there is no {kind} {', '.join(sorted(unknown))}; there are: {', '.join(there) or 'none'}"
        )
    django.setup()
    figures: list[Figure] = []
    for name in given.names or there:
        sys.stdout.write(f"Measuring {name}\n")
        sys.stdout.flush()
        figures += measure(kind, name)
    sys.stdout.write(f"\n{table(figures)}\n")
    if given.json:
        machine = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
        }
        document = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
        given.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0 if figures and all(figure.held for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
