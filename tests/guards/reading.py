"""What several guards read: the files of the checkout, as version control would see them."""

import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent
NOT_OURS = {
    ".git",
    ".venv",
    ".dev",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    "node_modules",
    "staticfiles",
}


@cache
def files():
    """Every file that is, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return sorted(
            path for name in listed.stdout.decode().split("\0") if name and (path := HERE / name).is_file()
        )
    return sorted(
        path for path in HERE.rglob("*") if path.is_file() and not NOT_OURS & {*path.relative_to(HERE).parts}
    )


def under(*folders, suffix):
    """Those below the folders named, with this suffix."""
    return [path for path in files() if name(path).startswith(folders) and path.suffix == suffix]


def name(path):
    """The file's path from the root of the checkout."""
    return path.relative_to(HERE).as_posix()
