"""Whether every language has its catalogue, whole, and compiled from what its source says now.

Run by the checks in the installed environment (it reads catalogues with Babel), and with --compile to compile them.
"""

from __future__ import annotations

import gettext
import io
import sys
from pathlib import Path
from typing import Any, Iterator, List

from scripts.places import CHECKOUT

LOCALES = CHECKOUT / "firmai" / "locale"
LANGUAGES = ("fr",)  # English is what the code says; a French person's fr-ca falls back to fr


def faults(locales: Path) -> Iterator[str]:
    """A sentence for each thing that is not as it should be."""
    for language in LANGUAGES:
        source = locales / language / "LC_MESSAGES" / "django.po"
        if not source.exists():
            yield f"{source} is missing."
            continue
        yield from _faults_of(source)


def _faults_of(source: Path) -> Iterator[str]:
    catalogue = _read(source)
    for message in catalogue:
        if message.id and message.fuzzy:
            yield f"{source}: {message.id!r} is a guess; confirm it."
        elif message.id and not _whole(message.string):
            yield f"{source}: {message.id!r} is not translated."
    compiled = source.with_suffix(".mo")
    if not compiled.exists() or _messages(compiled.read_bytes()) != _messages(_compile(catalogue)):
        yield f"{compiled} is not compiled from {source.name} as it is now: python -m scripts.translations --compile"


def _whole(translation: object) -> bool:
    return all(translation) if isinstance(translation, (tuple, list)) else bool(translation)


def _read(source: Path) -> Any:
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        return read_po(file)


def _compile(catalogue: Any) -> bytes:
    from babel.messages.mofile import write_mo

    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _messages(compiled: bytes) -> dict:
    found = dict(gettext.GNUTranslations(io.BytesIO(compiled))._catalog)  # type: ignore[attr-defined]
    found.pop("", None)  # the header, which holds dates
    return found


def main(arguments: List[str]) -> int:
    if arguments == ["--compile"]:
        for language in LANGUAGES:
            source = LOCALES / language / "LC_MESSAGES" / "django.po"
            source.with_suffix(".mo").write_bytes(_compile(_read(source)))
    found = list(faults(LOCALES))
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
