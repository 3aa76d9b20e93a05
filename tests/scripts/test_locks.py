"""The locks: complete, hashed, in step with pyproject.toml, and silent about where packages come from."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.environment import GROUPS

from .checkout import HERE

ADDRESS = re.compile(r"--(extra-)?index-url|--find-links|--trusted-host|^-[if] ", re.MULTILINE)
ELSEWHERE = re.compile(r"https?://[^\s\"')]*(pypi|simple|mirror|artifactory|nexus)", re.IGNORECASE)


def entries(group):
    """Each requirement of a lock with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (HERE / GROUPS[group]).read_text(), flags=re.MULTILINE)
    for entry in text.replace("\\\n", " ").splitlines():
        wanted, *hashes = re.split(r"\s--hash=", entry)
        if wanted.strip():
            yield Requirement(wanted), hashes


def versions(*groups):
    found = {}
    for group in groups:
        for wanted, _ in entries(group):
            found.setdefault(canonicalize_name(wanted.name), set()).add(
                str(wanted.specifier).removeprefix("==")
            )
    return found


def asked_for(group):
    project = tomllib.loads((HERE / "pyproject.toml").read_text())
    lines = project["project"]["dependencies"] if group == "base" else project["dependency-groups"][group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("group", GROUPS)
def test_every_requirement_names_one_version_and_its_hashes(group):
    faulty = [
        str(wanted)
        for wanted, hashes in entries(group)
        if not re.fullmatch(r"==[^,*]+", str(wanted.specifier))
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", one) for one in hashes)
    ]

    assert faulty == []
    assert list(entries(group))


@pytest.mark.parametrize("group", GROUPS)
def test_what_the_project_asks_for_is_locked_at_a_version_it_allows(group):
    locked = versions(group)

    disagreeing = [
        str(wanted)
        for wanted in asked_for(group)
        if not any(
            wanted.specifier.contains(version, prereleases=True)
            for version in locked.get(canonicalize_name(wanted.name), ())
        )
    ]

    assert disagreeing == []


def test_a_package_in_two_locks_has_one_version():
    assert {name: found for name, found in versions(*GROUPS).items() if len(found) > 1} == {}


@pytest.mark.parametrize("group", GROUPS)
def test_a_lock_is_complete_so_that_nothing_is_left_to_resolve(group):
    locked = versions(group)
    missing = set()
    for wanted, _ in entries(group):
        if wanted.marker and not wanted.marker.evaluate():
            continue
        extras = wanted.extras or {""}
        for line in metadata.requires(wanted.name) or ():
            needed = Requirement(line)
            marker = needed.marker
            applies = not marker or any(
                marker.evaluate({**default_environment(), "extra": one}) for one in extras
            )
            if applies and canonicalize_name(needed.name) not in locked:
                missing.add(f"{wanted.name} needs {needed.name}")

    assert missing == set()


def test_no_file_says_where_packages_come_from():
    files = [*HERE.glob("*.lock"), *(HERE / name for name in ("pyproject.toml", "Dockerfile", "Makefile"))]
    files += [HERE / "docker-compose.yml", HERE / ".ci" / "run", HERE / ".env.example"]

    telling = [
        path.name for path in files if ADDRESS.search(path.read_text()) or ELSEWHERE.search(path.read_text())
    ]

    assert telling == []
    assert not (HERE / "uv.lock").exists()
