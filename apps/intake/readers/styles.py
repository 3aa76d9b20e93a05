"""What Word's styles say of a paragraph and of the words in it. Pure.

A style is made from another, and that from a third, down to what the whole document begins with (ECMA-376 part 1,
17.7.2). What is set in the text itself counts before all of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.intake.readers import colours
from apps.intake.readers.elements import first

VALUE, ID = qn("w:val"), qn("w:styleId")
P, PPR, RPR = qn("w:p"), qn("w:pPr"), qn("w:rPr")
NAMED, STYLE = qn("w:rStyle"), qn("w:pStyle")
STRIKE, DOUBLE, VANISH, RAISED = (qn(f"w:{name}") for name in ("strike", "dstrike", "vanish", "vertAlign"))
SIZE, MARKER, SHADE, ACROSS = (qn(f"w:{name}") for name in ("sz", "highlight", "shd", "w"))


class Given(NamedTuple):
    """What is said of the looks of words, where it changes what they say; None where nothing is."""

    strike: bool | None = None
    double: bool | None = None
    """Struck out with one line, and with two."""
    vanish: bool | None = None
    raised: str | None = None
    colour: str | None = None
    size: str | None = None
    marker: str | None = None
    shade: str | None = None
    across: str | None = None
    """How wide letters are, in parts of a hundred."""


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, document: Doc) -> None:
        root = document.styles.element
        self._known = {style.get(ID): style for style in root.iter(qn("w:style"))}
        self._plain = next(
            (name for name, style in self._known.items() if _is_default(style)),
            "",
        )
        self._plainest = _given(root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{RPR}"))
        self.begun = root.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}")
        """What all paragraphs begin with, where anything is said of it."""
        self._made: dict[tuple[str, str], Given] = {}
        self._of: dict[Any, str] = {}

    def of(self, paragraph: Any) -> str:
        """The id of a paragraph's style: the plain one where it names none, or one that is not there. Looked for once,
        which is among all that the paragraph is made of, and asked for at each run of it."""
        if paragraph not in self._of:
            named = first(paragraph, PPR, STYLE)
            name = "" if named is None else named.get(VALUE)
            self._of[paragraph] = name if name in self._known else self._plain
        return self._of[paragraph]

    def line(self, name: str) -> dict[str, Any]:
        """A style and what it is made from, nearest first, by their ids."""
        found: dict[str, Any] = {}
        while name in self._known and name not in found:
            found[name] = self._known[name]
            based = found[name].find(qn("w:basedOn"))
            name = "" if based is None else based.get(VALUE)
        return found

    def given(self, properties: Any, paragraph: Any) -> Given:
        """Of words with these properties, or none, in that paragraph."""
        named = None if properties is None else first(properties, NAMED)
        made = self._styled(self.of(paragraph), "" if named is None else named.get(VALUE))
        return made if properties is None else Given(*map(_nearest, _given(properties), made))

    def _styled(self, paragraph: str, words: str) -> Given:
        if (paragraph, words) not in self._made:
            outer, inner, begun = self._of_line(paragraph), self._of_line(words), self._plainest
            self._made[paragraph, words] = Given(
                _switched(outer.strike, inner.strike, begun.strike),
                _nearest(inner.double, outer.double, begun.double),
                _switched(outer.vanish, inner.vanish, begun.vanish),
                _nearest(inner.raised, outer.raised, begun.raised),
                _nearest(inner.colour, outer.colour, begun.colour),
                _nearest(inner.size, outer.size, begun.size),
                _nearest(inner.marker, outer.marker, begun.marker),
                _nearest(inner.shade, outer.shade, begun.shade),
                _nearest(inner.across, outer.across, begun.across),
            )
        return self._made[paragraph, words]

    def _of_line(self, name: str) -> Given:
        said = [_given(style.find(RPR)) for style in self.line(name).values()]
        return Given(*(_nearest(*each) for each in zip(*said, strict=True))) if said else Given()


def _given(properties: Any) -> Given:
    if properties is None:
        return Given()
    return Given(
        strike=_flag(first(properties, STRIKE)),
        double=_flag(first(properties, DOUBLE)),
        vanish=_flag(first(properties, VANISH)),
        raised=_value(first(properties, RAISED)),
        colour=colours.ink(properties),
        size=_value(first(properties, SIZE)),
        marker=_value(first(properties, MARKER)),
        shade=colours.shade(first(properties, SHADE)),
        across=_value(first(properties, ACROSS)),
    )


def _value(found: Any) -> str | None:
    return None if found is None else found.get(VALUE)


def _flag(found: Any) -> bool | None:
    return None if found is None else found.get(VALUE) not in ("0", "false", "off")


def _nearest(*said: Any) -> Any:
    return next((each for each in said if each is not None), None)


def _switched(paragraph: bool | None, words: bool | None, begun: bool | None) -> bool:
    """A property that is switched: set by the style of a paragraph and by one of its words, it is off (17.7.3)."""
    return bool(begun) or bool(paragraph) != bool(words)


def _is_default(style: Any) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")
