"""What a request asks for and what it brings along.

The kind of work and the language come from the system prompt alone; what a source says is only ever material to
quote, whatever it sounds like.
"""

import re
from dataclasses import dataclass, field

from sandbox import authorities
from sandbox.claude.check import citable

KINDS = (
    "chronology",
    "intake_memo",
    "demand_letter",
    "client_letter",
    "factum_section",
    "summary",
    "time_entry",
)

WORKFLOW = re.compile(r"^\W*(?:Workflow|Kind of work)\s*:\s*([a-z_]+)", re.MULTILINE | re.IGNORECASE)
LANGUAGE = re.compile(r"^\W*(?:Language|Langue)\s*:\s*(en|fr)\b", re.MULTILINE | re.IGNORECASE)
PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
CLIENT = re.compile(rf"\b(?:for|pour) ({PLACEHOLDER.pattern})", re.IGNORECASE)
ADDRESSEE = re.compile(rf"\b(?:to|à) ({PLACEHOLDER.pattern})", re.IGNORECASE)
COMMENTS = re.compile(
    r"^\W*(?:Reviewer[’']s comments|Commentaires (?:de|du|des) [^\n]*)\W*$",
    re.MULTILINE | re.IGNORECASE,
)
COMMANDING = re.compile(
    r"ignore|disregard|instruction|system prompt|you (?:must|are now|should now)|as an ai|assistant|override"
    r"|ne tenez pas compte|oubliez|consigne|vous devez maintenant|workflow\s*:|language\s*:",
    re.IGNORECASE,
)

MONTHS = {
    name: number
    for names in (
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
    )
    for number, name in enumerate(names, 1)
}
_MONTH = "|".join(MONTHS)
DATE = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}}),?\s+(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?P<m2>{_MONTH}),?\s+(?P<y2>\d{{4}})",
    re.IGNORECASE,
)
MONEY = re.compile(r"\$\s?\d|\d\s?\$|\bCAD\b|\bdollars?\b", re.IGNORECASE)
SPEECH = re.compile(
    r"\b(?:said|told|stated|wrote|agreed|confirmed|promised|asked"
    r"|a dit|déclaré|écrit|convenu|confirmé|promis|demandé)\b",
    re.IGNORECASE,
)
_SHORT = "".join(
    f"|(?<=\\b{word})\\."
    for word in ("Mr", "Ms", "Mrs", "Dr", "Me", "Mme", "St", "No", "Inc", "Ltd", "[A-Z]")
)
SENTENCE = re.compile(rf"[^\n.!?]*(?:(?:[.!?](?!\s|$){_SHORT})[^\n.!?]*)*[.!?]?")
SHORTEST, LONGEST = 28, 260  # characters of a quotation


@dataclass(frozen=True)
class Source:
    """One document or search result, as its blocks of text; ``number`` counts among its own kind."""

    number: int
    kind: str
    reference: str
    title: str
    blocks: tuple[str, ...]
    cited: bool


@dataclass(frozen=True)
class Passage:
    """Words that stand in one block of a source exactly so."""

    source: Source
    block: int
    start: int  # in the block
    text: str
    nature: str  # date, money, speech or plain
    day: tuple[int, int, int] | None = None

    def citation(self) -> dict | None:
        """The location as the API gives it, if citations were asked for."""
        source = self.source
        if not source.cited:
            return None
        if source.kind == "search_result":
            return {
                "type": "search_result_location",
                "cited_text": source.blocks[self.block],
                "source": source.reference,
                "title": source.title or None,
                "search_result_index": source.number,
                "start_block_index": self.block,
                "end_block_index": self.block + 1,
            }
        place = {"document_index": source.number, "document_title": source.title or None, "file_id": None}
        if source.kind == "text":
            span = {"start_char_index": self.start, "end_char_index": self.start + len(self.text)}
            return {"type": "char_location", "cited_text": self.text, **place, **span}
        blocks = {"start_block_index": self.block, "end_block_index": self.block + 1}
        return {
            "type": "content_block_location",
            "cited_text": source.blocks[self.block],
            **place,
            **blocks,
        }


@dataclass
class Brief:
    """Everything the writing needs to know."""

    kind: str
    language: str
    asked: str
    sources: list[Source]
    passages: list[Passage]
    placeholders: list[str]
    comments: list[str]
    subject: str
    dated: list[Passage] = field(default_factory=list)


def read(body: dict) -> Brief:
    system = _text(body.get("system", ""))
    asked = "\n".join(_text(m["content"]) for m in body["messages"] if m["role"] == "user")
    sources = list(_sources(body))
    passages = [passage for source in sources for passage in _passages(source)]
    everything = "\n".join([asked, *(block for source in sources for block in source.blocks)])
    kind, language = WORKFLOW.search(system), LANGUAGE.search(system)
    named = kind.group(1).lower() if kind else "summary"
    return Brief(
        kind=named if named in KINDS else "summary",
        language=language.group(1).lower() if language else "en",
        asked=asked,
        sources=sources,
        passages=passages,
        placeholders=list(dict.fromkeys(PLACEHOLDER.findall(everything))),
        comments=_comments(asked),
        subject=authorities.subject_of(everything),
        dated=sorted((p for p in passages if p.day), key=lambda p: p.day or ()),
    )


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "\n".join(block["text"] for block in blocks if block.get("type") == "text")


def _sources(body: dict):
    seen = {"search_result": 0, "document": 0}
    for block in citable(body):
        kind, number = block["type"], seen[block["type"]]
        seen[kind] += 1
        cited = bool((block.get("citations") or {}).get("enabled"))
        if kind == "search_result":
            texts = tuple(part["text"] for part in block["content"])
            yield Source(number, kind, block["source"], block["title"], texts, cited)
            continue
        source, title = block["source"], block.get("title") or ""
        if source["type"] == "text":
            yield Source(number, "text", title, title, (source["data"],), cited)
        elif source["type"] == "content":
            held = source["content"]
            texts = (held,) if isinstance(held, str) else tuple(p.get("text", "") for p in held)
            yield Source(number, "content", title, title, texts, cited)


def _passages(source: Source):
    """Sentences worth quoting, in order. What speaks to the writer and not of the matter is left alone."""
    for number, block in enumerate(source.blocks):
        for found in SENTENCE.finditer(block):
            whole = found.group()
            text = whole.strip()
            if COMMANDING.search(text):
                continue
            start = found.start() + len(whole) - len(whole.lstrip())
            text = text.rstrip(".;, ")
            if not SHORTEST <= len(text) <= LONGEST or text.count(" ") < 4 or set(text) & set('"“”«»'):
                continue
            day = _day(text)
            nature = (
                "money"
                if MONEY.search(text)
                else "date"
                if day
                else "speech"
                if SPEECH.search(text)
                else "plain"
            )
            yield Passage(source, number, start, text, nature, day)


def _day(text: str) -> tuple[int, int, int] | None:
    found = DATE.search(text)
    if not found:
        return None
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    else:
        month = MONTHS[(found["m1"] or found["m2"]).lower()]
        year, day = int(found["y1"] or found["y2"]), int(found["d1"] or found["d2"])
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _comments(asked: str) -> list[str]:
    """Lines under the heading of the reviewer's comments, up to the next heading or an empty tag."""
    found = COMMENTS.search(asked)
    if not found:
        return []
    lines = []
    for line in asked[found.end() :].splitlines():
        if re.match(r"\s*(#|</|---)", line):
            break
        cleaned = re.sub(r"^\s*(?:[-*•>]|\d+[.)])\s*", "", line).strip()
        if cleaned:
            lines.append(cleaned)
    return lines
