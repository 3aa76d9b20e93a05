"""What every file of the house keeps to: its length, where settings come from, and that it is of no one machine."""

import ast
import re
from functools import cache

import pytest

from tests.guards.reading import HERE, files, name, under

LONGEST = 400
MODULES = {
    name(path): path
    for path in under(
        "apps/", "firmai/", "sandbox/", "scripts/", "demo/", "docs/", "bench/", "proof/", suffix=".py"
    )
    if "/migrations/" not in name(path)
}
# Longer than that, with what it is.
MAY_BE_LONG = {
    "apps/audit/events.py": "one list: every event there is, with the facts it takes",
    "apps/audit/bundles/verifier.py": "one file on purpose: it leaves the house and needs nothing else",
    "sandbox/claude/writing/english_plans.py": "what the stand-in writes, in English: text, not code",
    "sandbox/claude/writing/french_plans.py": "the same in French",
}

SETTINGS = "firmai/settings/"
NAMES_IT = re.compile(r"environ|getenv|putenv|firmai\.settings")
"""What stands in whatever looks at the environment: the rest need not be taken apart."""
# What else looks at the environment, with the reason.
MAY_READ_THE_ENVIRONMENT = {
    "manage.py": "names the settings, before there are any",
    "firmai/celery.py": "the same",
    "firmai/wsgi.py": "the same",
    "docs/draw_states.py": "the same",
    "apps/desk/alive.py": "says how the allocator of its own process was started, which is no setting",
    "apps/integrations/claude/connect.py": "refuses to start where a variable would steer the vendor's SDK elsewhere",
    "apps/policy/checks.py": "says so before a deployment",
}
# The outside of the house: commands that choose what the inside is given.
OUTSIDE = ("scripts/", "bench/", "proof/")

OF_ONE_MACHINE = {
    "names an index or a mirror": re.compile(
        r"https?://[^\s\"'`)]*(pypi|pythonhosted|/simple\b|mirror|artifactory|nexus)"
        r"|(^|\s)--(extra-)?index-url[ =]\S|(^|\s)--find-links[ =]\S|^index-url\s*=|PIP_INDEX_URL=\S",
        re.IGNORECASE | re.MULTILINE,
    ),
    "names a path of one machine": re.compile(r"(?<![\w.])/(home|Users|work|root)/\w|[A-Z]:\\Users\\"),
}
# Tests that look for such words have to name them.
MAY_NAME_THEM = {"tests/guards/test_files.py"}


def test_no_module_is_long_without_a_reason():
    long = {file for file, path in MODULES.items() if path.read_text("utf-8").count("\n") > LONGEST}

    assert long == set(MAY_BE_LONG)


def reads_environment(path):
    """Whether the module reads or sets variables of the environment, or looks settings up behind Django's back."""
    text = path.read_text("utf-8")
    if not NAMES_IT.search(text):
        return False
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "putenv"}:
            return True
        if isinstance(node, ast.Import) and {each.name.partition(".")[0] for each in node.names} & {
            "environ"
        }:
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("firmai.settings", "environ")
        ):
            return True
    return False


def test_settings_come_from_the_settings_and_nowhere_else():
    everything = MODULES | {"manage.py": HERE / "manage.py"}
    inside = {file: path for file, path in everything.items() if not file.startswith((SETTINGS, *OUTSIDE))}

    found = {file for file, path in inside.items() if reads_environment(path)}

    assert found == set(MAY_READ_THE_ENVIRONMENT) & set(inside)


def test_the_one_way_in_keeps_what_is_sent_in_memory():
    """By ASGI Django writes what comes in into a temporary file as soon as it is large, before it knows whose it is and
    whatever handlers are set; and nothing of what the web process does about its memory was done there."""
    assert {file for file in MODULES if file.startswith("firmai/") and "sgi" in file} == {"firmai/wsgi.py"}


def test_one_place_says_how_a_file_is_taken_away():
    found = {
        file for file, path in MODULES.items() if "content-disposition" in path.read_text("utf-8").lower()
    }

    assert {file for file in found if file.startswith("apps/")} == {"apps/core/downloads.py"}


@cache
def texts():
    """Every file of text, by name."""
    read = ((name(path), path.read_bytes()) for path in files() if name(path) not in MAY_NAME_THEM)
    return [(file, content.decode("utf-8")) for file, content in read if b"\0" not in content]


@pytest.mark.parametrize("fault", OF_ONE_MACHINE)
def test_no_file(fault):
    assert [file for file, text in texts() if OF_ONE_MACHINE[fault].search(text)] == []


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("names an index or a mirror", "--extra-index-url https://packages.example"),
        ("names an index or a mirror", "see https://mirror.example/debian"),
        ("names an index or a mirror", "from https://host.example/root/simple/"),
        ("names a path of one machine", "open('/home/ada/firmai')"),
        ("names a path of one machine", "cd /Users/ada"),
    ],
)
def test_the_guard_sees(fault, line):
    assert OF_ONE_MACHINE[fault].search(line)
