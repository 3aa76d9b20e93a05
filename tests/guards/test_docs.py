"""The pages of documentation lead where they say, and what they name is there."""

import re

from tests.guards.reading import HERE, name, under

PAGES = [*under("docs/", suffix=".md"), HERE / "README.md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
FILE = re.compile(r"`((?:apps|docs|docker|firmai|sandbox|scripts|tests)/[\w./-]*\.(?:py|md|sh|toml))`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")


def test_every_link_leads_to_a_file():
    broken = [
        (name(page), target)
        for page in PAGES
        for target in LINK.findall(page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []


def test_every_file_that_is_named_is_there():
    missing = [
        (name(page), file)
        for page in PAGES
        for file in FILE.findall(page.read_text("utf-8"))
        if not (HERE / file).exists()
    ]

    assert missing == []


def test_every_command_that_is_named_is_there():
    from django.core.management import get_commands

    named = {
        command for page in PAGES for command in COMMAND.findall(page.read_text("utf-8").replace("\n", " "))
    }

    assert named - set(get_commands()) == set()


def test_every_decision_is_numbered_and_listed():
    pages = sorted((HERE / "docs/adr").glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (HERE / "docs/adr/README.md").read_text("utf-8"))

    assert [page.name for page in pages] == listed
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        headings = re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Rejected"]
