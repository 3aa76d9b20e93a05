"""Scanned papers of the sample firm: pages that are pictures and nothing else, as a copier makes them."""

from __future__ import annotations

import io
import struct

import typst
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    StreamObject,
)

PAGE = """#set page(width: 21.6cm, height: 27.9cm, margin: 2.5cm, fill: rgb("#f6f3ec"))
#set text(font: ("Source Serif 4", "Libertinus Serif"), size: {size}pt, fill: rgb("{ink}"))
#set par(leading: 0.8em)
#rotate({turn}deg)[{text}]
"""
WIDTH, HEIGHT = 612, 792
"""Points of a letter-size page."""


def sheet(text: str, *, ink: str = "#333333", size: int = 12, turn: float = 0.6, dots: int = 150) -> bytes:
    """A picture (PNG) of a typed page. Faint ink and few dots to the inch make it hard to read."""
    body = PAGE.format(text=text, ink=ink, size=size, turn=turn).encode()
    made = typst.compile(body, format="png", ppi=dots)
    assert isinstance(made, bytes)
    return made


def scan(*sheets: bytes) -> bytes:
    """A PDF with a page for each picture."""
    writer = PdfWriter()
    for each in sheets:
        page = writer.add_blank_page(WIDTH, HEIGHT)
        picture = writer._add_object(_image(each, writer))
        drawn = DictionaryObject({NameObject("/Im0"): picture})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
        placed = DecodedStreamObject()
        placed.set_data(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im0 Do Q".encode())
        page[NameObject("/Contents")] = writer._add_object(placed)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _image(png: bytes, writer: PdfWriter) -> StreamObject:
    """The picture's own compressed rows: PDF reads them as they are, once told to pass over the fourth colour."""
    width, height, pieces = 0, 0, []
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        elif kind == b"IDAT":
            pieces.append(body)
        at += length + 12
    opaque = DecodedStreamObject()
    opaque.set_data(b"{ pop }")
    opaque.update(
        {
            NameObject("/FunctionType"): NumberObject(4),
            NameObject("/Domain"): ArrayObject([NumberObject(n) for n in (0, 1) * 4]),
            NameObject("/Range"): ArrayObject([NumberObject(n) for n in (0, 1) * 3]),
        }
    )
    colours = ArrayObject([NameObject(f"/{name}") for name in ("Red", "Green", "Blue", "Clear")])
    image = EncodedStreamObject()
    image._data = b"".join(pieces)
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(width),
            NameObject("/Height"): NumberObject(height),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/ColorSpace"): ArrayObject(
                [NameObject("/DeviceN"), colours, NameObject("/DeviceRGB"), writer._add_object(opaque)]
            ),
            NameObject("/Filter"): NameObject("/FlateDecode"),
            NameObject("/DecodeParms"): DictionaryObject(
                {
                    NameObject("/Predictor"): NumberObject(15),
                    NameObject("/Colors"): NumberObject(4),
                    NameObject("/BitsPerComponent"): NumberObject(8),
                    NameObject("/Columns"): NumberObject(width),
                }
            ),
        }
    )
    return image
