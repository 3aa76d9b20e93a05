"""How settings are named."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

SETTINGS = Path(__file__).parents[2] / "firmai" / "settings"


def _asked():
    """Every variable that a settings module asks the environment for by its name."""
    for path in SETTINGS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env":
                yield from (name.value for name in node.args[:1] if isinstance(name, ast.Constant))


def test_no_setting_is_read_from_the_file_that_another_names():
    """A variable called like another with _FILE after it is taken for the file that holds that other's value."""
    names = set(_asked())

    assert "SECRET_KEY" in names
    assert [name for name in sorted(names) if f"{name}_FILE" in names] == []


def test_a_password_that_was_chosen_under_one_set_of_settings_is_known_under_the_others():
    """Only the tests have a hash of their own, which is quick."""
    chosen = [
        path.name
        for path in SETTINGS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "PASSWORD_HASHERS" and isinstance(node.ctx, ast.Store)
    ]

    assert sorted(chosen) == ["base.py", "testing.py"]


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("rediss://queue.example/0", "{'ssl_cert_reqs': <VerifyMode.CERT_REQUIRED: 2>}"),
        ("rediss://queue.example/0?ssl_ca_certs=/etc/firm.pem", "{'ssl_ca_certs': '/etc/firm.pem'}"),
        ("redis://queue.example/0", "False"),
    ],
)
def test_a_queue_over_tls_has_to_prove_that_it_is_the_firms(address, line):
    """Without certificates of its own the client insists by itself; without any word of them it did not."""
    settings = {"DJANGO_SETTINGS_MODULE": "firmai.settings.testing", "REDIS_URL": address}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from firmai.celery import app; print(app.connection_for_write().ssl)"],
        env=os.environ | settings, cwd=SETTINGS.parents[1], capture_output=True, text=True,
    )  # fmt: skip

    assert done.stdout.strip() == line, done.stderr


@pytest.mark.parametrize(
    "asked", ["ssl_cert_reqs=none", "db=1&ssl_cert_reqs=CERT_OPTIONAL", "ssl_check_hostname=false"]
)
def test_an_address_of_the_queue_cannot_have_it_taken_at_its_word(asked):
    settings = {
        "DJANGO_SETTINGS_MODULE": "firmai.settings.testing",
        "REDIS_URL": f"rediss://queue.example/0?{asked}",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import firmai.settings.testing"],
        env=os.environ | settings, cwd=SETTINGS.parents[1], capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode != 0
    assert "leave ssl_cert_reqs and ssl_check_hostname out of it" in done.stderr
