"""What a process that serves pages loads before its first one."""

from pathlib import Path

from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver


def load_pages() -> None:
    """Every page's module and template. What is loaded by now is put aside before the first page (``memory``), so that
    collecting after a page has little to look at."""
    _ = get_resolver().url_patterns
    for name in templates():
        get_template(name)


def templates() -> list[str]:
    """The house's own, by name."""
    folders = map(Path, engines["django"].dirs)
    return sorted(str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*.html"))
