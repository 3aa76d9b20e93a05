"""How settings are named."""

import ast
from pathlib import Path

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
