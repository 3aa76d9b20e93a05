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
