"""How wide the letters of a PDF's fonts are, and what they say: where each stands on a page follows from that."""

from __future__ import annotations

from typing import Any, NamedTuple

from pypdf.errors import LimitReachedError
from pypdf.generic._font import Font

from apps.intake.readers.layers import entry, many

THOUSANDTH = 0.001
OF_ITS_OWN = ("/Identity-H", "/Identity-V")
HEIGHT = 0.5
"""Of a letter without what rises or hangs, as a share of its font's size. What hides that hides the letter."""


class Glyph(NamedTuple):
    said: str
    width: float
    """As a share of the font's size."""
    is_space: bool
    """Whether it is the sign that the space between words is added to."""


class Letters:
    """Those of one font."""

    def __init__(self, resource: Any) -> None:
        self._font = Font.from_font_resource(resource)
        self.is_drawn = entry(resource, "/Subtype") == "/Type3"
        """Whether each letter is a drawing with colours of its own, which no way to draw text makes invisible."""
        self.is_upright = str(entry(resource, "/Encoding")).endswith("-V")
        self.is_unknown = _says_nothing(resource) and not self._font.character_map
        """Whether its letters have numbers of its own, and nothing says what they are."""
        self._unit, self.height = THOUSANDTH, HEIGHT
        if self.is_drawn:
            self._of_drawings(resource)
        self._known: dict[str | int, Glyph] = {}

    def _of_drawings(self, resource: Any) -> None:
        """Their size is what their own matrix makes of it."""
        matrix = [float(each) for each in many(entry(resource, "/FontMatrix"))]
        box = [float(each) for each in many(entry(resource, "/FontBBox"))]
        self._unit = abs(matrix[0])
        self.height = abs(matrix[3]) * (abs(box[3] - box[1]) or 1 / THOUSANDTH) * HEIGHT

    def of(self, words: bytes) -> list[Glyph]:
        """As the library takes them apart."""
        encoding = self._font.encoding
        if isinstance(encoding, dict):
            return [self._known.get(code) or self._simple(code, encoding) for code in words]
        try:
            letters = words.decode(encoding, "surrogatepass")
        except UnicodeDecodeError:
            letters = words.decode(encoding, "replace")
        return [self._known.get(each) or self._composite(each) for each in letters]

    def _simple(self, code: int, encoding: dict[int, str]) -> Glyph:
        return self._learn(code, encoding.get(code, chr(code)), chr(code), is_space=code == 0x20)

    def _composite(self, letter: str) -> Glyph:
        return self._learn(letter, letter, letter, is_space=False)

    def _learn(self, key: str | int, letter: str, measured: str, *, is_space: bool) -> Glyph:
        said = self._font.character_map.get(letter, letter)
        width = float(self._font.get_text_width(measured)) * self._unit
        self._known[key] = Glyph(str(said), width, is_space)
        return self._known[key]


def _says_nothing(resource: Any) -> bool:
    if entry(resource, "/ToUnicode") is not None or entry(resource, "/Encoding") not in OF_ITS_OWN:
        return False
    (inner,) = many(entry(resource, "/DescendantFonts"))[:1] or [None]
    return str(entry(entry(inner, "/CIDSystemInfo"), "/Ordering") or "Identity") == "Identity"


class Fonts:
    """Those of one document, each taken apart once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Letters | None]] = {}

    def letters(self, resource: Any) -> Letters | None:
        """None for a font of which nothing can be had: where its letters stand is not known."""
        key = id(resource)
        if key not in self._known:
            self._known[key] = (resource, self._measured(resource))
        return self._known[key][1]

    def _measured(self, resource: Any) -> Letters | None:
        try:
            return Letters(resource)
        except (LimitReachedError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - a font can be wrong in any way, and the page is read all the same
            return None
