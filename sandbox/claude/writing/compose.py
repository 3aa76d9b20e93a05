"""Puts a document together from a plan of the language's own: headings, paragraphs, quotations, law.

A plan is a list of steps. ``p`` picks one of several paragraphs, ``quotes`` works passages in, ``law`` brings
authorities, ``dates`` the sequence of events, ``unsupported`` the one sentence that no source bears out.
"""

from random import Random

from sandbox import authorities

from . import english, french
from .page import Page
from .reading import ADDRESSEE, CLIENT, Brief, Passage

VOICES = {"en": english, "fr": french}


def compose(brief: Brief, random: Random, invent: str | None) -> list[dict]:
    voice = VOICES[brief.language]
    page = Page(voice.MARKS, numbered=brief.kind == "factum_section")
    Writer(brief, random, voice, page, _invention(brief, invent)).write()
    return page.blocks()


def _invention(brief: Brief, invent: str | None) -> str | None:
    if invent is None or (invent[0] == "?" and (brief.kind != "factum_section" or brief.comments)):
        return None
    return invent[1:]


class Writer:
    """One document being written."""

    def __init__(self, brief: Brief, random: Random, voice, page: Page, invention: str | None) -> None:
        self.brief, self.random, self.voice, self.page, self.invention = brief, random, voice, page, invention
        self.names = _names(brief, voice)
        self.left = self._spread()
        self.decisions = authorities.on(brief.subject)
        self.cited = 0
        self.decks: dict[tuple, list[str]] = {}

    def write(self) -> None:
        for step, *given in self.voice.PLANS[self.brief.kind]:
            getattr(self, f"_{step}")(*given)
        if self.brief.comments:
            self._comments()

    def _spread(self) -> list[Passage]:
        """Passages in an order that takes turns between the sources; what is dated or costs money comes "
        "first."""
        queues: dict[tuple[str, int], list[Passage]] = {}
        for passage in self.brief.passages:
            queues.setdefault((passage.source.kind, passage.source.number), []).append(passage)
        for held in queues.values():
            held.sort(key=lambda p: (p.text[0].islower(), p.nature == "plain", self.random.random()))
        turns = [queue[turn] for turn in range(max(map(len, queues.values()), default=0))
                 for queue in queues.values() if turn < len(queue)]  # fmt: skip
        return turns

    def _say(self, text: str, **more: str) -> str:
        statute = self._statute()
        words = {**self.names, "statute": statute, "Statute": statute[0].upper() + statute[1:], **more}
        for name, value in words.items():
            text = text.replace("{" + name + "}", value)
        return text

    def _statute(self) -> str:
        english_name, french_name = authorities.STATUTES.get(
            self.brief.subject, authorities.STATUTES["contract"]
        )
        name = french_name if self.brief.language == "fr" else english_name
        act, comma, rest = name.partition(", RSC") if ", RSC" in name else name.partition(", ")
        article = "la" if self.brief.language == "fr" else "the"
        return f"{article} *{act}*{comma}{rest}"

    # Steps of a plan

    def _h(self, text: str, level: int = 2) -> None:
        self.page.heading(self._say(text), level)

    def _p(self, *variants: str) -> None:
        self.page.paragraph(self._say(self.random.choice(variants)))

    def _plain(self, *variants: str) -> None:
        self.page.paragraph(self._say(self.random.choice(variants)), numbered=False)

    def _quotes(self, count: int) -> None:
        for _ in range(count):
            if not self.left:
                return
            self._quote(self.left.pop(0))

    def _quote(self, passage: Passage) -> None:
        lead = self._turn("lead", self.voice.LEADS[passage.nature])
        remark = self._turn("remark", self.voice.REMARKS[passage.nature])
        title = f"*{passage.source.title}*" if passage.source.title else self.voice.UNTITLED
        self.page.paragraph(self._say(f"{lead} {remark}", title=title), {"{quote}": passage})

    def _turn(self, what: str, choices: tuple[str, ...]) -> str:
        """Each of the choices once, in an order of its own, before any comes again."""
        deck = self.decks.setdefault((what, choices), [])
        if not deck:
            deck += self.random.sample(choices, len(choices))
        return deck.pop()

    def _dates(self) -> None:
        """One entry for each dated passage, oldest first; the same day twice is two entries."""
        entries = self.brief.dated[:24]
        if not entries:
            self._plain(self.voice.NO_DATES)
        for passage in entries:
            day = self.voice.day(*(passage.day or (0, 0, 0)))
            title = f"*{passage.source.title}*" if passage.source.title else self.voice.UNTITLED
            self.page.paragraph(
                self._say(self.voice.ENTRY, day=day, title=title), {"{quote}": passage}, numbered=False
            )
        self.left = [passage for passage in self.left if passage.day is None]

    def _law(self, count: int) -> None:
        chosen = self.decisions[:count]
        self.decisions = self.decisions[count:]
        language = self.brief.language
        for decision in chosen:
            holds = decision.tranche if language == "fr" else decision.holds
            cited = f"*{decision.title(language)}*, {decision.citation(language)}"
            lead = self.voice.LAW[self.cited % len(self.voice.LAW)]
            self.cited += 1
            self.page.paragraph(self._say(lead, authority=cited, holds=holds))
        if self.invention:
            style, _, cite = self.invention.partition(", ")
            style = style.replace(" v. ", " c. ") if language == "fr" else style
            self.page.paragraph(self._say(self.voice.INVENTED, authority=f"*{style}*, {cite}"))
            self.invention = None

    def _unsupported(self) -> None:
        self.page.paragraph(self._say(self.random.choice(self.voice.UNSUPPORTED)))

    def _people(self) -> None:
        """Everybody and everything that was masked, by the placeholder it was given."""
        if self.brief.placeholders:
            self._plain(self._say(self.voice.PEOPLE, list=", ".join(self.brief.placeholders)))

    def _recipient(self) -> None:
        places = [name for name in self.brief.placeholders if name.startswith("[ADDRESS")]
        self.page.paragraph("  \n".join([self.names["Other"], *places[:1]]), numbered=False)

    def _comments(self) -> None:
        self.page.heading(self.voice.ANSWERS)
        self.page.paragraph(self.voice.ANSWERS_LEAD, numbered=False)
        for comment in self.brief.comments[:8]:
            lowered = comment.lower()
            answer = next(
                (told for words, told in self.voice.REPLIES if any(word in lowered for word in words)),
                self.voice.REPLY,
            )
            passage = self.left.pop(0) if self.left else None
            answer += self.voice.FROM_RECORD if passage else ""
            self.page.line(f"- *{comment}* ")
            title = f"*{passage.source.title}*" if passage and passage.source.title else self.voice.UNTITLED
            self.page.line(self._say(answer, title=title), {"{quote}": passage} if passage else None)
            self.page.line("\n")
        self.page.line("\n")


def _names(brief: Brief, voice) -> dict[str, str]:
    """The client and the other side: for whom and to whom the assignment says that it is. Or else the first person or
    organization that was masked, and the next of the other kind, which is no other spelling of the first; or else the
    second."""
    people = [
        name for name in brief.placeholders if name.startswith(("[PERSON", "[ORG", "[COMPANY", "[CLIENT"))
    ]
    acting, addressed = (
        found[1] if (found := pattern.search(brief.asked)) and found[1] in people else None
        for pattern in (CLIENT, ADDRESSEE)
    )
    client = acting or next((each for each in people if each != addressed), voice.CLIENT)
    kind = client.partition("_")[0]
    rest = [each for each in people if each != client]
    others = [each for each in rest if not each.startswith(kind)] or rest
    other = addressed or (others[0] if others else voice.OTHER)
    upper = {"Client": client[:1].upper() + client[1:], "Other": other[:1].upper() + other[1:]}
    count = len(brief.sources)
    return {"client": client, "other": other, **upper, "count": voice.number(count)}
