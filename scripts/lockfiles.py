"""The locks: every package with its hashes, for every platform, and no word about where it comes from."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import List

from scripts import terminal
from scripts.environment import GROUPS
from scripts.places import CHECKOUT
from scripts.problem import Problem

ADDRESS = re.compile(r"^\s*(--(extra-)?index-url|-i|--find-links|-f|--trusted-host)\b|://", re.MULTILINE)


def make(arguments: List[str]) -> int:
    """Write all of them from pyproject.toml. Raises Problem without uv, or if an address got in."""
    uv = shutil.which("uv")
    if not uv:
        raise Problem("Making the locks takes uv, which is not on the PATH: python3 -m pip install uv.")
    for group, name in GROUPS.items():
        command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
        command += [
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--python-version",
            "3.11",
            "--output-file",
            name,
        ]
        command += _sources(group)
        if subprocess.run([*command, *arguments], cwd=str(CHECKOUT)).returncode:
            return 1
        if ADDRESS.search((CHECKOUT / name).read_text("utf-8")):
            raise Problem(f"{name} names an index. Locks name packages and hashes only.")
        terminal.say(f"{name} is in step with pyproject.toml")
    return 0


def _sources(group: str) -> List[str]:
    """A group is locked on its own, at the versions that the locks before it have chosen."""
    if group == "base":
        return ["pyproject.toml"]
    before = list(GROUPS)[: list(GROUPS).index(group)]
    return ["--group", group, *(part for name in before for part in ("--constraint", GROUPS[name]))]
