"""What a page says, read from its text in this process: each question to a browser goes through three others."""

from dataclasses import dataclass

from lxml import html

SPOKEN = {"button", "h1", "h2", "h3", "th", "label", "legend", "summary"}
QUIET = {"kbd", "small"}, {"count", "id"}  # elements and classes whose text is no word of the house's


@dataclass
class Reading:
    """A page as it was served, or as its scripts made it. ``pieces`` are its kinds of element, with their classes."""

    title: str
    language: str
    headings: int
    """How many first headings it has; those of a draft are the draft's."""
    spoken: list[str]
    """The words on what is pressed, and above what there is."""
    pieces: set[str]
    links: list[str]


def read(text: str) -> Reading:
    page = html.document_fromstring(text)
    elements = [each for each in page.iter() if isinstance(each.tag, str)]
    return Reading(
        title=" ".join(page.findtext("head/title", "").split()),
        language=page.get("lang", ""),
        headings=sum(each.tag == "h1" and not _is_within(each, "document") for each in elements),
        spoken=["".join(_text(each)) for each in elements if _is_spoken(each)],
        pieces={".".join([each.tag, *sorted(each.classes)]) for each in elements},
        links=[each.get("href") for each in elements if each.tag == "a" and "href" in each.attrib],
    )


def _is_spoken(one) -> bool:
    """Whether its words are the house's: not those of drafts and sources, or of an authority's own line."""
    spoken = (
        (one.tag in SPOKEN and not (one.tag == "button" and "hidden" in one.attrib))
        or "state" in one.classes
        or (one.tag == "a" and (_is_within(one, "tabs") or _has_around(one, "nav")))
        or (one.tag == "strong" and _is_within(one, "empty"))
    )
    return spoken and not (
        _is_within(one, "document")
        or _is_within(one, "source")
        or any(
            each.tag == "summary" and _is_within(each, "authority") for each in (one, *one.iterancestors())
        )
    )


def _has_around(one, element: str) -> bool:
    return next(one.iterancestors(element), None) is not None


def _is_within(one, name: str) -> bool:
    """Whether it or something around it is of that class."""
    return any(name in each.classes for each in (one, *one.iterancestors()))


def _text(one):
    yield one.text or ""
    for part in one:
        elements, classes = QUIET
        if isinstance(part.tag, str) and part.tag not in elements and classes.isdisjoint(part.classes):
            yield from _text(part)
        yield part.tail or ""
