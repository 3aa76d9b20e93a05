"""Claude's answer as a draft's text: names put back, citations turned into places and checked."""

from __future__ import annotations

from apps.core.text import printable, visible
from apps.drafting import anchors, prompts
from apps.drafting.anchors import Piece, Place, Stretch
from apps.drafting.assembly import Assembled
from apps.matters.models import Matter
from apps.policy import minimise as minimisation
from apps.policy.exchange import Answer, Citation


def read(matter: Matter, answer: Answer, prompt: Assembled) -> tuple[str, list[Stretch]]:
    """The canonical text of an answer, without what nobody would see of it or two programs show
    otherwise, and what supports which stretch of it,
    checked against the sources held.

    Each segment is restored by itself, so that a citation stays with its words whatever their length becomes.
    """
    texts = [segment.text.reveal() for segment in answer.segments]
    quotes = [citation.cited.reveal() for segment in answer.segments for citation in segment.citations]
    restored_all = minimisation.restore_all(matter, [*texts, *quotes], sent=prompts.minimised(prompt))
    written, remaining = restored_all[: len(texts)], iter(restored_all[len(texts) :])
    pieces = [
        Piece(
            text=printable(visible(restored.text)),
            places=tuple(
                place
                for citation in segment.citations
                if (place := _place(citation, next(remaining).text, prompt)) is not None
            ),
        )
        for restored, segment in zip(written, answer.segments, strict=True)
    ]
    return anchors.join(pieces, prompts.held(prompt.sources))


def _place(citation: Citation, quote: str, prompt: Assembled) -> Place | None:
    """Where a citation points, or None where it points at no source that was sent."""
    if not 0 <= citation.source < len(prompt.sources):
        return None
    return Place(prompt.sources[citation.source].source_id, citation.start, citation.end, quote)
