"""A page under way: Markdown with the places where it quotes, as the API's text blocks in the end."""

from .reading import Passage


class Page:
    """Paragraphs are built from pieces; numbered ones carry on counting across headings."""

    def __init__(self, marks: tuple[str, str], numbered: bool) -> None:
        self._marks, self._numbered, self._number = marks, numbered, 0
        self._pieces: list[tuple[str, dict | None]] = []

    def heading(self, text: str, level: int = 2) -> None:
        self._add(f"{'#' * level} {text}\n\n")

    def paragraph(self, text: str, passages: dict[str, Passage] | None = None, numbered: bool = True) -> None:
        """``text`` holds marks such as ``{q1}`` where a passage is quoted."""
        if self._numbered and numbered:
            self._number += 1
            self._add(f"{self._number}. ")
        self.line(text, passages)
        self._add("\n\n")

    def line(self, text: str, passages: dict[str, Passage] | None = None) -> None:
        rest = text
        while passages and (found := _first(rest, passages)):
            at, mark = found
            self._add(rest[:at])
            passage = passages[mark]
            opening, closing = self._marks
            self._pieces.append((f"{opening}{passage.text}{closing}", passage.citation()))
            rest = rest[at + len(mark) :]
        self._add(rest)

    def _add(self, text: str) -> None:
        if text:
            self._pieces.append((text, None))

    def blocks(self) -> list[dict]:
        """Neighbouring pieces without a citation are one block, as the API returns them."""
        merged: list[tuple[str, dict | None]] = []
        for text, citation in self._pieces:
            if merged and citation is None and merged[-1][1] is None:
                merged[-1] = (merged[-1][0] + text, None)
            else:
                merged.append((text, citation))
        if merged:
            merged[-1] = (merged[-1][0].rstrip() + "\n", merged[-1][1])
        return [
            {"type": "text", "text": text, "citations": [citation] if citation else None}
            for text, citation in merged
        ]


def _first(text: str, passages: dict[str, Passage]) -> tuple[int, str] | None:
    return min(((text.index(mark), mark) for mark in passages if mark in text), default=None)
