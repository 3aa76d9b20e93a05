"""What Word keeps otherwise than as text and shows as it: signs of a font, boxes and lists of a form, formulas. Pure.

A box is ticked or it is not, and a form says nothing without it; the parts of a fraction, one behind the other, are
another number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

VALUE = qn("w:val")
SIGN, FONTS = qn("w:sym"), qn("w:rFonts")
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EMPTY, TICKED = "☐", "☒"
UNKNOWN = "[sign]"
PRIVATE = 0xF000
"""Fonts of signs have their places here (ECMA-376 part 1, 17.3.3.30)."""
SIGNS: dict[str, dict[int, str]] = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢",
        0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "☐", 0x30: "☐", 0xA3: "☐",
    },
    "symbol": {
        0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β", 0x67: "γ", 0x6D: "μ", 0x70: "π", 0xA2: "′", 0xA3: "≤",
        0xA5: "∞", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
        0xBB: "≈", 0xBC: "…", 0xD2: "®", 0xD3: "©", 0xD4: "™",
    },
}  # fmt: skip


def sign(element: Any) -> str:
    """A sign by its font and place. One that is not known says that it is there."""
    return shown(element.get(qn("w:font")) or "", int(element.get(qn("w:char")) or "0", 16))


def shown(font: str, code: int) -> str:
    """The sign that a font has in a place."""
    place = code - PRIVATE if PRIVATE <= code < PRIVATE + 256 else code
    if font.lower() in SIGNS:
        return SIGNS[font.lower()].get(place, UNKNOWN)
    return chr(place) if code == place and 0x20 <= code < 0xD800 else UNKNOWN


def typed(words: str, properties: Any) -> str:
    """Words as they are seen in their font. In a font of signs an x is a box that is ticked, and no letter."""
    fonts = None if properties is None else properties.find(FONTS)
    font = "" if fonts is None else (fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or "").lower()
    if font not in SIGNS:
        return words
    return "".join(each if each.isspace() else shown(font, ord(each)) for each in words)


def field(element: Any) -> str:
    """Where a field of an old form begins: its box, or what was chosen of its list. Words that were typed are text."""
    form = element.find(qn("w:ffData"))
    box, chosen = (None, None) if form is None else (form.find(qn("w:checkBox")), form.find(qn("w:ddList")))
    if box is not None:
        state = next((each for name in ("checked", "default") for each in box.findall(qn(f"w:{name}"))), None)
        return TICKED if state is not None and state.get(VALUE) not in ("0", "false", "off") else EMPTY
    if chosen is None:
        return ""
    entries = [each.get(VALUE) or "" for each in chosen.findall(qn("w:listEntry"))]
    at = next(
        (each.get(VALUE) for name in ("result", "default") for each in chosen.findall(qn(f"w:{name}"))), "0"
    )
    return entries[int(at)] if 0 <= int(at) < len(entries) else ""


def formula(element: Any, said: Callable[[Any], str]) -> str | None:
    """A part of a formula on one line, as it would be typed; None for what is read piece by piece. `said` is what is
    within an element."""

    def part(name: str) -> str:
        return "".join(said(each) for each in element.findall(M + name))

    match element.tag.removeprefix(M):
        case "f":
            return f"{_together(part('num'))}/{_together(part('den'))}"
        case "sSup":
            return f"{part('e')}^{_together(part('sup'))}"
        case "sSub":
            return f"{part('e')}_{_together(part('sub'))}"
        case "sSubSup":
            return f"{part('e')}_{_together(part('sub'))}^{_together(part('sup'))}"
        case "rad":
            return f"{part('deg')}√{_together(part('e'))}"
        case "d":
            within = ", ".join(said(each) for each in element.findall(f"{M}e"))
            return f"{_mark(element, 'begChr', '(')}{within}{_mark(element, 'endChr', ')')}"
        case "nary":
            sums = _mark(element, "chr", "∫", "naryPr")
            limits = [f"{sign}{_together(of)}" for sign, of in (("_", part("sub")), ("^", part("sup"))) if of]
            return f"{sums}{''.join(limits)} {part('e')}"
        case "m":
            rows = (" ".join(map(said, row.findall(f"{M}e"))) for row in element.findall(f"{M}mr"))
            return f"[{'; '.join(rows)}]"
        case "eqArr":
            return "\n".join(said(each) for each in element.findall(f"{M}e"))
        case "func":
            return f"{part('fName')} {part('e')}"
    return None


def _together(words: str) -> str:
    plain = words.strip()
    return plain if plain.replace(".", "").replace(",", "").isalnum() else f"({plain})"


def _mark(element: Any, name: str, otherwise: str, held: str = "dPr") -> str:
    found = element.find(f"{M}{held}/{M}{name}")
    return otherwise if found is None else found.get(f"{M}val") or ""
