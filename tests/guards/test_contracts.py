"""The contracts on imports hold, and each of them fails when somebody breaks it."""

import contextlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent.parent
CONTRACTS = tomllib.loads((HERE / "pyproject.toml").read_text())["tool"]["importlinter"]
ORDER = "A stage knows what came before it, never what comes after"
INSIDE = "Inside an app, the web knows the rules and the rules do not know the web"
IN_REVIEW = "In review, an act knows what it rests on, never what comes of it"
# For each contract a file, and an import that does not belong there.
VIOLATIONS = {
    ORDER: ("apps/people/planted.py", "import apps.desk.views"),
    INSIDE: ("apps/audit/models.py", "import apps.audit.services"),
    IN_REVIEW: ("apps/review/authorities/ledger.py", "import apps.review.decisions.rounds"),
    "What is read out of a text is read from the text alone": (
        "apps/review/citing/styles.py",
        "import apps.review.models",
    ),
    "Who somebody is, is found in the text alone": (
        "apps/policy/identifying/tied.py",
        "import apps.policy.models",
    ),
    "Claude is reached through the gate and nowhere else": (
        "apps/drafting/planted.py",
        "import apps.integrations.claude.client",
    ),
    "The account is looked at by commands of its own, never by a page or a worker": (
        "apps/policy/prices.py",
        "import apps.policy.watching",
    ),
    "The apps do not know the project": ("apps/core/text.py", "import sandbox.clock"),
    "Only integrations speak HTTP to the outside": ("apps/people/rules.py", "import httpx"),
    "A request of any shape can be made in the vendors' folders and nowhere else": (
        "apps/sync/planted.py",
        "import apps.integrations.http",
    ),
    "The sandbox stands alone": ("sandbox/clock.py", "import apps.core.text"),
}


FOLDERS = sorted(
    path.parent.name
    for path in HERE.glob("apps/review/*/__init__.py")
    if path.parent.name not in {"migrations", "models", "written", "citing"}
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of everything that the contracts are about. Whoever plants something in it takes it out again."""
    tree = tmp_path_factory.mktemp("tree")
    for name in CONTRACTS["root_packages"]:
        shutil.copytree(HERE / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "pyproject.toml", tree)
    return tree


@contextlib.contextmanager
def planted(path, line):
    kept = path.read_text("utf-8") if path.exists() else None
    try:
        path.write_text(f"{kept or ''}\n{line}\n", "utf-8")
        yield
    finally:
        path.unlink()
        if kept is not None:
            path.write_text(kept, "utf-8")


def looked_at(tree):
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--cache-dir", "read", "--no-logo"],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )


def told(tree):
    """All that is said of a tree, with each import that does not belong there."""
    return looked_at(tree).stdout


def verdicts(tree):
    """Each contract with KEPT or BROKEN."""
    done = looked_at(tree)
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert found, done.stdout + done.stderr
    assert (done.returncode == 0) == ("BROKEN" not in found.values())
    return found


def broken(tree):
    return {name for name, verdict in verdicts(tree).items() if verdict == "BROKEN"}


def test_every_contract_is_kept_and_has_a_violation_to_be_tried_with(tree):
    contracts = tomllib.loads((tree / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert verdicts(tree) == dict.fromkeys((contract["name"] for contract in contracts), "KEPT")
    assert {contract["name"] for contract in contracts} == set(VIOLATIONS)


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_breaks_its_contract_and_no_other(tree, contract):
    name, line = VIOLATIONS[contract]

    with planted(tree / name, line):
        assert broken(tree) == {contract}


def test_each_folder_of_review_keeps_the_web_from_its_rules(tree):
    """All in one run: in each of them a rule imports a page of its own folder."""
    with contextlib.ExitStack() as stack:
        for name in FOLDERS:
            folder = tree / "apps/review" / name
            stack.enter_context(planted(folder / "admin.py", ""))
            stack.enter_context(planted(folder / "rules.py", f"import apps.review.{name}.admin"))

        said = told(tree)

    assert {name for name in FOLDERS if f"apps.review.{name}.admin" in said} == set(FOLDERS)


@pytest.mark.parametrize(("inside", "contract"), [("", ORDER), ("review", IN_REVIEW)])
def test_a_newcomer_without_a_place_in_the_order_breaks_it(tree, inside, contract):
    newcomer = tree / "apps" / inside / "newcomer"
    newcomer.mkdir()
    try:
        (newcomer / "__init__.py").touch()
        assert broken(tree) == {contract}
    finally:
        shutil.rmtree(newcomer)
